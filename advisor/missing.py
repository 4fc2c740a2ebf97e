"""Prices that are missing: why, and what would work instead."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import cached_property

from advisor.records import NamedTuple

MOST_PLACES = 5  # Regions named where a price is missing
NO_SUCH = "there is no such dimension"
ALIKE = 0.8  # the least part of two words that is the same where one is a slip of the other


class Told(NamedTuple):
    """Why a price is not known, and what would work."""

    why: str
    nearest: str
    meant: str = ""  # no Region has it, and this one is written nearly alike
    sold: bool = True  # whether any Region has such a dimension


class Missing:
    """A price that is not known; why is looked for when it is asked, for many are left out of what is told."""

    def __init__(self, service: str, region: str, dimension: str, on: date, tell: Callable[[], Told]) -> None:
        """`tell` says why, and what would work."""
        self.service, self.region, self.dimension, self.on, self._tell = service, region, dimension, on, tell

    @cached_property
    def told(self) -> Told:
        """Why, and what would work."""
        return self._tell()

    def __str__(self) -> str:
        hint = f"; {self.told.nearest}" if self.told.nearest else ""
        return f"no price of {self.service}.{self.dimension} in {self.region} on {self.on}: {self.told.why}{hint}"


def places(regions: Sequence[str], near: str = "") -> str:
    """`prices in 16 regions: ap-east-1, …`: all of them, or the likest to `near` and how many more."""
    many = f"prices in {len(regions)} region{'' if len(regions) == 1 else 's'}"
    if not near or len(regions) <= MOST_PLACES:
        return f"{many}: {', '.join(regions)}"
    like = sorted(regions, key=lambda each: (each[:2] != near[:2], each.split("-")[1:2] != near.split("-")[1:2], each))
    return f"{many}, such as {', '.join(like[:MOST_PLACES])}"


def misspelt(dimension: str, known: str) -> bool:
    """Whether every part of a dimension is that of the known one, or nearly so."""
    from difflib import SequenceMatcher

    if dimension.count(".") != known.count("."):
        return False
    parts = [each for each in zip(dimension.split("."), known.split("."), strict=True) if each[0] != each[1]]
    if any(2 * min(map(len, each)) / sum(map(len, each)) < ALIKE for each in parts):  # of lengths too different
        return False
    return all(SequenceMatcher(None, *each).ratio() >= ALIKE for each in parts)
