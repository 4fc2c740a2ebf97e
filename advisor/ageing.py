"""Designs as a policy over time: what a service's search for the cheapest finds, laid over the Designs that do not change."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from importlib import import_module
from types import ModuleType
from typing import Any

from advisor.bill import Place
from advisor.compiled import table
from advisor.facts import Facts
from advisor.load import Load
from advisor.memo import Memo
from advisor.records import NamedTuple
from advisor.rules import Verdict, decide
from advisor.services import CHEAPEST, SERVICES, Look
from advisor.tables import Decision

Pair = tuple[Any, Any]  # a Design as far as it is known, and with usual values for what nobody said


class Known(NamedTuple):
    """What is known of a need: its facts with usual values, the loads that follow from some, what was found, what it is named."""

    likely: Facts
    loads: Callable[[Facts], Sequence[Load]]
    memo: Memo
    store: Hashable


class Ageing(NamedTuple):
    """What a search needs: its module, the decision on the first option, whether every option must fit and whether to take the
    time to prove what is found, what to look at."""

    search: ModuleType
    decision: Decision
    how: tuple[bool, bool]
    look: Look
    place: Place
    known: Known


def ageing(
    service: str, verdicts: Iterable[Verdict], how: tuple[bool, bool], look: Look, place: Place, known: Known
) -> Ageing | None:
    """The search of a service; None where no decision sets what it begins with."""
    primary = import_module(SERVICES[service]).PRIMARY
    decision = next((each.decision for each in verdicts if each.decision.sets == primary), None)
    return None if decision is None else Ageing(import_module(CHEAPEST[service]), decision, how, look, place, known)


def later(verdicts: Iterable[Verdict], field: str) -> bool:
    """Whether there is an option of a field to come to later that nothing may begin with."""
    primary = next((each for each in verdicts if each.decision.sets == field), None)
    if primary is None:
        return False
    after = table(primary.decision).later
    return after is not primary.decision and decide(after, primary.values).standing != primary.standing


def aged(what: Ageing | None, option: str | None, pairs: Iterable[Pair], slack: dict[str, float]) -> Iterator[Pair]:
    """The Designs with the cheapest policy that begins with an option; those whose policy is to change nothing are left out.
    `slack`: by option, US dollars that a longer search could save at most."""
    for mine, usual in pairs:
        if what is None or option is None:
            return
        policies = searched(what, usual)
        if option in policies:
            slack[option] = max(slack.get(option, 0.0), policies[option].slack)
            if policies[option].on(usual) != usual:
                yield policies[option].on(mine), policies[option].on(usual)


def searched(what: Ageing, usual: Any) -> Mapping[str, Any]:
    """The cheapest policy of each option, with the other settings of a Design."""
    like, known = what.search.template(usual), what.known
    asked = what.search.Asked(like, what.decision, *what.how, what.look, what.place)
    key = ("policies", like, what.how, known.store)
    found: Mapping[str, Any] = known.memo.call(
        key, known.likely, lambda facts: what.search.policies(asked, facts, known.loads(facts))
    )
    known.memo.kept.setdefault(("policies", known.store), {})[id(found)] = found
    return found


def remembered(what: Ageing | None, option: str | None, pairs: Iterable[Pair]) -> tuple[list[Pair], bool]:
    """Without a search: the Designs with policies found before a fact changed that may still be, and whether a search might find
    a cheaper one."""
    found: dict[Pair, None] = {}
    open_ = False
    for mine, usual in pairs:
        if what is None or option is None:
            break
        known = what.known
        asked = what.search.Asked(what.search.template(usual), what.decision, *what.how, what.look, what.place)
        permitted = known.memo.call(("permitted", what.how, known.store), known.likely, partial(what.search.permitted, asked))
        open_ = open_ or what.search.begins(permitted, option)
        for policies in known.memo.kept.get(("policies", known.store), {}).values() if open_ else ():
            policy = policies.get(option)
            if policy is not None and what.search.holds(permitted, option, policy) and policy.on(usual) != usual:
                found[policy.on(mine), policy.on(usual)] = None
    return list(found), open_
