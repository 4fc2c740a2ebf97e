"""Quantities times prices: bill lines, one a dimension and tier, over the months of the horizon.

Amounts are carried to a trillionth of a dollar and sums are sums of those, so a bill adds up exactly; rounding is for print.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from itertools import zip_longest
from operator import add
from types import MappingProxyType

from advisor.amounts import Figures, Parts, from_pico, parts
from advisor.exact import Fraction
from advisor.load import MOST, UNNAMED, Quantity
from advisor.missing import Missing
from advisor.months import Column, Same
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


class Bill:
    """What a Design costs. Lines, and what is missing, are written out when asked for: an order needs totals."""

    __slots__ = ("_charged", "_lines", "_total", "_totals", "_without", "at_least", "reaches_back")

    def __init__(
        self, charged: tuple[_Charged, ...], totals: Sequence[int], without: tuple[_Without, ...], reaches_back: tuple[str, ...]
    ) -> None:
        """`totals` are the months' amounts in trillionths, `reaches_back` what has its price assumed for an earlier day."""
        self._charged, self._totals, self._without, self.reaches_back = charged, totals, without, reaches_back
        self.at_least = bool(without) or any(each.cost is None for each in charged)  # a price or an amount is missing
        self._lines: tuple[Line, ...] | None = None
        self._total: Decimal | None = None

    @property
    def missing(self) -> int:
        """How many prices are missing; that nobody said which Region a copy is in is not for want of a price."""
        return sum(not placeless for _, _, placeless in self._without)

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
        yield from (each.row.of.item for each in self._charged if each.cost is None)
        yield from (item for item, _, _ in self._without)

    def most(self) -> bool:
        """Whether an amount is the most there can be."""
        return any(MOST in each.row.of.formula for each in self._charged if each.cost is not None)

    @property
    def lines(self) -> tuple[Line, ...]:
        """One line a dimension and tier."""
        if self._lines is None:
            self._lines = tuple(map(_line, self._charged))
        return self._lines

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


_Without = tuple[str, "Missing | str", bool]  # what has no price, why, and whether it lies in a Region nobody named


class _Row(NamedTuple):
    """One line over the months, with its price."""

    of: Quantity
    price: Price
    amounts: Same | Series | None
    measured: bool


class _Charged(NamedTuple):
    """One tier of a row: what of each month's amount lies in it, and its cost in trillionths; None where nobody said. Of an
    amount that is the same in each month both are those of one month, which come so many `times`."""

    row: _Row
    tier: int
    used: Parts | None
    cost: list[int] | None
    times: int = 1


class Place(NamedTuple):
    """Where and when prices are looked up, and for which months."""

    catalog: Catalog
    region: str
    on: date
    months: int
    measured: Mapping[str, Fraction] = MappingProxyType({})


def bill(columns: Iterable[Column], place: Place) -> Bill:
    """The bill of a Design's lines over the months; `place.measured` amounts replace the derived ones of their dimension."""
    rows, missing = _priced(columns, place)
    charged = tuple([each for row in rows for each in _tiers(row)])
    totals = [sum([each.cost[0] for each in charged if each.cost is not None and each.times != 1])] * place.months
    for each in charged:
        if each.cost is not None and each.times == 1:
            totals = list(map(add, totals, each.cost))
    back = tuple(dict.fromkeys(row.price.name for row in rows if row.price.reaches_back(place.on)))
    return Bill(charged, totals, tuple(missing), back)


def at_most_but(bills: Sequence[Bill]) -> str | None:
    """Where amounts of some bills are the most there can be: what nobody knows beside them ("": nothing); None where none is."""
    if not any(each.most() for each in bills):
        return None
    beside = list(dict.fromkeys(item for each in bills for item in each.open()))
    return "what is not known" if len(beside) > 1 else beside[0] if beside else ""


def _priced(columns: Iterable[Column], place: Place) -> tuple[list[_Row], list[_Without]]:
    """The lines that have a price, and the prices that are missing."""
    rows: list[_Row] = []
    missing: dict[_Without, None] = {}
    looked: dict[tuple[str, str], Price | Missing] = {}
    for of, amounts in _measured(columns, place) if place.measured else columns:
        if not of.dimension:
            missing[of.item, of.formula, UNNAMED in of.part] = None
            continue
        price = _price(of, place, looked)
        if isinstance(price, Missing):
            missing[of.item, price, False] = None
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
        yield Column(of._replace(amount=amount), Same(amount, place.months))


def _price(quantity: Quantity, place: Place, looked: dict[tuple[str, str], Price | Missing]) -> Price | Missing:
    """The price of a quantity in its Region, looked up once a bill."""
    region = quantity.region or place.region
    key = (region, quantity.dimension)
    if key not in looked:
        service, _, dimension = quantity.dimension.partition(".")
        looked[key] = place.catalog.find(service, region, dimension, place.on)
    return looked[key]


def _tiers(row: _Row) -> list[_Charged]:
    """The tiers a row reaches."""
    same = row.amounts if isinstance(row.amounts, Same) else None
    used, times = parts(row.amounts if same is None else Same(same.amount, 1)), 1 if same is None else same.months
    tiers = row.price.tiers
    if used is None:
        return [_Charged(row, 0, None, None)]
    if len(tiers) == 1 and not tiers[0][0]:
        return [_Charged(row, 0, used, used.times(tiers[0][1]), times)]
    found: list[_Charged] = []
    for tier, ((start, price), end) in enumerate(zip_longest(tiers, (start for start, _ in tiers[1:]))):
        if tier and not used.reach(start):
            break
        inside = used.between(start, end)
        found.append(_Charged(row, tier, inside, inside.times(price), times))
    return found


def _line(charged: _Charged) -> Line:
    """One line."""
    (of, price, _, measured), tier, one, each, times = charged
    used, cost = (
        Parts(one.numerators * times, one.bottom) if one is not None else None,
        each * times if each is not None else None,
    )
    quantity = used.figures() if used is not None else None
    amount = Figures(*map(from_pico, (cost[0], cost[-1], sum(cost)))) if cost is not None else None
    return Line(
        of.item, of.part, of.dimension, price.region, _tier(price, tier), price.unit, price.tiers[tier][1], quantity, amount,
        of.usage_based, measured, of.formula, price.since, price.seen, price.confidence, price.source,
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
    return f"{'next' if tier else 'first'} {_plain(room)}"


def _plain(value: Fraction) -> str:
    """A number with thousands separators."""
    return f"{int(value):,}" if value.denominator == 1 else f"{float(value):,}"
