"""A need as its spec says it, with its facts and what services may look at: what the tests of the arithmetic start from."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from textwrap import indent
from types import ModuleType
from typing import Any, NamedTuple

from advisor import facts, instances, limits, spec, vocabulary
from advisor.exact import Fraction
from advisor.load import Load, Quantity, loads
from advisor.services import Look

ON = date(2026, 11, 20)


class Need(NamedTuple):
    """One store of a workload in eu-west-1."""

    store: spec.Store
    facts: facts.Facts
    look: Look

    def month(self, month: int = 1, months: int = 12) -> Load:
        """The Load of a month."""
        return loads(self.store, self.facts, months)[month - 1]

    def usage(self, service: ModuleType, design: Any, month: int = 1) -> list[Quantity]:
        """A month of a Design."""
        return list(service.usage(design, self.month(month), self.facts, self.look))


def need(text: str, on: date = ON, usual: bool = False) -> Need:
    """The store a spec's lines say; AssertionError when they are no spec."""
    words = vocabulary.load()
    whole = f"region: eu-west-1\nhorizon: 12 months\nstores:\n  it:\n{indent(text.strip(), '    ')}\n"
    workload, problems = spec.read_spec(whole, "spec.yaml", vocabulary=words)
    assert workload is not None, "\n".join(map(str, problems))
    store = workload.stores[0]
    known = facts.derive(store, workload, words, usual=usual)
    return Need(store, known, Look(limits.load((), on), instances, store, on))


def amounts(lines: Iterable[Quantity]) -> dict[str, Fraction | None]:
    """Amounts by dimension, those of one dimension and several parts added up; None where one is unknown."""
    found: dict[str, Fraction | None] = {}
    for line in lines:
        before = found.get(line.dimension, Fraction(0))
        found[line.dimension] = None if before is None or line.amount is None else before + line.amount
    return found


def by_part(lines: Iterable[Quantity]) -> dict[tuple[str, str], Fraction | None]:
    """Amounts by dimension and part."""
    return {(line.dimension, line.part): line.amount for line in lines}
