"""What a policy over time is looked for, and a policy: the cheapest way of each object size through the classes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from advisor.bill import Place
from advisor.lifecycle_permits import Permitted
from advisor.lifecycle_rules import written
from advisor.load import Load
from advisor.records import NamedTuple
from advisor.services.s3_classes import Sizes
from advisor.services.s3_design import Design, Transition
from advisor.services.s3_tiers import Opted

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

    def on(self, design: Design) -> Design:
        """A bucket's design with this policy."""
        lifecycle, rules = written(self.moves)
        return design._replace(
            lifecycle=lifecycle, rules=rules, archive_access=self.opted.archive, deep_archive_access=self.opted.deep_archive
        )


def template(design: Design) -> Design:
    """What of a bucket's design its policy depends on."""
    return Design(
        "STANDARD", expire=design.expire, expire_noncurrent=design.expire_noncurrent, versioning=design.versioning,
        replication=design.replication, replicate_to=design.replicate_to,
    )  # fmt: skip
