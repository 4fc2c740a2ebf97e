"""How much of the pools a policy uses, month by month, and the most any policy can: floats, for the search alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from advisor.lifecycle_costs import Book, Colds
from advisor.lifecycle_curves import DAY, MONTH, Span
from advisor.lifecycle_needs import Need, Policy
from advisor.lifecycle_pools import Pool, lines
from advisor.load import Load
from advisor.services.s3_classes import CLASSES, GIB, Sizes, archived, billed
from advisor.services.s3_design import Transition
from advisor.services.s3_stages import read_by
from advisor.services.s3_storage import FREQUENT, STANDARD
from advisor.services.s3_tiers import INFREQUENT


def pools(need: Need, sizes: Sizes, book: Book) -> tuple[Pool, ...]:
    """The pools whose second tier can be reached, with the most that can be in each."""
    found = []
    ends = need.loads if need.loads[0].pieces else (need.loads[0], need.loads[-1])
    for dimension in (STANDARD, FREQUENT):
        for region in dict.fromkeys(book.regions):
            copies, own = book.regions.count(region), region is None
            most = [copies * _kept(need, sizes, load) + own * _restored(need, load) for load in ends]
            most = [max(most)] * 2 if need.loads[0].pieces else most
            tiers = book.tiers(dimension, region)
            ways = lines(tiers, max(most)) if tiers else ()
            if len(ways) > 1:
                found.append(Pool(dimension, region, ways, *most))
    return tuple(found)


def _kept(need: Need, sizes: Sizes, load: Load) -> float:
    """The most GB of one copy that can be in a pool: all objects, each at least what archived ones keep there, old versions."""
    _, least = archived(need.look.limits, need.look.on)
    count = float(load.count or 0) + dying(need, load) * _versions(need)
    return count * float(sum(max(size, least) * share for size, share in sizes)) / GIB


def _restored(need: Need, load: Load) -> float:
    """The most GB of restored copies that can be in a pool: of all reads, a day each."""
    rates = [float(band.reads) for band in need.look.store.access] or [0.0]
    reads = max(float(load.reads or 0), max(rates) * float(load.count or 0))
    return reads * float(load.size or 0) * DAY / GIB


def dying(need: Need, load: Load) -> float:
    """Objects a second that die or are overwritten."""
    return float(load.outflow / load.size) if load.outflow is not None and load.size else 0.0


def died(need: Need, found: Sequence[Span], begin: int, end: int) -> dict[float, float]:
    """How many objects die at which age from one month (from 0) up to another."""
    total: dict[float, float] = {}
    if need.loads[0].pieces:
        for span in month_of(found, begin, end):
            for life, rate in span.ages.deaths():
                total[life] = total.get(life, 0.0) + float(rate) * span.months * MONTH
        return total
    first, last = (dying(need, load) for load in (need.loads[0], need.loads[-1]))
    life = min((each for each in (need.loads[0].lifetime, need.template.expire) if each is not None), default=None)
    flow = first + (last - first) * ((begin + end - 1) / 2) / max(1, len(need.loads) - 1)
    return {float("inf") if life is None else float(life): flow * (end - begin) * MONTH} if flow else {}


def _versions(need: Need) -> float:
    """Seconds that an old version is kept."""
    return float(need.template.expire_noncurrent or 0) if need.template.versioning else 0.0


def month_of(found: Sequence[Span], month: int, until: int) -> tuple[Span, ...]:
    """The months from one (from 0) up to another, of streams that are one for all months or one each."""
    if len(found) > 1:
        return tuple(found[month:until])
    (span,) = found
    ages: Any = span.ages
    if ages.end - ages.begin < 1.5 * MONTH:  # the same month over and over
        return (span._replace(months=until - month),)
    cut = ages._replace(begin=ages.begin + month * MONTH, end=ages.begin + until * MONTH)
    return (span._replace(ages=cut, months=until - month),)


class Uses:
    """What policies use of each pool in each month, worked out once for each policy."""

    def __init__(self, need: Need, found: Sequence[Span], months: int, pools: Sequence[Pool], regions: Sequence[Any]) -> None:
        self.need, self.pools, self.regions = need, pools, regions
        self.months = [month_of(found, month, month + 1) for month in range(months)]
        stay = _versions(need) / MONTH
        self.old = [[(life, each * stay) for life, each in died(need, found, month, month + 1).items()] if stay else []
                    for month in range(months)]  # fmt: skip
        self.known: dict[object, Sequence[Sequence[float]]] = {}

    def of(self, start: str, policy: Policy) -> Sequence[Sequence[float]]:
        """GB in each pool, month by month."""
        key = (start, policy.moves, policy.opted)
        if key not in self.known:
            each = [self._month(start, policy, *month) for month in zip(self.months, self.old, strict=True)]
            self.known[key] = [[self._in(pool, month) for month in each] for pool in self.pools]
        return self.known[key]

    def _in(self, pool: Pool, kept: dict[str, float]) -> float:
        """What a month's GB of one copy, and of restored ones, are in a pool."""
        restored = kept["restored"] if pool.region is None and pool.dimension == STANDARD else 0.0
        return kept[pool.dimension] * self.regions.count(pool.region) + restored

    def _month(self, start: str, policy: Policy, spans: Sequence[Span], old: Sequence[tuple[float, float]]) -> dict[str, float]:
        """GB by dimension."""
        found = {STANDARD: 0.0, FREQUENT: 0.0, "restored": 0.0}
        cold = Colds(spans, (), self.need.look.store.access)
        for sizes, moves in _grouped(policy):
            for class_, begin, end in _stages(start, moves):
                for name, amount in self._stage(class_, sizes, begin, end, spans, cold, policy):
                    found[name] += amount
                kept = sum(count for life, count in old if begin <= life and (end is None or life < end))
                if kept and class_ in ("STANDARD", "INTELLIGENT_TIERING"):
                    each = self._billed(class_, sizes)
                    found[STANDARD if class_ == "STANDARD" else FREQUENT] += kept * float(each.own + each.small) / GIB
        return found

    def _billed(self, class_: str, sizes: Sizes) -> Any:
        return billed(class_, sizes, self.need.look.limits, self.need.look.on)

    def _stage(
        self, class_: str, sizes: Sizes, begin: float, end: float | None, spans: Sequence[Span], cold: Colds, policy: Policy
    ) -> Iterator[tuple[str, float]]:
        """(dimension, GB) of a stage."""
        each = self._billed(class_, sizes)
        if class_ == "INTELLIGENT_TIERING":
            held, until = _held(spans, begin, end), float("inf") if end is None else end
            wait = float(INFREQUENT)
            warm = held - (cold.untouched(begin + wait, until, wait) if begin + wait < until else 0.0)
            yield FREQUENT, (held * float(each.small) + warm * float(each.own)) / GIB
            opted = min((float(wait) for wait in policy.opted if wait is not None), default=None)
            if opted is not None and begin + opted < until:
                _, names = archived(self.need.look.limits, self.need.look.on)
                yield STANDARD, float(names * each.monitored) * cold.untouched(begin + opted, until, opted) / GIB
        elif class_ == "STANDARD":
            yield STANDARD, _held(spans, begin, end) * float(each.own) / GIB
        elif CLASSES[class_].restored:
            yield STANDARD, _held(spans, begin, end) * float(each.standard) / GIB
            size = float(sum(size * share for size, share in sizes))
            yield "restored", self._reads(spans, begin, end) * size * DAY / GIB

    def _reads(self, spans: Sequence[Span], begin: float, end: float | None) -> float:
        """Reads a second of objects between two ages."""
        access, total = self.need.look.store.access, 0.0
        by: Any = read_by
        for span in spans:
            some = float(by(access, begin, end, span.ages))
            if len(access) < 2:
                some *= span.each
            elif span.reads is not None:
                whole = float(by(access, 0.0, None, span.ages))
                if not whole:  # as in curves
                    some, whole = (float(by((), *ages, span.ages)) for ages in ((begin, end), (0.0, None)))
                some *= span.reads / whole if whole else 0.0
            total += some * span.months
        return total


def _held(spans: Sequence[Span], begin: float, end: float | None) -> float:
    """Object-months between two ages."""
    return sum(float(span.ages.held(begin, end)) * span.months for span in spans)


def _grouped(policy: Policy) -> Iterator[tuple[Sizes, tuple[Transition, ...]]]:
    """The sizes of each way together."""
    groups: dict[tuple[Transition, ...], Sizes] = {}
    for sizes, moves in policy.moves:
        groups[moves] = (*groups.get(moves, ()), *sizes)
    for moves, all_ in groups.items():
        yield all_, moves


def _stages(start: str, moves: Sequence[Transition]) -> Iterator[tuple[str, float, float | None]]:
    """(class, age at which objects come, age at which they go)."""
    steps = [(start, 0.0), *((move.to, float(move.after)) for move in moves)]
    ends: list[float | None] = [begin for _, begin in steps[1:]]
    for (class_, begin), end in zip(steps, [*ends, None], strict=True):
        if end is None or begin < end:
            yield class_, begin, end
