"""Dates of what is chosen: both sides of the day an engine version's support changes, an option closes, or ends."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import Any, cast

import pytest

from advisor.dates import dated
from advisor.diagnostics import At
from advisor.rules import RuleBase
from advisor.spec import Workload
from advisor.tables import Option

AT = At("a.md", 1, 1)
ON = date(2026, 11, 21)


def found(
    live: date | None, months: int = 12, *, options: tuple[Option, ...] = (), **configuration: str
) -> list[tuple[str, str]]:
    """Code and severity of what is found of a design."""
    chosen: Any = SimpleNamespace(service="rds", option="mysql", configuration=configuration)
    base = RuleBase(ON, cast(Any, (SimpleNamespace(options=options),)), ())
    workload = Workload("a", "eu-west-1", months, go_live=live)
    return [(each.code, each.severity) for each in dated(chosen, workload, base, AT)]


@pytest.mark.parametrize(
    ("version", "live", "follows"),
    [
        # https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/MySQL.Concepts.VersionMgmt.html: MySQL 8.0 until 2026-07-31,
        # extended support from 2026-08-01 to 2029-07-31; 8.4 until 2032-07-31
        ("8.0.36", date(2026, 7, 31), [("date.ends-soon", "info")]),
        ("8.0.36", date(2026, 8, 1), [("date.extended", "warning")]),
        ("8.0.36", date(2029, 7, 31), [("date.extended", "warning")]),
        ("8.0.36", date(2029, 8, 1), [("date.ended", "error")]),
        ("8.0.36", None, [("date.extended", "warning")]),
        ("8.4", date(2026, 11, 21), []),
        ("9.9", date(2026, 11, 21), []),
    ],
)
def test_an_engine_version_by_the_day_it_goes_live(version: str, live: date | None, follows: list[tuple[str, str]]) -> None:
    assert found(live, engine="mysql", version=version) == follows


def test_support_that_ends_within_the_horizon_is_told() -> None:
    # https://docs.aws.amazon.com/AmazonRDS/latest/PostgreSQLReleaseNotes/postgresql-release-calendar.html: 14 until 2027-02-28
    assert found(ON, 3, engine="postgresql", version="14.9") == []
    assert found(ON, 4, engine="postgresql", version="14.9") == [("date.ends-soon", "info")]


def test_an_option_that_closes_or_ends_before_it_goes_live() -> None:
    closes = Option("gold", closed_to_new=date(2027, 3, 1), ended=date(2027, 9, 1), replaced_by="silver")
    for live, follows in (
        (None, []),
        (date(2027, 2, 28), []),
        (date(2027, 3, 1), [("date.closed", "warning")]),
    ):
        assert found(live, options=(closes,), storage="gold") == follows
        assert found(live, options=(closes,), storage="silver") == []
    ends = Option("gold", ended=date(2027, 9, 1))
    assert found(date(2027, 9, 1), options=(ends,), storage="gold") == [("date.ended", "error")]
    assert found(date(2027, 8, 31), options=(ends,), storage="gold") == []
