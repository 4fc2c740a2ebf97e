"""Exact statements in place of folklore, computed from the catalog through the ordinary path, each on both sides of its edge."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest

from advisor import limits, report
from advisor.advise import advise
from advisor.exact import Fraction
from advisor.prices import FileCatalog, Price
from advisor.spec import read_spec

TODAY = date(2026, 11, 21)
CATALOG = FileCatalog()
KIB, GIB = 1024, 1024**3


def need(store: str, on: date = TODAY) -> report.Need:
    """One need in us-east-1, decided and priced."""
    workload, problems = read_spec(f"region: us-east-1\nhorizon: 12 months\nstores:\n  it: {store}\n", "spec.yaml")
    assert workload is not None, "\n".join(map(str, problems)) + store
    return advise(workload, CATALOG, on, full=False).stores[0]


def month(store: str, on: date = TODAY) -> Decimal:
    """The first month of the chosen design, every amount of which is known."""
    found = need(store, on).chosen
    assert found is not None and not found.at_least and not found.unpriced
    return found.monthly.first


def price(name: str, on: date = TODAY) -> Fraction:
    """A unit price of the first tier."""
    service, _, dimension = name.partition(".")
    found = CATALOG.find(service, "us-east-1", dimension, on)
    assert isinstance(found, Price)
    return Fraction(found.tiers[0][1])


def edge(low: int, high: int, holds: Callable[[int], bool]) -> int:
    """The least whole number from which a statement holds, between one where it does not and one where it does."""
    assert not holds(low) and holds(high)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if holds(middle) else (middle, high)
    return high


# --- DynamoDB ------------------------------------------------------------------------------------------------------------


def throughput(unit: str, average: int, design: str, on: date) -> Decimal:
    """A month of the reads or of the writes of a table, of a unit each."""
    said = f"{unit}s: {{average: {average} /s{', consistent: 100 %' if unit == 'read' else ''}}}"
    found = need(f"{{kind: database, item_size: 1 KiB, {said}, chosen: {{{design}}}}}", on).chosen
    assert found is not None
    (line,) = (line for line in found.bill if f".{unit}_" in line.dimension or f".{unit[0]}cu_" in line.dimension)
    assert line.amount is not None
    return line.amount.first


@pytest.mark.parametrize("unit", ["read", "write"])
@pytest.mark.parametrize(("on", "percent"), [(TODAY, "28.9"), (date(2024, 10, 31), "14.4")])
def test_on_demand_and_full_capacity_cross_at_28_9_percent_use(unit: str, on: date, percent: str) -> None:
    """Capacity held all day is cheaper above it; before November 2024 the crossing was at half of it. Not 15 to 18 %."""
    capacity = throughput(unit, 1, f"mode: provisioned, scaling: none, {unit}_units: 10000", on)
    crossing = edge(1, 9_999, lambda average: throughput(unit, average, "mode: on_demand", on) > capacity)
    assert f"{crossing / 100:.1f}" == percent
    hour, request = price(f"dynamodb.provisioned.{unit[0]}cu_hour", on), price(f"dynamodb.ondemand.{unit}_request_unit", on)
    assert crossing - 1 <= 10_000 * hour / (3600 * request) < crossing


@pytest.mark.parametrize("reads", [True, False])
def test_standard_ia_wins_above_28_to_29_percent_of_storage(reads: bool) -> None:
    """Of an on-demand table's storage and throughput; the usual rule says half. Sizes are data plus 100 bytes an item."""

    def store(gib: int, class_: str = "") -> str:
        rate = "reads: {average: 1000 /s, consistent: 100 %}, writes: 0 /s" if reads else "reads: 0 /s, writes: 1000 /s"
        chosen = f", chosen: {{mode: on_demand, table_class: {class_}}}" if class_ else ""
        return f"{{kind: database, item_size: 1 KiB, size: {gib} GiB, {rate}, traffic: spiky{chosen}}}"

    least = edge(1, 10**6, lambda gib: month(store(gib, "STANDARD_INFREQUENT_ACCESS")) < month(store(gib, "STANDARD")))
    for gib, class_ in ((least - 1, "STANDARD"), (least, "STANDARD_INFREQUENT_ACCESS")):
        best = need(store(gib)).recommended
        assert best is not None and best.configuration["table_class"] == class_
    found = need(store(least, "STANDARD")).chosen
    assert found is not None
    stored = sum(line.amount.first for line in found.bill if line.amount and line.dimension.startswith("dynamodb.storage"))
    assert Decimal("0.28") < stored / found.monthly.first < Decimal("0.295")


# --- EBS -----------------------------------------------------------------------------------------------------------------


def volume(type_: str, gib: int, **more: str) -> str:
    """A chosen volume."""
    said = "".join(f", {key}: {value}" for key, value in more.items())
    return f"{{kind: block, chosen: {{type: {type_}, size: {gib} GiB{said}}}}}"


