"""A need's bill month by month, drawn where that says something, and beside other ways to keep the data."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from advisor.records import NamedTuple
from advisor.render import chart
from advisor.render.document import Block, Column, Gap, Heading, Lines, Paragraph, Table, cell, text
from advisor.render.money import at_least, money
from advisor.render.summary import months
from advisor.render.titles import title
from advisor.report import Need, OverTime, Policy

TITLES = {
    "proposed": "Proposed", "chosen": "Chosen", "today": "Today's policy", "nothing moves": "Nothing moves",
    "rule of thumb": "Rule of thumb",
}  # fmt: skip
SAID = {"today": "today's policy", "nothing moves": "leaving everything where it is", "rule of thumb": "the rule of thumb"}


def drawing(need: Need) -> tuple[str, ...]:
    """The recommended bill as columns, with what is brought over; none where it is a straight line and nothing is beside it."""
    best = need.recommended
    if need.over_time is not None:
        return chart.columns(need.over_time.policies[0].months)
    if best is None or not best.total or not chart.bends(best.months):
        return ()
    return chart.columns(best.months)


class Row(NamedTuple):
    """One policy: its title, its months as marks, its dearest month, its total, when it has paid back, why it falls short."""

    title: str
    marks: str
    dearest: str
    total: str
    paid_back: str
    falls_short: str


def policies(found: OverTime) -> tuple[Row, ...]:
    """Each policy beside the others, whose marks are all to one scale."""
    top = max(max(each.months) for each in found.policies)
    return tuple(
        Row(
            TITLES[each.name], chart.marks(each.months, top), at_least(max(each.months), each.at_least, each.at_most_but),
            at_least(each.total, each.at_least, each.at_most_but), _paid(each, found), each.falls_short,
        )
        for each in found.policies
    )  # fmt: skip


def _paid(policy: Policy, found: OverTime) -> str:
    """`at once`, `month 4`, `never`, `the same`; a dash for what it is compared with, and where it is not known."""
    against = next(each for each in found.policies if each.name == found.against)
    if policy is against or policy.at_least or against.at_least:
        return "—"
    if policy.months == against.months:
        return "the same"
    return (
        "never" if policy.payback_month is None else "at once" if policy.payback_month == 1 else f"month {policy.payback_month}"
    )


def verdict(found: OverTime, horizon: int) -> Iterator[str]:
    """What bringing things over costs, when the proposed policy pays back, its dearest month; what falls short."""
    proposed, against = found.policies[0], SAID[found.against]
    once = sum((line.amount.total for line in proposed.once if line.amount is not None), Decimal(0))
    worst = f"its dearest month is the {_ordinal(found.worst_month)}, {money(found.worst)}"
    if all(each.name != "today" for each in found.policies):
        where = next((str(each.configuration.get("class", "")) for each in found.policies if each.name == found.against), "")
        copied = ", replicated already" if proposed.configuration.get("replication", "none") != "none" else ""
        yield f"Nobody says what runs today (current:), so what is there is taken to be in {title(where)}{copied}."
    if once:
        yield f"Bringing over what is there today costs {money(once)} once, in the first month."
    if any(each.at_least for each in found.policies if each.name in ("proposed", found.against)):
        yield f"Against {against} nothing can be said: some amounts are not known; {worst}."
    elif found.policies[0].months == next(each.months for each in found.policies if each.name == found.against):
        yield f"Proposed, it costs the same as {against} in every month; {worst}."
    elif found.payback_month is None:
        yield f"Proposed, it does not pay back against {against} within {months(horizon)}; {worst}."
    elif found.payback_month == 1:
        when = "from the first month" if found.cheaper_from == 1 else "in all from the first month on, though not in each"
        yield f"Proposed, it costs less than {against} {when}; {worst}."
    else:
        yield f"Proposed, it has paid back against {against} by the {_ordinal(found.payback_month)} month; {worst}."
    for row in policies(found):
        if row.falls_short:
            yield f"{row.title} falls short: {row.falls_short}"


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
    for row in policies(need.over_time):
        name = f"{row.title}, falls short" if row.falls_short else row.title
        rows.append(tuple(map(cell, (name, row.marks.replace(" ", "\u00a0"), row.dearest, row.total, row.paid_back))))
    titles = (Column(""), Column("Each month"), Column("Dearest", True), Column(months(horizon), True), Column("Paid back", True))
    yield Table(titles, tuple(rows), indent=2)
    yield from (Paragraph(text(line), 2) for line in verdict(need.over_time, horizon))
