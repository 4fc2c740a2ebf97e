"""What is known of a need: each word of the vocabulary as a set of possible values, with where it comes from.

Facts that are arithmetic on others are derived here, each with a name the rules can use.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from advisor import instances, units
from advisor.derived import DERIVED
from advisor.diagnostics import At
from advisor.records import NamedTuple
from advisor.relational import relational
from advisor.sets import Span, Values, is_single, point
from advisor.sheets import Found, Sheet
from advisor.spec import Said, Store, Workload
from advisor.vocabulary import Vocabulary, Word

NOTHING: frozenset[str] = frozenset()


class Fact(NamedTuple):
    """One fact: its values and origin.

    said: written; derived: computed from what was written; assumed: the vocabulary's default; silent: a requirement nobody
    stated; unknown: a measurement nobody made; usual: such a measurement at its usual value.
    """

    name: str
    values: Values
    origin: str
    at: At | None = None
    why: str = ""


class Facts:
    """The facts of one need, by name.

    Where they are those of a need with a change, `before` are the facts without it, `changed` says which have other values than
    there, and `moved` which have those or another origin.
    """

    __slots__ = ("_unknown", "before", "changed", "facts", "kind", "moved", "need", "values")

    def __init__(self, need: str, kind: str, facts: Mapping[str, Fact], values: Mapping[str, Values] | None = None) -> None:
        """`values` are every fact's possible values."""
        self.need, self.kind, self.facts = need, kind, facts
        self.values = {name: fact.values for name, fact in facts.items()} if values is None else values
        self._unknown: tuple[str, ...] | None = None
        self.before: Facts | None = None
        self.changed: frozenset[str] = NOTHING
        self.moved: frozenset[str] = NOTHING

    def beside(self, before: Facts, names: Collection[str] = ()) -> None:
        """These are facts with a change from others (or the same), of some `names` if that is known."""
        if before is self:
            return
        self.before = before
        facts, old, was, now = self.facts, before.facts, before.values, self.values
        others = [name for name in names or facts if old.get(name) is not facts.get(name)]
        if not names:
            others += old.keys() - facts.keys()
        self.changed = frozenset([name for name in others if was.get(name) != now.get(name)])
        self.moved = frozenset([name for name in others if name in self.changed or old[name].origin != facts[name].origin])

    @property
    def unknown(self) -> tuple[str, ...]:
        """The measurements nobody made."""
        if self._unknown is None:
            self._unknown = tuple(name for name, fact in self.facts.items() if fact.origin == "unknown")
        return self._unknown


def derive(store: Store, workload: Workload, vocabulary: Vocabulary, *, usual: bool = False, both: bool = False) -> Facts:
    """The facts of a need. `usual` puts the usual value in place of each measurement nobody made; `both` asks of a database what
    is asked of either model of data.

    A range stands for its upper end, which is noted: capacity must hold the most that may come.
    """
    others = _of_others(store, workload)
    if others:
        store = store._replace(said={**store.said, **{name: said for name, (said, _) in others.items()}})
    models = models_of(store, both)
    sheet, unsaid = sheet_of(store, workload, models, usual), unsaid_of(vocabulary, store.kind, models, usual)
    facts, known = written(store, vocabulary, unsaid, others)
    for name, derived in DERIVED.items():
        if name in unsaid.every and name not in facts:
            facts[name] = derived_fact(name, derived(sheet, known), unsaid)
            known[name] = facts[name].values
    return Facts(store.name, store.kind, facts, known)


def sheet_of(store: Store, workload: Workload, models: tuple[str, ...], usual: bool) -> Sheet:
    """What the derived facts of a need are computed from."""
    return Sheet(store, workload, instances.find(store.instance) if store.instance else None, usual, "relational" in models)


