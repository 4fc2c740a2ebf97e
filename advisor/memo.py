"""Remembers what was computed from facts by the facts it read: a flip that changes none of them costs nothing again."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import TYPE_CHECKING, Any, TypeVar

from advisor.watched import Watched

if TYPE_CHECKING:
    from advisor.facts import Facts

_T = TypeVar("_T")
_Read = tuple[str, ...]  # names of facts, in order


class _Watching:
    """Facts that note which of them were asked for: whole, with their origin, or their values alone."""

    def __init__(self, facts: Facts) -> None:
        self.whole: dict[str, None] = {}
        self.valued: dict[str, None] = {}
        self.need, self.kind = facts.need, facts.kind
        self.facts = Watched(facts.facts, self.whole)
        self.values = Watched(facts.values, self.valued)


class Memo:
    """Results by key and by the facts that went into them."""

    def __init__(self) -> None:
        self.kept: dict[Hashable, Any] = {}  # what is known of a need before a change
        # By key: the names of the facts read, and the results by what those facts were.
        self._known: dict[Hashable, dict[tuple[_Read, _Read], dict[Hashable, Any]]] = {}

    def call(self, key: Hashable, facts: Facts, compute: Callable[[Facts], _T]) -> _T:
        """The result of `compute` on facts: remembered when every value it read is as it was, and every origin it read."""
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = {}
        tried: dict[tuple[_Read, _Read], Hashable] = {}
        for names, results in known.items():
            seen = tried[names] = _seen(facts, *names)
            if seen in results:
                kept: _T = results[seen]
                return kept
        watching: Any = _Watching(facts)
        found = compute(watching)
        whole = watching.whole
        read = tuple([name for name in watching.valued if name not in whole]), tuple(whole)
        if read not in known:
            known[read] = {}
        known[read][tried[read] if read in tried else _seen(facts, *read)] = found
        return found

    def origins(self) -> set[str]:
        """The facts of which something asked where they come from."""
        return {name for results in self._known.values() for _, whole in results for name in whole}


def _seen(facts: Facts, valued: _Read, whole: _Read) -> Hashable:
    """What a computation sees of some facts: the values of each, and of some whether somebody said them."""
    get = facts.facts.get
    origins = [None if fact is None else (fact.values, fact.origin) for fact in map(get, whole)]
    return tuple(map(facts.values.get, valued)), tuple(origins)
