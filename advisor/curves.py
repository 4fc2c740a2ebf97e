"""What the designs around a break-even cost as its number goes up and down, others unchanged: the lines of a chart."""

from __future__ import annotations

from collections.abc import Iterable
from math import exp, log

from advisor import units
from advisor.amounts import decimal
from advisor.break_evens import rounded
from advisor.candidates import Context, Weighed, weigh
from advisor.exact import Fraction
from advisor.outlook import called, name, with_said
from advisor.report import BreakEven, Curve, Point
from advisor.sets import contains, number, point
from advisor.vocabulary import Word

STEPS = 7  # between the ends of a curve, even on a logarithmic scale
BEHIND = {"above": Fraction(101, 100), "below": Fraction(99, 100)}  # where what it turns to at a limit of the rules begins
BEYOND = 2  # how far a curve goes on behind its last break-even


def curves(found: Iterable[BreakEven], weighed: Weighed, context: Context) -> tuple[Curve, ...]:
    """One curve a number that has a break-even, with the recommended design and those it turns to."""
    turns: dict[str, list[BreakEven]] = {}
    for each in found:
        turns.setdefault(each.fact, []).append(each)
    return tuple(_curve(context.vocabulary[fact], several, weighed, context) for fact, several in turns.items())


def _curve(word: Word, turns: list[BreakEven], weighed: Weighed, context: Context) -> Curve:
    """The costs at places from below the lowest value of interest to above the highest."""
    today = number(weighed.store.said[word.name].values)
    assert isinstance(today, Fraction)
    edges = tuple(_exactly(each.value, word) for each in turns)
    named = {today, *edges}
    low, high = min(named) / BEYOND, max(named) * BEYOND
    ratio, like = log(high / low) / STEPS, units.show(today, word.type)
    steps = {next(rounded(low * Fraction(exp(ratio * step)), word, like)) for step in range(STEPS + 1)}
    steps |= {_exactly(each.value, word) * BEHIND[each.side] for each in turns if each.at == each.value}
    options = (name(weighed), *dict.fromkeys(each.becomes for each in turns))
    points = (_point((word, like), each, options, weighed, context) for each in sorted(named | steps))
    known = tuple(each for each in points if each is not None)
    return Curve(word.name, turns[0].path, decimal(today), tuple(map(decimal, edges)), options, known)


def _exactly(text: str, word: Word) -> Fraction:
    """A value as a break-even writes it."""
    value = number(units.parse(text, word.type))
    assert isinstance(value, Fraction)
    return value


def _point(said: tuple[Word, str], value: Fraction, options: tuple[str, ...], weighed: Weighed, context: Context) -> Point | None:
    """The average month of each option at a value; None where the value cannot be written."""
    word, like = said
    store = with_said(weighed.store, word, point(value)) if contains(word.everything, point(value)) else None
    if store is None:
        return None
    ranked = {called(each): each for each in weigh(store, context).ranked}
    months = context.workload.horizon_months
    amounts = {each: ranked[each].likely / months for each in options if each in ranked and not ranked[each].unpriced}
    return Point(decimal(value), units.show_like(value, word.type, like), amounts)
