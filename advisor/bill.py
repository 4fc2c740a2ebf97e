"""Quantities times prices: bill lines, one a dimension and tier, over the months of the horizon.

Amounts are carried to a trillionth of a dollar and sums are sums of those, so a bill adds up exactly; rounding is for print.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import lru_cache
from itertools import repeat, zip_longest
from types import MappingProxyType
from typing import Any, cast

from advisor.amounts import Figures, Parts, costs, from_pico, parts, pico, rounded
from advisor.exact import Fraction
from advisor.load import MOST, UNNAMED, Quantity
from advisor.missing import Missing
from advisor.prices import Catalog, Price
from advisor.records import NamedTuple
from advisor.series import Series


class Line(NamedTuple):
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


class Place(NamedTuple):
    """Where and when prices are looked up, and for which months."""

    catalog: Catalog
    region: str
    on: date
    months: int
    measured: Mapping[str, Fraction] = MappingProxyType({})


class Bill:
    """What a Design costs. Lines, and what is missing, are written out when asked for: an order needs totals."""

    __slots__ = ("_lines", "_place", "_rows", "_total", "_totals", "_without", "at_least")

    def __init__(self, rows: Sequence[_Row], totals: Sequence[int], without: tuple[_Without, ...], place: Place) -> None:
        """`totals` are the months' amounts in trillionths."""
        self._rows, self._totals, self._without, self._place = rows, totals, without, place
        self.at_least = bool(without) or any(of.amount is None for of, _ in rows)  # a price or an amount is missing
        self._lines: tuple[Line, ...] | None = None
        self._total: Decimal | None = None

    @property
    def reaches_back(self) -> tuple[str, ...]:
        """What has its price assumed for an earlier day."""
        return tuple(dict.fromkeys(price.name for _, price in self._rows if price.reaches_back(self._place.on)))

    @property
    def missing(self) -> frozenset[str]:
        """The prices that are missing; that nobody said which Region a copy is in is not for want of a price."""
        return frozenset(
            f"{why.service}.{why.dimension}" if isinstance(why, Missing) else item
            for item, why, placeless in self._without
            if not placeless
        )

    @property
    def unpriced(self) -> tuple[str, ...]:
        """Each missing price: of what, and why."""
        return tuple(f"{item}: {why}" for item, why, _ in self._without)

    @property
    def at_most_but(self) -> str | None:
        """Where amounts are the most there can be: what nobody knows beside them; None where they are not."""
        return at_most_but((self,))

    def open(self) -> Iterator[str]:
        """What has no amount, or no price."""
        yield from (of.item for of, _ in self._rows if of.amount is None)
        yield from (item for item, _, _ in self._without)

    def most(self) -> bool:
        """Whether an amount is the most there can be."""
        return any(MOST in of.formula for of, _ in self._rows if of.amount is not None)

    @property
    def lines(self) -> tuple[Line, ...]:
        """One line a dimension and tier."""
        if self._lines is None:
            self._lines = tuple([line for row in self._rows for line in _written(row, self._place)])
        return self._lines

    def part(self, part: str) -> tuple[Line, ...]:
        """The lines of one part of what is billed."""
        return tuple([line for row in self._rows if row[0].part == part for line in _written(row, self._place)])

    @property
    def months(self) -> tuple[Decimal, ...]:
        """The amounts month by month."""
        return tuple(map(from_pico, self._totals))

    @property
    def first(self) -> Decimal:
        """The first month's amount."""
        return from_pico(self._totals[0])

    @property
    def last(self) -> Decimal:
        """The last month's amount."""
        return from_pico(self._totals[-1])

    @property
    def average(self) -> Decimal:
        """The mean of the months."""
        return from_pico(round(Fraction(sum(self._totals), len(self._totals))))

    @property
    def total(self) -> Decimal:
        """All months together."""
        if self._total is None:
            self._total = from_pico(sum(self._totals))
        return self._total

    @property
    def dearest(self) -> Decimal:
        """The dearest month's amount."""
        return from_pico(max(self._totals))


_Row = tuple[Quantity, Price]  # one line over the months, with its price
_Without = tuple[str, "Missing | str", bool]  # what has no price, why, and whether it lies in a Region nobody named


def bill(lines: Iterable[Quantity], place: Place) -> Bill:
    """The bill of a Design's lines over the months; `place.measured` amounts replace the derived ones of their dimension."""
    rows: list[_Row] = []
    missing: dict[_Without, None] = {}
    always, several = 0, list[Sequence[int]]()  # what each month costs alike, and what lines cost month by month
    catalog, home, on = cast(Hashable, place.catalog), place.region, place.on
    for of in _measured(lines, place) if place.measured else lines:
        if not of.dimension:
            missing[of.item, of.formula, UNNAMED in of.part] = None
            continue
        price, up, down, edge = priced(catalog, of.region or home, of.dimension, on)
        if isinstance(price, Missing):
            missing[of.item, price, False] = None
            continue
        rows.append((of, price))
        amount: Any = of.amount
        if amount is None:
            continue
        if type(amount) is not Series:
            always += _cost(amount, price, up, down, edge)
        elif amount.up > 0 and min(amount.whole) >= 0 and (edge is None or max(amount.whole) * amount.up <= edge * amount.down):
            several.append(costs(amount.whole, amount.up * up, amount.down * down))
        else:
            used = parts(amount, place.months)
            several.append(_by_tier(tuple(used.numerators), used.bottom, price))
    totals = list(map(sum, zip(*several, strict=True), repeat(always))) if several else [always] * place.months
    return Bill(rows, totals, tuple(missing), place)


