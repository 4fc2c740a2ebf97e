"""The cheapest policies at the prices of a need's pools: one search a size, in streams of months that each have their own prices.

Every cost lies on a straight line over each of these prices; so what they have no part in is worked out once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import accumulate, pairwise
from math import prod

from advisor.exact import Fraction
from advisor.lifecycle_costs import Book, Cold, Colds, Fees
from advisor.lifecycle_curves import DAY, Curves
from advisor.lifecycle_forms import STEPS, Form, Pooled, Prices, Stretch, formed, weighed
from advisor.lifecycle_needs import Need, Policy
from advisor.lifecycle_permits import Permitted, permitted_at
from advisor.lifecycle_search import NEVER, ORDER, Costs, Death, Found, Table, search
from advisor.lifecycle_waits import RESTORED, Waits, choices, settles, soonest, stays, within
from advisor.services.s3_classes import CLASSES, Sizes
from advisor.services.s3_design import Transition
from advisor.services.s3_storage import Where
from advisor.services.s3_tiers import INFREQUENT, INSTANT, Opted
from advisor.services.s3_ways import SMALL
from advisor.sets import number

NONE: Mapping[str, float] = {}
LESS = 1 - 1e-12  # what costs more than this part of another costs the same
IA = ("STANDARD_IA", "ONEZONE_IA")
Tiers = tuple[bool, bool]
ARCHIVES = STEPS + 2  # and those to opt in to


class Priced:
    """What is searched: a need, its objects by age over all months, how many die at which age, its book, and its pools."""

    def __init__(
        self,
        need: Need,
        sizes: Sizes,
        whole: tuple[Curves, Colds],
        died: Mapping[float, float],
        book: Book,
        pools: Sequence[Pooled],
    ) -> None:
        self.need, self.sizes, (self.by_age, self.cold), self.book, self.pools = need, sizes, whole, book, tuple(pools)
        self.where = Where(need.look.limits, need.look.on)
        self.every = choices(need.permitted, self.by_age.marks)
        self.most = soonest(self.every)
        self.death = _death(need, died)
        self.allowed = _allowed(need.permitted, self.by_age.marks)
        self._forms: dict[tuple[int, str, Tiers], Form] = {}
        self._known: dict[object, Costs] = {}  # at the prices that have a part in them
        self._tables: dict[int, dict[tuple[int, ...], Table]] = {}
        self._ways: dict[tuple[tuple[int, str], ...], tuple[Transition, ...]] = {}

    def at(self, stretches: Sequence[Stretch], enough: Mapping[str, float] = NONE) -> Mapping[str, Policy]:
        """The cheapest policy of each first class, with the archive tiers of Intelligent-Tiering that pay; of one all of whose
        policies cost `enough`, what they cost at least, of no ways.

        First all archive tiers are free to take and never cost more than the tier above: what then makes no use of them is the
        best whatever is opted in to, and only the rest is searched again for each choice.
        """
        prices = Prices(stretches)
        if self.most == Opted():
            return self._solved(prices, self.most)
        relaxed = self._solved(prices, self.most, Opted())
        used = {name: _archives(name, policy, self.most) for name, policy in relaxed.items()}
        pay = any(map(any, used.values())) and self._pay(prices)
        open_ = {name for name, each in used.items() if any(each) and not pay}
        best = {name: policy._replace(opted=used[name]) for name, policy in relaxed.items() if name not in open_}
        for name in {name for name in open_ if relaxed[name].cost >= enough.get(name, NEVER)}:
            best[name] = relaxed[name]._replace(ways=0)
            open_.remove(name)
        guessed = bool(self.pools) and not all(each.one for each in self.every)
        left = [*(self._guesses(relaxed) if guessed else self.every)][::-1] if open_ else []
        while left and open_:
            waits = left.pop()
            opted = waits.soonest
            limits = None if waits.one else waits.latest if settles(self.need.permitted) else Opted()
            some = {name: policy for name, policy in self._solved(prices, opted, limits).items()
                    if name in open_ and (name not in best or policy.cost < best[name].cost * LESS)}  # fmt: skip
            if waits.one:
                best |= {name: policy._replace(opted=_archives(name, policy, opted)) for name, policy in some.items()}
                open_ -= {name for name in some if best[name].cost * LESS <= relaxed[name].cost}  # nothing costs less than that
            elif some:
                left += waits.halves()
        found = {name: best[name] for name in used if name in best}
        if guessed:
            found = {name: each._replace(slack=max(0.0, each.cost - relaxed[name].cost)) for name, each in found.items()}
        return found

    def _guesses(self, relaxed: Mapping[str, Policy]) -> list[Waits]:
        """Of all waits those from birth, and those for the ages at which objects come to Intelligent-Tiering where its archive
        tiers are free to take: enough where each price of a pool is a search of its own. The rest is left as slack."""
        entries = {float(move.after) for each in relaxed.values() for _, moves in each.moves for move in moves
                   if move.to == "INTELLIGENT_TIERING"}  # fmt: skip
        found = {some.at(self.need.permitted, age) for some in self.every for age in (0.0, *sorted(entries))}
        return sorted((each for each in found if each is not None), key=str, reverse=True)

    def _pay(self, prices: Prices) -> bool:
        """Whether no archive tier costs more than the tier above, for objects of any size; each cost is affine in the size."""
        opted = self.most
        whole = any(each.one and each.soonest == opted for each in self.every)
        if not whole or opted.archive == opted.deep_archive or stays(self.need.permitted, self.by_age.marks, opted):
            return False  # not all in one, two in one place, or not for what comes at any age
        ends = {next(index for index, (size, _) in enumerate(self.sizes) if size >= SMALL), len(self.sizes) - 1}
        forms = [self._forms[index, "INTELLIGENT_TIERING", _tiers(opted)] for index in ends]
        steps = [(form, place) for form in forms for place in range(ARCHIVES, len(form.fixed))]
        return all(form.at(place, stretch.prices) <= 0 for form, place in steps for stretch in prices.stretches)

    def _solved(self, prices: Prices, opted: Opted, relaxed: Opted | None = None) -> Mapping[str, Policy]:
        """The cheapest policy of each first class; the sizes between two that take the same ways take them too, for every cost is
        affine in the size on each side of 128 KiB.

        `relaxed`: at most what it costs, for archive tiers never add cost, objects stay as long as they may at these waits,
        and are archived from the ages on alone from which they may be.
        """
        sizes, known = self.sizes, dict[int, Mapping[str, Found]]()

        def solve(index: int) -> Mapping[str, Found]:
            if index not in known:
                classes, tables = self._classes(prices, index, opted, relaxed), self._tables.setdefault(index, {})
                known[index] = search(classes, self.by_age, self.death, tables)
            return known[index]

        small = sum(size < SMALL for size, _ in sizes)
        open_ = [(low, high) for low, high in ((small, len(sizes) - 1), (0, small - 1)) if low <= high]
        while open_:
            low, high = open_.pop()
            first, last = solve(low), solve(high)
            if high - low < 2:
                continue
            if {name: each.moves for name, each in first.items()} == {name: each.moves for name, each in last.items()}:
                for index in range(low + 1, high):
                    known[index] = _between(sizes, low, high, index, first, last)
            else:
                open_ += [((low + high) // 2, high), (low, (low + high) // 2)]
        return self._policies([((sizes[index],), known[index]) for index in range(len(sizes))], opted)

    def _policies(self, solved: Sequence[tuple[Sizes, Mapping[str, Found]]], opted: Opted) -> Mapping[str, Policy]:
        """A policy for each class that every size has a way from."""
        return {
            name: Policy(
                tuple([(size, self._transitions(ends[name].moves)) for size, ends in solved]),
                opted, sum([ends[name].cost for _, ends in solved]), prod([ends[name].ways for _, ends in solved]),
            )
            for name in solved[0][1]
            if all(name in ends for _, ends in solved)
        }  # fmt: skip

    def _transitions(self, moves: tuple[tuple[int, str], ...]) -> tuple[Transition, ...]:
        """A way as transitions, whole days."""
        if moves not in self._ways:
            marks = self.by_age.marks
            self._ways[moves] = tuple([Transition(Fraction(round(marks[mark] / DAY) * DAY), name) for mark, name in moves])
        return self._ways[moves]

    def _classes(self, prices: Prices, index: int, opted: Opted, relaxed: Opted | None) -> dict[str, Costs]:
        """The classes that are priced and permitted at some age, for objects of one size."""
        found: dict[str, Costs] = {}
        for name in self.allowed:
            costs = self._class(prices, index, name, opted, relaxed)
            if costs is not None:
                found[name] = costs
        return found

    def _class(self, prices: Prices, index: int, name: str, opted: Opted, relaxed: Opted | None) -> Costs | None:
        """What a class costs; None where it has no price."""
        if name != "INTELLIGENT_TIERING":
            opted, relaxed = Opted(), None
        shape = (index, name, _tiers(opted))
        if shape not in self._forms:
            self._forms[shape] = self._form((self.sizes[index],), name, opted)
        form = self._forms[shape]
        if max(*form.fixed[:3], *form.reads) == NEVER:
            return None
        waits: object = (opted, relaxed)
        if name == "INTELLIGENT_TIERING" and self.sizes[index][0] < SMALL:
            waits = self._stays(opted, relaxed)  # nothing so small is ever moved to another tier
        at = (index, name, waits, prices.of(form))
        if at not in self._known:
            self._known[at] = self._priced(prices, form, name, opted, relaxed)
        return self._known[at]

    def _form(self, sizes: Sizes, name: str, opted: Opted) -> Form:
        """What a class's fees are made of, with what a read costs after each mark where that changes with age."""
        waits = tuple(_waits(name, self.need, self.by_age))
        said = CLASSES[name].restored and self.need.facts.facts["retrieval"].origin == "said"
        catalog, region, on = self.need.place[:3]
        return formed(name, sizes, opted, (waits, said), (self.book.regions, self.pools), (catalog, region, on), self.where)

    def _priced(self, prices: Prices, form: Form, name: str, opted: Opted, relaxed: Opted | None) -> Costs:
        """A class's costs at some prices."""
        month, read = form.fixed[:2]
        sums: Sequence[float] = [read * each for each in self.by_age.reads]
        if form.reads:
            each_read = zip(form.reads, pairwise(self.by_age.reads), strict=True)
            sums = [*accumulate((each * (after - before) for each, (before, after) in each_read), initial=0.0)]
        run = [month * held + reads for held, reads in zip(self.by_age.held, sums, strict=True)]
        for pool, slope in enumerate(form.slopes):
            if slope[0]:
                run = [one + slope[0] * more for one, more in zip(run, prices.held(pool), strict=True)]
            if slope[1]:
                run = [one + slope[1] * more for one, more in zip(run, prices.reads(pool), strict=True)]
        tiering = name == "INTELLIGENT_TIERING"
        colds = self._colds(prices, form, opted, relaxed) if tiering else ()
        until = self._stays(opted, relaxed) if tiering else ()
        for price, cold in colds:
            run = [one + price * more for one, more in zip(run, cold.sums, strict=True)]
        own = Fees(*form.fixed[:STEPS])
        if form.pooled:
            own = own._replace(
                old=form.at(5, prices.dying), early=min(form.at(3, stretch.prices) for stretch in prices.stretches)
            )
        earliest = float(self.where.limits.get("s3.lifecycle.min_days_to_ia", self.where.on).value) if name in IA else 0.0
        return Costs(run, own, self.allowed[name], earliest, colds, until)

    def _stays(self, opted: Opted, relaxed: Opted | None) -> tuple[int, ...]:
        """By mark objects come to Intelligent-Tiering at: the last they may stay until; none where all may stay for good."""
        return stays(self.need.permitted, self.by_age.marks, opted if relaxed is None else relaxed)

    def _colds(self, prices: Prices, form: Form, opted: Opted, relaxed: Opted | None) -> tuple[tuple[float, Cold], ...]:
        """What each wait of Intelligent-Tiering adds, where it adds anything; `relaxed`: archive tiers never add cost."""
        found: list[tuple[float, Cold]] = []
        names = [name for name, wait in zip(RESTORED, opted, strict=True) if wait is not None]
        never = (False,) * (len(self.by_age.marks) - 1)
        waits = [float(each) for each in (INFREQUENT, INSTANT, *opted) if each is not None]
        for place, wait in enumerate(waits, start=STEPS):
            pooled = any(slope[place] for slope in form.slopes)
            each = [form.at(place, stretch.prices) for stretch in (prices.stretches if pooled else prices.stretches[:1])]
            if relaxed is not None and place >= ARCHIVES:
                each = [min(0.0, price) for price in each]
            if not any(each):
                continue
            if len(each) == 1:
                one = each[0], self.cold.wait(wait)
            else:
                one = 1.0, weighed(each, [stretch.cold.wait(wait) for stretch in prices.stretches])
            if relaxed is not None and place >= ARCHIVES:
                one = one[0], within(one[1], self.allowed.get(names[place - ARCHIVES], never))
            found.append(one)
        return tuple(found)


