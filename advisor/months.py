"""A Design's quantities over the months, a column a line. What grows steadily uses steadily more: a straight line says it all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from math import lcm
from types import ModuleType
from typing import Any, overload

from advisor.exact import Fraction
from advisor.load import Load, Months, Quantity, apart, begins
from advisor.records import NamedTuple
from advisor.series import Apart, Series, ratios_of

WORTH_IT = 8  # months from which on probing pays
ZERO = Fraction(0)
Usage = Callable[[Load], Sequence[Quantity]]
Changes = Callable[[int, int], bool]


class Straight(Sequence[Fraction]):
    """Amounts of `count` months on one line from `start` to `end`, exact."""

    __slots__ = ("end", "months", "start")

    def __init__(self, start: Fraction, end: Fraction, count: int) -> None:
        self.start, self.end, self.months = start, end, count

    def __len__(self) -> int:
        return self.months

    def __iter__(self) -> Iterator[Fraction]:
        return (self[month] for month in range(self.months))

    @overload
    def __getitem__(self, index: int) -> Fraction: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Fraction]: ...
    def __getitem__(self, index: int | slice) -> Fraction | Sequence[Fraction]:
        if isinstance(index, slice):
            return [self[month] for month in range(*index.indices(self.months))]
        month = index + self.months if index < 0 else index
        if not 0 <= month < self.months:
            raise IndexError(index)
        if month == 0 or self.start == self.end:
            return self.start
        return self.start + (self.end - self.start) * month / (self.months - 1)

    @property
    def total(self) -> Fraction:
        """The sum of all months."""
        return (self.start + self.end) * self.months / 2

    def ratios(self) -> tuple[list[int], int]:
        """Every month's amount as (numerators, their common denominator): integers are what bills are made of."""
        if self.start == self.end:
            return [self.start.numerator] * self.months, self.start.denominator
        steps = max(1, self.months - 1)
        bottom = self.start.denominator * self.end.denominator * steps
        first = self.start.numerator * self.end.denominator * steps
        step = self.end.numerator * self.start.denominator - self.start.numerator * self.end.denominator
        return [first + step * month for month in range(self.months)], bottom


class _Part(NamedTuple):
    """Some months (from 0) and their lines, whose numbers are those of all of them."""

    months: list[int]
    lines: Sequence[Quantity]


class Column(NamedTuple):
    """One line of a bill over the months; an amount is None where nobody said."""

    of: Quantity
    amounts: Sequence[Fraction] | Sequence[None] | Series


def used(service: ModuleType, design: Any, facts: Any, look: Any, loads: Sequence[Load]) -> list[Column]:
    """Every line of a Design, month by month; where lines begin or change on a day, once a run of months without such a day."""

    def usage(load: Load) -> Sequence[Quantity]:
        found: Sequence[Quantity] = service.usage(design, load, facts, look)
        return found

    changes, at_once = _changes(service, design, look.on, len(loads)), getattr(service, "AT_ONCE", False)
    if changes is None:
        return columns(usage, loads, at_once)
    months = apart(loads)
    found: list[tuple[int, list[Column]]] = []
    for first, last in _runs(changes, len(months)):
        own: Sequence[Load] = [months[first]] * (last - first + 1) if loads[0] is loads[-1] else months.part(first, last)
        found.append((first, columns(usage, own, at_once)))
    return _strung(found, len(months))


