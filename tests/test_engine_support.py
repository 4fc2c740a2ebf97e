"""The calendar of engine versions: the days AWS prints, both sides of each, and the price that then holds."""

from __future__ import annotations

from datetime import date

import pytest

from advisor import engine_support
from advisor.prices import FileCatalog, Price
from advisor.services.relational_lines import refused

FILES = FileCatalog()


# https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/MySQL.Concepts.VersionMgmt.html and the three release calendars
@pytest.mark.parametrize(
    ("service", "engine", "version", "on", "phase", "price"),
    [
        ("rds", "mysql", "5.7.44", "2024-02-29", "standard", None),
        ("rds", "mysql", "5.7.44", "2024-03-01", "extended", "mysql57.year1_2"),
        ("rds", "mysql", "5.7", "2026-02-28", "extended", "mysql57.year1_2"),
        ("rds", "mysql", "5.7", "2026-03-01", "extended_year3", "mysql57.year3"),
        ("rds", "mysql", "5.7", "2029-06-30", "extended_year3", "mysql57.year3"),
        ("rds", "mysql", "5.7", "2029-07-01", "ended", None),
        ("rds", "mysql", "8.0.36", "2026-07-31", "standard", None),
        ("rds", "mysql", "8.0.36", "2026-08-01", "extended", "mysql80.year1_2"),
        ("rds", "mysql", "8.4.8", "2029-07-31", "standard", None),
        ("rds", "mysql", "8.4.8", "2029-08-01", "extended", None),
        ("rds", "mysql", "8.4.8", "2031-08-01", "extended_year3", None),
        ("rds", "postgresql", "11.22", "2024-03-31", "standard", None),
        ("rds", "postgresql", "11.22", "2024-04-01", "extended", "pg11.year1_2"),
        ("rds", "postgresql", "11.22", "2026-04-01", "extended_year3", "pg11.year3"),
        ("rds", "postgresql", "13", "2026-02-28", "standard", None),
        ("rds", "postgresql", "13", "2026-03-01", "extended", "pg13.year1_2"),
        ("rds", "postgresql", "9.6.24", "2022-05-01", "ended", None),
        ("aurora", "mysql", "5.7.mysql_aurora.2.11.3", "2024-11-30", "standard", None),
        ("aurora", "mysql", "2.11", "2024-12-01", "extended", "aurora_mysql57.year1_2"),
        ("aurora", "mysql", "8.0.mysql_aurora.3.05.2", "2026-11-20", "standard", None),
        ("aurora", "mysql", "3.08", "2028-05-01", "extended", "aurora_mysql80.year1_2"),
        ("aurora", "postgresql", "12.9", "2025-03-01", "extended", "aurora_pg12.year1_2"),
        ("rds", "mariadb", "10.5.29", "2026-08-31", "standard", None),
        ("rds", "mariadb", "10.5.29", "2026-09-01", "ended", None),
        ("rds", "mariadb", "10.6.28", "2026-12-31", "standard", None),
        ("rds", "mariadb", "10.6.28", "2027-01-01", "ended", None),
        ("elasticache", "redis", "5.0.6", "2026-01-31", "standard", None),
        ("elasticache", "redis", "5.0.6", "2026-02-01", "extended", None),
        ("elasticache", "redis", "4", "2028-02-01", "extended_year3", None),
    ],
)
def test_phase_and_price_of_a_day(service: str, engine: str, version: str, on: str, phase: str, price: str | None) -> None:
    found = engine_support.lifecycle(service, engine, version)
    assert found is not None
    day = date.fromisoformat(on)
    assert found.phase(day) == phase
    assert found.dimension(day) == (price and f"extended_support.{price}.vcpu_hour")


@pytest.mark.parametrize(
    ("service", "engine", "version"),
    [
        ("rds", "mariadb", "10"),
        ("rds", "mysql", "8"),
        ("rds", "mysql", "latest"),
        ("elasticache", "valkey", "8"),
        ("s3", "x", "1"),
    ],
)
def test_what_the_calendar_does_not_have_is_not_guessed(service: str, engine: str, version: str) -> None:
    assert engine_support.lifecycle(service, engine, version) is None


@pytest.mark.parametrize(
    ("service", "engine", "on", "version"),
    [
        ("rds", "mysql", "2024-11-21", "8.4"),
        ("rds", "mysql", "2024-11-20", "8.0"),
        ("rds", "mysql", "2018-10-22", "5.7"),
        ("rds", "mysql", "2016-02-21", None),
        ("aurora", "mysql", "2026-05-20", "8.0"),
        ("aurora", "mysql", "2021-11-17", "5.7"),
        ("aurora", "mysql", "2018-02-05", None),  # when 5.6 came was not read
        ("rds", "postgresql", "2025-11-13", "17"),
        ("rds", "mariadb", "2021-01-20", None),
    ],
)
def test_the_newest_version_there_was_on_a_day(service: str, engine: str, on: str, version: str | None) -> None:
    found = engine_support.newest(service, engine, date.fromisoformat(on))
    assert (found and found.version) == version


def test_the_newest_version_of_an_engine() -> None:
    found = engine_support.newest("rds", "postgresql")
    assert found is not None and found.version == "18"
    assert engine_support.newest("rds", "oracle") is None


def test_every_row_runs_in_order_and_is_its_own() -> None:
    rows = engine_support.calendar()
    assert len({(row.service, row.engine, row.version) for row in rows}) == len(rows)
    for row in rows:
        days = [day for day in (row.standard_until, row.year1, row.year3, row.until) if day is not None]
        assert days == sorted(days) and engine_support.lifecycle(row.service, row.engine, row.version) == row


def test_what_is_charged_today_has_its_price() -> None:
    today = date(2026, 11, 20)
    for row in engine_support.calendar():
        dimension = row.dimension(today)
        if dimension is not None:
            assert isinstance(FILES.find(row.service, "us-east-1", dimension, today), Price), row


# The days PostgreSQL 17 and 18 came to RDS and Aurora, of the release calendars; standard support of 9.6 ended on 2022-04-30
@pytest.mark.parametrize(
    ("service", "version", "on", "said"),
    [
        ("rds", "17", "2024-11-13", "PostgreSQL 17 came to Amazon RDS on 2024-11-14 only; write engine_version: 16."),
        ("rds", "17", "2024-11-14", ""),
        ("aurora", "18", "2026-06-10", "PostgreSQL 18 came to Amazon Aurora on 2026-06-11 only; write engine_version: 17."),
        ("aurora", "18", "2026-06-11", ""),
        ("rds", "9.6", "2022-04-30", ""),
        ("rds", "9.6", "2022-05-01", "Amazon RDS runs PostgreSQL 9.6 no more after 2022-04-30; write engine_version: 14."),
        ("rds", None, "2022-05-01", ""),
    ],
)
def test_versions_are_refused_before_they_came_and_after_they_went(service: str, version: str | None, on: str, said: str) -> None:
    assert refused(service, "postgresql", version, date.fromisoformat(on)) == said
