"""Access that nobody knows: what is guaranteed, and which way to keep the objects is regretted least."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from deciding import spec

from advisor.advise import advise
from advisor.prices import FileCatalog
from advisor.render import html, markdown, terminal
from advisor.render.hedge import guarantee, rows
from advisor.render.summary import bounded, more_than
from advisor.report import Hedge, Report
from advisor.spec import read_spec

TEN_TIB = {"kind": "object", "size": "10 TiB", "object_size": "1 MiB", "writes": "0 /s", "access": "unknown"}
OBJECTS, GIB = 10 * 2**20, 10 * 1024


def shown(said: dict[str, object]) -> Report:
    """The report on one bucket in us-east-1."""
    workload, problems = read_spec(spec({"it": said}), "spec.yaml")
    assert workload is not None, problems
    return advise(workload, FileCatalog(), date(2026, 11, 20))


def hedge(said: dict[str, object]) -> Hedge:
    """What is guaranteed of it."""
    found = shown(said).stores[0].hedge
    assert found is not None
    return found


def test_intelligent_tiering_costs_its_monitoring_more_at_worst_and_archive_instants_rate_at_best() -> None:
    """10,240 GB: at $0.023 or, never read, at $0.004, with $2.50 a million objects; $0.40 a million GETs."""
    found, monitoring = hedge(TEN_TIB), OBJECTS * Decimal("0.0000025")
    reads = OBJECTS * Decimal(730) / 24 / 30 * Decimal("0.0000004")
    assert (found.option, found.plain) == ("INTELLIGENT_TIERING", "STANDARD")
    assert found.plain_worst == pytest.approx(GIB * Decimal("0.023") + reads, rel=Decimal("1e-9"))
    assert found.worst - found.plain_worst == pytest.approx(monitoring, rel=Decimal("1e-9"))
    assert found.plain_best == GIB * Decimal("0.023")
    assert found.best == pytest.approx(GIB * Decimal("0.004") + monitoring, rel=Decimal("1e-9"))


def test_regret_is_what_a_policy_costs_more_than_the_cheapest_and_the_least_comes_first() -> None:
    found = hedge({**TEN_TIB, "retrieval": "12 h"})
    least = [min(each.monthly[use] for each in found.choices) for use in range(len(found.uses))]
    for each in found.choices:
        over = [cost - cheapest for cost, cheapest in zip(each.monthly, least, strict=True)]
        assert each.regret == max(over) and found.uses[over.index(each.regret)] == each.regret_in
    assert [each.regret for each in found.choices] == sorted(each.regret for each in found.choices)
    assert found.choices[0].option == "GLACIER" and len(found.choices) > 4
    assert hedge(TEN_TIB).choices[0].option == "INTELLIGENT_TIERING"


@pytest.mark.parametrize(
    ("more", "beside", "amount"),
    [
        ({}, "GET requests", "at most\u00a0$261.73 + GET requests"),  # 10,240 GB at $0.023, 10,485,760 objects at $2.50 a million
        ({"reads": "30000 /month"}, "", "at most\u00a0$261.75"),  # nobody says which objects they read
        ({"reads": "30000 /month", "access": "known"}, None, ""),
        ({"access": "0.1 /month"}, None, ""),
    ],
)
def test_objects_nobody_knows_the_use_of_are_billed_at_the_most(more: dict[str, object], beside: str | None, amount: str) -> None:
    report = shown({**TEN_TIB, **more})
    (need,) = report.stores
    designs = [each for each in (need.recommended, *need.alternatives) if each and each.option == "INTELLIGENT_TIERING"]
    assert [each.at_most_but for each in designs] == [beside]
    if beside is None:
        assert report.at_most_but is None
        return
    assert need.recommended is designs[0] and report.at_most_but == beside and bounded(report) == amount
    assert not [each for each in need.alternatives if more_than(each, designs[0])]  # nobody knows which costs more
    if need.hedge is not None:
        assert need.hedge.best < report.monthly.average < need.hedge.worst


@pytest.mark.parametrize("more", [{"access": "0.1 /month"}, {"reads": "5 /s"}, {"object_size": "4 KiB", "access": "2 /month"}])
def test_where_the_use_is_known_nothing_is_hedged(more: dict[str, object]) -> None:
    assert shown({**TEN_TIB, **more}).stores[0].hedge is None


def test_the_report_says_what_is_guaranteed_in_every_form() -> None:
    report = shown(TEN_TIB)
    first, second = guarantee(report.stores[0])
    assert "$26.21 (11 %) more than S3 Standard; at best" in first.replace("\u00a0", " ")
    assert second.startswith("S3 Intelligent-Tiering has the least regret")
    for form in (markdown, html):
        text = form.recommend(report, width=100, color=False, brief=False)
        assert "Whatever the use turns out to be" in text and "Most regret" in text and "object at 0x" not in text
        assert all(row.regret in text for row in rows(report.stores[0]))


def test_two_ways_of_one_option_are_told_apart() -> None:
    sizes = {"20 KiB": "50 %", "4 MiB": "50 %"}
    report = shown(
        {
            "kind": "object",
            "size": "10 TiB",
            "access": "unknown",
            "object_size": sizes,
            "growth": "200 GiB /month",
            "keep": "3 years",
        }
    )
    found = rows(report.stores[0])
    assert len({each.title for each in found}) < len(found) == len({(each.title, each.different) for each in found})
    page = terminal.recommend(report, width=100, color=False, brief=False)
    table = page.partition("Each object is read")[2].partition("\n\n")[0]
    names = [line[:60].strip() for line in table.splitlines()[1:]]
    assert len(set(names)) == len(names) == len(found)
    assert "S3 Intelligent-Tiering, S3 Glacier Instant Retrieval at once" in table
