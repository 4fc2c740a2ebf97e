"""Is the price catalog sound? `audit()` reads every line as text and names each fault with its place; ours has none."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import pairwise
from pathlib import Path
from statistics import median

from advisor.catalog import Source, free, sources
from advisor.diagnostics import At, Diagnostic, nearest
from advisor.exact import Fraction
from advisor.folders import pricing
from advisor.prices import HEADER, Ambiguous, gather
from advisor.records import NamedTuple

CONFIDENCE = ("exact-from-price-list", "pricing-page", "secondary", "inferred", "unknown")
COLUMNS = HEADER.split(",")
UNUSUAL = 3  # times the median over Regions
VARIED = ("data_transfer.inter_region_out",)  # priced by distance
_DECIMAL = re.compile(r"[0-9]+(\.[0-9]*[1-9])?")


class Row(NamedTuple):
    """One line of a price file, as text."""

    at: At
    service: str
    region: str
    cells: dict[str, str]

    def fault(self, code: str, message: str, hint: str = "") -> Diagnostic:
        """A fault of this line."""
        return Diagnostic(self.at, code, f"{self.service}.{self.cells['dimension']} in {self.region}: {message}", hint)


def audit(folder: Path | None = None) -> list[Diagnostic]:
    """Every fault of the catalog, in file order: headers, numbers, dates, sources, tiers, overlaps, units, unusual prices."""
    root = folder or pricing()
    known = sources(root)
    faults: list[Diagnostic] = []
    rows: list[Row] = []
    for path in sorted(root.glob("*/*.csv")):
        rows += _read(path, faults)
    for row in rows:
        faults += _line(row, known)
    faults += _groups(rows)
    faults += _across_regions(rows)
    faults += _beside(root, rows, known)
    return sorted(faults, key=lambda fault: fault.at or At("", 0, 0))


def _read(path: Path, faults: list[Diagnostic]) -> Iterator[Row]:
    """The lines of a file that have all columns; the others become faults."""
    lines = path.read_text("utf-8").splitlines()
    if not lines or lines[0] != HEADER:
        faults.append(Diagnostic(At(str(path), 1, 1), "price-header", "the header is wrong", f"write {HEADER}"))
    for number, (before, line) in enumerate(zip(["", *lines[1:]], lines[1:], strict=False), start=2):
        if line.partition(",")[0] < before.partition(",")[0]:
            faults.append(Diagnostic(At(str(path), number, 1), "price-order", "the lines are not in order of dimension"))
        cells = line.split(",", len(COLUMNS) - 1)
        at = At(str(path), number, 1)
        if len(cells) == len(COLUMNS):
            yield Row(at, path.parent.name, path.stem, dict(zip(COLUMNS, cells, strict=True)))
        else:
            faults.append(Diagnostic(at, "price-columns", f"{len(cells)} of {len(COLUMNS)} columns"))


def _line(row: Row, known: dict[str, Source]) -> Iterator[Diagnostic]:
    """The faults of one line by itself."""
    cells = row.cells
    for column in ("tier_from", "price"):
        if not _DECIMAL.fullmatch(cells[column]) and not (column == "price" and cells["confidence"] == "unknown"):
            yield row.fault("price-number", f'{column} "{cells[column]}" is no plain decimal')
    if (cells["confidence"] == "unknown") != (not cells["price"]):
        yield row.fault("price-unknown", "an empty price and confidence unknown go together")
    if cells["confidence"] not in CONFIDENCE:
        yield row.fault("price-confidence", f'confidence "{cells["confidence"]}"', nearest(cells["confidence"], CONFIDENCE))
    if not cells["unit"] or not cells["dimension"]:
        yield row.fault("price-unit", "the dimension or its unit is empty")
    if cells["source"] not in known:
        yield row.fault("price-source", f'unknown source "{cells["source"]}"', nearest(cells["source"], known))
    if cells["price"] == "0" and not cells["note"]:
        yield row.fault("price-free", "a price of 0 needs a note saying why")
    yield from _dates(row, known)


def _dates(row: Row, known: dict[str, Source]) -> Iterator[Diagnostic]:
    """The faults of a line's dates: not ISO, or out of order."""
    names = ("since", "first_seen", "seen", "until")
    try:
        days = {name: date.fromisoformat(row.cells[name]) for name in names if row.cells[name]}
    except ValueError as error:
        yield row.fault("price-date", str(error), "write 2026-01-31")
        return
    if list(days.values()) != sorted(days.values()) or days.get("seen") == days.get("until") or "seen" not in days:
        yield row.fault("price-date", "dates must run since, first_seen, seen, until")
    elif row.cells["source"] in known and days["seen"] > known[row.cells["source"]].read_on:
        yield row.fault("price-date", f"seen {days['seen']}, after its source was read")


