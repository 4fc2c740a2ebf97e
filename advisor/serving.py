"""Which services may hold a need's data: the verdicts that say so."""

from __future__ import annotations

from collections.abc import Mapping

from advisor.rules import RuleBase, Verdict, decide
from advisor.sets import Values
from advisor.tables import Decision


def decided(decision: Decision, kind: str, likely: Mapping[str, Values]) -> Verdict:
    """The verdict on a need; words that are not asked of its kind, or of its model of data, mean there what silence says."""
    silent = {name: word.expected(kind) for name, word in decision.words.items() if name not in likely}
    return decide(decision, {**silent, **likely} if silent else likely, sure=True)


def services(kind: str, likely: Mapping[str, Values], base: RuleBase) -> tuple[Verdict, ...]:
    """The service decisions of a kind of need; before them, where data of its shape has services of its own, those."""
    found: list[Verdict] = []
    for decision in base.decisions(kind):
        if decision.sets in ("service", "purpose"):
            found.append(decided(decision, kind, likely))
    purposes = tuple(each for each in found if each.decision.sets == "purpose" and each.fit != ("none",))
    if purposes and all("none" not in each.fit for each in purposes):
        return purposes
    return (*purposes, *(each for each in found if each.decision.sets == "service"))
