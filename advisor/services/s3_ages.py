"""How old a bucket's objects are in a month: how many are of which age, how many reach an age, exact to the second.

Objects come evenly over spans of time; what is there today came evenly from its oldest age on. So the objects of an age, averaged
over a month, are a difference of squares.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import chain
from typing import Any

from advisor.exact import Fraction
from advisor.load import SECONDS_IN_MONTH, Load
from advisor.records import NamedTuple
from advisor.series import Series
from advisor.streams import NONE, NOTHING, Piece, alive, deaths, flowing

__all__ = ["NOTHING", "Ages", "Piece", "expiring", "inherited", "lives", "steady", "unaged"]

HALF = SECONDS_IN_MONTH / 2


class Ages(NamedTuple):
    """A month's objects by age. `old`: so many more, of no known age but past all that matter; `life`: the age they die at."""

    begin: Fraction
    end: Fraction
    pieces: tuple[Piece, ...]
    life: Fraction | None = None
    old: Fraction = NONE
    late: bool = False  # whether the old ones came into the design's classes today

    def held(self, young: Fraction, old: Fraction | None, since: Fraction = NONE) -> Fraction:
        """Objects of ages from `young` to `old` (None: and older), on average over the month; late ones from `since` on."""
        stop = self.life if old is None else old if self.life is None else min(old, self.life)
        if stop is not None and stop <= young:
            return NONE
        found: Fraction = NOTHING
        for flow in flowing(self.pieces):
            begin = max(self.begin, since) if flow.late else self.begin
            end = stop if flow.life is None else flow.life if stop is None else min(stop, flow.life)
            if begin < self.end and (end is None or young < end):
                found += flow.older(young, begin, self.end) - (NOTHING if end is None else flow.older(end, begin, self.end))
        found /= self.end - self.begin
        return found + self.elders(since) if old is None else found

    def elders(self, since: Fraction = NONE) -> Fraction:
        """The objects of no known age, on average over the month, late ones from the time `since` on."""
        if not self.late or since <= self.begin or not self.old:
            return self.old
        return self.old * max(NONE, self.end - since) / (self.end - self.begin)

    def reaching(self, age: Fraction, after: Fraction = NONE) -> Fraction:
        """Objects a second that reach an age in the month, late ones no sooner than the time `after`; what is deleted at that age
        is gone by then where a piece says so."""
        if self.life is not None and age > self.life:
            return NONE
        found: Fraction = NOTHING
        for flow in flowing(self.pieces):
            if flow.life is None or age < flow.life:
                found += flow.reach(age, max(self.begin, after) if flow.late else self.begin, self.end)
        return found / (self.end - self.begin)

    @property
    def dies(self) -> Fraction | None:
        """The age no object lives past; None where there is none."""
        lives = [piece.life for piece in self.pieces]
        known = [each for each in lives if each is not None]
        return self.life if not known or len(known) < len(lives) or self.old else max(known)

    def deaths(self) -> tuple[tuple[Fraction, Fraction], ...]:
        """(age, objects a second) of what is deleted in the month, where the pieces say at which age."""
        return deaths(self.pieces, self.begin, self.end)

    def lacking(self, begin: Fraction, end: Fraction, least: Fraction) -> Fraction:
        """Object-seconds a second that objects leaving at age `end` lack of the least time, having come at age `begin`.

        Late ones came today at the earliest.
        """
        stay = end - begin
        found = (least - stay) * self.reaching(end, stay) if stay < least else NONE
        for piece in self.pieces:
            if piece.late and (piece.life is None or end < piece.life):
                low = max(self.begin, NONE, piece.start + end)
                high = min(self.end, stay, least, piece.end + end if piece.end is not None else self.end)
                if high > low:
                    found += piece.rate * (high - low) * (least - (low + high) / 2) / (self.end - self.begin)
        return found

    def lacking_today(self, begin: Fraction, low: Fraction, high: Fraction, least: Fraction) -> Fraction:
        """Object-seconds that objects there today, of ages from `low` to `high`, lack of a least time in what they came to at age
        `begin`."""
        found = NONE
        for piece in self.pieces:
            young, old = max(low, -(piece.end or NONE)), min(high, -piece.start)
            old = old if piece.life is None else min(old, piece.life)
            if piece.start < 0 and young < old:
                found += piece.rate * (old - young) * (least - (young + old) / 2 + begin)
        return found

    def there(self, young: Fraction, old: Fraction | None) -> Fraction:
        """Objects of these ages today that came before the design; none once the first month is over."""
        if self.begin:
            return NONE
        stop = self.life if old is None else old if self.life is None else min(old, self.life)
        found = self.old if self.late and old is None else NONE
        for piece in self.pieces:
            if piece.late and piece.end is not None:
                ends = [each for each in (stop, piece.life) if each is not None]
                oldest = min([-piece.start, *ends])
                found += piece.rate * max(NONE, oldest - max(young, -piece.end))
        return found


