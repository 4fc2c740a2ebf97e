"""A store and its facts as plain values, for tests of the arithmetic: no spec, no rules, no prices."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from types import SimpleNamespace
from typing import Any

from advisor import instances, limits, units
from advisor.services import Look
from advisor.sets import Values, point

DIMENSIONS = {
    "bytes": ["size", "growth", "object_size", "item_size", "collection_size", "local_disk", "transaction_size"],
    "rate": ["reads", "reads_peak", "writes", "writes_peak", "object_reads", "iops"],
    "throughput": ["throughput"],
    "duration": ["keep", "ttl", "retrieval", "latency"],
    "count": ["items", "items_per_read", "attached"],
    "share": ["consistent_reads", "transactional_reads", "transactional_writes", "repeat_reads"],
}
DIMENSION = {name: dimension for dimension, names in DIMENSIONS.items() for name in names} | {"growth": "throughput"}


@dataclass(frozen=True)
class Store:
    """What services read of a store."""

    name: str = "store"
    sizes: tuple[tuple[Fraction, Fraction], ...] = ()
    access: tuple[Any, ...] = ()
    clients: tuple[Any, ...] = ()
    indexes: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    hours: tuple[Fraction, ...] = ()
    snapshots: Any = None
    replicate_to: str | None = None
    regions: tuple[str, ...] = ()
    instance: str | None = None


class Facts:
    """Facts by name; all of them are said."""

    def __init__(self, values: Mapping[str, Values], origin: str = "said") -> None:
        self.values = dict(values)
        self.facts = {name: SimpleNamespace(values=each, origin=origin) for name, each in values.items()}


def values(**said: object) -> dict[str, Values]:
    """Facts as people write them: `size="40 TiB"`, `traffic="steady"`; None is unknown."""
    found: dict[str, Values] = {}
    for name, text in said.items():
        if text is None:
            found[name] = units.parse("0 B..1 PiB", "bytes")
        elif name in DIMENSION:
            found[name] = units.parse(str(text), DIMENSION[name])
        else:
            found[name] = frozenset({str(text)})
    return found


def facts(**said: object) -> Facts:
    """Facts of a need that does not grow unless it says so."""
    return Facts({"growth": point(0)} | values(**said))


def look(store: Store | None = None, on: str = "2026-11-20") -> Look:
    """The real limits of a day beside a store."""
    day = date.fromisoformat(on)
    return Look(limits.load((), day), instances, store or Store(), day)  # type: ignore[arg-type]


def said(**words: str) -> dict[str, Any]:
    """What is said of an index: `changes_key="25 %"`."""
    kinds = {"projected_size": "bytes", "covers": "share", "touched": "share", "changes_key": "share", "reads": "share"}
    found = {}
    for word, text in words.items():
        each = units.parse(text, kinds[word]) if word in kinds else frozenset({text})
        found[f"index_{word}"] = SimpleNamespace(values=each)
    return found


def amounts(lines: Any) -> dict[str, Fraction | None]:
    """Amounts by dimension, those of one dimension added up; None where one is unknown."""
    found: dict[str, Fraction | None] = {}
    for line in lines:
        before = found.get(line.dimension, Fraction(0))
        found[line.dimension] = None if before is None or line.amount is None else before + line.amount
    return found
