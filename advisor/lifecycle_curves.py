"""A bucket's objects over the whole horizon, by age: how long they are held, how often read, how many reach each age.

What a policy costs is a sum over its stages of differences of these curves, so that the cheapest can be found stage by stage.
Floats: the winner is billed exactly.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from operator import mul, sub
from typing import TYPE_CHECKING, Any

from advisor.exact import Fraction
from advisor.lifecycle_paced import Paced
from advisor.lifecycle_streams import stream
from advisor.load import SECONDS_IN_MONTH, Load, Months
from advisor.records import NamedTuple
from advisor.series import Apart, Series
from advisor.services.s3_ages import Ages, Piece, expiring, steady

if TYPE_CHECKING:
    from advisor.spec import Band

DAY = 86_400
MONTH = float(SECONDS_IN_MONTH)
NEVER = float("inf")


class Span(NamedTuple):
    """Months whose objects age in one stream, as one."""

    ages: Any  # Ages of floats, which are fast enough to try many ages
    months: int
    each: float  # reads of one object a second where access is one rate
    reads: float | None  # reads a second of all of them, where access goes by age and somebody stated the sum as well


class Curves(NamedTuple):
    """By mark of age: object-months held from birth up to it, reads up to it, objects that reach it; of objects of all sizes."""

    marks: tuple[float, ...]  # seconds of age, the last without end
    held: tuple[float, ...]
    reads: tuple[float, ...]
    reaching: tuple[float, ...]


def spans(loads: Sequence[Load], expire: Fraction | None, stated: bool, access: Sequence[Band]) -> tuple[Span, ...] | None:
    """The months of a need as streams of objects: one where they age alike all along; None where ages are unknown.

    `stated`: somebody said how many reads there are in all.
    """
    return (_spans_of if isinstance(loads, Months) else _spans)(loads, expire, stated, access)


def _spans(loads: Sequence[Load], expire: Fraction | None, stated: bool, access: Sequence[Band]) -> tuple[Span, ...] | None:
    """The same, worked out."""
    ends = (loads[0],) if loads[0] is loads[-1] else (loads[0], loads[-1])
    left = [expiring(expire, load) for load in ends]
    first, last = steady(left[0]), steady(left[-1])
    if first is None or last is None:
        return None
    if _alike(first, last) and (not stated or len(ends) == 1):
        whole = first._replace(end=last.end)  # months of one stream are one long month
        return (Span(_floats(whole, {}), len(loads), *_reads(left[0], stated, access)),)
    found = _each(loads, expire, stated, access)
    one = joined(found) if found else ()
    return one if len(one) == 1 else found


def _each(loads: Sequence[Load], expire: Fraction | None, stated: bool, access: Sequence[Band]) -> tuple[Span, ...] | None:
    """Each month as a stream, the numbers of all months worked out at once where they are alike."""
    try:
        load = expiring(expire, loads.at(range(len(loads)))) if isinstance(loads, Months) else None
        ages = None if load is None else steady(load)
        if load is not None and ages is not None:
            reads = [by_month(each, len(loads)) for each in _exact(load, stated, access)]
            return tuple([Span(month, 1, *each) for month, *each in zip(_months(ages, len(loads)), *reads, strict=True)])
    except Apart:
        pass
    left = [expiring(expire, load) for load in loads]
    known = [each for each in map(steady, left) if each is not None]
    if len(known) < len(left):
        return None
    made: dict[int, tuple[Piece, ...]] = {}
    return tuple(Span(_floats(ages, made), 1, *_reads(load, stated, access)) for ages, load in zip(known, left, strict=True))


_spans_of = lru_cache(32)(_spans)  # months are known by themselves, and asked again and again


def _reads(load: Load, stated: bool, access: Sequence[Band]) -> tuple[float, float | None]:
    """Reads of one object a second where access is one rate, and of all where it goes by age and somebody stated the sum too."""
    each, every = _exact(load, stated, access)
    return float(each), None if every is None else float(every)


def _exact(load: Load, stated: bool, access: Sequence[Band]) -> tuple[Fraction, Fraction | None]:
    """The same, exactly; of a month or of each of several."""
    each = load.reads / load.count if load.reads is not None and load.count else Fraction(0)
    return each, load.reads if stated and len(access) > 1 else None


def by_month(number: Any, count: int) -> list[Any]:
    """A number of so many months as a float for each."""
    if type(number) is Series:
        return [each * number.up / number.down for each in number.whole]
    return [None if number is None else float(number)] * count


def _months(ages: Ages, count: int) -> Iterator[Ages]:
    """The ages of so many months, with floats."""
    each = [[by_month(number, count) for number in (p.start, p.end, p.rate, p.life)] for p in ages.pieces]
    numbers: list[Any] = [number for p in ages.pieces for number in (p.start, p.end, p.rate, p.life)]
    same = Series not in map(type, numbers)
    made = [
        tuple([Piece(start, end, rate, p.late, life) for p, (start, end, rate, life) in zip(ages.pieces, some, strict=True)])
        for some in ([[number[place] for number in one] for one in each] for place in range(1 if same else count))
    ]
    rows = (by_month(number, count) for number in (ages.begin, ages.end, ages.life, ages.old))
    for begin, end, life, old, pieces in zip(*rows, made * count if same else made, strict=True):
        yield Ages(begin, end, pieces, life, old, ages.late)


def _alike(first: Ages, last: Ages) -> bool:
    """Whether two months are of one stream."""
    if (first.life, first.old, len(first.pieces)) != (last.life, last.old, len(last.pieces)):
        return False
    if first.pieces == last.pieces:
        return True
    settled = all(piece.start + (first.life or 0) <= first.begin for piece in first.pieces) and first.life is not None
    rates = [piece.rate for piece in first.pieces] == [piece.rate for piece in last.pieces]
    return settled and rates and not any(piece.late or piece.end is not None for piece in first.pieces)


def joined(found: Sequence[Span], read: bool = True) -> tuple[Span, ...]:
    """Months of one stream as one long month; `read`: those alone whose objects are read alike."""
    some = [found[0]]
    for span in found[1:]:
        last, ages = some[-1], some[-1].ages
        alike = not read or (last.each == span.each and last.reads is None and span.reads is None)
        if alike and ages.end == span.ages.begin and ages[2:] == span.ages[2:]:
            some[-1] = last._replace(ages=ages._replace(end=span.ages.end), months=last.months + span.months)
        else:
            some.append(span)
    return tuple(some)


def _floats(ages: Ages, made: dict[int, tuple[Piece, ...]]) -> Ages:
    """The same with floats, which are fast enough to try many ages. `made`: the pieces of other months, by identity."""
    one: type = float

    def number(value: Fraction | None) -> Fraction | None:
        return None if value is None else one(value)

    if id(ages.pieces) not in made:
        made[id(ages.pieces)] = tuple(
            Piece(one(p.start), number(p.end), one(p.rate), p.late, number(p.life)) for p in ages.pieces
        )
    return Ages(one(ages.begin), one(ages.end), made[id(ages.pieces)], number(ages.life), one(ages.old), ages.late)


@lru_cache(256)
def gaps(span: Span, marks: tuple[float, ...]) -> Sequence[float]:
    """Objects between each two marks, on average over a span's months; the last mark is infinity."""
    ages, flow = span.ages, stream(span.ages)
    whole = ages.end - ages.begin
    before = flow.pasts(ages.begin, marks)  # where the month before ended, which is remembered
    older = list(map(sub, flow.pasts(ages.end, marks), before))
    found = [flow.scale * (one - other) / whole for one, other in pairwise(older)]
    if ages.life is None or marks[-2] < ages.life:
        found[-1] += ages.elders()
    return found


