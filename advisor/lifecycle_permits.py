"""Where the rules let objects be at each age: the decision on a bucket's class, asked again for each span of ages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from advisor.bill import Place
from advisor.exact import Fraction
from advisor.records import NamedTuple
from advisor.rules import decide
from advisor.services.s3_design import Design
from advisor.services.s3_ways import ONWARD
from advisor.sets import point
from advisor.tables import Decision

if TYPE_CHECKING:
    from advisor.facts import Facts
    from advisor.services import Look


class Permitted(NamedTuple):
    """The classes objects may be in from an age on."""

    since: Fraction
    classes: frozenset[str]


class Asked(NamedTuple):
    """For what policies are asked: a bucket's settings, the decision on its class, whether all must fit, whether to
    prove what is found, what to look at."""

    template: Design
    decision: Decision
    strict: bool
    thorough: bool
    look: Look
    place: Place


def permitted(asked: Asked, facts: Facts) -> tuple[Permitted, ...]:
    """What the decision on the class leaves standing (`strict`: finds fitting) for objects of each age, with the reads and the
    allowed wait of that age."""
    known = {name: facts.values[name] for name in asked.decision.words if name in facts.values}
    store = asked.look.store
    access, waits = (store.access if len(store.access) > 1 else ()), store.waits
    edges = [*(band.until for band in access), *(wait.until for wait in waits)]
    found: list[Permitted] = []
    for age in sorted({Fraction(0), *(edge for edge in edges if isinstance(edge, Fraction))}):
        values = dict(known)
        for band in access[::-1]:
            if age < band.until:
                values["object_reads"] = point(band.reads)
        for wait in waits[::-1]:
            if age < wait.until:
                values["retrieval"] = point(wait.within)
        verdict = decide(asked.decision, values, sure=True)
        found.append(Permitted(age, frozenset(verdict.fit if asked.strict else verdict.standing)))
    return tuple(found)


def permitted_at(permitted: Sequence[Permitted], age: float) -> frozenset[str]:
    """The classes that may hold objects from a mark to the next."""
    return next((each.classes for each in reversed(permitted) if float(each.since) <= age), frozenset())


def begins(permitted: Sequence[Permitted], class_: str) -> bool:
    """Whether objects may be written to a class: to stay in it, or to go on from it at once."""
    return any(each in permitted[0].classes for each in (class_, *ONWARD.get(class_, ())))
