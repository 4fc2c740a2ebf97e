"""Remembers what was computed from facts by the facts it read: a flip that changes none of them costs nothing again."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import TYPE_CHECKING, Any, TypeVar

from advisor.watched import Watched

if TYPE_CHECKING:
    from advisor.facts import Facts

_T = TypeVar("_T")
_Read = tuple[frozenset[str], frozenset[str]]  # names of facts: whose values were read, and who was read whole
_Result = tuple["Facts | None", Any, _Read]


_NONE = object()


class _Watching:
    """Facts that note which of them were asked for: whole, with their origin, or their values alone."""

    __slots__ = ("facts", "kind", "need", "of", "valued", "values", "whole")

    def __init__(self, facts: Facts) -> None:
        self.of = facts
        self.whole: dict[str, None] = {}
        self.valued: dict[str, None] = {}
        self.need, self.kind = facts.need, facts.kind
        self.facts = Watched(facts.facts, self.whole)
        self.values = Watched(facts.values, self.valued)


class _Results:
    """What was computed for a key: for the facts without a change, by the names read and what differed in those; and of what was
    asked for last the facts, the result, the names."""

    __slots__ = ("known", "last")

    def __init__(self) -> None:
        self.known: dict[Facts, dict[_Read, dict[Hashable, Any]]] = {}
        self.last: _Result = None, None, (frozenset(), frozenset())

    def of(self, facts: Facts, compute: Callable[[Any], Any]) -> _Result:
        """The result for some facts, computed where none is known for what it reads of them."""
        known, changed, moved = self.known.setdefault(facts.before or facts, {}), facts.changed, facts.moved
        for read, results in known.items():
            same = changed.isdisjoint(read[0]) and moved.isdisjoint(read[1])
            found = results.get(() if same else _otherwise(facts, *read), _NONE)
            if found is not _NONE:
                return facts, found, read
        watching = _Watching(facts)
        found, whole = compute(watching), watching.whole
        read = frozenset(watching.valued.keys() - whole.keys()), frozenset(whole)
        known.setdefault(read, {})[_otherwise(facts, *read)] = found
        return facts, found, read


class Memo:
    """Results by key and by the facts that went into them."""

    def __init__(self) -> None:
        self.kept: dict[Hashable, Any] = {}  # what is known of a need before a change
        self._known: dict[Hashable, _Results] = {}
        self._numbered: list[object] = []

    def call(self, key: Hashable, facts: Facts, compute: Callable[[Facts], _T]) -> _T:
        """The result of `compute` on facts: remembered when every value it read is as it was, and every origin it read."""
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = _Results()
        asking: Any = facts  # of what is computed for another result, which rests on the facts this one rests on
        plain: Facts = asking.of if type(asking) is _Watching else facts
        if known.last[0] is not plain:
            known.last = known.of(plain, compute)
        _, found, (valued, whole) = known.last
        if plain is not facts:
            asking.valued.update(dict.fromkeys(valued))
            asking.whole.update(dict.fromkeys(whole))
        result: _T = found
        return result

    def of(self, number: int, key: Hashable, facts: Facts, compute: Callable[[Facts], _T]) -> _T:
        """The same of a need with the structure of this number."""
        return self.call((key, number), facts, compute)

    def number(self, of: object) -> int:
        """The number of something among what was asked for so far, the same for what is equal."""
        if of not in self._numbered:
            self._numbered.append(of)
        return self._numbered.index(of)

    def origins(self) -> set[str]:
        """The facts of which something asked where they come from."""
        return {name for each in self._known.values() for known in each.known.values() for _, whole in known for name in whole}


def _otherwise(facts: Facts, valued: frozenset[str], whole: frozenset[str]) -> Hashable:
    """What a computation sees otherwise in some facts than in those without a change: values, and who said them."""
    values = facts.values
    found = () if facts.changed.isdisjoint(valued) else tuple([(name, values.get(name)) for name in facts.changed & valued])
    if facts.moved.isdisjoint(whole):
        return found
    seen = [(name, facts.facts.get(name)) for name in facts.moved & whole]
    return found, tuple([(name, None if fact is None else (fact.values, fact.origin)) for name, fact in seen])
