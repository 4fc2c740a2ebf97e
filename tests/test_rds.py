"""RDS: storage by type and engine, classes by evidence, and every line of a month."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from importlib import import_module
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from needs import amounts, by_part
from relational import CATALOG, SPEC, designs, month, relational

from advisor import folders, limits, units
from advisor.classes import clustered, database_class
from advisor.exact import Fraction
from advisor.load import loads
from advisor.services import SERVICES, rds
from advisor.services.rds import Design
from advisor.services.rds_design import COPIES
from advisor.services.rds_storage import GIB, MIB, TYPES, Rules, Wish, storage
from advisor.services.relational import GENERATION, WITH_DISK, Evidence, fitting, has, of_family
from advisor.sets import TRUE, flag, number
from advisor.source import read

CASES = yaml.safe_load((Path(__file__).parent / "cases" / "rds_storage.yaml").read_text("utf-8"))
LOOK = relational().look
HOURS = 730


def size(text: str) -> Fraction:
    """Bytes."""
    found = number(units.parse(text, "bytes"))
    assert isinstance(found, Fraction)
    return found


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_storage(case: Mapping[str, Any]) -> None:
    engine, type_, holds, iops, fast = case["given"]
    wish = Wish(size(holds), Fraction(iops), Fraction(fast) * MIB)
    found = storage(type_, wish, None, Rules(engine, LOOK))
    if case["want"] == "none":
        assert found is None
        return
    want = case["want"]
    assert found is not None and found.size is not None
    assert found.size / GIB == want[0]
    assert found.iops == want[1]
    assert (None if found.throughput is None else found.throughput / MIB) == want[2]


@given(
    st.sampled_from(["postgresql", "mysql", "oracle", "sqlserver", "db2"]), st.sampled_from(TYPES),
    st.integers(1, 70_000), st.integers(0, 300_000), st.integers(0, 5000), st.integers(0, 2000),
)  # fmt: skip
def test_storage_for_more_is_never_smaller(engine: str, type_: str, gib: int, iops: int, fast: int, more: int) -> None:
    rules = Rules(engine, LOOK)
    less = storage(type_, Wish(Fraction(gib * GIB), Fraction(iops), Fraction(fast * MIB)), None, rules)
    for wish in (
        Wish(Fraction((gib + more) * GIB), Fraction(iops), Fraction(fast * MIB)),
        Wish(Fraction(gib * GIB), Fraction(iops + more), Fraction(fast * MIB)),
        Wish(Fraction(gib * GIB), Fraction(iops), Fraction((fast + more) * MIB)),
    ):
        found = storage(type_, wish, None, rules)
        if less is None or found is None:
            assert found is None or less is not None
            continue
        assert less.size is not None and found.size is not None
        assert found.size >= less.size and found.size >= (wish.size or 0)
        assert (found.iops or 0) >= (less.iops or 0)


@pytest.mark.parametrize(
    ("wanted", "classes"),
    [
        (Evidence(), ["db.t4g.micro", "db.m6g.large"]),
        (Evidence(memory=Fraction(8 * GIB)), ["db.t4g.large", "db.m6g.large"]),
        (Evidence(memory=Fraction(8 * GIB + 1)), ["db.t4g.xlarge", "db.m6g.xlarge", "db.r6g.large"]),
        (Evidence(busy=Fraction(14, 10), average=Fraction(4, 10)), ["db.t4g.small", "db.m6g.large"]),  # 20 % of two vCPUs
        (Evidence(busy=Fraction(14, 10), average=Fraction(5, 10)), ["db.t4g.large", "db.m6g.large"]),
        (Evidence(busy=Fraction(141, 100), average=Fraction(1)), ["db.t4g.xlarge", "db.m6g.xlarge"]),
        (Evidence(iops=Fraction(3600)), ["db.t4g.large", "db.m6g.large"]),  # a large sustains 3,600 IOPS
        (Evidence(iops=Fraction(3601)), ["db.t4g.large", "db.m6g.xlarge"]),
    ],
)
def test_the_smallest_class_that_has_it(wanted: Evidence, classes: list[str]) -> None:
    found = fitting(wanted, ("t4g", "m6g", "r6g"), lambda each: True)
    assert [each.name for each in found] == classes


def test_a_class_left_out_costs_more_than_another_wherever_both_are_sold() -> None:
    """`_dearer` holds for every price of every Region: of one Graviton generation, more of either costs at least as much."""
    checked = 0
    for region in ("us-east-1", "eu-west-1", "ap-northeast-1", "sa-east-1"):
        for service in ("rds", "aurora"):
            prices: dict[tuple[str, str], list[tuple[Any, Any]]] = defaultdict(list)
            for line in (folders.pricing() / service / f"{region}.csv").read_text("utf-8").splitlines()[1:]:
                dimension, _, _, price, *_ = line.split(",")
                parts = dimension.split(".")
                found = database_class(".".join(parts[2:5])) if len(parts) == 6 and parts[0] == "instance" else None
                if found is not None and found.family in GENERATION:
                    prices[parts[1], parts[5]].append((found, Fraction(price)))
            for several in prices.values():
                for one, cost in several:
                    for other, less in several:
                        tried = GENERATION[one.family] == GENERATION[other.family]
                        if tried and (one.family[0], other.family[0]) != ("m", "r"):
                            more = one.vcpu >= other.vcpu and one.memory >= other.memory
                            assert cost >= less or not more, (region, one.name, other.name)
                            checked += more
    assert checked > 5_000


def test_every_family_is_in_order() -> None:
    for family in ("t4g", "m6g", "r6g", "x2g", "r8g", "m6i", "r6i"):
        sizes = of_family(family)
        assert sizes and all(one.memory <= other.memory for one, other in pairwise(sizes))
        assert not any(".tpc" in each.name for each in sizes)


def test_memory_comes_from_the_working_set_and_the_connections() -> None:
    few = relational(working_set="12 GiB", vcpus="1", connections="100")
    found = designs("rds", few, engine="postgresql", copies="single_az", storage="gp3", burst="false")
    assert "db.r6g.large" in {each.instance for each in found}  # 12 GiB are three quarters of 16
    many = relational(working_set="12 GiB", vcpus="1", connections="2000")  # 2,000 × 9,531,392 B = 17.8 GiB
    found = designs("rds", many, engine="postgresql", copies="single_az", storage="gp3", burst="false")
    assert {each.instance for each in found} & {"db.r6g.xlarge", "db.x2g.large"}
    pooled = designs("rds", many, engine="postgresql", copies="single_az", storage="gp3", burst="false", proxy="true")
    assert "db.r6g.large" in {each.instance for each in pooled}


def test_replicas_take_their_share_of_the_reads() -> None:
    """Ten busy vCPUs, of which reads are 100 of 110 and replicas take 55 % of those: five on each side."""
    busy = relational(vcpus="10", replica_reads="55 %", working_set="1 GiB")
    found = designs("rds", busy, engine="postgresql", copies="single_az", storage="gp3", readers="by_load", burst="false")
    assert {(each.instance, each.readers) for each in found} >= {("db.m6g.2xlarge", 1)}
    none = designs("rds", busy, engine="postgresql", copies="single_az", storage="gp3", readers="none", burst="false")
    assert all(each.readers == 0 for each in none)


def chosen(**fields: Any) -> Design:
    """A Design of 100 GiB gp3 on db.m6g.large."""
    return Design("postgresql", instance="db.m6g.large", storage="gp3", size=Fraction(100 * GIB))._replace(**fields)


@pytest.mark.parametrize(
    ("copies", "suffix"),
    [("single_az", "single_az"), ("multi_az_instance", "multi_az"), ("multi_az_cluster", "multi_az_cluster")],
)
def test_a_deployment_has_its_own_price(copies: str, suffix: str) -> None:
    found = amounts(month("rds", chosen(copies=copies), relational()))
    assert found == {f"rds.instance.postgresql.db.m6g.large.{suffix}": HOURS, f"rds.storage.gp3.{suffix}": 100}


def test_gp3_pays_above_what_its_size_includes() -> None:
    fast = chosen(size=Fraction(400 * GIB), iops=Fraction(14_000), throughput=Fraction(600 * MIB))
    found = amounts(month("rds", fast, relational()))
    assert found["rds.iops.gp3.single_az"] == 2000 and found["rds.throughput.gp3.single_az"] == 100
    below = amounts(month("rds", chosen(size=Fraction(400 * GIB), iops=Fraction(11_000)), relational()))
    assert "rds.iops.gp3.single_az" not in below


def test_replicas_have_storage_of_their_own() -> None:
    found = by_part(month("rds", chosen(copies="multi_az_instance", readers=2), relational()))
    assert found["rds.instance.postgresql.db.m6g.large.single_az", "replicas"] == 2 * HOURS
    assert found["rds.storage.gp3.single_az", "replicas"] == 200


def test_backups_are_free_up_to_the_storage() -> None:
    """10 writes of 1 KiB a second are 884,736,000 bytes a day; six further days of them beside one full copy of 100 GiB."""
    week = amounts(month("rds", chosen(backup_retention=Fraction(7 * 86_400)), relational()))
    assert week["rds.backup.snapshot_storage"] == Fraction(10 * 1024 * 86_400 * 6, GIB)
    roomy = amounts(month("rds", chosen(backup_retention=Fraction(7 * 86_400), size=Fraction(200 * GIB)), relational()))
    assert roomy["rds.backup.snapshot_storage"] == 0
    none = amounts(month("rds", chosen(backup_retention=Fraction(0)), relational()))
    assert "rds.backup.snapshot_storage" not in none


def test_another_region() -> None:
    sent = Fraction(10 * 1024 * 2_628_000, GIB)
    there = by_part(month("rds", chosen(cross_region="read_replica", replicate_to=("us-west-2",)), relational()))
    assert there["rds.instance.postgresql.db.m6g.large.single_az", "us-west-2"] == HOURS
    assert there["data_transfer.inter_region_out.to.us-west-2", "us-west-2"] == sent
    unknown = by_part(month("rds", chosen(cross_region="read_replica"), relational()))
    assert unknown["rds.instance.postgresql.db.m6g.large.single_az", "another Region"] is None
    week = Fraction(7 * 86_400)
    copies = by_part(
        month("rds", chosen(cross_region="backups", replicate_to=("us-west-2",), backup_retention=week), relational())
    )
    assert copies["rds.backup.snapshot_storage", "us-west-2"] == 100 + Fraction(10 * 1024 * 86_400 * 6, GIB)


@pytest.mark.parametrize(
    ("engine", "edition", "licence", "name"),
    [
        ("oracle", "se2", "included", "oracle_se2_included"), ("oracle", "ee", None, "oracle_ee_byol"),
        ("sqlserver", "standard", None, "sqlserver_se_included"), ("sqlserver", "express", None, "sqlserver_ex_included"),
        ("db2", "se", "marketplace", "db2_marketplace"), ("mariadb", None, None, "mariadb"),
    ],
)  # fmt: skip
def test_licences_are_in_the_name_of_the_price(engine: str, edition: str | None, licence: str | None, name: str) -> None:
    lines = month("rds", chosen(engine=engine, edition=edition, licence=licence), relational())
    assert lines[0].dimension == f"rds.instance.{name}.db.m6g.large.single_az"


def test_custom_has_no_price_here() -> None:
    lines = month("rds", chosen(engine="oracle", edition="ee", custom=True), relational())
    assert lines[0].dimension.startswith("rds.custom.")


def test_what_is_billed_by_the_vcpu() -> None:
    """Extended support counts standbys and replicas; the proxy counts what answers, at least two vCPUs each."""
    design = chosen(engine="mysql", version="5.7.44", copies="multi_az_instance", readers=1, proxy=True, insights="long_term")
    found = amounts(month("rds", design, relational()))
    assert found["rds.extended_support.mysql57.year3.vcpu_hour"] == 3 * 2 * HOURS
    assert found["rds.proxy.vcpu_hour"] == 2 * 2 * HOURS
    assert found["rds.performance_insights.first_month"] == 4 and found["rds.performance_insights.additional_month"] == 92


@pytest.mark.parametrize(
    ("on", "number", "charged"),
    [
        (date(2026, 6, 30), 1, {}),  # to 28 July
        (date(2026, 7, 31), 1, {"year1_2": Fraction(27, 28)}),  # to 28 August: 27 of 28 days
        (date(2026, 8, 1), 1, {"year1_2": 1}),
        (date(2026, 7, 15), 1, {"year1_2": Fraction(14, 31)}),
        (date(2026, 1, 15), 6, {}),
        (date(2026, 1, 15), 7, {"year1_2": Fraction(14, 31)}),
        (date(2026, 1, 15), 8, {"year1_2": 1}),
        (date(2028, 7, 22), 1, {"year1_2": Fraction(10, 31), "year3": Fraction(21, 31)}),
        (date(2028, 8, 1), 1, {"year3": 1}),
        (date(2029, 7, 22), 1, {"year3": Fraction(10, 31)}),  # the last day is 31 July
        (date(2029, 8, 1), 1, {}),
    ],
)
def test_extended_support_is_charged_by_the_day(on: date, number: int, charged: dict[str, Fraction]) -> None:
    of = relational()
    of = of._replace(look=of.look._replace(on=on, limits=limits.load((), on)))
    load = loads(of.look.store, of.facts, 1)[0]._replace(month=number)
    lines = import_module(SERVICES["rds"]).usage(chosen(engine="mysql", version="8.0.36"), load, of.facts, of.look)
    found = {each.dimension: each.amount for each in lines if "extended" in each.dimension}
    assert found == {f"rds.extended_support.mysql80.{name}.vcpu_hour": 2 * HOURS * share for name, share in charged.items()}


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 60), st.integers(1, 200), st.integers(1, 40), st.sampled_from(COPIES))
def test_what_is_designed_has_what_is_asked(busy: int, memory: int, connections: int, copies: str) -> None:
    of = relational(vcpus=str(busy), working_set=f"{memory} GiB", connections=str(connections * 100))
    for design in designs("rds", of, engine="mysql", copies=copies, storage="gp3"):
        found = database_class(design.instance)
        assert found is not None and has(found, Evidence(Fraction(memory * GIB) * 4 / 3, Fraction(busy)), True)
        assert of.look.sold(rds.usage(design, of.month(), of.facts, of.look)[0].dimension)


@pytest.mark.parametrize("engine", ["postgresql", "oracle", "sqlserver", "db2"])
def test_a_design_is_read_back_as_it_is_written(engine: str) -> None:
    edition = {"oracle": "se2", "sqlserver": "web", "db2": "se"}.get(engine, "")
    of = relational(vcpus="3", working_set="20 GiB", replica_reads="50 %")
    found = designs(
        "rds", of, engine=engine, copies="multi_az_instance", storage="gp3,io2", edition=edition or "unmet", proxy="true",
        cross_region="backups", backup_retention="14", encryption="customer_managed", iam="false", insights="standard",
    )  # fmt: skip
    assert found
    for design in found:
        plain = rds.configuration(design)
        text = yaml.safe_dump({**plain, "service": "rds"})
        again, problems = rds.read(read(text, "spec.yaml"), of.look)
        assert problems == [] and again == design


def test_what_is_wrong_with_a_chosen_design() -> None:
    text = "service: rds\nengine: oracle\ninstance: db.m6g.lrge\nedition: web\nreaders: 1.5\n"
    found, problems = rds.read(read(text, "spec.yaml"), LOOK)
    assert found is None and len(problems) == 3 and all(each.at is not None for each in problems)
    assert rds.read(read("engine: mysql\n", "spec.yaml"), LOOK)[1][0].message == "the instance class is missing"


def test_the_catalog_is_asked_for_what_is_sold() -> None:
    assert CATALOG.history("rds", "us-east-1", "instance.mysql.db.m6g.large.single_az")
    assert SPEC.startswith("kind: database")


@pytest.mark.parametrize(
    ("today", "wanted"),
    [("13", "18"), ("13.7", "18"), ("17.2", "17.2"), ("14", "18"), ("", "18")],  # 14 ends on 2027-02-28, within a year
)
def test_a_version_that_is_supported_no_more_is_the_newest(today: str, wanted: str | None) -> None:
    runs = f'current: {{service: rds, engine: postgresql, version: "{today}", instance: db.m6g.large}}\n' if today else ""
    found = designs("rds", relational(SPEC + runs, vcpus="1"), engine="postgresql", copies="single_az", storage="gp3")
    assert {each.version for each in found} == {wanted}


@pytest.mark.parametrize(("on", "wanted"), [(date(2025, 11, 14), "18"), (date(2025, 11, 13), "17"), (date(2016, 11, 10), None)])
def test_a_new_database_is_of_the_newest_version_there_was(on: date, wanted: str | None) -> None:
    of = relational(vcpus="1")
    found = designs("rds", of._replace(look=of.look._replace(on=on)), engine="postgresql", copies="single_az", storage="gp3")
    assert {each.version for each in found} == {wanted}


@pytest.mark.parametrize(
    ("engine", "class_", "connections", "proxy", "short"),
    [
        ("mysql", "db.m7g.large", 682, False, False),  # 8 GiB over 12,582,880 B
        ("mysql", "db.m7g.large", 683, False, True),
        ("mysql", "db.m7g.large", 683, True, False),  # pooled
        ("postgresql", "db.r7g.4xlarge", 5000, False, False),  # 128 GiB over 9,531,392 B is more than 5,000
        ("postgresql", "db.r7g.4xlarge", 5001, False, True),
        ("mariadb", "db.m7g.large", 342, False, True),  # 8 GiB over 25,165,760 B
        ("oracle", "db.m7g.large", 9999, False, False),  # sessions, not connections
    ],
)
def test_connections_beyond_what_a_class_takes_by_default(
    engine: str, class_: str, connections: int, proxy: bool, short: bool
) -> None:
    of = relational(SPEC.replace("key_value", "relational") + f"connections: {connections}\n")
    design = chosen(engine=engine, instance=class_, proxy=proxy, edition="se2" if engine == "oracle" else None)
    assert rds.lacking(design, of.facts, of.look)["connections_short"] == flag(short)


def test_a_burstable_class_pays_for_more_than_its_baseline() -> None:
    """A t4g.medium sustains 20 % of two vCPUs; one busy vCPU at most is 0.5 on average here: 0.1 beyond."""
    busy = amounts(month("rds", chosen(instance="db.t4g.medium"), relational(vcpus="1")))
    assert busy["rds.cpu_credits.t4g"] == (Fraction(110, 220) - Fraction(2, 5)) * HOURS
    assert "rds.cpu_credits.t4g" not in amounts(month("rds", chosen(instance="db.t4g.medium"), relational(vcpus="0.8")))
    assert "rds.cpu_credits.t4g" not in amounts(month("rds", chosen(instance="db.t4g.medium"), relational()))


@pytest.mark.parametrize(
    ("engine", "settings_", "facts", "wanted"),
    [
        ("oracle", {"edition": "standard"}, {"vcpus": "11"}, ""),  # 11 ÷ 0.7 = 15.7 of the 16 vCPUs there are
        ("oracle", {"edition": "standard"}, {"vcpus": "20"}, "has 29 vCPUs, busy at 70 %"),
        ("oracle", {"edition": "standard"}, {"vcpus": "20"}, "Write licence: byol or edition: enterprise"),
        ("oracle", {"edition": "enterprise"}, {"vcpus": "1"}, "no price of oracle ee with the licence included"),
        ("sqlserver", {"edition": "express"}, {"vcpus": "60"}, "the largest sold here have"),
    ],
)
def test_what_no_class_has_is_told(engine: str, settings_: dict[str, str], facts: dict[str, str], wanted: str) -> None:
    of = relational(SPEC, **facts)
    left = {"engine": engine, "licence": "included", "copies": "single_az", "storage": "gp3", **settings_}
    found = designs("rds", of, **left)
    assert bool(found) is (wanted == "")
    if wanted:
        assert wanted in rds.unsold(of.facts, {name: (value,) for name, value in left.items()}, of.look)


# https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Concepts.RDS_Fea_Regions_DB-eng.Feature.MultiAZDBClusters.html
@pytest.mark.parametrize(
    ("engine", "version", "instance", "lacks"),
    [
        ("mysql", "8.4.9", "db.m6gd.large", ()),
        ("mysql", "8.0", "db.x2iedn.xlarge", ()),
        ("mysql", "5.7.44", "db.m6gd.large", ("cluster_version_missing",)),
        ("mysql", None, "db.m6g.large", ("cluster_class_missing",)),
        ("postgresql", "13", "db.r6gd.large", ()),
        ("postgresql", "13.7", "db.r6gd.large", ()),
        ("postgresql", "13.6", "db.r6gd.large", ("cluster_version_missing",)),
        ("postgresql", "14.10", "db.c6gd.medium", ()),
        ("postgresql", "14.4", "db.t4g.large", ("cluster_class_missing", "cluster_version_missing")),
        ("postgresql", "15.2", "db.r6gd.large", ()),
        ("postgresql", "12.9", "db.r6gd.large", ("cluster_version_missing",)),
    ],
)
def test_clusters_run_on_some(engine: str, version: str | None, instance: str, lacks: tuple[str, ...]) -> None:
    design = chosen(engine=engine, version=version, instance=instance, copies="multi_az_cluster")
    found = rds.describe(design, relational().look)
    assert {name for name in ("cluster_class_missing", "cluster_version_missing") if found[name] == TRUE} == set(lacks)
    assert "cluster_class_missing" not in rds.describe(design._replace(copies="single_az"), relational().look)


def test_clusters_are_sized_on_classes_they_run_on() -> None:
    assert all(map(clustered, WITH_DISK))


@pytest.mark.parametrize(
    ("design", "further", "facts", "told"),
    [
        ({"engine": "oracle", "edition": "ee"}, "", {}, True),
        ({"engine": "oracle", "edition": "ee"}, "", {"licence": "byol"}, False),
        (
            {"engine": "oracle", "edition": "ee"},
            "chosen: {service: rds, engine: oracle, edition: ee, licence: byol}\n",
            {},
            False,
        ),
        ({"engine": "oracle", "edition": "se2", "licence": "included"}, "", {}, False),
        ({"engine": "db2", "edition": "se"}, "", {}, True),
        ({"engine": "postgresql"}, "", {}, False),
    ],
)
def test_a_licence_of_ones_own_is_told_unless_it_is_owned(
    design: dict[str, str], further: str, facts: dict[str, str], told: bool
) -> None:
    lines = month("rds", chosen(**design), relational(SPEC + further, **facts))
    assert any(each.part == "licence" and each.amount is None and not each.dimension for each in lines) is told
