"""The dated price catalog: what one unit of a price dimension costs in a Region on a day, or why that is not known.

One file a service and Region, `pricing/<service>/<region>.csv`, one line a tier, in order of dimension: a price is found by
halving the text. Lines of one `since` and `until` are one Price; an empty `price` says that an unknown one held then. A tier
table starts at 0: what a service includes is its own business, what accounts get free is in `free_tier.csv`.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Protocol

from advisor.exact import Fraction
from advisor.folders import pricing
from advisor.missing import NO_SUCH, Missing, Told, misspelt, places
from advisor.records import NamedTuple

HEADER = "dimension,unit,tier_from,price,since,until,first_seen,seen,confidence,source,note"
CURRENCY = "USD"
Tiers = tuple[tuple[Fraction, Decimal], ...]


class Price(NamedTuple):
    """What a unit of a dimension costs; `tiers` are (from, price a unit) pairs from 0 up, empty where the price is unknown.

    `since` is the day it took effect (None: unknown), `until` the first day it no longer held, `first_seen` and `seen` the
    first and last day it was read in `source`, an id in pricing/sources.csv.
    """

    service: str
    region: str
    dimension: str
    unit: str
    tiers: Tiers
    currency: str
    since: date | None
    until: date | None
    first_seen: date
    seen: date
    confidence: str
    source: str
    note: str = ""
    free: tuple[date, str, str] | None = None  # when, how surely and where was read that the first tier is free (freed.py)

    @property
    def name(self) -> str:
        """The full name, service in front: `s3.storage.standard`."""
        return f"{self.service}.{self.dimension}"

    def holds(self, on: date) -> bool:
        """Whether this is the price of that day, an unknown start reaching back for ever."""
        return (self.since is None or self.since <= on) and (self.until is None or on < self.until)

    def reaches_back(self, on: date) -> bool:
        """Whether the price is assumed for a day before it was first seen: not known to have differed."""
        return self.since is None and on < self.first_seen


class Ambiguous(Exception):
    """Two prices of one dimension for one day, or a line that cannot be read: the catalog itself is at fault."""


class Charge(NamedTuple):
    """The part of a quantity that falls into one tier, and its exact amount."""

    tier: int
    quantity: Fraction
    amount: Fraction


def charge(tiers: Tiers, quantity: Fraction) -> list[Charge]:
    """Marginal tiers: each unit costs the price of the tier it falls into. Exact; one Charge of tier 0 for a quantity of 0."""
    if not tiers or quantity < 0:
        raise ValueError(f"cannot charge {quantity} against {len(tiers)} tiers")
    charges = []
    for index, (start, price) in enumerate(tiers):
        end = tiers[index + 1][0] if index + 1 < len(tiers) else quantity
        part = min(quantity, max(end, start)) - start if quantity > start else Fraction(0)
        if part > 0 or index == 0:
            charges.append(Charge(index, part, part * Fraction(price)))
    return charges


class Catalog(Protocol):
    """Where prices come from; `dimension` is without the service."""

    def find(self, service: str, region: str, dimension: str, on: date) -> Price | Missing:
        """The price of that day, or what is missing and what would work; raises Ambiguous."""

    def history(self, service: str, region: str, dimension: str) -> tuple[Price, ...]:
        """Every price of a dimension, oldest first; empty when there is none. Raises Ambiguous."""

    def regions(self, service: str) -> tuple[str, ...]:
        """The Regions that have prices of a service, sorted."""


def sold(catalog: Catalog, home: str, name: str, region: str = "") -> bool:
    """Whether a Region, the home one unless another is named, has a price of a dimension (`rds.iops.gp3.single_az`)."""
    service, _, dimension = name.partition(".")
    return bool(catalog.history(service, region or home, dimension))


class Shelf(Catalog, Protocol):
    """A catalog that can be listed."""

    def services(self) -> tuple[str, ...]:
        """The services that have prices, sorted."""

    def dimensions(self, service: str, region: str) -> tuple[str, ...]:
        """The price dimensions of a service in a Region, without the service, in file order."""


def pick(shelf: Shelf, service: str, region: str, dimension: str, on: date) -> Price | Missing:
    """The price that holds on a day, or what is missing and what would work; raises Ambiguous."""
    prices = shelf.history(service, region, dimension)
    found = next((p for p in prices if p.holds(on)), None)
    if found is not None and found.tiers:
        return found
    if prices:
        return Missing(service, region, dimension, on, lambda: _known(prices, found))
    return Missing(service, region, dimension, on, lambda: _unknown(shelf, service, region, dimension))


def _known(prices: Sequence[Price], found: Price | None) -> Told:
    """Why none of the prices of a dimension holds on the day."""
    known = [p for p in prices if p.tiers]
    if found is not None:
        return Told("another price held then, and it is not in the catalog", f"the prices known start on {found.until}")
    if known[-1].until is not None:
        return Told(f"it was last sold on {known[-1].until}", "choose an earlier day")
    return Told(f"it is priced since {known[0].since} only", f"choose {known[0].since} or later")


def _unknown(shelf: Shelf, service: str, region: str, dimension: str) -> Told:
    """Why a dimension has no price at all in a Region, what would work, what was meant, and whether any Region has it."""
    from advisor.diagnostics import nearest

    regions = shelf.regions(service)
    if not regions:
        meant = nearest(service, shelf.services())
        known = f"it has prices of {', '.join(shelf.services())}"
        return Told(f"the catalog has no prices of {service}", meant if meant.startswith("did") else known, "", False)
    sold = [r for r in regions if shelf.history(service, r, dimension)]
    if sold:
        return Told("it is not sold there or its price is not known", f"{dimension} has {places(sold, region)}", "", True)
    if region not in regions:
        return Told(f"{service} has no prices in that Region", f"{service} has {places(regions, region)}", "", False)
    dimensions = shelf.dimensions(service, region)
    alike = [known for known in dimensions if known.split(".")[:2] == dimension.split(".")[:2]]
    meant = next((f"{service}.{known}" for known in dimensions if misspelt(dimension, known)), "")
    return Told(NO_SUCH, nearest(dimension, alike or dimensions), meant, False)


class FileCatalog:
    """The catalog in `pricing/` (or another folder); reads a Region's file of a service when first asked, and keeps it."""

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder or pricing()
        self._texts: dict[tuple[str, str], str] = {}
        self._prices: dict[tuple[str, str, str], tuple[Price, ...]] = {}
        self._regions: dict[str, tuple[str, ...]] = {}
        self._found: dict[tuple[str, str, str, date], Price | Missing] = {}

    def find(self, service: str, region: str, dimension: str, on: date) -> Price | Missing:
        """A price, or what is missing, looked up once."""
        key = (service, region, dimension, on)
        if key not in self._found:
            self._found[key] = pick(self, service, region, dimension, on)
        return self._found[key]

    def services(self) -> tuple[str, ...]:
        """A folder each."""
        return tuple(sorted(p.name for p in self._folder.iterdir() if p.is_dir()))

    def regions(self, service: str) -> tuple[str, ...]:
        """A file each of the service's folder; none for an unknown service."""
        if service not in self._regions:
            folder = self._folder / service
            files = os.listdir(folder) if service and folder.parent == self._folder and folder.is_dir() else ()
            self._regions[service] = tuple(sorted(name[:-4] for name in files if name.endswith(".csv")))
        return self._regions[service]

    def dimensions(self, service: str, region: str) -> tuple[str, ...]:
        """In the order of the Region's file."""
        return tuple(dict.fromkeys(line.partition(",")[0] for line in self._text(service, region).splitlines()[1:]))

    def history(self, service: str, region: str, dimension: str) -> tuple[Price, ...]:
        """Every price of a dimension, oldest first, read once; raises Ambiguous."""
        key = (service, region, dimension)
        if key not in self._prices:
            lines = _lines(self._text(service, region), dimension)
            self._prices[key] = gather(service, region, dimension, lines)
        return self._prices[key]

    def _text(self, service: str, region: str) -> str:
        """A Region's file as it is; empty when there is none."""
        key = (service, region)
        if key not in self._texts:
            path = self._folder / service / f"{region}.csv"
            self._texts[key] = path.read_bytes().decode() if region in self.regions(service) else ""
        return self._texts[key]


