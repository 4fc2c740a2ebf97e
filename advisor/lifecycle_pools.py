"""Prices that fall with a pool's use, made exact: the cheapest under each of their tiers, and a proof that nothing is cheaper.

What a pool costs in a month is the least of straight lines, one a tier. So the cheapest policy is the cheapest over all ways to
take a line each month, and each of these is a search at fixed prices. Where use never falls from month to month neither does the
tier, so many ways go at once: of two branches one says that up to some month the tier is at most so high, the other that it is
higher from there on; while a part's tier is open, a chord counts that no use undercuts. A branch that what was found does not
belong to is asked to come nearer to its own use: what leads there costs more in one month, what is there already less, which no
policy of the branch pays for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import pairwise, product
from typing import Any

from advisor.records import NamedTuple

ENOUGH = 1e-9  # of what it costs: less is rounding
FAR, ROUGHLY = 1.1, 1e-3  # what costs so many times the cheapest start is known within so much of itself
MOST_PUSHED = 0.4  # of the lowest price: what is moved to colder classes still saves
Lines = tuple[tuple[float, float], ...]


class Pool(NamedTuple):
    """A price that falls with use in a Region: its lines (US dollars at no use, US dollars a unit), one a tier, and the most that
    can be in it in the first and in the last month."""

    dimension: str
    region: str | None
    lines: Lines
    first: float
    last: float

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


class Part(NamedTuple):
    """Months (from 0, without the end) in which the tier of a pool is one from `low` to `high`; each unit of use above an edge
    of its tiers counts as `more` US dollars less."""

    begin: int
    end: int
    low: int
    high: int
    more: float = 0.0
    edge: float = 0.0


Branch = tuple[tuple[Part, ...], ...]  # the parts of each pool


class Priced(NamedTuple):
    """The best at the prices of a branch: what it costs at them, and how much it uses of each pool in each month."""

    solution: Any
    cost: float
    use: Sequence[Sequence[float]]


class Best(NamedTuple):
    """The cheapest there is; nothing is cheaper by more than `slack`."""

    solution: Any
    cost: float
    slack: float


Solve = Callable[[Branch], Mapping[str, Priced]]


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
                cost += self.times * sum([most - price * each for most, each in zip(costs[months], use[months], strict=True)])
        return cost

    def _billed(self, place: int, use: Sequence[float]) -> list[float]:
        """What each month of a use costs in a pool; branches have the same use again and again."""
        key = (place, id(use))
        known = self._costs.get(key)
        if known is None or known[0] is not use:
            known = self._costs[key] = use, self.pools[place].costs(use)
        return known[1]

    def split(self, branch: Branch, use: Sequence[Sequence[float]], lack: float) -> tuple[Branch, ...]:
        """Branches that together are this one, parted where the chord is furthest from what a use costs; none: nowhere.
        `lack`: US dollars that the branch costs less than the best known."""
        gaps = [
            (sum(cost - more - price * each for cost, each in zip(pool.costs(some, part.low, part.high), some, strict=True)),
             place, part)
            for place, (pool, parts, mine) in enumerate(zip(self.pools, branch, use, strict=True))
            for part in parts if part.low < part.high
            for more, price in (self._chord(pool, part),) for some in (mine[part.begin : part.end],)
        ]  # fmt: skip
        gap, place, part = max(gaps, default=(0.0, 0, None))
        if any(_beyond(part, mine) > gap for parts, mine in zip(branch, use, strict=True) for part in parts if part.more):
            return (tuple(tuple(part._replace(more=0.0) for part in parts) for parts in branch),)  # it came too near
        if part is None or gap <= 0:
            return ()
        pool, mine = self.pools[place], use[place]
        month, tier = self._where(pool, part, mine, lack)
        edge = pool.edge(tier)
        where, short = self._short(mine, month, edge)
        push = min(2 * lack / self.times / abs(short), MOST_PUSHED * pool.lines[-1][1]) if short else 0.0
        up_to, from_ = _up_to(branch[place], month, tier), _from(branch[place], month, tier + 1)
        if short > 0:
            from_ = _pushed(from_, where, push, edge)
        else:
            up_to = _pushed(up_to, where, -push, edge)
        return tuple((*branch[:place], tuple(each), *branch[place + 1 :]) for each in (up_to, from_))

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


def _up_to(parts: Sequence[Part], month: int, tier: int) -> Iterator[Part]:
    """The parts, the tier at most so high up to a month."""
    for part in parts:
        if part.begin <= month and part.high > tier:
            yield part._replace(end=min(part.end, month + 1), high=tier)
            if part.end > month + 1:
                yield part._replace(begin=month + 1)
        else:
            yield part


def _from(parts: Sequence[Part], month: int, tier: int) -> Iterator[Part]:
    """The parts, the tier at least so high from a month on."""
    for part in parts:
        if part.end > month and part.low < tier:
            if part.begin < month:
                yield part._replace(end=month)
            yield part._replace(begin=max(part.begin, month), low=tier)
        else:
            yield part


def _pushed(parts: Iterable[Part], where: tuple[int, int], more: float, edge: float) -> Iterator[Part]:
    """The parts, with what a unit of use beyond an edge counts less in some months."""
    begin, end = where
    for part in parts:
        if part.begin < end and begin < part.end and more:
            if part.begin < begin:
                yield part._replace(end=begin)
            yield part._replace(begin=max(begin, part.begin), end=min(end, part.end), more=more, edge=edge)
            if end < part.end:
                yield part._replace(begin=end)
        else:
            yield part


def _beyond(part: Part, use: Sequence[float]) -> float:
    """US dollars that a part counts less for its use beyond the edge."""
    return part.more * (sum(use[part.begin : part.end]) - part.edge * (part.end - part.begin))


class _Tried(NamedTuple):
    """A branch with the best of each start, and what each costs at least."""

    branch: Branch
    found: Mapping[str, Priced]
    least: Mapping[str, float]


def cheapest(pools: Pools, solve: Solve, most: int) -> dict[str, Best]:
    """The best of each start, after at most so many searches, one far from the cheapest not as exactly; where use may fall, the
    best of one tier for all months."""
    best: dict[str, tuple[Any, float]] = {}

    def tried(branch: Branch, above: Mapping[str, float]) -> _Tried:
        found = solve(branch)
        for start, priced in found.items():
            cost = pools.truly(branch, priced)
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
        lack = best[start][1] - widest.least[start]
        parts = pools.split(widest.branch, widest.found[start].use, lack) if gap > ENOUGH and pools.rising else ()
        if not parts:
            break
        open_.remove(widest)
        open_ += [tried(each, widest.least) for each in parts]
        asked += len(parts)
    if not pools.rising and most > 1:
        for tiers in product(*(range(len(pool.lines)) for pool in pools.pools)):
            tried(tuple((Part(0, pools.months, tier, tier),) for tier in tiers), {})
    slack = {start: cost - min(each.least[start] for each in open_) for start, (_, cost) in best.items()}
    return {start: Best(way, cost, slack[start] if slack[start] > ENOUGH * cost else 0.0) for start, (way, cost) in best.items()}
