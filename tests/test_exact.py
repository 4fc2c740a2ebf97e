"""Exact numbers: a text of one character is read without harm to anybody else's bytes."""

from __future__ import annotations

import pytest

from advisor.exact import Fraction, numeral


@pytest.mark.parametrize(
    ("text", "value"), [("7", 7), ("0.0125", Fraction(1, 80)), ("1/3", Fraction(1, 3)), ("1e3", 1000), ("-2", -2)]
)
def test_a_numeral_is_its_number(text: str, value: Fraction) -> None:
    assert numeral(text) == value
    assert bytes([0]) == bytes(bytearray(1))


@pytest.mark.parametrize("text", ["", "x", "1.2.3", "1/0/2"])
def test_no_numeral_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="Invalid literal"):
        numeral(text)
