"""Designs as a policy over time: what a service's search for the cheapest finds, laid over the Designs that do not change."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from types import ModuleType
from typing import Any

from advisor.bill import Place
from advisor.facts import Facts
from advisor.load import Load
from advisor.memo import Memo
from advisor.records import NamedTuple
from advisor.services import Look
from advisor.tables import Decision

Pair = tuple[Any, Any]  # a Design as far as it is known, and with usual values for what nobody said


class Ageing(NamedTuple):
    """What a search needs: its module, the decision on the first option, whether every option must fit, what to look at."""

    search: ModuleType
    decision: Decision
    strict: bool
    look: Look
    place: Place
    store: Hashable


def aged(
    what: Ageing, option: str, pairs: Iterable[Pair], likely: Facts, loads: Callable[[Facts], Sequence[Load]], memo: Memo
) -> Iterator[Pair]:
    """The Designs with the cheapest policy that begins with an option; those whose policy is to change nothing are left out."""

    def find(like: Any) -> Callable[[Facts], Any]:
        asked = what.search.Asked(like, what.decision, what.strict, what.look, what.place)
        return lambda known: what.search.policies(asked, known, loads(known))

    for mine, usual in pairs:
        like = what.search.template(usual)
        policies = memo.call(("policies", like, what.strict, what.store), likely, find(like))
        if option in policies and policies[option].on(usual) != usual:
            yield policies[option].on(mine), policies[option].on(usual)
