"""What a bucket or a table comes to at least is never more than its bill, and who leads is who would lead if all were billed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from importlib import import_module
from typing import Any

import pytest
import specs

from advisor.advise import context_of
from advisor.candidates import Weighing, weigh
from advisor.leaders import Leading, winner
from advisor.prices import FileCatalog
from advisor.services import LEAST
from advisor.serving import expected

ON, CATALOG = date(2026, 11, 20), FileCatalog()


def _needs(seed: int, kind: str = "object") -> Any:
    workload = specs.workload(specs.write(specs.first(specs.tree(seed, kind), 1)))
    context = context_of(workload, CATALOG, ON)
    return [(weigh(store, context), context) for store in workload.stores]


@pytest.mark.parametrize("kind", ["object", "database"])
@pytest.mark.parametrize("seed", range(24))
def test_no_bill_is_less(seed: int, kind: str) -> None:
    for weighed, context in _needs(seed, kind):
        for each in weighed.ranked:
            if each.service in LEAST and not each.unpriced:
                look, place = context.look(weighed.store), context.place(weighed.store, each.service, each.design)
                known = expected(weighed.store, context.workload, context.base, context.vocabulary)
                weighing = Weighing(each.service, weighed.store, context, known.facts, known.facts, known.verdicts, True)
                least = import_module(LEAST[each.service]).least
                found = least(each.design, weighed.likely, look, weighing._loads(weighed.likely), place, {})
                assert Decimal(found) <= each.likely * Decimal("1.000000001")


@pytest.mark.parametrize("kind", ["object", "block", "database", "cache"])
@pytest.mark.parametrize("seed", range(12))
def test_the_winner_is_the_first_of_all(seed: int, kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for weighed, context in _needs(seed, kind):
        some = winner(weighed.store, context)
        with monkeypatch.context() as patched:
            patched.setattr(Leading, "candidates", Weighing.candidates)
            every = winner(weighed.store, context)
        assert some == every
