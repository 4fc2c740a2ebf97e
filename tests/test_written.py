"""Designs a spec writes that cannot be read as written: what AWS has retired, a service nobody named, a size that is none."""

from __future__ import annotations

from datetime import date

import pytest

from advisor.advise import advise
from advisor.diagnostics import Refused
from advisor.editors import spec_schema
from advisor.prices import FileCatalog
from advisor.services import MEETS
from advisor.spec import read_spec

RDS = "engine: mysql, instance: db.r6g.large, storage: gp3"


def refused(store: str) -> list[str]:
    """What is wrong with a store, as places and sentences."""
    workload, problems = read_spec(f"region: us-east-1\nstores:\n  a: {{{store}}}\n", "spec.yaml")
    assert workload is not None, problems
    with pytest.raises(Refused) as found:
        advise(workload, FileCatalog(), date(2026, 11, 21))
    return str(found.value).splitlines()


@pytest.mark.parametrize("word", ["chosen", "current"])
@pytest.mark.parametrize(
    ("design", "wanted"),
    [
        ("service: aurora, engine: mysql, capacity: serverless_v1, max_acu: 8", ["v1 ended on 2025-03-31", "write capacity"]),
        ("service: aurora, engine: mysql, engine_mode: serverless, max_acu: 8", ["v1, which ended on 2025-03-31", "min_acu"]),
        ("service: aurora, engine: mysql, engine_mode: multimaster", ["ended on 2023-02-28", "aurora_dsql"]),
        ("service: aurora, engine: mysql, instance: db.r6g.large, multi_master: true", ["ended on 2023-02-28", "one writer"]),
        ("service: aurora, engine: mysql, instance: db.r6g.large, engine_mode: global", ["not chosen any more", "provisioned"]),
        (f"service: rds, {RDS}, performance_insights: true", ["ended on 2026-07-31", "write insights: standard"]),
        (f"service: rds, {RDS}, multi_az: true", ["two forms", "copies: multi_az_cluster"]),
        (RDS, ["the service of this design is not said", "Amazon DynamoDB has no such design", "write service: rds"]),
        ("modee: on_demand", ['"modee" is not a key of a DynamoDB design', 'did you mean "mode"']),
        (f"service: rds, {RDS.replace('large', 'larg')}", ['"db.r6g.larg" is not an instance class']),
    ],
)
def test_what_cannot_be_read_is_told_with_what_to_write_instead(word: str, design: str, wanted: list[str]) -> None:
    told = refused(f"kind: database, engine: mysql, size: 10 GiB, {word}: {{{design}}}")
    said = [line for line in told if "spec.yaml:" in line]
    assert len(said) == 1 and [each for each in wanted if each not in said[0]] == []


def test_a_misspelt_instance_is_told_where_it_stands() -> None:
    assert refused("kind: block, size: 10 GiB, instance: m5.larg")[0].startswith('spec.yaml:3:44: "m5.larg" is no EC2 instance')


def test_editors_know_the_services_and_keys_of_a_design() -> None:
    kinds = spec_schema()["$defs"]
    for kind, services in MEETS.items():
        for word in ("chosen", "current"):
            said = kinds[kind]["properties"][word]["properties"]
            assert (said["service"]["enum"] == list(services) and "encryption" in said) or kind == "object"
    assert kinds["database"]["properties"]["current"]["properties"]["copies"]["description"] == "of rds"
    assert "observed" in kinds["database"]["properties"]["current"]["properties"]