@lru_cache(256)
def _arrivals(ages: Any, marks: tuple[float, ...]) -> Sequence[float]:
    """Objects a second that reach each mark, as services.s3_ages.Ages counts them at one age."""
    flow, whole, life = stream(ages), ages.end - ages.begin, NEVER if ages.life is None else ages.life
    before = flow.cames(ages.begin, marks)  # where the month before ended, which is remembered
    both = zip(marks, flow.cames(ages.end, marks), before, strict=True)
    return [0.0 if mark > life else flow.scale * (after - before) / whole for mark, after, before in both]


def curves(found: Sequence[Span], marks: tuple[float, ...], access: Sequence[Band]) -> Curves:
    """The curves at some marks, the last of which is infinity."""
    edges = {float(band.until) for band in access[:-1]}.difference(marks)
    if not edges:
        return _curves(found, marks, access)
    fine = tuple(sorted(edges.union(marks)))
    some, places = _curves(found, fine, access), [fine.index(mark) for mark in marks]
    return Curves(marks, *[tuple([each[place] for place in places]) for each in some[1:]])


def _curves(found: Sequence[Span], marks: tuple[float, ...], access: Sequence[Band]) -> Curves:
    """The same at marks between which all are read alike."""
    paced = Paced.of([(span.ages, span.months) for span in found])
    if paced is not None:
        held, reads = _between(paced.past(marks, [1.0] * len(found))), _read_paced(paced, found, marks, access)
        return Curves(marks, _summed(held), _summed(reads), tuple([each * MONTH for each in paced.reaching(marks)]))
    wide = joined(found, read=False)  # of one stream at once
    held, reaching = [0.0] * (len(marks) - 1), [0.0] * len(marks)
    for span in wide:
        times = span.months
        held = [one + each * times for one, each in zip(held, gaps(span, marks), strict=True)]
        reaching = [one + each * times * MONTH for one, each in zip(reaching, _arrivals(span.ages, marks), strict=True)]
    return Curves(marks, _summed(held), _summed(_read(found, wide, marks, access)), tuple(reaching))


