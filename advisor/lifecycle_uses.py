"""How much of the pools a policy uses, month by month, and the most any policy can: floats, for the search alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import pairwise
from math import nextafter
from typing import Any

from advisor.exact import Fraction
from advisor.lifecycle_costs import Bands, Book, evenly
from advisor.lifecycle_curves import DAY, MONTH, Span, by_month
from advisor.lifecycle_needs import Need, Policy
from advisor.lifecycle_pools import Pool, lines
from advisor.lifecycle_streams import NEVER, Streams
from advisor.load import Load, Months
from advisor.records import NamedTuple
from advisor.series import Apart
from advisor.services.s3_classes import CLASSES, GIB, Sizes, archived, billed
from advisor.services.s3_design import Transition
from advisor.services.s3_storage import FREQUENT, STANDARD
from advisor.services.s3_tiers import INFREQUENT, quiet


def pools(need: Need, sizes: Sizes, book: Book) -> tuple[Pool, ...]:
    """The pools whose second tier can be reached, with the most that can be in each."""
    found = []
    uses = [(_kept(need, sizes, each), _restored(need, each)) for each in _amounts(need)]
    tiering = any("INTELLIGENT_TIERING" in each.classes for each in need.permitted)
    for dimension in (STANDARD, FREQUENT) if tiering else (STANDARD,):
        for region in dict.fromkeys(book.regions):
            copies, own = book.regions.count(region), region is None
            alone = max([restored for _, restored in uses]) if own and dimension == STANDARD else 0.0
            most = [copies * kept + own * restored for kept, restored in uses]
            most = [max(most)] * 2 if need.loads[0].pieces else most
            tiers = book.tiers(dimension, region)
            ways = lines(tiers, max(most)) if tiers else ()
            if len(ways) > 1:
                found.append(Pool(dimension, region, ways, most[0], most[-1], copies, alone))
    return tuple(found)


class _Amounts(NamedTuple):
    """Objects, the mean one's bytes, reads a second, objects a second that die, of a month; 0 where nobody knows."""

    objects: float
    size: float
    reads: float
    dying: float


def _amounts(need: Need) -> list[_Amounts]:
    """The amounts of the first and the last month; of each where objects come in pieces, those of all at once if they may."""
    loads, some = need.loads, [need.loads[0], need.loads[-1]]
    if loads[0].pieces and isinstance(loads, Months):
        try:
            some = [loads.at(range(len(loads)))]
        except Apart:
            some = list(loads)
    count = len(loads) if len(some) == 1 else 1
    rows = ((load.count, load.size, load.reads, _dying(load)) for load in some)
    return [_Amounts(*[each or 0.0 for each in one]) for row in rows
            for one in zip(*(by_month(each, count) for each in row), strict=True)]  # fmt: skip


def _kept(need: Need, sizes: Sizes, month: _Amounts) -> float:
    """The most GB of one copy that can be in a pool: all objects, each at least what archived ones keep there, old versions."""
    _, least = archived(need.look.limits, need.look.on)
    count = month.objects + month.dying * _versions(need)
    return count * float(sum(max(size, least) * share for size, share in sizes)) / GIB


def _restored(need: Need, month: _Amounts) -> float:
    """The most GB of restored copies that can be in a pool: of all reads that may have to restore what they read, a day each."""
    ages = [place for place, each in enumerate(need.permitted) if any(CLASSES[name].restored for name in each.classes)]
    if not ages:
        return 0.0
    since, access = need.permitted[ages[0]].since, need.look.store.access
    rates = [float(band.reads) for band in access if since < band.until] or [0.0]
    reads = max(month.reads if len(access) < 2 or _stated(need) else 0.0, max(rates) * month.objects)
    return reads * month.size * DAY / GIB


def _stated(need: Need) -> bool:
    """Whether somebody said how many reads there are in all."""
    fact = need.facts.facts.get("reads")
    return fact is not None and fact.origin in ("said", "derived")


def _dying(load: Load) -> Fraction:
    """Objects a second that die or are overwritten."""
    return load.outflow / load.size if load.outflow is not None and load.size else Fraction(0)


