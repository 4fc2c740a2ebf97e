"""Ways to keep a bucket's objects over time, set side by side: as proposed, as today, where they are, by the rule of thumb."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from advisor.exact import Fraction
from advisor.services.s3_design import Design, Transition
from advisor.services.s3_storage import THERE

__all__ = ["THERE", "bringing", "classes", "policies"]

if TYPE_CHECKING:
    from advisor.facts import Facts
    from advisor.load import Load, Quantity
    from advisor.services import Look
    from advisor.spec import Store

DAY = Fraction(86_400)
# What is often done, whatever the objects: "30 days to IA, 90 to Glacier".
THUMB = (Transition(30 * DAY, "STANDARD_IA"), Transition(90 * DAY, "GLACIER"))


def policies(proposed: Design, running: Design | None, chosen: Design | None, store: Store) -> dict[str, Design]:
    """Designs by name, the proposed first; none where nothing moves: by age, by a lifecycle, or from today's class."""
    others = [each for each in (running, chosen) if each is not None]
    anew = running is not None and any(each.class_ != running.class_ for each in (proposed, *others))
    if not (anew or len(store.access) > 1 or any(map(_moves, (proposed, *others)))):
        return {}
    still = _still(proposed)
    found = {"proposed": proposed}
    if chosen is not None:
        found["chosen"] = chosen
    if running is not None:
        found["today"] = running
    if running is None or _moves(running):
        found["nothing moves"] = still._replace(class_=running.class_ if running else "STANDARD")
    found["rule of thumb"] = still._replace(class_="STANDARD", lifecycle=THUMB)
    once: dict[str, Design] = {}
    for name, design in found.items():
        if name in ("chosen", "today") or design not in once.values():
            once[name] = design
    return once


def bringing(running: Design | None, wanted: Design, facts: Facts, look: Look) -> Callable[[Load], list[Quantity]]:
    """The months of a Design with the bringing over of what is there today: in S3 Standard, where nobody says where."""
    from advisor.services.s3_moving import usage

    return usage(running or Design("STANDARD"), wanted, facts, look)


def classes(design: Design) -> tuple[str, ...]:
    """Every class objects come to be in."""
    moves = [move.to for rule in design.every_rule for move in (*rule.lifecycle, *rule.noncurrent)]
    return tuple(dict.fromkeys((design.class_, *moves)))


def _moves(design: Design) -> bool:
    """Whether a lifecycle moves objects."""
    return any(rule.lifecycle or rule.noncurrent for rule in design.every_rule)


def _still(design: Design) -> Design:
    """The design without transitions and archive tiers; what expires still does."""
    rules = tuple(rule._replace(lifecycle=(), noncurrent=()) for rule in design.rules)
    kept = tuple(rule for rule in rules if not rule.disabled if rule.expire or rule.expire_noncurrent or rule.abort_multipart)
    return design._replace(lifecycle=(), rules=kept, archive_access=None, deep_archive_access=None)
