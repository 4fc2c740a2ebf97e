"""Objects that came in pieces, as one stream: how many seconds they have spent past each age by a time, all pieces at once.

Of what came at a pace that changes in steps, that is a square between each two steps: so what it comes to is kept for every step.
Floats, for the search alone.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from operator import sub
from typing import Any

from advisor.records import NamedTuple

NEVER = float("inf")


class Kind(NamedTuple):
    """What is deleted at one age: that age and the age nothing lives past; by step its time, and at that time the object-seconds
    there were, the objects that had come, and the objects a second that come from then on."""

    life: float
    cut: float
    times: list[float]
    spent: list[float]
    came: list[float]
    rates: list[float]

    def past(self, time: float, age: float) -> float:
        """Object-seconds spent past an age by a time."""
        step = bisect_left(self.times, time - age) - 1
        if step < 0:
            return 0.0
        over = time - self.times[step] - age
        return self.spent[step] + over * self.came[step] + over * over / 2 * self.rates[step]

    def pasts(self, time: float, marks: Sequence[float]) -> list[float]:
        """The same past each of some ages, youngest first; what is deleted sooner counts past the age it is deleted at."""
        _, cut, times, spent, came, rates = self
        found, step = list[float](), len(times) - 1
        lead = time - times[step]
        if not step:
            half, many = rates[0] / 2, min(bisect_left(marks, lead), bisect_right(marks, cut))
            found = [(lead - mark) * (lead - mark) * half for mark in marks[:many]]
            return found + [self.past(time, cut)] * (len(marks) - many)
        for mark in marks:
            if mark > cut:
                break
            while lead <= mark:
                step -= 1
                if step < 0:
                    return found + [0.0] * (len(marks) - len(found))
                lead = time - times[step]
            over = lead - mark
            found.append(spent[step] + over * came[step] + over * over / 2 * rates[step])
        return found + [self.past(time, cut)] * (len(marks) - len(found))

    def cames(self, time: float, marks: Sequence[float]) -> list[float]:
        """Objects that have reached each of some ages by a time, but for those that are deleted by then."""
        life, _, times, _, came, rates = self
        found, step = list[float](), len(times) - 1
        lead = time - times[step]
        if not step:
            many = min(bisect_left(marks, lead), bisect_left(marks, life))
            return [(lead - mark) * rates[0] for mark in marks[:many]] + [0.0] * (len(marks) - many)
        for mark in marks:
            if mark >= life:
                break
            while lead <= mark and step >= 0:
                step -= 1
                lead = time - times[step]
            if step < 0:
                break
            found.append(came[step] + (lead - mark) * rates[step])
        return found + [0.0] * (len(marks) - len(found))


class Stream:
    """The pieces of a month's Ages, which other months may have as well; all is counted for one object of each `scale`."""

    def __init__(self, pieces: Sequence[Any], life: float) -> None:
        lives: dict[float, list[Any]] = {}
        for piece in pieces:
            lives.setdefault(NEVER if piece.life is None else piece.life, []).append(piece)
        self.scale: float = (pieces[0].rate if len(pieces) == 1 else 0.0) or 1.0
        self.kinds = [_kind(own, min(own, life), some, self.scale) for own, some in lives.items()]
        self._past: tuple[float, Sequence[float], list[float]] = (NEVER, (), [])
        self._came: tuple[float, Sequence[float], list[float]] = (NEVER, (), [])

    def past(self, time: float, age: float) -> float:
        """Object-seconds spent past an age by a time; of what is deleted sooner, past the age it is deleted at."""
        return sum([kind.past(time, age if age < kind.cut else kind.cut) for kind in self.kinds])

    def pasts(self, time: float, marks: Sequence[float]) -> list[float]:
        """The same past each of some ages, youngest first; one month ends where the next begins, so the last is remembered."""
        if self._past[0] != time or self._past[1] is not marks:
            self._past = time, marks, _together([kind.pasts(time, marks) for kind in self.kinds], len(marks))
        return self._past[2]

    def cames(self, time: float, marks: Sequence[float]) -> list[float]:
        """Objects that have reached each of some ages by a time, but for those that are deleted by then."""
        if self._came[0] != time or self._came[1] is not marks:
            self._came = time, marks, _together([kind.cames(time, marks) for kind in self.kinds], len(marks))
        return self._came[2]


def stream(ages: Any) -> Stream:
    """The stream of a month's Ages of floats; of months that have the same pieces it is one."""
    return _stream(ages.pieces, NEVER if ages.life is None else ages.life)


