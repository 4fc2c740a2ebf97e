"""Aurora, Aurora DSQL and databases on EC2: sizes by evidence, and every line of a month."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from needs import amounts, by_part
from relational import SPEC, designs, month, relational

from advisor.exact import Fraction
from advisor.instances import find
from advisor.services import aurora, aurora_dsql, ec2_database
from advisor.services.aurora import Design
from advisor.services.ebs_volumes import GIB
from advisor.source import read

HOURS = 730
MONTH = 2_628_000
DAY = 86_400
SIZED = {"working_set": "12 GiB", "vcpus": "1", "connections": "100", "cached_reads": "90 %"}


def chosen(**fields: Any) -> Design:
    """A cluster of one db.r6g.large."""
    return Design("postgresql", instance="db.r6g.large", storage="standard")._replace(**fields)


def test_readers_are_as_large_as_the_writer_and_a_standby_is_one() -> None:
    of = relational(**SIZED)
    alone = designs("aurora", of, engine="postgresql", capacity="provisioned", storage="standard", standby="none")
    assert {each.readers for each in alone} == {0} and "db.r6g.large" in {each.instance for each in alone}
    safe = designs("aurora", of, engine="postgresql", capacity="provisioned", storage="standard", standby="reader")
    assert {each.readers for each in safe} == {1}
    three = designs(
        "aurora", relational(**SIZED, read_replicas="3"), capacity="provisioned", storage="standard", standby="reader"
    )
    assert {each.readers for each in three} == {3}


def test_burstable_classes_are_for_development() -> None:
    of = relational(working_set="1 GiB", vcpus="0.2", connections="10")
    assert not any("t4g" in each.instance for each in designs("aurora", of, capacity="provisioned"))
    test = relational(working_set="1 GiB", vcpus="0.2", connections="10", environment="test")
    assert any("t4g" in each.instance for each in designs("aurora", test, capacity="provisioned"))


@pytest.mark.parametrize(
    ("facts", "settings_", "least", "most"),
    [
        ({"working_set": "12 GiB", "vcpus": "2"}, {}, 8, Fraction(23, 2)),  # 16 GiB are 8 ACUs; two vCPUs at 70 % are 11.4
        ({"working_set": "1 GiB", "vcpus": "1"}, {}, 1, 6),  # 1.33 GiB: 0.67 ACUs, in half steps 1
        ({"working_set": "100 MiB", "vcpus": "0.1"}, {}, Fraction(1, 2), 1),
        ({"working_set": "100 MiB", "vcpus": "2"}, {"cross_region": "global_database"}, 8, Fraction(23, 2)),
        ({"working_set": "1 GiB", "vcpus": "1", "pauses": "true"}, {}, 0, 6),
        ({"working_set": "1 GiB", "vcpus": "1", "pauses": "true"}, {"proxy": "true"}, 1, 6),
        ({"working_set": "1 GiB", "vcpus": "1", "pauses": "true"}, {"pause": "false"}, 1, 6),
        ({"working_set": "1 GiB", "vcpus": "1", "traffic": "idle"}, {}, 1, 6),
    ],
)
def test_acus(facts: dict[str, str], settings_: dict[str, str], least: int, most: int) -> None:
    """2 GiB and a quarter of a vCPU an ACU, half steps, 0 only where nothing keeps it awake."""
    (found,) = designs("aurora", relational(**facts), capacity="serverless", storage="standard", **settings_)
    assert (found.min_acu, found.max_acu) == (least, most)


def test_replicas_are_as_many_or_as_large_as_their_share_of_the_work_takes() -> None:
    """42 busy vCPUs, nine tenths of ten elevenths on replicas: 34.4 ÷ 0.7 = 49.1 vCPUs or 196.4 ACUs, in half steps."""
    of = relational(working_set="4 GiB", vcpus="42", replica_reads="90 %")
    for each in designs("ec2_database", of, engine="postgresql"):
        assert each.readers * find(each.instance).vcpu >= 50
    acus = designs("aurora", of, engine="postgresql", capacity="serverless", storage="standard")
    assert {(each.readers, each.max_acu) for each in acus} == {(1, Fraction(393, 2))}
    three = designs(
        "aurora", relational(working_set="4 GiB", vcpus="42", replica_reads="90 %", read_replicas="3"), capacity="serverless"
    )
    assert {(each.readers, each.max_acu) for each in three} == {(3, Fraction(131, 2))}


def test_more_than_256_acus_are_no_design() -> None:
    assert designs("aurora", relational(vcpus="44", working_set="1 GiB"), capacity="serverless")
    assert not designs("aurora", relational(vcpus="45", working_set="1 GiB"), capacity="serverless")


def test_acu_hours_follow_the_day() -> None:
    """A tent from nothing at night to the peak at noon: one busy vCPU at 70 % is 5.71 ACUs then, and never less than 1."""
    steady = relational(**{**SIZED, "working_set": "1 GiB"})
    design = chosen(capacity="serverless", instance=None, min_acu=Fraction(1), max_acu=Fraction(6))
    found = amounts(month("aurora", design, steady))["aurora.serverless_v2.acu_hour.standard.postgresql"]
    mean = sum(max(Fraction(1), Fraction(40, 7) * (1 - Fraction(abs(hour - 12), 12))) for hour in range(24)) / 24
    assert found == mean * HOURS
    fixed = design._replace(min_acu=Fraction(6))
    assert amounts(month("aurora", fixed, steady))["aurora.serverless_v2.acu_hour.standard.postgresql"] == 6 * HOURS
    two = design._replace(readers=1)
    assert amounts(month("aurora", two, steady))["aurora.serverless_v2.acu_hour.standard.postgresql"] == 2 * found


def test_a_paused_cluster_is_billed_for_what_it_is_used() -> None:
    spec = SPEC + "traffic: idle\n"
    idle = relational(spec, vcpus="0.7", working_set="1 GiB")
    design = chosen(capacity="serverless", instance=None, min_acu=Fraction(0), max_acu=Fraction(4))
    found = amounts(month("aurora", design, idle))["aurora.serverless_v2.acu_hour.standard.postgresql"]
    assert found == 4 * Fraction(1, 2) * HOURS  # 110 of 220 operations a second at the peak


@pytest.mark.parametrize(("engine", "pages"), [("mysql", 1), ("postgresql", 2)])
def test_io_counts_pages_and_log_records(engine: str, pages: int) -> None:
    """100 reads a second of 10 KiB, a tenth not in memory; 10 writes of 10 KiB are three records of 4 KiB each."""
    spec = "kind: database\nmodel: key_value\nsize: 100 GiB\nitem_size: 10 KiB\nreads: 100 /s\nwrites: 10 /s\n"
    found = amounts(month("aurora", chosen(engine=engine), relational(spec, **SIZED)))
    assert found["aurora.io_request.standard"] == (100 * Fraction(1, 10) * pages + 10 * 3) * MONTH
    optimized = amounts(month("aurora", chosen(storage="io_optimized"), relational(spec, **SIZED)))
    assert "aurora.io_request.standard" not in optimized
    assert set(optimized) == {"aurora.instance.postgresql.db.r6g.large.io_optimized", "aurora.storage.io_optimized"}
    assert aurora.never_billed(chosen(storage="io_optimized")) == ("aurora.io_request.standard",)


def test_backups_of_one_day_are_free_and_the_volume_is() -> None:
    """10 writes of 1 KiB a second, seven days of them."""
    changed = Fraction(10 * 1024 * DAY * 7, GIB)
    week = amounts(month("aurora", chosen(backup_retention=Fraction(7 * DAY)), relational(**SIZED)))
    assert week["aurora.backup.storage"] == changed
    assert "aurora.backup.storage" not in amounts(month("aurora", chosen(backup_retention=Fraction(DAY)), relational(**SIZED)))


def test_a_global_database_replicates_each_write() -> None:
    design = chosen(cross_region="global_database", replicate_to=("eu-west-1",), readers=1)
    found = by_part(month("aurora", design, relational(**SIZED)))
    assert found["aurora.instance.postgresql.db.r6g.large.standard", "eu-west-1"] == HOURS
    assert found["aurora.storage.standard", "eu-west-1"] == 100
    assert found["aurora.global_database.replicated_write_io.postgresql", "eu-west-1"] == 10 * MONTH
    unknown = by_part(month("aurora", design._replace(replicate_to=()), relational(**SIZED)))
    assert unknown["aurora.storage.standard", "another Region"] is None


@pytest.mark.parametrize(("regions", "reads_there"), [("", False), ("regions: [us-west-2]\n", True)])
def test_serverless_capacity_waits_at_its_least_where_nobody_reads(regions: str, reads_there: bool) -> None:
    design = chosen(
        capacity="serverless", instance=None, min_acu=Fraction(8), max_acu=Fraction(64), readers=0,
        cross_region="global_database", replicate_to=("us-west-2",),
    )  # fmt: skip
    found = by_part(month("aurora", design, relational(SPEC + regions, **{**SIZED, "vcpus": "16"})))
    here, there = (found["aurora.serverless_v2.acu_hour.standard.postgresql", part] for part in ("", "us-west-2"))
    assert there == (here if reads_there else 8 * HOURS) and here > 8 * HOURS


def test_backtrack_keeps_records_for_hours() -> None:
    """10 records a second for 24 hours, billed each hour."""
    found = amounts(month("aurora", chosen(engine="mysql", backtrack=Fraction(DAY)), relational(**SIZED)))
    assert found["aurora.backtrack.change_record"] == 10 * DAY * HOURS


def test_clones_have_instances_and_pages_nobody_knows() -> None:
    found = by_part(month("aurora", chosen(clones=2), relational(**SIZED)))
    assert found["aurora.instance.postgresql.db.r6g.large.standard", "clones"] == 2 * HOURS
    assert found["aurora.storage.standard", "clones"] is None


def test_a_proxy_before_acus_and_vcpus() -> None:
    found = amounts(month("aurora", chosen(proxy=True, readers=1), relational(**SIZED)))
    assert found["aurora.proxy.vcpu_hour"] == 4 * HOURS
    serverless = chosen(capacity="serverless", instance=None, min_acu=Fraction(1), max_acu=Fraction(6), proxy=True)
    found = amounts(month("aurora", serverless, relational(**SIZED)))
    assert found["aurora.proxy.serverless_acu_hour"] == 8 * HOURS


def test_extended_support_of_acus_has_a_name_and_no_price() -> None:
    design = chosen(version="12.9", readers=1, insights="advanced")
    found = amounts(month("aurora", design, relational(**SIZED)))
    assert found["aurora.extended_support.aurora_pg12.year1_2.vcpu_hour"] == 4 * HOURS
    assert found["cloudwatch.database_insights.vcpu_hour"] == 4 * HOURS
    serverless = design._replace(capacity="serverless", instance=None, min_acu=Fraction(6), max_acu=Fraction(6))
    found = amounts(month("aurora", serverless, relational(**SIZED)))
    assert found["aurora.extended_support.aurora_pg12.year1_2.acu_hour"] == 12 * HOURS
    of = relational(**SIZED)  # the third year begins on 2026-12-01, 16 of the 30 days from 15 November
    old = serverless._replace(engine="mysql", version="5.7")
    found = amounts(month("aurora", old, of._replace(look=of.look._replace(on=date(2026, 11, 15)))))
    assert found["aurora.extended_support.aurora_mysql57.year1_2.acu_hour"] == 12 * HOURS * Fraction(16, 30)
    assert found["aurora.extended_support.aurora_mysql57.year3.acu_hour"] == 12 * HOURS * Fraction(14, 30)


def test_units_of_work() -> None:
    """AWS's own examples: 500 bytes read are 2,048, one row written is 1,024 and a look for its key.

    https://docs.aws.amazon.com/aurora-dsql/latest/userguide/billing-metering.html
    """
    spec = "kind: database\nmodel: key_value\nsize: 100 GiB\nitem_size: 100 B\nreads: 1 /s\nwrites: 1 /s\ntraffic: steady\n"
    of = relational(spec, vcpus="0.003")
    lines = month("aurora_dsql", aurora_dsql.Design(), of)
    by_item = {each.item: each.amount for each in lines}
    assert float(by_item["Reads"] or 0) == pytest.approx(2 * 0.00375 * MONTH, rel=1e-5)
    assert float(by_item["Writes"] or 0) == pytest.approx(0.05 * MONTH, rel=1e-4)
    assert by_item["Computing"] == Fraction(3, 1000) * MONTH
    both = by_part(month("aurora_dsql", aurora_dsql.Design("multi_region", ("us-east-2",)), of))
    assert both["aurora_dsql.storage", "us-east-2"] == 100
    twice = {each.item: each.amount for each in month("aurora_dsql", aurora_dsql.Design("multi_region", ("us-east-2",)), of)}
    assert twice["Writes"] == 2 * (by_item["Writes"] or 0) and twice["Reads"] == by_item["Reads"]


def test_large_rows_are_billed_by_their_bytes() -> None:
    spec = "kind: database\nmodel: key_value\nsize: 1 GiB\nitem_size: 10000 B\nreads: 1 /s\nwrites: 0 /s\n"
    lines = month("aurora_dsql", aurora_dsql.Design(), relational(spec, vcpus="0"))
    assert lines[0].amount == Fraction("0.00000183105") * 10_000 * MONTH


def test_by_hand_on_ec2() -> None:
    of = relational(**SIZED)
    found = designs("ec2_database", of, engine="postgresql", standby="reader", backup_retention="7 days")
    large = next(each for each in found if each.instance == "r6g.large")
    lines = by_part(month("ec2_database", large, of))
    assert lines["ec2.linux.r6g.large", ""] == 2 * HOURS and lines["ebs.gp3.storage", ""] == 200
    assert lines["data_transfer.inter_az.per_direction", "copies"] == Fraction(2 * 10 * 1024 * MONTH, GIB)
    assert lines["ebs.snapshot.standard", "backup"] == 100 + Fraction(6 * 10 * 1024 * DAY, GIB)
    oracle = designs("ec2_database", of, engine="oracle", standby="none")
    assert oracle and all("g." not in (each.instance or "") for each in oracle)


@settings(max_examples=30, deadline=None)
@given(st.integers(1, 40), st.integers(1, 150), st.sampled_from(["provisioned", "serverless"]), st.booleans())
def test_designs_read_back_as_they_are_written(busy: int, memory: int, capacity: str, far: bool) -> None:
    of = relational(vcpus=str(busy), working_set=f"{memory} GiB", connections="100", clones="1", rewind="12 h")
    left = {
        "engine": "mysql", "capacity": capacity, "storage": "standard,io_optimized", "standby": "reader", "backtrack": "true",
        "clones": "true", "backup_retention": "7 days", "encryption": "none",
    }  # fmt: skip
    for service, module in (("aurora", aurora), ("ec2_database", ec2_database), ("aurora_dsql", aurora_dsql)):
        other = {"aurora": "global_database", "ec2_database": "read_replica"}.get(service, "none")
        given_ = left | {"cross_region": other if far else "none"} if service != "aurora_dsql" else {"spread": "multi_region"}
        for design in designs(service, of, **given_):
            text = yaml.safe_dump({**module.configuration(design), "service": service})
            again, problems = module.read(read(text, "spec.yaml"), of.look)
            assert problems == [] and again == design


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("engine: mysql", "the instance class is missing"),
        ("engine: mysql\ncapacity: serverless", "the most ACUs are missing"),
        ("engine: mysql\ncapacity: serverless\nmin_acu: 0.7\nmax_acu: 4", "min_acu is not a multiple of 0.5"),
        ("engine: mysql\ncapacity: serverless\nmin_acu: 8\nmax_acu: 4", "min_acu is more than max_acu"),
        ("capacity: serverless\nmax_acu: 4", "the engine is missing"),
    ],
)
def test_what_is_wrong_with_a_chosen_cluster(text: str, message: str) -> None:
    found, problems = aurora.read(read(text, "spec.yaml"), relational().look)
    assert found is None and [each.message for each in problems] == [message]


@pytest.mark.parametrize(
    ("working_set", "acus"),
    [("2 GiB", {(Fraction(3, 2), Fraction(2))}), ("3 GiB", set()), ("0.5 GiB", {(Fraction(1, 2), Fraction(1))})],
)
def test_capacity_with_nothing_to_follow_is_offered_below_the_smallest_class(
    working_set: str, acus: set[tuple[Fraction, Fraction]]
) -> None:
    """2 GiB in three quarters of the memory are 1.5 ACUs, less than the 4 GiB of db.t4g.medium; 3 GiB are 2, as much."""
    of = relational(working_set=working_set, vcpus="0.1", connections="10")
    found = designs("aurora", of, engine="postgresql", capacity="serverless", storage="standard")
    assert {(each.min_acu, each.max_acu) for each in found} == acus


def test_no_more_readers_than_a_cluster_may_have() -> None:
    """300 vCPUs, 97 % of the reads on readers: fifteen of them at most, fourteen beside a cluster in another Region."""
    reads = {"vcpus": "300", "replica_reads": "97 %", "working_set": "4 GiB", "connections": "10"}
    for to in ((), ("us-west-2",)):
        of = relational(SPEC + (f"regions: [{to[0]}]\n" if to else ""), **reads)
        cross = "global_database" if to else "none"
        for capacity in ("provisioned", "serverless"):
            found = designs("aurora", of, engine="postgresql", capacity=capacity, storage="standard", cross_region=cross)
            assert found and all(each.readers + len(to) <= 15 for each in found)
        rds = designs(
            "rds", of, engine="mysql", copies="multi_az_instance", storage="gp3", cross_region="read_replica" if to else "none"
        )
        assert rds and all(each.readers + len(to) <= 15 for each in rds)
