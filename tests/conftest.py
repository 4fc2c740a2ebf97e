"""What holds around every test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest


@pytest.fixture(autouse=True)
def zero_is_zero() -> Iterator[None]:
    """No number was read in a way that writes into Python's own zero byte (see advisor/exact.py)."""
    yield
    assert bytes([0]) == bytes(bytearray(1)), "a compiled fraction was made of a text of one character"
