"""DynamoDB throughput in a month: request units on demand, capacity-unit hours provisioned.

A lane is what has capacity of its own: the reads or the writes of the table or of one global index, in one Region.
https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/provisioned-capacity-mode.html
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import NamedTuple

from advisor.load import SECONDS_IN_MONTH, Load, Quantity
from advisor.services.dynamodb_demand import Demand
from advisor.services.dynamodb_design import Design

HOURS_IN_MONTH = Fraction(730)
TARGET = Fraction(7, 10)  # the default target utilisation of DynamoDB auto scaling: AutoScaling.Console
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
    """Units a second on average, in each hour of the day, at the peak; `fixed`: the capacity the Design says."""

    kind: str  # read, write or replicated
    part: str
    region: str | None
    average: Fraction | None
    hours: tuple[Fraction, ...]
    peak: Fraction | None
    fixed: Fraction | None = None


def places(design: Design, everywhere: bool) -> tuple[Place, ...]:
    """The table's own Region and its replicas. Clients that write in every Region read there evenly, others in the own one.

    A global table whose Regions nobody named has one replica, at the own Region's prices.
    """
    names = design.replicas or (("",) if design.global_tables in ("MREC", "MRSC") else ())
    share = Fraction(1, 1 + len(names)) if everywhere else Fraction(0)
    replicas = [Place(f"replica {name}" if name else "replica, Region not said", name or None, share, False) for name in names]
    return (Place("", None, 1 - share * len(names), True), *replicas)


def lanes(
    design: Design, demand: Demand | None, load: Load, place: Place, expired: Fraction | None, replicated: bool
) -> Iterable[Lane]:
    """Every lane of the table in a place. `expired` items a second are deleted by TTL, which only replicas pay for.

    All writes of a global table are replicated writes in every Region; its indexes are written with ordinary units there.
    https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/global-tables-billing.html
    """
    own = demand.read_units * place.reads if demand else None
    yield _lane("read", place.name, place.region, load.reads, load.read_hours, load.reads_peak, own, design.read_units)
    units = None if demand is None else demand.transactional_units if place.home else demand.write_units
    table = _lane(
        "replicated" if replicated else "write",
        place.name,
        place.region,
        load.writes,
        load.write_hours,
        load.writes_peak,
        units,
        design.write_units,
    )
    yield table if place.home or not expired or demand is None else _more(table, expired * demand.write_units)
    for index in demand.globals if demand else ():
        part = f"index {index.of.name}" + (f", {place.name}" if place.name else "")
        reading = index.reads * index.read_units * place.reads
        yield _lane("read", part, place.region, load.reads, load.read_hours, load.reads_peak, reading, None)
        yield _lane("write", part, place.region, load.writes, load.write_hours, load.writes_peak, index.write_units, None)


def _lane(kind: str, part: str, region: str | None, average: Fraction | None, hours: tuple[Fraction, ...], peak: Fraction | None,
          units: Fraction | None, fixed: Fraction | None) -> Lane:  # fmt: skip
    """A lane of so many units a request; no requests need no units whatever a request costs, unknown costs stay unknown."""
    if units is None:
        return Lane(kind, part, region, None, (), None, fixed)
    return Lane(
        kind, part, region,
        None if average is None and units else (average or 0) * units,
        tuple(hour * units for hour in hours) if hours or units else (Fraction(0),) * 24,
        None if peak is None and units else (peak or 0) * units,
        fixed,
    )  # fmt: skip


def _more(lane: Lane, units: Fraction) -> Lane:
    """The lane with steady extra units a second."""
    return lane._replace(
        average=None if lane.average is None else lane.average + units,
        hours=tuple(hour + units for hour in lane.hours),
        peak=None if lane.peak is None else lane.peak + units,
    )


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
            formula,
        )
    requests = None if lane.average is None else lane.average * SECONDS_IN_MONTH
    return Quantity(
        f"dynamodb.ondemand.{ON_DEMAND[lane.kind]}{suffix}",
        requests,
        REQUEST_UNIT[lane.kind],
        f"{NAMES[lane.kind]}, on demand",
        lane.part,
        True,
        lane.region,
        "units a second × 2,628,000 s",
    )


def unit_hours(lane: Lane, scaling: str, predictable: bool) -> tuple[Fraction | None, str]:
    """Capacity-unit hours a month, and how they were got. Each lane holds at least one unit.

    none         the stated capacity, else the peak, all day
    scheduled    each hour's units, known beforehand
    autoscaling  each hour's units at 70 % use, at most the stated capacity
    A peak that no hour holds (unpredictable traffic, or a peak beyond the busiest hour's headroom) is held all day.
    """
    if scaling == "none" and lane.fixed is not None:
        return lane.fixed * HOURS_IN_MONTH, f"{lane.fixed} units × 730 h"
    busiest = max(lane.hours, default=None)
    headroom = TARGET if scaling == "autoscaling" else Fraction(1)
    held = busiest is None or not predictable or (lane.peak or 0) > busiest / headroom
    if scaling == "none" or held:
        if lane.peak is None:
            return None, ""
        units = whole(lane.peak)
        return units * HOURS_IN_MONTH, f"{units} units at the peak × 730 h"
    total = sum((whole(hour / headroom, lane.fixed) for hour in lane.hours), Fraction(0))
    return total * HOURS_IN_MONTH / 24, f"{total} units over the 24 hours" + (
        " at 70 % use" if headroom != 1 else ""
    ) + " × 730/24"


def whole(units: Fraction, most: Fraction | None = None) -> Fraction:
    """Units in whole numbers, at least one, at most as many as said."""
    needed = max(Fraction(1), Fraction(-(-units // 1)))
    return min(needed, most) if most is not None else needed
