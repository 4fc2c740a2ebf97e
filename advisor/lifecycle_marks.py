"""The ages at which a policy may do something: where something changes, and what least times make of these."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import combinations_with_replacement
from typing import TYPE_CHECKING

from advisor.exact import Fraction
from advisor.lifecycle_curves import DAY, Span

if TYPE_CHECKING:
    from advisor.spec import Band

LEAST = (30, 90, 180)  # days that classes bill at least, and after which Intelligent-Tiering moves what nobody reads


@lru_cache(4)
def _sums(least: tuple[int, ...]) -> tuple[int, ...]:
    """Sums of up to two of some days, 0 among them."""
    return tuple(sorted({sum(each) for each in combinations_with_replacement((0, *least), 2)}))


@lru_cache(64)
def marks_of(
    since: frozenset[Fraction], access: tuple[Band, ...], found: tuple[Span, ...], versions: bool = False
) -> tuple[float, ...]:
    """The ages at which something changes, in whole days, with what least times make of them; the last has no end.

    `versions`: what dies stays as an old version where it was, so that the last day before is one of them.
    """
    top, ends, bends = _ends(found, versions)
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
    pieces = {piece for span in found for piece in span.ages.pieces}
    for piece in pieces if any(piece.life is not None or piece.end is not None for piece in pieces) else ():
        for time, more in ((piece.start, piece.rate), (piece.end, -piece.rate)):
            if time is not None:
                key = (None if piece.life is None else float(piece.life), float(time))
                steps[key] = steps.get(key, 0.0) + float(more)
    return {age for (_, time), more in steps.items() if more for age in (end - time if more > 0 else begin - time,) if age > 0}
