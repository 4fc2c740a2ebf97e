"""EBS volumes: what each type needs to sustain a load, and what a month of it is billed."""

from __future__ import annotations

from datetime import date

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from needs import ON, amounts, need

from advisor import limits
from advisor.exact import Fraction
from advisor.services import ebs, ebs_volumes, instance_store
from advisor.services.ebs_volumes import GIB, MIB, SIZERS, Need, volume
from advisor.sets import FALSE, TRUE
from advisor.source import read

LIMITS = limits.load(("ebs",), ON)
GB = Fraction(GIB)


def fit(type_: str, gib: int, iops: int = 0, mib: Fraction | int = 0, on: date = ON) -> tuple[int, int | None, int | None] | None:
    """(GiB, IOPS, MiB/s) of the smallest volume, None when there is none."""
    found = volume(type_, Need(gib * GB, Fraction(iops), Fraction(mib) * MIB), LIMITS, on)
    if found is None:
        return None
    assert found.size is not None
    fast = None if found.throughput is None else int(found.throughput / MIB)
    return int(found.size / GIB), None if found.iops is None else int(found.iops), fast


@pytest.mark.parametrize(
    ("type_", "wanted", "expected"),
    [
        ("gp3", (50, 3000, 125), (50, 3000, 125)),  # what every gp3 volume includes
        ("gp3", (50, 3001, 125), (50, 3001, 125)),
        ("gp3", (1, 3001, 125), (7, 3001, 125)),  # 500 IOPS a GiB
        ("gp3", (50, 0, 750), (50, 3000, 750)),  # 0.25 MiB/s an IOPS
        ("gp3", (50, 0, 751), (50, 3004, 751)),
        ("gp3", (1, 0, 2000), (16, 8000, 2000)),  # as AWS's page says: 8,000 IOPS and 16 GiB
        ("gp3", (1, 80_000, 0), (160, 80_000, 125)),
        ("gp3", (1, 80_001, 0), None),
        ("gp3", (65_536, 0, 2001), None),
        ("gp3", (65_537, 0, 0), None),
        ("gp2", (10, 100, 25), (10, 100, 25)),  # 100 IOPS of 256 KiB
        ("gp2", (10, 101, 0), (34, 102, 25)),
        ("gp2", (50, 3000, 0), (1000, 3000, 250)),  # padded for IOPS
        ("gp2", (1, 0, 128), (171, 513, 128)),  # 128 MiB/s are 512 IOPS of 256 KiB
        ("gp2", (1, 0, 250), (334, 1002, 250)),  # sustained from 334 GiB
        ("gp2", (1, 16_000, 0), (5334, 16_000, 250)),
        ("gp2", (1, 16_001, 0), None),
        ("gp2", (1, 0, 251), None),
        ("io1", (10, 5000, 0), (100, 5000, None)),
        ("io1", (10, 0, 500), (40, 2000, None)),  # 256 KiB an IOPS
        ("io1", (10, 0, 750), (960, 48_000, None)),  # 16 KiB an IOPS above 500 MiB/s
        ("io1", (10, 0, 1000), (1280, 64_000, None)),
        ("io1", (10, 64_001, 0), None),
        ("io2", (10, 5000, 0), (10, 5000, None)),
        ("io2", (1, 50, 0), (4, 100, None)),  # at least 4 GiB and 100 IOPS
        ("io2", (1, 0, 4000), (16, 15_625, None)),  # 0.256 MiB/s an IOPS
        ("io2", (1, 256_000, 0), (256, 256_000, None)),
        ("io2", (1, 256_001, 0), None),
        ("st1", (10, 0, 0), (125, None, 4)),  # at least 125 GiB, 4.88 MiB/s
        ("st1", (500, 0, 40), (1024, None, 40)),  # 40 MiB/s a TiB last; its burst of 250 does not count
        ("st1", (500, 0, 500), (12_800, None, 500)),
        ("st1", (500, 501, 0), None),
        ("sc1", (500, 0, 12), (1024, None, 12)),
        ("sc1", (500, 0, 192), (16_384, None, 192)),
        ("sc1", (500, 0, 193), None),  # no cold volume sustains more, whatever its burst
        ("standard", (20, 100, 40), (20, None, None)),
        ("standard", (20, 201, 0), None),
        ("standard", (1025, 0, 0), None),
    ],
)
def test_the_smallest_volume(
    type_: str, wanted: tuple[int, int, int], expected: tuple[int, int | None, int | None] | None
) -> None:
    assert fit(type_, *wanted) == expected


@given(
    st.sampled_from(sorted(SIZERS)), st.integers(1, 70_000), st.integers(0, 300_000), st.integers(0, 4500), st.integers(0, 3),
    st.integers(1, 5000),
)  # fmt: skip
def test_more_needs_never_get_a_smaller_volume(type_: str, gib: int, iops: int, mib: int, what: int, more: int) -> None:
    small = [gib, iops, mib]
    large = [each + more * (index == what) for index, each in enumerate(small)]
    before, after = fit(type_, *small), fit(type_, *large)
    if after is not None:
        assert before is not None and all((old or 0) <= (new or 0) for old, new in zip(before, after, strict=True))


