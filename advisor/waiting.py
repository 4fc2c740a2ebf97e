"""What waiting with a change costs: extended support of the version that runs today, by the day it is charged from."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from advisor.amounts import decimal
from advisor.candidates import Context, Weighed, module
from advisor.engine_support import Lifecycle, lifecycle
from advisor.exact import Fraction
from advisor.load import loads
from advisor.missing import Missing
from advisor.prices import charge
from advisor.report import Change, Waiting
from advisor.written import Written

FIELDS = ("version", "engine", "service")  # what ends the charge when it is changed
CHARGED = "extended support"


def told(changes: tuple[Change, ...], current: Written, weighed: Weighed, context: Context) -> tuple[Change, ...]:
    """The changes, with what it costs to wait with the one that leaves today's version."""
    leaving = next((field for field in FIELDS if any(each.field == field for each in changes)), None)
    version, engine = current.configuration.get("version"), current.configuration.get("engine")
    if leaving is None or not version or not engine:
        return changes
    known = lifecycle(current.service, str(engine), str(version))
    due = tuple(_due(known, current, weighed, context)) if known is not None else ()
    return tuple(each._replace(waiting=due) if each.field == leaving else each for each in changes)


def _due(known: Lifecycle, current: Written, weighed: Weighed, context: Context) -> Iterator[Waiting]:
    """Each day from which a month costs more, the one that is past included while nothing dearer follows it."""
    days = [day for day in (known.year1, known.year3) if day is not None]
    for place, day in enumerate(days):
        over = place + 1 < len(days) and days[place + 1] <= context.on
        if not over and (known.until is None or context.on <= known.until):
            yield _charged(known, day, current, weighed, context)


def _charged(known: Lifecycle, day: date, current: Written, weighed: Weighed, context: Context) -> Waiting:
    """What a whole month of extended support costs from a day on, at today's prices."""
    look = context.look(weighed.store)._replace(on=max(day, context.on))
    load = loads(weighed.store, weighed.likely, 1)[0]
    used = module(current.service).usage(current.design, load, weighed.likely, look)
    lines = [each for each in used if each.item.lower().startswith(CHARGED)]
    monthly: Decimal | None = Decimal(0)
    for line in lines:
        service, _, dimension = line.dimension.partition(".")
        price = context.catalog.find(service, context.workload.region, dimension, context.on)
        if isinstance(price, Missing) or line.amount is None or monthly is None:
            monthly = None
        else:
            monthly += decimal(sum((each.amount for each in charge(price.tiers, line.amount)), Fraction(0)))
    item = lines[0].item if lines else "Extended support"
    return Waiting(item, day.isoformat(), monthly if lines else None, (known.source,))
