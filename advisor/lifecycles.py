"""The cheapest policy over time for a bucket: the class objects are written to, and where each size goes at what age.

Exact within the model: between marks (changes of access, allowed waits, least times and their sums) the cost of a policy is
concave in each of its ages, so an optimum lies on marks. Pooled prices fall with use, so each of their tiers is tried; how much
the optimum could be cheaper still is `slack`, nothing where one tier holds all.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from math import prod
from typing import TYPE_CHECKING

from advisor.bill import Place
from advisor.exact import Fraction
from advisor.lifecycle_costs import Book, Cold, Colds, fees, tier_prices
from advisor.lifecycle_curves import DAY, MONTH, Curves, Span, curves, marks_of, spans
from advisor.lifecycle_permits import Asked, Permitted, permitted, permitted_at
from advisor.lifecycle_rules import written
from advisor.lifecycle_search import NEVER, Costs, Death, Found, running, search
from advisor.load import Load, sizes_of
from advisor.records import NamedTuple
from advisor.services.s3_classes import GIB, Sizes
from advisor.services.s3_design import Design, Transition
from advisor.services.s3_requests import destinations
from advisor.services.s3_storage import Where
from advisor.services.s3_tiers import Opted
from advisor.services.s3_ways import ONWARD, SMALL
from advisor.sets import number

if TYPE_CHECKING:
    from advisor.facts import Facts
    from advisor.services import Look
    from advisor.spec import Band

__all__ = ["Asked", "Need", "Permitted", "Policy", "cheapest", "policies", "template"]

MOST_OPTED = Fraction(730 * DAY)
POOL = 51_200  # GB that the first tier of Standard and of Frequent Access holds
IA = ("STANDARD_IA", "ONEZONE_IA")


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
    return cheapest(Need(asked.template, loads, permitted(asked, facts), facts, asked.look, asked.place))


def cheapest(need: Need) -> Mapping[str, Policy]:
    """The cheapest policy for each class objects may be written to; none where the ages of objects are unknown."""
    access = need.look.store.access
    sizes = sizes_of(need.look.store, need.facts)
    fact = need.facts.facts.get("reads")
    stated = fact is not None and fact.origin in ("said", "derived")
    found = spans(need.loads, need.template.expire, stated, access)
    if found is None or not sizes or need.loads[0].count is None:
        return {}
    marks = marks_of({each.since for each in need.permitted}, access, found)
    by_age, cold = _by_age(found, marks, access)
    best: dict[str, Policy] = {}
    for tier in _tiers(need.loads):
        for name, policy in _at_price(need, sizes, by_age, cold, tier).items():
            if name not in best or policy.cost < best[name].cost:
                best[name] = policy
    return best


@lru_cache(16)
def _by_age(found: tuple[Span, ...], marks: tuple[float, ...], access: tuple[Band, ...]) -> tuple[Curves, Colds]:
    """A bucket's objects by age, the same for every change of a need that leaves their number and their reads alone."""
    return curves(found, marks, access), Colds(found, marks, access)


def _at_price(need: Need, sizes: Sizes, by_age: Curves, cold: Colds, tier: int) -> Mapping[str, Policy]:
    """The cheapest at one price of the pooled dimensions, with the archive tiers of Intelligent-Tiering that pay.

    First all archive tiers are free to take and never cost more than the tier above: what then makes no use of them is the best
    whatever is opted in to, and only the rest is searched again for each choice.
    """
    every = tuple(_opted(need))
    relaxed = _solved(need, sizes, by_age, cold, every[-1], tier, relaxed=len(every) > 1)
    best = {name: policy._replace(opted=Opted()) for name, policy in relaxed.items()}
    open_ = {name for name, policy in relaxed.items() if len(every) > 1 and _archives(name, policy, every[-1])}
    for name in open_:
        del best[name]
    for opted in every if open_ else ():
        for name, policy in _solved(need, sizes, by_age, cold, opted, tier).items():
            if name in open_ and (name not in best or policy.cost < best[name].cost):
                best[name] = policy
    return best


def _archives(start: str, policy: Policy, opted: Opted) -> bool:
    """Whether objects stay in Intelligent-Tiering long enough for its archive tiers."""
    wait = min(each for each in opted if each is not None)
    for sizes, moves in policy.moves:
        if sizes[0][0] < SMALL:  # never monitored, never moved
            continue
        steps = [(Fraction(0), start), *((move.after, move.to) for move in moves)]
        ends = [*(begin for begin, _ in steps[1:]), None]
        for (begin, name), end in zip(steps, ends, strict=True):
            if name == "INTELLIGENT_TIERING" and (end is None or end - begin > wait):
                return True
    return False


