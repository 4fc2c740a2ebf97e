"""A bucket's objects over the whole horizon, by age: how long they are held, how often read, how many reach each age.

What a policy costs is a sum over its stages of differences of these curves, so that the cheapest can be found stage by stage.
Floats: the winner is billed exactly.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import combinations_with_replacement, pairwise
from typing import TYPE_CHECKING, Any

from advisor.exact import Fraction
from advisor.load import SECONDS_IN_MONTH, Load, Months
from advisor.records import NamedTuple
from advisor.services.s3_ages import Ages, Piece, expiring, steady
from advisor.services.s3_stages import read_by

if TYPE_CHECKING:
    from advisor.spec import Band

DAY = 86_400
MONTH = float(SECONDS_IN_MONTH)
NEVER = float("inf")
LEAST = (30, 90, 180)  # days that classes bill at least, and after which Intelligent-Tiering moves what nobody reads


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
        return (Span(_floats(whole), len(loads), *_reads(left[0], stated, access)),)
    left = [expiring(expire, load) for load in loads]
    known = [each for each in map(steady, left) if each is not None]
    if len(known) < len(left):
        return None
    return tuple(Span(_floats(ages), 1, *_reads(load, stated, access)) for ages, load in zip(known, left, strict=True))


_spans_of = lru_cache(32)(_spans)  # months are known by themselves, and asked again and again


def _reads(load: Load, stated: bool, access: Sequence[Band]) -> tuple[float, float | None]:
    """Reads of one object a second where access is one rate, and of all where it goes by age and somebody stated the sum too."""
    each = float(load.reads / load.count) if load.reads is not None and load.count else 0.0
    return each, float(load.reads) if stated and len(access) > 1 and load.reads is not None else None


def _alike(first: Ages, last: Ages) -> bool:
    """Whether two months are of one stream."""
    if (first.life, first.old, len(first.pieces)) != (last.life, last.old, len(last.pieces)):
        return False
    if first.pieces == last.pieces:
        return True
    settled = all(piece.start + (first.life or 0) <= first.begin for piece in first.pieces) and first.life is not None
    rates = [piece.rate for piece in first.pieces] == [piece.rate for piece in last.pieces]
    return settled and rates and not any(piece.late or piece.end is not None for piece in first.pieces)


def _floats(ages: Ages) -> Ages:
    """The same with floats, which are fast enough to try many ages."""
    one: type = float

    def number(value: Fraction | None) -> Fraction | None:
        return None if value is None else one(value)

    pieces = tuple(Piece(one(p.start), number(p.end), one(p.rate), p.late, number(p.life)) for p in ages.pieces)
    return Ages(one(ages.begin), one(ages.end), pieces, number(ages.life), one(ages.old), ages.late)


@lru_cache(256)
def gaps(span: Span, marks: tuple[float, ...]) -> Sequence[float]:
    """Objects between each two marks, on average over a span's months; the last mark is infinity."""
    ages: Any = span.ages
    whole = ages.end - ages.begin
    found = [0.0] * (len(marks) - 1)
    for piece in ages.pieces:
        begin = max(ages.begin, 0.0) if piece.late else ages.begin
        life = min((each for each in (ages.life, piece.life) if each is not None), default=None)
        cut = marks if life is None else [min(mark, life) for mark in marks]
        if begin < ages.end:
            older = _older(begin - piece.start, ages.end - piece.start, cut)
            if piece.end is not None:
                ended = _older(begin - piece.end, ages.end - piece.end, cut)
                older = [one - other for one, other in zip(older, ended, strict=True)]
            found = [one + piece.rate * (a - b) for one, (a, b) in zip(found, pairwise(older), strict=True)]
    found = [each / whole for each in found]
    if ages.life is None or marks[-2] < ages.life:
        found[-1] += ages.elders()
    return found


def _older(begin: float, end: float, ages: Iterable[float]) -> list[float]:
    """Seconds spent past each age between two times, for one object a second that comes from time 0 on."""
    return [
        ((end - age) * (end - age) / 2 if end > age else 0.0) - ((begin - age) * (begin - age) / 2 if begin > age else 0.0)
        for age in ages
    ]


def _arrivals(ages: Any, marks: Sequence[float]) -> list[float]:
    """Objects a second that reach each mark, as services.s3_ages.Ages counts them at one age."""
    found = [0.0] * len(marks)
    for piece in ages.pieces:
        begin, end = max(ages.begin, 0.0) if piece.late else ages.begin, ages.end
        ends = ((piece.start, piece.rate),) if piece.end is None else ((piece.start, piece.rate), (piece.end, -piece.rate))
        for time, rate in ends:
            late, soon, life = end - time, begin - time, NEVER if piece.life is None else piece.life
            more = [(late - mark if late > mark else 0.0) - (soon - mark if soon > mark else 0.0) for mark in marks]
            found = [one + rate * each if mark < life else one for one, each, mark in zip(found, more, marks, strict=True)]
    whole = ages.end - ages.begin
    return [0.0 if ages.life is not None and mark > ages.life else each / whole for each, mark in zip(found, marks, strict=True)]


