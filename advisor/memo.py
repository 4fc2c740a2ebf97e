"""Remembers what was computed from facts by the facts it read: a flip that changes none of them costs nothing again."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import TYPE_CHECKING, Any, TypeVar

from advisor.watched import Watched

if TYPE_CHECKING:
    from advisor.facts import Facts

_T = TypeVar("_T")
_Read = tuple[str, ...]  # names of facts, in order
_Result = tuple["Facts | None", Any, tuple[_Read, _Read]]


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
    """What was computed for a key, by the names of the facts read and what those were; of what was asked for last the facts, the
    result, the names; and of facts before a change those, the result, the names."""

    __slots__ = ("before", "by_read", "last")

    def __init__(self) -> None:
        self.by_read: dict[tuple[_Read, _Read], dict[Hashable, Any]] = {}
        self.last: _Result = None, None, ((), ())
        self.before: _Result = self.last

    def of(self, facts: Facts, compute: Callable[[Any], Any]) -> _Result:
        """The result for some facts, computed where none is known for what it reads of them."""
        before, found, read = self.before
        if before is facts.before and _alike(facts, *read):
            return facts, found, read
        made = self._known(facts) or self._computed(facts, compute)
        if _alike(facts, *made[2]):
            self.before = facts.before, *made[1:]
        return made

    def _known(self, facts: Facts) -> _Result | None:
        """The result of what is the same in all that was read."""
        for read, results in self.by_read.items():
            found = results.get(_seen(facts, *read), _NONE)
            if found is not _NONE:
                return facts, found, read
        return None

    def _computed(self, facts: Facts, compute: Callable[[Any], Any]) -> _Result:
        """The result, worked out."""
        watching = _Watching(facts)
        found, whole = compute(watching), watching.whole
        read = tuple([name for name in watching.valued if name not in whole]), tuple(whole)
        self.by_read.setdefault(read, {})[_seen(facts, *read)] = found
        return facts, found, read


class Memo:
    """Results by key and by the facts that went into them."""

    def __init__(self) -> None:
        self.kept: dict[Hashable, Any] = {}  # what is known of a need before a change
        self._known: dict[Hashable, _Results] = {}

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

    def origins(self) -> set[str]:
        """The facts of which something asked where they come from."""
        return {name for results in self._known.values() for _, whole in results.by_read for name in whole}


def _alike(facts: Facts, valued: _Read, whole: _Read) -> bool:
    """Whether what a computation sees of some facts is what it sees of them without a change."""
    return facts.changed.isdisjoint(valued) and (not whole or facts.moved.isdisjoint(whole))


def _seen(facts: Facts, valued: _Read, whole: _Read) -> Hashable:
    """What a computation sees of some facts: the values of each, and of some whether somebody said them."""
    values = tuple(map(facts.values.get, valued))
    if not whole:
        return values
    get = facts.facts.get
    return values, tuple([None if fact is None else (fact.values, fact.origin) for fact in map(get, whole)])
