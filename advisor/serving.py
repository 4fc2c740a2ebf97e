"""Which services may hold a need's data, and how they would be set: the verdicts that say so."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from advisor.facts import Facts
from advisor.records import NamedTuple
from advisor.rederived import Rederived
from advisor.relational import relational
from advisor.rules import Reason, RuleBase, Verdict, decide
from advisor.services import RELATIONAL, SERVICES
from advisor.sets import Values
from advisor.spec import Store, Workload
from advisor.tables import Decision
from advisor.vocabulary import Vocabulary

MOST_KNOWN = 512


class Verdicts:
    """The verdicts on a need with some values; of the need `before` a change, those on words that did not change stay."""

    def __init__(self, kind: str, values: Mapping[str, Values], before: Verdicts | None = None) -> None:
        self.kind, self.values, self._before = kind, values, before
        self._known: dict[int, Verdict] = {}
        self._every: dict[int, tuple[tuple[Decision, ...], tuple[Verdict, ...]]] = {}
        if before is not None:
            old = before.values
            names = {name for name, value in values.items() if (was := old.get(name)) is not value and was != value}
            self.changed = names | (before.values.keys() - values.keys())  # words with other values than before

    def on(self, decision: Decision) -> Verdict:
        """One verdict; words that are not asked of the need's kind, or of its model of data, mean there what silence says."""
        if self._before is not None and self.changed.isdisjoint(decision.words):
            found = self._before._known.get(id(decision))
            if found is not None and found.decision is decision:
                return found
        likely = self.values
        silent = {name: word.expected(self.kind) for name, word in decision.words.items() if name not in likely}
        verdict = self._known[id(decision)] = decide(decision, {**silent, **likely} if silent else likely, sure=True)
        return verdict

    def every(self, decisions: tuple[Decision, ...]) -> tuple[Verdict, ...]:
        """The verdicts of some decisions, in their order."""
        known = self._every.get(id(decisions))
        if known is not None and known[0] is decisions:
            return known[1]
        same = self._before._every.get(id(decisions)) if self._before is not None else None
        if same is None or same[0] is not decisions:
            found = tuple(map(self.on, decisions))
        else:
            testing = _testing(decisions)
            places = {place for name in self.changed for place in testing.get(name, ())}
            found = tuple([self.on(decisions[at]) if at in places else each for at, each in enumerate(same[1])])
        self._every[id(decisions)] = decisions, found
        return found

    def services(self, base: RuleBase) -> tuple[Verdict, ...]:
        """The service decisions of the kind; before them, where data of its shape has services of its own, those."""
        found = [self.on(each) for each in base.decisions(self.kind) if each.sets in ("service", "purpose")]
        purposes = tuple(each for each in found if each.decision.sets == "purpose" and each.fit != ("none",))
        if purposes and all("none" not in each.fit for each in purposes):
            return purposes
        return (*purposes, *(each for each in found if each.decision.sets == "service"))


_tests: dict[int, tuple[tuple[Decision, ...], Mapping[str, list[int]]]] = {}  # by identity


def _testing(decisions: tuple[Decision, ...]) -> Mapping[str, list[int]]:
    """Which of some decisions test a word, by word."""
    known = _tests.get(id(decisions))
    if known is None or known[0] is not decisions:
        places: dict[str, list[int]] = {}
        for place, decision in enumerate(decisions):
            for name in decision.words:
                places.setdefault(name, []).append(place)
        if len(_tests) > MOST_KNOWN:
            _tests.clear()
        known = _tests[id(decisions)] = decisions, places
    return known[1]


class Expected(NamedTuple):
    """The facts of a need with usual values for what nobody measured, the verdicts on it, and the services they leave."""

    facts: Facts
    verdicts: Verdicts
    services: tuple[Verdict, ...]
    both: bool  # whether words of either model of data are asked


def resorts(verdicts: Iterable[Verdict]) -> tuple[Verdict, ...]:
    """The last resort of service decisions that left a relational engine, for when none of what stood can be set or sized so."""
    found = []
    for verdict in verdicts:
        last = verdict.decision.last_resort
        if not RELATIONAL.isdisjoint(verdict.standing) and not RELATIONAL.isdisjoint(last.choose):
            reason = Reason(last.id, last.because, last.source)
            found.append(verdict._replace(fit=last.choose, standing=(), reason=reason))
    return tuple(found)


def standing(verdicts: Iterable[Verdict]) -> list[tuple[str, bool]]:
    """The services some verdicts leave, each with whether it fits."""
    left = [(service, service in each.fit) for each in verdicts for service in dict.fromkeys((*each.standing, *each.fit))]
    return [(service, fits) for service, fits in left if service in SERVICES]


def expected(
    store: Store,
    workload: Workload,
    base: RuleBase,
    vocabulary: Vocabulary,
    known: Facts | None = None,
    before: Verdicts | None = None,
    rederived: Rederived | None = None,
) -> Expected:
    """What is expected of a need (`known`: its facts, where they are at hand; `before`: verdicts on it before a change,
    `rederived`: its facts then).

    What relational services are sized by is asked of data of any model that is left to one.
    """
    made = rederived or Rederived(store, workload, vocabulary)
    facts = known or made.facts(store)
    verdicts = Verdicts(store.kind, facts.values, before)
    found = verdicts.services(base)
    left = store.kind == "database" and any(not RELATIONAL.isdisjoint(each.standing) for each in found)
    if not left or relational(store):
        return Expected(facts, verdicts, found, False)
    facts = made.facts(store, both=True)
    verdicts = Verdicts(store.kind, facts.values, before)
    return Expected(facts, verdicts, verdicts.services(base), True)
