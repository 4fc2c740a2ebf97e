"""Where the rules let objects be at each age: the decision on a bucket's class, asked again for each span of ages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from advisor.bill import Place
from advisor.compiled import table
from advisor.exact import Fraction
from advisor.records import NamedTuple
from advisor.rules import Excluded, Verdict, decide
from advisor.services.s3_design import Design
from advisor.services.s3_policies import Stay
from advisor.services.s3_ways import ONWARD
from advisor.sets import point
from advisor.tables import Decision

if TYPE_CHECKING:
    from advisor.facts import Facts
    from advisor.services import Look
    from advisor.spec import Store


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
    found = by_age(asked.decision, facts, asked.look.store)
    return tuple(Permitted(age, frozenset(each.fit if asked.strict else each.standing)) for age, each in found)


def by_age(decision: Decision, facts: Facts, store: Store) -> Iterator[tuple[Fraction, Verdict]]:
    """The verdicts on the class for objects of each age, from the age on with which each begins; what keeps objects from being
    written to a class does not keep a lifecycle from bringing them there."""
    decision = table(decision).later
    known = {name: facts.values[name] for name in decision.words if name in facts.values}
    access, waits = (store.access if len(store.access) > 1 else ()), store.waits
    edges = [*(band.until for band in access), *(wait.until for wait in waits)]
    for age in sorted({Fraction(0), *(edge for edge in edges if isinstance(edge, Fraction))}):
        values = dict(known)
        for band in access[::-1]:
            if age < band.until:
                values["object_reads"] = point(band.reads)
        for wait in waits[::-1]:
            if age < wait.until:
                values["retrieval"] = point(wait.within)
        yield age, decide(decision, values, sure=True)


def refused(stays: Iterable[Stay], decision: Decision, facts: Facts, store: Store) -> Iterator[tuple[Stay, Excluded]]:
    """Each class objects come to be in at ages at which a rule excludes it, with the rules that do, each told once."""
    verdicts, told = tuple(by_age(decision, facts, store)), set()
    ends: list[Fraction | None] = [*(age for age, _ in verdicts[1:]), None]
    for stay in stays:
        for (age, verdict), end in zip(verdicts, ends, strict=True):
            if (end is not None and end <= stay.since) or (stay.until is not None and stay.until <= age):
                continue
            for each in verdict.excluded:
                if each.option == stay.class_ and (stay.class_, each.rule) not in told:
                    told.add((stay.class_, each.rule))
                    yield stay, each


def permitted_at(permitted: Sequence[Permitted], age: float) -> frozenset[str]:
    """The classes that may hold objects from a mark to the next."""
    return next((each.classes for each in reversed(permitted) if float(each.since) <= age), frozenset())


def begins(permitted: Sequence[Permitted], class_: str) -> bool:
    """Whether objects may be written to a class: to stay in it, or to go on from it at once."""
    return any(each in permitted[0].classes for each in (class_, *ONWARD.get(class_, ())))
