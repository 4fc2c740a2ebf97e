"""Reports for a terminal or a pipe: the answer on the first screen, then each need in full."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.checked import Against, Checked
from advisor.render import summary
from advisor.render.billing import average, bill, line_amounts
from advisor.render.billing import shares as shares_of
from advisor.render.details import details, outcome
from advisor.render.document import Block, Cell, Column, Gap, Heading, Paragraph, Part, Table, cell, item, text
from advisor.render.layout import show
from advisor.render.money import difference, money
from advisor.render.references import References
from advisor.render.titles import phrases
from advisor.report import Need, Report

SEVERITY = {"error": "bad", "warning": "warn", "info": "dim"}


def recommend(report: Report, *, width: int, color: bool, brief: bool) -> str:
    """The answer, then, unless `brief`, every need in full."""
    blocks = list(first_screen(report))
    if not brief:
        references = References()
        for need in report.stores:
            blocks += [Gap(), *details(need, report, references)]
        blocks += _sources(references)
    return show(blocks, width=width, color=color)


def cost(report: Report, *, width: int, color: bool) -> str:
    """The bill alone: of the chosen design where the report is based on those, else of the recommended one."""
    blocks: list[Block] = [*_head(report)]
    references = References()
    for need in report.stores:
        blocks += [Gap(), *_need_bill(need, report, references)]
    blocks += [Gap(), Heading(text("In total")), *_sum(report)]
    blocks += _sources(references)
    return show(blocks, width=width, color=color)


def explain(report: Report, need: str | None, *, width: int, color: bool) -> str:
    """The trace of one need, or of all."""
    from advisor.render.trace import trace

    blocks: list[Block] = [*_head(report)]
    for each in report.stores:
        if need in (None, each.name):
            blocks += [Gap(), *trace(each)]
    return show(blocks, width=width, color=color)


def check(checked: Checked, *, width: int, color: bool) -> str:
    """One finding a line as `file:line:col severity code message; instead`, and how many there are.

    Input that cannot be read was told on standard error, and is counted only.
    """
    blocks: list[Block] = []
    for each in (each for each in checked.found if not each.unreadable):
        place = f"{each.at} " if each.at else ""
        severity = Part(each.severity, SEVERITY[each.severity])
        blocks.append(Paragraph(text(place, severity, f" {each.code} ", summary.advice(each))))
    blocks += [Paragraph(text(f"{each} rewritten")) for each in checked.written]
    if checked.against is not None:
        blocks.append(Paragraph(text(_compared(checked.against))))
    blocks.append(Paragraph(text(Part(checked.counted(), "" if checked.found else "good"))))
    return show(blocks, width=max(width, 10_000) if not color else width, color=color)


def _compared(against: Against) -> str:
    """What all of it costs against the base."""
    more = difference(against.after, against.before)
    return f"{money(against.after)} a month; {money(against.before)} at {against.base}: {more}"


def first_screen(report: Report) -> Iterator[Block]:
    """What to use for what, what it costs, and what matters most."""
    yield from _head(report)
    yield Gap()
    yield _answers(report)
    yield Paragraph(text(Part(summary.totals(report)[1], "dim")), 2)
    matters = list(_matters(report))
    if matters:
        yield Gap()
        yield from matters


def _head(report: Report) -> Iterator[Block]:
    yield Heading(text(summary.heading(report)), 1)
    yield Paragraph(text(Part(summary.prices_of(report), "dim")))


def _answers(report: Report) -> Table:
    """Each need's choice and average month, and the total."""
    rows: list[tuple[Cell, ...]] = []
    for each in summary.answers(report):
        chosen = text(Part(each.title, "strong" if each.met else "bad"), *(f", {phrase}" for phrase in each.phrases))
        notes = tuple(text(Part(f"  {note}", "dim")) for note in each.notes)
        rows.append((cell(each.name), (chosen, *notes), cell(Part(each.monthly, "strong"))))
    rows += _shared(report)
    rows.append((cell(Part("Total", "strong")), (), cell(Part(summary.totals(report)[0], "strong"))))
    return Table((Column("Need"), Column("Recommended"), Column("A month", right=True)), tuple(rows), ruled=True)


def _shared(report: Report) -> Iterator[tuple[Cell, ...]]:
    """What is billed across needs."""
    for line in report.adjustments:
        if line.amount is not None:
            yield (cell("all"), cell(line.item), cell(average(line, report.horizon_months)))


def _matters(report: Report) -> Iterator[Block]:
    """Errors and warnings, prices that are missing, questions, and the flips that say most."""
    found, more = summary.pressing(report)
    for about, finding in found:
        yield item(Part(f"{finding.severity}: ", SEVERITY[finding.severity]), about, summary.advice(finding), indent=0)
    if more:
        yield item(f"and {more} more below", indent=0)
    for missing in report.unpriced:
        yield item(Part("not priced: ", "bad"), missing, indent=0)
    for need, question in summary.asked(report):
        outcomes = Part(summary.outcomes_text(question), "dim")
        yield item(Part(f"{need.name}: ", "warn"), f"{question.question} ", outcomes, indent=0)
    for name, becomes, when in summary.turning(report):
        yield item(f"{name}: ", Part(becomes, "strong"), f" when {when}", indent=0)


def _sources(references: References) -> Iterator[Block]:
    """The pages and price sources that were named."""
    pages, prices = list(references.pages()), list(references.price_sources())
    if pages:
        yield from (Gap(), Heading(text("Sources")))
        yield from (Paragraph(text(Part(f"[{number}]\u00a0", "dim"), page)) for number, page in pages)
    if prices:
        yield from (Gap(), Heading(text("Price sources")))
        yield from (Paragraph(text(Part(f"{id_}: ", "dim"), name), 0, 4) for id_, name in prices)


def _need_bill(need: Need, report: Report, references: References) -> Iterator[Block]:
    """One need's design and its bill."""
    design = summary.design_of(need, report.basis)
    yield Heading(text(f"{need.name}: {outcome(need, design)}"))
    if design is None:
        return
    if words := phrases(design):
        yield Paragraph(text(Part(", ".join(words), "dim")), 2)
    yield from bill(design, report.horizon_months, references)


def _sum(report: Report) -> Iterator[Block]:
    """Every need's amounts, what is billed across them, and the total."""
    shares = list(shares_of(report))
    flat = all(each.flat for each in shares)
    rows: list[tuple[Cell, ...]] = []
    for each in shares:
        amounts = (each.average, each.total) if flat else (each.first, each.average, each.total)
        style = "strong" if each is shares[-1] else ""
        rows.append(tuple(cell(Part(word, style)) for word in (each.name, *amounts)))
    yield Table(line_amounts(flat, report.horizon_months, ""), tuple(rows), indent=2, ruled=True)
    for missing in report.unpriced:
        yield item(Part("not priced: ", "bad"), missing)
    for finding in report.findings:
        yield item(Part(f"{finding.severity}: ", SEVERITY[finding.severity]), summary.advice(finding))