def _groups(rows: Iterable[Row]) -> Iterator[Diagnostic]:
    """Tables that do not start at 0, rise (after what is free), or overlap in time."""
    for row, table in _by(rows, "region"):
        lines = [",".join(each.cells[column] for column in COLUMNS) for each in table]
        try:
            prices = gather(row.service, row.region, row.cells["dimension"], lines)
        except Ambiguous as error:
            yield row.fault("price-ambiguous", str(error))
            continue
        if any(later > earlier > 0 for price in prices for (_, earlier), (_, later) in pairwise(price.tiers)):
            yield row.fault("price-tiers", "a later tier costs more than an earlier one")


def _across_regions(rows: Iterable[Row]) -> Iterator[Diagnostic]:
    """Units that differ between Regions, and prices far from the usual."""
    for first, table in _by(rows, ""):
        units = sorted({row.cells["unit"] for row in table})
        if len(units) > 1:
            yield first.fault("price-unit", f"units differ: {', '.join(units)}")
        name = f"{first.service}.{first.cells['dimension']}"
        today = [row for row in table if not row.cells["until"] and _DECIMAL.fullmatch(row.cells["price"])]
        if name.startswith(VARIED) or len(today) < 3:
            continue
        for start in {row.cells["tier_from"] for row in today}:
            tier = [row for row in today if row.cells["tier_from"] == start]
            usual = median(Fraction(row.cells["price"]) for row in tier)
            for row in tier:
                if not usual / UNUSUAL <= Fraction(row.cells["price"]) <= usual * UNUSUAL:
                    yield row.fault("price-unusual", f"{row.cells['price']} where the median is {float(usual):g}")


def _by(rows: Iterable[Row], place: str) -> Iterator[tuple[Row, list[Row]]]:
    """Rows of one dimension, in one Region or in all of them, with the first."""
    tables: dict[tuple[str, str, str], list[Row]] = {}
    for row in rows:
        tables.setdefault((row.service, row.region if place else "", row.cells["dimension"]), []).append(row)
    yield from ((table[0], table) for table in tables.values())


def _beside(root: Path, rows: Iterable[Row], known: dict[str, Source]) -> Iterator[Diagnostic]:
    """Sources nothing names, and free amounts of what has no price."""
    amounts = free(folder=root)
    rows = list(rows)
    used = {row.cells["source"] for row in rows} | {amount.source for amount in amounts}
    used |= {word for note in {row.cells["note"] for row in rows} for word in note.split()}  # "first read in feed-s3"
    for line, id_ in enumerate(known, start=2):
        if id_ not in used:
            yield Diagnostic(At(str(root / "sources.csv"), line, 1), "price-source", f"nothing names the source {id_}")
    priced = {f"{row.service}.{row.cells['dimension']}": row.cells["unit"] for row in rows}
    for line, amount in enumerate(amounts, start=2):
        if priced.get(amount.name) != amount.unit or amount.source not in known:
            at = At(str(root / "free_tier.csv"), line, 1)
            yield Diagnostic(at, "price-free", f"{amount.name} has no price in {amount.unit}, or its source is unknown")