_stream = lru_cache(256)(Stream)


class Streams:
    """Several streams of months: object-months between two ages of each, and of all; each two are worked out once."""

    def __init__(self, found: Iterable[tuple[Any, int]]) -> None:
        """`found`: Ages of floats, and for how many months they are."""
        self._all = [(ages, stream(ages), months) for ages, months in found]
        self._past: dict[float, list[float]] = {}
        self._marks: tuple[Sequence[float], list[list[float]]] = ((), [])
        self._known: dict[tuple[float, float], tuple[list[float], float]] = {}

    def held(self, young: float, old: float) -> tuple[list[float], float]:
        """Of ages from `young` to `old`; infinity: and older."""
        if (young, old) not in self._known:
            both = zip(self._all, self._passed(young), self._passed(old), strict=True)
            held = [flow.scale * (one - two) / (ages.end - ages.begin) * months for (ages, flow, months), one, two in both]
            if old == NEVER and any(ages.old for ages, _, _ in self._all):
                every = zip(held, self._all, strict=True)
                held = [one + ages.elders() * months if _outlive(ages, young) else one for one, (ages, _, months) in every]
            self._known[young, old] = held, sum(held)
        return self._known[young, old]

    def past(self, some: Sequence[float]) -> list[float]:
        """Past each of some ages in all, youngest first, but for objects of no known age."""
        found = [0.0] * len(some)
        for (ages, flow, months), row in zip(self._all, self._spent(some), strict=True):
            each = flow.scale / (ages.end - ages.begin) * months
            found = [one + each * more for one, more in zip(found, row, strict=True)]
        return found

    def elders(self, age: float) -> float:
        """Of no known age in all, of those that live past an age."""
        return float(sum([ages.elders() * months for ages, _, months in self._all if ages.old and _outlive(ages, age)]))

    def up_to(self, young: Sequence[float], marks: Sequence[float], place: Sequence[int]) -> Iterator[list[float]]:
        """Of each stream: from each age to the mark at a place; the last mark is infinity."""
        last = len(marks) - 1
        for (ages, flow, months), one, two in zip(self._all, self._spent(young), self._by_mark(marks), strict=True):
            scale, whole = flow.scale, ages.end - ages.begin
            row = [scale * (past - two[at]) / whole * months for past, at in zip(one, place, strict=True)]
            if ages.old:
                for index in range(bisect_left(place, last), len(row)):
                    row[index] += ages.elders() * months if _outlive(ages, young[index]) else 0.0
            yield row

    def _by_mark(self, marks: Sequence[float]) -> list[list[float]]:
        """Object-seconds that each stream spends past each mark."""
        if self._marks[0] is not marks:
            self._marks = marks, self._spent(marks)
        return self._marks[1]

    def _spent(self, some: Sequence[float]) -> list[list[float]]:
        """Object-seconds that each stream spends past some ages, youngest first."""
        both = [(flow.pasts(ages.begin, some), flow.pasts(ages.end, some)) for ages, flow, _ in self._all]
        return [list(map(sub, after, before)) for before, after in both]

    def _passed(self, age: float) -> list[float]:
        """Object-seconds that each stream spends past an age."""
        if age not in self._past:
            self._past[age] = [flow.past(ages.end, age) - flow.past(ages.begin, age) for ages, flow, _ in self._all]
        return self._past[age]


def _outlive(ages: Any, age: float) -> bool:
    """Whether a month's objects live past an age."""
    return ages.life is None or age < ages.life


def _kind(life: float, cut: float, pieces: Sequence[Any], scale: float) -> Kind:
    """The steps of some pieces of one life."""
    times = sorted({time for piece in pieces for time in (piece.start, piece.end) if time is not None})
    rates = [sum([p.rate for p in pieces if p.start <= time and (p.end is None or time < p.end)]) / scale for time in times]
    spent, came = [0.0], [0.0]
    for place in range(1, len(times)):
        over = times[place] - times[place - 1]
        spent.append(spent[-1] + over * came[-1] + over * over / 2 * rates[place - 1])
        came.append(came[-1] + over * rates[place - 1])
    return Kind(life, cut, times, spent, came, rates)


def _together(some: Sequence[list[float]], count: int) -> list[float]:
    """Numbers of all kinds."""
    return some[0] if len(some) == 1 else [sum(each) for each in zip(*some, strict=True)] or [0.0] * count
