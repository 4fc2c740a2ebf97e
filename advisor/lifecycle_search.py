"""The cheapest way of one size's objects through the classes, exactly: backwards over ages, class by class.

A stage is a class from one mark of age to another. What it costs is a difference of running sums, but for what is paid for
leaving before a least time, or not yet earned by Intelligent-Tiering's waits; past these the best end of a stage does not depend
on its beginning, so each is found once.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from itertools import accumulate, pairwise

from advisor.lifecycle_costs import Cold, Fees
from advisor.lifecycle_curves import MONTH, Curves
from advisor.records import NamedTuple
from advisor.services.s3_ways import ONWARD

NEVER = float("inf")


class Death(NamedTuple):
    """Objects that die over the horizon: (the age they die at, how many), and how long each stays as an old version (seconds)."""

    died: tuple[tuple[float, float], ...] = ()
    kept: float = 0.0


class Costs(NamedTuple):
    """One class: running sums by mark, its fees, marks' intervals it may hold, the age from which a transition may reach it."""

    run: tuple[float, ...]
    fees: Fees
    allowed: tuple[bool, ...]
    earliest: float = 0.0
    colds: tuple[tuple[float, Cold], ...] = ()  # Intelligent-Tiering: what each wait adds, a month, to what is past it


class Found(NamedTuple):
    """The cheapest way from birth: US dollars, its transitions as (mark, class), and of how many ways it is the cheapest."""

    cost: float
    moves: tuple[tuple[int, str], ...]
    ways: int


def running(month: float, reads: Sequence[float], curves: Curves) -> tuple[float, ...]:
    """The running sums of a class: storage and reads from birth up to each mark; `reads`: what one costs between marks."""
    if len(reads) == 1:
        return tuple(month * held + reads[0] * read for held, read in zip(curves.held, curves.reads, strict=True))
    sums = accumulate((each * (b - a) for each, (a, b) in zip(reads, pairwise(curves.reads), strict=True)), initial=0.0)
    return tuple(month * held + read for held, read in zip(curves.held, sums, strict=True))


