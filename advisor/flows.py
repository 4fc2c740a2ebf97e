"""Objects that came in steps, exactly: how long they have been past an age by a time, and how many have reached it, over all
pieces at once.

What has come by a time is a sum over pieces; kept for the beginning of each step, it is a square, or a line, from there on.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Hashable, Sequence
from itertools import accumulate
from math import lcm
from typing import Any

from advisor.exact import Fraction
from advisor.series import Series

NONE = Fraction(0)
MOST_KNOWN = 512
_flows: dict[int, tuple[tuple[Any, ...], tuple[Flow, ...] | None]] = {}  # by identity


class Flow:
    """Objects of one life, and of one lateness, as they came."""

    def __init__(self, life: Fraction | None, late: bool, pieces: Sequence[Any]) -> None:
        self.life, self.late = life, late
        changes: dict[Fraction, Fraction] = {}  # of the rate, by when
        for piece in pieces:
            changes[piece.start] = changes.get(piece.start, NONE) + piece.rate
            if piece.end is not None:
                changes[piece.end] = changes.get(piece.end, NONE) - piece.rate
        self._times = sorted(changes)
        rates = list(accumulate([changes[time] for time in self._times]))
        self._down = lcm(*(each.denominator for each in self._times))
        self._below = lcm(*(each.denominator for each in rates))
        self._rates = [each.numerator * (self._below // each.denominator) for each in rates]
        self._sums: dict[int, tuple[list[int], list[int], list[int]]] = {}
        self._known: dict[Hashable, Any] = {}

    def older(self, age: Fraction, begin: Any, end: Any) -> Any:
        """Object-seconds past an age between two times, each a number or one for each month."""
        return self._between(2, age, begin, end)

    def reach(self, age: Fraction, begin: Any, end: Any) -> Any:
        """Objects that reach an age between two times."""
        return self._between(1, age, begin, end)

    def _between(self, power: int, age: Fraction, begin: Any, end: Any) -> Any:
        """What is more by one time than by another, remembered."""
        key = (power, age, *(each.key if type(each) is Series else each for each in (begin, end)))
        if key not in self._known:
            if len(self._known) > MOST_KNOWN:
                self._known.clear()
            down = lcm(self._down, age.denominator, *map(_below, (begin, end)))
            less = age.numerator * (down // age.denominator)
            first, last = ([since - less for since in _since(time, down)] for time in (begin, end))
            by = {since: self._by(power, since, down) for since in {*first, *last}}
            many = max(len(first), len(last))
            both = zip(first * (many // len(first)), last * (many // len(last)), strict=True)
            below = self._below * down * (1 if power == 1 else 2 * down)
            self._known[key] = Series.over([by[two] - by[one] for one, two in both], below)
        return self._known[key]

    def _by(self, power: int, since: int, down: int) -> int:
        """Objects that had come by a time, or twice the object-seconds they had spent."""
        times, came, spent = self._sums.get(down) or self._summed(down)
        step = bisect_left(times, since) - 1
        if step < 0:
            return 0
        over, rate = since - times[step], self._rates[step]
        return came[step] + over * rate if power == 1 else spent[step] + over * (2 * came[step] + over * rate)

    def _summed(self, down: int) -> tuple[list[int], list[int], list[int]]:
        """By step, in seconds so many times as fine: when it begins, what had come by then, and twice what that had spent."""
        times = [each.numerator * (down // each.denominator) for each in self._times]
        came, spent = [0], [0]
        for place in range(1, len(times)):
            over, rate = times[place] - times[place - 1], self._rates[place - 1]
            spent.append(spent[-1] + over * (2 * came[-1] + over * rate))
            came.append(came[-1] + over * rate)
        self._sums[down] = times, came, spent
        return self._sums[down]


def flows(pieces: tuple[Any, ...]) -> tuple[Flow, ...] | None:
    """Pieces as flows, the same for all that ask of the same pieces; None where their numbers are not those of every month."""
    known = _flows.get(id(pieces))
    if known is None or known[0] is not pieces:
        if len(_flows) > MOST_KNOWN:
            _flows.clear()
        known = _flows[id(pieces)] = pieces, _made(pieces)
    return known[1]


def _made(pieces: tuple[Any, ...]) -> tuple[Flow, ...] | None:
    """The flows of pieces."""
    if any(type(each) is Series or type(each) is float for piece in pieces for each in piece[:3]):
        return None
    kinds: dict[tuple[Fraction | None, bool], list[Any]] = {}
    for piece in pieces:
        kinds.setdefault((piece.life, piece.late), []).append(piece)
    return tuple([Flow(*kind, some) for kind, some in kinds.items()])


def _below(time: Any) -> int:
    """The denominator of a time, or of each month's."""
    return time.down if type(time) is Series else time.denominator


def _since(time: Any, down: int) -> list[int]:
    """A time, or each month's, in seconds so many times as fine."""
    if type(time) is Series:
        up = time.up * (down // time.down)
        return [each * up for each in time.whole]
    return [time.numerator * (down // time.denominator)]
