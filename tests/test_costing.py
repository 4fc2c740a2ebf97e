"""What saves bills changes none: the same candidates lead, at the same cost, as when every Design is billed for itself."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
import specs

from advisor.advise import context_of
from advisor.candidates import module, weigh
from advisor.leaders import alike, winner
from advisor.outlook import with_said
from advisor.prices import FileCatalog
from advisor.ranking import Candidate
from advisor.sets import Span, number, point
from advisor.spec import Workload

ON = date(2026, 11, 20)
CATALOG = FileCatalog()
SAVING = {
    "elasticache": ("by_size", "idle"),
    "memorydb": ("by_size",),
    "aurora": ("by_size",),
    "rds": ("by_size",),
    "ec2_database": ("by_size",),
    "dynamodb": ("alike", "idle"),
}


def told(found: Candidate | None) -> tuple[Any, ...] | None:
    """A candidate with its bill, line by line."""
    if found is None:
        return None
    lines = tuple(line._replace(use=tuple(line.use)) for line in found.bill.lines)
    return (*found[:3], found.likely, found.bill.total, found.bill.missing, lines)


def answers(workload: Workload) -> list[Any]:
    """Every candidate of every need, and the winner with each number tenfold and a tenth of it."""
    context, found = context_of(workload, CATALOG, ON), []
    for store in workload.stores:
        weighed = weigh(store, context)
        found.append([told(each) for each in weighed.ranked])
        for fact in weighed.facts.unknown:
            usual = weighed.likely.values[fact]
            middle = number(usual) if isinstance(usual, Span) else None
            word = context.vocabulary[fact]
            for value in (middle / 10, middle * 10) if middle and word.type != "share" else ():
                changed = with_said(store, word, point(value))
                found.append(told(winner(changed, context)) if changed is not None else None)
    return found


@pytest.mark.parametrize("seed", range(24))
def test_what_saves_bills_changes_none(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    workload = next(
        each
        for each in (specs.workload(specs.write(specs.first(specs.tree(seed * 50 + more), 1))) for more in range(50))
        if each.stores[0].kind == ("cache", "database")[seed % 2]
    )
    quick = answers(workload)
    for service, names in SAVING.items():
        for name in names:
            monkeypatch.delattr(module(service), name)
    assert answers(workload) == quick


def test_what_is_expected_said_is_answered_as_before() -> None:
    asked = 0
    for seed in range(60):
        workload = specs.workload(specs.write(specs.first(specs.tree(seed), 1)))
        context = context_of(workload, CATALOG, ON)
        weighed = weigh(workload.stores[0], context)
        for fact in weighed.facts.unknown if weighed.best else ():
            store = with_said(weighed.store, context.vocabulary[fact], weighed.likely.values[fact])
            if store is not None and alike(store, weighed, context):
                found, best = winner(store, context), weighed.best
                assert found is not None and best is not None
                assert (*found[:2], found.likely, found.unpriced) == (*best[:2], best.likely, best.unpriced)
                asked += 1
    assert asked > 60
