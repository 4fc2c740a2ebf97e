"""Sets of possible values: a span of numbers, or some choices. One value, a range and the unknown are all sets.

A number line is cut at points `(value, 0)` just before a value and `(value, 1)` just after it, so every span is
half-open between two cuts and `<`, `<=`, `>`, `>=` need no special cases.
"""

from __future__ import annotations

from advisor.exact import Fraction
from advisor.records import NamedTuple

Cut = tuple[Fraction | float, int]
INFINITY = float("inf")


class Span(NamedTuple):
    """The numbers between two cuts: `lo` up to, not including, `hi`."""

    lo: Cut
    hi: Cut


Choices = frozenset[str]
Values = Span | Choices

EVERY_NUMBER = Span((-INFINITY, 0), (INFINITY, 1))
NON_NEGATIVE = Span((Fraction(0), 0), (INFINITY, 1))
TRUE: Choices = frozenset({"true"})
FALSE: Choices = frozenset({"false"})
EITHER: Choices = frozenset({"true", "false"})


def point(value: Fraction | int | float) -> Span:
    """The one number `value` (float only for infinity, which means unbounded)."""
    exact = Fraction(value) if isinstance(value, int) else value
    return Span((exact, 0), (exact, 1))


def between(low: Fraction | int, high: Fraction | int | float) -> Span:
    """The closed range from `low` to `high`."""
    top = high if isinstance(high, float) else Fraction(high)
    return Span((Fraction(low), 0), (top, 1))


def flag(value: bool) -> Choices:
    """`true` or `false` as a set of one."""
    return TRUE if value else FALSE


def is_single(values: Values) -> bool:
    """Whether only one value is left."""
    if isinstance(values, Span):
        return values.lo[0] == values.hi[0]
    return len(values) == 1


def number(values: Values) -> Fraction | float | None:
    """The number of a one-number span (`inf` when unbounded); None for a range, the unknown or a choice."""
    if isinstance(values, Span):
        low, high = values.lo[0], values.hi[0]
        if low is high or low == high:
            return low
    return None


def choice(values: Values) -> str | None:
    """The word of a one-word set; None for several words or a span."""
    if not isinstance(values, Span) and len(values) == 1:
        return next(iter(values))
    return None


def intersect(a: Values, b: Values) -> Values | None:
    """What both sets hold, None when nothing."""
    if isinstance(a, Span) and isinstance(b, Span):
        lo, hi = max(a.lo, b.lo), min(a.hi, b.hi)
        return Span(lo, hi) if lo < hi else None
    if isinstance(a, frozenset) and isinstance(b, frozenset):
        return (a & b) or None
    return None


def contains(outer: Values, inner: Values) -> bool:
    """Whether every value of `inner` is in `outer`."""
    if isinstance(outer, Span) and isinstance(inner, Span):
        return outer.lo <= inner.lo and inner.hi <= outer.hi
    return isinstance(outer, frozenset) and isinstance(inner, frozenset) and inner <= outer