@lru_cache(maxsize=4096)
def priced(catalog: Any, region: str, name: str, on: date) -> tuple[Price | Missing, int, int, Fraction | None]:
    """A price of a day by its full name; as a ratio what a unit of its first tier costs in trillionths; the most that is in that
    tier, None: all; below 0 where nobody knows."""
    service, _, dimension = name.partition(".")
    price = catalog.find(service, region, dimension, on)
    if isinstance(price, Missing) or not price.tiers or price.tiers[0][0]:
        return price, 0, 1, Fraction(-1)
    return price, *pico(price.tiers[0][1]), price.tiers[1][0] if len(price.tiers) > 1 else None


def _cost(amount: Fraction, price: Price, up: int, down: int, edge: Fraction | None) -> int:
    """What an amount of one month costs."""
    if amount >= 0 and (edge is None or amount <= edge):
        return rounded(amount.numerator * up, amount.denominator * down)
    return sum(inside.times(each)[0] for _, inside, each in _tiers(parts(amount, 1), price))


@lru_cache(maxsize=64)
def _by_tier(numerators: tuple[int, ...], bottom: int, price: Price) -> tuple[int, ...]:
    """What amounts of the months cost that differ, tier by tier: many a design and many an answer has a line like another's."""
    inside = [used.times(each) for _, used, each in _tiers(Parts(list(numerators), bottom), price)]
    return tuple(map(sum, zip(*inside, strict=True)))


def at_most_but(bills: Sequence[Bill]) -> str | None:
    """Where amounts of some bills are the most there can be: what nobody knows beside them ("": nothing); None where none is."""
    if not any(each.most() for each in bills):
        return None
    beside = list(dict.fromkeys(item for each in bills for item in each.open()))
    return "what is not known" if len(beside) > 1 else beside[0] if beside else ""


def _measured(lines: Iterable[Quantity], place: Place) -> Iterator[Quantity]:
    """The lines with each measured dimension said once, at its measured amount."""
    kept: dict[str, Quantity] = {}
    for of in lines:
        if of.dimension not in place.measured:
            yield of
        else:
            kept.setdefault(of.dimension, of._replace(part="", formula="measured"))
    for dimension, amount in place.measured.items():
        words = dimension.partition(".")[2].replace(".", ", ").replace("_", " ")
        of = kept.get(dimension, Quantity(dimension, None, "", words, "", True, None, "measured"))
        yield of._replace(amount=amount)


def _tiers(used: Parts, price: Price) -> Iterator[tuple[int, Parts, Decimal]]:
    """The tiers that amounts reach: the number of each, what lies in it, the price of a unit."""
    tiers = price.tiers
    for tier, ((start, each), end) in enumerate(zip_longest(tiers, (start for start, _ in tiers[1:]))):
        if tier and not used.reach(start):
            break
        yield tier, used.between(start, end), each


def _written(row: _Row, place: Place) -> Iterator[Line]:
    """The lines of a row, one a tier."""
    of, price = row
    if of.amount is None:
        yield _line(of, price, 0, None, place)
        return
    for tier, used, _ in _tiers(parts(of.amount, place.months), price):
        yield _line(of, price, tier, used, place)


def _line(of: Quantity, price: Price, tier: int, used: Parts | None, place: Place) -> Line:
    """One line."""
    each = price.tiers[tier][1]
    cost = used.times(each) if used is not None else None
    read = price.free if price.free is not None and not tier else (price.seen, price.confidence, price.source)
    return Line(
        of.item, of.part, of.dimension, price.region, _tier(price, tier), price.unit, each,
        used.figures() if used is not None else None,
        Figures(*map(from_pico, (cost[0], cost[-1], sum(cost)))) if cost is not None else None,
        of.usage_based, of.dimension in place.measured, of.formula, price.since, *read,
        used if used is not None else (),
    )  # fmt: skip


def _tier(price: Price, tier: int) -> str:
    """A tier in words: `first 51,200`, `next 460,800`, `over 512,000`; empty where there is one tier."""
    if len(price.tiers) == 1:
        return ""
    start = price.tiers[tier][0]
    if tier + 1 == len(price.tiers):
        return f"over {_plain(start)}"
    room = price.tiers[tier + 1][0] - start
    return f"{'next' if tier else 'first'} {_plain(room)}{', free tier' if price.free is not None and not tier else ''}"


def _plain(value: Fraction) -> str:
    """A number with thousands separators."""
    return f"{int(value):,}" if value.denominator == 1 else f"{float(value):,}"
