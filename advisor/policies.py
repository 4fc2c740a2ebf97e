"""Ways to keep a need's data over time, billed month by month: the proposed beside today's, none at all and the rule of thumb."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from importlib import import_module
from itertools import accumulate

from advisor.bill import Bill
from advisor.candidates import Context, Weighed, module, price
from advisor.report import Monthly, OverTime, Policy
from advisor.services import SIDE_BY_SIDE
from advisor.written import Written


def over_time(weighed: Weighed, current: Written | None, context: Context) -> OverTime | None:
    """The policies of a need's recommended service, None where it has none or they say nothing."""
    best = weighed.best
    if best is None or best.service not in SIDE_BY_SIDE:
        return None
    own = import_module(SIDE_BY_SIDE[best.service])
    running = current.design if current is not None and current.service == best.service else None
    designs = own.policies(best.design, running, weighed.store)
    if not designs:
        return None
    found = [_policy(name, design, weighed, current, context, own.classes(design)) for name, design in designs.items()]
    proposed, against = found[0], found[1]
    worst = max(range(len(proposed.months)), key=lambda month: proposed.months[month])
    known = not (proposed.at_least or against.at_least)
    return OverTime(
        tuple(found), against.name, payback(proposed.months, against.months) if known else None,
        below(proposed.months, against.months) if known else None, worst + 1, proposed.months[worst],
    )  # fmt: skip


def _policy(
    name: str, design: object, weighed: Weighed, current: Written | None, context: Context, classes: tuple[str, ...]
) -> Policy:
    """One policy with its bill, and why it falls short where a rule excludes a class of it."""
    assert weighed.best is not None
    own = module(weighed.best.service)
    out = [each.because for each in weighed.excluded if each.option in classes]
    bill = _bill(name, design, weighed, current, context)
    return Policy(
        name, own.configuration(design), Monthly(bill.first, bill.average, bill.last), bill.months, bill.total, bill.at_least,
        out[0] if out and name != "proposed" else "",
    )  # fmt: skip


def _bill(name: str, design: object, weighed: Weighed, current: Written | None, context: Context) -> Bill:
    """A policy's bill; that of the recommended design and of today's is known."""
    assert weighed.best is not None
    if name == "proposed":
        return weighed.best.bill
    if name == "today" and current is not None:
        return current.bill
    store, service = weighed.store, weighed.best.service
    place = context.place(store, service, design)
    return price(module(service), design, weighed.facts, context.look(store), place)


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
