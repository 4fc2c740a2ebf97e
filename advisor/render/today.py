"""What runs today beside what is recommended, and the acts that lead from one to the other."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.records import NamedTuple
from advisor.render.billing import bill
from advisor.render.document import Block, Gap, Heading, Paragraph, Part, item, text
from advisor.render.references import References
from advisor.render.summary import compared
from advisor.render.titles import phrases
from advisor.report import Change, Need, Report


class Told(NamedTuple):
    """Fields with their values before and after, and the sentence that says how they are changed."""

    fields: str
    how: str


class Act(NamedTuple):
    """One step: what is told of its fields, the AWS operations, the downtime, the pages."""

    step: int
    told: tuple[Told, ...]
    operations: tuple[str, ...]
    downtime: str
    source: tuple[str, ...]


def acts(need: Need) -> tuple[Act, ...]:
    """The changes, step by step; fields changed in the same words are told together."""
    found = []
    for step in dict.fromkeys(each.step for each in need.changes):
        inside = [each for each in need.changes if each.step == step]
        hows = dict.fromkeys(each.how for each in inside)
        told = tuple(Told(", ".join(_arrow(each) for each in inside if each.how == how), how) for how in hows)
        every = tuple(dict.fromkeys(name for each in inside for name in each.operations))
        pages = tuple(dict.fromkeys(page for each in inside for page in each.source))
        found.append(Act(step, told, every, inside[0].downtime, pages))
    return tuple(found)


def _arrow(change: Change) -> str:
    """`size 500 GiB → 200 GiB`; nothing before the arrow where nobody said what it is."""
    before = f"{change.from_} " if change.from_ else ""
    return f"{change.field.replace('_', ' ')} {before}→ {change.to}"


def heading(need: Need) -> str:
    """`Today: EBS gp2, +$32.00, +200 %`."""
    return f"Today: {compared(need.current, need.recommended)}" if need.current else ""


def today(need: Need, report: Report, references: References) -> Iterator[Block]:
    """What runs today with its bill, and how it becomes what is recommended."""
    if need.current is None:
        return
    yield Gap()
    yield Heading(text(heading(need)))
    if words := phrases(need.current):
        yield Paragraph(text(", ".join(words)), 2)
    yield from bill(need.current, report.horizon_months, references)
    if need.recommended is None:
        return
    yield Gap()
    yield Heading(text("From today to the recommended"))
    if not need.changes:
        yield item("Nothing is to be changed.")
    for act in acts(need):
        for number, told in enumerate(act.told):
            mark = "" if number else f"{act.step}. "
            yield Paragraph(text(mark, Part(told.fields, "strong"), f": {told.how}"), *((5, 2) if number else (2, 3)))
        last = f"{', '.join(act.operations)}; downtime: {act.downtime}" if act.operations else f"downtime: {act.downtime}"
        yield Paragraph(text(Part(last, "dim"), references.mark(act.source)), 5, 2)
