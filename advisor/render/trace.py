"""How an answer came about: each exclusion and rule tried, each comparison with the value it met, and which rule decided."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from advisor.records import NamedTuple
from advisor.render import summary
from advisor.render.details import outcome
from advisor.render.document import Block, Column, Gap, Heading, Paragraph, Part, Table, cell, item, text
from advisor.report import Need, Reason, Step

HOLDS = {True: "yes", False: "no", None: "depends"}
# What came of a rule, and of an exclusion.
OUTCOME = {
    False: {True: "holds", False: "no", None: "depends"},
    True: {True: "excludes", False: "no", None: "depends"},
}
STYLES = {"holds": "good", "excludes": "bad", "depends": "warn", "yes": "good", "no": "dim"}


class Row(NamedTuple):
    """A rule or exclusion with what came of it, or one of its comparisons: the value met, whether it holds, the gap."""

    what: str
    value: str
    holds: str
    gap: str
    rule: bool


def trace(need: Need) -> Iterator[Block]:
    """Every decision of one need in the order they were taken, then what the answer holds under and what turns it."""
    yield Heading(text(f"{need.name}: {outcome(need)}"), 1)
    for finding in need.findings:
        if finding.severity == "error":
            yield Paragraph(text(Part("error: ", "bad"), summary.advice(finding)))
    for decision, steps in by_decision(need).items():
        yield Gap()
        yield Heading(text(decision))
        yield from _decision(need, decision, steps)
    yield from _turning(need)


def by_decision(need: Need) -> dict[str, list[Step]]:
    """The steps of each decision, in order."""
    found: dict[str, list[Step]] = {}
    for step in need.trace:
        found.setdefault(step.decision, []).append(step)
    return found


def decided(need: Need, decision: str) -> Reason | None:
    """The rule that decided."""
    return next((each for each in need.reasons if each.rule.startswith(f"{decision}.")), None)


def rows(steps: Iterable[Step], decision: str) -> Iterator[Row]:
    """The exclusions, then the rules up to the one that decided, each with its comparisons."""
    for step in steps:
        yield Row(step.rule.removeprefix(f"{decision}."), "", OUTCOME[bool(step.option)][step.held], "", True)
        for each in step.clauses:
            yield Row(each.clause, each.value, HOLDS[each.held], each.gap_shown, False)


def _decision(need: Need, decision: str, steps: list[Step]) -> Iterator[Block]:
    """What was compared, and what was chosen."""
    cells = tuple(
        (
            cell(Part(row.what, "strong")) if row.rule else cell(f"  {row.what}"),
            cell(row.value),
            cell(Part(row.holds, STYLES[row.holds])),
            cell(row.gap),
        )
        for row in rows(steps, decision)
    )
    yield Table((Column("Rule"), Column("Value"), Column("Holds"), Column("Gap", right=True)), cells, indent=2)
    if (found := decided(need, decision)) is not None:
        chose = Part(" or ".join(found.chose), "strong")
        yield Paragraph(text("→ ", chose, f": {found.because} ", Part(f"({found.rule})", "dim")), 2, 2)


def _turning(need: Need) -> Iterator[Block]:
    """Conditions, break-evens and flips."""
    if need.holds_while:
        yield from (Gap(), Heading(text("The rules say the same while")))
        for each in need.holds_while:
            yield item(each.condition)
    if need.break_evens or need.trades:
        yield from (Gap(), Heading(text("It turns at")))
        for even in need.break_evens:
            yield item(summary.break_even_text(even), " → ", Part(summary.becomes(even.becomes), "strong"))
        for trade in need.trades:
            best, costs = summary.trade_outcome(trade)
            yield item(summary.trade_text(trade), " → ", Part(best, "strong"), costs)
    if need.flips:
        yield from (Gap(), Heading(text("One change turns it")))
        for flip in need.flips:
            write = Part(f" (write {flip.path}: {flip.value})", "dim")
            yield item(summary.flip_text(flip), " → ", Part(summary.becomes(flip.becomes), "strong"), write)
