"""Remembers what was computed from facts by the facts it read: a flip that changes none of them costs nothing again."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import TYPE_CHECKING, Any, TypeVar, cast

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
        known = self._known.setdefault(key, {})
        for names, results in known.items():
            seen = _seen(facts, *names)
            if seen in results:
                return cast(_T, results[seen])
        watching = _Watching(facts)
        found = compute(cast("Facts", watching))
        valued, whole = tuple(name for name in watching.valued if name not in watching.whole), tuple(watching.whole)
        known.setdefault((valued, whole), {})[_seen(facts, valued, whole)] = found
        return found


def _seen(facts: Facts, valued: _Read, whole: _Read) -> Hashable:
    """What a computation sees of some facts: the values of each, and of some whether somebody said them."""
    known, values = facts.facts, facts.values
    origins = [(known[name].values, known[name].origin) if name in known else None for name in whole]
    return tuple(map(values.get, valued)), tuple(origins)
