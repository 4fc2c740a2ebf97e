"""How an answer came about: each exclusion and rule tried, each comparison with the value it met, and which rule decided."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from advisor.render import summary
from advisor.render.details import outcome
from advisor.render.document import Block, Column, Gap, Heading, Paragraph, Part, Table, cell, item, text
from advisor.report import Clause, Need, Reason, Step

HOLDS = {True: "yes", False: "no", None: "depends"}
# What came of a rule, and of an exclusion.
OUTCOME = {
    False: {True: "holds", False: "-", None: "depends"},
    True: {True: "excludes", False: "-", None: "depends"},
}
STYLES = {"holds": "good", "excludes": "bad", "depends": "warn", "yes": "good", "no": "dim", "-": "dim"}


class Row(NamedTuple):
    """One comparison of a rule or exclusion: what came of the rule, the clause, the value it met, whether it holds, the gap."""

    rule: str
    outcome: str
    clause: str
    value: str
    holds: str
    gap: str


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
    """The exclusions, then the rules up to the one that decided: a row a comparison, the first of each naming the rule."""
    for step in steps:
        rule, outcome = step.rule.removeprefix(f"{decision}."), OUTCOME[bool(step.option)][step.held]
        if not step.clauses:
            yield Row(rule, outcome, "always", "", "", "")
        for number, each in enumerate(step.clauses):
            left = ("", "") if number else (rule, outcome)
            yield Row(*left, *_comparison(each))


def _comparison(clause: Clause) -> tuple[str, str, str, str]:
    """A clause, the fact's value, whether it holds, and by how much."""
    return clause.clause, clause.value, HOLDS[clause.held], clause.gap_shown


def _decision(need: Need, decision: str, steps: list[Step]) -> Iterator[Block]:
    """What was compared, and what was chosen."""
    cells = tuple(tuple(cell(Part(word, STYLES.get(word, ""))) for word in row) for row in rows(steps, decision))
    yield Table(tuple(map(Column, ("Rule", "", "Clause", "Value", "Holds", "Gap"))), cells, indent=2)
    if (found := decided(need, decision)) is not None:
        chose = Part(" or ".join(found.chose), "strong")
        yield Paragraph(text("→ ", chose, f": {found.because} ", Part(f"({found.rule})", "dim")), 2, 2)


def _turning(need: Need) -> Iterator[Block]:
    """Conditions, break-evens and flips."""
    if need.holds_while:
        yield from (Gap(), Heading(text("Holds while")))
        for each in need.holds_while:
            yield item(each.condition)
    if need.break_evens:
        yield from (Gap(), Heading(text("Money turns it at")))
        for even in need.break_evens:
            yield item(summary.break_even_text(even), " → ", Part(summary.becomes(even.becomes), "strong"))
    if need.flips:
        yield from (Gap(), Heading(text("One change turns it")))
        for flip in need.flips:
            write = Part(f" (write {flip.path}: {flip.value})", "dim")
            yield item(summary.flip_text(flip), " → ", Part(summary.becomes(flip.becomes), "strong"), write)
