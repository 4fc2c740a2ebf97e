"""Random small buckets with every policy there is for them, each billed: what the search for the cheapest one is held against.

A policy is a class to write to, and for each size of objects the classes they go on to on some days, with the archive tiers of
Intelligent-Tiering a bucket opts in to. All of them are tried, of every whole day where objects live short, else of some days:
those on which something changes, others drawn, those of the policy found, and the days beside these.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from itertools import pairwise, product
from typing import Any, NamedTuple

import needs
from life import CATALOG, CLASSES, DAY

from advisor.bill import Place
from advisor.costing import price
from advisor.exact import Fraction
from advisor.lifecycles import Need, Permitted, Policy, cheapest
from advisor.load import Load, loads, sizes_of
from advisor.missing import Missing
from advisor.services import s3
from advisor.services.s3_classes import Sizes
from advisor.services.s3_design import Design, Rule, Transition
from advisor.services.s3_tiers import Opted
from advisor.services.s3_ways import ONWARD

HOME = "us-east-1"
MOST = {1: 300, 2: 80}  # ways of one size that are tried, by how many sizes there are
IA = ("STANDARD_IA", "ONEZONE_IA")
WAITS = {"immediate": 0, "5 min": 300, "12 h": 12 * 3600, "48 h": 48 * 3600}
FASTEST = {"GLACIER": 300, "DEEP_ARCHIVE": 12 * 3600}  # seconds a restore takes at least
Moves = tuple[tuple[int, str], ...]  # (day, class)


class Small(NamedTuple):
    """A bucket, its settings, the months it is billed for, from which age which classes are permitted."""

    it: needs.Need
    template: Design
    months: int
    permitted: tuple[Permitted, ...]

    @property
    def on(self) -> date:
        """The day of the prices."""
        return self.it.look.on

    @property
    def place(self) -> Place:
        """Where it is billed."""
        return Place(CATALOG, HOME, self.on, self.months)

    @property
    def life(self) -> Fraction | None:
        """The age nothing lives past."""
        known = (self.it.month().lifetime, self.template.expire)
        return min((each for each in known if each is not None), default=None)

    @property
    def sizes(self) -> Sizes:
        """The sizes of its objects."""
        return sizes_of(self.it.store, self.it.facts)

    @property
    def loads(self) -> Sequence[Load]:
        """Its months."""
        return loads(self.it.store, self.it.facts, self.months)

    def cheapest(self) -> Mapping[str, Policy]:
        """What the search finds, for each class objects are written to."""
        return cheapest(Need(self.template, self.loads, self.permitted, self.it.facts, self.it.look, self.place))

    def total(self, design: Design) -> float:
        """What a design costs by the ordinary bill."""
        bill = price(s3, design, self.it.facts, self.it.look, self.place)
        assert not bill.at_least
        return float(bill.total)


def small(seed: int, pooled: bool = False) -> Small:
    """A random small bucket; `pooled`: of 45 to 900 TiB, where prices fall with use."""
    dice = random.Random(f"small {seed}")
    sizes = [dice.choice((4, 20, 100, 128, 150, 300, 2000, 100_000)) for _ in range(dice.choice((1, 1, 2)))]
    if pooled:
        sizes = [dice.choice((40, 200, 1000, 10_000)) for _ in sizes]
    sizes = sorted(set(sizes))
    size = dice.choice((45, 60, 80, 450, 600, 900)) * 1024**3 if pooled else dice.choice((1, 100, 5000)) * 1024**2  # KiB
    shares = f"{{{sizes[0]} KiB: {100 // len(sizes)} %, {sizes[-1]} KiB: 50 %}}" if len(sizes) > 1 else f"{sizes[0]} KiB"
    lines = ["kind: object", f"size: {size} KiB", f"object_size: {shares}", *_reads(dice), *(flow := _flow(dice, size, pooled))]
    life = next((int(line.split()[1]) for line in flow if line.startswith("keep")), None)
    waits, bands = _waits(dice)
    on = date(2026, 11, 20) if dice.random() < 0.85 else date(2025, 6, 1)
    it = needs.need("\n".join([*lines, waits]), on)
    template = Design("STANDARD", expire=None if life is None else Fraction(life * DAY), **_settings(dice, lines))
    return Small(it, template, dice.choice((1, 2, 3, 5)), tuple(_permitted(dice, bands)))


def _reads(dice: random.Random) -> list[str]:
    """Lines on reads: at one rate, or by age in two or three bands; some with the sum stated as well."""
    if dice.random() < 0.35:
        return [f"access: {dice.choice((0, 0.001, 0.05, 1))} /month"]
    edges = sorted(dice.sample((3, 5, 20, 30, 45, 60, 90, 150), dice.choice((1, 2))))
    rates = [dice.choice((0, 1, 5, 30)), *(dice.choice((0, 0.001, 0.1, 1)) for _ in edges)]
    bands = [f"{{until: {edge} days, reads: {rate} /month}}" for edge, rate in zip(edges, rates, strict=False)]
    said = [f"access: [{', '.join(bands)}, {{reads: {rates[-1]} /month}}]"]
    return said if dice.random() < 0.8 else [*said, f"reads: {dice.choice((0.1, 10))} /s"]


def _flow(dice: random.Random, size: int, pooled: bool) -> list[str]:
    """Lines on what comes and goes: deleted at an age, growing, both, what is there alone, overwritten, or told by ages."""
    if dice.random() < 0.4:
        return list(_told(dice, size))
    life = dice.choice((6, 12, 20, 45, 100, 200, 400))
    grown = f"growth: {size // dice.choice((3, 20))} KiB /month"
    ways = {
        "kept": [f"keep: {life} days"], "grown": [grown], "there": ["growth: 0 GiB /month", "writes: 0 /s"],
        "both": [f"keep: {life} days", grown],
        "replaced": ["growth: 0 GiB /month", f"writes: {dice.choice((0.01, 1))} /s", "overwrites: true"],
    }  # fmt: skip
    return ways[dice.choice(("kept", "kept", "grown", "grown", "there", "both", "replaced"))]


def _told(dice: random.Random, size: int) -> Iterator[str]:
    """Lines that say one or more of: shares are deleted young, how old what is there is, more is written each month."""
    life = dice.choice((None, None, 20, 45, 100, 200, 400))
    said = set(dice.choices(("deletions", "object_age", "faster"), k=dice.choice((1, 1, 2))))
    if "deletions" in said:
        ages = sorted(dice.sample([age for age in (2, 7, 15, 35, 70, 120) if life is None or age < life], dice.choice((1, 2))))
        shares = dice.choice(((10, 20), (40, 30), (90, 5), (60, 30)))
        each = [f"{{after: {age} days, share: {share} %}}" for age, share in zip(ages, shares, strict=False)]
        yield f"deletions: [{', '.join(each)}]"
    if "object_age" in said:
        ages = sorted({min(age, life or age) for age in dice.sample((10, 40, 90, 150, 300, 700), 2)})
        shares = (100,) if len(ages) == 1 else dice.choice(((10, 90), (90, 10), (0, 100), (50, 50)))
        each = [f"{{until: {age} days, share: {share} %}}" for age, share in zip(ages, shares, strict=True)]
        yield f"object_age: [{', '.join(each)}]"
    pace = [f"growth: {dice.choice((1, 5, 30))} % /{dice.choice(('month', 'year'))}"] if "faster" in said else []
    if "object_age" in said and dice.random() < 0.5:
        pace.append(f"average: {dice.choice((1, 100, 10_000))} thousand /month")
    elif life is None:
        yield f"growth: {size // dice.choice((3, 20))} KiB /month"
    if pace:
        yield f"writes: {{{', '.join(pace)}}}"
    if life is not None:
        yield f"keep: {life} days"


def _waits(dice: random.Random) -> tuple[str, list[tuple[int, int]]]:
    """A line on how long a read may take, and (age in days, seconds) from which which wait holds."""
    if dice.random() < 0.6:
        wait = dice.choice(tuple(WAITS))
        return f"retrieval: {wait}", [(0, WAITS[wait])]
    edges = sorted(dice.sample((10, 30, 100, 200), dice.choice((1, 1, 2))))
    waits = sorted(dice.choices(tuple(WAITS), k=len(edges) + 1), key=WAITS.__getitem__)
    bands = [f"{{until: {edge} days, within: {wait}}}" for edge, wait in zip(edges, waits, strict=False)]
    line = f"retrieval: [{', '.join(bands)}, {{within: {waits[-1]}}}]"
    return line, list(zip((0, *edges), (WAITS[wait] for wait in waits), strict=True))


def _settings(dice: random.Random, lines: list[str]) -> dict[str, Any]:
    """What else is set: old versions, which are kept for some days; a replica."""
    found: dict[str, Any] = {}
    if dice.random() < 0.3 or "overwrites: true" in lines:
        found |= {"versioning": True, "expire_noncurrent": Fraction(dice.choice((1, 30, 100)) * DAY)}
    if dice.random() < 0.15:
        found |= {"replication": "CRR", "replicate_to": ("us-west-2",), "versioning": True}
        found.setdefault("expire_noncurrent", Fraction(DAY))
    return found


def _permitted(dice: random.Random, bands: list[tuple[int, int]]) -> Iterator[Permitted]:
    """The classes of each age: two to four, archives where the wait lets them, one from an age on alone."""
    classes = dice.sample(CLASSES, dice.choice((2, 3, 3, 4)))
    if "STANDARD" not in classes and dice.random() < 0.7:
        classes[0] = "STANDARD"
    if dice.random() < 0.3 and "INTELLIGENT_TIERING" not in classes:
        classes[-1] = "INTELLIGENT_TIERING"
    late, since = dice.choice(classes), dice.choice((0, 0, 0, 10, 60))
    ages = sorted({age for age, _ in bands} | {since})
    for age in ages:
        wait = next(wait for begin, wait in reversed(bands) if begin <= age)
        mine = {name for name in classes if FASTEST.get(name, 0) <= wait and (name != late or age >= since)}
        yield Permitted(Fraction(age * DAY), frozenset(mine or {"STANDARD"}))


def chains(start: str, classes: frozenset[str], days: Sequence[int]) -> Iterator[Moves]:
    """Every way from a class with moves on some days."""
    yield ()
    for place, day in enumerate(days):
        for to in ONWARD.get(start, ()):
            if to in classes:
                for rest in chains(to, classes, days[place + 1 :]):
                    yield ((day, to), *rest)


def allowed(one: Small, start: str, moves: Moves, opted: Opted) -> bool:
    """Whether objects on a way are in permitted classes alone at every age, archive tiers at the soonest ones can be there."""
    steps = [(0, start), *moves]
    stays: list[tuple[float, float, str]] = []
    dies = float("inf") if one.life is None else float(one.life) / DAY
    for (begin, class_), end in zip(steps, [*(day for day, _ in moves), dies], strict=True):
        stays.append((begin, end, class_))
        if class_ == "INTELLIGENT_TIERING":
            waits = zip(("GLACIER", "DEEP_ARCHIVE"), opted, strict=True)
            stays += [(begin + float(wait) / DAY, end, name) for name, wait in waits if wait is not None]
    untils = [*(float(each.since) / DAY for each in one.permitted[1:]), float("inf")]
    floor = 30 if one.on < date(2026, 1, 1) else 0
    return all(not (to in IA and day < floor) for day, to in moves) and all(
        class_ in each.classes
        for begin, end, class_ in stays if begin < end
        for each, until in zip(one.permitted, untils, strict=True) if begin < until and float(each.since) / DAY < end
    )  # fmt: skip


def days_of(one: Small, found: Mapping[str, Policy], seed: int) -> tuple[int, ...]:
    """The days tried: all where objects live short; else what is found, beside it, where something changes, and others drawn."""
    dice = random.Random(f"days {seed}")
    last = 450 if one.life is None else int(-(-one.life // DAY))
    classes = frozenset(name for each in one.permitted for name in each.classes)
    first = {int(move.after // DAY) for policy in found.values() for _, moves in policy.moves for move in moves}
    edges = {int(band.until // DAY) for band in one.it.store.access if band.until != float("inf")}
    edges |= {int(each.since // DAY) for each in one.permitted} | {last - least for least in (30, 90, 180)} | {0, 30, 90}
    other = [*dice.sample(sorted(edges), len(edges)), *dice.sample(range(last), min(last, 60))]
    queue = [*sorted(first), *other[:4], *(day + step for day in sorted(first) for step in (-1, 1)), *other[4:], *range(last)]
    tried: list[int] = []
    for day in dict.fromkeys(queue):
        if 0 <= day < last:
            most = max(count(start, classes, len(tried) + 1) for start in classes | {"STANDARD"})
            if most > MOST[len(one.sizes)] and day not in first:
                break
            tried.append(day)
    return tuple(sorted(tried))


@cache
def count(start: str, classes: frozenset[str], days: int) -> int:
    """How many ways there are from a class over so many days."""
    return 1 + sum(count(to, classes, left) for left in range(days) for to in ONWARD.get(start, ()) if to in classes)


def opted(one: Small, days: Sequence[int] = ()) -> list[Opted]:
    """Intelligent-Tiering's archive tiers: none, and after the least waits, and longer ones: till an age, from birth or a day."""
    later = sorted({int(each.since // DAY) for each in one.permitted})
    waits = [sorted({least, least + 45, *(age - less for age in later for less in (0, 60, *days) if least < age - less <= 730)})
             for least in (90, 180)]  # fmt: skip
    found: set[tuple[int | None, int | None]] = {(None, None)}
    found |= {(a, d) for a, d in product([None, *waits[0]], [None, *waits[1]]) if a is None or d is None or a <= d}
    if not any("INTELLIGENT_TIERING" in each.classes for each in one.permitted):
        found = {(None, None)}
    return [Opted(*(None if each is None else Fraction(each * DAY) for each in some)) for some in sorted(found, key=str)]


Use = dict[tuple[str, str | None], tuple[Fraction, ...]]  # by dimension and Region: each month's amount


class Bucket:
    """The bills of a small bucket's policies: each way of a size is billed once, and their amounts add up."""

    def __init__(self, one: Small) -> None:
        self.one, self._used = one, dict[tuple[object, ...], Use]()

    def design(self, start: str, ways: Sequence[Moves], opted: Opted) -> Design:
        """A policy as a design: a rule a step, for the objects of one size."""
        sizes = [size for size, _ in self.one.sizes]
        edges = [Fraction(0), *((a + b) / 2 for a, b in pairwise(sizes)), None]
        rules = [
            Rule(lifecycle=(Transition(Fraction(day * DAY), to),), larger_than=edges[place], smaller_than=edges[place + 1])
            for place, moves in enumerate(ways) for day, to in moves
        ]  # fmt: skip
        return self.one.template._replace(
            class_=start, rules=tuple(rules), archive_access=opted.archive, deep_archive_access=opted.deep_archive
        )

    def use(self, start: str, place: int, moves: Moves, opted: Opted) -> Use:
        """What a way of one size uses month by month while the others stay where they are."""
        tiering = "INTELLIGENT_TIERING" in (start, *(to for _, to in moves))
        key = (start, place, moves, opted if tiering else Opted())
        if key not in self._used:
            one = self.one
            ways = [moves if each == place else () for each in range(len(one.sizes))]
            design = self.design(start, ways, key[-1])
            found: dict[tuple[str, str | None], list[Fraction]] = {}
            alike = one.loads[0] is one.loads[-1]
            for month, load in enumerate(one.loads[:1] if alike else one.loads):
                for line in s3.usage(design, load, one.it.facts, one.it.look):
                    all_ = found.setdefault((line.dimension, line.region), [Fraction(0)] * one.months)
                    assert line.amount is not None
                    for place in range(one.months) if alike else (month,):
                        all_[place] += line.amount
            self._used[key] = {name: tuple(each) for name, each in found.items()}
        return self._used[key]

    def priced(self, use: Use, base: Use) -> Priced:
        """What a way adds to the base: US dollars of what has one price, and the amounts of what falls with use."""
        flat = 0.0
        pooled: dict[tuple[str, str | None], tuple[float, ...]] = {}
        for key in {*use, *base}:
            more = [a - b for a, b in zip(use.get(key, self._none), base.get(key, self._none), strict=True)]
            tiers = _tiers(*key, self.one.on)
            if len(tiers) == 1:
                flat += tiers[0][1] * float(sum(more))
            else:
                pooled[key] = tuple(map(float, more))
        return Priced(flat, pooled)

    def base(self, start: str, opted: Opted) -> Priced:
        """What all use where nothing moves."""
        return self.priced(self.use(start, 0, (), opted), {})

    @property
    def _none(self) -> tuple[Fraction, ...]:
        return (Fraction(0),) * self.one.months


class Priced(NamedTuple):
    """US dollars of what has one price; of what falls with use the amounts month by month."""

    flat: float
    pooled: Mapping[tuple[str, str | None], tuple[float, ...]]


@cache
def _tiers(dimension: str, region: str | None, on: date) -> tuple[tuple[float, float], ...]:
    """(from, US dollars a unit) of a dimension's tiers."""
    service, _, name = dimension.partition(".")
    found = CATALOG.find(service, region or HOME, name, on)
    assert not isinstance(found, Missing), (dimension, region)
    return tuple((float(start), float(each)) for start, each in found.tiers)


def _charged(tiers: Sequence[tuple[float, float]], amount: float) -> float:
    """What so much costs in a month."""
    ends = [*(start for start, _ in tiers[1:]), float("inf")]
    return sum(each * (min(amount, end) - start) for (start, each), end in zip(tiers, ends, strict=True) if amount > start)


def _cost(parts: Sequence[Priced], on: date) -> float:
    """What the base and the ways of all sizes cost together."""
    total = sum(each.flat for each in parts)
    for key in {key for each in parts for key in each.pooled}:
        months = [sum(each) for each in zip(*(part.pooled[key] for part in parts if key in part.pooled), strict=True)]
        total += sum(_charged(_tiers(*key, on), amount) for amount in months)
    return total


class Tried(NamedTuple):
    """The cheapest policy from a class, as all were tried: US dollars, the way of each size, the tiers, of how many."""

    cost: float
    ways: tuple[Moves, ...]
    opted: Opted
    tried: int


def best(bucket: Bucket, start: str, days: Sequence[int]) -> Tried | None:
    """The cheapest of all policies from a class; None where none is permitted."""
    one = bucket.one
    classes = frozenset(name for each in one.permitted for name in each.classes)
    every, found, tried = list(chains(start, classes, days)), None, 0
    for tiers in opted(one, days):
        mine = [moves for moves in every if allowed(one, start, moves, tiers)]
        if not mine:
            continue
        base = bucket.base(start, tiers)
        still = bucket.use(start, 0, (), tiers)
        parts = [[bucket.priced(bucket.use(start, place, moves, tiers), still) for moves in mine]
                 for place in range(len(one.sizes))]  # fmt: skip
        for picked in product(range(len(mine)), repeat=len(parts)):
            cost = _cost([base, *(some[index] for some, index in zip(parts, picked, strict=True))], one.on)
            if found is None or cost < found.cost:
                found = Tried(cost, tuple(mine[index] for index in picked), tiers, 0)
        tried += len(mine) ** len(parts)
    return None if found is None else found._replace(tried=tried)


def differing(seed: int, pooled: bool = False, sample: int = 3) -> tuple[int, list[str]]:
    """(policies tried, what differs between the cheapest of them and the policy found, of which there should be nothing)."""
    one = small(seed, pooled)
    policies = one.cheapest()
    days, bucket, wrong, tried = days_of(one, policies, seed), Bucket(one), list[str](), 0
    last = max((day + 1 for day in days), default=0)
    classes = frozenset(name for each in one.permitted for name in each.classes)
    dice = random.Random(f"sample {seed}")
    for start in CLASSES:  # those that hold objects at some age they come to
        if not any(start in each.classes and each.since < last * DAY for each in one.permitted):
            continue
        found, policy = best(bucket, start, days), policies.get(start)
        if found is None or policy is None:
            wrong += [f"seed {seed}: {start}: {found} and {policy}"] if (found is None) is not (policy is None) else []
            continue
        tried += found.tried
        cost, least = one.total(policy.on(one.template._replace(class_=start))), found.cost
        if not abs(cost - least) <= 1e-8 * max(1e-6, least):
            wrong.append(f"seed {seed}: {start} {found} is cheaper than {cost}: {policy}")
        ways = [dice.choice(list(chains(start, classes, days))) for _ in one.sizes]
        wrong += _unlike(bucket, start, found.ways, found.opted)
        wrong += _unlike(bucket, start, ways, found.opted)
    return tried, wrong


def _unlike(bucket: Bucket, start: str, ways: Sequence[Moves], tiers: Opted) -> list[str]:
    """A policy that costs another sum by the ordinary bill than the ways of each size do together."""
    still = bucket.use(start, 0, (), tiers)
    parts = [bucket.priced(bucket.use(start, place, moves, tiers), still) for place, moves in enumerate(ways)]
    mine = _cost([bucket.base(start, tiers), *parts], bucket.one.on)
    whole = bucket.one.total(bucket.design(start, ways, tiers))
    return [] if abs(mine - whole) <= 1e-8 * max(1e-6, whole) else [f"{start} {ways} {tiers}: {mine}, billed {whole}"]
