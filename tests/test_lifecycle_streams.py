"""Streams of floats count what Ages counts exactly, whatever pieces there are."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from advisor.exact import Fraction
from advisor.lifecycle_paced import Paced
from advisor.lifecycle_streams import NEVER, Streams, stream
from advisor.load import SECONDS_IN_MONTH
from advisor.series import Series
from advisor.services.s3_ages import Ages
from advisor.streams import Piece, alive

DAY = 86_400
MARKS = (*(float(day * DAY) for day in (0, 1, 30, 31, 90, 180, 365, 1000)), NEVER)
days = st.integers(-900, 500).map(lambda day: Fraction(day * DAY))
rates = st.fractions(Fraction(1, 10**6), 10, max_denominator=10**6)
lives = st.none() | st.sampled_from([Fraction(day * DAY) for day in (7, 90, 100, 400)])


@st.composite
def pieces(draw: st.DrawFn) -> Piece:
    """A piece of objects, with or without an end and a life."""
    start, end = draw(days), draw(st.none() | days)
    start, end = (start, end) if end is None or start < end else (end, start + 1)
    return Piece(start, end, draw(rates), life=draw(lives))


@given(st.lists(pieces(), max_size=7), st.integers(1, 12), lives, st.integers(0, 5))
def test_streams_count_as_ages_do(some: list[Piece], month: int, life: Fraction | None, old: int) -> None:
    begin, elders = SECONDS_IN_MONTH * (month - 1), Fraction(0) if life else Fraction(old)
    exact = Ages(Fraction(begin), Fraction(begin + SECONDS_IN_MONTH), tuple(some), life, elders)
    floats = Ages(
        float(exact.begin), float(exact.end),
        tuple(Piece(float(p.start), p.end and float(p.end), float(p.rate), False, p.life and float(p.life)) for p in some),
        life and float(life), float(old) if not life else 0.0,
    )  # fmt: skip
    flow, streams, whole = stream(floats), Streams([(floats, 2)]), float(SECONDS_IN_MONTH)
    came = sum((piece.rate * abs((piece.end or exact.end) - piece.start) for piece in some), Fraction(0))
    near = 1e-8 * (float(exact.held(Fraction(0), None)) + 1) + 1e-12 * float(came)  # floats keep 15 digits of all that ever came
    past = [one - two for one, two in zip(flow.pasts(floats.end, MARKS), flow.pasts(floats.begin, MARKS), strict=True)]
    for place, (young, later) in enumerate(pairwise(MARKS)):
        held = float(exact.held(Fraction(young), None if later == NEVER else Fraction(later)))
        (found,), all_ = streams.held(young, later)
        assert abs(found - 2 * held) < near and all_ == found
        own = flow.scale * (past[place] - past[place + 1]) / whole
        assert abs(own + (elders if later == NEVER else 0) - held) < near
    both = zip(MARKS[:-1], flow.cames(floats.end, MARKS), flow.cames(floats.begin, MARKS), strict=False)
    for mark, after, before in both:
        if life is None or mark <= life:
            assert abs(flow.scale * (after - before) / whole - float(exact.reaching(Fraction(mark)))) < 1e-8


@given(st.lists(pieces(), min_size=3, max_size=7), lives, st.booleans(), st.integers(1, 12), st.integers(2, 12))
def test_flows_count_as_each_piece_does(some: list[Piece], old: Fraction | None, late: bool, month: int, months: int) -> None:
    some[0] = some[0]._replace(late=late)
    for number in (month, Series.of(range(month, month + months))):
        begin = SECONDS_IN_MONTH * (number - 1)
        whole = Ages(begin, begin + SECONDS_IN_MONTH, tuple(some), None)
        each = [whole._replace(pieces=(piece,)) for piece in some]
        since = Fraction(0) if late and number is not month else Fraction(45 * DAY)
        for young in (Fraction(0), Fraction(31 * DAY)):
            assert whole.held(young, old, since) == sum((one.held(young, old, since) for one in each), Fraction(0))
            assert whole.reaching(young) == sum((one.reaching(young) for one in each), Fraction(0))
        pieces_ = tuple(some)
        assert alive(pieces_, whole.begin, whole.end) == sum((alive((one,), whole.begin, whole.end) for one in some), Fraction(0))


@given(st.lists(st.tuples(days, rates, lives, lives), min_size=2, max_size=5))
def test_months_that_each_came_at_one_pace_count_as_ages_do(
    some: list[tuple[Fraction, Fraction, Fraction | None, Fraction | None]],
) -> None:
    exact = [
        Ages(SECONDS_IN_MONTH * month, SECONDS_IN_MONTH * (month + 1), (Piece(start, None, rate, life=own),), life)
        for month, (start, rate, own, life) in enumerate(some)
    ]  # fmt: skip
    floats = [
        Ages(float(each.begin), float(each.end), tuple(Piece(float(p.start), None, float(p.rate), False, p.life and float(p.life))
             for p in each.pieces), each.life and float(each.life), 0.0)
        for each in exact
    ]  # fmt: skip
    paced, times = Paced.of([(each, 2) for each in floats]), [1.0 + place for place in range(len(some))]
    assert paced is not None
    past, reached = paced.past(MARKS, times), paced.reaching(MARKS)
    near = 1e-8 * sum(float(each.held(Fraction(0), None)) for each in exact) + 1e-8
    for place, (young, later) in enumerate(pairwise(MARKS)):
        held = [float(each.held(Fraction(young), None if later == NEVER else Fraction(later))) for each in exact]
        assert abs(past[place] - past[place + 1] - sum(2 * one * each for one, each in zip(held, times, strict=True))) < near
        assert abs(reached[place] - sum(2 * float(each.reaching(Fraction(young))) for each in exact)) < 1e-8
    totals = paced.each([(0.0, 1.0), (MARKS[2], -1.0)])
    assert all(
        abs(one - 2 * float(each.held(Fraction(0), Fraction(MARKS[2])))) < near for one, each in zip(totals, exact, strict=True)
    )
