"""A number for each of some months, exact: what is computed of a month is computed of all of them at once.

Arithmetic takes the numbers in step; a question that not all months answer alike raises Apart, so that each part is asked again.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from math import gcd, lcm
from typing import TYPE_CHECKING, Any

from advisor.exact import Fraction

if TYPE_CHECKING:
    Number = Fraction | int


class Apart(Exception):
    """Months that answer a question differently; `answers` has that of each."""

    def __init__(self, answers: Sequence[Hashable]) -> None:
        super().__init__()
        self.answers = answers

    def groups(self) -> list[list[int]]:
        """The places of the months that answer alike, in order of the first of each."""
        found: dict[Hashable, list[int]] = {}
        for place, answer in enumerate(self.answers):
            found.setdefault(answer, []).append(place)
        return list(found.values())


class Series:
    """Numbers that differ: whole ones, each times `up / down`."""

    __slots__ = ("down", "up", "whole")

    def __init__(self, whole: list[int], up: int, down: int) -> None:
        """`down` is more than 0."""
        self.whole, self.up, self.down = whole, up, down

    @staticmethod
    def of(numbers: Iterable[int]) -> Any:
        """Whole numbers as one, which is a plain one where they are all the same."""
        return _made(list(numbers), 1, 1)

    @staticmethod
    def over(whole: list[int], down: int) -> Any:
        """Whole numbers, each over another that is more than 0, as one, in the smallest ones."""
        common = gcd(down, *whole)
        return _made([each // common for each in whole], 1, down // common)

    def ratios(self) -> tuple[list[int], int]:
        """The numbers as (numerators, their least common denominator)."""
        common = gcd(self.down, *self.whole) if self.up else self.down
        if common == 1:
            return (self.whole if self.up == 1 else [each * self.up for each in self.whole]), self.down
        return [each // common * self.up for each in self.whole], self.down // common

    @property
    def key(self) -> tuple[object, ...]:
        """What other numbers are the same by."""
        return (self.up, self.down, *self.whole)

    def positive(self) -> Any:
        """The numbers, 0 for those below it."""
        if self.up < 0:
            return _made([each if each < 0 else 0 for each in self.whole], self.up, self.down)
        return _made([each if each > 0 else 0 for each in self.whole], self.up, self.down)

    def squares(self, less: Fraction) -> Any:
        """Half the square of what each number is more than another; 0 where it is not."""
        down = lcm(self.down, less.denominator)
        mine, theirs = self.up * (down // self.down), less.numerator * (down // less.denominator)
        over = [each * mine - theirs for each in self.whole]
        return _made([each * each if each > 0 else 0 for each in over], 1, 2 * down * down)

    def _plus(self, other: Any, sign: int) -> Any:
        """The numbers with another, or (`sign` -1) without it."""
        if type(other) is Series:
            down = lcm(self.down, other.down)
            mine, theirs = self.up * (down // self.down), sign * other.up * (down // other.down)
            if other.whole is self.whole:
                return Series(self.whole, 1, 1) * Fraction(mine + theirs, down)
            up = gcd(mine, theirs)
            mine, theirs = mine // up, theirs // up
            if mine == 1:
                whole = [one + two * theirs for one, two in zip(self.whole, other.whole, strict=True)]
            else:
                whole = [one * mine + two * theirs for one, two in zip(self.whole, other.whole, strict=True)]
            return _made(whole, up, down)
        if not other:
            return self
        below = other.denominator
        down = lcm(self.down, below)
        mine, theirs = self.up * (down // self.down), sign * other.numerator * (down // below)
        up = gcd(mine, theirs)
        mine, theirs = mine // up, theirs // up
        return Series([each * mine + theirs for each in self.whole], up, down)

    def __add__(self, other: Any) -> Any:
        return self._plus(other, 1)

    __radd__ = __add__

    def __neg__(self) -> Series:
        return Series(self.whole, -self.up, self.down)

    def __sub__(self, other: Any) -> Any:
        return self._plus(other, -1)

    def __rsub__(self, other: Any) -> Any:
        return -self + other

    def __mul__(self, other: Any) -> Any:
        if type(other) is Series:
            whole = [one * two for one, two in zip(self.whole, other.whole, strict=True)]
            return _made(whole, self.up * other.up, self.down * other.down)
        up, down = self.up * other.numerator, self.down * other.denominator
        common = gcd(up, down)
        return Series(self.whole, up // common, down // common) if up else Fraction(0)

    __rmul__ = __mul__

    def __truediv__(self, other: Any) -> Any:
        if type(other) is Series:
            return _divided(self.whole, other, self.up, self.down)
        above, below = other.as_integer_ratio()
        if not above:
            raise ZeroDivisionError
        up, down = self.up * below, self.down * above
        common = gcd(up, down) if down > 0 else -gcd(up, down)
        return Series(self.whole, up // common, down // common)

    def __rtruediv__(self, other: Any) -> Any:
        return _divided([other.numerator] * len(self.whole), self, 1, other.denominator)

    def __floordiv__(self, other: Number) -> Any:
        up, down = self.up * other.denominator, self.down * other.numerator
        return _made([each * up // down for each in self.whole], 1, 1)

    def __int__(self) -> int:
        found = [abs(each * self.up) // self.down * (1 if each * self.up > 0 else -1) for each in self.whole]
        if found.count(found[0]) < len(found):
            raise Apart(found)
        return found[0]

    def __bool__(self) -> bool:
        return 0 not in self.whole or _asked([each != 0 for each in self.whole])

    def _singly(self, *_: object) -> Any:
        """What cannot be had of many numbers at once: each is asked by itself."""
        raise Apart(range(len(self.whole)))

    numerator = denominator = property(_singly)
    as_integer_ratio = __ceil__ = __float__ = __format__ = __str__ = __mod__ = __hash__ = _singly

    def _over(self, other: Any) -> list[int]:
        """What is more than 0 where a number is more than another."""
        if type(other) is Series:
            mine, theirs = self.up * other.down, other.up * self.down
            return [one * mine - two * theirs for one, two in zip(self.whole, other.whole, strict=True)]
        mine, theirs = self.up * other.denominator, other.numerator * self.down
        return [each * mine - theirs for each in self.whole]

    def _ends(self, other: Any) -> tuple[int, int]:
        """The least and the most of what is over another."""
        if type(other) is Series:
            over = self._over(other)
            return min(over), max(over)
        mine, theirs = self.up * other.denominator, other.numerator * self.down
        one, two = min(self.whole) * mine - theirs, max(self.whole) * mine - theirs
        return (one, two) if mine > 0 else (two, one)

    def __eq__(self, other: object) -> bool:
        if other is None:
            return False
        least, most = self._ends(other)
        return least <= 0 <= most and _asked([each == 0 for each in self._over(other)])

    def __ne__(self, other: object) -> bool:
        if other is None:
            return True
        least, most = self._ends(other)
        return least > 0 or most < 0 or _asked([each != 0 for each in self._over(other)])

    def __lt__(self, other: Any) -> bool:
        least, most = self._ends(other)
        return most < 0 or (least < 0 and _asked([each < 0 for each in self._over(other)]))

    def __le__(self, other: Any) -> bool:
        least, most = self._ends(other)
        return most <= 0 or (least <= 0 and _asked([each <= 0 for each in self._over(other)]))

    def __gt__(self, other: Any) -> bool:
        least, most = self._ends(other)
        return least > 0 or (most > 0 and _asked([each > 0 for each in self._over(other)]))

    def __ge__(self, other: Any) -> bool:
        least, most = self._ends(other)
        return least >= 0 or (most >= 0 and _asked([each >= 0 for each in self._over(other)]))


def first(number: Any) -> Fraction:
    """The first month's number."""
    return Fraction(number.whole[0] * number.up, number.down) if type(number) is Series else number


