"""Bills month by month: what is drawn and when, which policies stand side by side, when one pays back."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from advisor.advise import advise
from advisor.policies import below, payback
from advisor.prices import FileCatalog
from advisor.render import chart, markdown, terminal
from advisor.report import Need, Report
from advisor.spec import read_spec


def dollars(*amounts: int) -> list[Decimal]:
    """Amounts."""
    return [Decimal(each) for each in amounts]


def report(lines: str, horizon: str = "24 months") -> Report:
    """The report of one bucket in us-east-1."""
    store = f"  it: {{kind: object, size: 40 TiB, growth: 2 TiB /month, object_size: 64 MiB, writes: 32768 /month, {lines}}}\n"
    workload, problems = read_spec(f"region: us-east-1\nhorizon: {horizon}\nstores:\n{store}", "spec.yaml")
    assert workload is not None, problems
    return advise(workload, FileCatalog(), date(2026, 11, 21))


def need(lines: str, horizon: str = "24 months") -> Need:
    """The need of that report."""
    return report(lines, horizon).stores[0]


AGES = "access: [{until: 7 days, reads: 20 /month}, {until: 90 days, reads: 0.5 /month}, {reads: 0.01 /month}]"


@pytest.mark.parametrize(
    ("months", "bent"),
    [
        (dollars(5, 5, 5, 5), False),
        (dollars(10, 20, 30, 40), False),  # a straight line says no more than its ends
        (dollars(100, 10, 10, 10), True),
        (dollars(10, 10, 90, 10), True),
        (dollars(100, 100, 104, 100), False),
        (dollars(100, 100, 106, 100), True),
        (dollars(1, 9), False),
        (dollars(0, 0, 0), False),
    ],
)
def test_a_bill_is_drawn_where_it_leaves_the_straight_line(months: list[Decimal], bent: bool) -> None:
    assert chart.bends(months) is bent


@pytest.mark.parametrize("number", [1, 2, 12, 15, 36, 60, 61, 120, 240])
def test_a_drawing_fits_eighty_columns_and_shows_the_dearest_month(number: int) -> None:
    months = dollars(*range(1_000_000, 1_000_000 + number - 1), 9_999_999)
    drawn = chart.columns(months)
    assert max(map(len, drawn)) <= 76 and drawn[0].startswith("$9,999,999.00 │") and "█" in drawn[0]
    assert str(number) in drawn[chart.HEIGHT + 1]
    assert ("dearest of" in drawn[-1]) is (number > chart.MOST_COLUMNS)
    assert len(chart.marks(months, max(months))) <= chart.MOST_MARKS


def test_columns_are_in_proportion() -> None:
    drawn = chart.columns(dollars(*[600] * 30, *[300] * 30))
    full, half = "█" * 30, "█" * 30
    rows = [row.partition("│")[2] for row in drawn[: chart.HEIGHT]]
    assert rows == [full] * 3 + [full + half] * 3


def test_little_is_more_than_nothing() -> None:
    assert chart.marks(dollars(1, 0, 1000), Decimal(1000)) == "▁ █"


@pytest.mark.parametrize(
    ("one", "other", "paid", "lower"),
    [
        (dollars(50, 1, 1, 1), dollars(20, 20, 20, 20), 3, 2),  # 52 of 60 by the third month
        (dollars(1, 1), dollars(2, 2), 1, 1),
        (dollars(90, 1, 1), dollars(20, 20, 20), None, 2),
        (dollars(1, 1, 90), dollars(20, 20, 20), None, None),  # ahead at first, and behind in the end
        (dollars(20, 20), dollars(20, 20), 1, 1),
    ],
)
def test_payback_lasts_to_the_end(one: list[Decimal], other: list[Decimal], paid: int | None, lower: int | None) -> None:
    assert (payback(one, other), below(one, other)) == (paid, lower)


@pytest.mark.parametrize(
    ("lines", "names"),
    [
        ("access: 0.5 /month", []),  # one rate at every age, and no lifecycle: nothing to set side by side
        (AGES, ["proposed", "nothing moves", "rule of thumb"]),
        (f"{AGES}, current: {{class: STANDARD}}", ["proposed", "today", "rule of thumb"]),  # today's moves nothing
        (
            f"{AGES}, current: {{class: STANDARD, lifecycle: [{{after: 60 days, to: GLACIER_IR}}]}}",
            ["proposed", "today", "nothing moves", "rule of thumb"],
        ),
    ],
)
def test_policies_stand_side_by_side_where_age_plays_a_part(lines: str, names: list[str]) -> None:
    found = need(lines).over_time
    assert ([each.name for each in found.policies] if found else []) == names


def test_the_proposed_and_todays_policy_are_the_bills_told_elsewhere() -> None:
    it = need(f"{AGES}, current: {{class: STANDARD}}")
    assert it.over_time is not None and it.recommended is not None and it.current is not None
    proposed, today, thumb = it.over_time.policies
    assert (proposed.months[1:], today.months) == (it.recommended.months[1:], it.current.months)
    once = sum(line.amount.total for line in proposed.once if line.amount is not None)
    assert once > 0 and proposed.months[0] == it.recommended.months[0] + once
    assert it.over_time.worst == max(proposed.months) == proposed.months[it.over_time.worst_month - 1]
    assert thumb.total > 0 and "restored" in thumb.falls_short and not proposed.falls_short


def test_it_reads_the_same_in_the_terminal_and_in_markdown() -> None:
    told = report(f"{AGES}, current: {{class: STANDARD}}")
    plain = terminal.recommend(told, width=80, color=False, brief=False)
    page = markdown.recommend(told, width=80, color=False, brief=False)
    drawn = [line for line in plain.splitlines() if "│" in line]
    assert drawn and all(line.strip() in page for line in drawn) and max(map(len, drawn)) <= 80
    assert "Month by month" in plain and "**Month by month**" in page and "```text" in page
    assert "Month by month" not in terminal.recommend(report("access: 0.5 /month"), width=80, color=False, brief=False)