class Counted(Ages):
    """Ages whose objects are counted once: many designs of a bucket ask for the same."""

    counts: dict[object, Fraction]

    def held(self, young: Fraction, old: Fraction | None, since: Fraction = NONE) -> Fraction:
        """As of all ages."""
        key = (young, old, since)
        if key not in self.counts:
            self.counts[key] = super().held(young, old, since)
        return self.counts[key]

    def reaching(self, age: Fraction, after: Fraction = NONE) -> Fraction:
        """As of all ages."""
        key = (age, after)
        if key not in self.counts:
            self.counts[key] = super().reaching(age, after)
        return self.counts[key]


class _This:
    """One load, known by itself and not by what it says."""

    __slots__ = ("load",)

    def __init__(self, load: Load) -> None:
        self.load = load

    def __hash__(self) -> int:
        return id(self.load)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _This) and self.load is other.load


def lives(expire: Fraction | None, load: Load) -> tuple[Load, Ages | None]:
    """The load as an expiry leaves it, and its ages; the same for all designs that are asked of one load."""
    return _lives(expire, _This(load))


@lru_cache(128)
def _lives(expire: Fraction | None, this: _This) -> tuple[Load, Ages | None]:
    """The same, by the load itself."""
    load = expiring(expire, this.load)
    ages = steady(load if load.pieces else load._replace(month=1))  # only pieces come at times of their own
    if ages is None:
        return load, None
    counted = Counted(*ages)
    each: tuple[Any, ...] = ages.begin, ages.life, ages.old, *chain.from_iterable(ages.pieces)
    counted.counts = _counts(tuple([one.key if type(one) is Series else one for one in each]))
    return load, counted


@lru_cache(128)
def _counts(*_: object) -> dict[object, Fraction]:
    """What is counted of the same ages, however often they are read."""
    return {}


def expiring(expire: Fraction | None, load: Load) -> Load:
    """The load as an expiry leaves it: nothing gets older."""
    if expire is None or (load.lifetime is not None and load.lifetime <= expire):
        return load
    if load.pieces:
        return _cut(expire, load)
    oldest = expire if load.oldest is None else min(load.oldest, expire)
    return load._replace(oldest=oldest, lifetime=expire)


def _cut(expire: Fraction, load: Load) -> Load:
    """The load of known pieces as an expiry leaves it: there is less of it."""
    begin = SECONDS_IN_MONTH * (load.month - 1)
    pieces = tuple(each._replace(life=expire if each.life is None else min(each.life, expire)) for each in load.pieces)
    count = alive(pieces, begin, begin + SECONDS_IN_MONTH)
    died = sum((rate for _, rate in deaths(pieces, begin, begin + SECONDS_IN_MONTH)), NONE)
    size = load.size or NONE
    return load._replace(pieces=pieces, lifetime=expire, count=count, stored=count * size, outflow=died * size)


def unaged(load: Load) -> Ages | None:
    """Objects whose ages nobody knows, all taken to be past every age; None where their number is unknown."""
    begin = SECONDS_IN_MONTH * (load.month - 1)
    return None if load.count is None else Ages(begin, begin + SECONDS_IN_MONTH, (), None, load.count)


def steady(load: Load) -> Ages | None:
    """The ages of a bucket whose design has always been in place; None where they are unknown.

    Ages spread evenly from 0 to the oldest. Data that is no longer written is past every age.
    """
    life, oldest, count = load.lifetime, load.oldest, load.count
    begin = SECONDS_IN_MONTH * (load.month - 1)
    end = begin + SECONDS_IN_MONTH
    if load.pieces:
        return Ages(begin, end, load.pieces)
    if oldest is None:
        return unaged(load) if load.inflow is not None else None
    if count is None:
        return None
    if not oldest:
        return Ages(begin, end, (Piece(begin - 1, None, count),), Fraction(1))
    rate = count / oldest
    if (life is None or oldest < life) and load.outflow == 0 and oldest >= HALF:
        return Ages(begin, end, (Piece(begin + HALF - oldest, None, rate),), life)  # they grow older
    return Ages(begin, end, (Piece(begin - 1 - oldest, None, rate),), oldest)


def inherited(load: Load, count: Fraction, oldest: Fraction | None, late: bool) -> Ages | None:
    """The ages of so many objects that are there today, the oldest of them `oldest`, and of those that come from now on.

    `late`: their classes were another design's until today.
    """
    life = load.lifetime
    begin = SECONDS_IN_MONTH * (load.month - 1)
    if load.inflow is None or not load.size:
        return None
    if load.pieces:
        there = tuple(each._replace(late=late) if each.start < 0 else each for each in load.pieces)
        return Ages(begin, begin + SECONDS_IN_MONTH, there)
    new = (Piece(NONE, None, load.inflow / load.size),) if load.inflow else ()
    if not oldest:
        return Ages(begin, begin + SECONDS_IN_MONTH, new, life, count if life is None else NONE, late)
    before = Piece(-oldest, NONE, count / oldest, late)
    return Ages(begin, begin + SECONDS_IN_MONTH, (before, *new), life)
