"""The tool's own knowledge as pages: rules, proofs, prices and services. Values in, text out; JSON is made of the same values."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING

from advisor.render.document import Block, Cell, Column, Gap, Heading, Paragraph, Part, Table, cell, item, text
from advisor.render.layout import show
from advisor.render.money import unit_price
from advisor.render.references import EXACT, References

if TYPE_CHECKING:
    from advisor.analysis import Proved
    from advisor.catalog import Coverage as Prices
    from advisor.catalog import Shown as ShownPrice
    from advisor.codes import Code
    from advisor.coverage import Coverage
    from advisor.diagnostics import Diagnostic
    from advisor.pages import Choice, Entry, Line, Page
    from advisor.prices import Price

SEVERITY = {"error": "bad", "warning": "warn", "info": "dim"}


def rules_list(entries: Sequence[Entry], *, width: int, color: bool) -> str:
    """Every decision with its question, then every check with its message."""
    blocks: list[Block] = []
    decisions = [each for each in entries if each.kind == "decision"]
    checks = [each for each in entries if each.kind != "decision"]
    blocks += [Heading(text(f"{len(decisions)} decisions")), Table(
        (Column("Decision"), Column("Question"), Column("Options", True), Column("Rules", True), Column("Exclusions", True)),
        tuple(_entry(each) for each in decisions),
    )]  # fmt: skip
    rows = tuple((cell(each.id), cell(Part(each.kind, SEVERITY[each.kind])), cell(each.says)) for each in checks)
    blocks += [Gap(), Heading(text(f"{len(checks)} checks")), Table((Column("Check"), Column(""), Column("Says")), rows)]
    return show(blocks, width=width, color=color)


def codes_list(entries: Sequence[Code], *, width: int, color: bool) -> str:
    """Every code of a finding, how bad it is and what it means."""
    rows = tuple(
        (cell(Part(each.code, "strong")), cell(Part(each.severity, SEVERITY[each.severity])), cell(each.means))
        for each in entries
    )
    return show([Table((Column("Code"), Column(""), Column("Means")), rows)], width=width, color=color)


def _entry(each: Entry) -> tuple[Cell, ...]:
    counts = (cell(str(number)) for number in (each.options, each.rules, each.exclusions))
    return (cell(Part(each.id, "strong")), cell(each.says), *counts)


def rule_page(page: Page, *, width: int, color: bool) -> str:
    """A decision: its question, options and what excludes them, the ordered table, examples; or a check."""
    references = References()
    blocks: list[Block] = [Heading(text(page.id), 1), Paragraph(text(page.question))]
    sets = f"sets {page.sets}, " if page.options else f"{page.sets}, "
    blocks.append(Paragraph(text(Part(f"{sets}asked of {', '.join(page.for_)}; {page.place}", "dim"))))
    if page.options:
        blocks += [Gap(), Heading(text("Options"))]
        blocks += [block for option in page.options for block in _option(option, page, references)]
    blocks += [Gap(), Heading(text("Rules, in order" if page.options else "Check"))]
    for line in page.rules:
        blocks += _rule(line, page, references)
    blocks += [Gap(), Heading(text("Examples"))]
    for example in page.examples:
        blocks.append(item(Part(example.name, "strong"), f": {', '.join(example.given)} → {example.follows}"))
    blocks += [Gap(), Heading(text("Sources"))]
    blocks += [Paragraph(text(Part(f"[{number}]\u00a0", "dim"), address)) for number, address in references.pages()]
    return show(blocks, width=width, color=color)


def _option(option: Choice, page: Page, references: References) -> Iterator[Block]:
    """An option with its dates, exclusions and what is told of it."""
    title = f", {option.title}" if option.title != option.name else ""
    yield item(Part(option.name, "strong"), title, Part(f" ({option.dates})" if option.dates else "", "dim"))
    for line in option.cannot:
        when = f"when {line.when}" if line.when else "whatever the facts"
        own = line.id.removeprefix(f"{page.id}.{option.name}.")
        yield item(f"out {when}: {line.because}", references.mark(line.source), Part(f" ({own})", "dim"), indent=4)
    for told in option.about:
        yield item(told.says, references.mark(told.source), indent=4)


def _rule(line: Line, page: Page, references: References) -> Iterator[Block]:
    """A rule: its clause, what it chooses, why."""
    choose = Part(" or ".join(line.choose), "strong")
    when = f"when {line.when}" if line.when else "always"
    own = Part(f" ({line.id.removeprefix(f'{page.id}.')})", "dim")
    if page.options:
        yield item(when, " → ", choose, f": {line.because}", references.mark(line.source), own)
    else:
        yield item(when, " → ", choose, f"; {line.because}" if line.because else "", references.mark(line.source))


def proofs(proved: Proved, *, width: int, color: bool) -> str:
    """What was proved of the rule base, and every flaw."""
    blocks = _problems(proved.problems)
    blocks += [Paragraph(text(Part("note: ", "dim"), str(each)), 0, 2) for each in proved.notes]
    sizes = (
        f"{proved.decisions} decisions, {proved.rules} rules, {proved.exclusions} exclusions, {proved.checks} checks, "
        f"{proved.examples} examples, {proved.states:,} states looked at: "
    )
    blocks.append(Paragraph(text(sizes, _verdict(len(proved.problems)))))
    return show(blocks, width=width, color=color)


def _verdict(problems: int) -> Part:
    if problems:
        return Part(f"{problems} problem{'' if problems == 1 else 's'}", "bad")
    return Part("no problem", "good")


def _problems(problems: Iterable[Diagnostic]) -> list[Block]:
    """Each with its place, the line it is about below it."""
    blocks: list[Block] = []
    for each in problems:
        first, *rest = str(each).splitlines()
        blocks.append(Paragraph(text(Part("error: ", "bad"), first), 0, 2))
        blocks += [Paragraph(text(Part(line.replace(" ", "\u00a0"), "dim"))) for line in rest]
    return blocks


def prices_list(coverage: Sequence[Prices], *, width: int, color: bool) -> str:
    """What the catalog has, service by service."""
    rows = []
    for each in coverage:
        days = f"{each.seen_from} to {each.seen_to}" if each.seen_from != each.seen_to else str(each.seen_to)
        sure = ", ".join(f"{number:,} {name}" for name, number in sorted(each.confidence.items(), key=lambda pair: -pair[1]))
        counts = (f"{len(each.regions)}", f"{len(each.dimensions)}", f"{each.prices:,}")
        rows.append((cell(Part(each.service, "strong")), *(cell(one) for one in counts), cell(days), cell(sure)))
    numbers = (Column("Regions", True), Column("Dimensions", True), Column("Prices", True))
    table = Table((Column("Service"), *numbers, Column("Last seen"), Column("Confidence")), tuple(rows))
    return show([table], width=width, color=color)


def price_page(shown: ShownPrice, *, on: date, width: int, color: bool) -> str:
    """One dimension: its prices by Region and when they hold, the one of the day marked, and where they were read."""
    units = sorted({price.unit for history in shown.regions.values() for price in history})
    blocks: list[Block] = [Heading(text(shown.name), 1), Paragraph(text(f"in USD a {' or '.join(units)}, as of {on}"))]
    rows = [row for region, history in shown.regions.items() for price in history for row in _price(region, price, on)]
    titles = (Column(""), Column("Region"), Column("From", True), Column("Price", True), Column("Held"), Column("Read"))
    blocks += [Table((*titles, Column("Source")), tuple(rows)), Gap(), Heading(text("Sources"))]
    blocks += [
        Paragraph(text(Part(f"{id_}: ", "dim"), f"{each.title}, {each.origin}"), 0, 4) for id_, each in shown.sources.items()
    ]
    return show(blocks, width=width, color=color)


def _price(region: str, price: Price, on: date) -> Iterator[tuple[Cell, ...]]:
    """A row a tier; a star where it holds on the day."""
    held = (
        f"{price.since or '…'}\u00a0to\u00a0{price.until or 'now'}"
        if price.since or price.until
        else "not known to have differed"
    )
    sure = "" if price.confidence == EXACT else f",\u00a0{price.confidence.replace('-', ' ')}"
    read = f"{price.seen}{sure}"
    tiers = [(f"{float(start):,.10g}", unit_price(amount, price.unit)) for start, amount in price.tiers] or [("", "unknown")]
    for number, (start, money) in enumerate(tiers):
        now = Part("*", "good") if price.holds(on) and not number else ""
        left = (cell(now), cell(region if not number else ""), cell(start if len(tiers) > 1 else ""))
        right = (cell(held), cell(read), cell(Part(price.source, "dim"))) if not number else ((), (), ())
        yield (*left, cell(money), *right)


def prices_audit(problems: Sequence[Diagnostic], *, width: int, color: bool) -> str:
    """Every fault of the catalog, or that there is none."""
    blocks = [*_problems(problems), Paragraph(text("the price catalog: ", _verdict(len(problems))))]
    return show(blocks, width=width, color=color)


def services(coverage: Sequence[Coverage], *, width: int, color: bool) -> str:
    """Each service: for which needs, what is decided and checked, its options, where it is priced."""
    blocks: list[Block] = []
    for each in coverage:
        blocks += [*([Gap()] if blocks else []), Heading(text(f"{each.title} ({each.service})"))]
        regions = f"{len(each.regions)} Regions: {', '.join(each.regions)}" if each.regions else "nowhere by itself"
        said = (
            ("for needs of kind", ", ".join(each.needs)),
            ("options", ", ".join(each.options)),
            ("decided", ", ".join(each.decisions)),
            ("checks", str(each.checks)),
            ("priced in", regions),
        )
        rows = tuple((cell(Part(name, "dim")), cell(value)) for name, value in said if value)
        blocks.append(Table((Column(""), Column("")), rows, indent=2))
    return show(blocks, width=width, color=color)
