"""What depends on the prices of pools on straight lines: fees at any prices, and months weighed with theirs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import lru_cache
from operator import mul
from typing import Any

from advisor.bill import Place
from advisor.exact import Fraction
from advisor.lifecycle_costs import Book, Cold, Colds, Fees, fees, tier_prices
from advisor.lifecycle_curves import Curves
from advisor.records import NamedTuple
from advisor.services.s3_classes import Sizes
from advisor.services.s3_storage import Where
from advisor.services.s3_tiers import Opted

STEPS = len(Fees._fields)  # where in a Form the tiers of Intelligent-Tiering begin
Pooled = tuple[str, str | None]  # a pool: its dimension and Region


class Stretch(NamedTuple):
    """Months with prices of their own: up to which (from 0), their objects by age, what of them is not read, the part of all that
    dies, the pools' prices."""

    until: int
    by_age: Curves
    cold: Colds
    died: float
    prices: tuple[float, ...]


class Form(NamedTuple):
    """The fees of a class, with what its tiers add: at no price of the pools, and what each unit of each pool's price adds."""

    fixed: tuple[float, ...]
    slopes: tuple[tuple[float, ...], ...]
    reads: tuple[float, ...] = ()  # what a read costs after each mark, where that is not the same

    @classmethod
    def of(cls, values: Callable[[Book], tuple[float, ...]], book: Book, pools: Sequence[Pooled]) -> Form:
        """What follows from the prices of a book on straight lines."""
        none = book.with_pools(dict.fromkeys(pools, 0.0))
        fixed, found = values(none), []
        for pool in pools:
            one = values(book.with_pools({each: float(each == pool) for each in pools})) if pool in none.asked else fixed
            found.append(tuple([0.0 if a == b else a - b for a, b in zip(one, fixed, strict=True)]))
        return cls(fixed, tuple(found))

    @property
    def pooled(self) -> bool:
        """Whether a pool has a part in it."""
        return any(map(any, self.slopes))

    def at(self, place: int, prices: Sequence[float]) -> float:
        """One of them at some prices."""
        return sum((slope[place] * price for slope, price in zip(self.slopes, prices, strict=True)), self.fixed[place])


@lru_cache(1024)
def formed(
    name: str,
    sizes: Sizes,
    opted: Opted,
    waits: tuple[tuple[Fraction | float, ...], bool],
    pools: tuple[tuple[str | None, ...], tuple[Pooled, ...]],
    place: tuple[Any, str, date],
    where: Where,
) -> Form:
    """The fees of some sizes in a class; many searches ask for the same.

    `waits`: the wait allowed between each mark and the next, or one for all ages, and whether somebody said so; `pools`: where
    copies are kept, and the prices that fall with use; `place`: the catalog, the Region and the day.
    """
    book = Book(Place(*place, 0), pools[0], {})

    def of(book: Book) -> tuple[float, ...]:
        own = fees(name, sizes, (waits[0][0], waits[1]), book, where)
        if name != "INTELLIGENT_TIERING":
            return own
        first, *more = tier_prices(sizes, opted, book, where)
        return (first, *own[1:], *more)  # an object-month in the first tier, and what each further one adds

    form = Form.of(of, book, pools[1])
    if len(waits[0]) < 2:
        return form
    none = book.with_pools(dict.fromkeys(pools[1], 0.0))
    reads = {wait: fees(name, sizes, (wait, waits[1]), none, where).read for wait in dict.fromkeys(waits[0])}
    return form._replace(reads=tuple(reads[wait] for wait in waits[0]))


class Prices:
    """The months' objects by age, weighed with the pools' prices."""

    def __init__(self, stretches: Sequence[Stretch]) -> None:
        self.stretches, self._known = stretches, dict[tuple[str, int], Sequence[float]]()
        self._each: dict[int, tuple[tuple[int, float], ...]] = {}
        died = [one.died for one in stretches]
        self.dying = [sum(map(mul, each, died)) for each in zip(*(one.prices for one in stretches), strict=True)]

    def of(self, form: Form) -> tuple[tuple[tuple[int, float], ...], ...]:
        """The prices that have a part in something: by pool, up to which month, how much."""
        return tuple(self._until(pool) for pool, slope in enumerate(form.slopes) if any(slope))

    def _until(self, pool: int) -> tuple[tuple[int, float], ...]:
        """A pool's prices, months with the same one together."""
        if pool not in self._each:
            each = [(one.until, one.prices[pool]) for one in self.stretches]
            both = zip(each, [*each[1:], None], strict=True)
            self._each[pool] = tuple([one for one, after in both if after is None or after[1] != one[1]])
        return self._each[pool]

    def held(self, pool: int) -> Sequence[float]:
        """Object-months by mark, each at the price of its month."""
        return self._weighed("held", pool)

    def reads(self, pool: int) -> Sequence[float]:
        """Reads likewise."""
        return self._weighed("reads", pool)

    def _weighed(self, what: str, pool: int) -> Sequence[float]:
        if (what, pool) not in self._known:
            prices = [stretch.prices[pool] for stretch in self.stretches]
            curves = [getattr(stretch.by_age, what) for stretch in self.stretches]
            self._known[what, pool] = _sum(prices, curves)
        return self._known[what, pool]


def _sum(prices: Sequence[float], some: Sequence[Sequence[float]]) -> list[float]:
    """Numbers by mark, each stretch's at its price."""
    found = [prices[0] * each for each in some[0]]
    for price, more in zip(prices[1:], some[1:], strict=True):
        found = [one + price * each for one, each in zip(found, more, strict=True)]
    return found


def weighed(prices: Sequence[float], colds: Sequence[Cold]) -> Cold:
    """What is not read in several stretches, each at its price."""
    sums, first = (_sum(prices, [getattr(cold, name) for cold in colds]) for name in ("sums", "first"))
    return Cold(tuple(sums), colds[0].place, tuple(first))