def test_gp3_costs_more_than_gp2_between_170_and_250_gib_at_250_mib_a_second() -> None:
    """gp2 reaches 250 MiB/s above 170 GiB (by bursting), gp3 pays for the 125 it does not include."""
    from_ = int(limits.load((), TODAY).get("ebs.gp2.small_throughput_up_to", TODAY).value / GIB)
    assert from_ == 170

    def cheaper(gib: int) -> bool:
        return month(volume("gp3", gib, throughput="250 MiB/s")) < month(volume("gp2", gib))

    assert edge(from_ + 1, 1000, cheaper) == 251
    assert month(volume("gp3", 250, throughput="250 MiB/s")) == month(volume("gp2", 250))


def test_io2_costs_about_ten_times_gp3_for_80000_iops() -> None:
    """So money never chooses it: durability, latency, sharing and more IOPS do."""
    found = need("{kind: block, size: 160 GiB, iops: 80000 /s, throughput: 1000 MiB/s}")
    assert found.recommended is not None and found.recommended.option == "gp3"
    io2 = next(each for each in found.alternatives if each.option == "io2")
    assert 9 < io2.monthly.first / found.recommended.monthly.first < 11
    more = need("{kind: block, size: 160 GiB, iops: 80001 /s, throughput: 1000 MiB/s}").recommended
    assert more is not None and more.option == "io2"


# --- S3 ------------------------------------------------------------------------------------------------------------------

OBJECTS = 1_048_576


def kept(kib: int, class_: str, said: str = "access: 0 /month", objects: int = OBJECTS) -> str:
    """So many objects of a size that are only kept."""
    sizes = f"size: {kib * objects} KiB, object_size: {kib} KiB, writes: 0 /s"
    return f"{{kind: object, {sizes}, {said}, chosen: {{class: {class_}}}}}"


def in_tier(kib: int, tier: str) -> str:
    """Objects of Intelligent-Tiering all in one tier, as a month's measurement would have it."""
    tiers = {name: Fraction(kib * OBJECTS * KIB, GIB) if name == tier else 0 for name in ("frequent", "infrequent")}
    measured = ", ".join(f"s3.storage.intelligent_tiering.{name}: {amount}" for name, amount in tiers.items())
    measured += ", s3.storage.intelligent_tiering.archive_instant: 0"
    return kept(kib, "INTELLIGENT_TIERING", f"access: 0 /month, measured: {{{measured}}}")


def test_intelligent_tiering_loses_below_250_kib_if_objects_only_reach_infrequent() -> None:
    least = edge(129, 4096, lambda kib: month(in_tier(kib, "infrequent")) < month(kept(kib, "STANDARD")))
    fee = price("s3.intelligent_tiering.monitoring")
    saved = price("s3.storage.standard") - price("s3.storage.intelligent_tiering.infrequent")
    assert least == 250 == -(-fee * GIB // (saved * KIB))


def test_intelligent_tiering_loses_below_138_kib_in_every_case() -> None:
    """The coldest it gets by itself is Archive Instant Access, where all objects are that nobody reads."""
    least = edge(128, 4096, lambda kib: month(kept(kib, "INTELLIGENT_TIERING")) < month(kept(kib, "STANDARD")))
    fee = price("s3.intelligent_tiering.monitoring")
    saved = price("s3.storage.standard") - price("s3.storage.intelligent_tiering.archive_instant")
    assert least == 138 == -(-fee * GIB // (saved * KIB))
    for kib in (16, 64, 137):
        assert month(kept(kib, "INTELLIGENT_TIERING")) >= month(kept(kib, "STANDARD"))


def test_deep_archive_never_pays_below_ten_kib_and_within_a_year_only_from_209() -> None:
    """40 KiB an object come with it; moving an object there costs a request that a year of what it saves must earn back."""

    def saves(kib: int) -> Decimal:
        return month(kept(kib, "STANDARD")) - month(kept(kib, "DEEP_ARCHIVE"))

    assert edge(1, 4096, lambda kib: saves(kib) > 0) == 10
    moving = Decimal(OBJECTS) * Decimal(str(float(price("s3.lifecycle_transition.deep_archive"))))
    assert edge(1, 4096, lambda kib: 12 * saves(kib) >= moving) == 209  # 208.3


def test_tiny_archived_objects_are_billed_for_40_kib_each() -> None:
    """196,608 objects of 140 MB in all: 6.0 GB at the archive's rate and 1.5 at Standard's beside the data, four to one."""
    objects, size = 196_608, 746
    spec = f"size: {objects * size} B, object_size: {size} B, access: 0 /month, writes: 0 /s"
    found = need(f"{{kind: object, {spec}, chosen: {{class: DEEP_ARCHIVE}}}}").chosen
    assert found is not None
    billed = {line.dimension: line.quantity.first for line in found.bill if line.quantity}
    data = Decimal(objects * size) / GIB
    overhead = billed["s3.storage.deep_archive"] - data
    assert round(overhead, 9) == 6 and billed["s3.storage.standard"] == Decimal("1.5")
    assert set(billed) == {"s3.storage.deep_archive", "s3.storage.standard"}
