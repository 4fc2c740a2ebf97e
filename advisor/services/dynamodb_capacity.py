"""DynamoDB throughput in a month: request units on demand, capacity-unit hours provisioned.

A lane is what has capacity of its own: the reads or the writes of the table or of one global index, in one Region.
https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/provisioned-capacity-mode.html
"""

from __future__ import annotations

from collections.abc import Iterable
from math import ceil

from advisor.exact import Fraction
from advisor.load import MOST, SECONDS_IN_MONTH, UNNAMED, Load, Quantity
from advisor.records import NamedTuple
from advisor.services.dynamodb_demand import Demand
from advisor.services.dynamodb_design import Design

HOURS_IN_MONTH = Fraction(730)
TARGET = Fraction(7, 10)  # the default target utilisation of DynamoDB auto scaling: AutoScaling.Console
UNSAID = f"; an entry of the index as large as its item, {MOST}: nobody said projected_size"
ON_DEMAND = {"read": "read_request_unit", "write": "write_request_unit", "replicated": "replicated_write_request_unit"}
PROVISIONED = {"read": "rcu_hour", "write": "wcu_hour", "replicated": "rwcu_hour"}
REQUEST_UNIT = {"read": "RRU", "write": "WRU", "replicated": "rWRU"}
HOUR_UNIT = {"read": "RCU-hour", "write": "WCU-hour", "replicated": "rWCU-hour"}
NAMES = {"read": "Reads", "write": "Writes", "replicated": "Replicated writes"}


class Place(NamedTuple):
    """A Region a table is in, and its share of the reads; `name` and `region` are empty and None for the workload's own."""

    name: str
    region: str | None
    reads: Fraction
    home: bool


class Lane(NamedTuple):
    """Requests a second on average, in each hour of the day and at the peak, and the units each takes; None is unknown.

    `steady` are further units a second that come all day, `fixed` the capacity the Design says; `unsaid` are index entries whose
    size nobody said, so that this is the most there can be.
    """

    kind: str  # read, write or replicated
    part: str
    region: str | None
    average: Fraction | None
    hours: tuple[Fraction, ...]
    peak: Fraction | None
    each: Fraction | None
    steady: Fraction = Fraction(0)
    fixed: Fraction | None = None
    unsaid: bool = False

    def units(self, rate: Fraction | None) -> Fraction | None:
        """Units a second of so many requests; what takes no units takes none of any number of requests."""
        if self.each is None or (rate is None and self.each):
            return None
        return (rate or 0) * self.each + self.steady


def places(design: Design, everywhere: bool) -> tuple[Place, ...]:
    """The table's own Region and its replicas. Clients that write in every Region read there evenly, others in the own one.

    A global table whose Regions nobody named has one replica, whose prices nobody knows.
    """
    names = design.replicas or (("",) if design.global_tables in ("MREC", "MRSC") else ())
    share = Fraction(1, 1 + len(names)) if everywhere else Fraction(0)
    replicas = [Place(f"replica {name}" if name else f"replica in {UNNAMED}", name or None, share, False) for name in names]
    return (Place("", None, 1 - share * len(names), True), *replicas)


def lanes(
    design: Design, demand: Demand | None, load: Load, place: Place, expired: Fraction | None, replicated: bool
) -> Iterable[Lane]:
    """Every lane of the table in a place. `expired` items a second are deleted by TTL, which only replicas pay for.

    All writes of a global table are replicated writes in every Region; its indexes are written with ordinary units there.
    https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/global-tables-billing.html
    """
    read = (load.reads, load.read_hours, load.reads_peak)
    write = (load.writes, load.write_hours, load.writes_peak)
    own = demand.read_units * place.reads if demand else None
    local = [index for index in demand.indexes if index.of.kind == "LSI" and index.assumed] if demand else []
    queried = bool(own) and any(index.reads for index in local)
    yield Lane("read", place.name, place.region, *read, own, fixed=design.read_units, unsaid=queried)
    if demand and demand.refresh_units and place.home:
        yield Lane("read", "DAX, after transactions", place.region, *write, demand.refresh_units)
    units = None if demand is None else demand.transactional_units if place.home else demand.write_units
    deletes = expired * demand.write_units if demand and expired and not place.home else Fraction(0)
    kind, written = "replicated" if replicated else "write", any(index.write_units for index in local)
    yield Lane(kind, place.name, place.region, *write, units, deletes, design.write_units, written)
    for index in demand.globals if demand else ():
        part = f"index {index.of.name}" + (f", {place.name}" if place.name else "")
        queried, written = bool(index.reads * place.reads) and index.assumed, bool(index.write_units) and index.assumed
        yield Lane("read", part, place.region, *read, index.reads * index.read_units * place.reads, unsaid=queried)
        yield Lane("write", part, place.region, *write, index.write_units, unsaid=written)


