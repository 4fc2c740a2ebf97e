"""Ways to keep a need's data over time, billed month by month: the proposed beside today's, none at all and the rule of thumb."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from importlib import import_module
from itertools import accumulate
from typing import Any

from advisor.bill import Bill, bill
from advisor.candidates import Context, Weighed, module
from advisor.costing import billed, months
from advisor.load import apart
from advisor.months import columns
from advisor.report import Monthly, OverTime, Policy
from advisor.services import SIDE_BY_SIDE
from advisor.written import Designs, Written


def over_time(weighed: Weighed, said: Designs, context: Context) -> OverTime | None:
    """The policies of a need's recommended service, None where it has none or they say nothing."""
    best = weighed.best
    if best is None or best.service not in SIDE_BY_SIDE:
        return None
    sides = import_module(SIDE_BY_SIDE[best.service])
    running, chosen = (_of(best.service, each.get(weighed.store.name)) for each in (said.current, said.chosen))
    designs = sides.policies(best.design, running, chosen, weighed.store)
    if not designs:
        return None
    found = tuple(_policy(name, design, running, weighed, context) for name, design in designs.items())
    against = next(each for each in found if each.name not in ("proposed", "chosen"))
    found = tuple(_compared(each, against) for each in found)
    proposed = found[0]
    worst = max(range(len(proposed.months)), key=lambda month: proposed.months[month])
    return OverTime(found, against.name, proposed.payback_month, proposed.cheaper_from, worst + 1, proposed.months[worst])


def _of(service: str, written: Written | None) -> Any:
    """The Design that is written, None where there is none of this service."""
    return written.design if written is not None and written.service == service else None


def _compared(policy: Policy, against: Policy) -> Policy:
    """A policy with when it pays back against another, as far as both are known."""
    if policy.name == against.name or policy.at_least or against.at_least:
        return policy
    return policy._replace(
        payback_month=payback(policy.months, against.months), cheaper_from=below(policy.months, against.months)
    )


def _policy(name: str, design: Any, running: Any, weighed: Weighed, context: Context) -> Policy:
    """One policy with its bill, and why it falls short where a rule excludes a class of it."""
    assert weighed.best is not None
    own, sides = module(weighed.best.service), import_module(SIDE_BY_SIDE[weighed.best.service])
    short = _short(design, weighed) if name != "proposed" else ()
    whole = _bill(name, design, running, weighed, context)
    return Policy(
        name, own.configuration(design), Monthly(whole.first, whole.average, whole.last), whole.months, whole.total,
        whole.at_least, next(iter(short), ""), whole.part(sides.THERE),
        at_most_but=whole.at_most_but,
    )  # fmt: skip


def _short(design: Any, weighed: Weighed) -> Iterator[str]:
    """Why a policy falls short: the rules that exclude the class objects are written to, or one they come to at an age."""
    assert weighed.best is not None
    from advisor.lifecycle_permits import refused

    own, sides = module(weighed.best.service), import_module(SIDE_BY_SIDE[weighed.best.service])
    yield from (each.because for each in weighed.excluded if each.option == getattr(design, own.PRIMARY))
    primary = next(each.decision for each in weighed.settings[weighed.best.service] if each.decision.sets == own.PRIMARY)
    yield from (each.because for _, each in refused(sides.stays(design), primary, weighed.likely, weighed.store))


def _bill(name: str, design: Any, running: Any, weighed: Weighed, context: Context) -> Bill:
    """A policy's bill; of all that change what runs today, with the bringing over of what is there."""
    assert weighed.best is not None
    service, store, facts = weighed.best.service, weighed.store, weighed.facts
    place, look, memo = context.place(store, service, design), context.look(store), context.memo
    if name in ("today", "nothing moves"):
        return billed(module(service), design, facts, look, place, memo)
    usage = import_module(SIDE_BY_SIDE[service]).bringing(running, design, facts, look)
    return bill(columns(usage, apart(months(store, facts, place.months, memo))), place)


def payback(one: Sequence[Decimal], other: Sequence[Decimal]) -> int | None:
    """The month from which one series has cost no more than the other in all, to the end; None: it never comes to that."""
    ahead = [mine <= theirs for mine, theirs in zip(accumulate(one), accumulate(other), strict=True)]
    return _lasting(ahead)


def below(one: Sequence[Decimal], other: Sequence[Decimal]) -> int | None:
    """The month from which one series costs no more than the other in each month, to the end."""
    return _lasting([mine <= theirs for mine, theirs in zip(one, other, strict=True)])


def _lasting(held: Sequence[bool]) -> int | None:
    """The place, counted from 1, from which all hold; None where the last does not."""
    return next((place + 1 for place in range(len(held)) if all(held[place:])), None)