def _read_paced(paced: Paced, found: Sequence[Span], marks: tuple[float, ...], access: Sequence[Band]) -> list[float]:
    """Reads between each two marks of streams that each came at one pace."""
    rates, each = _rates(access, marks), [span.each for span in found]
    if len(access) > 1 and any(span.reads is not None for span in found):
        turns = [place for place, (one, two) in enumerate(pairwise([None, *rates])) if one != two]
        steps = [(marks[place], rates[place] - (rates[place - 1] if place else 0.0)) for place in turns]
        totals = paced.each(steps)
        if not all(totals):
            return _read(found, found, marks, access)
        both = zip(found, totals, strict=True)
        each = [1.0 if span.reads is None else span.reads * span.months / total for span, total in both]
    elif len(access) > 1:
        each = [1.0] * len(found)
    return [one * rate * MONTH for one, rate in zip(_between(paced.past(marks, each)), rates, strict=True)]


def _between(past: Sequence[float]) -> list[float]:
    """What is between each two marks, of what is past each."""
    return [one - two for one, two in pairwise(past)]


def _read(found: Sequence[Span], wide: Sequence[Span], marks: tuple[float, ...], access: Sequence[Band]) -> list[float]:
    """Reads between each two marks. `wide`: the same months, those of one stream as one."""
    read, rates = [0.0] * (len(marks) - 1), _rates(access, marks) if len(access) > 1 else []
    alike = all(span.reads is None for span in found) if rates else len({span.each for span in found}) == 1
    for span in wide if alike else found:
        mine = gaps(span, marks)
        weights, rate = mine, span.each
        if rates:
            weights = list(map(mul, mine, rates))
            total = sum(weights)
            if span.reads and not total:  # of the ages there are none is read by age: all are alike
                weights, total = mine, sum(mine)
            rate = 1.0 if span.reads is None else span.reads / total if total else 0.0
        each = rate * span.months * MONTH
        read = [one + more * each for one, more in zip(read, weights, strict=True)]
    return read


def _rates(access: Sequence[Band], marks: Sequence[float]) -> list[float]:
    """Reads a second of one object from each mark to the next; where access is one rate, 1."""
    if len(access) < 2:
        return [1.0] * (len(marks) - 1)
    bands, found, place = [(float(band.until), float(band.reads)) for band in access], list[float](), 0
    for young in marks[:-1]:
        while young >= bands[place][0]:
            place += 1
        found.append(bands[place][1])
    return found


def together(some: Sequence[Curves]) -> Curves:
    """The curves of several streams as those of one."""
    held, reads, reaching = ([sum(each) for each in zip(*(getattr(one, name) for one in some), strict=True)]
                             for name in ("held", "reads", "reaching"))  # fmt: skip
    return Curves(some[0].marks, tuple(held), tuple(reads), tuple(reaching))


def _summed(values: Iterable[float]) -> tuple[float, ...]:
    """Running sums from 0."""
    found = [0.0]
    for each in values:
        found.append(found[-1] + each)
    return tuple(found)