@lru_cache(64)
def _allowed(permitted: tuple[Permitted, ...], marks: tuple[float, ...]) -> Mapping[str, tuple[bool, ...]]:
    """The classes that may hold objects at some age, each with whether it may from each mark to the next."""
    now = [permitted_at(permitted, mark) for mark in marks[:-1]]
    allowed = {name: tuple(name in each for each in now) for name in ORDER}
    return {name: each for name, each in allowed.items() if any(each)}


def _tiers(opted: Opted) -> Tiers:
    """Which archive tiers are opted in to."""
    return opted.archive is not None, opted.deep_archive is not None


def _archives(start: str, policy: Policy, opted: Opted) -> Opted:
    """The archive tiers that objects stay in Intelligent-Tiering long enough for."""
    longest: Fraction | float = Fraction(0)
    for sizes, moves in policy.moves:
        if sizes[0][0] >= SMALL:  # else never monitored, never moved
            steps = [(Fraction(0), start), *((move.after, move.to) for move in moves)]
            ends: list[Fraction | float] = [*(begin for begin, _ in steps[1:]), NEVER]
            stays = (end - begin for (begin, name), end in zip(steps, ends, strict=True) if name == "INTELLIGENT_TIERING")
            longest = max(longest, *stays, Fraction(0))
    return Opted(*(wait if wait is not None and longest > wait else None for wait in opted))


