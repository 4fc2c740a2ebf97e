"""Months worked out all at once are exactly what working out each by itself gives."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest
import specs

from advisor import months
from advisor.advise import advise
from advisor.load import Months
from advisor.prices import FileCatalog
from advisor.report import plain
from advisor.spec import Workload

CATALOG = FileCatalog()
KINDS = ("object", None, "database", "object", "block")


def workload(seed: int) -> Workload:
    """A workload of random stores."""
    return specs.workload(specs.write(specs.tree(seed, KINDS[seed % len(KINDS)])))


def singly(usage: months.Usage, loads: Months, places: Sequence[int]) -> list[Any]:
    """Each month by itself."""
    return [months._Part([place], usage(loads[place])) for place in places]


@pytest.mark.parametrize("seed", [*range(60), 2106])
def test_months_at_once_are_what_each_month_is(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = workload(seed)
    on = asked.on or date(2026, 11, 21)
    at_once = plain(advise(asked, CATALOG, on, full=False))
    monkeypatch.setattr(months, "_alike", singly)
    assert plain(advise(asked, CATALOG, on, full=False)) == at_once


def test_months_are_asked_again_where_they_are_not_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = []
    alike = months._alike
    monkeypatch.setattr(months, "_alike", lambda *args: seen.append(alike(*args)) or seen[-1])
    for seed in range(40):
        advise(workload(seed), CATALOG, workload(seed).on or date(2026, 11, 21), full=False)
    counts = {len(parts) for parts in seen}
    assert 1 in counts and counts - {1}


@pytest.mark.parametrize("days", [[], [0], [11], [3, 4], [0, 5, 6, 11]])
def test_runs_end_where_something_changes(days: list[int]) -> None:
    runs = list(months._runs(lambda first, last: any(first <= day <= last for day in days), 12))
    assert [month for run in runs for month in run] == list(range(12))
    assert all(len(run) == 1 for run in runs if set(run) & set(days))
    assert len(runs) == len(days) + sum(1 for month in range(12) if month not in days and (not month or month - 1 in days))
