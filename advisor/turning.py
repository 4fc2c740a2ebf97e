"""Turns: changes of one fact that make the recommendation another, cut where they may differ and joined where they do not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from advisor import cells
from advisor.derived import FEEDS
from advisor.exact import Fraction
from advisor.records import NamedTuple
from advisor.sets import Span, Values, intersect
from advisor.vocabulary import Word


class Turn(NamedTuple):
    """One fact changed to somewhere in `to` (`value` is nearest) makes the recommendation another; "": nothing meets it."""

    word: Word
    to: Values
    value: Values
    becomes: str


def pieces(word: Word, span: Values, today: Values, at: Iterable[Fraction]) -> list[Values]:
    """A span cut at some values, each the first of the piece above it; choices one by one, as other decisions may tell them
    apart, but those the rules treat as today's only of words that other facts are derived from."""
    if isinstance(span, frozenset) and (word.name in FEEDS or intersect(span, today) is None):
        return [frozenset({each}) for each in word.choices if each in span]
    found: list[Values] = []
    for edge in at:
        if isinstance(span, Span) and span.lo < (edge, 0) < span.hi:
            found.append(Span(span.lo, (edge, 0)))
            span = Span((edge, 0), span.hi)
    return [*found, span]


def joined(found: Iterable[Turn], today: Values) -> Iterator[Turn]:
    """Turns of one fact, those with the same outcome made one where they touch; the nearest to today first."""
    whole: list[tuple[Span, Turn]] = []
    words: dict[str, Turn] = {}
    spans = []
    for turn in found:
        if isinstance(turn.to, Span):
            spans.append((turn.to, turn))
            continue
        first = words.setdefault(turn.becomes, turn)
        assert isinstance(first.to, frozenset)
        words[turn.becomes] = first._replace(to=first.to | turn.to)
    yield from words.values()
    for span, turn in sorted(spans, key=lambda each: each[0]):
        if whole and whole[-1][1].becomes == turn.becomes and whole[-1][0].hi == span.lo:
            whole[-1] = (Span(whole[-1][0].lo, span.hi), turn)
        else:
            whole.append((span, turn))
    for span, turn in sorted(whole, key=lambda each: _distance(each[0], today)):
        yield turn._replace(to=span, value=cells.nearest_value(turn.word, span, today))


def _distance(span: Span, today: Values) -> Fraction | float:
    """How far a span is from today's value."""
    assert isinstance(today, Span)
    return span.lo[0] - today.hi[0] if span.lo >= today.hi else today.lo[0] - span.hi[0]
