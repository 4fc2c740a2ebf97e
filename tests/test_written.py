"""Designs a spec writes that cannot be read as written: what AWS has retired, a service nobody named, a size that is none."""

from __future__ import annotations

from datetime import date

import pytest

from advisor.advise import advise
from advisor.diagnostics import Refused
from advisor.editors import spec_schema
from advisor.prices import FileCatalog
from advisor.report import Finding
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


def told(store: str) -> tuple[Finding, ...]:
    """The findings on a store."""
    workload, problems = read_spec(f"region: us-east-1\nstores:\n  a: {store}\n", "spec.yaml")
    assert workload is not None, problems
    return advise(workload, FileCatalog(), date(2026, 11, 21), full=False).stores[0].findings


@pytest.mark.parametrize(
    ("chosen", "recovery", "says"),
    [
        ("{mode: on_demand}", "{rpo_corruption: 5 min}", ["pitr is left out, which is false"]),
        ("{mode: on_demand, pitr: true}", "{rpo_corruption: 5 min}", []),
        ("{mode: on_demand, pitr: false}", "{rpo_corruption: 5 min}", ["pitr false is chosen"]),
        ("{mode: on_demand}", "{}", []),
    ],
)
def test_a_setting_left_out_is_held_to_the_rules_at_what_that_means(chosen: str, recovery: str, says: list[str]) -> None:
    store = f"{{kind: database, model: key_value, size: 1 GiB, item_size: 1 KiB, recovery: {recovery}, chosen: {chosen}}}"
    found = [each.message for each in told(store) if each.severity == "error"]
    assert all(any(each.startswith(one) for each in found) for one in says) and bool(found) == bool(says)


def test_a_setting_left_out_whose_default_nobody_knows_is_a_warning() -> None:
    store = "{kind: block, size: 1 TiB, iops: 3000 /s, throughput: 125 MiB/s, encryption: {key: customer}, chosen: {type: gp3}}"
    (found,) = [each for each in told(store) if each.field == "encryption"]
    assert found.severity == "warning" and found.message.startswith("encryption is left out, and none cannot do this")
    assert found.instead == "write encryption: customer_managed"


def test_copies_are_missed_only_where_nobody_said_to_which_region() -> None:
    store = "{kind: block, size: 1 TiB, recovery: {rpo_region: 24 h}, snapshots: {every: 24 h, changed: 2 %%, keep: 7 days}%s}"
    assert [each for each in told(store % "") if "copy-to-other-region" in each.code]
    assert not [each for each in told(store % ", replicate: {to: us-west-2}") if "copy-to-other-region" in each.code]


def test_nodes_of_a_replication_group_are_told_as_shards_and_replicas() -> None:
    store = "{kind: cache, working_set: 1 GiB, current: {service: elasticache, engine: redis, node: cache.r5.large, nodes: 3}}"
    with pytest.raises(Refused, match="a cluster of redis is not told in nodes; write shards: 1 and replicas: 2"):
        told(store)
    assert told(store.replace("redis", "memcached")) is not None
