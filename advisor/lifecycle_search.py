"""The cheapest way of one size's objects through the classes, exactly: backwards over ages, class by class.

A stage is a class from one mark of age to another. What it costs is a difference of running sums, but for what is paid for
leaving before a least time, or not yet earned by Intelligent-Tiering's waits; past these the best end of a stage does not depend
on its beginning, so each is found once.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import accumulate

from advisor.lifecycle_costs import Cold, Fees
from advisor.lifecycle_curves import MONTH, Curves
from advisor.records import NamedTuple
from advisor.services.s3_ways import ONWARD

NEVER = float("inf")
Dying = tuple[float, float]  # an age, and US dollars for what dies at it


class Death(NamedTuple):
    """Objects that die over the horizon: (the age they die at, how many), and how long each stays as an old version (seconds)."""

    died: tuple[tuple[float, float], ...] = ()
    kept: float = 0.0


class Costs(NamedTuple):
    """One class: running sums by mark, its fees, marks' intervals it may hold, the age from which a transition may reach it."""

    run: Sequence[float]
    fees: Fees
    allowed: tuple[bool, ...]
    earliest: float = 0.0
    colds: tuple[tuple[float, Cold], ...] = ()  # Intelligent-Tiering: what each wait adds, a month, to what is past it
    until: tuple[int, ...] = ()  # by mark objects come at: the last they may stay until, where that depends on it


class Found(NamedTuple):
    """The cheapest way from birth: US dollars, its transitions as (mark, class), and of how many ways it is the cheapest."""

    cost: float
    moves: tuple[tuple[int, str], ...]
    ways: int


