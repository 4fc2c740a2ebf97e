"""What Designs cost: their bills, whether they break a budget, and which of those that differ in size alone costs least."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from decimal import Decimal
from functools import lru_cache, partial
from types import ModuleType
from typing import Any, cast

from advisor.ageing import Pair
from advisor.amounts import decimal, pico, rounded
from advisor.bill import Bill, Place, bill
from advisor.exact import Fraction
from advisor.facts import Facts
from advisor.load import Load, Quantity, loads
from advisor.memo import Memo
from advisor.missing import Missing
from advisor.months import used
from advisor.prices import Catalog, sold
from advisor.services import Look
from advisor.spec import Store


def seller(catalog: Catalog, home: str) -> Callable[..., bool]:
    """Whether something is sold in a Region: one for all who ask, so that what follows from it is worked out once."""
    return _seller(cast(Hashable, catalog), home)


@lru_cache(maxsize=64)
def _seller(catalog: Any, home: str) -> Callable[..., bool]:
    return partial(sold, catalog, home)


def price(service: ModuleType, design: Any, facts: Facts, look: Look, place: Place) -> Bill:
    """A Design's bill over the horizon: months with the same load are computed once."""
    return bill(used(service, design, facts, look, loads(look.store, facts, place.months)), place)


def structure(store: Store) -> Hashable:
    """What of a store is no single fact."""
    return (
        store.name, store.sizes, store.access, store.waits, store.deletions, store.ages, store.faster,
        store.clients, store.hours, store.snapshots, store.replicate_to, store.regions, store.instance,
    )  # fmt: skip


def months(store: Store, facts: Facts, count: int, memo: Memo) -> Sequence[Load]:
    """The months of a need, worked out once for the facts they rest on."""
    key = ("loads", structure(store), count)
    made: Sequence[Load] = memo.call(key, facts, lambda known: loads(store, known, count))
    return made


def first(memo: Memo, store: Store, facts: Facts) -> Load:
    """The first month of a need, on which sizes rest."""
    return months(store, facts, 1, memo)[0]


def billed(service: ModuleType, design: Any, facts: Facts, look: Look, place: Place, memo: Memo) -> Bill:
    """A Design's bill over the horizon, made once for the facts it rests on; its months are among what it rests on."""

    def made(known: Facts) -> Bill:
        return bill(used(service, design, known, look, months(look.store, known, place.months, memo)), place)

    return memo.call(("bill", design, structure(look.store)), facts, made)


def breached(budget: Fraction | None, most: Decimal) -> tuple[str, ...]:
    """The budget, where the dearest month exceeds it."""
    if budget is None or most <= budget:
        return ()
    return (f"costs {most:.2f} USD in its dearest month, more than the budget of {decimal(budget):.2f} USD",)


def least(service: ModuleType, pairs: Sequence[Pair], place: Place) -> Sequence[Pair]:
    """Of Designs alike in all but their size the one whose size costs least, the first of several; all where that cannot be told
    without their bills.

    What else they are billed is the same, so no other of them has the least bill.
    """
    by_size = getattr(service, "by_size", None)
    if by_size is None or len(pairs) < 2 or place.measured:
        return pairs
    kept: dict[Hashable, tuple[int, Pair]] = {}
    for pair in pairs:
        like, lines = by_size(pair[1])
        cost = _monthly(lines, place)
        if cost is None:
            return pairs
        known = kept.get(like)
        if known is None or cost < known[0]:
            kept[like] = cost, pair
    return [pair for _, pair in kept.values()]


def _monthly(lines: Iterable[Quantity] | None, place: Place) -> int | None:
    """Trillionths of a dollar a month; None where an amount or a price is unknown, or changes with the amount."""
    total = 0
    for of in lines if lines is not None else (None,):
        found = _rate(of, place) if of is not None and of.amount is not None else None
        if found is None or of is None or of.amount is None:
            return None
        total += rounded(of.amount.numerator * found[0], of.amount.denominator * found[1])
    return total


def _rate(of: Quantity, place: Place) -> tuple[int, int] | None:
    """The one price of a unit, in trillionths as a ratio."""
    service, _, dimension = of.dimension.partition(".")
    found = place.catalog.find(service, of.region or place.region, dimension, place.on)
    return None if isinstance(found, Missing) or len(found.tiers) != 1 else pico(found.tiers[0][1])
