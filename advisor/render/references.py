"""Pages and price sources a report names: a number where they are used, a list of them at its end."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING

from advisor.bill import Line

if TYPE_CHECKING:
    from advisor.catalog import Source

EXACT = "exact-from-price-list"


class References:
    """Numbers pages in the order they are named, and keeps the ids of price sources."""

    def __init__(self) -> None:
        self._pages: dict[str, int] = {}
        self._prices: dict[str, None] = {}

    def mark(self, pages: Iterable[str]) -> str:
        """` [1][2]`: the numbers of the pages; empty for none."""
        found = self.numbers(pages)
        return f"\u00a0{''.join(f'[{each}]' for each in found)}" if found else ""

    def numbers(self, pages: Iterable[str]) -> tuple[int, ...]:
        """The numbers of the pages."""
        return tuple([self._pages.setdefault(page, len(self._pages) + 1) for page in pages])

    def price(self, line: Line) -> str:
        """When a price held or was last seen, how sure it is, and its source."""
        self._prices.setdefault(line.source)
        since = f"since {line.price_since}, " if line.price_since else ""
        sure = "" if line.price_confidence == EXACT else f", {line.price_confidence.replace('-', ' ')}"
        return f"{since}seen {line.price_seen}{sure}, {line.source}"

    def pages(self) -> Iterator[tuple[str, str]]:
        """Number and address of each page."""
        return ((str(number), page) for page, number in self._pages.items())

    def price_sources(self) -> Iterator[tuple[str, str]]:
        """Id and title of each price source."""
        known = _sources() if self._prices else {}
        return ((each, known[each].title if each in known else "not in the catalog") for each in self._prices)


@lru_cache(1)
def _sources() -> Mapping[str, Source]:
    """Every price source of the catalog by id, read once."""
    from advisor.catalog import sources

    return sources()


def marks(lines: Iterable[Line], references: References) -> dict[str, str]:
    """What is said of the lines' prices, each with a letter: `seen 2025-12-06, feed-s3` → `a`."""
    found: dict[str, str] = {}
    for line in lines:
        said = references.price(line)
        found.setdefault(said, _letter(len(found)))
    return found


def _letter(number: int) -> str:
    """a … z, aa …"""
    more, last = divmod(number, 26)
    return (_letter(more - 1) if more else "") + chr(ord("a") + last)
