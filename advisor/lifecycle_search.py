"""The cheapest way of one size's objects through the classes, exactly: backwards over ages, class by class.

A stage is a class from one mark of age to another. What it costs is a difference of running sums, but for what is paid for
leaving before a least time, or not yet earned by Intelligent-Tiering's waits; past these the best end of a stage does not depend
on its beginning, so each is found once.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence

from advisor.lifecycle_costs import Cold, Fees
from advisor.lifecycle_curves import MONTH, Curves
from advisor.records import NamedTuple
from advisor.services.s3_ways import ONWARD

NEVER = float("inf")


class Death(NamedTuple):
    """Objects that die over the horizon, the age they die at, and how long each stays as an old version (seconds)."""

    died: float = 0.0
    life: float = NEVER
    kept: float = 0.0


class Costs(NamedTuple):
    """One class: running sums by mark, its fees, marks' intervals it may hold, the age from which a transition may reach it."""

    run: tuple[float, ...]
    fees: Fees
    allowed: tuple[bool, ...]
    earliest: float = 0.0
    colds: tuple[tuple[float, Cold], ...] = ()  # Intelligent-Tiering: what each wait adds, a month, to what is past it


class Found(NamedTuple):
    """The cheapest way from birth: US dollars, and its transitions as (mark, class)."""

    cost: float
    moves: tuple[tuple[int, str], ...]


def running(fees: Fees, month: float, curves: Curves, colds: Sequence[tuple[float, Cold]] = ()) -> tuple[float, ...]:
    """The running sums of a class: storage and reads from birth up to each mark."""
    sums = [month * held + fees.read * reads for held, reads in zip(curves.held, curves.reads, strict=True)]
    for price, cold in colds:
        sums = [each + price * more for each, more in zip(sums, cold.sums, strict=True)]
    return tuple(sums)


class _Table:
    """What is known of one class while ages are gone through from the last to birth."""

    def __init__(self, costs: Costs, curves: Curves, death: Death) -> None:
        last = len(curves.marks) - 1
        self.costs, self.marks, self.reaching, self.death = costs, curves.marks, curves.reaching, death
        self.leave: list[tuple[float, str]] = [(NEVER, "")] * (last + 1)  # leaving at a mark: what follows costs, and its class
        self.after: list[tuple[float, int]] = [(NEVER, last)] * (last + 2)  # the best mark from here on to leave at
        self.best: list[tuple[float, int]] = [(NEVER, last)] * (last + 1)  # having come at a mark: cost, and where to leave
        self.ways, self.later, self.leaves = [0] * (last + 1), [0] * (last + 2), [0] * (last + 1)
        self.stop = [last] * (last + 1)  # the first mark at which the class may hold objects no longer
        for index in range(last - 1, -1, -1):
            self.stop[index] = self.stop[index + 1] if costs.allowed[index] else index

    def come(self, index: int) -> None:
        """Finds the best stage that begins at a mark."""
        costs, last = self.costs, len(self.marks) - 1
        stop = self.stop[index]
        if stop == index:
            return
        far = bisect_left(self.marks, self.marks[index] + costs.fees.least, index + 1)
        earned = 0.0
        for price, cold in costs.colds:
            far = max(far, cold.place[index])
            earned += price * (cold.first[index] + cold.sums[index] - cold.sums[min(cold.place[index], last)])
        base = -costs.run[index]
        found = (NEVER, last)
        if stop == last:
            found = (costs.run[last] + base + earned + self._dies(index), last)
        if far <= stop and far < last:
            cost, leave = self.after[far]
            found = min(found, (cost + base + earned, leave))
        for leave in range(index + 1, min(far, stop + 1, last)):
            if self.leave[leave][0] < NEVER:
                found = min(found, (costs.run[leave] + base + self.early(index, leave) + self.leave[leave][0], leave))
        self.best[index] = found
        self.ways[index] = (stop == last) + self.later[index + 1] - self.later[min(stop + 1, last + 1)]

    def early(self, index: int, leave: int) -> float:
        """What leaving before the least time, or before a wait is over, adds to the running sums."""
        fees = self.costs.fees
        stay = self.marks[leave] - self.marks[index]
        more = fees.early * (fees.least - stay) / MONTH * self.reaching[leave] if stay < fees.least else 0.0
        for price, cold in self.costs.colds:
            if leave >= cold.place[index]:
                more += price * (cold.first[index] + cold.sums[index] - cold.sums[cold.place[index]])
            else:
                more -= price * (cold.sums[leave] - cold.sums[index])
        return more

    def _dies(self, index: int) -> float:
        """What deaths in the class add: the rest of its least time, and old versions."""
        fees, death = self.costs.fees, self.death
        if not death.died:
            return 0.0
        lacking = fees.least - max(0.0, death.life - self.marks[index]) - death.kept if death.life < NEVER else 0.0
        return death.died * (fees.early * max(0.0, lacking) + fees.old * death.kept) / MONTH

    def go(self, index: int, tables: Mapping[str, _Table], onward: Sequence[str]) -> None:
        """Finds the best class to go on to at a mark, and the best mark from there on to leave at."""
        self.leave[index], self.leaves[index] = _onward(index, tables, onward)
        self.later[index] = self.later[index + 1] + self.leaves[index]
        here = (self.costs.run[index] + self.leave[index][0], index)
        self.after[index] = min(here, self.after[index + 1]) if self.costs.allowed[index] else here


def _onward(index: int, tables: Mapping[str, _Table], onward: Sequence[str]) -> tuple[tuple[float, str], int]:
    """The cheapest class that objects can go on to at a mark, with its cost; and how many ways there are from there."""
    found, ways = (NEVER, ""), 0
    for name in onward:
        table = tables.get(name)
        if table is not None and table.ways[index] and table.marks[index] >= table.costs.earliest:
            found = min(found, (table.costs.fees.come * table.reaching[index] + table.best[index][0], name))
            ways += table.ways[index]
    return found, ways


def search(classes: Mapping[str, Costs], curves: Curves, death: Death) -> tuple[dict[str, Found], int]:
    """The cheapest way for each class objects may be written to, and how many ways there are from all of them."""
    tables = {name: _Table(costs, curves, death) for name, costs in classes.items()}
    for index in range(len(curves.marks) - 2, -1, -1):
        for table in tables.values():
            table.come(index)
        for name, table in tables.items():
            table.go(index, tables, ONWARD.get(name, ()))
    found: dict[str, Found] = {}
    for name, table in tables.items():
        at_once = (table.leave[0][0] + table.early(0, 0), table.leave[0][1])
        cost, name_ = min((table.best[0][0], name), at_once)
        if cost < NEVER:
            first = () if name_ == name else ((0, name_),)
            found[name] = Found(cost, (*first, *_moves(name_, tables)))
    return found, sum(table.ways[0] + table.leaves[0] for table in tables.values())


def _moves(class_: str, tables: Mapping[str, _Table]) -> Sequence[tuple[int, str]]:
    """The transitions of the best way from birth in a class."""
    index, found = 0, []
    while tables[class_].best[index][1] < len(tables[class_].marks) - 1:
        index = tables[class_].best[index][1]
        class_ = tables[class_].leave[index][1]
        found.append((index, class_))
    return found
