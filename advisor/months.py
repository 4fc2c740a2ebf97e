"""A Design's quantities month by month. What grows steadily uses steadily more, which need not be computed 36 times."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction

from advisor.load import Load, Quantity

WORTH_IT = 8  # months from which on probing pays
Usage = Callable[[Load], Sequence[Quantity]]


def quantities(usage: Usage, loads: Sequence[Load]) -> list[Sequence[Quantity]]:
    """Each month's quantities, exact. One Load shared by all months is used once.

    Where every line lies on one straight line through six probed months, the two at each end among them, the months between
    are read off it; anything that bends or steps (a rounded size, a lifetime that fills up) is computed month by month.
    """
    count = len(loads)
    if loads[0] is loads[-1]:
        return [usage(loads[0])] * count
    probed = {
        month: usage(loads[month])
        for month in sorted({0, 1, count // 3, 2 * count // 3, count - 2, count - 1} & set(range(count)))
    }
    if count >= WORTH_IT and _straight(probed, count):
        return _between(probed[0], probed[count - 1], count)
    return [probed[month] if month in probed else usage(loads[month]) for month in range(count)]


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
    if start.amount == end.amount:
        return start.amount
    return start.amount + (end.amount - start.amount) * month / (count - 1)


def _between(first: Sequence[Quantity], last: Sequence[Quantity], count: int) -> list[Sequence[Quantity]]:
    """Every month from the first to the last."""
    columns = []
    for start, end in zip(first, last, strict=True):
        if start.amount is None or end.amount is None or start.amount == end.amount:
            columns.append([start] * count)
        else:
            step = (end.amount - start.amount) / (count - 1)
            columns.append([start._replace(amount=start.amount + step * month) for month in range(count)])
    return [list(month) for month in zip(*columns, strict=True)] if columns else [[]] * count
