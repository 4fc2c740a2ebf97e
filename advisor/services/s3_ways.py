"""The ways objects take through a bucket's classes: its lifecycle rules as S3 resolves them, for objects of each size.

https://docs.aws.amazon.com/AmazonS3/latest/userguide/lifecycle-conflicts.html
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from advisor.exact import Fraction
from advisor.records import NamedTuple
from advisor.services.s3_classes import Sizes
from advisor.services.s3_design import Design, Rule, Transition

SMALL = 128 * 1024  # bytes
ARCHIVES = ("GLACIER", "DEEP_ARCHIVE")
_COLD = ("GLACIER_IR", *ARCHIVES)
# Where a lifecycle leads from each class; the checks of rules/checks/s3.yaml say the same of designs.
# https://docs.aws.amazon.com/AmazonS3/latest/userguide/lifecycle-transition-general-considerations.html
ONWARD = {
    "STANDARD": ("STANDARD_IA", "INTELLIGENT_TIERING", "ONEZONE_IA", *_COLD),
    "STANDARD_IA": ("INTELLIGENT_TIERING", "ONEZONE_IA", *_COLD),
    "INTELLIGENT_TIERING": ("ONEZONE_IA", *_COLD),
    "ONEZONE_IA": ARCHIVES,
    "GLACIER_IR": ARCHIVES,
    "GLACIER": ("DEEP_ARCHIVE",),
}
# Of transitions due on one day S3 makes the cheapest, and Intelligent-Tiering before all but the archives.
_FIRST = ("DEEP_ARCHIVE", "GLACIER", "INTELLIGENT_TIERING", "GLACIER_IR", "ONEZONE_IA", "STANDARD_IA")


class Way(NamedTuple):
    """What becomes of objects: the class each age brings them to, when they expire; and of their old versions likewise."""

    moves: tuple[Transition, ...] = ()
    expire: Fraction | None = None
    noncurrent: tuple[Transition, ...] = ()
    expire_noncurrent: Fraction | None = None
    keep_versions: int | None = None


@lru_cache(512)
def ways(design: Design, sizes: Sizes, legacy: bool, prefix: str, tags: tuple[str, ...] = ()) -> tuple[tuple[Way, Sizes], ...]:
    """The ways of a bucket's objects with some tags, each with the sizes whose objects take it.

    `legacy`: configurations of before September 2024.
    """
    found: dict[Way, list[tuple[Fraction, Fraction]]] = {}
    for each in sizes:
        found.setdefault(_way(design, each[0], legacy, prefix, tags), []).append(each)
    return tuple((way, tuple(some)) for way, some in found.items())


def _way(design: Design, size: Fraction, legacy: bool, prefix: str, tags: tuple[str, ...]) -> Way:
    """The way of an object of so many bytes."""
    mine = [rule for rule in design.every_rule if rule.tags in ((), tags) and prefix.startswith(rule.prefix.strip("/"))]
    rules = [rule for rule in mine if rule.takes(size)]
    minimum = design.transition_default_minimum_object_size
    archives = legacy if minimum is None else minimum == "varies_by_storage_class"
    moves = [move for rule in rules for move in rule.lifecycle if _moves(rule, move, size, archives)]
    older = [move for rule in rules for move in rule.noncurrent if _moves(rule, move, size, archives)]
    ends = [rule for rule in rules if rule.expire_noncurrent is not None]
    soonest = min(ends, key=lambda rule: rule.expire_noncurrent or 0) if ends else None
    return Way(
        _resolved(design.class_, moves),
        min((rule.expire for rule in rules if rule.expire is not None), default=None),
        tuple(sorted(older, key=lambda move: move.after)),
        soonest.expire_noncurrent if soonest else None,
        soonest.keep_versions if soonest else None,
    )


def _moves(rule: Rule, move: Transition, size: Fraction, archives: bool) -> bool:
    """Whether objects of a size make a transition: small ones only where the rule names a size, or into archives as before."""
    sized = rule.larger_than is not None or rule.smaller_than is not None
    return size >= SMALL or sized or (archives and move.to in ARCHIVES)


def _resolved(class_: str, moves: Iterable[Transition]) -> tuple[Transition, ...]:
    """The transitions that happen: in order of age, the first of S3's order on one day, only where a lifecycle leads."""
    found: list[Transition] = []
    for move in sorted(moves, key=lambda move: (move.after, _FIRST.index(move.to) if move.to in _FIRST else len(_FIRST))):
        if move.to in ONWARD.get(class_, ()) and (not found or move.after > found[-1].after):
            found.append(move)
            class_ = move.to
    return tuple(found)


def later(class_: str, way: Way) -> tuple[Transition, ...]:
    """The classes old versions go on to from a class they became old in."""
    return _resolved(class_, way.noncurrent)


def brought(today: str, to: str, sizes: Sizes) -> Sizes:
    """The sizes whose objects the rule for what is there today takes from one class to another: all that the wanted Design holds
    there, but for the small ones Intelligent-Tiering bills as Standard does. S3 leaves small ones where no rule names a size."""
    return tuple(one for one in sizes if one[0] >= SMALL) if (today, to) == ("STANDARD", "INTELLIGENT_TIERING") else sizes