class Table:
    """One class: by mark, what coming at it costs with all that follows, and the best mark and class to go on to."""

    def __init__(
        self, costs: Costs, onward: Sequence[tuple[str, Table]], curves: Curves, death: Death, reached: bool = True
    ) -> None:
        """`onward`: the classes objects may go on to, first those that are taken where several cost the same; `reached`: whether
        transitions lead here."""
        self.costs, self.onward, self.death = costs, onward, death
        self.marks, self.reaching, self.last = curves.marks, curves.reaching, len(curves.marks) - 1
        self.best: list[tuple[float, int]] = [(NEVER, self.last)] * (self.last + 1)  # having come at a mark: cost, where to leave
        self.ways = [0] * (self.last + 1)  # having come at a mark: of how many ways the best is
        self.entry = [NEVER] * (self.last + 1)  # what coming by a transition at a mark costs
        self.ways_on = [0] * (self.last + 1)  # of how many ways that is the best
        self.follow = self._follow()  # leaving at a mark: what follows costs
        self.stop = _stops(costs.allowed)
        self.run = self._with_old(costs.run)
        self.leaves = list(map(sum, zip(*(each.ways_on for _, each in onward), strict=True))) or [0] * (self.last + 1)
        self.later = self._later()
        self._come(self.last if reached else 1)

    def to(self, mark: int) -> str:
        """The class it is best to go on to at a mark."""
        return next((name for name, each in self.onward if each.entry[mark] == self.follow[mark]), "")

    def at_once(self) -> float:
        """What it costs to be written here and to go on at once."""
        return self.follow[0] + self.costs.fees.early * self.costs.fees.least / MONTH * self.reaching[0]

    def _follow(self) -> list[float]:
        """Leaving at each mark: what follows costs."""
        entries = [each.entry for _, each in self.onward]
        return list(map(min, *entries)) if len(entries) > 1 else list(entries[0]) if entries else [NEVER] * (self.last + 1)

    def _later(self) -> list[int]:
        """Of how many ways one may leave at each mark or a later one."""
        return [*[*accumulate(reversed(self.leaves[: self.last]))][::-1], 0, 0]

    def _after(self, here: list[float]) -> tuple[list[float], list[int]]:
        """By mark: the running sum with what follows (`here`) at the best mark from there on to leave at, and that mark."""
        allowed = self.costs.allowed
        costs, marks = [NEVER] * (self.last + 2), [self.last] * (self.last + 2)
        for index in range(self.last - 1, -1, -1):
            if allowed[index] and costs[index + 1] < here[index]:
                costs[index], marks[index] = costs[index + 1], marks[index + 1]
            else:
                costs[index], marks[index] = here[index], index
        return costs, marks

    def _come(self, until: int) -> None:
        """Finds the best stage that begins at each mark before one that objects may come at."""
        come, marks, last, least = self.costs.fees.come, self.marks, self.last, self.costs.fees.least
        far, earned = _far(marks, least, tuple([cold.place for _, cold in self.costs.colds])), self._earned(until)
        segments = self._segments() if self.onward else []
        after, leaves = self._after(segments[-1]) if segments else ([], [])
        rests = self._rests() if segments else []
        waiting = segments if least or self.costs.colds else []  # else a stage outlasts all waits at once
        lows = [[*accumulate(reversed(segment), min)][::-1] for segment in waiting]  # the least from each mark on
        until_ = self.costs.until
        safe = min([life for life, _ in self.death.died], default=NEVER) + self.death.kept - least
        best, ways, entry, ways_on = self.best, self.ways, self.entry, self.ways_on
        stops, later, run, reaching = self.stop, self.later, self.run[last], self.reaching
        early, earliest = self.costs.fees.early, self.costs.earliest
        for index in range(until):
            free = stops[index]  # the end of what the class may hold, and of what may stay
            stop = min(free, until_[index]) if until_ else free
            if stop == index or (index and marks[index] < earliest):
                continue
            dying = self._dying(index) if early and marks[index] > safe else []
            if dying:
                earned[index] += sum([each for _, each in dying])
            cost, leave, past = (run + earned[index] if stop == last else NEVER), last, far[index]
            if segments:
                if past <= stop == free and past < last and after[past] + earned[index] < cost:
                    cost, leave = after[past] + earned[index], leaves[past]
                if past > index + 1 and (len(lows) > 1 or lows[0][index + 1] - self.run[index] < cost):
                    ends = min(past if stop == free else last, stop + 1, last)
                    cost, leave = self._soon(index, ends, lows, segments, rests, dying, (cost, leave))
            best[index] = (cost, leave)
            ways[index] = (stop == last) + later[index + 1] - later[stop + 1]
            if cost < NEVER and marks[index] >= earliest:
                entry[index], ways_on[index] = come * reaching[index] + cost, ways[index]

    def _earned(self, until: int) -> list[float]:
        """By mark objects come at: what turns the running sums into the cost of a stage that outlasts all waits."""
        found = [-each for each in self.run[:until]]
        for price, (sums, place, first) in self.costs.colds:
            some = zip(found, first, sums, place, strict=False)
            found = [each + price * (early + here - sums[at]) for each, early, here, at in some]
        return found

    def _segments(self) -> list[list[float]]:
        """Running sums with what follows, as far as no wait is over, the first is, and so on."""
        run, found = self.run, []
        for price, (sums, _, _) in reversed(self.costs.colds):
            found.append([one + two for one, two in zip(run, self.follow, strict=True)])
            run = [one - price * two for one, two in zip(run, sums, strict=True)]
        found.append([one + two for one, two in zip(run, self.follow, strict=True)])
        return found[::-1]

    def _rests(self) -> list[float]:
        """By mark: US dollars for each second that all who reach it lack of the least time."""
        rest = self.costs.fees.early / MONTH
        return [rest * reach for reach in self.reaching] if rest else []

    def _soon(
        self, index: int, until: int, lows: Sequence[list[float]], segments: Sequence[list[float]],
        rests: Sequence[float], dying: Sequence[Dying], best: tuple[float, int],
    ) -> tuple[float, int]:  # fmt: skip
        """The best mark to leave at before the least time and all waits are over, if it is better than one known."""
        begin, base, colds, least = index + 1, -self.run[index], self.costs.colds, self.costs.fees.least
        many = len(colds)
        for price, cold in colds:
            base += price * cold.sums[index]
        for number, (segment, low) in enumerate(zip(segments, lows, strict=True)):
            end = until if number == many or (place := colds[number][1].place[index]) > until else place
            if begin < end:
                if low[begin] + base < best[0]:  # else nothing of it, with what is paid for leaving early, is less
                    some = segment[begin:end]
                    if least and rests:
                        marks = self.marks[begin:end]
                        some = _lacking(some, marks, rests[begin:end], self.marks[index] + least, dying)
                    here = min(some)
                    if here + base < best[0]:
                        best = here + base, begin + some.index(here)
                begin = end
            if number < many:
                price, (sums, places, first) = colds[number]
                base += price * (first[index] - sums[places[index]])
        return best

    def _with_old(self, run: Sequence[float]) -> Sequence[float]:
        """The running sums with the old versions of what dies in the class."""
        each = self.costs.fees.old * self.death.kept / MONTH
        return [one + each * some for one, some in zip(run, _dead(self.marks, self.death), strict=True)] if each else run

    def _dying(self, index: int) -> list[Dying]:
        """(age, US dollars) of the rest of the least time of what dies before it is over, having come at a mark."""
        fees, since = self.costs.fees, self.marks[index]
        lacking = [(life, died, fees.least - (life - since) - self.death.kept) for life, died in self.death.died if life >= since]
        return [(life, died * fees.early * less / MONTH) for life, died, less in lacking if less > 0]


