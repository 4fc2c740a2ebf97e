"""A need's bill month by month, drawn where that says something, and beside other ways to keep the data."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.render import chart
from advisor.render.document import Block, Column, Gap, Heading, Lines, Paragraph, Part, Table, cell, text
from advisor.render.money import at_least, money
from advisor.render.summary import months
from advisor.report import Need, OverTime, Policy

TITLES = {"proposed": "Proposed", "today": "Today's policy", "nothing moves": "Nothing moves", "rule of thumb": "Rule of thumb"}
SAID = {"today": "today's policy", "nothing moves": "leaving everything where it is", "rule of thumb": "the rule of thumb"}


def drawing(need: Need) -> tuple[str, ...]:
    """The recommended bill as columns; none where it is one amount or a straight line, and nothing beside it is set."""
    best = need.recommended
    if best is None or not best.total or not (need.over_time or chart.bends(best.months)):
        return ()
    return chart.columns(best.months)


def policies(found: OverTime) -> tuple[tuple[str, str, str, str, str], ...]:
    """Each policy: its title, its months as marks, its dearest month, its total, and why it falls short."""
    top = max(max(each.months) for each in found.policies)
    return tuple(
        (TITLES[each.name], chart.marks(each.months, top), money(max(each.months)), _total(each), each.falls_short)
        for each in found.policies
    )


def _total(policy: Policy) -> str:
    return at_least(policy.total, policy.at_least)


def verdict(found: OverTime, horizon: int) -> str:
    """When the proposed policy pays back, and its dearest month."""
    against = SAID[found.against]
    worst = f"its dearest month is the {_ordinal(found.worst_month)}, {money(found.worst)}"
    if any(each.at_least for each in found.policies[:2]):
        return f"Against {against} nothing can be said: some amounts are not known; {worst}."
    if found.payback_month is None:
        return f"It does not pay back against {against} within {months(horizon)}; {worst}."
    if found.payback_month == 1:
        return f"It costs less than {against} from the first month; {worst}."
    lower = "" if found.cheaper_from is None else f"month by month it costs less from the {_ordinal(found.cheaper_from)} on, and "
    return f"Against {against} {lower}it has paid back by the {_ordinal(found.payback_month)}; {worst}."


def _ordinal(number: int) -> str:
    """`1st`, `22nd`, `113th`."""
    ending = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def month_by_month(need: Need, horizon: int) -> Iterator[Block]:
    """The drawing, then the policies beside each other."""
    drawn = drawing(need)
    if not drawn:
        return
    yield Gap()
    yield Heading(text("Month by month"))
    yield Lines(tuple(text(line) for line in drawn), 2)
    if need.over_time is None:
        return
    yield Gap()
    rows = []
    for title, marks, worst, total, short in policies(need.over_time):
        rows.append(
            (cell(f"{title}, falls short" if short else title), cell(marks.replace(" ", "\u00a0")), cell(worst), cell(total))
        )
    titles = (Column(""), Column("Each month"), Column("Dearest", True), Column(months(horizon), True))
    yield Table(titles, tuple(rows), indent=2)
    yield Paragraph(text(verdict(need.over_time, horizon)), 2)
    for title, _, _, _, short in policies(need.over_time):
        if short:
            yield Paragraph(text(Part(f"{title} falls short: {short}", "dim")), 2)