def written(
    store: Store, vocabulary: Vocabulary, unsaid: Unsaid, others: Mapping[str, tuple[Said, str]]
) -> tuple[dict[str, Fact], dict[str, Values]]:
    """The facts that nothing is computed for, those that are written among them, and their values."""
    facts = {name: said_fact(name, vocabulary[name], said) for name, said in store.said.items() if name not in unsaid.every}
    facts |= unsaid.silent
    known = {name: fact.values for name, fact in facts.items()} if len(facts) > len(unsaid.silent) else dict(unsaid.values)
    for name, said in store.said.items():
        if name in unsaid.every:
            fact = said_fact(name, vocabulary[name], said)
            facts[name] = fact._replace(why=others[name][1]) if name in others else fact
            known[name] = fact.values
    return facts, known


def derived_fact(name: str, found: Found, unsaid: Unsaid) -> Fact:
    """A fact as it was computed; as silence has it, where that came to nothing."""
    return unsaid.every[name] if found is None else Fact(name, found[0], found[1], None, found[2])


def _of_others(store: Store, workload: Workload) -> Mapping[str, tuple[Said, str]]:
    """What other stores make of this one's facts, each with why: the hits of a cache in front are no reads of it."""
    if not linked(store, workload):
        return {}
    from advisor import links

    return links.linked(store, workload.stores)


def linked(store: Store, workload: Workload) -> bool:
    """Whether a store stands in front of another, so that facts may follow from those of others."""
    return store.in_front_of is not None or any(each.in_front_of for each in workload.stores)


def models_of(store: Store, both: bool) -> tuple[str, ...]:
    """The models of data whose words are asked."""
    return ("relational",) if relational(store) else ("key_value", "relational") if both else ("key_value",)


class Unsaid(NamedTuple):
    """Each fact while nobody says it; those of them that nothing is computed for, and their values."""

    every: Mapping[str, Fact]
    silent: Mapping[str, Fact]
    values: Mapping[str, Values]


_silences: dict[tuple[str, tuple[str, ...], bool], tuple[Vocabulary, Unsaid]] = {}


def unsaid_of(vocabulary: Vocabulary, kind: str, models: tuple[str, ...], usual: bool) -> Unsaid:
    """Each fact of a kind of need, and of databases of some models of data, as it is while nobody says it; worked out once."""
    made = _silences.get((kind, models, usual))
    if made is None or made[0] is not vocabulary:
        words = [word for word in vocabulary.values() if word.type != "structure" and kind in word.kinds]
        asked = [word for word in words if kind != "database" or not word.models or set(models) & set(word.models)]
        every = {word.name: _silent(word, kind, usual) for word in asked}
        silent = {name: fact for name, fact in every.items() if name not in DERIVED}
        unsaid = Unsaid(every, silent, {name: fact.values for name, fact in silent.items()})
        made = _silences[kind, models, usual] = (vocabulary, unsaid)
    return made[1]


def said_fact(name: str, word: Word, said: Said) -> Fact:
    """A written fact; of a range, the upper end."""
    values, at = said.values, said.at
    if isinstance(values, Span) and not is_single(values):
        shown = units.show_values(values, word.type)
        return Fact(name, point(values.hi[0]), "said", at, f"the upper end of {shown}")
    return Fact(name, values, "said", at, said.why)


def _silent(word: Word, kind: str, usual: bool) -> Fact:
    """What it means that nobody wrote the word."""
    if word.silence == "ask":
        if usual:
            return Fact(word.name, word.expected(kind), "usual", None, "the usual value until it is said")
        return Fact(word.name, word.everything, "unknown")
    return Fact(word.name, word.silent(kind), "assumed" if word.silence == "assume" else "silent")


def settled(facts: Facts, likely: Facts, names: tuple[str, ...]) -> Facts:
    """The facts with the usual value of those nobody measured on which a service's sizes rest; the same when there are none."""
    if facts is likely:
        return facts
    usual = {name: likely.facts[name] for name in names if name in facts.unknown and likely.facts[name].origin != "unknown"}
    if not usual:
        return facts
    found = Facts(facts.need, facts.kind, {**facts.facts, **usual})
    before = likely.before or likely
    found.beside(before, facts.moved if facts.before is before else ())
    return found
