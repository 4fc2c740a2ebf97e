"""Lifecycle rules for objects with tags: which objects there are, by the tags they have, and what is wrong with what is said.

A bucket's objects are told apart by shares: nothing in S3 says how many have a tag, so a rule says it.
https://docs.aws.amazon.com/AmazonS3/latest/userguide/intro-lifecycle-rules.html
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import combinations
from typing import TYPE_CHECKING

from advisor.exact import Fraction

if TYPE_CHECKING:
    from typing import Protocol

    class Tagged(Protocol):
        """A lifecycle rule."""

        @property
        def tags(self) -> Tags:
            """The tags its objects have, all of them."""

        @property
        def share(self) -> Fraction | None:
            """The share of all objects that have them; None: unknown."""


Tags = tuple[str, ...]
EVERY: tuple[tuple[Tags, Fraction], ...] = (((), Fraction(1)),)


def populations(*rules: Iterable[Tagged]) -> tuple[tuple[Tags, Fraction], ...]:
    """(tags, share of all objects) of every kind of objects the rules of some designs tell apart; those without come last."""
    shares = {rule.tags: rule.share for some in rules for rule in some if rule.tags}
    if not shares:
        return EVERY
    found, rest = [], Fraction(1)
    for tags, share in shares.items():
        part = min(rest, share or Fraction(0))
        found.append((tags, part))
        rest -= part
    return tuple(each for each in (*found, ((), rest)) if each[1])


def told(tags: Tags) -> str:
    """Tags as people write them."""
    return " and ".join(tags)


def problems(rules: Iterable[Tagged]) -> Iterator[tuple[str, str]]:
    """(what is wrong, what to write) of the tags of a bucket's rules."""
    tagged = [rule for rule in rules if rule.tags]
    for rule in tagged:
        if rule.share is None:
            label = told(rule.tags)
            yield (
                f"a rule is for objects with the tag {label}, and nothing says how many have it",
                f'write share: 40 % in the rule, or tagged: {{"{label}": 40 %}} beside a pasted lifecycle',
            )
    shares: dict[Tags, Fraction] = {}
    for rule in tagged:
        if rule.share is not None and shares.setdefault(rule.tags, rule.share) != rule.share:
            yield f"two rules say different shares of objects with the tag {told(rule.tags)}", "correct one of them"
    if sum(shares.values()) > 1:
        yield "the shares of objects with tags are more than all objects", "write shares that sum to at most 100 %"
    for one, other in combinations(dict.fromkeys(rule.tags for rule in tagged), 2):
        if not _apart(one, other):
            yield (
                f"an object may have both {told(one)} and {told(other)}, and nothing says how many do",
                "leave one of the rules out, or use one tag with a value for each rule",
            )


def _apart(one: Tags, other: Tags) -> bool:
    """Whether no object has both: they give one key different values."""
    values = dict(each.partition("=")[::2] for each in one)
    return any(values.get(key, value) != value for key, value in (each.partition("=")[::2] for each in other))
