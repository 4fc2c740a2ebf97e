"""A bucket's lifecycle as S3 keeps it: rules in whole days, with filters; written from a Design, and read back into one.

https://docs.aws.amazon.com/AmazonS3/latest/userguide/intro-lifecycle-rules.html
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from advisor.exact import Fraction
from advisor.services.s3_classes import terms
from advisor.services.s3_design import Design, Transition

if TYPE_CHECKING:
    from advisor.services import Look
    from advisor.spec import Store

DAY = 86_400
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

    @property
    def does(self) -> bool:
        """Whether there is anything it does."""
        return bool(self.moves or self.old_moves) or any(each is not None for each in (self.expire, self.old_expire, self.abort))


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


Shortest = Callable[[str], Fraction]  # the shortest billed seconds of a class


def days(seconds: Fraction) -> int:
    """Whole days, rounded up: nothing is done earlier than was said."""
    return int(-(-seconds // DAY))


def _least_day(seconds: Fraction | None) -> int | None:
    """Whole days, one at least."""
    return None if seconds is None else max(1, days(seconds))


def lifecycle(parts: Iterable[tuple[str, Design]], shortest: Shortest) -> Lifecycle:
    """The configuration of a bucket whose prefixes have these Designs."""
    rules = [each for prefix, design in parts for each in _rules(design, prefix, shortest) if each.does]
    return Lifecycle(tuple(rules))


def emitted(parts: Sequence[tuple[Store, Design]], look: Look) -> tuple[Lifecycle, list[str], tuple[str, ...]]:
    """What is written of a bucket, what S3 would refuse of it, and what no lifecycle says, in words."""
    found = lifecycle(
        ((store.prefix, design) for store, design in parts), lambda name: terms(name, look.limits, look.on).shortest
    )
    most = int(look.limits.get("s3.lifecycle.max_rules", look.on).value)
    return found, list(problems(found, most)), tuple(_notes(parts))


def _notes(parts: Sequence[tuple[Store, Design]]) -> Iterator[str]:
    """The class objects are uploaded with, where it is not the usual one."""
    for store, design in parts:
        if design.class_ != "STANDARD":
            where = f"objects under {store.prefix}" if store.prefix else "objects"
            yield f"Upload {where} with the storage class {design.class_}: no lifecycle rule does that."


def _rules(design: Design, prefix: str, shortest: Shortest) -> Iterator[Rule]:
    """The rules of one prefix. S3 takes no rule that moves objects on before their class's minimum time; two rules may."""
    name = re.sub(r"[^A-Za-z0-9_.-]+", "-", prefix).strip("-") or "all"
    chains: list[list[tuple[int, str]]] = [[]]
    for move in design.lifecycle:
        last = chains[-1][-1] if chains[-1] else None
        if last is not None and days(move.after) - last[0] < days(shortest(last[1])):
            chains.append([])
        chains[-1].append((days(move.after), move.to))
    yield Rule(
        name, prefix, moves=tuple(chains[0]), expire=_least_day(design.expire), old_expire=_least_day(design.expire_noncurrent),
        abort=_least_day(design.abort_multipart),
    )  # fmt: skip
    for number, chain in enumerate(chains[1:], start=2):
        yield Rule(f"{name}-{number}", prefix, moves=tuple(chain))


def designs(found: Lifecycle, class_: str) -> dict[str, Design]:
    """The Design under each prefix that rules name, of objects uploaded with a class; ValueError for what no Design can say."""
    return {prefix: _design(found, prefix, class_) for prefix in dict.fromkeys(each.prefix for each in found.rules)}


def _design(found: Lifecycle, prefix: str, class_: str) -> Design:
    """What the rules of a prefix do together."""
    rules = [each for each in found.rules if each.prefix == prefix]
    for each in rules:
        if each.larger is not None or each.smaller is not None or each.old_moves or each.old_kept is not None:
            raise ValueError(f'the rule "{each.name}" tells objects apart by size or keeps some old versions')
    moves = sorted({move for each in rules for move in each.moves})

    def least(times: Iterable[int | None]) -> Fraction | None:
        known = [time for time in times if time is not None]
        return Fraction(min(known) * DAY) if known else None

    old = least(each.old_expire for each in rules)
    return Design(
        class_=class_,
        lifecycle=tuple(Transition(Fraction(after * DAY), to) for after, to in moves),
        expire=least(each.expire for each in rules),
        expire_noncurrent=old,
        abort_multipart=least(each.abort for each in rules),
        versioning=True if old is not None else None,
    )


def problems(found: Lifecycle, most_rules: int) -> Iterator[str]:
    """What S3 would refuse: expiry before a move, and too many rules."""
    for each in found.rules:
        last = each.moves[-1] if each.moves else None
        if last is not None and each.expire is not None and each.expire <= last[0]:
            yield f"objects would move to {last[1]} after {last[0]} days, and be deleted after {each.expire}"
    if len(found.rules) > most_rules:
        yield f"these are {len(found.rules)} rules; a bucket has at most {most_rules}"
