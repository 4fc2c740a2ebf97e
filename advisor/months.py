"""A Design's quantities over the months, worked out for all at once, and apart where they are not alike."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from math import lcm
from types import ModuleType
from typing import Any

from advisor.load import Load, Months, Quantity, apart, begins
from advisor.records import NamedTuple
from advisor.series import Apart, Series, ratios_of

Usage = Callable[[Load], Sequence[Quantity]]
Changes = Callable[[int, int], bool]


class _Part(NamedTuple):
    """Some months (from 0) and their lines, whose numbers are those of all of them."""

    months: Sequence[int]
    lines: Sequence[Quantity]


def used(service: ModuleType, design: Any, facts: Any, look: Any, loads: Sequence[Load]) -> Sequence[Quantity]:
    """Every line of a Design, month by month; where lines begin or change on a day, by runs of months without such a day."""

    def usage(load: Load) -> Sequence[Quantity]:
        found: Sequence[Quantity] = service.usage(design, load, facts, look)
        return found

    changes = _changes(service, design, look.on, len(loads))
    if changes is None:
        return columns(usage, loads)
    months, parts = apart(loads), []
    for run in _runs(changes, len(months)):
        parts += _alike(usage, months, run) if type(loads) is Months else [_Part(run, usage(months[run[0]]))]
    return _joined(parts, len(months))


def columns(usage: Usage, loads: Sequence[Load]) -> Sequence[Quantity]:
    """Every line over the months, exact: its amount is one for all of them, or a Series. One Load shared by all months is used
    once; of others usage takes the numbers of all months in one, and is asked again for each part of them it is not alike in."""
    every = range(len(loads))
    return _joined(_alike(usage, loads, every) if type(loads) is Months else [_Part(every, usage(loads[0]))], len(loads))


def _changes(service: ModuleType, design: Any, on: date, months: int) -> Changes | None:
    """Whether a line of a Design's bill begins, or changes, on a day from one month to another, the first is 0; None: never."""
    asked = getattr(service, "begins_later", None)
    if asked is None or not asked(design, begins(on, 1), begins(on, months + 1)):
        return None
    return lambda first, last: asked(design, begins(on, first + 1), begins(on, last + 2))


def _runs(changes: Changes, count: int) -> Iterator[range]:
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
        yield range(first, last + 1)
        first = last + 1


def _alike(usage: Usage, loads: Months, months: Sequence[int]) -> list[_Part]:
    """Some months in parts whose lines are alike, in order of each one's first month."""
    open_, found = [months], []
    while open_:
        places = open_.pop()
        try:
            found.append(_Part(places, usage(loads.at(places) if len(places) > 1 else loads[places[0]])))
        except Apart as question:
            open_ += [[places[each] for each in group] for group in question.groups()]
    return sorted(found, key=lambda part: part.months[0])


def _joined(parts: Sequence[_Part], count: int) -> Sequence[Quantity]:
    """The lines of months in parts; one that a part lacks is 0 there, one unknown in a part is unknown."""
    if len(parts) == 1 and len(parts[0].months) == count:
        return parts[0].lines
    found: dict[object, list[tuple[Sequence[int], Quantity]]] = {}
    for months, lines in parts:
        for name, line in _named(lines):
            found.setdefault(name, []).append((months, line))
    return [some[0][1]._replace(amount=_over(some, count)) for some in found.values()]


def _over(some: Sequence[tuple[Sequence[int], Quantity]], count: int) -> Any:
    """The amounts of a line over the months, of which some have it."""
    if any(line.amount is None for _, line in some):
        return None
    months, line = some[0]
    if len(months) == count:
        return line.amount
    ratios = [(months, ratios_of(line.amount, len(months))) for months, line in some]
    whole, down = [0] * count, lcm(*(below for _, (_, below) in ratios))
    for months, (above, below) in ratios:
        for month, each in zip(months, above, strict=True):
            whole[month] = each * (down // below)
    return Series(whole, 1, down)


def _named(lines: Iterable[Quantity]) -> Iterator[tuple[object, Quantity]]:
    """The lines of a month, each with what it is known by in every month."""
    seen: Counter[object] = Counter()
    for line in lines:
        name = (line.dimension, line.region, line.item, line.part)
        seen[name] += 1
        yield (name, seen[name]), line  # two clients in one Region are two lines