def columns(usage: Usage, loads: Sequence[Load], at_once: bool = False) -> list[Column]:
    """Every line's amounts, month by month, exact. One Load shared by all months is used once.

    `at_once`: usage takes the numbers of all months in one, and is asked again for each part of them it is not alike in. Else,
    where every line lies on one straight line through six probed months, the two at each end among them, the months between
    are on it; anything that bends or steps (a rounded size, a lifetime that fills up) is computed month by month.
    """
    count = len(loads)
    if loads[0] is loads[-1]:
        return [_column(line, line, count) for line in usage(loads[0])]
    if at_once and isinstance(loads, Months):
        return _joined(_alike(usage, loads), count)
    ends = {0, 1, count // 3, 2 * count // 3, count - 2, count - 1}
    probed = {month: usage(loads[month]) for month in sorted(ends & set(range(count)))}
    if count >= WORTH_IT and _straight(probed, count):
        return [_column(start, end, count) for start, end in zip(probed[0], probed[count - 1], strict=True)]
    return _gathered([probed[month] if month in probed else usage(loads[month]) for month in range(count)])


def _changes(service: ModuleType, design: Any, on: date, months: int) -> Changes | None:
    """Whether a line of a Design's bill begins, or changes, on a day from one month to another, the first is 0; None: never."""
    asked = getattr(service, "begins_later", None)
    if asked is None or not asked(design, begins(on, 1), begins(on, months + 1)):
        return None
    return lambda first, last: asked(design, begins(on, first + 1), begins(on, last + 2))


def _runs(changes: Changes, count: int) -> Iterator[tuple[int, int]]:
    """The longest runs of months without a change, by bisection; a month with one is a run of its own."""
    first = 0
    while first < count:
        last = first
        if not changes(first, first):
            low, high = first, count - 1
            while low < high:
                middle = (low + high + 1) // 2
                low, high = (low, middle - 1) if changes(first, middle) else (middle, high)
            last = low
        yield first, last
        first = last + 1


def _strung(runs: Sequence[tuple[int, Sequence[Column]]], count: int) -> list[Column]:
    """The columns of runs of months put one behind the other."""
    if len(runs) == 1:
        return list(runs[0][1])
    found: dict[object, tuple[Quantity, list[Fraction | None]]] = {}
    for first, own in runs:
        for column, (name, line) in zip(own, _named(each.of for each in own), strict=True):
            _, amounts = found.setdefault(name, (line, [ZERO] * count))
            amounts[first : first + len(column.amounts)] = list(column.amounts)
    return list(map(_whole, found.values()))


def _alike(usage: Usage, loads: Months) -> list[_Part]:
    """The months in parts whose lines are alike, in order of each one's first month."""
    open_, found = [list(range(len(loads)))], []
    while open_:
        places = open_.pop()
        try:
            found.append(_Part(places, usage(loads.at(places) if len(places) > 1 else loads[places[0]])))
        except Apart as question:
            open_ += [[places[each] for each in group] for group in question.groups()]
    return sorted(found, key=lambda part: part.months[0])


def _joined(parts: Sequence[_Part], count: int) -> list[Column]:
    """Columns of months in parts; a line that a part lacks is 0 there, one unknown in a part is unknown."""
    found: dict[object, list[tuple[list[int], Quantity]]] = {}
    for months, lines in parts:
        for name, line in _named(lines):
            found.setdefault(name, []).append((months, line))
    return [Column(some[0][1], _over(some, count)) for some in found.values()]


def _over(some: Sequence[tuple[list[int], Quantity]], count: int) -> Sequence[Fraction] | Sequence[None] | Series:
    """The amounts of a line over the months, of which some have it."""
    if any(line.amount is None for _, line in some):
        return (None,) * count
    months, line = some[0]
    amount: Any = line.amount
    if len(months) == count:
        return amount if isinstance(amount, Series) else Straight(amount, amount, count)
    ratios = [(months, ratios_of(line.amount, len(months))) for months, line in some]
    whole, down = [0] * count, lcm(*(below for _, (_, below) in ratios))
    for months, (above, below) in ratios:
        for month, each in zip(months, above, strict=True):
            whole[month] = each * (down // below)
    return Series(whole, 1, down)


def _column(start: Quantity, end: Quantity, count: int) -> Column:
    """A column from its first to its last month."""
    if start.amount is None or end.amount is None:
        return Column(start, (None,) * count)
    return Column(start, Straight(start.amount, end.amount, count))


def _gathered(monthly: Sequence[Sequence[Quantity]]) -> list[Column]:
    """Columns of months computed one by one; a line that a month lacks is 0 there, one unknown in a month is unknown."""
    found: dict[object, tuple[Quantity, list[Fraction | None]]] = {}
    for month, lines in enumerate(monthly):
        for name, line in _named(lines):
            _, amounts = found.setdefault(name, (line, [ZERO] * len(monthly)))
            amounts[month] = line.amount
    return list(map(_whole, found.values()))


def _whole(found: tuple[Quantity, list[Fraction | None]]) -> Column:
    """A line with its months; unknown where one of them is."""
    line, amounts = found
    known = [each for each in amounts if each is not None]
    return Column(line, known if len(known) == len(amounts) else (None,) * len(amounts))


def _named(lines: Iterable[Quantity]) -> Iterator[tuple[object, Quantity]]:
    """The lines of a month, each with what it is known by in every month."""
    seen: Counter[object] = Counter()
    for line in lines:
        name = (line.dimension, line.region, line.item, line.part)
        seen[name] += 1
        yield (name, seen[name]), line  # two clients in one Region are two lines


def _straight(probed: Mapping[int, Sequence[Quantity]], count: int) -> bool:
    """Whether every line of every probed month lies between its first and last month's."""
    first, last = probed[0], probed[count - 1]
    if any(len(lines) != len(first) for lines in probed.values()):
        return False
    for month, lines in probed.items():
        for line, start, end in zip(lines, first, last, strict=True):
            if line[:1] + line[2:7] != start[:1] + start[2:7] or line.amount != _at(start, end, month, count):
                return False
    return True


def _at(start: Quantity, end: Quantity, month: int, count: int) -> Fraction | None:
    """The amount of a month on the line between two months'."""
    if start.amount is None or end.amount is None:
        return None
    return Straight(start.amount, end.amount, count)[month]
