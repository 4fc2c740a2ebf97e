"""A need's growth and daily shape as Loads: one calendar month of 24 average hours each, every amount exact.

A month is 730 hours, so each hour of the day comes 730/24 times in it. An amount nobody stated is None, never 0.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING, overload

from advisor.births import Births, Living, living
from advisor.births import of as births
from advisor.exact import Fraction
from advisor.records import NamedTuple
from advisor.series import Series
from advisor.sets import choice, number
from advisor.shapes import HOURS, hourly, read_shares
from advisor.streams import NONE, SECONDS_IN_MONTH, Piece

if TYPE_CHECKING:
    from advisor.facts import Facts
    from advisor.spec import Store

__all__ = [
    "DAYS_IN_MONTH", "SECONDS_IN_MONTH", "Load", "Months", "Quantity", "apart", "begins", "loads", "mean_size", "sizes_of",
]  # fmt: skip

DAYS_IN_MONTH = Fraction(730, 24)

ONE = Fraction(1)
UNNAMED = "another Region"  # the part of a Design that lies where nobody said
MOST = "the most there can be"  # in the formula of an amount nobody knows better


class Quantity(NamedTuple):
    """An amount of a price dimension in one month; `amount` None means nobody said, `region` None the workload's own.

    `item` names the thing in words ("Storage"), `part` what of the Design it belongs to ("index by_user"; empty: the
    thing itself), `usage_based` whether it follows use (requests, bytes) or what is provisioned, `formula` how it was got.
    Without a dimension nobody can say what it costs, for the reason that is its formula.
    """

    dimension: str
    amount: Fraction | None
    unit: str
    item: str
    part: str = ""
    usage_based: bool = True
    region: str | None = None
    formula: str = ""


def placed(lines: Iterable[Quantity]) -> list[Quantity]:
    """The lines, those of a part that lies where nobody said without an amount: nobody knows its prices."""
    return [Quantity(each.dimension, None, *each[2:]) if UNNAMED in each.part else each for each in lines]


class Load(NamedTuple):
    """One month of a need: bytes, counts, and rates a second; None where nobody said."""

    month: int
    stored: Fraction | None = None  # bytes, average over the month
    count: Fraction | None = None  # type: ignore[assignment]  # - hides a method; objects or items, average
    size: Fraction | None = None  # bytes of the mean object or item
    reads: Fraction | None = None
    writes: Fraction | None = None
    reads_peak: Fraction | None = None
    writes_peak: Fraction | None = None
    read_hours: tuple[Fraction, ...] = ()  # reads a second in each hour of the day; empty: unknown
    write_hours: tuple[Fraction, ...] = ()
    traffic: str = "steady"
    inflow: Fraction | None = None  # bytes written a second
    outflow: Fraction | None = None  # bytes deleted or overwritten a second
    lifetime: Fraction | None = None  # seconds an object lives before it is deleted or replaced; None: for good, or unknown
    oldest: Fraction | None = None  # seconds; ages are spread evenly from 0 to here; None: unknown, or all of it is old
    pieces: tuple[Piece, ...] = ()  # all objects, as they came and come, where that is known; else ages are spread evenly

    @property
    def predictable(self) -> bool:
        """Whether capacity can follow the load: not when its jumps are unpredictable."""
        return self.traffic not in ("spiky", "idle")


class _Base(NamedTuple):
    """What does not change from month to month."""

    size: Fraction | None
    growth: Fraction | None
    mean: Fraction | None
    items: Fraction | None
    keep: Fraction | None
    writes: Fraction | None


def loads(store: Store, facts: Facts, months: int) -> Sequence[Load]:
    """The Loads of `months` months, the first is month 1. A need that does not grow has one Load, shared by all, unless parts of
    unfinished uploads gather.

    Later months are worked out when asked for.
    """
    mean = mean_size(store, facts)
    base = _Base(
        amount_of(facts, "size"),
        amount_of(facts, "growth"),
        mean,
        amount_of(facts, "items"),
        amount_of(facts, "keep"),
        amount_of(facts, "writes"),
    )
    come = _births(base, store, facts)
    if come is not None:
        if come.steady and not amount_of(facts, "unfinished"):
            return (_living(1, living(come, months), base, store, facts),) * months
        known = living(come, months)
        return Months(months, lambda month: _living(month, known, base, store, facts))
    if (base.growth == 0 or "growth" not in facts.values) and not amount_of(facts, "unfinished"):
        return (_month(1, base, store, facts),) * months
    return Months(months, lambda month: _month(month, base, store, facts))


def _births(base: _Base, store: Store, facts: Facts) -> Births | None:
    """What comes and goes, where its ages are said, or what came with the growth is deleted at its age and replaced."""
    there = base.size / base.mean if store.kind == "object" and base.size is not None and base.mean else None
    more = NONE
    if not store.lives_said and base.keep and base.growth and base.mean:
        writes = facts.facts.get("writes")
        more = base.growth / base.mean if writes is not None and writes.origin in ("assumed", "usual") else NONE
    return births(there, base.writes, base.keep, (store.deletions, store.ages, store.faster), more)


def apart(months: Sequence[Load]) -> Months:
    """The months, each its own with its number: for what is done once, or begins on a day."""
    return months if type(months) is Months else Months(len(months), lambda number: months[0]._replace(month=number))


def begins(on: date, month: int) -> date:
    """The day on which a month of the horizon begins, `on` the first; never later in a month than the 28th but for the first."""
    months = on.month - 1 + month - 1
    return on if month == 1 else date(on.year + months // 12, months % 12 + 1, min(on.day, 28))


class Months(Sequence[Load]):
    """Loads by month: the first at once, each other when it is asked for."""

    def __init__(self, count: int, make: Callable[[int], Load]) -> None:
        self._count, self._make = count, make
        self._made = {0: make(1)}
        self._at: dict[tuple[int, ...], Load] = {}

    def __len__(self) -> int:
        return self._count

    def at(self, places: Sequence[int]) -> Load:
        """The Load of some months (from 0), each of its numbers those of all of them; raises Apart where they are not alike."""
        key = tuple(places)
        if key not in self._at:
            self._at[key] = self._make(Series.of(place + 1 for place in places))
        return self._at[key]

    @overload
    def __getitem__(self, index: int) -> Load: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Load]: ...
    def __getitem__(self, index: int | slice) -> Load | Sequence[Load]:
        if isinstance(index, slice):
            return [self[place] for place in range(*index.indices(self._count))]
        place = index + self._count if index < 0 else index
        if not 0 <= place < self._count:
            raise IndexError(index)
        if place not in self._made:
            self._made[place] = self._make(place + 1)
        return self._made[place]


def sizes_of(store: Store, facts: Facts) -> tuple[tuple[Fraction, Fraction], ...]:
    """(bytes, share of the count) of the objects or items: the stated histogram, else the one size, else empty."""
    if store.sizes:
        return store.sizes
    mean = amount_of(facts, "object_size") or amount_of(facts, "item_size")
    return ((mean, ONE),) if mean else ()


def mean_size(store: Store, facts: Facts) -> Fraction | None:
    """Mean bytes of an object or item."""
    sizes = sizes_of(store, facts)
    return sum((size * share for size, share in sizes), Fraction(0)) if sizes else None


def amount_of(facts: Facts, name: str) -> Fraction | None:
    """The one number a fact has; None when it is unknown, a range, unbounded or not asked of this kind."""
    values = facts.values.get(name)
    value = number(values) if values is not None else None
    return None if isinstance(value, float) else value


def _stored(month: int, base: _Base) -> tuple[Fraction | None, Fraction | None]:
    """(bytes, count) on average over the month: as today, plus the growth of month - 1/2 months."""
    size = base.size
    if size is None and base.items is not None and base.mean is not None:
        size = base.items * base.mean
    if size is None or base.growth is None:
        return (None, base.items if base.growth == 0 else None)
    grown = base.growth * SECONDS_IN_MONTH * (month - Fraction(1, 2))
    stored = size + grown
    if base.items is not None:
        return stored, base.items + (grown / base.mean if base.mean else grown * base.items / size if size else 0)
    return stored, stored / base.mean if base.mean else None


def _flows(base: _Base, stored: Fraction | None) -> tuple[Fraction | None, Fraction | None, Fraction | None, Fraction | None]:
    """(inflow, outflow, lifetime, oldest age): what is written and not net growth replaces or deletes.

    By Little's law data lives stored / inflow on average; a stated `keep` is the age at deletion instead. With growth stated and
    writes unknown the inflow is the growth (nothing is deleted).
    """
    growth = base.growth
    inflow = base.writes * base.mean if base.writes is not None and base.mean is not None else None
    if inflow is None and growth:
        inflow = growth
    if inflow is None or growth is None:
        return inflow, None, base.keep, base.keep
    outflow = max(Fraction(0), inflow - growth)
    age = stored / inflow if stored is not None and inflow else None
    lifetime = base.keep if base.keep is not None else (age if outflow else None)
    oldest = age if base.keep is None else base.keep if age is None else min(age, base.keep)
    return inflow, outflow, lifetime, oldest


def _living(month: int, known: Living, base: _Base, store: Store, facts: Facts) -> Load:
    """A month of objects of which is known how they come and go; each month is worked out once."""
    size = base.mean or NONE
    count, born, died = known.flows(month)
    reads = reads_of(store, facts, count, born, None, known.read(month, store.access) if len(store.access) > 1 else None)
    return Load(month, count * size, count, size, reads, born, inflow=born * size, outflow=died * size, lifetime=known.lifetime,
                pieces=known.pieces(month))  # fmt: skip


def _month(month: int, base: _Base, store: Store, facts: Facts) -> Load:
    stored, count = _stored(month, base)
    inflow, outflow, lifetime, oldest = _flows(base, stored)
    reads = reads_of(store, facts, count, inflow, oldest)
    if "traffic" not in facts.values:  # only tables have a day
        return Load(month, stored, count, base.mean, reads, base.writes, inflow=inflow, outflow=outflow, lifetime=lifetime,
                    oldest=oldest)  # fmt: skip
    traffic = choice(facts.values["traffic"]) or "daily"
    reads_peak, writes_peak = (
        _peak(store, traffic, reads, amount_of(facts, "reads_peak")),
        _peak(store, traffic, base.writes, amount_of(facts, "writes_peak")),
    )
    return Load(
        month, stored, count, base.mean, reads, base.writes, reads_peak, writes_peak,
        hourly(traffic, reads, reads_peak, store.hours), hourly(traffic, base.writes, writes_peak, store.hours),
        "hours" if store.hours else traffic, inflow, outflow, lifetime, oldest,
    )  # fmt: skip


def _peak(store: Store, traffic: str, average: Fraction | None, said: Fraction | None) -> Fraction | None:
    """The busiest second: as stated, never under the busiest hour; of steady load without a stated peak, the average."""
    if average is None:
        return said
    if store.hours:
        busiest = average * max(store.hours) * HOURS / sum(store.hours) if sum(store.hours) else average
        return max(said or busiest, busiest)
    if said is None:
        return average if traffic == "steady" else None
    return max(said, average)


def reads_of(
    store: Store,
    facts: Facts,
    count: Fraction | None,
    inflow: Fraction | None,
    oldest: Fraction | None,
    by_age: Fraction | None = None,
) -> Fraction | None:
    """Reads a second: as stated, else objects times the reads of one at its age, else objects times the mean reads of one."""
    said = amount_of(facts, "reads")
    fact = facts.facts.get("reads") if said is not None and store.kind == "object" else None
    if fact is not None and fact.origin in ("said", "derived"):
        return said
    if by_age is not None:
        return by_age
    if len(store.access) > 1:
        shares = read_shares(store.access, oldest, inflow is not None)
        return None if count is None or shares is None else count * sum((share * rate for share, rate in shares), Fraction(0))
    each = amount_of(facts, "object_reads")
    return count * each if each is not None and count is not None else said