def _lines(text: str, dimension: str) -> Iterator[str]:
    """The lines of a dimension in a file that is in order of dimension."""
    low, high = text.find("\n") + 1, len(text)
    while low < high:
        start = text.rfind("\n", low - 1, (low + high) // 2) + 1
        if text[start : text.find(",", start)] < dimension:
            low = text.find("\n", start) + 1 or high
        else:
            high = start
    while text.startswith(f"{dimension},", low):
        end = text.find("\n", low) % (len(text) + 1)  # the last line may lack its newline: -1 becomes the end
        yield text[low:end]
        low = end + 1


def gather(service: str, region: str, dimension: str, lines: Iterable[str]) -> tuple[Price, ...]:
    """The prices of one dimension from its lines, oldest first; raises Ambiguous on overlap or on a line it cannot read."""
    groups: dict[tuple[str, str], list[list[str]]] = {}
    for line in lines:
        row = line.split(",", 10)
        if len(row) != 11:
            raise Ambiguous(f"pricing/{service}/{region}.csv: {dimension}: {len(row)} of 11 columns")
        groups.setdefault((row[4], row[5]), []).append(row)
    try:
        prices = [_price(service, region, rows) for rows in groups.values()]
    except (ValueError, ArithmeticError) as fault:
        raise Ambiguous(f"pricing/{service}/{region}.csv: {dimension}: {fault}") from fault
    return in_order(prices)


def _price(service: str, region: str, rows: list[list[str]]) -> Price:
    """One price from the lines of its tiers."""
    dimension, unit, _, _, since, until, first_seen, seen, confidence, source, note = rows[0]
    tiers = tuple(sorted((Fraction(row[2]), Decimal(row[3])) for row in rows if row[3]))
    starts = [start for start, _ in tiers]
    if starts != sorted(set(starts)) or (starts and starts[0] != 0) or (tiers and len(tiers) != len(rows)):
        raise ValueError("tiers must start at 0 and differ")
    day = date.fromisoformat
    return Price(
        service, region, dimension, unit, tiers, CURRENCY, day(since) if since else None, day(until) if until else None,
        day(first_seen), day(seen), confidence, source, note,
    )  # fmt: skip


def in_order(prices: Iterable[Price]) -> tuple[Price, ...]:
    """Oldest first; raises Ambiguous when two of them hold on one day."""
    ordered = tuple(sorted(prices, key=lambda p: p.since or date.min))
    for earlier, later in pairwise(ordered):
        if earlier.until is None or later.since is None or later.since < earlier.until:
            both = f"{earlier.tiers} ({earlier.source}) and {later.tiers} ({later.source})"
            raise Ambiguous(f"{later.name} in {later.region} has two prices on {later.since or later.first_seen}: {both}")
    return ordered


class MemoryCatalog:
    """A catalog made of given prices: for tests and for comparing price lists."""

    def __init__(self, prices: Iterable[Price]) -> None:
        self._prices: dict[tuple[str, str, str], tuple[Price, ...]] = {}
        for price in prices:
            key = (price.service, price.region, price.dimension)
            self._prices[key] = in_order((*self._prices.get(key, ()), price))

    def find(self, service: str, region: str, dimension: str, on: date) -> Price | Missing:
        """The price that holds on a day, or what is missing; raises Ambiguous."""
        return pick(self, service, region, dimension, on)

    def services(self) -> tuple[str, ...]:
        """The services of the prices given, sorted."""
        return tuple(sorted({service for service, _, _ in self._prices}))

    def regions(self, service: str) -> tuple[str, ...]:
        """The Regions of the prices given, sorted."""
        return tuple(sorted({region for known, region, _ in self._prices if known == service}))

    def dimensions(self, service: str, region: str) -> tuple[str, ...]:
        """In the order given."""
        return tuple(d for known, place, d in self._prices if (known, place) == (service, region))

    def history(self, service: str, region: str, dimension: str) -> tuple[Price, ...]:
        """Every price of a dimension, oldest first."""
        return self._prices.get((service, region, dimension), ())


def flat(name: str, region: str, price: str, unit: str = "", since: date | None = None, until: date | None = None) -> Price:
    """A price of one tier by full name (`s3.storage.standard`), for a MemoryCatalog."""
    service, _, dimension = name.partition(".")
    day = since or date(2026, 1, 1)
    return Price(
        service, region, dimension, unit, ((Fraction(0), Decimal(price)),), CURRENCY, since, until, day, day, "given", "given"
    )