class _Table:
    """What is known of one class while ages are gone through from the last to birth."""

    def __init__(self, name: str, costs: Costs, curves: Curves, death: Death) -> None:
        last = len(curves.marks) - 1
        self.name, self.entry = name, NEVER  # what coming at the mark at hand costs with all that follows
        self.costs, self.marks, self.reaching, self.death = costs, curves.marks, curves.reaching, death
        self.leave: list[tuple[float, str]] = [(NEVER, "")] * (last + 1)  # leaving at a mark: what follows costs, and its class
        self.after: list[tuple[float, int]] = [(NEVER, last)] * (last + 2)  # the best mark from here on to leave at
        self.best: list[tuple[float, int]] = [(NEVER, last)] * (last + 1)  # having come at a mark: cost, and where to leave
        self.ways, self.later, self.leaves = [0] * (last + 1), [0] * (last + 2), [0] * (last + 1)
        self.stop = [last] * (last + 1)  # the first mark at which the class may hold objects no longer
        self.run = self._with_old(costs.run)
        for index in range(last - 1, -1, -1):
            self.stop[index] = self.stop[index + 1] if costs.allowed[index] else index

    def come(self, index: int) -> None:
        """Finds the best stage that begins at a mark."""
        self.entry = NEVER
        stop, last = self.stop[index], len(self.marks) - 1
        if stop == index:
            return
        run, fees = self.run, self.costs.fees
        far = index + 1 if not fees.least else bisect_left(self.marks, self.marks[index] + fees.least, index + 1)
        base = -run[index]
        earned = base
        for price, cold in self.costs.colds:
            far = max(far, cold.place[index])
            earned += price * (cold.first[index] + cold.sums[index] - cold.sums[cold.place[index]])
        dying = self._dying(index) if self.death.died else ()
        earned += sum(each for _, each in dying)
        cost, leave = NEVER, last
        if stop == last:
            cost = run[last] + earned
        if far <= stop and far < last and self.after[far][0] + earned < cost:
            cost, leave = self.after[far][0] + earned, self.after[far][1]
        marks, follows, reaching, waits = self.marks, self.leave, self.reaching, self.costs.colds
        until, rest = marks[index] + fees.least, fees.early / MONTH  # of each object-second that is lacking of the least time
        for place in range(index + 1, min(far, stop + 1, last)):
            then = follows[place][0]
            if then == NEVER:
                continue
            lacking = until - marks[place]
            here = run[place] + base + then + (rest * lacking * reaching[place] if lacking > 0 else 0.0)
            if waits:
                here += self._unearned(index, place)
            if dying:
                here += sum(each for life, each in dying if life < marks[place])
            if here < cost:
                cost, leave = here, place
        self.best[index] = (cost, leave)
        self.ways[index] = (stop == last) + self.later[index + 1] - self.later[min(stop + 1, last + 1)]
        if self.marks[index] >= self.costs.earliest:
            self.entry = fees.come * self.reaching[index] + cost

    def early(self, index: int, leave: int) -> float:
        """What leaving before the least time, or before a wait is over, adds to the running sums."""
        lacking = self.costs.fees.least - self.marks[leave] + self.marks[index]
        more = self.costs.fees.early * lacking / MONTH * self.reaching[leave] if lacking > 0 else 0.0
        return more + self._unearned(index, leave)

    def _unearned(self, index: int, leave: int) -> float:
        """What the waits of Intelligent-Tiering add to the running sums of a stage between two marks."""
        more = 0.0
        for price, (sums, place, first) in self.costs.colds:
            if leave >= place[index]:
                more += price * (first[index] + sums[index] - sums[place[index]])
            else:
                more -= price * (sums[leave] - sums[index])
        return more

    def _with_old(self, run: tuple[float, ...]) -> tuple[float, ...]:
        """The running sums with the old versions of what dies in the class."""
        each, last = self.costs.fees.old * self.death.kept / MONTH, len(run) - 1
        if not each:
            return run
        before = [[some for life, some in self.death.died if life < mark] for mark in self.marks[:last]]
        died = [*map(sum, before), sum(some for _, some in self.death.died)]
        return tuple(sum_ + each * some for sum_, some in zip(run, died, strict=True))

    def _dying(self, index: int) -> list[tuple[float, float]]:
        """(age, US dollars) of the rest of the least time of what dies before it is over, having come at a mark."""
        fees, since = self.costs.fees, self.marks[index]
        lacking = [(life, died, fees.least - (life - since) - self.death.kept) for life, died in self.death.died if life >= since]
        return [(life, died * fees.early * less / MONTH) for life, died, less in lacking if less > 0]

    def go(self, index: int, onward: Sequence[_Table]) -> None:
        """Finds the best class to go on to at a mark, and the best mark from there on to leave at."""
        cost, name, ways = NEVER, "", 0
        for table in onward:
            ways += table.ways[index] if table.entry < NEVER else 0
            if table.entry < cost:
                cost, name = table.entry, table.name
        self.leave[index], self.leaves[index] = (cost, name), ways
        self.later[index] = self.later[index + 1] + ways
        here = self.run[index] + cost
        if self.costs.allowed[index] and self.after[index + 1][0] < here:
            self.after[index] = self.after[index + 1]
        else:
            self.after[index] = (here, index)


def search(classes: Mapping[str, Costs], curves: Curves, death: Death) -> dict[str, Found]:
    """The cheapest way for each class objects may be written to."""
    tables = {name: _Table(name, costs, curves, death) for name, costs in classes.items()}
    onward = {name: [tables[each] for each in ONWARD.get(name, ()) if each in tables] for name in tables}
    for index in range(len(curves.marks) - 2, -1, -1):
        for table in tables.values():
            table.come(index)
        for name, table in tables.items():
            table.go(index, onward[name])
    found: dict[str, Found] = {}
    for name, table in tables.items():
        at_once = (table.leave[0][0] + table.early(0, 0), table.leave[0][1])
        cost, name_ = min((table.best[0][0], name), at_once)
        if cost < NEVER:
            first = () if name_ == name else ((0, name_),)
            found[name] = Found(cost, (*first, *_moves(name_, tables)), table.ways[0] + table.leaves[0])
    return found


def _moves(class_: str, tables: Mapping[str, _Table]) -> Sequence[tuple[int, str]]:
    """The transitions of the best way from birth in a class."""
    index, found = 0, []
    while tables[class_].best[index][1] < len(tables[class_].marks) - 1:
        index = tables[class_].best[index][1]
        class_ = tables[class_].leave[index][1]
        found.append((index, class_))
    return found
