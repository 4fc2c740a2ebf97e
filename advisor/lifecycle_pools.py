"""Prices that fall with a pool's use, made exact: the cheapest under each of their tiers, and a proof that nothing is cheaper.

What a pool costs in a month is the least of straight lines, one a tier. So the cheapest policy is the cheapest over all ways to
take a line each month, and each of these is a search at fixed prices. Where use never falls from month to month neither does the
tier, so many ways go at once: of two branches one says that up to some month the tier is at most so high, the other that it is
higher from there on; while a part's tier is open, a chord counts that no use undercuts. A branch that what was found does not
belong to is asked to come nearer to its own use: what leads there costs more in one month, what is there already less, which no
policy of the branch pays for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import pairwise, product
from typing import Any

from advisor.lifecycle_parts import Branch, Part, beyond, pushed, since, up_to
from advisor.records import NamedTuple

ENOUGH = 1e-9  # of what it costs: less is rounding
FAR, ROUGHLY = 1.1, 1e-3  # what costs so many times the cheapest start is known within so much of itself
MOST_PUSHED = 0.4  # of the lowest price: what is moved to colder classes still saves
NEVER = float("inf")
Lines = tuple[tuple[float, float], ...]


class Pool(NamedTuple):
    """A price that falls with use in a Region: its lines (US dollars at no use, US dollars a unit), one a tier, and the most that
    can be in it in the first and in the last month; how many copies of what each Region has of the dimension are in it, and how
    much at most that no other has."""

    dimension: str
    region: str | None
    lines: Lines
    first: float
    last: float
    copies: int = 1
    alone: float = NEVER

    def costs(self, use: Sequence[float], low: int = 0, high: int | None = None) -> list[float]:
        """Months of so much each; `low`, `high`: with these tiers and those between alone."""
        some = [[more + price * each for each in use] for more, price in self.lines[low : None if high is None else high + 1]]
        return list(map(min, *some)) if len(some) > 1 else some[0]

    def edge(self, tier: int) -> float:
        """The use from which the tier above one costs no more."""
        (less, dear), (more, cheap) = self.lines[tier : tier + 2]
        return (more - less) / (dear - cheap)


def lines(tiers: Sequence[tuple[Any, Any]], most: float) -> Lines:
    """The lines of (from, price) tiers whose prices fall, as far as so much use reaches."""
    found, more = [(0.0, float(tiers[0][1]))], 0.0
    for (_, before), (start, price) in pairwise(tiers):
        more += float(start) * (float(before) - float(price))
        if float(start) < most:
            found.append((more, float(price)))
    return tuple(found)


class Priced(NamedTuple):
    """The best at the prices of a branch: what it costs at them, and how much it uses of each pool in each month; where all cost
    enough, no use, and what they cost at least."""

    solution: Any
    cost: float
    use: Sequence[Sequence[float]]


class Best(NamedTuple):
    """The cheapest there is; nothing is cheaper by more than `slack`."""

    solution: Any
    cost: float
    slack: float


Solve = Callable[[Branch, Mapping[str, float]], Mapping[str, Priced]]  # and what is enough, by start


class Pools:
    """The pools of a need, over so many months that differ; each comes so many `times`. `rising`: no policy's use ever falls."""

    def __init__(self, pools: Sequence[Pool], months: int, times: int, rising: bool) -> None:
        self.pools, self.months, self.times, self.rising = pools, months, times, rising
        self._costs: dict[tuple[int, int], tuple[Sequence[float], list[float]]] = {}

    @property
    def whole(self) -> Branch:
        """Every tier in every month in which it can be reached."""
        return tuple(tuple(self._reached(pool)) for pool in self.pools)

    def most(self, pool: Pool, until: int) -> float:
        """The most that can be in a pool up to the end of a month."""
        return max(pool.first, pool.first + (pool.last - pool.first) * until / self.months)

    def _reached(self, pool: Pool) -> Iterator[Part]:
        """Months in parts, each with the tiers that all that there can be reaches."""
        begin, before = 0, 0
        for month in range(self.months):
            tier = self._tier(pool, self.most(pool, month + 1), Part(month, month + 1, 0, len(pool.lines) - 1))
            if tier != before and month > begin:
                yield Part(begin, month, 0, before)
                begin = month
            before = tier
        yield Part(begin, self.months, 0, before)

    def chord(self, pool: Pool, part: Part) -> tuple[float, float]:
        """A line that no use in the months of a part undercuts."""
        low, price = self._chord(pool, part)
        return low + part.more * part.edge, price - part.more

    def _chord(self, pool: Pool, part: Part) -> tuple[float, float]:
        """The line from no use to the most there can be, at a part's tiers."""
        if part.low == part.high:
            return pool.lines[part.low]
        most = self.most(pool, part.end)
        low = pool.lines[part.low][0]
        return low, (pool.costs((most,), part.low, part.high)[0] - low) / most

    def least(self, branch: Branch, cost: float) -> float:
        """What the best of a branch costs at least."""
        parts = ((pool, part) for pool, some in zip(self.pools, branch, strict=True) for part in some)
        return cost + sum(self.chord(pool, part)[0] * (part.end - part.begin) * self.times for pool, part in parts)

    def truly(self, branch: Branch, priced: Priced) -> float:
        """What it costs at the tiers its use is in."""
        cost = priced.cost
        for place, (pool, parts, use) in enumerate(zip(self.pools, branch, priced.use, strict=True)):
            costs = self._billed(place, use)
            for part in parts:
                _, price = self.chord(pool, part)
                months = slice(part.begin, part.end)
                cost += self.times * (sum(costs[months]) - price * sum(use[months]))
        return cost

    def _billed(self, place: int, use: Sequence[float]) -> list[float]:
        """What each month of a use costs in a pool; branches have the same use again and again."""
        key = (place, id(use))
        known = self._costs.get(key)
        if known is None or known[0] is not use:
            known = self._costs[key] = use, self.pools[place].costs(use)
        return known[1]

    def split(self, branch: Branch, use: Sequence[Sequence[float]], lack: float) -> tuple[Branch, ...]:
        """Branches that together are this one: one as near to what a use costs as it takes, the others parted from it where the
        chord is furthest from that; none: nowhere. `lack`: US dollars that the branch costs less than the best known."""
        found, gaps = list[Branch](), [*self._gaps(branch, use)]
        while lack > 0 or not found:
            gap, place, part = max(gaps, default=(0.0, 0, None))
            if any(beyond(part, mine) > gap for parts, mine in zip(branch, use, strict=True) for part in parts if part.more):
                found.append(tuple(tuple(part._replace(more=0.0) for part in parts) for parts in branch))  # it came too near
                return tuple(found)
            if part is None or gap <= 0:
                break
            branch, other = self._parted(branch, place, part, use[place], lack)
            found.append(other)
            before, gaps = gaps, [*self._gaps(branch, use)]
            lack -= sum([each for each, _, _ in before]) - sum([each for each, _, _ in gaps])
        return (branch, *found) if found else ()

    def steady(self) -> Iterator[Branch]:
        """One tier of each pool for all months, but for those no month's use is in at once: Regions keep copies of the same."""
        for tiers in product(*(range(len(pool.lines)) for pool in self.pools)):
            least, most = dict[str, float](), dict[str, float]()
            for pool, tier in zip(self.pools, tiers, strict=True):
                low = pool.edge(tier - 1) if tier else 0.0
                high = pool.edge(tier) if tier + 1 < len(pool.lines) else NEVER
                least[pool.dimension] = max(least.get(pool.dimension, 0.0), (low - pool.alone) / pool.copies)
                most[pool.dimension] = min(most.get(pool.dimension, NEVER), high / pool.copies)
            if all(least[name] < most[name] * (1 - ENOUGH) for name in least):
                yield tuple((Part(0, self.months, tier, tier),) for tier in tiers)

    def _gaps(self, branch: Branch, use: Sequence[Sequence[float]]) -> Iterator[tuple[float, int, Part]]:
        """By how many US dollars the chord of each part with several tiers is below what a use costs, the pool, and the part."""
        for place, (pool, parts, mine) in enumerate(zip(self.pools, branch, use, strict=True)):
            for part in parts:
                if part.low < part.high:
                    (more, price), some = self._chord(pool, part), mine[part.begin : part.end]
                    costs = pool.costs(some, part.low, part.high)
                    yield sum([cost - more - price * each for cost, each in zip(costs, some, strict=True)]), place, part

    def _parted(self, branch: Branch, place: int, part: Part, use: Sequence[float], lack: float) -> tuple[Branch, Branch]:
        """A branch in two at a part of a pool: the one that a use of the pool belongs to, and the other, asked to come nearer."""
        pool = self.pools[place]
        month, tier = self._where(pool, part, use, lack)
        edge = pool.edge(tier)
        where, short = self._short(use, month, edge)
        push = min(2 * lack / self.times / abs(short), MOST_PUSHED * pool.lines[-1][1]) if short else 0.0
        low, high = up_to(branch[place], month, tier), since(branch[place], month, tier + 1)
        both = (low, pushed(high, where, push, edge)) if short > 0 else (high, pushed(low, where, -push, edge))
        own, other = ((*branch[:place], tuple(each), *branch[place + 1 :]) for each in both)
        return own, other

    def _where(self, pool: Pool, part: Part, use: Sequence[float], lack: float) -> tuple[int, int]:
        """The month and the tier to part at: where a use changes its tier, else where it is nearest to that if a push may be
        enough to rule a branch out, else in the middle."""
        tiers = [self._tier(pool, each, part) for each in use[part.begin : part.end]]
        if tiers[0] < tiers[-1]:
            return part.begin + max(index for index, tier in enumerate(tiers) if tier == tiers[0]), tiers[0]
        up = tiers[0] < part.high
        month, tier = (part.end - 1, tiers[0]) if up else (part.begin, tiers[0] - 1)
        _, short = self._short(use, month, pool.edge(tier))
        enough = 2 * lack / self.times <= MOST_PUSHED * pool.lines[-1][1] * abs(short)
        return (month if enough else (part.begin + part.end - 1) // 2), tier

    def _short(self, use: Sequence[float], month: int, edge: float) -> tuple[tuple[int, int], float]:
        """From which month to which (without it), from one on or up to it, a use is on its side of an edge, and by how much in
        all: as it never falls, a branch that has it on the other side in that month has it there in all of these."""
        begin, end = month, month + 1
        if use[month] < edge:
            while end < self.months and use[end] < edge:
                end += 1
        else:
            while begin and use[begin - 1] > edge:
                begin -= 1
        return (begin, end), edge * (end - begin) - sum(use[begin:end])

    def _tier(self, pool: Pool, use: float, part: Part) -> int:
        """The tier among a part's that so much use is cheapest at."""
        return min(range(part.low, part.high + 1), key=lambda tier: pool.lines[tier][0] + pool.lines[tier][1] * use)


class _Tried(NamedTuple):
    """A branch with the best of each start, and what each costs at least."""

    branch: Branch
    found: Mapping[str, Priced]
    least: Mapping[str, float]


def cheapest(pools: Pools, solve: Solve, most: int) -> dict[str, Best]:
    """The best of each start, after at most so many searches, one far from the cheapest not as exactly; where use may fall, the
    best of one tier for all months."""
    best: dict[str, tuple[Any, float]] = {}

    def tried(branch: Branch, above: Mapping[str, float], steady: bool = False) -> _Tried:
        found = solve(branch, {} if steady else {start: cost - pools.least(branch, 0.0) for start, (_, cost) in best.items()})
        for start, priced in found.items():
            cost = pools.truly(branch, priced) if priced.use else NEVER
            if start not in best or cost < best[start][1]:
                best[start] = (priced.solution, cost)
        return _Tried(branch, found, {s: max(pools.least(branch, each.cost), above.get(s, 0.0)) for s, each in found.items()})

    def lacking(one: _Tried) -> tuple[float, str]:
        rival = FAR * min([cost for _, cost in best.values()])
        gaps = ((1 - least / max(best[start][1], 1e-12), start) for start, least in one.least.items())
        return max((gap if best[start][1] <= rival else gap - ROUGHLY, start) for gap, start in gaps)

    open_ = [tried(pools.whole, {})]
    asked = 1
    while open_[0].least and asked < most:
        widest = max(open_, key=lacking)
        gap, start = lacking(widest)
        parts = pools.split(widest.branch, widest.found[start].use, gap * best[start][1]) if gap > ENOUGH and pools.rising else ()
        if not parts:
            break
        open_.remove(widest)
        open_ += [tried(each, widest.least) for each in parts]
        asked += len(parts)

    def slack() -> dict[str, float]:
        some = {start: (cost, cost - min(each.least[start] for each in open_)) for start, (_, cost) in best.items()}
        return {start: less if less > ENOUGH * cost else 0.0 for start, (cost, less) in some.items()}

    if not pools.rising and most > 1 and any(slack().values()):
        for branch in pools.steady():
            tried(branch, {}, True)
    return {start: Best(*best[start], less) for start, less in slack().items()}
