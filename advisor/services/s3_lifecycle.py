"""A bucket's lifecycle as S3 keeps it: rules in whole days, with filters; written from a Design, and read back into one.

https://docs.aws.amazon.com/AmazonS3/latest/userguide/intro-lifecycle-rules.html
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import zip_longest
from typing import TYPE_CHECKING

from advisor.exact import Fraction
from advisor.records import NamedTuple
from advisor.services.s3_classes import Sizes, terms
from advisor.services.s3_design import MINIMA, Design, Transition
from advisor.services.s3_design import Rule as Said
from advisor.services.s3_requests import destinations
from advisor.services.s3_ways import ONWARD, SMALL, brought, ways
from advisor.sets import Span

if TYPE_CHECKING:
    from advisor.services import Look
    from advisor.spec import Store

DAY = 86_400
LEGACY = MINIMA[1]
INFREQUENT = ("STANDARD_IA", "ONEZONE_IA")
IA_ONCE_AFTER = 30  # days
Moves = tuple[tuple[int, str], ...]  # (days, class), the earliest first


class Rule(NamedTuple):
    """What is done to the objects under a prefix that are `larger` and `smaller` than so many bytes.

    Days of age: `moves` to other classes, `expire`; days since they became noncurrent: `old_moves`, `old_expire`, of all but
    the `old_kept` newest. `abort`: days after which unfinished uploads are given up.
    """

    name: str
    prefix: str = ""
    larger: int | None = None
    smaller: int | None = None
    moves: Moves = ()
    expire: int | None = None
    old_moves: Moves = ()
    old_expire: int | None = None
    old_kept: int | None = None
    abort: int | None = None
    tags: tuple[str, ...] = ()  # `key=value`, all of which an object has
    disabled: bool = False
    markers: bool = False  # delete markers without versions are removed; S3 takes that of a rule without `expire`

    @property
    def does(self) -> bool:
        """Whether there is anything it does."""
        return bool(self.moves or self.old_moves or self.markers) or any(
            each is not None for each in (self.expire, self.old_expire, self.abort)
        )


class Archive(NamedTuple):
    """The archive tiers of Intelligent-Tiering under a prefix: days without access before each, None where it is not used."""

    name: str
    prefix: str = ""
    archive: int | None = None
    deep_archive: int | None = None


class Lifecycle(NamedTuple):
    """A bucket's lifecycle configuration; `legacy` lets objects below 128 KiB into the archive classes, as before 2024-09."""

    rules: tuple[Rule, ...] = ()
    legacy: bool = False
    archives: tuple[Archive, ...] = ()


class Part(NamedTuple):
    """A store with the Design that is written of it, and the one that runs today (None: nobody says)."""

    store: Store
    design: Design
    today: Design | None


Shortest = Callable[[str], Fraction]  # the shortest billed seconds of a class


