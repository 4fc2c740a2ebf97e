"""Relational needs for tests: a spec's need, with facts by hand, and settings as the rules would leave them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from needs import Need, need

from advisor import units, vocabulary
from advisor.candidates import module
from advisor.facts import Fact, Facts
from advisor.load import Quantity
from advisor.prices import FileCatalog, sold
from advisor.sets import Values

SPEC = """\
kind: database
model: key_value
size: 100 GiB
item_size: 1 KiB
reads: {average: 100 /s, peak: 200 /s}
writes: {average: 10 /s, peak: 20 /s}
"""
KINDS = {
    "working_set": "bytes", "connections": "count", "vcpus": "count", "iops": "rate", "throughput": "throughput",
    "cached_reads": "share", "replica_reads": "share", "read_replicas": "count", "clones": "count", "rewind": "duration",
}  # fmt: skip
CATALOG = FileCatalog()


def values(name: str, text: str) -> Values:
    """A fact's value as written."""
    return units.parse(text, KINDS[name]) if name in KINDS else frozenset({text})


def relational(spec: str = SPEC, region: str = "us-east-1", **facts: str) -> Need:
    """A need with facts said beside its spec, in a Region whose catalog says what is sold."""
    found = need(spec, usual=True)
    said = {name: Fact(name, values(name, text), "said") for name, text in facts.items()}
    known = Facts(found.facts.need, found.facts.kind, {**found.facts.facts, **said})
    return Need(found.store, known, found.look._replace(region=region, sold=partial(sold, CATALOG, region)))


def designs(service: str, of: Need, **settings: str) -> tuple[Any, ...]:
    """The Designs under settings of one or several values (`gp3 io2`)."""
    left: Mapping[str, tuple[str, ...]] = {name: tuple(text.split(",")) for name, text in settings.items()}
    return tuple(module(service).designs(of.facts, left, of.look))


def month(service: str, design: Any, of: Need) -> list[Quantity]:
    """A month of a Design."""
    return of.usage(module(service), design)


__all__ = ["CATALOG", "SPEC", "designs", "month", "relational", "vocabulary"]
