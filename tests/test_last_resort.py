"""A database of one's own on EC2: weighed where no managed service comes out, held to what it can do, its licence named."""

from __future__ import annotations

from datetime import date

import pytest

from advisor.advise import advise
from advisor.prices import FileCatalog
from advisor.report import Need
from advisor.spec import read_spec

ON = date(2026, 11, 21)
SIZED = "kind: database, size: 300 GiB, iops: 3000 /s, throughput: 100 MiB/s, working_set: 20 GiB, vcpus: 4"


def need(said: str, on: date = ON) -> Need:
    """What is answered to a database that is sized, with more said of it."""
    workload, problems = read_spec(f"region: us-east-1\nstores:\n  db: {{{SIZED}, {said}}}\n", "spec.yaml")
    assert workload is not None, problems
    (found,) = advise(workload, FileCatalog(), on).stores
    return found


@pytest.mark.parametrize(
    ("said", "service", "option"),
    [
        ("engine: oracle, edition: enterprise, os_access: true", "ec2_database", "oracle"),
        ("engine: sqlserver, edition: standard, recovery: {rto_region: 30 min}", "ec2_database", "sqlserver"),
        ("engine: postgresql, read_replicas: 16", "ec2_database", "postgresql"),
        ("engine: mysql, read_replicas: 15, edition: any", "rds", "multi_az_instance"),
        ("engine: postgresql, engine_version: 9.6", "ec2_database", "postgresql"),
        ("engine: postgresql, engine_version: 11", "rds", "multi_az_instance"),
        ("engine: mysql, rewind: 80 h", None, None),
        ("engine: mysql, clones: 3, backups: {keep: 400 days}", None, None),
        ("engine: oracle, edition: enterprise, licence: included", None, None),
        ("engine: oracle, edition: standard, os_access: true, recovery: {rpo_az: 0 s}", None, None),
        ("engine: sqlserver, edition: web, recovery: {rpo_az: 0 s}", None, None),
        ("engine: oracle, licence: included", "rds", "multi_az_instance"),
        ("engine: db2, licence: included", None, None),
        ("engine: mysql, engine_version: 5.7, recovery: {rto_az: 40 s}", "aurora", "provisioned"),
    ],
)
def test_an_instance_is_weighed_where_services_come_to_nothing(said: str, service: str | None, option: str | None) -> None:
    best = need(said).recommended
    assert (best and best.service, best and best.option) == (service, option)


def test_why_it_is_the_last_resort_is_told() -> None:
    found = need("engine: postgresql, engine_version: 9.6")
    assert "database.engine.last_resort" in [each.rule for each in found.reasons]
    told = {each.service: each.because for each in found.excluded if each.rule.endswith(".sizing")}
    assert told["rds"] == "Amazon RDS runs PostgreSQL 9.6 no more after 2022-04-30; write engine_version: 18."
    assert told["aurora"] == "Amazon Aurora runs PostgreSQL 9.6 no more after 2023-04-30; write engine_version: 18."


def test_a_licence_nobody_owns_is_named_without_a_price() -> None:
    rented = need("engine: oracle, edition: enterprise, os_access: true").recommended
    owned = need("engine: oracle, edition: enterprise, os_access: true, licence: byol").recommended
    assert rented is not None and owned is not None
    assert rented.at_least and [each.partition(":")[0] for each in rented.unpriced] == ["Licence of Oracle"]
    assert owned.unpriced == () and rented.monthly == owned.monthly


def test_a_version_of_another_engine_is_not_taken_over() -> None:
    today = "current: {engine: postgresql, version: '16.3', instance: db.r6g.large, storage: gp3, size: 300 GiB, service: rds}"
    best = need(f"engine: mysql, {today}").recommended
    assert best is not None and best.configuration["version"] == "8.4"
