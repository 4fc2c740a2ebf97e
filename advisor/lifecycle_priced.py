"""The cheapest policies at fixed prices: one search a size, in streams of months that each have their own prices."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from math import prod

from advisor.exact import Fraction
from advisor.lifecycle_costs import Book, Cold, Colds, Fees, fees, tier_prices
from advisor.lifecycle_curves import DAY, Curves
from advisor.lifecycle_needs import Need, Policy
from advisor.lifecycle_permits import Permitted, permitted_at
from advisor.lifecycle_search import NEVER, Costs, Death, Found, running, search
from advisor.records import NamedTuple
from advisor.services.s3_classes import CLASSES, Sizes
from advisor.services.s3_design import Transition
from advisor.services.s3_storage import Where
from advisor.services.s3_tiers import Opted
from advisor.services.s3_ways import ONWARD, SMALL
from advisor.sets import number

MOST_OPTED = Fraction(730 * DAY)
IA = ("STANDARD_IA", "ONEZONE_IA")


class Stretch(NamedTuple):
    """Months with prices of their own: their objects by age, what is not read, the prices, how many die at which age."""

    by_age: Curves
    cold: Colds
    book: Book
    died: Mapping[float, float]


class Priced(NamedTuple):
    """What is searched: a need, its objects by age over all months, and the stretches these are in."""

    need: Need
    sizes: Sizes
    by_age: Curves
    stretches: Sequence[Stretch]


def at_prices(what: Priced) -> Mapping[str, Policy]:
    """The cheapest policy of each first class, with the archive tiers of Intelligent-Tiering that pay.

    First all archive tiers are free to take and never cost more than the tier above: what then makes no use of them is the best
    whatever is opted in to, and only the rest is searched again for each choice.
    """
    every = tuple(_opted(what.need))
    relaxed = _solved(what, every[-1], relaxed=len(every) > 1)
    best = {name: policy._replace(opted=Opted()) for name, policy in relaxed.items()}
    open_ = {name for name, policy in relaxed.items() if len(every) > 1 and _archives(name, policy, every[-1])}
    for name in open_:
        del best[name]
    for opted in every if open_ else ():
        for name, policy in _solved(what, opted).items():
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


def _solved(what: Priced, opted: Opted, relaxed: bool = False) -> Mapping[str, Policy]:
    """The cheapest policy of each first class; the sizes between two that take the same ways take them too, for every cost is
    affine in the size on each side of 128 KiB."""
    need, sizes, by_age = what.need, what.sizes, what.by_age
    where, death = Where(need.look.limits, need.look.on), _death(what)
    waits = [stretch.cold.of(opted) for stretch in what.stretches]
    known: dict[int, Mapping[str, Found]] = {}

    def solve(index: int) -> Mapping[str, Found]:
        if index not in known:
            classes = _classes(what, (sizes[index],), waits, opted, where, relaxed)
            known[index] = search(classes, by_age, death)
        return known[index]

    def fill(low: int, high: int) -> None:
        first, last = solve(low), solve(high)
        if high - low < 2:
            return
        if {name: each.moves for name, each in first.items()} == {name: each.moves for name, each in last.items()}:
            for index in range(low + 1, high):
                known[index] = _between(sizes, low, high, index, first, last)
        else:
            fill(low, (low + high) // 2)
            fill((low + high) // 2, high)

    small = sum(size < SMALL for size, _ in sizes)
    for low, high in ((0, small - 1), (small, len(sizes) - 1)):
        if low <= high:
            fill(low, high)
    return _policies([((sizes[index],), known[index]) for index in range(len(sizes))], by_age, opted)


def _policies(solved: Sequence[tuple[Sizes, Mapping[str, Found]]], by_age: Curves, opted: Opted) -> Mapping[str, Policy]:
    """A policy for each class that every size has a way from."""
    return {
        name: Policy(
            tuple((size, _transitions(ends[name], by_age)) for size, ends in solved),
            opted, sum(ends[name].cost for _, ends in solved), prod(ends[name].ways for _, ends in solved),
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
        name: each._replace(cost=each.cost * less * (1 - along) + last[name].cost * more * along) for name, each in first.items()
    }


def _transitions(found: Found, by_age: Curves) -> tuple[Transition, ...]:
    """A way as transitions, whole days."""
    return tuple(Transition(Fraction(round(by_age.marks[mark] / DAY) * DAY), name) for mark, name in found.moves)


def _classes(
    what: Priced, sizes: Sizes, waits: Sequence[Sequence[Cold]], opted: Opted, where: Where, relaxed: bool
) -> dict[str, Costs]:
    """The classes that are priced and permitted at some age."""
    need = what.need
    said = need.facts.facts["retrieval"].origin == "said"
    earliest = float(where.limits.get("s3.lifecycle.min_days_to_ia", where.on).value)
    found: dict[str, Costs] = {}
    now = [permitted_at(need.permitted, mark) for mark in what.by_age.marks[:-1]]
    for name in (*ONWARD, "DEEP_ARCHIVE"):
        allowed = tuple(name in each for each in now)
        if not any(allowed):
            continue
        waits_ = _waits(name, what)
        by_wait = {wait: [fees(name, sizes, (wait, said), stretch.book, where) for stretch in what.stretches]
                   for wait in dict.fromkeys(waits_)}  # fmt: skip
        own = by_wait[waits_[0]]
        months = [each.month for each in own]
        colds: tuple[tuple[float, Cold], ...] = ()
        if name == "INTELLIGENT_TIERING":
            tiers = [tier_prices(sizes, opted, stretch.book, where) for stretch in what.stretches]
            months = [first for first, *_ in tiers]
            steps = [[*some[:2], *(min(0.0, each) if relaxed else each for each in some[2:])] for _, *some in tiers]
            colds = _weighed(steps, waits)
        priced = [each for some in by_wait.values() for each in some]
        if all(each < NEVER for each in months) and all(max(each.read, each.come) < NEVER for each in priced):
            reads = [[by_wait[wait][place].read for wait in waits_] for place in range(len(own))]
            runs = [running(*each) for each in zip(months, reads, (s.by_age for s in what.stretches), strict=True)]
            found[name] = Costs(_run(runs, colds), _whole(own, what), allowed, earliest if name in IA else 0.0, colds)
    return found


def _weighed(steps: Sequence[Sequence[float]], waits: Sequence[Sequence[Cold]]) -> tuple[tuple[float, Cold], ...]:
    """What each wait adds: of one stretch at its price, of several the sum of what it adds in each."""
    if len(waits) == 1:
        return tuple(zip(steps[0], waits[0], strict=True))
    found = []
    for prices, colds in zip(zip(*steps, strict=True), zip(*waits, strict=True), strict=True):
        sums, first = (
            tuple(sum(map(float.__mul__, prices, each)) for each in zip(*some, strict=True))
            for some in ([cold.sums for cold in colds], [cold.first for cold in colds])
        )
        found.append((1.0, Cold(sums, colds[0].place, first)))
    return tuple(found)


def _run(runs: Sequence[tuple[float, ...]], colds: Sequence[tuple[float, Cold]]) -> tuple[float, ...]:
    """The running sums of all stretches, with what waits add."""
    sums = runs[0] if len(runs) == 1 else tuple(map(sum, zip(*runs, strict=True)))
    for price, cold in colds:
        sums = tuple(each + price * more for each, more in zip(sums, cold.sums, strict=True))
    return sums


def _whole(own: Sequence[Fees], what: Priced) -> Fees:
    """The fees of all stretches: those that pools have a part in, on average by what dies; the rest are the same in each."""
    if len(own) == 1:
        return own[0]
    each_died = [sum(stretch.died.values()) for stretch in what.stretches]
    died = sum(each_died)
    old = sum(each.old * some for each, some in zip(own, each_died, strict=True))
    return own[0]._replace(old=old / died if died else 0.0, early=min(each.early for each in own))


def _waits(name: str, what: Priced) -> list[Fraction | float]:
    """The wait allowed between each mark and the next, or (one) at all ages or in a class that restores nothing."""
    waits = what.need.look.store.waits
    if len(waits) < 2 or not CLASSES[name].restored:
        return [waits[0].within if waits else number(what.need.facts.values["retrieval"]) or Fraction(0)]
    return [next(each.within for each in waits if mark < each.until) for mark in what.by_age.marks[:-1]]


def _death(what: Priced) -> Death:
    """What dies over the horizon."""
    design, total = what.need.template, dict[float, float]()
    for stretch in what.stretches:
        for life, died in stretch.died.items():
            total[life] = total.get(life, 0.0) + died
    return Death(tuple(sorted(total.items())), float(design.expire_noncurrent or 0) if design.versioning else 0.0)


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