def _between(
    sizes: Sizes, low: int, high: int, index: int, first: Mapping[str, Found], last: Mapping[str, Found]
) -> dict[str, Found]:
    """The ways of a size between two, at the cost on the line between theirs."""
    along = float((sizes[index][0] - sizes[low][0]) / (sizes[high][0] - sizes[low][0]))
    less, more = (float(sizes[index][1] / sizes[end][1]) for end in (low, high))
    return {
        name: each._replace(cost=each.cost * less * (1 - along) + last[name].cost * more * along) for name, each in first.items()
    }


def _death(need: Need, died: Mapping[float, float]) -> Death:
    """What dies over the horizon."""
    design = need.template
    return Death(tuple(sorted(died.items())), float(design.expire_noncurrent or 0) if design.versioning else 0.0)


def _waits(name: str, need: Need, by_age: Curves) -> list[Fraction | float]:
    """The wait allowed between each mark and the next, or (one) at all ages or in a class that restores nothing."""
    waits = need.look.store.waits
    if not CLASSES[name].restored:
        return [Fraction(0)]
    if len(waits) < 2:
        return [waits[0].within if waits else number(need.facts.values["retrieval"]) or Fraction(0)]
    return [next(each.within for each in waits if mark < each.until) for mark in by_age.marks[:-1]]
