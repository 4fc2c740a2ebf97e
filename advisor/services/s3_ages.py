"""How old a bucket's objects are in a month: how many are of which age, how many reach an age, exact to the second.

Objects come evenly over spans of time; what is there today came evenly from its oldest age on. So the objects of an age, averaged
over a month, are a difference of squares.
"""

from __future__ import annotations

from typing import Any

from advisor.exact import Fraction
from advisor.load import SECONDS_IN_MONTH, Load, turns
from advisor.records import NamedTuple

NONE = Fraction(0)
NOTHING: Any = 0  # to add to: neither an exact number nor a float, so that both stay what they are
HALF = SECONDS_IN_MONTH / 2


class Piece(NamedTuple):
    """Objects that came evenly, `rate` a second, from `start` to `end` (None: they keep coming); seconds from today.

    `late`: they were there before the design was, and came into its classes today.
    """

    start: Fraction
    end: Fraction | None
    rate: Fraction
    late: bool = False


class Ages(NamedTuple):
    """A month's objects by age. `old`: so many more, of no known age but past all that matter; `life`: the age they die at."""

    begin: Fraction
    end: Fraction
    pieces: tuple[Piece, ...]
    life: Fraction | None = None
    old: Fraction = NONE
    late: bool = False  # whether the old ones came into the design's classes today

    def held(self, young: Fraction, old: Fraction | None, since: Fraction = NONE) -> Fraction:
        """Objects of ages from `young` to `old` (None: and older), on average over the month; late ones from `since` on."""
        stop = self.life if old is None else old if self.life is None else min(old, self.life)
        if stop is not None and stop <= young:
            return NONE
        found: Fraction = NOTHING
        for piece in self.pieces:
            begin = max(self.begin, since) if piece.late else self.begin
            if begin < self.end:
                found += piece.rate * (
                    self._older(piece, young, begin) - (NOTHING if stop is None else self._older(piece, stop, begin))
                )
        found /= self.end - self.begin
        return found + self.elders(since) if old is None else found

    def elders(self, since: Fraction = NONE) -> Fraction:
        """The objects of no known age, on average over the month, late ones from the time `since` on."""
        if not self.late or since <= self.begin or not self.old:
            return self.old
        return self.old * max(NONE, self.end - since) / (self.end - self.begin)

    def _older(self, piece: Piece, age: Fraction, begin: Fraction) -> Fraction:
        """Seconds that a piece's objects spend past an age, from `begin` to the month's end, for one object a second."""
        found = _square(self.end - piece.start - age) - _square(begin - piece.start - age)
        if piece.end is not None:
            found -= _square(self.end - piece.end - age) - _square(begin - piece.end - age)
        return found

    def reaching(self, age: Fraction, after: Fraction = NONE) -> Fraction:
        """Objects a second that reach an age in the month, late ones no sooner than the time `after`."""
        if self.life is not None and age > self.life:
            return NONE
        found: Fraction = NOTHING
        for piece in self.pieces:
            low = max(self.begin, after if piece.late else self.begin, piece.start + age)
            high = self.end if piece.end is None else min(self.end, piece.end + age)
            if high > low:
                found += piece.rate * (high - low)
        return found / (self.end - self.begin)

    def lacking(self, begin: Fraction, end: Fraction, least: Fraction) -> Fraction:
        """Object-seconds a second that objects leaving at age `end` lack of the least time, having come at age `begin`.

        Late ones came today at the earliest.
        """
        stay = end - begin
        found = (least - stay) * self.reaching(end, stay) if stay < least else NONE
        for piece in self.pieces:
            if piece.late:
                low = max(self.begin, NONE, piece.start + end)
                high = min(self.end, stay, least, piece.end + end if piece.end is not None else self.end)
                if high > low:
                    found += piece.rate * (high - low) * (least - (low + high) / 2) / (self.end - self.begin)
        return found

    def there(self, young: Fraction, old: Fraction | None) -> Fraction:
        """Objects of these ages today that came before the design; none once the first month is over."""
        if self.begin:
            return NONE
        stop = self.life if old is None else old if self.life is None else min(old, self.life)
        found = self.old if self.late and old is None else NONE
        for piece in self.pieces:
            if piece.late and piece.end is not None:
                oldest = -piece.start if stop is None else min(stop, -piece.start)
                found += piece.rate * max(NONE, oldest - max(young, -piece.end))
        return found


def _square(span: Fraction) -> Fraction:
    """Half the square of a span that has begun."""
    return span * span / 2 if span > 0 else NOTHING


def expiring(expire: Fraction | None, load: Load) -> Load:
    """The load as an expiry leaves it: nothing gets older."""
    if expire is None or (load.lifetime is not None and load.lifetime <= expire):
        return load
    oldest = expire if load.oldest is None else min(load.oldest, expire)
    return load._replace(oldest=oldest, lifetime=expire)


def unaged(load: Load) -> Ages | None:
    """Objects whose ages nobody knows, all taken to be past every age; None where their number is unknown."""
    begin = SECONDS_IN_MONTH * (load.month - 1)
    return None if load.count is None else Ages(begin, begin + SECONDS_IN_MONTH, (), None, load.count)


def steady(load: Load) -> Ages | None:
    """The ages of a bucket whose design has always been in place; None where they are unknown.

    Ages spread evenly from 0 to the oldest. Data that is no longer written is past every age.
    """
    life, oldest, count = load.lifetime, load.oldest, load.count
    begin = SECONDS_IN_MONTH * (load.month - 1)
    end = begin + SECONDS_IN_MONTH
    if oldest is None:
        return unaged(load) if load.inflow is not None else None
    if count is None:
        return None
    if not oldest:
        return Ages(begin, end, (Piece(begin - 1, None, count),), Fraction(1))
    rate = count / oldest
    if (life is None or oldest < life) and load.outflow == 0 and oldest >= HALF:
        return Ages(begin, end, (Piece(begin + HALF - oldest, None, rate),), life)  # they grow older
    return Ages(begin, end, (Piece(begin - 1 - oldest, None, rate),), oldest)


def inherited(load: Load, count: Fraction, oldest: Fraction | None, late: bool) -> Ages | None:
    """The ages of so many objects that are there today, the oldest of them `oldest`, and of those that come from now on.

    `late`: their classes were another design's until today.
    """
    life = load.lifetime
    begin = SECONDS_IN_MONTH * (load.month - 1)
    if load.inflow is None or not load.size:
        return None
    new = _coming(load, load.size) if load.inflow else ()
    if not oldest:
        return Ages(begin, begin + SECONDS_IN_MONTH, new, life, count if life is None else NONE, late)
    there = Piece(-oldest, NONE, count / oldest, late)
    return Ages(begin, begin + SECONDS_IN_MONTH, (there, *new), life)


def _coming(load: Load, size: Fraction) -> tuple[Piece, ...]:
    """What comes from today on: evenly, or more each time what came is deleted at its age."""
    rate = (load.inflow or NONE) / size
    if load.rising is None:
        return (Piece(NONE, None, rate),)
    turn, more = load.rising
    first = rate - more / size * turns(load.month, turn)
    begin = SECONDS_IN_MONTH * (load.month - 1)
    since = max(NONE, begin - (turn if load.lifetime is None else load.lifetime))
    numbers = range(int(since // turn), int((begin + SECONDS_IN_MONTH) // turn) + 1)
    return tuple(Piece(turn * each, turn * (each + 1), first + more / size * each) for each in numbers)
