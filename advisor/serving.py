"""Which services may hold a need's data, and how they would be set: the verdicts that say so."""

from __future__ import annotations

from collections.abc import Mapping

from advisor.rules import RuleBase, Verdict, decide
from advisor.sets import Values
from advisor.tables import Decision


class Verdicts:
    """The verdicts on a need with some values; of the need `before` a change, those on words that did not change stay."""

    def __init__(self, kind: str, values: Mapping[str, Values], before: Verdicts | None = None) -> None:
        self.kind, self.values, self._before = kind, values, before
        self._known: dict[int, Verdict] = {}
        if before is not None:
            names = {name for name, value in values.items() if before.values.get(name) != value}
            self._changed = names | (before.values.keys() - values.keys())

    def on(self, decision: Decision) -> Verdict:
        """One verdict; words that are not asked of the need's kind, or of its model of data, mean there what silence says."""
        if self._before is not None and self._changed.isdisjoint(decision.words):
            found = self._before._known.get(id(decision))
            if found is not None and found.decision is decision:
                return found
        likely = self.values
        silent = {name: word.expected(self.kind) for name, word in decision.words.items() if name not in likely}
        verdict = self._known[id(decision)] = decide(decision, {**silent, **likely} if silent else likely, sure=True)
        return verdict

    def services(self, base: RuleBase) -> tuple[Verdict, ...]:
        """The service decisions of the kind; before them, where data of its shape has services of its own, those."""
        found = [self.on(each) for each in base.decisions(self.kind) if each.sets in ("service", "purpose")]
        purposes = tuple(each for each in found if each.decision.sets == "purpose" and each.fit != ("none",))
        if purposes and all("none" not in each.fit for each in purposes):
            return purposes
        return (*purposes, *(each for each in found if each.decision.sets == "service"))