def days(seconds: Fraction) -> int:
    """Whole days, rounded up: nothing is done earlier than was said."""
    return int(-(-seconds // DAY))


def lifecycle(parts: Iterable[tuple[str, Design]], shortest: Shortest) -> Lifecycle:
    """The configuration of a bucket whose prefixes have these Designs."""
    rules: list[Rule] = []
    archives: list[Archive] = []
    legacy = False
    for prefix, design in parts:
        off = (rule for rule in design.rules if rule.disabled)
        for number, each in enumerate((*design.every_rule, *off), start=1):
            name = f"{_slug(prefix)}{f'-{number}' if number > 1 else ''}"
            rules += [rule for rule in _split(name, prefix, each, shortest) if rule.does]
        tiers = (_least_day(design.archive_access), _least_day(design.deep_archive_access))
        archives += [Archive(_slug(prefix), prefix, *tiers)] if tiers != (None, None) else []
        legacy |= design.transition_default_minimum_object_size == LEGACY
    return Lifecycle(tuple(rules), legacy, tuple(archives))


def _slug(prefix: str) -> str:
    """A name for what is under a prefix."""
    return re.sub(r"[^A-Za-z0-9_.-]+", "-", prefix).strip("-") or "all"


def _split(name: str, prefix: str, rule: Said, shortest: Shortest) -> Iterator[Rule]:
    """The rules S3 takes for one of a Design: it moves nothing on before a class's minimum time within one rule, though two rules
    may, and unfinished uploads, which have no size and no tags yet, are given up by a rule without.

    https://docs.aws.amazon.com/AmazonS3/latest/userguide/lifecycle-transition-general-considerations.html
    """
    inside = "" if prefix.startswith(rule.prefix) else rule.prefix
    where = inside if inside.startswith(prefix) else prefix + inside
    larger, smaller = (None if each is None else int(each) for each in (rule.larger_than, rule.smaller_than))
    abort, sized = _least_day(rule.abort_multipart), larger is not None or smaller is not None or bool(rule.tags)
    first = Rule(name, where, larger, smaller, tags=rule.tags, disabled=rule.disabled)
    chains, old = _chains(rule.lifecycle, shortest), _chains(rule.noncurrent, shortest)
    keeps = rule.noncurrent or rule.expire_noncurrent is not None
    yield first._replace(
        moves=chains[0], expire=_least_day(rule.expire), old_moves=old[0], old_expire=_least_day(rule.expire_noncurrent),
        old_kept=rule.keep_versions if keeps else None, abort=None if sized else abort,
        markers=rule.expire_markers and rule.expire is None,
    )  # fmt: skip
    for number, (moves, olds) in enumerate(zip_longest(chains[1:], old[1:], fillvalue=()), start=2):
        kept = rule.keep_versions if olds else None
        yield first._replace(name=f"{name}.{number}", moves=moves, old_moves=olds, old_kept=kept)
    if rule.expire_markers and rule.expire is not None:
        yield first._replace(name=f"{name}.markers", markers=True)
    if sized:
        yield Rule(f"{name}.uploads", where, abort=abort, disabled=rule.disabled)


def _chains(moves: Iterable[Transition], shortest: Shortest) -> list[Moves]:
    """The transitions in whole days, in runs that stay in each class for its minimum time."""
    chains: list[list[tuple[int, str]]] = [[]]
    for move in moves:
        last = chains[-1][-1] if chains[-1] else None
        if last is not None and days(move.after) - last[0] < days(shortest(last[1])):
            chains.append([])
        chains[-1].append((days(move.after), move.to))
    return [tuple(chain) for chain in chains]


def _least_day(seconds: Fraction | None) -> int | None:
    """Whole days, one at least."""
    return None if seconds is None else max(1, days(seconds))


def design(found: Lifecycle, class_: str, prefix: str = "") -> Design:
    """What the rules under a prefix (the whole bucket) say together, of objects uploaded with a class."""
    joined: list[Said] = []
    for each in (_said(rule, prefix) for rule in found.rules if rule.prefix.startswith(prefix)):
        place = next((number for number, other in enumerate(joined) if _joins(other, each)), None)
        if place is None:
            joined.append(each)
        else:
            joined[place] = _join(joined[place], each)
    plain = next((each for each in joined if each.keep_versions is None and not _filtered(each)), Said())
    others = tuple(each for each in joined if each is not plain)
    if plain.noncurrent or plain.expire_markers:  # a Design's own times have no word for these
        others = (Said(noncurrent=plain.noncurrent, expire_markers=plain.expire_markers), *others)
    tiers = next((each for each in found.archives if each.prefix == prefix), Archive(""))
    return Design(
        class_, plain.lifecycle, plain.expire, plain.expire_noncurrent, plain.abort_multipart, others, _seconds(tiers.archive),
        _seconds(tiers.deep_archive), LEGACY if found.legacy else MINIMA[0],
    )  # fmt: skip


def _said(rule: Rule, prefix: str) -> Said:
    """One rule as a Design says it."""
    moves, old = (tuple(Transition(Fraction(after * DAY), to) for after, to in each) for each in (rule.moves, rule.old_moves))
    larger, smaller = (None if each is None else Fraction(each) for each in (rule.larger, rule.smaller))
    where = "" if rule.prefix == prefix else rule.prefix
    return Said(
        moves, _seconds(rule.expire), old, _seconds(rule.old_expire), rule.old_kept, _seconds(rule.abort), larger, smaller, where,
        rule.tags, None, rule.disabled, rule.markers,
    )  # fmt: skip


def _seconds(number: int | None) -> Fraction | None:
    """Days as seconds."""
    return None if number is None else Fraction(number * DAY)


def _filtered(rule: Said) -> bool:
    """Whether a rule is for some of the objects only."""
    return (rule.larger_than, rule.smaller_than, rule.prefix, rule.tags, rule.disabled) != (None, None, "", (), False)


def _joins(one: Said, other: Said) -> bool:
    """Whether two rules are for the same objects and do nothing twice: one rule in two parts."""
    same = ("larger_than", "smaller_than", "prefix", "tags", "disabled")
    once = ("expire", "expire_noncurrent", "abort_multipart")
    alike = all(getattr(one, name) == getattr(other, name) for name in same)
    kept = {each.keep_versions for each in (one, other) if each.noncurrent or each.expire_noncurrent is not None}
    return (
        alike and len(kept) < 2 and not any(getattr(one, name) is not None and getattr(other, name) is not None for name in once)
    )


def _join(one: Said, other: Said) -> Said:
    """Two parts of a rule as one."""
    moves, old = (*one.lifecycle, *other.lifecycle), (*one.noncurrent, *other.noncurrent)
    said = {
        name: getattr(one, name) if getattr(other, name) is None else getattr(other, name)
        for name in ("expire", "expire_noncurrent", "abort_multipart", "keep_versions")
    }
    said["expire_markers"] = one.expire_markers or other.expire_markers
    return one._replace(lifecycle=tuple(sorted(moves)), noncurrent=tuple(sorted(old)), **said)


def emitted(parts: Sequence[Part], look: Look) -> tuple[Lifecycle, list[str], tuple[str, ...]]:
    """What is written of a bucket, what S3 would refuse of it, and what no lifecycle says, in words."""
    found = lifecycle(
        ((part.store.prefix, part.design) for part in parts), lambda name: terms(name, look.limits, look.on).shortest
    )
    found = found._replace(rules=(*found.rules, *_there(parts, look)))
    most = int(look.limits.get("s3.lifecycle.max_rules", look.on).value)
    return found, list(problems(found, most)), (*_notes(parts), *_early(found))


def _there(parts: Sequence[Part], look: Look) -> Iterator[Rule]:
    """A rule for the objects that are there today in another class than new ones come to, where a lifecycle leads there, and the
    design's own moves none of them on at once: of two moves on one day, S3 might make this one first."""
    for store, design, today in parts:
        if today is not None and design.class_ in ONWARD.get(today.class_, ()):
            sizes = brought(today.class_, design.class_, _sizes(store) or ((Fraction(SMALL), Fraction(1)),))
            if all(way.moves and not way.moves[0].after for way, _ in ways(design, sizes, False, store.prefix)):
                continue
            infrequent = design.class_ in INFREQUENT
            floor = look.limits.get("s3.lifecycle.min_days_to_ia", look.on).value if infrequent else Fraction(0)
            small = any(size < SMALL for size, _ in sizes)
            moves = ((days(floor), design.class_),)
            yield Rule(f"{_slug(store.prefix)}.there-today", store.prefix, 0 if small else None, moves=moves)


def _sizes(store: Store) -> Sizes:
    """The sizes stated of a store's objects, of a range its lower end; none where nobody stated any."""
    said = store.said.get("object_size")
    least = said.values.lo[0] if said is not None and isinstance(said.values, Span) else None
    return store.sizes or (((least, Fraction(1)),) if isinstance(least, Fraction) else ())


def _notes(parts: Sequence[Part]) -> Iterator[str]:
    """The class objects are uploaded with, where it is not the usual one."""
    for store, design, _ in parts:
        if design.class_ != "STANDARD":
            where = f"objects under {store.prefix}" if store.prefix else "objects"
            yield f"Upload {where} with the storage class {design.class_}: no lifecycle rule does that."
    for to in dict.fromkeys(to for part in parts for to in destinations(part.design)):
        bucket = f"the bucket in {to}" if to else "the bucket they are replicated to"
        yield (
            f"Put the same lifecycle on {bucket}: S3 replicates neither the configuration nor what it does."
            " https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication-what-is-isnot-replicated.html"
        )


def _early(found: Lifecycle) -> Iterator[str]:
    """That a move to infrequent access was refused in the first 30 days for long, and some tools still refuse it.

    https://docs.aws.amazon.com/AmazonS3/latest/API/API_Transition.html
    """
    first = next((move for rule in found.rules for move in rule.moves if move[1] in INFREQUENT and move[0] < IA_ONCE_AFTER), None)
    if first is not None:
        yield (
            f"Moves to {first[1]} after {first[0]} days: S3 refused less than {IA_ONCE_AFTER} until 2026, and tools may still."
            " https://docs.aws.amazon.com/AmazonS3/latest/userguide/lifecycle-transition-general-considerations.html"
        )


def problems(found: Lifecycle, most_rules: int) -> Iterator[str]:
    """What S3 would refuse: expiry before a move, and too many rules."""
    for each in found.rules:
        last = each.moves[-1] if each.moves else None
        if last is not None and each.expire is not None and each.expire <= last[0]:
            yield f"objects would move to {last[1]} after {last[0]} days, and be deleted after {each.expire}"
    if len(found.rules) > most_rules:
        yield f"these are {len(found.rules)} rules; a bucket has at most {most_rules}"
