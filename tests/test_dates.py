"""Dates of what is chosen: both sides of the day an engine version's support changes, an option closes, or ends."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import Any, cast

import pytest

from advisor.advise import advise
from advisor.dates import dated, ending
from advisor.diagnostics import At
from advisor.prices import FileCatalog
from advisor.rules import RuleBase
from advisor.spec import Workload, read_spec
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


@pytest.mark.parametrize(
    ("service", "engine", "version", "live", "months", "until"),
    [
        # https://docs.aws.amazon.com/AmazonRDS/latest/PostgreSQLReleaseNotes/postgresql-release-calendar.html: 11 to 2027-03-31
        ("rds", "postgresql", "11.22", None, 12, "2027-03-31"),
        ("aurora", "postgresql", "11", None, 12, "2027-03-31"),
        ("rds", "postgresql", "11", None, 4, None),  # the horizon ends on 2027-03-21
        ("rds", "postgresql", "11", None, 5, "2027-03-31"),
        ("rds", "postgresql", "11", date(2027, 3, 1), 1, None),  # its last day is that of the horizon
        ("rds", "postgresql", "11", date(2027, 3, 2), 1, "2027-03-31"),
        ("rds", "postgresql", "11", date(2027, 3, 31), 1, "2027-03-31"),
        ("rds", "postgresql", "11", date(2027, 4, 1), 12, None),  # ended: the design is refused, or told so
        ("rds", "postgresql", "11", date(2020, 1, 1), 12, "2027-03-31"),
        ("rds", "mariadb", "10.6", None, 12, "2026-12-31"),
        ("rds", "postgresql", "12", None, 12, None),
        ("elasticache", "redis", "5", date(2029, 1, 1), 12, "2029-01-31"),
        ("aurora", "mysql", "8.4", None, 60, None),  # no last day is known
        ("rds", "oracle", "19c", None, 60, None),
    ],
)
def test_the_last_day_of_support_inside_the_horizon_is_told(
    service: str, engine: str, version: str, live: date | None, months: int, until: str | None
) -> None:
    design, workload = SimpleNamespace(engine=engine, version=version), Workload("a", "eu-west-1", months, go_live=live)
    found = [(each.code, each.severity, each.message) for each in ending(service, design, "it", workload, ON, AT)]
    assert [each[:2] for each in found] == ([("date.support-ends", "warning")] if until else [])
    assert until is None or f"is not supported after {until}, inside the horizon: AWS upgrades it then" in found[0][2]
    assert not found or ("extended support" in found[0][2]) == (engine != "mariadb")


def test_a_support_that_ends_at_once_is_told_once() -> None:
    assert found(ON, 12, engine="mariadb", version="10.6") == []
    design: Any = SimpleNamespace(engine="mariadb", version="10.6")
    assert len(list(ending("rds", design, "it", Workload("a", "eu-west-1", 12), ON, AT))) == 1


OLD = """
workload: old
region: eu-west-1
horizon: 12 months
{live}
stores:
  d: {{kind: database, engine: postgresql, engine_version: 11, size: 200 GiB, reads: 200 /s, writes: 50 /s, vcpus: 4,
      working_set: 16 GiB}}
"""


@pytest.mark.parametrize(
    ("live", "service"),
    [("", "rds"), ("go_live: 2027-03-31", "rds"), ("go_live: 2027-04-01", "ec2_database"), ("go_live: 2020-01-01", "rds")],
)
def test_a_version_a_need_is_bound_to_is_held_to_the_day_it_goes_live(live: str, service: str) -> None:
    workload, problems = read_spec(OLD.format(live=live), "spec.yaml")
    assert workload is not None, problems
    need = advise(workload, FileCatalog(), ON, full=False).stores[0]
    assert need.recommended is not None and need.recommended.service == service
    refusals = [each.because for each in need.excluded if each.option.startswith("rds") or each.rule == "rds.sizing"]
    said = "Amazon RDS runs PostgreSQL 11 no more after 2027-03-31; write engine_version: 18."
    assert (said in refusals) == (service != "rds")
    assert [each.code for each in need.findings if each.code == "date.support-ends"] == ["date.support-ends"] * (service == "rds")
