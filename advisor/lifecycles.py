"""The cheapest policy over time for a bucket: the class objects are written to, and where each size goes at what age.

Exact within the model: between marks (changes of access, allowed waits, least times and their sums) the cost of a policy is
concave in each of its ages, so an optimum lies on marks; on a day beside one where ever fewer objects are older. Prices of pools
fall with use; each of their tiers is tried until it is proved that nothing is cheaper, or as long as may be: how much the optimum
could be cheaper still is `slack`.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from advisor.lifecycle_costs import Book, Colds
from advisor.lifecycle_curves import DAY, Curves, Span, curves, spans, together
from advisor.lifecycle_forms import Stretch
from advisor.lifecycle_marks import marks_of
from advisor.lifecycle_needs import Need, Policy, holds, sees, template
from advisor.lifecycle_parts import Branch
from advisor.lifecycle_permits import Asked, Permitted, begins, permitted
from advisor.lifecycle_pools import Pools
from advisor.lifecycle_pools import Priced as Found
from advisor.lifecycle_pools import cheapest as proved
from advisor.lifecycle_priced import Priced
from advisor.lifecycle_uses import Uses, died, month_of, pools
from advisor.lifecycle_waits import TIERING
from advisor.load import Load, sizes_of
from advisor.services.s3_classes import CLASSES, Sizes
from advisor.services.s3_requests import destinations

if TYPE_CHECKING:
    from advisor.facts import Facts
    from advisor.spec import Band

__all__ = ["Asked", "Need", "Permitted", "Policy", "begins", "cheapest", "holds", "permitted", "policies", "sees", "template"]

ROUNDING, NEVER = 1 + 1e-12, float("inf")
MOST = 100  # searches for one need, each at other prices of its pools


def policies(asked: Asked, facts: Facts, loads: Sequence[Load]) -> Mapping[str, Policy]:
    """The cheapest policy for each class objects may be written to, among the classes that the rules leave at each age.

    What only passes through a class passes through S3 Standard, whose uploads cost least.
    """
    allowed = permitted(asked, facts)
    if not asked.thorough and all(each.classes <= {"STANDARD"} for each in allowed):
        return {}  # there is nothing to go on to
    need = Need(asked.template, loads, allowed, facts, asked.look, asked.place)
    found = cheapest(need, MOST if asked.thorough else 1)
    return {start: policy for start, policy in found.items() if start == "STANDARD" or not policy.passes}


def cheapest(need: Need, most: int = MOST) -> Mapping[str, Policy]:
    """The cheapest policy for each class objects may be written to; none where the ages of objects are unknown."""
    access = need.look.store.access
    sizes = sizes_of(need.look.store, need.facts)
    fact = need.facts.facts.get("reads")
    stated = fact is not None and fact.origin in ("said", "derived")
    found = spans(need.loads, need.template.expire, stated, access)
    if found is None or not sizes or need.loads[0].count is None:
        return {}
    early = need.look.limits.get("s3.lifecycle.min_days_to_ia", need.look.on).value
    versions = bool(need.template.versioning and need.template.expire_noncurrent)
    marks = marks_of(frozenset({early, *(each.since for each in need.permitted)}), access, found, versions)
    ages = _ages(need, sizes, found, marks)
    best: Mapping[str, Policy] = {}
    for searches in (1, most) if most > 1 and ages.pools else (most,):  # a proof begins with the days it ends with, if it can
        best = ages.cheapest(searches)
        while beside := _beside(best, ages.whole[0]) if most > 1 else set():
            ages = _ages(need, sizes, found, (*sorted(beside | {*ages.marks}),))
            best = ages.cheapest(searches)
    return best


def _beside(best: Mapping[str, Policy], by_age: Curves) -> set[float]:
    """The days beside those on which objects come to Intelligent-Tiering, as far as the next marks, where ever fewer are so old.

    There a day between two marks may cost least: to be monitored costs more at first, for the fewer the older they are.
    """
    into = {move.after for policy in best.values() for _, moves in policy.moves for move in moves if move.to == TIERING}
    gaps = zip(pairwise(by_age.marks[:-1]), pairwise(by_age.reaching[:-1]), strict=True)
    return {
        float(day * DAY) for (young, old), (more, fewer) in gaps
        if fewer * ROUNDING < more and (young in into or old in into) for day in range(round(young / DAY) + 1, round(old / DAY))
    }  # fmt: skip


class _Ages:
    """A need's objects by age, and its pools."""

    def __init__(self, need: Need, sizes: Sizes, found: tuple[Span, ...], marks: tuple[float, ...]) -> None:
        self.need, self.found, self.marks, self.access = need, found, marks, need.look.store.access
        self.regions = (None, *destinations(need.template))
        self.months, self.whole = len(need.loads), _by_age(found, marks, self.access)
        self.died = died(need, found, 0, self.months)
        book = Book(need.place, self.regions, {})
        self.pools = pools(need, sizes, book)
        keys = [(pool.dimension, pool.region) for pool in self.pools]
        self.priced = Priced(need, sizes, self.whole, self.died, book, keys)
        self._cuts: dict[tuple[int, int], tuple[Curves, Colds]] = {(0, self.months): self.whole}
        self._parts: dict[tuple[int, int], float] = {}
        self._solved: dict[Branch, Mapping[str, Found]] = {}  # what is proved begins where a first search was
        if self.pools:
            alike = need.loads[0] is need.loads[-1]
            self.tiers = Pools(self.pools, 1 if alike else self.months, self.months if alike else 1, _rising(need, found))
            self.uses = Uses(need, found, self.tiers.months, self.pools, self.regions)

    def cheapest(self, most: int) -> Mapping[str, Policy]:
        """The cheapest policies; where prices fall with use, after at most so many searches."""
        if not self.pools:
            return self.priced.at((Stretch(self.months, *self.whole, 1.0, ()),))
        open_: dict[str, float] = {}  # by start, US dollars that other waits of Intelligent-Tiering could save at most

        def solve(branch: Branch, enough: Mapping[str, float]) -> Mapping[str, Found]:
            found = self._found(branch, enough)
            open_.update({start: max(each.solution.slack, open_.get(start, 0.0)) for start, each in found.items()})
            return found

        best = proved(self.tiers, solve, most)
        return {start: each.solution._replace(cost=each.cost, slack=each.slack + open_[start]) for start, each in best.items()}

    def _found(self, branch: Branch, enough: Mapping[str, float]) -> Mapping[str, Found]:
        """The cheapest policies at the prices of a branch, and what they use of the pools; none that costs `enough` at least."""
        if branch not in self._solved:
            best = self.priced.at(tuple(self._stretches(self.tiers, branch)), enough)
            found = {s: Found(each, each.cost, self.uses.of(s, each) if each.ways else ()) for s, each in best.items()}
            if not all(each.use for each in found.values()):
                return found
            self._solved[branch] = found
        return self._solved[branch]

    def _stretches(self, tiers: Pools, branch: Branch) -> Iterator[Stretch]:
        """The prices of a branch, months with the same ones together."""
        edges = sorted({part.begin for parts in branch for part in parts} | {tiers.months})
        for begin, end in pairwise(edges):
            mine = zip(self.pools, branch, strict=True)
            prices = tuple(tiers.chord(pool, part)[1] for pool, parts in mine for part in parts if part.begin <= begin < part.end)
            months = begin * tiers.times, end * tiers.times
            yield Stretch(months[1], *self._cut(*months), self._part(*months), prices)

    def _part(self, begin: int, end: int) -> float:
        """The part of all that dies which dies in some months, where it matters: where it is kept as an old version."""
        if not self.priced.death.kept:
            return 0.0
        if (begin, end) not in self._parts:
            all_ = sum(self.died.values())
            self._parts[begin, end] = sum(died(self.need, self.found, begin, end).values()) / all_ if all_ else 0.0
        return self._parts[begin, end]

    def _cut(self, begin: int, end: int) -> tuple[Curves, Colds]:
        """Some months' objects by age; many branches part the months in the same places."""
        if (begin, end) not in self._cuts:
            self._cuts[begin, end] = self._summed(begin, end)
        return self._cuts[begin, end]

    def _summed(self, begin: int, end: int) -> tuple[Curves, Colds]:
        """Some months' objects by age, worked out."""
        some = month_of(self.found, begin, end)
        if len(some) == 1:
            return _by_age(some, self.marks, self.access)
        months = [_by_age((span,), self.marks, self.access) for span in some]
        return together([each for each, _ in months]), Colds.together([each for _, each in months])


