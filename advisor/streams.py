"""Objects as they come and go: pieces of them that came evenly, each with the age at which its objects are deleted."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from advisor.exact import Fraction
from advisor.flows import Flow, flows
from advisor.records import NamedTuple
from advisor.series import Series
from advisor.units import SECONDS_IN_MONTH as SECONDS

if TYPE_CHECKING:
    from advisor.structures import Band

SECONDS_IN_MONTH = Fraction(SECONDS)
FEW = 24  # pieces that all months look through together
NONE = Fraction(0)
MOST_KNOWN = 4096
_died: dict[tuple[int, Any], tuple[tuple[Piece, ...], tuple[tuple[Fraction, Fraction], ...]]] = {}  # by identity, and when
NOTHING: Any = 0  # to add to: neither an exact number nor a float, so that both stay what they are


class Piece(NamedTuple):
    """Objects that came evenly, `rate` a second, from `start` to `end` (None: they keep coming); seconds from today.

    `late`: they were there before the design was, and came into its classes today. `life`: the age they are deleted at; None: the
    one of all, if there is one.
    """

    start: Fraction
    end: Fraction | None
    rate: Fraction
    late: bool = False
    life: Fraction | None = None


class Alone(NamedTuple):
    """One piece, of whatever numbers: floats, or others in each month."""

    piece: Piece

    @property
    def life(self) -> Fraction | None:
        """The age its objects are deleted at."""
        return self.piece.life

    @property
    def late(self) -> bool:
        """Whether its objects were there before the design."""
        return self.piece.late

    def older(self, age: Fraction, begin: Fraction, end: Fraction) -> Fraction:
        """Seconds that its objects spend past an age, from `begin` to `end`."""
        piece = self.piece
        found: Fraction = _past(end, piece.start, age) - _past(begin, piece.start, age)
        if piece.end is not None:
            found -= _past(end, piece.end, age) - _past(begin, piece.end, age)
        return piece.rate * found

    def reach(self, age: Fraction, begin: Fraction, end: Fraction) -> Fraction:
        """Objects that reach an age between two times."""
        piece = self.piece
        found = _above(end - piece.start - age) - _above(begin - piece.start - age)
        if piece.end is not None:
            found -= _above(end - piece.end - age) - _above(begin - piece.end - age)
        reached: Fraction = piece.rate * found
        return reached


def flowing(pieces: tuple[Piece, ...]) -> Sequence[Flow | Alone]:
    """Pieces as flows of one life each; each alone where few or their numbers are not those of every month."""
    return (flows(pieces) if len(pieces) > 2 else None) or [Alone(piece) for piece in pieces]


def alive(
    pieces: tuple[Piece, ...], begin: Fraction, end: Fraction, young: Fraction = NONE, old: Fraction | None = None
) -> Fraction:
    """Objects there are between two times, on average; `young`, `old`: of these ages (None: and older)."""
    found: Fraction = NOTHING
    for flow in flowing(pieces):
        stop = old if flow.life is None else flow.life if old is None else min(old, flow.life)
        if stop is None or young < stop:
            past = NOTHING if stop is None else flow.older(stop, begin, end)
            found += flow.older(young, begin, end) - past
    return found / (end - begin)


def coming(pieces: tuple[Piece, ...], begin: Fraction, end: Fraction) -> Fraction:
    """Objects a second that come between two times."""
    found: Fraction = NOTHING
    for flow in flowing(pieces):
        found += flow.reach(NONE, begin, end)
    return found / (end - begin)


def deaths(pieces: tuple[Piece, ...], begin: Any, end: Any) -> tuple[tuple[Fraction, Fraction], ...]:
    """(age, objects a second) of what is deleted at each age between two times; remembered, as every design of a need asks it."""
    when = tuple((tuple(each.whole), each.up, each.down) if type(each) is Series else each for each in (begin, end))
    known = _died.get((id(pieces), when))
    if known is None or known[0] is not pieces:
        if len(_died) > MOST_KNOWN:
            _died.clear()
        known = _died[id(pieces), when] = pieces, _deaths(pieces, begin, end)
    return known[1]


def _deaths(pieces: tuple[Piece, ...], begin: Fraction, end: Fraction) -> tuple[tuple[Fraction, Fraction], ...]:
    found: dict[Fraction, Fraction] = {}
    for flow in flowing(pieces):
        if flow.life is not None:
            found[flow.life] = found.get(flow.life, NOTHING) + flow.reach(flow.life, begin, end)
    return tuple((life, died / (end - begin)) for life, died in sorted(found.items()) if died)


def read(pieces: tuple[Piece, ...], access: Sequence[Band], month: int) -> Fraction:
    """Reads a second in a month, by the reads of one object at its age."""
    begin, end, young, found = SECONDS_IN_MONTH * (month - 1), SECONDS_IN_MONTH * month, NONE, NONE
    for band in access:
        until = band.until if isinstance(band.until, Fraction) else None
        found += alive(pieces, begin, end, young, until) * band.reads
        young = until or young
    return found


def few(turn: Fraction, months: int) -> bool:
    """Whether the pieces of all of so many months, one each time, are few enough to be looked through in each."""
    return SECONDS_IN_MONTH * months <= FEW * turn


def rising(there: Fraction, pace: Fraction, by: tuple[Fraction, Fraction], month: int, months: int) -> tuple[Piece, ...]:
    """So many objects that are there, evenly of all ages, and what comes: `pace` a second, more each time what came is deleted.

    `by`: (that age, so many more a second). All pieces of the horizon where they are few, else those that live in the month.
    """
    turn, more = by
    begin, end = SECONDS_IN_MONTH * (month - 1), SECONDS_IN_MONTH * month
    together = few(turn, months)
    first, last = (0, months * SECONDS_IN_MONTH) if together else (max(0, int(begin // turn) - 1), end)
    found = [Piece(-turn, NONE, there / turn, life=turn)]
    turns = range(first, int(last // turn) + 1)
    found += [Piece(turn * each, turn * (each + 1), pace + more * each, life=turn) for each in turns]
    return tuple(found) if together else around(found, begin, end)


def around(pieces: Iterable[Piece], begin: Fraction, end: Fraction) -> tuple[Piece, ...]:
    """The pieces some of whose objects live between two times."""
    return tuple(
        piece for piece in pieces
        if piece.start < end and (piece.end is None or piece.life is None or piece.end + piece.life > begin)
    )  # fmt: skip


def _above(span: Any) -> Any:
    """A span that has begun, else nothing."""
    return span.positive() if type(span) is Series else span if span > 0 else NOTHING


def _past(time: Any, start: Any, age: Any) -> Any:
    """Half the square of the time by which what began at another is past an age; nothing before it is."""
    if type(time) is Series and type(start) is not Series:
        return time.squares(start + age)
    span = time - start - age
    if type(span) is Series:
        return span.squares(NONE)
    return span * span / 2 if span > 0 else NOTHING
