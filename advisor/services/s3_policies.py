"""Ways to keep a bucket's objects over time, set side by side: as proposed, as today, where they are, by the rule of thumb."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from advisor.exact import Fraction
from advisor.records import NamedTuple
from advisor.services.s3_design import Design, Rule, Transition
from advisor.services.s3_storage import THERE

__all__ = ["THERE", "Stay", "bare", "bringing", "keeping", "policies", "stays"]

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
    """The months of a Design with the bringing over of what is there today: in S3 Standard and replicated alike, where nobody
    says where."""
    from advisor.services.s3_moving import usage

    alike = Design("STANDARD", replication=wanted.replication, replicate_to=wanted.replicate_to)
    return usage(running or alike, wanted, facts, look)


def keeping(proposed: Design, reached: Design, running: Design) -> Design:
    """The Design reached from what runs today: where versions are kept though none is asked for, old ones stay as long as today
    and go where they do today; without, nothing would ever remove them. Rules that are disabled stay."""
    if reached.encryption == "DSSE_KMS" and reached.bucket_key and not running.bucket_key:  # which it has not
        reached = reached._replace(bucket_key=None)
    if reached.object_lock not in (None, "none") and not reached.versioning:  # which it needs, said or not
        reached = reached._replace(versioning=True)
    if off := _disabled(running):
        reached = reached._replace(rules=(*reached.rules, *off))
    if proposed.versioning or not reached.versioning:
        return reached
    return reached._replace(expire_noncurrent=running.expire_noncurrent, rules=(*reached.rules, *_of_versions(running)))


def bare(kept: Design, plain: Design, running: Design) -> Design:
    """A Design without the rules that are disabled today, and without what becomes of old versions where these are kept as they
    are today and `plain` keeps none."""
    alone, off = plain.versioning or not kept.versioning, _disabled(running)
    rules = off if alone else (*off, *_of_versions(running))
    left = tuple(rule for rule in kept.rules if rule not in rules)
    return kept._replace(rules=left) if alone else kept._replace(expire_noncurrent=None, rules=left)


def _disabled(running: Design) -> tuple[Rule, ...]:
    """Today's rules that do nothing while they are disabled."""
    return tuple(rule for rule in running.rules if rule.disabled)


def _of_versions(running: Design) -> tuple[Rule, ...]:
    """What today's rules for some of the objects say of old versions."""
    old = [rule for rule in running.rules if not rule.disabled and _concerns_versions(rule)]
    return tuple(rule._replace(lifecycle=(), expire=None, abort_multipart=None) for rule in old)


class Stay(NamedTuple):
    """A class objects are in from an age on, until another age (None: for ever), and its name."""

    class_: str
    since: Fraction
    until: Fraction | None
    title: str


# Intelligent-Tiering's tiers to opt in to, and the class whose restores they take.
TIERS = (
    ("archive_access", "GLACIER", "the Archive Access tier"),
    ("deep_archive_access", "DEEP_ARCHIVE", "the Deep Archive Access tier"),
)


def stays(design: Design) -> tuple[Stay, ...]:
    """Where each rule's moves bring objects, and from when till when; where they are written to is not told, but for the tiers
    that archive what nobody reads, at the earliest."""
    found: dict[Stay, None] = {}
    for rule in design.every_rule or (Rule(),):
        moves = (Transition(Fraction(0), design.class_), *rule.lifecycle)
        for place, (move, until) in enumerate(zip(moves, (*(each.after for each in rule.lifecycle), rule.expire), strict=True)):
            spans = [Stay(move.to, move.after, until, move.to)] if place else []
            if move.to == "INTELLIGENT_TIERING":
                waits = [(class_, getattr(design, field), title) for field, class_, title in TIERS]
                spans += [Stay(class_, move.after + wait, until, title) for class_, wait, title in waits if wait is not None]
            found |= {each: None for each in spans if each.until is None or each.since < each.until}
    return tuple(found)


def _concerns_versions(rule: Rule) -> bool:
    """Whether a rule says what becomes of old versions or of delete markers."""
    return bool(rule.noncurrent or rule.expire_markers) or rule.expire_noncurrent is not None


def _moves(design: Design) -> bool:
    """Whether a lifecycle moves objects."""
    return any(rule.lifecycle or rule.noncurrent for rule in design.every_rule)


def _still(design: Design) -> Design:
    """The design without transitions and archive tiers; what expires still does."""
    rules = tuple(rule._replace(lifecycle=(), noncurrent=()) for rule in design.rules)
    kept = tuple(rule for rule in rules if not rule.disabled if rule.expire or rule.expire_noncurrent or rule.abort_multipart)
    return design._replace(lifecycle=(), rules=kept, archive_access=None, deep_archive_access=None)
