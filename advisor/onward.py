"""From what runs today onward: the changes that lead to the recommended and the chosen design, and what is kept of today's."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from advisor.candidates import Context, Weighed, module
from advisor.costing import price
from advisor.facts import settled
from advisor.ranking import Candidate
from advisor.records import NamedTuple
from advisor.report import Change, Kept
from advisor.written import Designs, Written


class Onward(NamedTuple):
    """What is changed and what is kept of what runs today, and what a month of the recommended design costs more for that (None:
    nothing that makes a difference, or nobody knows)."""

    changes: tuple[Change, ...] = ()
    chosen_changes: tuple[Change, ...] = ()  # to the chosen design, where they are others
    kept: tuple[Kept, ...] = ()
    kept_monthly: Decimal | None = None


def keeping(said: Designs, context: Context) -> Context:
    """The context in which designs keep what serves as well of those that run today."""
    if not said.current:
        return context
    from advisor.keeping import Keeping

    running: Mapping[str, Any] = {name: Keeping(each.service, each.design) for name, each in said.current.items()}
    return context._replace(running=running)


def onward(current: Written | None, chosen: Written | None, weighed: Weighed, context: Context) -> Onward:
    """Everything said of the way from what runs today; nothing where nobody said what does."""
    if current is None:
        return Onward()
    best = weighed.best
    changes, others = (_changes(current, to, weighed, context) for to in (best, chosen))
    left: tuple[Kept, ...] = ()
    if best is not None and best.service == current.service:
        left = context.running[weighed.store.name].told(best.design, best.plain)
    more = _more(best, weighed, context) if best is not None and best.plain is not None else None
    return Onward(changes, others if others != changes else (), left, more)


def _more(best: Candidate, weighed: Weighed, context: Context) -> Decimal | None:
    """What an average month of a design costs more for what it keeps; None where an amount is not known."""
    own = module(best.service)
    facts = settled(weighed.facts, weighed.likely, getattr(own, "USUAL", ()))
    place = context.place(weighed.store, best.service, best.plain)
    plain = price(own, best.plain, facts, context.look(weighed.store), place)
    known = not (plain.at_least or best.bill.at_least or plain.unpriced or best.bill.unpriced)
    return best.bill.average - plain.average if known else None


def _changes(current: Written, to: Written | Candidate | None, weighed: Weighed, context: Context) -> tuple[Change, ...]:
    """What turns what runs today into a design, with what it costs to wait."""
    if to is None:
        return ()
    from advisor.changes import changes

    wanted, chosen = module(to.service).configuration(to.design), isinstance(to, Written)
    found = changes(current.service, current.configuration, to.service, wanted, keeping=not chosen)
    if not current.configuration.get("version"):
        return found
    from advisor.waiting import told

    return told(found, current, weighed, context)
