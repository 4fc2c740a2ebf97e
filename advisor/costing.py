"""What Designs cost: their bills, whether they break a budget, and which of those that differ in size alone costs least."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from decimal import Decimal
from functools import lru_cache, partial
from types import ModuleType
from typing import Any, cast

from advisor.ageing import Pair
from advisor.amounts import PICO, decimal, rounded
from advisor.bill import Bill, Place, bill, priced
from advisor.exact import Fraction
from advisor.facts import Facts
from advisor.load import Load, Quantity, begins, loads
from advisor.memo import Memo
from advisor.months import used
from advisor.prices import Catalog, sold
from advisor.services import Look, Sized
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


def structure(store: Store, memo: Memo) -> int:
    """The number of what of a store is no single fact, the same for what is equal."""
    known: tuple[Store | None, int] = memo.kept.get("structure", (None, 0))
    if known[0] is not store:
        found = (
            store.name, store.sizes, store.access, store.waits, store.deletions, store.ages, store.faster,
            store.clients, store.hours, store.snapshots, store.replicate_to, store.regions, store.instance,
        )  # fmt: skip
        known = memo.kept["structure"] = store, memo.number(found)
    return known[1]


def months(store: Store, facts: Facts, count: int, memo: Memo) -> Sequence[Load]:
    """The months of a need, worked out once for the facts they rest on."""
    key = ("loads", structure(store, memo), count)
    made: Sequence[Load] = memo.call(key, facts, lambda known: loads(store, known, count))
    return made


def first(memo: Memo, count: int, store: Store, facts: Facts) -> Load:
    """The first month of a need, on which sizes rest; of objects as if there were no other, for they come and go over all."""
    return months(store, facts, 1 if store.kind == "object" else count, memo)[0]


def billed(service: ModuleType, design: Any, facts: Facts, look: Look, place: Place, memo: Memo) -> Bill:
    """A Design's bill over the horizon, made once for the facts it rests on; its months are among what it rests on."""

    key, alike = structure(look.store, memo), getattr(service, "alike", None)
    like, names = alike(design) if alike is not None else (design, {})

    def columns(known: Facts) -> Sequence[Quantity]:
        return used(service, like, known, look, months(look.store, known, place.months, memo))

    def made(known: Facts) -> Bill:
        found = columns(known) if alike is None else memo.call(("columns", like, key), known, columns)
        return bill([_named(each, names) for each in found] if names else found, place)

    return memo.call(("bill", design, key), facts, made)


def _named(line: Quantity, names: Mapping[str, str]) -> Quantity:
    """A line by the name its dimension has for another Design."""
    name = names.get(line.dimension)
    return line if name is None else line._replace(dimension=name)


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
    kept: dict[Hashable, tuple[int, int]] = {}
    until = begins(place.on, place.months + 1)
    for number, (_, usual) in enumerate(pairs):
        like, lines = by_size(usual, until)
        cost = _monthly(lines, place) if like is not None else None
        if cost is None:
            return pairs
        known = kept.get(like)
        if known is None or cost < known[0]:
            kept[like] = cost, number
    return [pairs[number] for number in sorted(number for _, number in kept.values())]


def at_least(service: ModuleType, design: Any, place: Place) -> float:
    """US dollars that a Design comes to at least over the horizon: what it is billed for its size; 0 where nobody knows."""
    by_size = getattr(service, "by_size", None)
    if by_size is None or place.measured:
        return 0.0
    cost = _monthly(by_size(design, begins(place.on, place.months + 1))[1], place)
    return cost * place.months / PICO if cost is not None else 0.0


def _monthly(lines: Iterable[Sized], place: Place) -> int | None:
    """Trillionths of a dollar a month; None where a price is unknown, or changes with the amount."""
    total = 0
    for dimension, region, units in lines:
        _, up, down, most = priced(cast(Hashable, place.catalog), region or place.region, dimension, place.on)
        if most is not None:
            return None
        total += rounded(units * up, down)
    return total
