"""What a policy over time is looked for, and a policy: the cheapest way of each object size through the classes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from advisor.bill import Place
from advisor.exact import Fraction
from advisor.lifecycle_permits import Permitted
from advisor.lifecycle_rules import written
from advisor.load import Load
from advisor.records import NamedTuple
from advisor.services.s3_classes import Sizes
from advisor.services.s3_design import Design, Transition
from advisor.services.s3_tiers import Opted
from advisor.sets import INFINITY

if TYPE_CHECKING:
    from advisor.facts import Facts
    from advisor.services import Look


class Need(NamedTuple):
    """What a policy is looked for: a bucket's settings, its months, where classes are permitted, and prices."""

    template: Design
    loads: Sequence[Load]
    permitted: tuple[Permitted, ...]
    facts: Facts
    look: Look
    place: Place


class Policy(NamedTuple):
    """The cheapest way of each size from one class. `ways`: of how many policies from this class, ages taken on marks alone."""

    moves: tuple[tuple[Sizes, tuple[Transition, ...]], ...]
    opted: Opted
    cost: float  # US dollars of storage, reads and transitions over the horizon, as far as they depend on the policy
    ways: int
    slack: float = 0.0  # US dollars the best policy can cost less at most

    @property
    def passes(self) -> bool:
        """Whether all objects leave the class they are written to at once."""
        return all(way and not way[0].after for _, way in self.moves)

    def on(self, design: Design) -> Design:
        """A bucket's design with this policy, beside the rules it has."""
        lifecycle, rules = written(self.moves)
        archive, deep_archive = self.opted
        return design._replace(
            lifecycle=lifecycle, rules=(*rules, *design.rules), archive_access=archive, deep_archive_access=deep_archive
        )


def template(design: Design) -> Design:
    """What of a bucket's design its policy depends on."""
    return Design(
        "STANDARD", expire=design.expire, expire_noncurrent=design.expire_noncurrent, versioning=design.versioning,
        replication=design.replication, replicate_to=design.replicate_to,
    )  # fmt: skip


def sees(design: Design) -> bool:
    """Whether a search weighs all that becomes of a bucket's objects: not where a rule is for some of the old versions, or moves
    them."""
    return not any(rule.noncurrent or rule.expire_noncurrent is not None for rule in design.rules if not rule.disabled)


def holds(permitted: Sequence[Permitted], class_: str, policy: Policy) -> bool:
    """Whether a policy that begins with a class has objects of each age in permitted classes alone."""
    later = [(wait, name) for wait, name in zip(policy.opted, ("GLACIER", "DEEP_ARCHIVE"), strict=True) if wait is not None]
    stages: list[tuple[Fraction, Fraction | float, str]] = []
    for _, moves in policy.moves:
        steps = [(Fraction(0), class_), *((move.after, move.to) for move in moves)]
        ends: list[Fraction | float] = [*(begin for begin, _ in steps[1:]), INFINITY]
        for (begin, name), end in zip(steps, ends, strict=True):
            archives = [(begin + wait, each) for wait, each in later] if name == "INTELLIGENT_TIERING" else []
            stages += [(since, end, each) for since, each in ((begin, name), *archives) if since < end]
    untils: list[Fraction | float] = [*(each.since for each in permitted[1:]), INFINITY]
    return all(
        name in each.classes
        for begin, end, name in stages
        for each, until in zip(permitted, untils, strict=True)
        if begin < until and each.since < end
    )