def test_gp2_bursts_only_below_its_baseline() -> None:
    bounds = ebs_volumes.Bounds("gp2", LIMITS, ON)
    assert ebs_volumes.gp2_burst(1000 * GB, bounds) is None
    assert ebs_volumes.gp2_throughput(170 * GB, bounds) == Fraction(255, 2) * MIB
    assert ebs_volumes.gp2_throughput(171 * GB, bounds) > 128 * MIB


@pytest.mark.parametrize(
    ("gib", "gp2", "gp3"), [(170, "17.0", "18.6"), (249, "24.9", "24.92"), (250, "25.0", "25.0"), (251, "25.1", "25.08")]
)
def test_at_250_mib_a_second_gp3_is_dearer_between_170_and_250_gib(gib: int, gp2: str, gp3: str) -> None:
    """gp2 at its price of 0.10 a GiB; gp3 at 0.08 and 0.04 for each of the 125 MiB/s it does not include."""
    lines = amounts(
        need(f"kind: block\nsize: {gib} GiB").usage(ebs, ebs.Design(type="gp3", size=gib * GB, throughput=250 * Fraction(MIB)))
    )
    storage, fast = lines["ebs.gp3.storage"], lines["ebs.gp3.throughput"]
    assert storage is not None and fast is not None
    assert storage * Fraction("0.08") + fast * Fraction("0.04") == Fraction(gp3)
    assert gib * Fraction("0.10") == Fraction(gp2)


def test_a_design_of_each_type_that_can() -> None:
    it = need("kind: block\nsize: 100 GiB\niops: 6000 /s\nthroughput: 300 MiB/s")
    found = {each.type: each for each in ebs.designs(it.facts, {"encryption": ("aws_managed",), "snapshots": ("none",)}, it.look)}
    assert {"gp3", "gp2", "io1", "io2"} <= set(found)
    assert (found["gp3"].iops, found["gp3"].throughput, found["gp3"].volumes) == (6000, 300 * MIB, 1)
    assert (found["gp2"].size, found["gp2"].volumes) == (1000 * GIB, 2)  # 300 MiB/s are more than one gp2 volume gives
    assert found["gp2"].encryption == "aws_managed"


def test_a_boot_volume_and_a_shared_one_are_not_striped() -> None:
    lines = "kind: block\nsize: 100 GiB\niops: 300000 /s\nthroughput: 100 MiB/s\n"
    striped = need(lines)
    assert [each.volumes for each in ebs.designs(striped.facts, {"type": ("io2",)}, striped.look)] == [2]
    boot = need(lines + "boot: true")
    assert ebs.designs(boot.facts, {"type": ("io2",)}, boot.look) == ()
    shared = need(lines + "attach: {instances: 2}")
    assert ebs.designs(shared.facts, {"type": ("io2",)}, shared.look) == ()


def test_a_volume_has_room_to_grow() -> None:
    """63 TiB fit one gp3 volume, 64.5 TiB a year from now do not."""
    for growth, volumes in (("0.05 TiB", 1), ("0.125 TiB", 2)):
        it = need(f"kind: block\nsize: 63 TiB\ngrowth: {growth} /month\niops: 3000 /s\nthroughput: 125 MiB/s")
        assert [each.volumes for each in ebs.designs(it.facts, {"type": ("gp3",)}, it.look)] == [volumes]


def test_settings_that_nothing_meets_are_left_out() -> None:
    it = need("kind: block\nsize: 100 GiB\niops: 100 /s\nthroughput: 1 MiB/s")
    assert ebs.designs(it.facts, {"type": ("unmet",)}, it.look) == ()
    (design,) = ebs.designs(it.facts, {"type": ("gp3",), "snapshots": ("unmet",)}, it.look)
    assert design.snapshots is None


def test_usage_of_a_gp3_volume() -> None:
    it = need("kind: block\nsize: 40 GiB")
    design = ebs.Design(
        type="gp3", size=40 * GB, iops=Fraction(4000), throughput=130 * Fraction(MIB), encryption="customer_managed"
    )
    assert amounts(it.usage(ebs, design)) == {
        "ebs.gp3.storage": 40, "ebs.gp3.iops": 1000, "ebs.gp3.throughput": 5, "kms.customer_managed_key": 1,
    }  # fmt: skip


def test_what_a_volume_includes_is_no_line() -> None:
    assert amounts(need("kind: block\nsize: 40 GiB").usage(ebs, ebs.Design(type="gp3", size=40 * GB))) == {"ebs.gp3.storage": 40}


def test_io2_tiers_count_for_each_volume() -> None:
    lines = need("kind: block\nsize: 40 GiB").usage(ebs, ebs.Design(type="io2", size=40 * GB, iops=Fraction(40_000), volumes=2))
    assert [line.amount for line in lines if line.dimension == "ebs.io2.iops"] == [40_000, 40_000]
    assert amounts(lines)["ebs.io2.storage"] == 80


