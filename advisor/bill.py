"""Quantities times prices: bill lines, one a dimension and tier, over the months of the horizon.

Amounts are carried to a trillionth of a dollar and sums are sums of those, so a bill adds up exactly; rounding is for print.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from itertools import groupby, zip_longest
from math import lcm
from typing import NamedTuple

from advisor.load import Quantity
from advisor.months import Column, Straight
from advisor.prices import Catalog, Missing, Price, Tiers

PICO = 10**12
ZERO = Fraction(0)


@dataclass(frozen=True)
class Figures:
    """An amount in the first month, the last month and over the whole horizon."""

    first: Decimal
    last: Decimal
    total: Decimal


@dataclass(frozen=True)
class Line:
    """One tier of one price dimension. `quantity` and `amount` are None where nobody said how much; the unit price stands."""

    item: str
    part: str
    dimension: str
    region: str
    tier: str
    unit: str
    unit_price: Decimal
    quantity: Figures | None
    amount: Figures | None
    usage_based: bool
    measured: bool
    formula: str
    price_since: date | None
    price_seen: date
    price_confidence: str
    source: str
    use: Sequence[Fraction] = ()  # the quantity of each month, exact; not part of a report


@dataclass(frozen=True)
class Bill:
    """What a Design costs. `months` are the amounts month by month; `unpriced` names each missing price."""

    lines: tuple[Line, ...] = ()
    unpriced: tuple[str, ...] = ()
    months: tuple[Decimal, ...] = ()
    reaches_back: tuple[str, ...] = ()  # dimensions whose price is assumed for a day before it was first seen
    first: Decimal = Decimal(0)
    last: Decimal = Decimal(0)
    average: Decimal = Decimal(0)
    total: Decimal = Decimal(0)

    @property
    def at_least(self) -> bool:
        """Whether something is missing from the total: an amount nobody stated, or a price."""
        return bool(self.unpriced) or any(line.amount is None for line in self.lines)


class _Row(NamedTuple):
    """One line over the months, with its price."""

    of: Quantity
    price: Price
    amounts: Sequence[Fraction] | Sequence[None]
    measured: bool


@dataclass(frozen=True)
class Place:
    """Where and when prices are looked up, and for which months."""

    catalog: Catalog
    region: str
    on: date
    months: int
    measured: Mapping[str, Fraction] = field(default_factory=dict)


def decimal(value: Fraction) -> Decimal:
    """A number as a Decimal of at most 12 places, half to even beyond."""
    return _from_pico(_rounded(value.numerator * PICO, value.denominator))


def _from_pico(scaled: int) -> Decimal:
    """Trillionths as a plain Decimal without trailing zeros."""
    whole, rest = divmod(abs(scaled), PICO)
    text = f"{'-' if scaled < 0 else ''}{whole}.{rest:012d}".rstrip("0").rstrip(".")
    return Decimal(text)


def bill(columns: Iterable[Column], place: Place) -> Bill:
    """The bill of a Design's lines over the months; `place.measured` amounts replace the derived ones of their dimension."""
    rows, missing = _priced(columns, place)
    lines: list[Line] = []
    totals = [0] * place.months
    for row in rows:
        lines.extend(_lines(row, totals))
    total = sum(totals)
    first, last = (totals[0], totals[-1]) if totals else (0, 0)
    back = tuple(dict.fromkeys(row.price.name for row in rows if row.price.reaches_back(place.on)))
    return Bill(
        tuple(lines), tuple(missing), tuple(map(_from_pico, totals)), back, _from_pico(first), _from_pico(last),
        _from_pico(round(Fraction(total, max(1, place.months)))), _from_pico(total),
    )  # fmt: skip


def _priced(columns: Iterable[Column], place: Place) -> tuple[list[_Row], list[str]]:
    """The lines that have a price, and the prices that are missing."""
    rows: list[_Row] = []
    missing: dict[str, None] = {}
    looked: dict[tuple[str, str], Price | Missing] = {}
    for of, amounts in _measured(columns, place) if place.measured else columns:
        price = _price(of, place, looked)
        if isinstance(price, Missing):
            missing[f"{of.item}: {price}"] = None
        else:
            rows.append(_Row(of, price, amounts, of.dimension in place.measured))
    return rows, list(missing)


def _measured(columns: Iterable[Column], place: Place) -> Iterator[Column]:
    """The columns with each measured dimension said once, at its measured amount."""
    kept: dict[str, Quantity] = {}
    for column in columns:
        if column.of.dimension not in place.measured:
            yield column
        else:
            kept.setdefault(column.of.dimension, column.of._replace(part="", formula="measured"))
    for dimension, amount in place.measured.items():
        words = dimension.partition(".")[2].replace(".", ", ").replace("_", " ")
        of = kept.get(dimension, Quantity(dimension, None, "", words, "", True, None, "measured"))
        yield Column(of._replace(amount=amount), Straight(amount, amount, place.months))


