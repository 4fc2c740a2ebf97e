"""The facts of a need of which something else is written: only what rests on that is derived again."""

from __future__ import annotations

from collections.abc import Iterable
from operator import is_not

from advisor.derived import DERIVED
from advisor.facts import (
    Fact,
    Facts,
    derive,
    derived_fact,
    linked,
    models_of,
    said_fact,
    sheet_of,
    unsaid_of,
    written,
)
from advisor.spec import Store, Workload
from advisor.vocabulary import Vocabulary
from advisor.watched import Watched


class Rederived:
    """A need's facts with usual values for what nobody measured, for the store as it is and with changes to it."""

    def __init__(self, store: Store, workload: Workload, vocabulary: Vocabulary) -> None:
        self._store, self._workload, self._vocabulary = store, workload, vocabulary
        self._linked = linked(store, workload)
        self._first: dict[bool, _First] = {}

    def facts(self, store: Store, both: bool = False) -> Facts:
        """As `derive` has them of a store that is this one but for what changed."""
        changed = None if self._linked else self._changed(store)
        if changed is not None:
            if both not in self._first:
                self._first[both] = _First(self._store, self._workload, self._vocabulary, both)
            found = self._first[both].changed(store, changed) if changed else self._first[both].facts
            if found is not None:
                return found
        found = derive(store, self._workload, self._vocabulary, usual=True, both=both)
        if both in self._first:
            found.beside(self._first[both].facts)
        return found

    def every(self, store: Store) -> list[Facts]:
        """The facts as they are asked of the store as it is: those of its model of data, then those of either, where they are."""
        return [self.facts(store, both) for both in sorted(self._first)]

    def _changed(self, store: Store) -> list[str] | None:
        """The facts that are written, or written otherwise; None where more than those differs."""
        said, before = store.said, self._store.said
        if store is self._store:
            return []
        if before.keys() - said.keys():
            return None
        if sum(map(is_not, store, self._store)) > (said is not before):
            return None
        return [name for name, each in said.items() if before.get(name) is not each]


class _First:
    """The facts before a change, and what each derived one was computed from: other facts, or what is written."""

    def __init__(self, store: Store, workload: Workload, vocabulary: Vocabulary, both: bool) -> None:
        self._workload, self._vocabulary, self._both, self._models = workload, vocabulary, both, models_of(store, both)
        self._unsaid = unsaid_of(vocabulary, store.kind, self._models, True)
        self._facts, self._known = written(store, vocabulary, self._unsaid, {})
        self._derived: dict[str, Fact] = {}
        self._rest: dict[str, list[str]] = {}  # what is derived from each fact
        facts, known = dict(self._facts), dict(self._known)
        said_seen, known_seen = Watched(store.said, {}), Watched(known, {})
        sheet = sheet_of(store._replace(said=said_seen), workload, self._models, True)
        for name, derived in DERIVED.items():
            if name in self._unsaid.every and name not in facts:
                read: dict[str, None] = {}
                said_seen.read = known_seen.read = read
                fact = self._derived[name] = facts[name] = derived_fact(name, derived(sheet, known_seen), self._unsaid)
                known[name] = fact.values
                for each in read:
                    self._rest.setdefault(each, []).append(name)
        self.facts = Facts(store.name, store.kind, facts, known)

    def changed(self, store: Store, names: Iterable[str]) -> Facts | None:
        """The facts where some are written otherwise; None where other words are asked then."""
        if models_of(store, self._both) != self._models:
            return None
        before, rest = self.facts.facts, self._rest
        found = {name: said_fact(name, self._vocabulary[name], store.said[name]) for name in names}
        known = {**self._known, **{name: fact.values for name, fact in found.items()}}
        again = {each for name in names for each in rest.get(name, ())}
        sheet = sheet_of(store, self._workload, self._models, True)
        for name, was in self._derived.items():
            if name not in again:
                known.setdefault(name, was.values)
            elif name not in found:  # else it is written now
                fact = found[name] = derived_fact(name, DERIVED[name](sheet, known), self._unsaid)
                known[name] = fact.values
                if fact.values != was.values:
                    again.update(rest.get(name, ()))
        facts = Facts(store.name, store.kind, {**before, **found}, known)
        facts.beside(self.facts, found)
        return facts
