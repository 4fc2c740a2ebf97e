"""Which services may hold a need's data, and how they would be set: the verdicts that say so."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from advisor.facts import NOTHING, Facts
from advisor.records import NamedTuple
from advisor.rederived import Rederived
from advisor.relational import relational
from advisor.rules import Decided, Reason, RuleBase, Verdict, decided
from advisor.services import RELATIONAL, SERVICES
from advisor.sets import Values
from advisor.spec import Store, Workload
from advisor.tables import Decision
from advisor.vocabulary import Vocabulary

MOST_KNOWN = 512


class Verdicts:
    """The verdicts on a need with some facts; of the need `before` a change, those on words that did not change stay.

    `plain`: those on what is asked of data of one model, where they say to ask what is asked of either.
    """

    def __init__(self, facts: Facts, before: Verdicts | None = None, plain: Verdicts | None = None) -> None:
        self.facts, self.values, self.plain, self._before = facts, facts.values, plain, before
        self._known: dict[int, Decided] = {}
        self._every: dict[int, tuple[tuple[Decision, ...], tuple[Verdict, ...]]] = {}
        self._than: tuple[Facts | None, frozenset[str]] = None, NOTHING
        self.changed = NOTHING if before is None else before.than(facts)  # words with other values than before

    def than(self, facts: Facts) -> frozenset[str]:
        """The words that have other values in some facts than in these."""
        base, beside = self._than
        if base is None or base is not facts.before:
            base = facts.before or facts
            beside = _others(self.values, base.values, {*self.values, *base.values})
            self._than = base, beside
        return _others(self.values, facts.values, facts.changed | beside) if beside else facts.changed

    def on(self, decision: Decision) -> Verdict:
        """One verdict; words that are not asked of the need's kind, or of its model of data, mean there what silence says."""
        found = self._before._known.get(id(decision)) if self._before is not None else None
        same = found is not None and found.verdict.decision is decision
        if found is not None and same and decision.words.keys().isdisjoint(self.changed):
            return found.verdict
        likely, kind = self.values, self.facts.kind
        words = {} if decision.words.keys() <= likely.keys() else decision.words
        silent = {name: word.expected(kind) for name, word in words.items() if name not in likely}
        values = {**silent, **likely} if silent else likely
        made = found.moved(values, self.changed) if found is not None and same else decided(decision, values)
        self._known[id(decision)] = made
        return made.verdict

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
        found = [self.on(each) for each in base.decisions(self.facts.kind) if each.sets in ("service", "purpose")]
        purposes = tuple(each for each in found if each.decision.sets == "purpose" and each.fit != ("none",))
        if purposes and all("none" not in each.fit for each in purposes):
            return purposes
        return (*purposes, *(each for each in found if each.decision.sets == "service"))


def _others(one: Mapping[str, Values], two: Mapping[str, Values], names: Iterable[str]) -> frozenset[str]:
    """The names with other values."""
    return frozenset([name for name in names if (was := one.get(name)) is not (now := two.get(name)) and was != now])


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
    verdicts = Verdicts(facts, before.plain or before if before is not None else None)
    found = verdicts.services(base)
    left = store.kind == "database" and any(not RELATIONAL.isdisjoint(each.standing) for each in found)
    if not left or relational(store):
        return Expected(facts, verdicts, found, False)
    facts = made.facts(store, both=True)
    verdicts = Verdicts(facts, before, plain=verdicts)
    return Expected(facts, verdicts, verdicts.services(base), True)
