"""What comes to a bucket and is deleted from it, as far as a spec says at which ages: pieces of objects of one life each."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from functools import lru_cache, partial
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from advisor.exact import Fraction
from advisor.records import NamedTuple
from advisor.series import Series, each_of
from advisor.streams import NONE, SECONDS_IN_MONTH, Piece, alive, coming, few, flowing, read, rising

if TYPE_CHECKING:
    from advisor.structures import Band

ONE = Fraction(1)
YEAR = 12 * SECONDS_IN_MONTH
YEARS = 20  # how far back what is there today is followed in steps of a year; older objects came as evenly as in the last
FINE = 24  # months from today that are steps of their own where each brings more; after them years are
FINEST = 10**9  # what a month writes is rounded to a billionth of the first month's


class Deleted(NamedTuple):
    """The share of all objects written that is deleted at an age (seconds)."""

    after: Fraction
    share: Fraction


class Age(NamedTuple):
    """The share of what is stored today that is younger than `until` seconds, and no younger than the band before."""

    until: Fraction
    share: Fraction


Said = tuple[tuple[Deleted, ...], tuple[Age, ...], Fraction | None]


class Births(NamedTuple):
    """Objects there today, objects a second that come in the first month, and what becomes of them.

    `keep`: the age at which what is left is deleted; `deleted`: shares of all that go sooner; `ages`: of what is there today;
    `faster`: by what share more come each month; `more`: objects a second that must stay of those that come while all that
    reaches `keep` is replaced.
    """

    there: Fraction
    pace: Fraction
    keep: Fraction | None = None
    deleted: tuple[Deleted, ...] = ()
    ages: tuple[Age, ...] = ()
    faster: Fraction = NONE
    more: Fraction = NONE

    @property
    def kinds(self) -> tuple[tuple[Fraction | None, Fraction], ...]:
        """(the age they are deleted at, their share of all that come); None: they are not."""
        found: dict[Fraction | None, Fraction] = {}
        for after, share in (*self.deleted, (None, ONE - sum((share for _, share in self.deleted), NONE))):
            life = after if self.keep is None else self.keep if after is None else min(after, self.keep)
            found[life] = found.get(life, NONE) + share
        return tuple((life, share) for life, share in found.items() if share)

    @property
    def steady(self) -> bool:
        """Whether all months are alike."""
        if self.ages or self.faster or self.more or any(life is None for life, _ in self.kinds):
            return False
        return self.there == self.pace * full(self)

    def alike(self, months: int) -> bool:
        """Whether the pieces of all of so many months are the same."""
        return not self.more or self.keep is None or few(self.keep, months)

    def pieces(self, month: int, months: int) -> tuple[Piece, ...]:
        """All objects there are in a month of so many, and perhaps others."""
        if self.more and self.keep is not None:
            return rising(self.there, self.pace, (self.keep, self.more), month, months)
        return (*(_aged(self) if self.ages else _before(self)), *_after(self, months))

    def grown(self, months: int) -> Fraction:
        """Objects at the end of so many months."""
        end = SECONDS_IN_MONTH * months
        moment = Fraction(1, 1000)  # a millisecond, over which the mean is what there is
        return alive(self.pieces(months, months), end - moment, end)


def full(births: Births) -> Fraction:
    """Objects there are of one that comes each second, where all are deleted at some age."""
    steps = tuple(_past(births._replace(pace=ONE)))
    found = NONE
    for life, share in births.kinds:
        if life is not None:
            found += share * sum((rate * (min(end, life) - begin) for begin, end, rate in steps if begin < life), NONE)
    return found


def _past(births: Births) -> Iterator[tuple[Fraction, Fraction, Fraction]]:
    """(from an age, to an age, objects a second that came then) of what came before today; the last for as long as it takes."""
    rate, ever = births.pace, 1000 * YEAR
    if not births.faster:
        yield NONE, ever, rate
        return
    step = (1 + births.faster) ** -1
    rate *= sum((_rounded(step**month) for month in range(1, 13)), NONE) / 12
    for year in range(YEARS):
        yield YEAR * year, ever if year == YEARS - 1 else YEAR * (year + 1), rate * _rounded(step ** (12 * year))


def _before(births: Births) -> Iterator[Piece]:
    """What is there today, come at the pace of before: of what lives for good, as much as is there."""
    steps, mortal = tuple(_past(births)), list[Piece]()
    for life, share in births.kinds:
        if life is not None:
            mine = [(begin, min(end, life), share * rate) for begin, end, rate in steps if begin < life and rate]
            mortal += [Piece(-end, -begin, rate, life=life) for begin, end, rate in mine]
    count = sum((each.rate * ((each.end or NONE) - each.start) for each in mortal), NONE)
    lasting = sum((share for life, share in births.kinds if life is None), NONE)
    if mortal and (not lasting or count > births.there):
        yield from (each._replace(rate=each.rate * births.there / count) for each in mortal)
        return
    yield from mortal
    rest = births.there - count
    for begin, end, rate in steps:
        came = lasting * rate
        span = min(end - begin, rest / came) if came else NONE
        if span:
            yield Piece(-begin - span, -begin, came)
            rest -= span * came


def _aged(births: Births) -> Iterator[Piece]:
    """What is there today, of the ages somebody says; of the young a share goes sooner than the rest."""
    found, young = list[Piece](), NONE
    lives = sorted(life for life, _ in births.kinds if life is not None)
    for until, share in births.ages:
        rate = births.there * share / (until - young)
        cuts = [young, *(life for life in lives if young < life < until), until]
        for begin, end in pairwise(cuts):
            living = [(life, part) for life, part in births.kinds if life is None or life >= end]
            whole = sum((part for _, part in living), NONE)
            found += [Piece(-end, -begin, rate * part / whole, life=life) for life, part in living]
        young = until
    count = sum((each.rate * ((each.end or NONE) - each.start) for each in found), NONE)
    yield from (each._replace(rate=each.rate * births.there / count) for each in found)


def _after(births: Births, months: int) -> Iterator[Piece]:
    """What comes from today on: evenly, or in steps, each more than the one before: of a month for two years, then of a year."""
    for life, share in births.kinds:
        if not births.faster:
            yield Piece(NONE, None, share * births.pace, life=life)
            continue
        for first, last in _steps(months):
            times = sum((_rounded((1 + births.faster) ** month) for month in range(first, last)), NONE) / (last - first)
            yield Piece(SECONDS_IN_MONTH * first, SECONDS_IN_MONTH * last, share * births.pace * times, life=life)


def _steps(months: int) -> Iterator[tuple[int, int]]:
    """(first month, the one after the last) of steps that cover so many months, from 0 on."""
    yield from ((month, month + 1) for month in range(min(months, FINE)))
    yield from ((month, month + 12) for month in range(FINE, months, 12))


def _rounded(times: Fraction) -> Fraction:
    """Times rounded to a billionth, for exact powers have thousands of digits."""
    return Fraction(int(times * FINEST), FINEST)


def monthly(yearly: Fraction) -> Fraction:
    """The share by which what comes must rise each month to rise by a share each year, to a billionth."""
    return Fraction(round((1 + float(yearly)) ** (1 / 12) * FINEST), FINEST) - 1


def implied(births: Births, growth: Fraction | None) -> Fraction | None:
    """Objects a second that come in the first month: what keeps as many as there are where all are deleted at some age, else what
    makes the growth (objects a second); None where nobody says."""
    lasting = sum((share for life, share in births.kinds if life is None), NONE)
    if not lasting:
        return births.there / full(births)
    return None if growth is None else growth / lasting


def of(there: Fraction | None, pace: Fraction | None, keep: Fraction | None, said: Said, more: Fraction = NONE) -> Births | None:
    """The births of a need; `said`: what it says of deletions, of ages and of how much more comes; None where it says nothing, or
    nobody knows how much there is or comes."""
    deleted, ages, faster = said
    if there is None or pace is None or not (deleted or ages or faster or more):
        return None
    if not pace and not ages:
        return None  # nothing comes: what is there is past every age
    return Births(there, pace, keep, deleted, ages, faster or NONE, more)


class Living:
    """What comes and goes over so many months, each worked out once, and all at once where the same pieces make them all."""

    def __init__(self, births: Births, months: int) -> None:
        self._births, self._months = births, months
        self._same = births.pieces(1, months) if births.alike(months) else None
        self._known: dict[Hashable, tuple[Fraction, ...]] = {}

    def pieces(self, month: Any) -> tuple[Piece, ...]:
        """All objects of a month, and perhaps others."""
        return self._births.pieces(month, self._months) if self._same is None else self._same

    def flows(self, month: Any) -> tuple[Fraction, ...]:
        """Objects on average over a month, or over each of several, objects a second that come, and that are deleted."""
        return self._each(month, None)

    def read(self, month: Any, access: Sequence[Band]) -> Fraction:
        """Reads a second in a month, or in each of several, by the reads of one object at its age."""
        return self._each(month, access)[0]

    def _each(self, month: Any, access: Sequence[Band] | None) -> tuple[Fraction, ...]:
        """Amounts of a month, or of several, remembered."""
        many = type(month) is Series
        if many and self._same is None:
            return tuple(each_of(month, partial(self._one, access, place)) for place in range(3 if access is None else 1))
        key = (tuple(month.whole) if many else month, access)
        if key not in self._known:
            self._known[key] = self._amounts(month) if access is None else (read(self.pieces(month), access, month),)
        return self._known[key]

    def _one(self, access: Sequence[Band] | None, place: int, month: Fraction) -> Fraction:
        """An amount of one month, by its place."""
        return self._each(int(month), access)[place]

    def _amounts(self, month: Any) -> tuple[Fraction, ...]:
        """Objects on average, objects a second that come, that are deleted."""
        pieces, begin, end = self.pieces(month), SECONDS_IN_MONTH * (month - 1), SECONDS_IN_MONTH * month
        mortal = ((flow, flow.life) for flow in flowing(pieces) if flow.life is not None)
        died = sum((flow.reach(life, begin, end) for flow, life in mortal), NONE) / (end - begin)
        return alive(pieces, begin, end), coming(pieces, begin, end), died

    @property
    def lifetime(self) -> Fraction | None:
        """The age nothing lives past."""
        lives = [life for life, _ in self._births.kinds]
        known = [life for life in lives if life is not None]
        return max(known) if len(known) == len(lives) else None


@lru_cache(maxsize=512)
def living(births: Births, months: int) -> Living:
    """What comes and goes over so many months; the same to all that ask of the same."""
    return Living(births, months)
