"""Facts as axes cut into cells by the constants compared with them, and clauses as formulas over sets of cells.

Inside one cell no clause can tell two values apart, so a set of cells is an integer with a bit a cell, a comparison
is a bit mask, and every question about a table is bit arithmetic.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping
from itertools import pairwise
from math import lcm
from typing import TypeAlias

from advisor.clauses import All, Atom, Clause, Not, atoms
from advisor.exact import Fraction
from advisor.records import NamedTuple
from advisor.sets import Cut, Span, Values
from advisor.vocabulary import Word


class Leaf(NamedTuple):
    """Holds in the cells `accepts` of an axis, of those still `possible`."""

    axis: int
    accepts: int
    possible: int


class Join(NamedTuple):
    """Every part holds, or some part does."""

    every: bool
    parts: tuple[Formula, ...]
    axes: int  # those its comparisons are of, a bit each


Formula: TypeAlias = bool | Leaf | Join


class Axis:
    """One fact's cells, in order; numbers are found by integer bisection."""

    def __init__(self, word: Word, accepted: Iterable[Values]) -> None:
        self.word, self.fact = word, word.name
        self.cells: tuple[Values, ...]
        everything, accepts = word.everything, tuple(accepted)
        if isinstance(everything, Span):
            cuts = sorted({cut for span in accepts if isinstance(span, Span) for cut in span} - set(everything))
            ends: list[Cut] = [everything.lo, *cuts, everything.hi]
            self.cells = tuple(Span(lo, hi) for lo, hi in pairwise(ends))
            self.scale = lcm(*(cut[0].denominator for cut in cuts if isinstance(cut[0], Fraction)))
            self.bounds = [self._key(cut) for cut in cuts]
        else:
            classes: dict[tuple[bool, ...], list[str]] = {}
            for choice in word.choices:
                classes.setdefault(tuple(choice in each for each in accepts), []).append(choice)
            self.cells = tuple(frozenset(each) for each in classes.values())
            self.bits = {choice: 1 << place for place, each in enumerate(self.cells) for choice in each}
        self.all = (1 << len(self.cells)) - 1
        self._values: dict[int, tuple[Values, ...]] = {}

    def _key(self, cut: Cut) -> int | float:
        """Where a cut lies: twice the scaled value, and one more just after it."""
        value, after = cut
        if isinstance(value, float):
            return value
        whole, rest = divmod(value.numerator * self.scale, value.denominator)
        return 2 * whole + (1 if after or rest else 0)

    def mask(self, values: Values) -> int:
        """The cells some of the values lie in."""
        if not isinstance(values, Span):
            found = 0
            for choice in values:
                found |= self.bits[choice]
            return found
        lo, hi = values
        first = bisect_right(self.bounds, self._key(lo))
        if lo[0] is hi[0]:
            return 1 << first
        last = self._last(hi)
        return (1 << (last + 1)) - (1 << first)

    def _last(self, hi: Cut) -> int:
        """The cell of the last value before a cut."""
        value, after = hi
        if isinstance(value, float):
            return (bisect_right if after else bisect_left)(self.bounds, value)
        whole, rest = divmod(value.numerator * self.scale, value.denominator)
        return bisect_right(self.bounds, 2 * whole + (1 if rest else 0 if after else -1))

    def values(self, mask: int) -> tuple[Values, ...]:
        """The values of some cells: neighbouring spans joined (so possibly several), choices in one set."""
        found = self._values.get(mask)
        if found is None:
            found = self._values[mask] = self._joined(mask)
        return found

    def _joined(self, mask: int) -> tuple[Values, ...]:
        """The same, worked out."""
        cells = [cell for place, cell in enumerate(self.cells) if mask >> place & 1]
        if not isinstance(self.word.everything, Span):
            return (frozenset().union(*(cell for cell in cells if isinstance(cell, frozenset))),)
        joined: list[Values] = []
        for cell in cells:
            last = joined[-1] if joined else None
            if isinstance(last, Span) and isinstance(cell, Span) and last.hi == cell.lo:
                joined[-1] = Span(last.lo, cell.hi)
            else:
                joined.append(cell)
        return tuple(joined)


def axes(clauses: Iterable[Clause], words: Iterable[Word]) -> tuple[Axis, ...]:
    """An axis a word, cut by every comparison of the clauses."""
    accepts: dict[str, list[Values]] = {}
    for clause in clauses:
        for atom in atoms(clause):
            accepts.setdefault(atom.fact, []).append(atom.accepts)
    return tuple(Axis(word, accepts.get(word.name, ())) for word in words)


def formula(clause: Clause | None, along: dict[str, tuple[int, Axis]], positive: bool = True) -> Formula:
    """A clause (None always holds) over numbered axes, `not` pushed down to the comparisons."""
    if clause is None:
        return positive
    if isinstance(clause, Atom):
        place, axis = along[clause.fact]
        accepts = axis.mask(clause.accepts)
        return leaf(place, accepts if positive else axis.all & ~accepts, axis.all)
    if isinstance(clause, Not):
        return formula(clause.part, along, not positive)
    return join(isinstance(clause, All) is positive, [formula(part, along, positive) for part in clause.parts])


