"""Settings that trade one price for another: from which amount of use the other setting costs the same, at the catalog's prices.

Aurora's I/O-Optimized storage is the example: dearer instances and storage, no charge for I/O. Everything else is held as it is;
both designs are billed whole, and the amount is where the first month's bills meet.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from advisor.amounts import decimal
from advisor.bill import Bill, Line
from advisor.candidates import Context, module
from advisor.costing import price
from advisor.exact import Fraction
from advisor.facts import Facts
from advisor.report import Trade
from advisor.spec import Store


def trades(service: str, design: Any, basis: str, facts: Facts, context: Context, store: Store) -> Iterator[Trade]:
    """Each trade of a Design (`basis` recommended or chosen) whose bills meet at some amount."""
    own, look = module(service), context.look(store)
    for field, values, dimension in getattr(own, "TRADES", ()):
        mine = getattr(design, field)
        for value in values:
            if mine not in values or value == mine:
                continue
            other = design._replace(**{field: value})
            bills = [price(own, each, facts, look, context.place(store, service, each)) for each in (design, other)]
            yield from _trade(field, mine, value, basis, dimension, *bills)


def _trade(field: str, mine: str, value: str, basis: str, dimension: str, this: Bill, other: Bill) -> Iterator[Trade]:
    """Where two bills meet, of which exactly one has lines of a dimension, at one price."""
    lines = [[line for line in bill.lines if line.dimension == dimension] for bill in (this, other)]
    if sorted(map(len, lines)) != [0, 1] or this.unpriced or other.unpriced:
        return
    line = (lines[0] or lines[1])[0]
    by_use, flat = (this, other) if lines[0] else (other, this)
    fixed = by_use.first - (line.amount.first if line.amount else Decimal(0))
    if flat.first <= fixed or not line.unit_price:
        return  # the setting without the charge is never dearer: nothing is traded
    at = decimal(Fraction(flat.first - fixed) / Fraction(line.unit_price))
    yield Trade(
        basis, field, mine, value, dimension, line.unit, line.unit_price, _today(line), at, by_use is this,
        fixed, flat.first, this.first, other.first,
    )  # fmt: skip


def _today(line: Line) -> Decimal | None:
    """The amount of the first month; None where nobody said."""
    return line.quantity.first if line.quantity else None
