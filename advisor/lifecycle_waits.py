"""The waits of Intelligent-Tiering's archive tiers that are tried, and how long what came at an age may then stay in the class.

An object is archived no sooner than its wait after it came into the class: a wait and the age of entry together reach the age
from which a class may hold objects, so where that is late a shorter wait is enough for what comes late. What comes sooner leaves
before it is archived.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import accumulate, pairwise, product

from advisor.exact import Fraction
from advisor.lifecycle_costs import Cold
from advisor.lifecycle_curves import DAY
from advisor.lifecycle_permits import Permitted, permitted_at
from advisor.records import NamedTuple
from advisor.services.s3_tiers import Opted

TIERING = "INTELLIGENT_TIERING"
ARCHIVES = (("GLACIER", Fraction(90 * DAY)), ("DEEP_ARCHIVE", Fraction(180 * DAY)))  # restored like; the least wait
NEVER = float("inf")
RESTORED = tuple(name for name, _ in ARCHIVES)
MOST = Fraction(730 * DAY)


class Waits(NamedTuple):
    """Some waits of each tier, the longest first; (None,): the tier is not opted in to."""

    archive: tuple[Fraction | None, ...]
    deep: tuple[Fraction | None, ...]

    @property
    def soonest(self) -> Opted:
        """The shortest waits: nothing of these archives more."""
        return Opted(self.archive[-1], self.deep[-1])

    @property
    def latest(self) -> Opted:
        """The longest waits: nothing of these lets objects stay longer."""
        return Opted(self.archive[0], self.deep[0])

    @property
    def one(self) -> bool:
        """Whether only one wait of each is left."""
        return len(self.archive) == len(self.deep) == 1

    def halves(self) -> Iterator[Waits]:
        """The same in two parts; what would archive nothing in the first tier is left out."""
        if len(self.archive) < len(self.deep):
            half = len(self.deep) // 2
            parts = [self._replace(deep=self.deep[:half]), self._replace(deep=self.deep[half:])]
        else:
            half = len(self.archive) // 2
            parts = [self._replace(archive=self.archive[:half]), self._replace(archive=self.archive[half:])]
        return (part for part in parts if part.any)

    def at(self, permitted: Sequence[Permitted], age: float) -> Waits | None:
        """The shortest of each for what comes at an age; None where there is none."""
        some = [[wait for wait in waits if wait is None or name in permitted_at(permitted, age + float(wait))]
                for (name, _), waits in zip(ARCHIVES, self, strict=True)]  # fmt: skip
        found = Waits(*(tuple(waits[-1:]) for waits in some)) if all(some) else None
        return found if found is not None and found.any else None

    @property
    def any(self) -> bool:
        """Whether objects may come to the first tier before the second."""
        archive, deep = self.archive[-1], self.deep[0]
        return archive is None or deep is None or archive < deep


@lru_cache(64)
def choices(permitted: tuple[Permitted, ...], marks: tuple[float, ...]) -> tuple[Waits, ...]:
    """Intelligent-Tiering without its archive tiers, and with those that may hold objects, for what comes at each mark."""
    entries = [Fraction(mark) for mark in marks[:-1] if TIERING in permitted_at(permitted, mark)]
    archive, deep = (tuple(sorted(_waits(*each, permitted, entries), reverse=True)) for each in ARCHIVES)
    some = [Waits(one, two) for one, two in product(((None,), archive), ((None,), deep)) if one and two]
    return tuple(each for each in some if each.any)


def soonest(some: Sequence[Waits]) -> Opted:
    """The shortest wait of each tier: what all of them together archive at most."""
    archive, deep = ([wait for wait in each if wait is not None] for each in zip(*(one.soonest for one in some), strict=True))
    return Opted(min(archive, default=None), min(deep, default=None))


def settles(permitted: Sequence[Permitted]) -> bool:
    """Whether an archive once permitted stays so: then longer waits never let objects stay shorter."""
    both = pairwise(permitted)
    return all(name in after.classes for before, after in both for name, _ in ARCHIVES if name in before.classes)


def within(cold: Cold, allowed: Sequence[bool]) -> Cold:
    """What is not read for a wait, only at the ages (from a mark to the next) a class may hold it."""
    late = [not one and after > before for one, (before, after) in zip(allowed, pairwise(cold.sums), strict=True)]
    if not any(late):
        return cold
    more = (0.0 if none else after - before for none, (before, after) in zip(late, pairwise(cold.sums), strict=True))
    first = [each if place and allowed[place - 1] else 0.0 for each, place in zip(cold.first, cold.place, strict=True)]
    return Cold(tuple(accumulate(more, initial=0.0)), cold.place, tuple(first))


def _waits(name: str, least: Fraction, permitted: Sequence[Permitted], entries: Iterable[Fraction]) -> set[Fraction]:
    """The waits after which what comes at some ages may be held by a class from an age on at which it begins to be permitted."""
    ages = tuple(entries)
    found = {max(least, since - age) for since in _begin(name, permitted) for age in ages}
    return {wait for wait in found if wait <= MOST}


def _begin(name: str, permitted: Sequence[Permitted]) -> Iterator[Fraction]:
    """The ages at which a class begins to be permitted."""
    before = False
    for each in permitted:
        if name in each.classes and not before:
            yield each.since
        before = name in each.classes


@lru_cache(512)
def stays(permitted: tuple[Permitted, ...], marks: tuple[float, ...], opted: Opted) -> tuple[int, ...]:
    """By mark objects come to Intelligent-Tiering at: the last mark they may stay until; none where all may stay for good."""
    last, found = len(marks) - 1, []
    for mark in marks[:-1]:
        waits = [(name, mark + float(wait)) for (name, _), wait in zip(ARCHIVES, opted, strict=True) if wait is not None]
        end = min([_end(*each, permitted) for each in waits], default=NEVER)
        found.append(bisect_right(marks, end) - 1)
    return () if all(each == last for each in found) else tuple(found)


def _end(name: str, since: float, permitted: Sequence[Permitted]) -> float:
    """The age until which a class may hold what comes to it at an age; infinity: for good."""
    if name not in permitted_at(permitted, since):
        return since
    return next((float(each.since) for each in permitted if float(each.since) > since and name not in each.classes), NEVER)