@lru_cache(256)
def _by_age(found: tuple[Span, ...], marks: tuple[float, ...], access: tuple[Band, ...]) -> tuple[Curves, Colds]:
    """A bucket's objects by age, the same for every change of a need that leaves their number and their reads alone."""
    return curves(found, marks, access), Colds(found, marks, access)


def _ages(need: Need, sizes: Sizes, found: tuple[Span, ...], marks: tuple[float, ...]) -> _Ages:
    """A need's objects by age; those asked for last are kept, for a change may leave all that matters as it is."""
    store, facts = need.look.store, need.facts.facts
    said = tuple([(None if fact is None else (fact.values, fact.origin)) for fact in (facts["retrieval"], facts.get("reads"))])
    look = need.look.limits, need.look.on, store.access, store.waits
    key = need.template, need.permitted, need.place, said, look, sizes, found, marks
    for loads, other, ages in _LAST:
        if loads is need.loads and other == key:
            return ages
    made = _Ages(need, sizes, found, marks)
    _LAST.append((need.loads, key, made))
    return made


_LAST: deque[tuple[Sequence[Load], object, _Ages]] = deque(maxlen=4)


def _rising(need: Need, found: Sequence[Span]) -> bool:
    """Whether no policy uses less of a pool than the month before: of no age are there fewer objects, nor is one read less."""
    if need.loads[0].pieces and not _more(found):
        return False
    if len(found) == 1:
        return True
    by_age = len(need.look.store.access) > 1
    archived = any(CLASSES[name].restored for each in need.permitted for name in each.classes)
    if by_age and archived and any(span.reads is not None for span in found):
        return False  # restored copies follow the stated sum of reads, which falls on more and more objects
    if need.loads[0].pieces:
        return by_age or all(one.each <= next_.each * ROUNDING for one, next_ in pairwise(found))
    months = [
        [0.0 if by_age else span.each, span.ages.life or NEVER]
        + [each for piece in span.ages.pieces for each in (piece.rate, span.ages.begin - piece.start)]
        for span in found
    ]
    return all(
        len(one) == len(next_) and all(less <= more * ROUNDING for less, more in zip(one, next_, strict=True))
        for one, next_ in pairwise(months)
    )


def _more(found: Sequence[Span]) -> bool:
    """Whether of those that live so long no fewer came than before, ever."""
    lives: dict[object, set[tuple[float, float, float]]] = {}
    for piece in {piece for span in found for piece in span.ages.pieces}:
        end = NEVER if piece.end is None else float(piece.end)
        lives.setdefault(piece.life, set()).add((float(piece.start), end, float(piece.rate)))
    return all(
        one[1] == next_[0] and one[2] <= next_[2] * ROUNDING for some in lives.values() for one, next_ in pairwise(sorted(some))
    )
