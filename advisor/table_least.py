"""What a DynamoDB table comes to at least: that one cannot lead is known without its bill.

Storage, point-in-time recovery and the throughput of the table itself in its own Region; whatever else it is billed is left out.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Any, cast

from advisor.bill import Place
from advisor.exact import Fraction
from advisor.load import SECONDS_IN_MONTH, Load
from advisor.lowest import lowest, together, total
from advisor.records import NamedTuple
from advisor.series import Series
from advisor.services.dynamodb_capacity import HOURS_IN_MONTH, ON_DEMAND, PROVISIONED, TARGET
from advisor.services.dynamodb_demand import Demand, demand
from advisor.services.dynamodb_design import Design
from advisor.services.dynamodb_units import ITEM_OVERHEAD

if TYPE_CHECKING:
    from advisor.facts import Facts
    from advisor.services import Look

GIB = 1024**3
ROUNDED = 1e-6  # US dollars: a bill's lines are rounded, each by less than a trillionth
_ASKED = "table"  # what was asked of last


class _Lane(NamedTuple):
    """What is read or written: all months' units, and of a second the requests on average, at the peak, the units of one."""

    units: float
    average: Any
    peak: Any
    each: Fraction


def least(design: Design, facts: Facts, look: Look, loads: Sequence[Load], place: Place, known: dict[Any, Any]) -> float:
    """US dollars that a Design's bill comes to at least; 0 where nobody knows. `known`: what was asked of the same facts last."""
    if place.measured:
        return 0.0
    if _ASKED not in known or known[_ASKED][0] is not facts:
        load = together(loads)
        gib = 0.0 if load is None else (total(load.stored, len(loads)) + total(load.count, len(loads)) * ITEM_OVERHEAD) / GIB
        known[_ASKED] = facts, load, gib, {}
    _, load, gib, lanes = known[_ASKED]
    kind = design.indexes, design.dax is None
    if kind not in lanes:
        lanes[kind] = _lanes(demand(design, facts, look.store), load, place.months)
    if lanes[kind] is None:
        return 0.0
    write, read = lanes[kind]
    copied = bool(design.replicas) or design.global_tables in ("MREC", "MRSC")
    catalog = cast(Hashable, place.catalog)
    stored, kept, put, get = _prices(design.mode == "provisioned", design.table_class, copied, catalog, place.region, place.on)
    found: float = gib * (stored + kept if design.pitr else stored) - ROUNDED
    if design.mode != "provisioned":
        found += write.units * put + read.units * get
        return found
    hours = (_hours(write, design.write_units, design.scaling) * put, _hours(read, design.read_units, design.scaling) * get)
    return found + sum(hours) * place.months


def _lanes(asked: Demand | None, load: Load | None, months: int) -> tuple[_Lane, _Lane] | None:
    """The table's writes and reads; None where nobody knows what one takes."""
    if asked is None or load is None:
        return None
    write, read = asked.transactional_units, asked.read_units
    return (
        _Lane(total(load.writes, months) * float(write * SECONDS_IN_MONTH), load.writes, load.writes_peak, write),
        _Lane(total(load.reads, months) * float(read * SECONDS_IN_MONTH), load.reads, load.reads_peak, read),
    )


@lru_cache(256)
def _prices(provisioned: bool, class_: str | None, copied: bool, catalog: Any, region: str, on: date) -> tuple[float, ...]:
    """US dollars of a GB-month, of one kept for point-in-time recovery, of a write's unit and of a read's, at least. What is
    `copied` may be read elsewhere."""
    other = class_ == "STANDARD_INFREQUENT_ACCESS"
    mode, names = ("provisioned", PROVISIONED) if provisioned else ("ondemand", ON_DEMAND)
    put, get = (
        f"dynamodb.{mode}.{names[kind]}{'.standard_ia' * other}" for kind in ("replicated" if copied else "write", "read")
    )
    found = (f"dynamodb.storage.standard{'_ia' * other}", "dynamodb.backup.pitr_storage", put)
    *known, read = (lowest(catalog, region, on, each) for each in (*found, get))
    return (*known, 0.0 if copied else read)


def _hours(lane: _Lane, fixed: Fraction | None, scaling: str | None) -> float:
    """Unit hours of a month at least: what is held all day, or the average where the capacity is enough for the peak."""
    if scaling in (None, "none"):
        return 0.0 if fixed is None else float(fixed * HOURS_IN_MONTH)
    if lane.average is None or lane.peak is None or type(lane.average) is Series or type(lane.peak) is Series:
        return 0.0
    target = TARGET if scaling == "autoscaling" else Fraction(1)
    enough = fixed is None or fixed * target >= lane.peak * lane.each
    return float(lane.average * lane.each * HOURS_IN_MONTH / target) if enough else 0.0
