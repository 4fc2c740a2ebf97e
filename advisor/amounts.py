"""Exact amounts: whole trillionths of a dollar, quantities over one denominator, so that a bill adds up exactly."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Context, Decimal
from functools import lru_cache
from itertools import repeat
from math import gcd, lcm
from operator import mod
from typing import Any, overload

from advisor.exact import Fraction
from advisor.records import NamedTuple
from advisor.series import ratios_of

PICO = 10**12
_EXACT = Context(prec=1000)


class Figures(NamedTuple):
    """An amount in the first month, the last month and over the whole horizon."""

    first: Decimal
    last: Decimal
    total: Decimal


def decimal(value: Fraction) -> Decimal:
    """A number as a Decimal of at most 12 places, half to even beyond."""
    return from_pico(rounded(value.numerator * PICO, value.denominator))


@lru_cache(maxsize=4096)
def from_pico(scaled: int) -> Decimal:
    """Trillionths as a plain Decimal without trailing zeros."""
    whole, rest = divmod(scaled, PICO)
    return _EXACT.normalize(_EXACT.scaleb(Decimal(scaled), -12)) if rest else Decimal(whole)


class Parts(Sequence[Fraction]):
    """Amounts of the months as whole numbers over one denominator: integers are what bills are made of."""

    __slots__ = ("bottom", "numerators")

    def __init__(self, numerators: list[int], bottom: int) -> None:
        self.numerators, self.bottom = numerators, bottom

    def __len__(self) -> int:
        return len(self.numerators)

    @overload
    def __getitem__(self, index: int) -> Fraction: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Fraction]: ...
    def __getitem__(self, index: int | slice) -> Fraction | Sequence[Fraction]:
        found = self.numerators[index]
        return Fraction(found, self.bottom) if isinstance(found, int) else [Fraction(each, self.bottom) for each in found]

    def between(self, start: Fraction, end: Fraction | None) -> Parts:
        """What of each amount lies in a tier."""
        if not start and (end is None or not self.reach(end)):
            return self
        bottom = lcm(self.bottom, start.denominator, end.denominator if end is not None else 1)
        up = bottom // self.bottom
        low = start.numerator * (bottom // start.denominator)
        room = None if end is None else end.numerator * (bottom // end.denominator) - low
        above = [max(0, each * up - low) for each in self.numerators]
        return Parts(above if room is None else [min(each, room) for each in above], bottom)

    def times(self, price: Decimal) -> Sequence[int]:
        """What each costs, in trillionths of a dollar, half to even beyond."""
        up, down = pico(price)
        return costs(self.numerators, up, down * self.bottom)

    def reach(self, edge: Fraction) -> bool:
        """Whether one of the amounts is more than so much."""
        return max(self.numerators) * edge.denominator > edge.numerator * self.bottom

    def figures(self) -> Figures:
        """First, last and total."""
        first, last, total = self.numerators[0], self.numerators[-1], sum(self.numerators)
        return Figures(*(from_pico(rounded(each * PICO, self.bottom)) for each in (first, last, total)))


def parts(amount: Any, months: int) -> Parts:
    """The months' amounts, one for all of them or a Series, over one denominator; ValueError for less than nothing."""
    found = Parts(*ratios_of(amount, months))
    if min(found.numerators, default=0) < 0:
        raise ValueError(f"cannot charge {min(found)}")
    return found


def costs(numbers: list[int], up: int, down: int) -> Sequence[int]:
    """Numbers times a ratio as whole ones, half to even."""
    if numbers.count(numbers[0]) == len(numbers):
        return [rounded(numbers[0] * up, down)] * len(numbers)
    common = gcd(up, down)
    return _costs(tuple(numbers), up // common, down // common)


@lru_cache(maxsize=64)
def _costs(numbers: tuple[int, ...], up: int, down: int) -> tuple[int, ...]:
    """Numbers that differ times a ratio in lowest terms: many a design and many an answer has a line like another's."""
    half = down // 2
    if down % 2 or half not in map(mod, numbers, repeat(down)):  # none lies half way between two whole ones
        return tuple([(each * up + half) // down for each in numbers])
    return tuple([rounded(each * up, down) for each in numbers])


def rounded(up: int, down: int) -> int:
    """A ratio as a whole number, half to even."""
    whole, rest = divmod(up, down)
    return whole + (2 * rest > down or (2 * rest == down and whole & 1))


@lru_cache(maxsize=4096)
def pico(price: Decimal) -> tuple[int, int]:
    """A price in trillionths as a ratio."""
    return (Fraction(price) * PICO).as_integer_ratio()
