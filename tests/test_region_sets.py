"""Which Regions go together: the data as AWS's pages have it, and what is refused for it."""

from __future__ import annotations

from datetime import date

import pytest

from advisor import region_sets
from advisor.advise import advise
from advisor.diagnostics import Refused
from advisor.prices import FileCatalog
from advisor.spec import read_spec, regions_known


@pytest.mark.parametrize(
    ("what", "home", "others", "held"),
    [
        ("dsql", "us-east-1", ["ca-west-1"], True),
        ("dsql", "us-east-1", ["eu-west-1"], False),
        ("dsql", "ap-southeast-2", [], False),  # Sydney has clusters of one Region only
        ("dsql", "us-west-1", [], False),
        ("mrsc", "us-east-1", ["ap-northeast-1", "eu-west-1"], True),  # continents do not matter
        ("mrsc", "us-east-1", ["sa-east-1"], False),
        ("rds_backups", "eu-south-2", ["eu-west-3"], True),
        ("rds_backups", "eu-south-2", ["us-east-1"], False),
        ("rds_backups", "us-east-1", ["eu-south-2"], False),
        ("rds_backups", "me-south-1", [], False),
    ],
)
def test_regions_go_together_as_the_pages_say(what: str, home: str, others: list[str], held: bool) -> None:
    assert region_sets.together(what, home, others) is held


def test_no_row_leads_out_of_its_partition_or_to_a_region_nobody_knows() -> None:
    china = {"cn-north-1", "cn-northwest-1"}
    for what, found in region_sets.rows().items():
        for region, goes in found.items():
            assert region in regions_known() | china
            for other in goes.split() if what in region_sets.PAIRS else ():
                assert other in regions_known() | china and other != region
                assert region_sets.partition(other) == region_sets.partition(region)


@pytest.mark.parametrize(
    "store",
    [
        "{kind: database, engine: postgresql, size: 1 GiB, replicate: {to: us-east-1}}",
        "{kind: database, engine: dynamodb, size: 1 GiB, regions: [us-east-1]}",
        "{kind: block, size: 1 TiB, replicate: {to: us-east-1}}",
        "{kind: object, size: 1 TiB, replicate: us-east-1}",
    ],
)
def test_nothing_is_copied_into_another_partition(store: str) -> None:
    _, (problem,) = read_spec(f"region: us-gov-west-1\nstores:\n  a: {store}\n", "spec.yaml")
    assert 'in another partition of AWS than "us-gov-west-1"' in problem.message and problem.hint == "write us-gov-east-1"
    assert problem.at is not None and problem.at.column == store.index("us-east-1") + len("  a: ") + 1
    workload, problems = read_spec(f"region: us-west-2\nstores:\n  a: {store}\n", "spec.yaml")
    assert workload is not None and not problems


@pytest.mark.parametrize("word", ["chosen", "current"])
def test_no_design_reaches_into_another_partition(word: str) -> None:
    design = "{mode: on_demand, global_tables: MREC, replicas: [us-gov-east-1, us-east-1]}"
    store = f"{{kind: database, model: key_value, size: 1 GiB, {word}: {design}}}"
    workload, problems = read_spec(f"region: us-gov-west-1\nstores:\n  a: {store}\n", "spec.yaml")
    assert workload is not None, problems
    with pytest.raises(Refused, match=r'"us-east-1" is in another partition of AWS than "us-gov-west-1".*write us-gov-east-1'):
        advise(workload, FileCatalog(), date(2026, 11, 21), full=False)


def excluded(region: str, store: str) -> set[str]:
    """The rules that exclude something from a store's need."""
    workload, problems = read_spec(f"region: {region}\nstores:\n  a: {store}\n", "spec.yaml")
    assert workload is not None, problems
    (need,) = advise(workload, FileCatalog(), date(2026, 11, 21), full=False).stores
    return {each.rule for each in need.excluded}


def test_a_rule_refuses_what_a_service_has_not_between_the_regions_named() -> None:
    spread = "{kind: database, model: relational, size: 1 GiB, multi_region_writes: true, regions: [%s]}"
    rule = "aurora_dsql.spread.multi_region.region-set"
    assert rule in excluded("us-east-1", spread % "eu-west-1") and rule not in excluded("us-east-1", spread % "us-west-2")
    strong = "{kind: database, model: key_value, size: 1 GiB, region_consistency: strong, regions: [us-west-2, %s]}"
    rule = "dynamodb.global-tables.last_resort"
    assert rule in excluded("us-east-1", strong % "sa-east-1") and rule not in excluded("us-east-1", strong % "eu-west-1")


@pytest.mark.parametrize(("to", "crossing"), [("us-east-1", "read_replica"), ("eu-west-1", "backups")])
def test_backups_are_replicated_only_where_rds_does(to: str, crossing: str) -> None:
    recovery = "recovery: {rpo_region: 1 h, rto_region: 1 day}"
    store = f"{{kind: database, engine: mariadb, size: 1 GiB, {recovery}, replicate: {{to: {to}}}}}"
    workload, problems = read_spec(f"region: eu-south-2\nstores:\n  a: {store}\n", "spec.yaml")
    assert workload is not None, problems
    (need,) = advise(workload, FileCatalog(), date(2026, 11, 21), full=False).stores
    assert need.recommended is not None and need.recommended.configuration["cross_region"] == crossing
