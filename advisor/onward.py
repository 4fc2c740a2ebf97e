"""From what runs today onward: the changes that lead to the recommended and the chosen design, and what is kept of today's."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from advisor.candidates import Context, Weighed, module, price
from advisor.facts import settled
from advisor.ranking import Candidate
from advisor.records import NamedTuple
from advisor.report import Change, Kept
from advisor.services import SIDE_BY_SIDE
from advisor.written import Written


class Onward(NamedTuple):
    """What is changed and what is kept of what runs today; `reached`: the recommended design with that, where it differs."""

    changes: tuple[Change, ...] = ()
    chosen_changes: tuple[Change, ...] = ()  # to the chosen design, where they are others
    kept: tuple[Kept, ...] = ()
    reached: Candidate | None = None


def onward(current: Written | None, chosen: Written | None, weighed: Weighed, context: Context) -> Onward:
    """Everything said of the way from what runs today; nothing where nobody said what does."""
    if current is None:
        return Onward()
    left, reached = kept(current, weighed, context)
    changes, others = (_changes(current, to, weighed, context) for to in (reached or weighed.best, chosen))
    return Onward(changes, others if others != changes else (), left, reached)


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


def kept(current: Written, weighed: Weighed, context: Context) -> tuple[tuple[Kept, ...], Candidate | None]:
    """What of today serves as well as the recommended settings, with what goes along with it, and the recommended design priced
    with that."""
    best = weighed.best
    if best is None or best.service != current.service:
        return (), None
    from advisor.changes import along, kept

    own = module(best.service)
    found = kept(current.service, current.configuration, best.service, own.configuration(best.design))
    said = {each.field: getattr(current.design, each.field) for each in found if each.from_}
    if not said:
        return found, None
    running: Any = best.design
    design = running._replace(**said)
    if best.service in SIDE_BY_SIDE:
        whole = import_module(SIDE_BY_SIDE[best.service]).keeping(best.design, design, current.design)
        found += tuple(along(own.configuration(design), own.configuration(whole)))
        design = whole
    facts = settled(weighed.facts, weighed.likely, getattr(own, "USUAL", ()))
    bill = price(own, design, facts, context.look(weighed.store), context.place(weighed.store, best.service, design))
    return found, best._replace(design=design, bill=bill)
