"""Break-evens: how far one stated number has to go before another candidate is recommended, found on the real bills."""

from __future__ import annotations

from collections.abc import Iterator

from advisor import cells, units
from advisor.candidates import Context, Weighed, winner
from advisor.exact import Fraction
from advisor.outlook import called, deciding, name, spec_path, with_said
from advisor.report import BreakEven
from advisor.sets import contains, number, point
from advisor.vocabulary import NUMBERS, Word

STEPS = (Fraction(3), Fraction(10), Fraction(100), Fraction(1000))  # how far each number is followed, up and down
CLOSE = Fraction(101, 100)  # a break-even is found to one part in a hundred
NEAR = Fraction(103, 100)


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
                turn = _narrow(word, inside, outside, weighed, context)
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
    return None if store is None else called(winner(store, context))


def _narrow(word: Word, inside: Fraction, outside: Fraction, weighed: Weighed, context: Context) -> Fraction:
    """The value nearest to today's, to one part in a hundred, where the recommendation is another."""
    while max(inside, outside) > min(inside, outside) * CLOSE:
        middle = ((inside + outside) / 2).limit_denominator(10**6) if min(inside, outside) > 1 else (inside + outside) / 2
        if _becomes(word, middle, weighed, context) == name(weighed):
            inside = middle
        else:
            outside = middle
    return next((each for each in _rounded(outside, word) if _becomes(word, each, weighed, context) != name(weighed)), outside)


def _rounded(value: Fraction, word: Word) -> Iterator[Fraction]:
    """The value to two and three significant digits of the unit people use for it."""
    unit = Fraction(1)
    if word.type in ("bytes", "throughput"):
        while unit * 1024 <= value:
            unit *= 1024
    elif word.type == "rate":
        while unit > value:
            unit = {1: Fraction(1, 60), Fraction(1, 60): Fraction(1, 3600)}.get(unit, value)
    elif word.type == "duration":
        unit = next((Fraction(each) for each in (86_400, 3600, 60) if value >= each), unit)
    for digits in (2, 3):
        scale = Fraction(10) ** (digits - len(str(int(value / unit))))
        yield round(value / unit * scale) / scale * unit


def _turn(word: Word, today: Fraction, value: Fraction, side: str, weighed: Weighed, context: Context) -> BreakEven:
    """One turn as the report says it."""
    becomes = _becomes(word, value, weighed, context) or ""
    shown = f"about {units.show(value, word.type)}"
    text = units.show(value, word.type, exact=True)
    return BreakEven(word.name, units.show(today, word.type), side, shown, becomes, spec_path(word), text)
