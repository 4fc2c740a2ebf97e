"""Designs a spec wrote, held to what the need says: instances, amounts beside an excluded option, and where it is told."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from commands import caller
from needs import need

from advisor.services import aurora, ec2_database, rds
from advisor.sets import TRUE

ON = "2026-11-21"
Findings = Callable[[str], list[dict[str, Any]]]
Found = Callable[[str], list[tuple[str, str, int]]]
# m7g.large, db.m7g.large: 2 vCPUs, 8 GiB, 3,600 IOPS and 78.75 MB/s to EBS all day (rules/limits/instances.csv, db_classes.csv,
# https://docs.aws.amazon.com/ec2/latest/instancetypes/gp.html); db.r6g.large the same with 16 GiB.
NEED = "kind: database, model: relational, engine: postgresql, size: 200 GiB"
FAST = "kind: block, size: 500 GiB, iops: 20000 /s"
KEPT = "kind: object, size: 1 TiB, object_size: 1 MiB, access: 1 /month, keep: 7 years"
SMALL = {
    "ec2_database": "service: ec2_database, engine: postgresql, instance: m7g.large, iops: 3000 /s, throughput: 125 MiB/s",
    "rds": "service: rds, engine: postgresql, instance: db.m7g.large, copies: multi_az, storage: gp3, size: 400 GiB",
    "aurora": "service: aurora, engine: postgresql, instance: db.r7g.large, readers: 1",
}


@pytest.fixture
def findings(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Findings:
    """The findings of a check of the stores of one spec."""
    monkeypatch.chdir(tmp_path)
    check = caller(monkeypatch, capsys, "check")

    def call(text: str) -> list[dict[str, Any]]:
        Path("a.yaml").write_text(f"region: us-east-1\nstores:\n{text}", encoding="utf-8")
        done = check("a.yaml", "-f", "json", "--on", ON)
        assert done.code < 2, done.err
        found: list[dict[str, Any]] = json.loads(done.out)["findings"]
        return found

    return call


@pytest.fixture
def found(findings: Findings) -> Found:
    """Code, severity and line of each."""
    return lambda text: [(each["code"], each["severity"], each["at"]["line"]) for each in findings(text)]


def short(found: Found, need: str, word: str, design: str) -> set[tuple[str, str, int]]:
    """What instances are short of, of a design on the fourth line."""
    told = found(
        f"  a:\n    {NEED.replace(', ', chr(10) + '    ')}\n".replace("  a:\n", f"  a:\n    {word}: {{{design}}}\n") + need
    )
    return {(code.partition(".")[2], severity, line) for code, severity, line in told if "short" in code}


@pytest.mark.parametrize("word", ["chosen", "current"])
@pytest.mark.parametrize("service", SMALL)
@pytest.mark.parametrize(
    ("said", "code", "but"),
    [
        ("vcpus: 2", None, ""),
        ("vcpus: 3", "vcpus-short", "aurora"),  # whose reader answers too
        ("vcpus: 5", "vcpus-short", ""),
        ("working_set: 8 GiB", None, ""),
        ("working_set: 17 GiB", "working-set-short", ""),
        ("iops: 3600 /s", None, ""),
        ("iops: 3601 /s", "class-iops-short", "aurora"),  # whose storage is not behind EBS
        ("throughput: 75 MiB/s", None, ""),
        ("throughput: 76 MiB/s", "class-throughput-short", "aurora"),
    ],
)
def test_an_instance_is_held_to_what_the_need_says(
    word: str, service: str, said: str, code: str | None, but: str, found: Found
) -> None:
    told = short(found, f"    {said}\n", word, SMALL[service])
    severity = "error" if word == "chosen" else "info"
    assert told == ({(code, severity, 4)} if code is not None and service != but else set())


@pytest.mark.parametrize("service", SMALL)
def test_what_only_follows_from_the_need_is_a_warning(service: str, found: Found) -> None:
    """Reads that memory does not answer, and writes: 3,700 a second."""
    reads = "    reads: {average: 20 /s, peak: 3000 /s, cached: 10 %}\n    writes: {average: 20 /s, peak: 1000 /s}\n"
    told = short(found, reads, "chosen", SMALL[service])
    assert told == ({("class-iops-short-likely", "warning", 4)} if service != "aurora" else set())
    assert not short(found, reads.replace("10 %", "14 %"), "chosen", SMALL[service])  # 3,580


def test_the_busy_vcpus_of_today_are_too_many_for_what_is_chosen(found: Found) -> None:
    """60 % of sixteen vCPUs are 9.6."""
    runs = "    current: {service: rds, engine: postgresql, instance: db.r6g.4xlarge, storage: gp3, observed: {cpu: 60 %}}\n"
    assert short(found, runs, "chosen", SMALL["rds"]) == {("vcpus-short-likely", "warning", 4)}


@pytest.mark.parametrize(
    ("need", "wrong"),
    [
        # the rule that puts the option out, and the amount that is short whatever takes its place
        (f"{FAST}, chosen: {{type: gp2, size: 499 GiB}}", ["chosen.size", "ebs.volume-type.gp2.iops"]),
        (f"{FAST}, chosen: {{type: gp2, size: 500 GiB}}", ["ebs.volume-type.gp2.iops"]),
        (f"{FAST}, chosen: {{type: gp2}}", ["ebs.volume-type.gp2.iops"]),
        (f"{NEED}, chosen: {{{SMALL['rds']}}}".replace("multi_az", "single_az").replace("400 GiB", "199 GiB"),
         ["chosen.size", "rds.copies.single_az.rpo", "rds.copies.single_az.rto"]),
        (f"{KEPT}, chosen: {{class: ONEZONE_IA, expire: 1 year}}",
         ["chosen.expire", "s3.storage-class.ONEZONE_IA.one-zone"]),
    ],
)  # fmt: skip
def test_amounts_are_held_to_the_need_where_the_option_is_out_as_well(need: str, wrong: list[str], found: Found) -> None:
    assert sorted(code for code, severity, _ in found(f"  a: {{{need}}}\n") if severity == "error") == wrong


# https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/CHAP_Storage.html: below 400 GiB (Oracle: 200) 3,000 IOPS and 125 MiB/s
# that cannot be changed; from there on 12,000 to 64,000 and 500 to 4,000 MiB/s; of SQL Server 3,000 and 125 MiB/s at least.
@pytest.mark.parametrize(
    ("engine", "storage", "codes"),
    [
        ("postgresql", "size: 400 GiB, iops: 11999 /s", ["gp3-least"]),
        ("postgresql", "size: 400 GiB, iops: 12000 /s", []),
        ("postgresql", "size: 399 GiB, iops: 3000 /s", []),
        ("postgresql", "size: 399 GiB, iops: 2999 /s", ["gp3-least"]),
        ("postgresql", "size: 399 GiB, iops: 3001 /s", ["gp3-small"]),
        ("postgresql", "size: 400 GiB, iops: 12000 /s, throughput: 499 MiB/s", ["gp3-least-throughput"]),
        ("postgresql", "size: 400 GiB, iops: 12000 /s, throughput: 500 MiB/s", []),
        ("postgresql", "size: 399 GiB, throughput: 126 MiB/s", ["gp3-small-throughput"]),
        ("postgresql", "size: 399 GiB, throughput: 125 MiB/s", []),
        ("oracle", "size: 200 GiB, iops: 3000 /s", ["gp3-least"]),
        ("oracle", "size: 199 GiB, iops: 12000 /s", ["gp3-small"]),
        ("sqlserver", "size: 100 GiB, iops: 4000 /s", []),
        ("sqlserver", "size: 1000 GiB, iops: 3000 /s", []),
        ("sqlserver", "size: 1000 GiB, iops: 2999 /s", ["gp3-least"]),
        ("postgresql", "iops: 3000 /s", []),  # as large as the data, which is 100 GiB
    ],
)
def test_gp3_of_rds_is_provisioned_with_what_its_size_takes(engine: str, storage: str, codes: list[str], found: Found) -> None:
    need = f"kind: database, model: relational, engine: {engine}, size: 100 GiB"
    more = "" if engine == "postgresql" else ", edition: se2, licence: included" if engine == "oracle" else ", edition: web"
    chosen = f"service: rds, engine: {engine}, instance: db.r6i.4xlarge, copies: multi_az, storage: gp3{more}, {storage}"
    told = found(f"  a: {{{need}, chosen: {{{chosen}}}}}\n")
    assert sorted(code.partition(".")[2] for code, _, _ in told if code.startswith("rds.gp3")) == codes


@pytest.mark.parametrize(
    ("design", "told"),
    [
        ("mode: on_demand, read_units: 10", True),
        ("mode: on_demand, write_units: 10", True),
        ("mode: on_demand", False),
        ("mode: provisioned, read_units: 10, write_units: 10", False),
    ],
)
def test_capacity_units_of_a_table_that_has_none_are_told(design: str, told: bool, found: Found) -> None:
    need = "kind: database, model: key_value, size: 1 GiB, item_size: 1 KiB, reads: {average: 1 /s, peak: 2 /s}"
    codes = found(f"  a: {{{need}, writes: {{average: 1 /s, peak: 2 /s}}, traffic: steady, chosen: {{{design}}}}}\n")
    assert [(code, severity) for code, severity, _ in codes if "units" in code] == [("dynamodb.on-demand-units", "error")] * told


@pytest.mark.parametrize(
    ("need", "said"),
    [
        ("kind: block, size: 500 GiB, iops: 5000 /s, throughput: 100 MiB/s, chosen: {type: gp3, size: 600 GiB, iops: 9000 /s}",
         ", with size 500 GiB (not 600 GiB), iops 5000 /s (not 9000 /s)"),
        ("kind: object, size: 10 TiB, object_size: 1 MiB, reads: 1 /s, writes: 1 /s, access: 1 /year, keep: 5 years, "
         "chosen: {class: STANDARD, lifecycle: [{after: 30 days, to: STANDARD_IA}], expire: 6 years}",
         ", with expire 5 years (not 6 years), no lifecycle"),
        ("kind: block, size: 500 GiB, iops: 3000 /s, throughput: 100 MiB/s, chosen: {type: io2, iops: 3000 /s}", ""),
    ],
)  # fmt: skip
def test_what_makes_a_chosen_design_dearer_is_named(need: str, said: str, findings: Findings) -> None:
    told = [each for each in findings(f"  a: {{{need}}}\n") if each["code"] == "chosen.dearer"]
    assert [each["message"].partition(" USD a month less")[2] for each in told] == [said]


@pytest.mark.parametrize("service", [rds, aurora, ec2_database], ids=lambda each: each.TITLE)
def test_where_nothing_is_asked_of_an_instance_nothing_lacks(service: ModuleType) -> None:
    """Of data that no relational engine is asked for there are no such facts."""
    it = need("kind: database\nmodel: key_value\nsize: 1 GiB")
    design = service.Design(engine="postgresql", instance="m7g.large" if service is ec2_database else "db.m7g.large")
    assert not [name for name, held in service.lacking(design, it.facts, it.look).items() if held == TRUE]


@pytest.mark.parametrize("traffic", ["", ", traffic: daily", ", traffic: steady"])
@pytest.mark.parametrize("scaling", ["none", "autoscaling"])
@pytest.mark.parametrize(
    ("word", "units_", "codes"),
    [
        ("chosen", (1, 1), {("chosen.read_units", "error"), ("chosen.write_units", "error")}),
        ("chosen", (50, 49), {("chosen.write_units", "error")}),  # 50 writes a second of 1 KiB take 50 units
        ("chosen", (49, 50), {("chosen.read_units", "error")}),  # 100 eventually consistent reads half as many
        ("chosen", (50, 50), set()),
        ("current", (50, 49), {("chosen.write_units", "info")}),
        ("current", (50, 50), set()),
    ],
)
def test_capacity_is_held_to_the_average_where_nobody_said_the_peak(
    word: str, units_: tuple[int, int], codes: set[tuple[str, str]], scaling: str, traffic: str, found: Found
) -> None:
    need = f"kind: database, model: key_value, size: 50 GiB, item_size: 1 KiB, reads: 100 /s, writes: 50 /s{traffic}"
    design = f"service: dynamodb, mode: provisioned, scaling: {scaling}, read_units: {units_[0]}, write_units: {units_[1]}"
    told = found(f"  a: {{{need}, {word}: {{{design}}}}}\n")
    assert {(code, severity) for code, severity, _ in told if code.endswith("_units")} == codes


@pytest.mark.parametrize("traffic", ["", "traffic: idle, "])
@pytest.mark.parametrize("chosen", ["", "chosen: {service: dynamodb, mode: on_demand}, "])
@pytest.mark.parametrize(
    ("reads", "writes", "codes"),
    [
        ("{average: 100 /s, peak: 200 /s}", "{average: 50 /s, peak: 45000 /s}", {"table-write-quota"}),
        ("{average: 100 /s, peak: 200 /s}", "{average: 50 /s, peak: 40000 /s}", set()),
        ("{average: 100 /s, peak: 80001 /s}", "{average: 50 /s, peak: 100 /s}", {"table-read-quota"}),
        ("{average: 100 /s, peak: 80000 /s}", "{average: 50 /s, peak: 100 /s}", set()),
        ("{average: 100 /s}", "{average: 40001 /s}", {"table-write-quota"}),
    ],
)
def test_the_quota_of_a_table_holds_in_either_mode(
    reads: str, writes: str, codes: set[str], chosen: str, traffic: str, found: Found
) -> None:
    need = f"kind: database, model: key_value, size: 50 GiB, item_size: 1 KiB, {traffic}{chosen}reads: {reads}"
    told = found(f"  a: {{{need}, writes: {writes}}}\n")
    assert {code.partition(".")[2] for code, _, _ in told if code.startswith("dynamodb.table-")} == codes
