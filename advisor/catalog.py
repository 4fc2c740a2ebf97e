"""The price catalog as a whole: what it covers, one price in every Region, where prices come from, what accounts get free."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path

from advisor.diagnostics import nearest
from advisor.exact import Fraction
from advisor.folders import pricing
from advisor.missing import places
from advisor.prices import Price, Shelf
from advisor.records import NamedTuple


class Source(NamedTuple):
    """Where prices were read: pricing/sources.csv."""

    id: str
    title: str
    origin: str
    licence: str
    published: date | None
    read_on: date


class Free(NamedTuple):
    """What an account gets free each month of a price dimension (full name), over all Regions or in each, but in those of
    `not_in`: free_tier.csv."""

    name: str
    unit: str
    amount: Fraction
    scope: str
    not_in: frozenset[str]
    since: date | None
    until: date | None
    seen: date
    confidence: str
    source: str
    note: str


class Coverage(NamedTuple):
    """What the catalog has of one service; `prices` counts history too, the days are those today's prices were last seen."""

    service: str
    regions: tuple[str, ...]
    dimensions: tuple[str, ...]
    prices: int
    seen_from: date
    seen_to: date
    confidence: Mapping[str, int]


class Shown(NamedTuple):
    """One dimension: its history in each Region asked for, oldest first, and the sources it names."""

    name: str
    regions: Mapping[str, tuple[Price, ...]]
    sources: Mapping[str, Source]


def sources(folder: Path | None = None) -> dict[str, Source]:
    """Every source by id."""
    day = date.fromisoformat
    return {
        row["id"]: Source(
            row["id"], row["title"], row["origin"], row["licence"],
            day(row["published"]) if row["published"] else None, day(row["read_on"]),
        )
        for row in _table(folder, "sources.csv")
    }  # fmt: skip


def free(on: date | None = None, folder: Path | None = None) -> tuple[Free, ...]:
    """What accounts get free, as of a day unless None; bills ignore it unless a spec asks for it."""
    found = []
    for row in _table(folder, "free_tier.csv"):
        since, until = (date.fromisoformat(row[key]) if row[key] else None for key in ("since", "until"))
        if on is None or ((since is None or since <= on) and (until is None or on < until)):
            found.append(
                Free(
                    row["dimension"], row["unit"], Fraction(row["amount"]), row["scope"], frozenset(row["not_in"].split()),
                    since, until, date.fromisoformat(row["seen"]), row["confidence"], row["source"], row["note"],
                )
            )  # fmt: skip
    return tuple(found)


def _table(folder: Path | None, name: str) -> list[dict[str, str]]:
    """The rows of a file beside the price folders."""
    with ((folder or pricing()) / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def coverage(shelf: Shelf) -> tuple[Coverage, ...]:
    """What the catalog has, service by service; raises Ambiguous when it is at fault."""
    found = []
    for service in shelf.services():
        prices = [price for history in _histories(shelf, service) for price in history]
        counts: dict[str, int] = {}
        for price in prices:
            counts[price.confidence] = counts.get(price.confidence, 0) + 1
        dimensions = tuple(dict.fromkeys(price.dimension for price in prices))
        days = [price.seen for price in prices if price.until is None]
        found.append(Coverage(service, shelf.regions(service), dimensions, len(prices), min(days), max(days), counts))
    return tuple(found)


def _histories(shelf: Shelf, service: str) -> Iterator[tuple[Price, ...]]:
    """Every dimension's history in every Region."""
    for region in shelf.regions(service):
        for dimension in shelf.dimensions(service, region):
            yield shelf.history(service, region, dimension)


def show(shelf: Shelf, name: str, region: str | None = None, folder: Path | None = None) -> Shown:
    """One dimension by full name (`s3.storage.standard`) in one Region or in all; KeyError says what would work."""
    service, _, dimension = name.partition(".")
    regions = shelf.regions(service)
    if not regions:
        raise KeyError(f"the catalog has no prices of {service}; {nearest(service, shelf.services())}")
    histories = {place: shelf.history(service, place, dimension) for place in regions}
    sold = {place: history for place, history in histories.items() if history}
    if not sold:
        known = dict.fromkeys(d for place in regions for d in shelf.dimensions(service, place))
        raise KeyError(f"{service} has no price dimension {dimension}; {nearest(dimension, known)}")
    if region is not None and region not in sold:
        raise KeyError(f"no price of {name} in {region}; {dimension} has {places(tuple(sold))}")
    kept = sold if region is None else {region: sold[region]}
    known_sources = sources(folder)
    named = {price.source for history in kept.values() for price in history}
    return Shown(name, kept, {id_: known_sources[id_] for id_ in sorted(named) if id_ in known_sources})


def cheapest(shown: Shown, on: date) -> tuple[tuple[str, Decimal], ...]:
    """First-tier prices of a day by Region, cheapest first; Regions without one that day are left out."""
    found = [
        (region, price.tiers[0][1])
        for region, history in shown.regions.items()
        for price in history
        if price.holds(on) and price.tiers
    ]
    return tuple(sorted(found, key=lambda pair: (pair[1], pair[0])))
