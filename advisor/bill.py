"""Quantities times prices: bill lines, one a dimension and tier, over the months of the horizon.

Amounts are carried to a trillionth of a dollar and sums are sums of those, so a bill adds up exactly; rounding is for print.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import lru_cache
from itertools import zip_longest
from math import lcm
from typing import NamedTuple, overload

from advisor.exact import Fraction
from advisor.load import Quantity
from advisor.months import Column, Straight
from advisor.prices import Catalog, Missing, Price

PICO = 10**12


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
    used = parts(row.amounts)
    if used is None:
        yield _line(row, 0, None, None)
        return
    for tier, ((start, price), end) in enumerate(zip_longest(row.price.tiers, (start for start, _ in row.price.tiers[1:]))):
        inside = used.between(start, end)
        if tier and not any(inside.numerators):
            continue
        cost = inside.times(price)
        for month, amount in enumerate(cost):
            totals[month] += amount
        amounts = Figures(*map(_from_pico, (cost[0], cost[-1], sum(cost))))
        yield _line(row, tier, inside.figures(), amounts, inside)


class Parts(Sequence[Fraction]):
    """Amounts of the months as whole numbers over one denominator: integers are what bills are made of."""

    __slots__ = ("bottom", "numerators")

    def __init__(self, numerators: list[int], bottom: int) -> None:
        self.numerators, self.bottom = numerators, bottom

    def __len__(self) -> int:
        return len(self.numerators)

    @overload
    def __getitem__(self, index: int) -> Fraction: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Fraction]: ...
    def __getitem__(self, index: int | slice) -> Fraction | Sequence[Fraction]:
        found = self.numerators[index]
        return Fraction(found, self.bottom) if isinstance(found, int) else [Fraction(each, self.bottom) for each in found]

    def between(self, start: Fraction, end: Fraction | None) -> Parts:
        """What of each amount lies in a tier."""
        if end is None and not start:
            return self
        bottom = lcm(self.bottom, start.denominator, end.denominator if end is not None else 1)
        up = bottom // self.bottom
        low = start.numerator * (bottom // start.denominator)
        room = None if end is None else end.numerator * (bottom // end.denominator) - low
        above = [max(0, each * up - low) for each in self.numerators]
        return Parts(above if room is None else [min(each, room) for each in above], bottom)

    def times(self, price: Decimal) -> list[int]:
        """What each costs, in trillionths of a dollar, half to even beyond."""
        up, down = _pico(price)
        down *= self.bottom
        if self.numerators.count(self.numerators[0]) == len(self.numerators):
            return [_rounded(self.numerators[0] * up, down)] * len(self.numerators)
        return [_rounded(each * up, down) for each in self.numerators]

    def figures(self) -> Figures:
        """First, last and total."""
        first, last, total = self.numerators[0], self.numerators[-1], sum(self.numerators)
        return Figures(*(_from_pico(_rounded(each * PICO, self.bottom)) for each in (first, last, total)))


def parts(amounts: Sequence[Fraction] | Sequence[None]) -> Parts | None:
    """The amounts over one denominator, None where they are unknown; ValueError for less than nothing."""
    if isinstance(amounts, Straight):
        found = Parts(*amounts.ratios())
    else:
        known = [each for each in amounts if each is not None]
        if len(known) < len(amounts):
            return None
        bottom = lcm(*{each.denominator for each in known})
        found = Parts([each.numerator * (bottom // each.denominator) for each in known], bottom)
    if min(found.numerators, default=0) < 0:
        raise ValueError(f"cannot charge {min(found)}")
    return found


def _rounded(up: int, down: int) -> int:
    """A ratio as a whole number, half to even."""
    whole, rest = divmod(up, down)
    return whole + (2 * rest > down or (2 * rest == down and whole & 1))


@lru_cache(maxsize=4096)
def _pico(price: Decimal) -> tuple[int, int]:
    """A price in trillionths as a ratio."""
    return (Fraction(price) * PICO).as_integer_ratio()


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
