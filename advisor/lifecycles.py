"""The cheapest policy over time for a bucket: the class objects are written to, and where each size goes at what age.

Exact within the model: between marks (changes of access, allowed waits, least times and their sums) the cost of a policy is
concave in each of its ages, so an optimum lies on marks. Pooled prices fall with use, so each of their tiers is tried; how much
the optimum could be cheaper still is `slack`, nothing where one tier holds all.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import combinations_with_replacement
from typing import TYPE_CHECKING

from advisor.bill import Place
from advisor.exact import Fraction
from advisor.lifecycle_costs import Book, Cold, colds, fees, tier_prices
from advisor.lifecycle_curves import DAY, MONTH, Curves, Span, curves, spans
from advisor.lifecycle_rules import written
from advisor.lifecycle_search import NEVER, Costs, Death, Found, running, search
from advisor.load import Load, sizes_of
from advisor.records import NamedTuple
from advisor.rules import decide
from advisor.services.s3_classes import GIB, Sizes
from advisor.services.s3_design import Design, Transition
from advisor.services.s3_requests import destinations
from advisor.services.s3_storage import Where
from advisor.services.s3_tiers import Opted
from advisor.services.s3_ways import ONWARD
from advisor.sets import number, point
from advisor.tables import Decision

if TYPE_CHECKING:
    from advisor.facts import Facts
    from advisor.services import Look

LEAST = (30, 90, 180)  # days that classes bill at least, and after which Intelligent-Tiering moves what nobody reads
MOST_OPTED = Fraction(730 * DAY)
POOL = 51_200  # GB that the first tier of Standard and of Frequent Access holds
IA = ("STANDARD_IA", "ONEZONE_IA")


class Permitted(NamedTuple):
    """The classes objects may be in from an age on."""

    since: Fraction
    classes: frozenset[str]


class Asked(NamedTuple):
    """For what policies are asked: a bucket's settings, the decision on its class, whether all must fit, what to look at."""

    template: Design
    decision: Decision
    strict: bool
    look: Look
    place: Place


class Need(NamedTuple):
    """What a policy is looked for: a bucket's settings, its months, where classes are permitted, and prices."""

    template: Design
    loads: Sequence[Load]
    permitted: tuple[Permitted, ...]
    facts: Facts
    look: Look
    place: Place


class Policy(NamedTuple):
    """The cheapest way of each size from one class. `ways`: how many policies there were to choose from."""

    moves: tuple[tuple[Sizes, tuple[Transition, ...]], ...]
    opted: Opted
    cost: float  # US dollars of storage, reads and transitions over the horizon, as far as they depend on the policy
    ways: int
    slack: float  # US dollars the best policy can cost less at most

    def on(self, design: Design) -> Design:
        """A bucket's design with this policy."""
        lifecycle, rules = written(self.moves)
        return design._replace(
            lifecycle=lifecycle, rules=rules, archive_access=self.opted.archive, deep_archive_access=self.opted.deep_archive
        )


def template(design: Design) -> Design:
    """What of a bucket's design its policy depends on."""
    return Design(
        "STANDARD", expire=design.expire, expire_noncurrent=design.expire_noncurrent, versioning=design.versioning,
        replication=design.replication, replicate_to=design.replicate_to,
    )  # fmt: skip


def policies(asked: Asked, facts: Facts, loads: Sequence[Load]) -> Mapping[str, Policy]:
    """The cheapest policy for each class objects may be written to, among the classes that the rules leave at each age."""
    return cheapest(Need(asked.template, loads, _permitted(asked, facts), facts, asked.look, asked.place))


def _permitted(asked: Asked, facts: Facts) -> tuple[Permitted, ...]:
    """What the decision on the class leaves standing (`strict`: finds fitting) for objects of each age, with its own reads."""
    known = {name: facts.values[name] for name in asked.decision.words if name in facts.values}
    found: list[Permitted] = []
    begin = Fraction(0)
    for band in asked.look.store.access if len(asked.look.store.access) > 1 else ():
        values = {**known, "object_reads": point(band.reads)}
        verdict = decide(asked.decision, values, sure=True)
        found.append(Permitted(begin, frozenset(verdict.fit if asked.strict else verdict.standing)))
        begin = band.until if isinstance(band.until, Fraction) else begin
    if not found:
        verdict = decide(asked.decision, known, sure=True)
        found.append(Permitted(begin, frozenset(verdict.fit if asked.strict else verdict.standing)))
    return tuple(found)


def cheapest(need: Need) -> Mapping[str, Policy]:
    """The cheapest policy for each class objects may be written to; none where the ages of objects are unknown."""
    access = need.look.store.access
    sizes = sizes_of(need.look.store, need.facts)
    fact = need.facts.facts.get("reads")
    stated = fact is not None and fact.origin in ("said", "derived")
    found = spans(need.loads, need.template.expire, stated, access)
    if found is None or not sizes or need.loads[0].count is None:
        return {}
    marks = _marks(need, found)
    by_age = curves(found, marks, access)
    best: dict[str, Policy] = {}
    for opted in _opted(need):
        for tier in _tiers(need.loads):
            for name, policy in _solved(need, sizes, by_age, found, opted, tier).items():
                if name not in best or policy.cost < best[name].cost:
                    best[name] = policy
    return best


def _tiers(loads: Sequence[Load]) -> tuple[int, ...]:
    """The tiers of pooled prices that a month's data can reach."""
    most = max((load.stored or Fraction(0)) for load in (loads[0], loads[-1])) / GIB
    return (0,) if most <= POOL else (0, 1) if most <= 10 * POOL else (0, 1, 2)