def same(one: Any, other: Any) -> bool:
    """Whether two numbers are the same in every month."""
    if type(one) is Series and type(other) is Series:
        return one is other or one.ratios() == other.ratios()
    return type(one) is type(other) and one == other


def ratios_of(amount: Any, count: int) -> tuple[list[int], int]:
    """The numbers of so many months, which may be one for all, as (numerators, a common denominator)."""
    return amount.ratios() if type(amount) is Series else ([amount.numerator] * count, amount.denominator)


def _made(whole: list[int], up: int, down: int) -> Any:
    """Numbers as one: a plain one where they are all the same."""
    if whole.count(whole[0]) == len(whole):
        return Fraction(whole[0] * up, down)
    common = gcd(up, down)
    return Series(whole, up // common, down // common)


def _divided(whole: Sequence[int], by: Series, up: int, down: int) -> Any:
    """Whole numbers times `up / down`, each divided by another's."""
    first, under, below = whole[0], by.whole, by.whole[0]
    if 0 in under:
        raise ZeroDivisionError
    sign = 1 if by.up > 0 else -1
    up, down = up * by.down * sign, down * by.up * sign
    if all(one * below == first * two for one, two in zip(whole, under, strict=True)):
        return Fraction(first * up, below * down)
    common = gcd(*under)
    most = lcm(*under) // common
    shares = [one * (most // (two // common)) for one, two in zip(whole, under, strict=True)]
    return _made(shares, up, down * most * common)


def _asked(answers: list[bool]) -> bool:
    """The answer of all months."""
    if True not in answers:
        return False
    if False in answers:
        raise Apart(answers)
    return True


def each_of(number: Any, compute: Callable[[Fraction], Fraction]) -> Any:
    """A function of a number, of each of several where they differ."""
    if type(number) is not Series:
        return compute(number)
    found = [compute(Fraction(each * number.up, number.down)) for each in number.whole]
    below = lcm(*(each.denominator for each in found))
    return _made([each.numerator * (below // each.denominator) for each in found], 1, below)