def throughput(design: Design, lane: Lane, predictable: bool) -> Quantity:
    """What a lane is billed in a month under the Design's mode; a mode nobody said is on demand."""
    suffix = ".standard_ia" if design.table_class == "STANDARD_INFREQUENT_ACCESS" else ""
    if design.mode == "provisioned":
        hours, formula = unit_hours(lane, design.scaling or "none", predictable)
        return Quantity(
            f"dynamodb.provisioned.{PROVISIONED[lane.kind]}{suffix}",
            hours,
            HOUR_UNIT[lane.kind],
            f"{NAMES[lane.kind]}, provisioned",
            lane.part,
            False,
            lane.region,
            formula + (UNSAID if lane.unsaid else ""),
        )
    average = lane.units(lane.average)
    requests = None if average is None else average * SECONDS_IN_MONTH
    return Quantity(
        f"dynamodb.ondemand.{ON_DEMAND[lane.kind]}{suffix}",
        requests,
        REQUEST_UNIT[lane.kind],
        f"{NAMES[lane.kind]}, on demand",
        lane.part,
        True,
        lane.region,
        "units a second × 2,628,000 s" + (UNSAID if lane.unsaid else ""),
    )


def unit_hours(lane: Lane, scaling: str, predictable: bool) -> tuple[Fraction | None, str]:
    """Capacity-unit hours a month, and how they were got. Each lane holds at least one unit.

    none         the stated capacity, else the peak, all day
    scheduled    each hour's units, known beforehand
    autoscaling  each hour's units at 70 % use, at most the stated capacity
    The busiest hours hold the peak. Where nobody can foresee its hour, the other hours have at least the peak itself; where the
    average is unknown, all day is as the busiest hour.
    """
    if scaling == "none" and lane.fixed is not None:
        return lane.fixed * HOURS_IN_MONTH, f"{_units(lane.fixed)} × 730 h"
    if lane.each is None:
        return None, ""
    target = TARGET if scaling == "autoscaling" else Fraction(1)
    how, peak = " at 70 % use" if target != 1 else "", lane.units(lane.peak)
    if peak is None and (scaling == "none" or (lane.each and (not lane.hours or not predictable))):
        return None, ""
    if peak is not None and (scaling == "none" or (lane.each and not lane.hours)):
        most = whole(peak / target, None if scaling == "none" else lane.fixed)
        return most * HOURS_IN_MONTH, f"{_units(most)} at the peak{how} × 730 h"
    least = 1 if predictable or peak is None else whole(peak, lane.fixed)
    total, most = _over_the_day(lane, lane.each / target, lane.steady / target, least)
    if lane.each and peak is not None and (busiest := whole(peak / target, lane.fixed)) > most:
        total, most = total + _busiest(lane.hours, target) * (busiest - most), busiest
    if least > 1:
        how = f", at least {least:,} for the peak" + (f", each hour{how}" if how else "")
    if total == 24 * most:
        return most * HOURS_IN_MONTH, f"{_units(most)}{how} × 730 h"
    return total * HOURS_IN_MONTH / 24, f"{_units(total)} over the 24 hours{how}, up to {most:,} in one × 730/24"


def _over_the_day(lane: Lane, each: Fraction, steady: Fraction, least: int) -> tuple[int, int]:
    """Whole units of the 24 hours added up, and of the busiest; `each` a request, `steady` beside, at most the fixed capacity and
    at `least` so many.

    In integers, for this is most of the work of a month: the ceiling of a/b + c/d is that of (ad + cb)/bd.
    """
    if not each:
        always = whole(steady, lane.fixed)
        return 24 * always, always
    most = None if lane.fixed is None else int(lane.fixed)
    total, up, down = 0, each.numerator * steady.denominator, each.denominator * steady.denominator
    extra = steady.numerator * each.denominator
    known: dict[int, int] = {}  # by the hour itself: many hours are one
    for hour in lane.hours:
        units = known.get(id(hour))
        if units is None:
            needed = max(least, -(-(hour.numerator * up + extra * hour.denominator) // (hour.denominator * down)))
            units = known[id(hour)] = needed if most is None else min(needed, most)
        total += units
    return total, max(known.values())


def _busiest(hours: tuple[Fraction, ...], target: Fraction) -> int:
    """Hours a day that hold a peak above them all: the busiest. Where none stands out it is one hour, which auto scaling finds by
    itself; a schedule has to hold the peak all day."""
    many = hours.count(max(hours))
    return 1 if many == len(hours) and target != 1 else many


def whole(units: Fraction, most: Fraction | None = None) -> int:
    """Units in whole numbers, at least one, at most as many as said."""
    needed = max(1, ceil(units))
    return needed if most is None else min(needed, int(most))


def _units(units: Fraction | int) -> str:
    """So many units, with separators."""
    many = f"{int(units):,}" if units.denominator == 1 else f"{float(units):,.4g}"
    return f"{many} unit" if units == 1 else f"{many} units"
