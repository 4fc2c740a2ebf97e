"""Months read off a straight line, or computed all at once, are exactly what computing each month gives."""

from datetime import date

import pytest
import specs

from advisor import months
from advisor.advise import advise
from advisor.prices import FileCatalog
from advisor.report import plain
from advisor.services import s3

CATALOG = FileCatalog()


@pytest.mark.parametrize("seed", [*range(60), 2106])
def test_a_straight_line_is_what_each_month_is(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    workload = specs.workload(specs.write(specs.tree(seed, "object" if seed % 2 else None)))
    on = workload.on or date(2026, 11, 21)
    read_off = plain(advise(workload, CATALOG, on, full=False))
    monkeypatch.setattr(months, "WORTH_IT", 10**6)
    monkeypatch.setattr(s3, "AT_ONCE", False)
    assert plain(advise(workload, CATALOG, on, full=False)) == read_off


def test_months_are_asked_again_where_they_are_not_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = []
    alike = months._alike
    monkeypatch.setattr(months, "_alike", lambda *args: seen.append(alike(*args)) or seen[-1])
    for seed in range(1, 40, 2):
        workload = specs.workload(specs.write(specs.tree(seed, "object")))
        advise(workload, CATALOG, workload.on or date(2026, 11, 21), full=False)
    counts = {len(parts) for parts in seen}
    assert 1 in counts and counts - {1}


def test_some_of_them_are_straight(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = []
    monkeypatch.setattr(s3, "AT_ONCE", False)
    straight = months._straight
    monkeypatch.setattr(months, "_straight", lambda *args: seen.append(straight(*args)) or seen[-1])
    for seed in range(1, 30, 2):
        workload = specs.workload(specs.write(specs.tree(seed, "object")))
        advise(workload, CATALOG, workload.on or date(2026, 11, 21), full=False)
    assert True in seen and False in seen
