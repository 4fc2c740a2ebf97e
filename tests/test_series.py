"""Numbers of many months in one are, month by month, what each month's own would be."""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from math import ceil
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advisor.exact import Fraction
from advisor.series import Apart, Series, each_of, first, ratios_of

NUMBERS = st.integers(-50, 50) | st.fractions(-50, 50, max_denominator=12).map(lambda each: Fraction(each))
ROWS = st.lists(st.tuples(NUMBERS, NUMBERS), min_size=2, max_size=6)
COUNTING: tuple[Callable[[Any, Any], Any], ...] = (operator.add, operator.sub, operator.mul, operator.truediv)
ASKING: tuple[Callable[[Any, Any], Any], ...] = (
    operator.lt, operator.le, operator.gt, operator.ge, operator.eq, operator.ne, lambda one, _: bool(one),
)  # fmt: skip


def series(numbers: Sequence[Any]) -> Any:
    """Numbers as one."""
    whole = Series.of(range(len(numbers)))
    return each_of(whole, lambda place: Fraction(numbers[int(place)]))


def spread(number: Any, count: int) -> list[Fraction]:
    """The number of each month."""
    above, below = ratios_of(number, count)
    return [Fraction(each, below) for each in above]


@pytest.mark.parametrize("compute", COUNTING, ids=lambda each: each.__name__)
@settings(max_examples=40)
@given(ROWS, NUMBERS)
def test_arithmetic_is_that_of_each_month(compute: Callable[[Any, Any], Any], rows: list[tuple[Any, Any]], plain: Any) -> None:
    ones, others = zip(*rows, strict=True)
    for one, other in ((ones, others), (ones, plain), (plain, others)):
        sides = [each if isinstance(each, tuple) else (each,) * len(rows) for each in (one, other)]
        try:
            each = [compute(Fraction(mine), theirs) for mine, theirs in zip(*sides, strict=True)]
        except ZeroDivisionError:
            with pytest.raises(ZeroDivisionError):
                compute(*(series(side) if isinstance(side, tuple) else Fraction(side) for side in (one, other)))
        else:
            found = compute(*(series(side) if isinstance(side, tuple) else side for side in (one, other)))
            assert spread(found, len(rows)) == each
            assert first(found) == each[0] and isinstance(found, Series) == (len(set(each)) > 1)


@pytest.mark.parametrize("ask", ASKING, ids=lambda each: each.__name__)
@settings(max_examples=40)
@given(ROWS, NUMBERS)
def test_a_question_is_answered_alike_or_taken_apart(
    ask: Callable[[Any, Any], Any], rows: list[tuple[Any, Any]], plain: Any
) -> None:
    ones, others = zip(*rows, strict=True)
    for other in (others, (plain,) * len(rows)):
        answers = [ask(mine, theirs) for mine, theirs in zip(ones, other, strict=True)]
        try:
            assert set(answers) == {ask(series(ones), series(other))}
        except Apart as question:
            assert question.answers == answers and len(set(answers)) > 1
            assert sorted(place for group in question.groups() for place in group) == list(range(len(rows)))


@given(st.lists(NUMBERS, min_size=2, max_size=6), st.integers(1, 9))
def test_whole_numbers_and_what_is_above_nothing(numbers: list[Any], by: int) -> None:
    found = series(numbers)
    assert spread(found // by, len(numbers)) == [each // by for each in numbers]
    try:
        assert {int(each) for each in numbers} == {int(found)}
    except Apart as question:
        assert question.answers == [int(each) for each in numbers]
    if isinstance(found, Series):
        assert spread(found.positive(), len(numbers)) == [max(0, each) for each in numbers]
        above, below = (-found).ratios()
        assert [Fraction(each, below) for each in above] == [-each for each in numbers]


@pytest.mark.parametrize(
    "ask", [hash, str, float, ceil, "{}".format, Fraction, lambda each: each.numerator, lambda each: each % 2]
)
def test_what_many_numbers_cannot_say_is_asked_of_each(ask: Callable[[Any], Any]) -> None:
    with pytest.raises(Apart) as question:
        ask(series([1, 2, 2]))
    assert question.value.groups() == [[0], [1], [2]]


def test_it_is_not_what_nobody_knows() -> None:
    numbers = series([1, 2])
    assert None not in [numbers] and operator.ne(numbers, None) and not operator.eq(numbers, None)
