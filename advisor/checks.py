"""Needs and Designs → findings: what the checks of the rule base say of a need, a Design and its parts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from advisor.clauses import holds
from advisor.diagnostics import At
from advisor.records import NamedTuple
from advisor.rules import RuleBase, instead, message
from advisor.sets import Values
from advisor.tables import Check


class Finding(NamedTuple):
    """What a check found: a stable code, how bad, what, where, of which option or part, and what to do instead."""

    code: str
    severity: str
    message: str
    at: At | None
    option: str
    field: str
    instead: str
    source: tuple[str, ...]


Part = tuple[str, str, Mapping[str, Values]]


def findings(
    base: RuleBase, kind: str, facts: Mapping[str, Values], at: At | None, option: str = "", parts: Iterable[Part] = ()
) -> list[Finding]:
    """The findings on one subject (a kind of need, or a service's Design) and on its parts."""
    found = [_finding(check, facts, at, option, "") for check in base.checks(kind) if holds(check.when, facts)]
    for part, name, own in parts:
        values = {**facts, **own}
        found += [_finding(check, values, at, option, name) for check in base.checks(part) if holds(check.when, values)]
    return found


def _finding(check: Check, facts: Mapping[str, Values], at: At | None, option: str, name: str) -> Finding:
    """One check that holds."""
    text = message(check, facts)
    said = f"{name}: {text}" if name else text
    return Finding(check.id, check.severity, said, at, option, name, instead(check, facts), check.source)
