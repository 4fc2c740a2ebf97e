"""Amounts month by month as characters: columns for one series, a line of marks each for several. 80 columns at most."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from advisor.render.money import money

MARKS = " ▁▂▃▄▅▆▇█"
EIGHTHS = len(MARKS) - 1
MOST_COLUMNS, MOST_MARKS = 60, 36
WIDEST = 4  # characters of a column
HEIGHT = 6
BENT = Decimal("0.05")  # the part of its dearest month by which a bill must leave a straight line to be drawn


def bends(months: Sequence[Decimal]) -> bool:
    """Whether the amounts say more than their first and last: some lie off the straight line between these."""
    if len(months) < 3 or not max(months):
        return False
    step, apart = (months[-1] - months[0]) / (len(months) - 1), BENT * max(months)
    return any(abs(each - (months[0] + step * place)) > apart for place, each in enumerate(months))


def columns(months: Sequence[Decimal]) -> tuple[str, ...]:
    """The amounts as columns above a line, with the highest at the left and the months below."""
    found, per = _gathered(months, MOST_COLUMNS)
    top = max(found)
    left, wide = len(money(top)), min(WIDEST, MOST_COLUMNS // len(found))
    heights = [_eighths(each, top, HEIGHT * EIGHTHS) for each in found]
    rows = []
    for row in range(HEIGHT, 0, -1):
        marks = "".join([(_mark(each, row) * max(1, wide - 1)).ljust(wide) for each in heights]).rstrip()
        rows.append(f"{money(top) if row == HEIGHT else '':>{left}} │{marks}")
    rows.append(f"{'$0':>{left}} └{'─' * (wide * len(found))}")
    last = str(len(months))
    rows.append(f"{'month':>{left}}  {'1'.ljust(wide * len(found) - len(last))}{last}")
    return tuple(rows) if per == 1 else (*rows, f"{'':>{left}}  a column is the dearest of {per} months")


def _mark(height: int, row: int) -> str:
    """What of a column, so many eighths of a row high, stands in a row, counted from 1 at the bottom."""
    return MARKS[max(0, min(EIGHTHS, height - (row - 1) * EIGHTHS))]


def _eighths(amount: Decimal, top: Decimal, most: int) -> int:
    """An amount in so many steps, one at least where there is any: the least shows a little."""
    return max(1, round(amount / top * most)) if top and amount > 0 else 0


def marks(months: Sequence[Decimal], top: Decimal) -> str:
    """The amounts as one line of marks, the highest of which is `top`."""
    return "".join(MARKS[_eighths(each, top, EIGHTHS)] for each in _gathered(months, MOST_MARKS)[0])


def _gathered(months: Sequence[Decimal], most: int) -> tuple[list[Decimal], int]:
    """At most so many amounts, each the dearest of some months, and of how many."""
    per = -(-len(months) // most)
    return [max(months[start : start + per]) for start in range(0, len(months), per)], per
