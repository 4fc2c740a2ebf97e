"""What runs today beside what is recommended, and the acts that lead from one to the other."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.records import NamedTuple
from advisor.render.billing import bill
from advisor.render.document import Block, Gap, Heading, Paragraph, Part, item, text
from advisor.render.money import money
from advisor.render.references import References
from advisor.render.summary import compared
from advisor.render.titles import phrases
from advisor.report import Change, Need, Report

UNPRICED = "at a price this release does not hold"


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
    waiting: str = ""


def paths(need: Need) -> Iterator[tuple[str, tuple[Act, ...]]]:
    """The acts that lead from what runs today to the recommended design and, where they are others, to the chosen one."""
    if need.recommended is not None:
        yield "From today to the recommended", acts(need.changes)
    if need.chosen_changes:
        yield "From today to the chosen", acts(need.chosen_changes)


def acts(changes: tuple[Change, ...]) -> tuple[Act, ...]:
    """The changes, step by step; fields changed in the same words are told together."""
    found = []
    for step in dict.fromkeys(each.step for each in changes):
        inside = [each for each in changes if each.step == step]
        hows = dict.fromkeys(each.how for each in inside)
        told = tuple(Told(", ".join(_arrow(each) for each in inside if each.how == how), how) for how in hows)
        every = tuple(dict.fromkeys(name for each in inside for name in each.operations))
        pages = tuple(dict.fromkeys(page for each in inside for page in each.source))
        waits = " ".join(filter(None, (_waiting(each) for each in inside)))
        found.append(Act(step, told, every, inside[0].downtime, pages, waits))
    return tuple(found)


def _arrow(change: Change) -> str:
    """`size 500 GiB → 200 GiB`; nothing before the arrow where nobody said what it is."""
    before = f"{change.from_} " if change.from_ else ""
    return f"{_name(change.field)} {before}→ {change.to}"


def _waiting(change: Change) -> str:
    """What a month costs more while the change is not made."""
    if not change.waiting:
        return ""
    first, *later = (
        f"{f'{money(each.monthly)} a month' if each.monthly is not None else UNPRICED} from {each.since} on"
        for each in change.waiting
    )
    return f"Until it is done, extended support is billed: {'; '.join([first, *later])}."


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
    for title, found in paths(need):
        yield Gap()
        yield Heading(text(title))
        if not found:
            yield item("Nothing is to be changed.")
        for act in found:
            yield from _told(act, references)
    if left := kept(need):
        yield Gap()
        yield Paragraph(text(left))


def kept(need: Need) -> str:
    """What is left as it is today, with what it costs beyond the recommended; what nobody said of today."""
    said = [f"{_name(each.field)} {each.from_}{f' ({each.to} would do)' if each.to else ''}" for each in need.kept if each.from_]
    unsaid = [f"{_name(each.field)} {each.to}" for each in need.kept if not each.from_]
    more = f"; {money(need.kept_monthly)} a month of the price" if need.kept_monthly and need.kept_monthly > 0 else ""
    words = [f"Kept as it is today, and in the price: {', '.join(said)}{more}."] if said else []
    return " ".join([*words, *([f"Nobody said of today, and taken to be so: {', '.join(unsaid)}."] if unsaid else [])])


def _name(field: str) -> str:
    """A field as people write it."""
    return field.replace("_", " ")


def _told(act: Act, references: References) -> Iterator[Block]:
    """One step: its fields with how they are changed, then the operations, the downtime and what waiting costs."""
    for number, told in enumerate(act.told):
        mark = "" if number else f"{act.step}. "
        yield Paragraph(text(mark, Part(told.fields, "strong"), f": {told.how}"), *((5, 2) if number else (2, 3)))
    last = f"{', '.join(act.operations)}; downtime: {act.downtime}" if act.operations else f"downtime: {act.downtime}"
    yield Paragraph(text(Part(last, "dim"), references.mark(act.source)), 5, 2)
    if act.waiting:
        yield Paragraph(text(act.waiting), 5, 2)
