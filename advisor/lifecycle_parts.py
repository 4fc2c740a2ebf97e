"""Branches of a search at prices that fall with use: months of each pool in parts, each with the tiers that are open in it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from advisor.records import NamedTuple


class Part(NamedTuple):
    """Months (from 0, without the end) in which the tier of a pool is one from `low` to `high`; each unit of use above an edge
    of its tiers counts as `more` US dollars less."""

    begin: int
    end: int
    low: int
    high: int
    more: float = 0.0
    edge: float = 0.0


Branch = tuple[tuple[Part, ...], ...]  # the parts of each pool


def up_to(parts: Sequence[Part], month: int, tier: int) -> Iterator[Part]:
    """The parts, the tier at most so high up to a month."""
    for part in parts:
        if part.begin <= month and part.high > tier:
            yield part._replace(end=min(part.end, month + 1), high=tier)
            if part.end > month + 1:
                yield part._replace(begin=month + 1)
        else:
            yield part


def since(parts: Sequence[Part], month: int, tier: int) -> Iterator[Part]:
    """The parts, the tier at least so high from a month on."""
    for part in parts:
        if part.end > month and part.low < tier:
            if part.begin < month:
                yield part._replace(end=month)
            yield part._replace(begin=max(part.begin, month), low=tier)
        else:
            yield part


def pushed(parts: Iterable[Part], where: tuple[int, int], more: float, edge: float) -> Iterator[Part]:
    """The parts, with what a unit of use beyond an edge counts less in some months."""
    begin, end = where
    for part in parts:
        if part.begin < end and begin < part.end and more:
            if part.begin < begin:
                yield part._replace(end=begin)
            yield part._replace(begin=max(begin, part.begin), end=min(end, part.end), more=more, edge=edge)
            if end < part.end:
                yield part._replace(begin=end)
        else:
            yield part


def beyond(part: Part, use: Sequence[float]) -> float:
    """US dollars that a part counts less for its use beyond the edge."""
    return part.more * (sum(use[part.begin : part.end]) - part.edge * (part.end - part.begin))
