"""Break-evens: how far one stated number has to go before another candidate is recommended, found on the real bills."""

from __future__ import annotations

from collections.abc import Iterator

from advisor import cells, units
from advisor.candidates import Context, Weighed
from advisor.exact import Fraction
from advisor.leaders import leader
from advisor.outlook import deciding, name, spec_path, with_said
from advisor.report import BreakEven
from advisor.sets import Span, contains, number, point
from advisor.vocabulary import NUMBERS, Word

STEPS = (Fraction(3), Fraction(10), Fraction(100), Fraction(1000))  # how far each number is followed, up and down
CLOSE = Fraction(101, 100)  # a break-even is found to one part in a hundred
NEAR = Fraction(103, 100)
JUST = Fraction(1_000_001, 1_000_000)  # on either side of an edge


def break_evens(weighed: Weighed, context: Context) -> tuple[BreakEven, ...]:
    """Of each number the spec states, the nearest turn below and above."""
    found: list[BreakEven] = []
    for fact, said in weighed.store.said.items():
        word = context.vocabulary.get(fact)
        today = number(said.values) if word is not None and word.type in NUMBERS else None
        if word is not None and isinstance(today, Fraction) and today > 0 and spec_path(word):
            found += _turns(word, today, weighed, context)
    return tuple(found)


def _turns(word: Word, today: Fraction, weighed: Weighed, context: Context) -> Iterator[BreakEven]:
    """The nearest turn in each direction."""
    edges = _edges(word, weighed)
    up = sorted({*(today * step for step in STEPS), *(edge for edge in edges if edge > today)})
    down = sorted({*(today / step for step in STEPS), *(edge for edge in edges if edge < today)}, reverse=True)
    for side, values in (("above", up), ("below", down)):
        inside = today
        for outside in values:
            becomes = _becomes(word, outside, weighed, context)
            if not becomes:  # it cannot be written, or nothing meets it: a limit, not money
                break
            if becomes != name(weighed):
                turn = _narrow(word, today, (inside, outside), weighed, context)
                if not any(max(turn, edge) <= min(turn, edge) * NEAR for edge in edges):  # a rule's edge is a flip already
                    yield _turn(word, today, turn, side, weighed, context)
                break
            inside = outside


def _edges(word: Word, weighed: Weighed) -> list[Fraction]:
    """Where the rules choose otherwise."""
    found = []
    for verdict in deciding(weighed):
        if word.name in verdict.decision.words:
            changes = cells.flips(verdict.decision, verdict.values, fit_only=False)
            edges = (number(change.value) for change in changes if change.fact == word.name)
            found += [edge for edge in edges if isinstance(edge, Fraction) and edge > 0]
    return found


def _becomes(word: Word, value: Fraction, weighed: Weighed, context: Context) -> str | None:
    """What is recommended with the fact at a value; None where it cannot be written."""
    if not contains(word.everything, point(value)):
        return None
    store = with_said(weighed.store, word, point(value))
    return None if store is None else " ".join(leader(store, context) or ())


def _narrow(word: Word, today: Fraction, ends: tuple[Fraction, Fraction], weighed: Weighed, context: Context) -> Fraction:
    """The value nearest to today's between two ends, to one part in a hundred, where the recommendation is another."""
    inside, outside = ends
    while max(inside, outside) > min(inside, outside) * CLOSE:
        middle = ((inside + outside) / 2).limit_denominator(10**6) if min(inside, outside) > 1 else (inside + outside) / 2
        if _becomes(word, middle, weighed, context) == name(weighed):
            inside = middle
        else:
            outside = middle
    beyond = outside * CLOSE if outside > inside else outside / CLOSE
    close = (each for value in (outside, beyond) for each in rounded(value, word, units.show(today, word.type)))
    return next((each for each in close if _becomes(word, each, weighed, context) != name(weighed)), outside)


def rounded(value: Fraction, word: Word, like: str) -> Iterator[Fraction]:
    """The value to two and to three significant digits of the unit people use for it."""
    scale = units.unit_near(value, word.type, like)[1]
    for digits in (2, 3):
        yield Fraction(f"{float(value / scale):.{digits}g}") * scale


def _turn(word: Word, today: Fraction, value: Fraction, side: str, weighed: Weighed, context: Context) -> BreakEven:
    """One turn as the report says it."""
    becomes = _becomes(word, value, weighed, context) or ""
    now = units.show(today, word.type)
    limit = _limit(word, value, side, weighed, context)
    if limit is not None:
        shown = units.show(limit, word.type, exact=True)
        return BreakEven(word.name, now, side, shown, becomes, spec_path(word), shown)
    about, exact = units.show_like(value, word.type, now), units.show(value, word.type, exact=True)
    return BreakEven(word.name, now, side, f"about {about}", becomes, spec_path(word), exact)


def _limit(word: Word, turn: Fraction, side: str, weighed: Weighed, context: Context) -> Fraction | None:
    """The edge of a rule on what follows from the number (the largest item, of their mean) that a turn was found beside."""
    for verdict in deciding(weighed):
        for change in cells.flips(verdict.decision, verdict.values, fit_only=False):
            if change.word.type != word.type or not isinstance(change.to, Span):
                continue
            edge = change.to.lo[0] if side == "above" else change.to.hi[0]
            if isinstance(edge, Fraction) and edge > 0 and max(turn, edge) <= min(turn, edge) * NEAR:
                ends = sorted((edge / JUST, edge * JUST), reverse=side == "below")
                if [_becomes(word, each, weighed, context) == name(weighed) for each in ends] == [True, False]:
                    return edge
    return None
