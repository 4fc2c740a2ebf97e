"""Exact numbers: Fraction, compiled where the platform has it (quicktions), else the standard library's. Both behave alike.

A text becomes a number by `numeral` alone. Compiled fractions up to 1.24 write the one character of a text like "7" into Python's
own zero byte, which every other user of that byte then reads; a text of two characters is copied first.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fractions import Fraction
else:
    try:
        from quicktions import Fraction
    except ImportError:
        from fractions import Fraction

__all__ = ["Fraction", "numeral"]


def numeral(text: str) -> Fraction:
    """The number a text says: `7`, `0.0125`, `1/3`; ValueError when it is none."""
    return Fraction(f" {text}")
