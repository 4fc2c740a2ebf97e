"""Objects that came at one pace since a time, over months that differ in it: how many are past each age, and reach it.

What is past an age is nearly everywhere a straight line over the age, so that all months' lines are summed. Floats.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from itertools import accumulate
from math import nextafter
from typing import Any

from advisor.lifecycle_streams import NEVER, stream
from advisor.records import NamedTuple


class Paced:
    """Streams of months that each came at one pace since a time, so that what is past an age is nearly everywhere a straight line
    over the age: the sums of all of them at once."""

    def __init__(self, found: Sequence[tuple[Any, int]]) -> None:
        """`found`: Ages of floats, and for how many months they are."""
        self._all: list[_Line] = []
        for ages, months in found:
            flow = stream(ages)
            (kind,), whole = flow.kinds, ages.end - ages.begin
            begin, end = ages.begin - kind.times[0], ages.end - kind.times[0]
            line = _Line(flow.scale * kind.rates[0] * months, begin, end, whole, kind.cut, 0.0)
            self._all.append(line._replace(over=line.past(kind.cut)))
        lives = [NEVER if ages.life is None else nextafter(ages.life, NEVER) for ages, _ in found]
        self._lives = [min(stream(ages).kinds[0].life, life) for (ages, _), life in zip(found, lives, strict=True)]

    @classmethod
    def of(cls, found: Sequence[tuple[Any, int]]) -> Paced | None:
        """Several streams; None where one of them is not of that kind."""
        if len(found) < 2 or any(ages.old or len(ages.pieces) != 1 or ages.pieces[0].end is not None for ages, _ in found):
            return None
        return cls(found)

    def past(self, some: Sequence[float], times: Sequence[float]) -> list[float]:
        """Object-months past each of some ages, youngest first, of each stream so many times."""
        found, slopes, heights = [0.0] * len(some), [0.0] * (len(some) + 1), [0.0] * (len(some) + 1)
        for line, each in zip(self._all, times, strict=True):
            many, begin, end, whole, cut, over = line
            many *= each
            first = bisect_left(some, begin if begin < cut else cut)
            slopes[first] += many
            heights[first] += many * ((begin + end) / 2 - over)
            for place in range(first, bisect_left(some, end if end < cut else cut, first)):
                found[place] += many * ((end - some[place]) ** 2 / 2 / whole - over)
        both = zip(found, some, _later(slopes), _later(heights), strict=True)
        return [each + height - slope * age if slope else each for each, age, slope, height in both]

    def each(self, steps: Sequence[tuple[float, float]]) -> list[float]:
        """Of each stream: object-months past some ages, each so many times."""
        return [line.many * sum([(line.past(min(age, line.cut)) - line.over) * times for age, times in steps])
                for line in self._all]  # fmt: skip

    def reaching(self, marks: Sequence[float]) -> list[float]:
        """Objects that reach each mark in a second of each month."""
        found, steps = [0.0] * len(marks), [0.0] * (len(marks) + 1)
        for (many, begin, end, whole, _, _), life in zip(self._all, self._lives, strict=True):
            first = bisect_left(marks, begin if begin < life else life)
            steps[first] += many
            for place in range(first, bisect_left(marks, end if end < life else life, first)):
                found[place] += many * (end - marks[place]) / whole
        return [one + two for one, two in zip(found, _later(steps), strict=True)]


class _Line(NamedTuple):
    """A stream that came at one pace: objects a second times the months; how old its oldest are where the months begin and end,
    the months' length, the age nothing lives past; and object-months of each a second past that age."""

    many: float
    begin: float
    end: float
    whole: float
    cut: float
    over: float

    def past(self, age: float) -> float:
        """Object-months past an age, of one object a second."""
        if age < self.begin:
            return (self.begin + self.end) / 2 - age
        return (self.end - age) ** 2 / 2 / self.whole if age < self.end else 0.0


def _later(some: Sequence[float]) -> list[float]:
    """By place: the sum of all after it."""
    return [*accumulate(some[:0:-1])][::-1]
