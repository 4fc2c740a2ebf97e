"""Exact numbers: Fraction, compiled where the platform has it (quicktions), else the standard library's. Both behave alike.

Compiled fractions up to 1.24 put the one character of a text like "7" into Python's own zero byte, which everyone who uses that
byte then reads; so a text is handed on with a space before it, which makes it a text of two.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from fractions import Fraction
else:
    try:
        from quicktions import Fraction as _Compiled
    except ImportError:
        from fractions import Fraction
    else:

        class _Guard(type):
            """Makes compiled fractions and knows them, and nothing else."""

            def __call__(cls, numerator: Any = 0, denominator: Any = None) -> Any:
                return _Compiled(f" {numerator}" if type(numerator) is str else numerator, denominator)

            def __instancecheck__(cls, value: object) -> bool:
                return isinstance(value, _Compiled)

        class Fraction(metaclass=_Guard):
            """A compiled fraction."""


__all__ = ["Fraction"]