def _tiers(loads: Sequence[Load]) -> tuple[int, ...]:
    """The tiers of pooled prices that a month's data can reach."""
    most = max((load.stored or Fraction(0)) for load in (loads[0], loads[-1])) / GIB
    return (0,) if most <= POOL else (0, 1) if most <= 10 * POOL else (0, 1, 2)


def _solved(
    need: Need, sizes: Sizes, by_age: Curves, cold: Colds, opted: Opted, tier: int, relaxed: bool = False
) -> Mapping[str, Policy]:
    """The cheapest policy of each first class; the sizes between two that take the same ways take them too, for every cost is
    affine in the size on each side of 128 KiB."""
    book = Book(need.place, (None, *destinations(need.template)), tier)
    where, death = Where(need.look.limits, need.look.on), _death(need)
    waits = cold.of(opted)
    known: dict[int, tuple[Mapping[str, Found], int]] = {}

    def solve(index: int) -> Mapping[str, Found]:
        if index not in known:
            classes = _classes(need, (sizes[index],), by_age, waits, opted, book, where, relaxed)
            known[index] = search(classes, by_age, death)
        return known[index][0]

    def fill(low: int, high: int) -> None:
        first, last = solve(low), solve(high)
        if high - low < 2:
            return
        if {name: each.moves for name, each in first.items()} == {name: each.moves for name, each in last.items()}:
            for index in range(low + 1, high):
                known[index] = (_between(sizes, low, high, index, first, last), known[low][1])
        else:
            fill(low, (low + high) // 2)
            fill((low + high) // 2, high)

    small = sum(size < SMALL for size, _ in sizes)
    for low, high in ((0, small - 1), (small, len(sizes) - 1)):
        if low <= high:
            fill(low, high)
    ways = prod(max(1, known[index][1]) for index in range(len(sizes)))
    solved = [(((sizes[index]),), known[index][0]) for index in range(len(sizes))]
    return _policies(solved, by_age, opted, ways)


def _policies(
    solved: Sequence[tuple[Sizes, Mapping[str, Found]]], by_age: Curves, opted: Opted, ways: int
) -> Mapping[str, Policy]:
    """A policy for each class that every size has a way from."""
    return {
        name: Policy(
            tuple((size, _transitions(ends[name], by_age)) for size, ends in solved),
            opted, sum(ends[name].cost for _, ends in solved), ways, 0.0,
        )
        for name in solved[0][1]
        if all(name in ends for _, ends in solved)
    }  # fmt: skip


def _between(
    sizes: Sizes, low: int, high: int, index: int, first: Mapping[str, Found], last: Mapping[str, Found]
) -> dict[str, Found]:
    """The ways of a size between two, at the cost on the line between theirs."""
    along = float((sizes[index][0] - sizes[low][0]) / (sizes[high][0] - sizes[low][0]))
    less, more = (float(sizes[index][1] / sizes[end][1]) for end in (low, high))
    return {
        name: Found(each.cost * less * (1 - along) + last[name].cost * more * along, each.moves) for name, each in first.items()
    }


def _transitions(found: Found, by_age: Curves) -> tuple[Transition, ...]:
    """A way as transitions, whole days."""
    return tuple(Transition(Fraction(round(by_age.marks[mark] / DAY) * DAY), name) for mark, name in found.moves)


def _classes(
    need: Need,
    sizes: Sizes,
    by_age: Curves,
    cold: Sequence[Cold],
    opted: Opted,
    book: Book,
    where: Where,
    relaxed: bool,
) -> dict[str, Costs]:
    """The classes that are priced and permitted at some age."""
    said = need.facts.facts["retrieval"].origin == "said"
    earliest = float(where.limits.get("s3.lifecycle.min_days_to_ia", where.on).value)
    found: dict[str, Costs] = {}
    now = [permitted_at(need.permitted, mark) for mark in by_age.marks[:-1]]
    for name in (*ONWARD, "DEEP_ARCHIVE"):
        allowed = tuple(name in each for each in now)
        if not any(allowed):
            continue
        own = fees(name, sizes, (_wait(name, need), said), book, where)
        waits: tuple[tuple[float, Cold], ...] = ()
        month = own.month
        if name == "INTELLIGENT_TIERING":
            month, *steps = tier_prices(sizes, opted, book, where)
            steps[2:] = [min(0.0, step) if relaxed else step for step in steps[2:]]
            waits = tuple(zip(steps, cold, strict=True))
        if max(month, own.read, own.come) < NEVER:
            run = running(own, month, by_age, waits)
            found[name] = Costs(run, own, allowed, earliest if name in IA else 0.0, waits)
    return found


def _wait(name: str, need: Need) -> Fraction | float:
    """The wait allowed when objects may first be in a class."""
    since = next((each.since for each in need.permitted if name in each.classes), Fraction(0))
    waits = (each.within for each in need.look.store.waits if since < each.until)
    return next(waits, number(need.facts.values["retrieval"]) or Fraction(0))


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