def _lacking(
    some: list[float], marks: Sequence[float], rests: Sequence[float], until: float, dying: Sequence[Dying]
) -> list[float]:
    """Running sums with what follows, and what is paid for leaving, or dying, before the least time is over at an age."""
    if marks[-1] < until:
        some = [each + (until - mark) * rest for each, mark, rest in zip(some, marks, rests, strict=True)]
    else:
        some = [each + max(0.0, until - mark) * rest for each, mark, rest in zip(some, marks, rests, strict=True)]
    for age, more in dying:
        some = [each + more if age < mark else each for each, mark in zip(some, marks, strict=True)]
    return some


@lru_cache(64)
def _dead(marks: tuple[float, ...], death: Death) -> list[float]:
    """Objects that died before each mark, over the horizon."""
    return [
        *(sum(some for life, some in death.died if life < mark) for mark in marks[:-1]), sum(some for _, some in death.died)
    ]  # fmt: skip


@lru_cache(64)
def _stops(allowed: tuple[bool, ...]) -> list[int]:
    """By mark: the first one from there on at which a class may hold objects no longer."""
    found = [len(allowed)] * (len(allowed) + 1)
    for index in range(len(allowed) - 1, -1, -1):
        found[index] = found[index + 1] if allowed[index] else index
    return found


@lru_cache(64)
def _far(marks: tuple[float, ...], least: float, waits: tuple[tuple[int, ...], ...]) -> list[int]:
    """By mark objects come at: the first one at which the least time and all waits are over."""
    found = [bisect_left(marks, mark + least, index + 1) if least else index + 1 for index, mark in enumerate(marks)]
    for place in waits:
        found = [max(each) for each in zip(found, place, strict=True)]
    return found


ORDER = (*ONWARD, "DEEP_ARCHIVE")  # a lifecycle leads from each to later ones alone
REACHED = frozenset(to for onward in ONWARD.values() for to in onward)


def search(classes: Mapping[str, Costs], curves: Curves, death: Death, known: dict[tuple[int, ...], Table]) -> dict[str, Found]:
    """The cheapest way for each class objects may be written to. `known`: tables of searches before, by what they were made of:
    a class whose costs are the same object, and all that may follow it likewise, stays."""
    tables: dict[str, Table] = {}
    for name in reversed(ORDER):
        if name in classes:
            onward = [(each, tables[each]) for each in ONWARD.get(name, ()) if each in tables]
            key = (id(classes[name]), *(id(each) for _, each in onward))
            if key not in known:
                known[key] = Table(classes[name], onward, curves, death, name in REACHED)
            tables[name] = known[key]
    found: dict[str, Found] = {}
    for name in classes:
        table = tables[name]
        cost, name_ = min((table.best[0][0], name), (table.at_once(), table.to(0)))
        if cost < NEVER:
            first = () if name_ == name else ((0, name_),)
            found[name] = Found(cost, (*first, *_moves(name_, tables)), table.ways[0] + table.leaves[0])
    return found


def _moves(class_: str, tables: Mapping[str, Table]) -> Sequence[tuple[int, str]]:
    """The transitions of the best way from birth in a class."""
    index, found = 0, []
    while tables[class_].best[index][1] < len(tables[class_].marks) - 1:
        index = tables[class_].best[index][1]
        class_ = tables[class_].to(index)
        found.append((index, class_))
    return found