def curves(found: Iterable[Span], marks: tuple[float, ...], access: Sequence[Band]) -> Curves:
    """The curves at some marks, the last of which is infinity."""
    ends = [(young, None if old == float("inf") else old) for young, old in pairwise(marks)]
    held, read, reaching = [0.0] * len(ends), [0.0] * len(ends), [0.0] * len(marks)
    rates = [_rate(access, *gap) for gap in ends] if len(access) > 1 else []
    for span in found:
        by: Any = read_by
        mine = gaps(span, marks)
        weights, rate = mine, span.each
        if len(access) > 1:
            weights = [
                one * rate_ if rate_ is not None else float(by(access, *gap, span.ages))
                for one, rate_, gap in zip(mine, rates, ends, strict=True)
            ]
            total = sum(weights)
            if span.reads and not total:  # of the ages there are none is read by age: all are alike
                weights, total = mine, sum(mine)
            rate = 1.0 if span.reads is None else span.reads / total if total else 0.0
        times = span.months
        held = [one + each * times for one, each in zip(held, mine, strict=True)]
        read = [one + each * rate * times * MONTH for one, each in zip(read, weights, strict=True)]
        reaching = [one + each * times * MONTH for one, each in zip(reaching, _arrivals(span.ages, marks), strict=True)]
    return Curves(marks, _summed(held), _summed(read), tuple(reaching))


def _rate(access: Sequence[Band], young: float, old: float | None) -> float | None:
    """Reads a second of one object between two ages; None where they change in between."""
    band = next((each for each in access if young < each.until), access[-1])
    return float(band.reads) if (old or float("inf")) <= band.until else None


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


@lru_cache(4)
def _sums(least: tuple[int, ...]) -> tuple[int, ...]:
    """Sums of up to two of some days, 0 among them."""
    return tuple(sorted({sum(each) for each in combinations_with_replacement((0, *least), 2)}))


def marks_of(
    since: Iterable[Fraction], access: Sequence[Band], found: Sequence[Span], versions: bool = False
) -> tuple[float, ...]:
    """The ages at which something changes, in whole days, with what least times make of them; the last has no end.

    `versions`: what dies stays as an old version where it was, so that the last day before is one of them.
    """
    top, ends, bends = _ends(tuple(found), versions)
    base = {0.0, *(float(age) / DAY for age in since)}
    base |= {float(band.until) / DAY for band in access if band.until != float("inf")}
    days = {day + more for day in base | bends for more in _sums(LEAST)}
    days |= {day - more for day in (base | ends | bends) for more in _sums(LEAST)}
    top = max(base) * DAY + 1 if top is None else top
    whole = {float(int(day) * DAY) for day in days} | {float(-int(-day // 1) * DAY) for day in (days if bends else ends)}
    return (*sorted(mark for mark in whole if 0 <= mark < top or mark == 0), float("inf"))


@lru_cache(64)
def _ends(found: tuple[Span, ...], versions: bool) -> tuple[float | None, set[float], set[float]]:
    """Of streams: the age nothing is past in seconds (None: nobody knows), where streams end and bend in days."""
    oldest = max((float(span.ages.end - piece.start) for span in found for piece in span.ages.pieces), default=0.0)
    lives = {float(each) for span in found for each in (span.ages.life, *(p.life for p in span.ages.pieces)) if each is not None}
    mortal = [span.ages.dies for span in found]
    dies = [float(each) for each in mortal if each is not None]
    life = (max(dies) if found[0].ages.life is None else min(dies)) if len(dies) == len(mortal) else oldest
    ends = {life / DAY, *(-float(piece.start) / DAY for span in found[:1] for piece in span.ages.pieces)}
    bends = {each / DAY for each in (*_bends(found), *lives)} - ends
    bends |= {-(-each // DAY) - 1 for each in (*lives, life)} if versions else set()
    return (min(life, oldest) if found[0].ages.pieces else None), ends, bends


def _bends(found: Sequence[Span]) -> set[float]:
    """The ages past which ever more objects come to each day of age: where more came, seen from the horizon's end, or less, seen
    from its beginning."""
    begin, end = float(found[0].ages.begin), float(found[-1].ages.end)
    steps: dict[tuple[float | None, float], float] = {}
    for piece in {piece for span in found for piece in span.ages.pieces if piece.life is not None or piece.end is not None}:
        for time, more in ((piece.start, piece.rate), (piece.end, -piece.rate)):
            if time is not None:
                key = (None if piece.life is None else float(piece.life), float(time))
                steps[key] = steps.get(key, 0.0) + float(more)
    return {age for (_, time), more in steps.items() if more for age in (end - time if more > 0 else begin - time,) if age > 0}