def _price(quantity: Quantity, place: Place, looked: dict[tuple[str, str], Price | Missing]) -> Price | Missing:
    """The price of a quantity in its Region, looked up once a bill."""
    region = quantity.region or place.region
    key = (region, quantity.dimension)
    if key not in looked:
        service, _, dimension = quantity.dimension.partition(".")
        looked[key] = place.catalog.find(service, region, dimension, place.on)
    return looked[key]


def _lines(row: _Row, totals: list[int]) -> Iterable[Line]:
    """The lines of one row, a tier each, adding their amounts to the months' totals."""
    if row.amounts and row.amounts[0] is None:
        yield _line(row, 0, None, None)
        return
    for tier, (used, cost) in enumerate(_by_tier(row)):
        if tier and not any(used):
            continue
        for month, amount in enumerate(cost):
            totals[month] += amount
        amounts = Figures(*map(_from_pico, (cost[0], cost[-1], sum(cost))))
        yield _line(row, tier, _figures(used), amounts, used)


def _by_tier(row: _Row) -> list[tuple[Sequence[Fraction], list[int]]]:
    """What falls into each tier month by month, and its cost in trillionths of a dollar."""
    tiers = row.price.tiers
    if isinstance(row.amounts, Straight) and len(tiers) == 1 and row.amounts.start >= 0 and row.amounts.end >= 0:
        if row.amounts.start == row.amounts.end:
            return [(row.amounts, [_amount(row.amounts.start, tiers[0][1])] * len(row.amounts))]
        (up, down), (numerators, bottom) = _pico(tiers[0][1]), row.amounts.ratios()
        return [(row.amounts, [_rounded(each * up, bottom * down) for each in numerators])]
    found: list[tuple[list[Fraction], list[int]]] = [([], []) for _ in tiers]
    for amount, months in groupby(row.amounts):
        assert amount is not None
        count = len(list(months))
        for (used, cost), (part, each) in zip(found, charged(tiers, amount), strict=True):
            used += [part] * count
            cost += [each] * count
    return list(found)


def charged(tiers: Tiers, quantity: Fraction) -> Iterator[tuple[Fraction, int]]:
    """What of a quantity falls into each tier, and its amount in trillionths of a dollar, half to even beyond."""
    if quantity.numerator < 0:
        raise ValueError(f"cannot charge {quantity}")
    for (start, price), end in zip_longest(tiers, (start for start, _ in tiers[1:])):
        part = quantity if end is None or quantity < end else end
        part = part - start if start else part
        yield (part, _amount(part, price)) if part > 0 else (ZERO, 0)


def _amount(quantity: Fraction, price: Decimal) -> int:
    """A quantity at a price, in trillionths: integers alone, for a bill of many months is thousands of these."""
    up, down = _pico(price)
    return _rounded(quantity.numerator * up, quantity.denominator * down)


def _rounded(up: int, down: int) -> int:
    """A ratio as a whole number, half to even."""
    whole, rest = divmod(up, down)
    return whole + (2 * rest > down or (2 * rest == down and whole & 1))


@lru_cache(maxsize=4096)
def _pico(price: Decimal) -> tuple[int, int]:
    """A price in trillionths as a ratio."""
    return (Fraction(price) * PICO).as_integer_ratio()


def _figures(amounts: Sequence[Fraction]) -> Figures:
    """First, last and total of a tier's quantities."""
    if isinstance(amounts, Straight):
        return Figures(decimal(amounts.start), decimal(amounts.end), decimal(amounts.total))
    if all(amount is amounts[0] for amount in amounts):
        first = decimal(amounts[0])
        return Figures(first, first, decimal(amounts[0] * len(amounts)))
    common = lcm(*{amount.denominator for amount in amounts})
    total = sum(amount.numerator * (common // amount.denominator) for amount in amounts)
    return Figures(decimal(amounts[0]), decimal(amounts[-1]), _from_pico(_rounded(total * PICO, common)))


def _line(row: _Row, tier: int, quantity: Figures | None, amount: Figures | None, use: Sequence[Fraction] = ()) -> Line:
    """One line."""
    price, of = row.price, row.of
    return Line(
        of.item, of.part, of.dimension, price.region, _tier(price, tier), price.unit, price.tiers[tier][1], quantity, amount,
        of.usage_based, row.measured, of.formula, price.since, price.seen, price.confidence, price.source,
        use,
    )  # fmt: skip


def _tier(price: Price, tier: int) -> str:
    """A tier in words: `first 51,200`, `next 460,800`, `over 512,000`; empty where there is one tier."""
    if len(price.tiers) == 1:
        return ""
    start = price.tiers[tier][0]
    if tier + 1 == len(price.tiers):
        return f"over {_plain(start)}"
    room = price.tiers[tier + 1][0] - start
    return f"{'next' if tier else 'first'} {_plain(room)}"


def _plain(value: Fraction) -> str:
    """A number with thousands separators."""
    return f"{int(value):,}" if value.denominator == 1 else f"{float(value):,}"
