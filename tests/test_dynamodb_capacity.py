"""DynamoDB's capacity: what is provisioned for a day's load, and what DAX takes off it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from needs import amounts, by_part, need

from advisor.exact import Fraction
from advisor.load import SECONDS_IN_MONTH
from advisor.services import dax, dynamodb
from advisor.services.dynamodb import Dax, Design
from advisor.services.dynamodb_capacity import Lane, unit_hours
from advisor.services.dynamodb_demand import demand

MONTH = SECONDS_IN_MONTH
TABLE = "kind: database\nmodel: key_value\nitems: 1 million\nitem_size: 1 KiB\n"
STEADY = TABLE + "reads: {average: 100 /s}\nwrites: {average: 10 /s}\ntraffic: steady\n"
ON_DEMAND = Design(mode="on_demand")


def lane(hours: tuple[int, ...], peak: int | None = None, fixed: int | None = None) -> Lane:
    """A lane of one unit a request."""
    day = tuple(Fraction(each) for each in hours)
    top = max(day) if peak is None else Fraction(peak)
    return Lane("read", "", None, sum(day) / 24, day, top, Fraction(1), fixed=None if fixed is None else Fraction(fixed))


@pytest.mark.parametrize(
    ("scaling", "predictable", "units_"),
    [
        ("none", True, 24 * 70),  # the peak, all day
        ("scheduled", True, 12 * 7 + 12 * 70),
        ("autoscaling", True, 12 * 10 + 12 * 100),  # each hour at 70 % use
        ("autoscaling", False, 12 * 70 + 12 * 100),  # nobody knows the hour: there are never less units than the peak takes
        ("scheduled", False, 24 * 70),
    ],
)
def test_capacity_follows_what_it_can(scaling: str, predictable: bool, units_: int) -> None:
    hours, _ = unit_hours(lane((7,) * 12 + (70,) * 12), scaling, predictable)
    assert hours == Fraction(units_ * 730, 24)


def test_capacity_is_whole_and_at_least_one() -> None:
    assert unit_hours(lane((0,) * 24), "autoscaling", True)[0] == 730
    assert unit_hours(lane((0,) * 24), "none", True)[0] == 730
    tiny = Lane("read", "", None, Fraction(1, 10), (Fraction(1, 10),) * 24, Fraction(1, 10), Fraction(1))
    assert unit_hours(tiny, "none", True)[0] == 730
    assert unit_hours(lane((71,) * 24), "autoscaling", True)[0] == 102 * 730  # 101.4 units


@pytest.mark.parametrize(
    ("hours", "scaling", "predictable", "units_"),
    [
        # 200 a second all day are 286 units at 70 % use, 400 in the busiest hour 572: auto scaling finds that hour by itself
        ((200,) * 24, "autoscaling", True, 23 * 286 + 572),
        ((200,) * 24, "autoscaling", False, 23 * 400 + 572),  # jumps nobody foresees: never under 400
        ((200,) * 24, "scheduled", True, 24 * 400),  # no hour to write into a schedule
        ((350,) * 2 + (100,) * 22, "autoscaling", True, 2 * 572 + 22 * 143),  # two known hours, whose busiest moment is 400
        ((350,) * 2 + (100,) * 22, "scheduled", True, 2 * 400 + 22 * 100),
        ((280,) * 24, "autoscaling", True, 23 * 400 + 572),
        ((281,) * 24, "autoscaling", True, 23 * 402 + 572),  # nothing changes where 70 % of the peak is the average
    ],
)
def test_the_busiest_hours_hold_the_peak(hours: tuple[int, ...], scaling: str, predictable: bool, units_: int) -> None:
    assert unit_hours(lane(hours, peak=400), scaling, predictable)[0] == Fraction(units_ * 730, 24)


@pytest.mark.parametrize("traffic", ["steady", "daily", "scheduled", "spiky", "idle", [1] * 8 + [4] * 8 + [1] * 8])
def test_the_busiest_hour_is_what_auto_scaling_may_go_up_to(traffic: object) -> None:
    """In every shape of traffic the most the Design may provision is the busiest hour of its bill, at 70 % use of the peak."""
    rates = "reads: {average: 200 /s, peak: 500 /s, consistent: 100 %}\nwrites: {average: 100 /s, peak: 250 /s}\n"
    it = need(TABLE + rates + f"traffic: {traffic}\n")
    (design,) = dynamodb.designs(it.facts, {"mode": ("provisioned",), "scaling": ("autoscaling",)}, it.look)
    assert (design.read_units, design.write_units) == (715, 358)  # 500 / 0.7 and 250 / 0.7, in whole units
    lines = [line for line in it.usage(dynamodb, design) if line.dimension.startswith("dynamodb.provisioned")]
    for line, most, average in zip(lines, (715, 358), (200, 100), strict=True):
        assert str(most) in line.formula
        assert line.amount is not None and Fraction(average * 730 * 10, 7) <= line.amount <= most * 730


def test_replicas_have_room_for_what_expires() -> None:
    """40 million items of 30 days: 15.4 deletes a second beside 10 writes; 25.4 at 70 % use are 37 units, in every Region."""
    it = need(STEADY.replace("1 million", "40 million") + "ttl: 30 days\nregions: [us-east-1]\n")
    settings = {"mode": ("provisioned",), "scaling": ("autoscaling",), "global_tables": ("MREC",), "ttl": ("true",)}
    (design,) = dynamodb.designs(it.facts, settings, it.look)
    assert design.write_units == 37
    assert by_part(it.usage(dynamodb, design))["dynamodb.provisioned.rwcu_hour", "replica us-east-1"] == 37 * 730


def test_stated_capacity_is_what_is_billed() -> None:
    assert unit_hours(lane((70,) * 24, fixed=5), "none", True)[0] == 5 * 730
    assert unit_hours(lane((70,) * 24, fixed=80), "autoscaling", True)[0] == 80 * 730  # and the most scaling may provision


@given(st.lists(st.integers(0, 5000), min_size=24, max_size=24), st.booleans())
def test_following_the_load_never_costs_more_than_holding_the_target_for_its_peak(hours: list[int], predictable: bool) -> None:
    it = lane(tuple(hours))
    held, followed, scheduled = (unit_hours(it, scaling, predictable)[0] for scaling in ("none", "autoscaling", "scheduled"))
    assert held is not None and followed is not None and scheduled is not None
    assert scheduled <= held
    assert scheduled <= followed or not predictable


def test_provisioned_designs_hold_the_peak() -> None:
    it = need(TABLE + "reads: {average: 100 /s, peak: 500 /s}\nwrites: {average: 10 /s, peak: 50.5 /s}\ntraffic: daily\n")
    fixed, scaled = dynamodb.designs(it.facts, {"mode": ("provisioned",), "scaling": ("none", "autoscaling")}, it.look)
    assert (fixed.read_units, fixed.write_units) == (250, 51)
    assert (scaled.read_units, scaled.write_units) == (358, 73)  # 250 / 0.7, 50.5 / 0.7
    assert amounts(it.usage(dynamodb, fixed))["dynamodb.provisioned.wcu_hour"] == 51 * 730
    followed = amounts(it.usage(dynamodb, scaled))["dynamodb.provisioned.wcu_hour"]
    assert followed is not None and 14 * 730 < followed < 51 * 730


def test_on_demand_has_no_scaling() -> None:
    it = need(STEADY)
    found = dynamodb.designs(it.facts, {"mode": ("on_demand", "provisioned"), "scaling": ("none", "autoscaling")}, it.look)
    assert [(each.mode, each.scaling) for each in found] == [
        ("on_demand", "none"), ("provisioned", "none"), ("provisioned", "autoscaling"),
    ]  # fmt: skip


def test_a_provisioned_global_table_scales() -> None:
    it = need(STEADY + "regions: [us-east-1]\n")
    settings = {"mode": ("provisioned",), "scaling": ("none",), "global_tables": ("MREC",)}
    assert [each.scaling for each in dynamodb.designs(it.facts, settings, it.look)] == ["autoscaling"]


def test_dax_takes_repeated_reads_that_may_be_stale() -> None:
    it = need(STEADY.replace("100 /s}", "100 /s, consistent: 20 %, repeated: 90 %}"))
    bare, cached = demand(ON_DEMAND, it.facts, it.store), demand(Design(dax=Dax("dax.r5.large")), it.facts, it.store)
    assert bare is not None and cached is not None
    assert bare.read_units == Fraction(20, 100) + Fraction(80, 200)
    assert cached.read_units == Fraction(20, 100) + Fraction(80, 200) / 10


def test_dax_reads_back_what_transactions_wrote() -> None:
    it = need(STEADY.replace("10 /s}", "10 /s, transactional: 100 %}"))
    found = by_part(it.usage(dynamodb, Design(mode="on_demand", dax=Dax("dax.r5.large"))))
    assert found["dynamodb.ondemand.read_request_unit", "DAX, after transactions"] == 20 * MONTH


def test_dax_is_sized_by_awss_own_example() -> None:
    """50,000 hits, 1,000 misses, 100 writes a second of 2 KB in three nodes: 135,000 requests, 202,500 with a node lost."""
    assert dax.normalised(Fraction(50_000), Fraction(1000), Fraction(100), 2, 3) == 135_000
    sizes = [(Fraction(2048), Fraction(1))]
    assert dax.cluster(Fraction(51_000), Fraction(50, 51), Fraction(100), sizes) == ("dax.r5.large", 3)
    assert dax.cluster(Fraction(60_000), Fraction(50, 51), Fraction(100), sizes) == ("dax.r5.xlarge", 3)
    assert dax.cluster(Fraction(10**9), Fraction(1), Fraction(0), sizes) is None


def test_dax_designs() -> None:
    it = need(STEADY.replace("100 /s}", "60000 /s, repeated: 98 %}").replace("10 /s}", "2000 /s}"))
    with_dax, without = dynamodb.designs(it.facts, {"mode": ("on_demand",), "dax": ("dax", "none")}, it.look)
    assert with_dax.dax == Dax("dax.r5.xlarge", 3) and without.dax is None
    silent = need("kind: database\nmodel: key_value\n")
    (unknown,) = dynamodb.designs(silent.facts, {"mode": ("on_demand",), "dax": ("dax",)}, silent.look)
    assert unknown.dax == Dax("dax.r5.large", 3)


@given(st.integers(1, 2000), st.integers(1, 400), st.sampled_from(["on_demand", "provisioned"]), st.integers(1, 500))
def test_more_load_never_costs_less(rate: int, kib: int, mode: str, more: int) -> None:
    def month(rate: int, kib: int) -> list[Fraction]:
        lines = TABLE.replace("1 KiB", f"{kib} KiB") + f"reads: {rate} /s\nwrites: {rate} /s\ntraffic: steady\n"
        return [line.amount or Fraction(0) for line in need(lines).usage(dynamodb, Design(mode=mode, scaling="none"))]

    before, faster = month(rate, kib), month(rate + more, kib)
    assert all(old <= new for old, new in zip(before, faster, strict=True))
    if kib + more <= 400:
        assert all(old <= new for old, new in zip(before, month(rate, kib + more), strict=True))