def test_unknown_iops_are_not_free() -> None:
    assert amounts(need("kind: block\nsize: 40 GiB").usage(ebs, ebs.Design(type="io2", size=40 * GB)))["ebs.io2.iops"] is None
    assert amounts(need("kind: block\nsize: 40 GiB").usage(ebs, ebs.Design(type="standard")))["ebs.standard.io"] is None
    assert amounts(need("kind: block").usage(ebs, ebs.Design(type="gp3")))["ebs.gp3.storage"] is None


def test_a_volume_grows_with_its_data() -> None:
    it = need("kind: block\nsize: 100 GiB\ngrowth: 10 GiB /month")
    assert [amounts(it.usage(ebs, ebs.Design(type="gp3", size=100 * GB), month))["ebs.gp3.storage"] for month in (1, 12)] == [
        105,
        215,
    ]


def test_snapshots_keep_the_first_in_full() -> None:
    """Daily for 30 days, 5 % changed: 100 + 29 x 5 GiB."""
    it = need("kind: block\nsize: 100 GiB\nsnapshots: {every: 1 day, changed: 5 %, keep: 30 days}")
    assert amounts(it.usage(ebs, ebs.Design(type="gp3", size=100 * GB, snapshots="standard")))["ebs.snapshot.standard"] == 245


def test_archived_snapshots_are_full_and_stay_90_days() -> None:
    it = need("kind: block\nsize: 100 GiB\nsnapshots: {every: 30 days, changed: 5 %, keep: 60 days}")
    lines = amounts(it.usage(ebs, ebs.Design(type="gp3", size=100 * GB, snapshots="archive")))
    assert (lines["ebs.snapshot.standard"], lines["ebs.snapshot.archive"]) == (100, 200)


def test_snapshots_without_a_schedule_are_unknown() -> None:
    lines = amounts(need("kind: block\nsize: 100 GiB").usage(ebs, ebs.Design(type="gp3", snapshots="archive")))
    assert lines["ebs.snapshot.standard"] is None and lines["ebs.snapshot.archive"] is None


def test_chosen_designs_are_read_and_written_back() -> None:
    it = need("kind: block\nsize: 100 GiB")
    text = (
        "{type: gp3, size: 99.5 GiB, iops: 4000 /s, throughput: 130 MiB/s, volumes: 2, multi_attach: false, "
        "encryption: none, snapshots: standard}"
    )
    design, problems = ebs.read(read(text, "spec.yaml"), it.look)
    assert not problems and design is not None
    assert (design.size, design.iops, design.volumes, design.multi_attach) == (100 * GIB, 4000, 2, False)
    plain = ebs.configuration(design)
    again, _ = ebs.read(read(yaml.safe_dump(plain), "spec.yaml"), it.look)
    assert again == design


def test_every_mistake_in_a_chosen_design_is_named() -> None:
    it = need("kind: block\nsize: 100 GiB")
    text = "{type: gp4, size: many, volumes: 0, multi_attach: perhaps, encryption: aes, colour: red}"
    design, problems = ebs.read(read(text, "spec.yaml"), it.look)
    assert design is None
    assert len(problems) == 6
    assert 'did you mean "gp3"?' in str(problems[0])
    assert [each.at.column for each in problems if each.at] == sorted(each.at.column for each in problems if each.at)
    assert ebs.read(read("{size: 1 GiB}", "spec.yaml"), it.look)[1][0].message == "the volume type is missing"


def test_a_design_says_its_own_facts() -> None:
    it = need("kind: block\nsize: 100 GiB\ninstance: m6i.large")
    said = ebs.describe(ebs.Design(type="gp3", size=10 * GB, iops=Fraction(5000), throughput=1000 * Fraction(MIB)), it.look)
    assert said["iops_per_gib"].lo[0] == 500  # type: ignore[union-attr]
    assert said["throughput_per_iops"].lo[0] == 1000 * MIB / Fraction(5000)  # type: ignore[union-attr]
    assert said["over_instance_iops"] == TRUE and said["over_instance_throughput"] == TRUE  # 3,600 IOPS, 81 MB/s
    assert "multi_attach" not in said and "snapshots" not in said
    alone = need("kind: block\nsize: 100 GiB")
    assert ebs.describe(ebs.Design(type="io2", iops=Fraction(250_000)), alone.look)["over_instance_iops"] == FALSE


@pytest.mark.parametrize(
    ("lines", "dimension", "amount", "words"),
    [
        ("instance: i4i.2xlarge", "instance_store.included", 1000, "included in the price of i4i.2xlarge"),
        ("", "ec2.instance", None, "no instance is named"),
        ("instance: m6id.large", "ec2.instance", None, "too small"),
    ],
)
def test_local_disks_are_never_a_silent_nothing(lines: str, dimension: str, amount: int | None, words: str) -> None:
    it = need(f"kind: block\nsize: 1000 GiB\n{lines}")
    (design,) = instance_store.designs(it.facts, {}, it.look)
    (line,) = it.usage(instance_store, design)
    assert (line.dimension, line.amount) == (dimension, amount)
    assert words in line.formula
    assert instance_store.read(read("{}", "spec.yaml"), it.look) == (design, [])
    assert instance_store.configuration(design) == ({"instance": design.instance} if design.instance else {})
