"""Exact numbers: a text of one character is read without harm to anybody else's bytes."""

from __future__ import annotations

import pytest

from advisor.exact import Fraction

NUMERALS = [("7", 7), ("0.0125", Fraction(1, 80)), ("1/3", Fraction(1, 3)), ("1e3", 1000), ("-2", -2)]


@pytest.mark.parametrize(("text", "value"), NUMERALS)
def test_a_numeral_is_its_number(text: str, value: Fraction) -> None:
    assert Fraction(text) == value and isinstance(Fraction(text), Fraction)
    assert bytes([0]) == bytes(bytearray(1))


@pytest.mark.parametrize("text", ["", "x", "1.2.3", "1/0/2"])
def test_no_numeral_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="Invalid literal"):
        Fraction(text)


def test_only_fractions_are_fractions() -> None:
    assert isinstance(Fraction(1, 2) * 3, Fraction) and isinstance(Fraction(2), int | Fraction)
    assert not isinstance(1, Fraction) and not isinstance(0.5, Fraction) and not isinstance("1/2", Fraction)
