"""What holds an answer and what flips it: all outcomes of a decision over the cells its constants cut."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import product

from advisor.compiled import Masks, Outcome, Table, table
from advisor.exact import Fraction
from advisor.grid import Axis
from advisor.records import NamedTuple
from advisor.sets import INFINITY, Span, Values, contains, point
from advisor.tables import Decision, Rule
from advisor.units import GIB, KIB, MIB, SECONDS_IN_MONTH, TIB
from advisor.vocabulary import Word


class Cell(NamedTuple):
    """Values of the facts that had to be split, and the outcome everywhere among them."""

    values: Mapping[str, Values]
    fit: tuple[str, ...]
    standing: tuple[str, ...]
    rule: Rule | None


class Flip(NamedTuple):
    """One fact changed: the values with another outcome, today's, and that outcome."""

    word: Word
    to: Values
    today: Values
    fit: tuple[str, ...]
    standing: tuple[str, ...]

    @property
    def fact(self) -> str:
        """The fact's name."""
        return self.word.name

    @property
    def value(self) -> Values:
        """Of the values with another outcome the one nearest to today's."""
        return nearest_value(self.word, self.to, self.today)


def outcomes(decision: Decision, values: Mapping[str, Values]) -> tuple[Cell, ...]:
    """Every outcome possible while facts are known only as `values` (not given: unknown); the cells part them.

    grid.Exhausted when there are more than can be told apart.
    """
    known = table(decision)
    return tuple(Cell(split, *outcome) for masks, outcome in known.split(known.masks(values)) for split in _boxes(known, masks))


def _boxes(known: Table, masks: Mapping[int, int]) -> Iterator[dict[str, Values]]:
    """Cells as values: several boxes where a number may lie on both sides of what it must not be."""
    named = [known.axes[place] for place in masks]
    for each in product(*(known.axes[place].values(mask) for place, mask in masks.items())):
        yield {axis.fact: values for axis, values in zip(named, each, strict=True)}


def holds_while(decision: Decision, values: Mapping[str, Values]) -> dict[str, Values]:
    """For each fact that matters, the widest values around today's under which the same options fit, others unchanged."""
    known = table(decision)
    masks = known.masks(values)
    fit = known.outcome(masks).fit
    kept: dict[str, Values] = {}
    for axis, mask, others in zip(known.axes, masks, _beside(known, masks), strict=True):
        same = _around(axis, mask, [cell for cell, found in others if found.fit == fit]) if others else axis.all
        if same != axis.all:
            kept[axis.fact] = axis.values(same)[0]
    return kept


@lru_cache(maxsize=64)
def _beside(known: Table, masks: Masks) -> tuple[tuple[tuple[int, Outcome], ...], ...]:
    """Of each axis every cell not among today's and the outcome there; asked several times of one need."""
    return known.beside(masks)


def _around(axis: Axis, mask: int, more: list[int]) -> int:
    """Today's cells and `more`: all of them for choices, those without a gap in between for numbers."""
    if not isinstance(axis.word.everything, Span):
        return mask | sum(1 << cell for cell in more)
    for cell in sorted(more):
        if cell and mask >> (cell - 1) & 1:
            mask |= 1 << cell
    for cell in sorted(more, reverse=True):
        if mask >> (cell + 1) & 1:
            mask |= 1 << cell
    return mask


def flips(decision: Decision, values: Mapping[str, Values], *, fit_only: bool = True) -> tuple[Flip, ...]:
    """Each change of one fact that changes what fits (or, not `fit_only`, what stands), with the nearest such value."""
    known = table(decision)
    masks = known.masks(values)
    now = known.outcome(masks)
    found: list[Flip] = []
    for axis, others in zip(known.axes, _beside(known, masks), strict=True):
        joined: dict[tuple[tuple[str, ...], tuple[str, ...]], int] = {}
        for cell, (fit, standing, _) in others:
            if fit != now.fit or (not fit_only and standing != now.standing):
                joined[fit, standing] = joined.get((fit, standing), 0) | 1 << cell
        today = values.get(axis.fact, axis.word.everything) if joined else frozenset()
        for (fit, standing), mask in joined.items():
            for to in axis.values(mask):
                found.append(Flip(axis.word, to, today, fit, standing))
    return tuple(found)


def nearest_value(word: Word, to: Values, today: Values) -> Values:
    """One value of `to`, the first choice or the number nearest to today's: at its edge, else a small step past it."""
    if not isinstance(to, Span):
        return frozenset([next(choice for choice in word.choices if choice in to)])
    assert isinstance(today, Span)
    (low, above), (high, below) = to
    if today.hi <= to.lo or contains(to, today):
        value = low + step(word.type, low) if above and low != INFINITY else low
        return point(value if contains(to, point(value)) else _middle(low, high))
    if high == INFINITY:
        value = INFINITY if below else max(Fraction(2 * low), BIG[word.type])
    else:
        value = high if below else high - step(word.type, high)
    return point(value if contains(to, point(value)) else _middle(low, high))


def _middle(low: Fraction | float, high: Fraction | float) -> Fraction | float:
    """A value between two others."""
    return 2 * low if high == INFINITY else (Fraction(low) + Fraction(high)) / 2


# What stands for "some bound" where the only edge is unbounded.
BIG = {
    "bytes": Fraction(TIB), "throughput": Fraction(GIB), "rate": Fraction(1000),
    "duration": Fraction(86_400), "count": Fraction(1000), "share": Fraction(1, 2),
}  # fmt: skip
# The smallest sensible step past an edge: from this size on, this much; below all of them, 1 %.
STEPS: dict[str, tuple[tuple[Fraction | int, Fraction | int], ...]] = {
    "bytes": ((TIB, GIB), (GIB, MIB), (MIB, KIB), (0, 1)),
    "throughput": (),
    "rate": (),
    "duration": ((86_400, 3600), (3600, 60), (2, 1)),
    "count": ((0, 1),),
    "share": ((0, Fraction(1, 1000)),),
}
FIRST = {"throughput": Fraction(KIB), "rate": Fraction(1, SECONDS_IN_MONTH), "duration": Fraction(1)}


def step(dimension: str, at: Fraction | float) -> Fraction:
    """How far past an edge the nearest sensible value lies."""
    for size, much in STEPS[dimension]:
        if at >= size:
            return Fraction(much)
    return Fraction(at) / 100 if at else FIRST[dimension]