def _solved(need: Need, sizes: Sizes, by_age: Curves, found: Sequence[Span], opted: Opted, tier: int) -> Mapping[str, Policy]:
    """The cheapest policy of each first class, at one price of the pooled dimensions."""
    where = Where(need.look.limits, need.look.on)
    book = Book(need.place, (None, *destinations(need.template)), tier)
    cold = colds(found, by_age.marks, need.look.store.access, opted)
    death = _death(need)
    each: list[tuple[Sizes, Mapping[str, Found]]] = []
    ways = 1
    for size in sizes:
        classes = _classes(need, (size,), by_age, cold, opted, book, where)
        ends, count = search(classes, by_age, death)
        each.append(((size,), ends))
        ways *= max(1, count)
    starts = [name for name in each[0][1] if all(name in ends for _, ends in each)]
    return {
        name: Policy(
            tuple((size, _transitions(ends[name], by_age)) for size, ends in each),
            opted, sum(ends[name].cost for _, ends in each), ways, 0.0,
        )
        for name in starts
    }  # fmt: skip


def _transitions(found: Found, by_age: Curves) -> tuple[Transition, ...]:
    """A way as transitions, whole days."""
    return tuple(Transition(Fraction(round(by_age.marks[mark] / DAY) * DAY), name) for mark, name in found.moves)


def _classes(
    need: Need, sizes: Sizes, by_age: Curves, cold: Sequence[Cold], opted: Opted, book: Book, where: Where
) -> dict[str, Costs]:
    """The classes that are priced and permitted at some age."""
    wait = (number(need.facts.values["retrieval"]) or Fraction(0), need.facts.facts["retrieval"].origin == "said")
    earliest = float(where.limits.get("s3.lifecycle.min_days_to_ia", where.on).value)
    found: dict[str, Costs] = {}
    for name in (*ONWARD, "DEEP_ARCHIVE"):
        allowed = tuple(_allowed(name, need.permitted, mark) for mark in by_age.marks[:-1])
        if not any(allowed):
            continue
        own = fees(name, sizes, wait, book, where)
        waits: tuple[tuple[float, Cold], ...] = ()
        month = own.month
        if name == "INTELLIGENT_TIERING":
            month, *steps = tier_prices(sizes, opted, book, where)
            waits = tuple(zip(steps, cold, strict=True))
        if max(month, own.read, own.come) < NEVER:
            run = running(own, month, by_age, waits)
            found[name] = Costs(run, own, allowed, earliest if name in IA else 0.0, waits)
    return found


def _allowed(name: str, permitted: Sequence[Permitted], age: float) -> bool:
    """Whether a class may hold objects from a mark to the next."""
    now = [each for each in permitted if float(each.since) <= age]
    return bool(now) and name in now[-1].classes


def _death(need: Need) -> Death:
    """What dies over the horizon."""
    first, last = need.loads[0], need.loads[-1]
    flows = [float(load.outflow / load.size) for load in (first, last) if load.outflow is not None and load.size]
    design = need.template
    kept = float(design.expire_noncurrent or 0) if design.versioning else 0.0
    life = min((each for each in (first.lifetime, design.expire) if each is not None), default=None)
    count = sum(flows) / max(1, len(flows)) * MONTH * len(need.loads)
    return Death(count, NEVER if life is None else float(life), kept)


def _opted(need: Need) -> Iterator[Opted]:
    """Intelligent-Tiering without its archive tiers, and with those that may hold objects from some age on for good."""
    since = {name: _for_good(name, need.permitted) for name in ("GLACIER", "DEEP_ARCHIVE")}
    tiering = any("INTELLIGENT_TIERING" in each.classes for each in need.permitted)
    days = [max(least, age) if age is not None else None for least, age in
            zip((Fraction(90 * DAY), Fraction(180 * DAY)), since.values(), strict=True)]  # fmt: skip
    archive, deep = (None if each is None or each > MOST_OPTED or not tiering else each for each in days)
    yield Opted()
    if archive is not None:
        yield Opted(archive)
    if deep is not None:
        yield Opted(None, deep)
    if archive is not None and deep is not None and archive <= deep:
        yield Opted(archive, deep)


def _for_good(name: str, permitted: Sequence[Permitted]) -> Fraction | None:
    """The age from which a class is permitted for ever; None: it is not."""
    found = None
    for each in permitted:
        found = (each.since if found is None else found) if name in each.classes else None
    return found


@lru_cache(4)
def _sums(least: tuple[int, ...]) -> tuple[int, ...]:
    """Sums of up to two of some days, 0 among them."""
    return tuple(sorted({sum(each) for each in combinations_with_replacement((0, *least), 2)}))


def _marks(need: Need, found: Sequence[Span]) -> tuple[float, ...]:
    """The ages at which something changes, in whole days, with what least times make of them; the last has no end."""
    oldest = max((float(span.ages.end - piece.start) for span in found for piece in span.ages.pieces), default=0.0)
    life = min((float(span.ages.life) for span in found if span.ages.life is not None), default=oldest)
    base = {0.0, *(float(each.since) / DAY for each in need.permitted)}
    base |= {float(band.until) / DAY for band in need.look.store.access if band.until != NEVER}
    ends = {life / DAY, *(-float(piece.start) / DAY for span in found[:1] for piece in span.ages.pieces)}
    days = {day + more for day in base for more in _sums(LEAST)}
    days |= {day - more for day in (base | ends) for more in _sums(LEAST)}
    top = min(life, oldest) if found[0].ages.pieces else max(base) * DAY + 1
    whole = {float(int(day) * DAY) for day in days} | {float(-int(-day // 1) * DAY) for day in ends}
    return (*sorted(mark for mark in whole if 0 <= mark < top or mark == 0), NEVER)