def died(need: Need, found: Sequence[Span], begin: int, end: int) -> dict[float, float]:
    """How many objects die at which age from one month (from 0) up to another."""
    total: dict[float, float] = {}
    if need.loads[0].pieces:
        for span in month_of(found, begin, end):
            for life, rate in span.ages.deaths():
                before = nextafter(float(life), 0.0)  # what is deleted at an age is gone by a transition at that age
                total[before] = total.get(before, 0.0) + float(rate) * span.months * MONTH
        return total
    first, last = (float(_dying(load)) for load in (need.loads[0], need.loads[-1]))
    life = min((each for each in (need.loads[0].lifetime, need.template.expire) if each is not None), default=None)
    flow = first + (last - first) * ((begin + end - 1) / 2) / max(1, len(need.loads) - 1)
    return {NEVER if life is None else float(life): flow * (end - begin) * MONTH} if flow else {}


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
        self.need, self.pools, self.regions, self.access = need, pools, regions, need.look.store.access
        self.objects, self.months = Monthly(found, months), months
        stay = _versions(need) / MONTH
        dead = [died(need, found, month, month + 1) if stay else {} for month in range(months)]
        lives = dict.fromkeys(life for each in dead for life in each)
        self.old = {life: [each.get(life, 0.0) * stay for each in dead] for life in lives}
        self.bands: Bands = tuple((float(band.until), band.reads) for band in self.access) if len(self.access) > 1 else ()
        self.known: dict[object, Sequence[Row]] = {}
        self._stages: dict[object, dict[str, Row]] = {}

    def of(self, start: str, policy: Policy) -> Sequence[Row]:
        """GB in each pool, month by month."""
        key = (start, policy.moves, policy.opted)
        if key not in self.known:
            kept = self._kept(start, policy)
            self.known[key] = [self._in(pool, kept) for pool in self.pools]
        return self.known[key]

    def _in(self, pool: Pool, kept: Mapping[str, Row]) -> Row:
        """What the months' GB of one copy, and of restored ones, are in a pool."""
        copies, restored = self.regions.count(pool.region), pool.region is None and pool.dimension == STANDARD
        one = [each * copies for each in kept[pool.dimension]]
        return _added(one, kept["restored"]) if restored else one

    def _kept(self, start: str, policy: Policy) -> Mapping[str, Row]:
        """GB by dimension, month by month."""
        found = dict.fromkeys((STANDARD, FREQUENT, "restored"), [0.0] * self.months)
        opted = min((float(wait) for wait in policy.opted if wait is not None), default=None)
        for sizes, moves in _grouped(policy):
            for stage in _stages(start, moves):
                key = (stage, sizes, opted)
                if key not in self._stages:
                    self._stages[key] = dict(self._stage(*stage, sizes, opted))
                for name, amount in self._stages[key].items():
                    found[name] = _added(found[name], amount)
        return found

    def _billed(self, class_: str, sizes: Sizes) -> Any:
        return billed(class_, sizes, self.need.look.limits, self.need.look.on)

    def _stage(
        self, class_: str, begin: float, end: float | None, sizes: Sizes, opted: float | None
    ) -> Iterator[tuple[str, Row]]:
        """(dimension, GB month by month) of a stage."""
        each, until = self._billed(class_, sizes), NEVER if end is None else end
        if class_ in ("STANDARD", "INTELLIGENT_TIERING"):
            old = [row for life, row in self.old.items() if begin <= life and (end is None or life < end)]
            kept = [sum(row) for row in zip(*old, strict=True)] or [0.0] * self.months
        if class_ == "INTELLIGENT_TIERING":
            held, wait = self.objects.held(begin, end), float(INFREQUENT)
            warm = _added(held, self._untouched(begin + wait, until, wait), -1.0)
            frequent = _added(_scaled(held, float(each.small) / GIB), warm, float(each.own) / GIB)
            yield FREQUENT, _added(frequent, kept, float(each.own + each.small) / GIB)
            if opted is not None and begin + opted < until:
                _, names = archived(self.need.look.limits, self.need.look.on)
                yield STANDARD, _scaled(self._untouched(begin + opted, until, opted), float(names * each.monitored) / GIB)
        elif class_ == "STANDARD":
            yield STANDARD, _scaled(_added(self.objects.held(begin, end), kept), float(each.own) / GIB)
        elif CLASSES[class_].restored:
            yield STANDARD, _scaled(self.objects.held(begin, end), float(each.standard) / GIB)
            size = float(sum(size * share for size, share in sizes))
            yield "restored", _scaled(self._reads(begin, end), size * DAY / GIB)

    def _untouched(self, low: float, high: float, wait: float) -> Row:
        """Objects of ages from `low` to `high` that are not read for a wait."""
        found: Row = [0.0] * self.months
        for young, old, every in evenly(low, high, wait, self.bands):
            held = self.objects.held(young, None if old == NEVER else old)
            if every is not None:
                found = _added(found, held, every)
            else:
                still = self.objects.each(lambda span: float(quiet(span.each, int(wait // DAY))))
                found = [one + two * three for one, two, three in zip(found, held, still, strict=True)]
        return found

    def _reads(self, begin: float, end: float | None) -> Row:
        """Reads a second of objects between two ages."""
        if len(self.access) < 2:
            rates = self.objects.each(lambda span: span.each)
            return [one * rate for one, rate in zip(self.objects.held(begin, end), rates, strict=True)]
        some, whole = self._weights(begin, end), self._weights(0.0, None)
        stated = self.objects.each(lambda span: span.reads)
        held, count = self.objects.held(begin, end), self.objects.held(0.0, None)
        return [
            one if reads is None else one * reads / all_ if all_ else alike * reads / every if every else 0.0  # as in curves
            for one, all_, reads, alike, every in zip(some, whole, stated, held, count, strict=True)
        ]

    def _weights(self, begin: float, end: float | None) -> Row:
        """Reads a second as they follow from the ages of objects, as services.s3_stages.read_by counts them."""
        found: Row = [0.0] * self.months
        until = NEVER if end is None else end
        for (low, _), (high, rate) in pairwise(((0.0, Fraction(0)), *self.bands)):
            if max(low, begin) < min(high, until):
                top = min(high, until)
                held = self.objects.held(max(low, begin), None if top == NEVER else top)
                found = _added(found, held, float(rate))
        return found


class Monthly:
    """Objects between two ages month by month, worked out once for each two."""

    def __init__(self, found: Sequence[Span], months: int) -> None:
        self.months = [month_of(found, month, month + 1)[0] for month in range(months)]
        self._streams = Streams((span.ages, span.months) for span in self.months)

    def held(self, young: float, old: float | None) -> Row:
        """Object-months of ages from `young` to `old` (None: and older)."""
        return self._streams.held(young, NEVER if old is None else old)[0]

    def each(self, what: Callable[[Span], Any]) -> list[Any]:
        """Something of each month's stream."""
        return [what(span) for span in self.months]


Row = list[float]  # a number for each month


def _added(some: Row, more: Row, times: float = 1.0) -> Row:
    """Two rows together, the second so many times."""
    return [one + two * times for one, two in zip(some, more, strict=True)]


def _scaled(some: Row, times: float) -> Row:
    """A row so many times."""
    return [each * times for each in some]


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