def leaf(axis: int, accepts: int, possible: int) -> Formula:
    """A leaf, or the truth it comes to."""
    if not accepts:
        return False
    return True if accepts == possible else Leaf(axis, accepts, possible)


def join(every: bool, parts: Iterable[Formula]) -> Formula:
    """Every part, or some part; settled parts fall away."""
    kept: list[Formula] = []
    for part in parts:
        if isinstance(part, bool):
            if part is not every:
                return part
        elif isinstance(part, Join) and part.every is every:
            kept.extend(part.parts)
        else:
            kept.append(part)
    if len(kept) < 2:
        return kept[0] if kept else every
    return Join(every, tuple(dict.fromkeys(kept)), _axes(kept))


def _axes(parts: Iterable[Formula]) -> int:
    """The axes that the comparisons of some parts are of."""
    found = 0
    for part in parts:
        found |= part.axes if isinstance(part, Join) else 1 << part.axis if isinstance(part, Leaf) else 0
    return found


def negate(form: Formula) -> Formula:
    """What holds where the formula does not."""
    if isinstance(form, bool):
        return not form
    if isinstance(form, Leaf):
        return Leaf(form.axis, form.possible & ~form.accepts, form.possible)
    return Join(not form.every, tuple(negate(part) for part in form.parts), form.axes)


def restrict(form: Formula, axis: int, mask: int) -> Formula:
    """The formula where an axis is known to lie in some cells."""
    if form is True or form is False:
        return form
    if type(form) is Leaf:
        return leaf(axis, form.accepts & mask, form.possible & mask) if form.axis == axis else form
    assert type(form) is Join
    return join(form.every, [restrict(part, axis, mask) if _compares(part, axis) else part for part in form.parts])


def limit(form: Formula, known: Mapping[int, int]) -> Formula:
    """The formula where some axes are each known to lie in some cells."""
    if form is True or form is False:
        return form
    if type(form) is Leaf:
        axis, accepts, possible = form
        mask = known.get(axis)
        return form if mask is None else leaf(axis, accepts & mask, possible & mask)
    assert type(form) is Join
    return join(form.every, (limit(part, known) for part in form.parts))


def _compares(form: Formula, axis: int) -> bool:
    """Whether a formula has a comparison of an axis."""
    if type(form) is Leaf:
        return form.axis == axis
    return isinstance(form, Join) and form.axes >> axis & 1 == 1


def truth(form: Formula, masks: tuple[int, ...]) -> bool:
    """Whether a formula holds at one cell of every axis."""
    if type(form) is Leaf:
        return masks[form.axis] & form.accepts != 0
    if form is True or form is False:
        return form
    assert type(form) is Join
    every = form.every
    for part in form.parts:
        held = masks[part.axis] & part.accepts != 0 if type(part) is Leaf else truth(part, masks)
        if held is not every:
            return not every
    return every


def turning(form: Formula, masks: tuple[int, ...]) -> tuple[bool, dict[int, int]]:
    """Whether a formula holds at one cell of every axis, and by axis the cells in which, others as they are, it would not."""
    if type(form) is Leaf:
        held = masks[form.axis] & form.accepts != 0
        return held, {form.axis: form.possible & ~form.accepts if held else form.accepts}
    if form is True or form is False:
        return form, {}
    assert type(form) is Join
    every, turned = form.every, None  # where all parts turn that settle it
    others: dict[int, int] = {}  # where some other part does
    for part in form.parts:
        held, cells = turning(part, masks)
        if held is every:
            for axis, some in cells.items():
                others[axis] = others.get(axis, 0) | some
            continue
        turned = cells if turned is None else {axis: both for axis, some in cells.items() if (both := some & turned.get(axis, 0))}
        if not turned:
            return held, turned
    if turned is None:
        return every, others
    return not every, {axis: left for axis, some in turned.items() if (left := some & ~others.get(axis, 0))}


def first_leaf(form: Formula) -> Leaf | None:
    """The comparison to ask first; None when the formula is settled."""
    while isinstance(form, Join):
        form = form.parts[0]
    return None if isinstance(form, bool) else form


class Exhausted(Exception):
    """A search met more states than its budget allows."""


class Search:
    """Looks for cells where a formula holds; dead ends are remembered, states are counted against a budget."""

    def __init__(self, budget: int) -> None:
        self.budget, self.states = budget, 0
        self._dead: set[Formula] = set()

    def find(self, form: Formula) -> dict[int, int] | None:
        """Cells (by axis) where it holds, None when there are none; Exhausted beyond the budget.

        A comparison that has to hold is asked first: there is only one side of it to look at.
        """
        alone = next((part for part in form.parts if type(part) is Leaf), None) if type(form) is Join and form.every else None
        asked = alone or first_leaf(form)
        if asked is None:
            return {} if form is True else None
        if form in self._dead:
            return None
        self.states += 1
        if self.states > self.budget:
            raise Exhausted
        for mask in (asked.accepts,) if alone else (asked.accepts, asked.possible & ~asked.accepts):
            found = self.find(restrict(form, asked.axis, mask))
            if found is not None:
                return {asked.axis: mask, **found}
        self._dead.add(form)
        return None
