"""A policy as lifecycle rules: the simple form where it says enough, else rules with sizes, none of which S3 refuses."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from advisor.exact import Fraction
from advisor.services.s3_classes import Sizes
from advisor.services.s3_design import Rule, Transition
from advisor.services.s3_ways import SMALL

DAY = 86_400
# Days one rule must leave objects in a class before it moves them on.
# https://docs.aws.amazon.com/AmazonS3/latest/userguide/lifecycle-transition-general-considerations.html
LEAST = {"STANDARD_IA": 30, "ONEZONE_IA": 30, "GLACIER_IR": 90, "GLACIER": 90}


def written(moves: Sequence[tuple[Sizes, tuple[Transition, ...]]]) -> tuple[tuple[Transition, ...], tuple[Rule, ...]]:
    """Ways by size as the simple lifecycle, or as rules with sizes; what leaves a class early takes a rule of its own."""
    groups: list[tuple[Fraction, Fraction, tuple[Transition, ...]]] = []
    for sizes, way in sorted(moves):
        low, high = min(size for size, _ in sizes), max(size for size, _ in sizes)
        if groups and groups[-1][2] == way:
            low = groups.pop()[0]
        groups.append((low, high, way))
    moving = [group for group in groups if group[2]]
    simple = len({way for _, _, way in moving}) == 1 and all(low >= SMALL for low, _, _ in moving)
    if simple and all(high < SMALL for _, high, way in groups if not way) and not _early(moving[0][2]):
        return moving[0][2], ()
    edges = [Fraction(0), *(_between(lower[1], upper[0]) for lower, upper in pairwise(groups))]
    rules = []
    for index, (low, _, way) in enumerate(groups):
        above = edges[index] - 1 if index else Fraction(0) if low < SMALL else None
        below = edges[index + 1] if index + 1 < len(groups) else None
        rules += [Rule(lifecycle=part, larger_than=above, smaller_than=below) for part in _split(way)]
    return (), tuple(rules)


def _between(lower: Fraction, upper: Fraction) -> Fraction:
    """A round size above the lower, at most the upper."""
    power = Fraction(1)
    while power <= lower:
        power *= 2
    return power if power <= upper else upper


def _early(way: Sequence[Transition]) -> bool:
    """Whether a step leaves its class before the least time, which one rule may not."""
    return len(_split(way)) > 1


def _split(way: Sequence[Transition]) -> list[tuple[Transition, ...]]:
    """The steps, a rule each from where one leaves its class before the least time."""
    found: list[tuple[Transition, ...]] = []
    for move in way:
        before = found[-1][-1] if found else None
        if before is not None and move.after - before.after >= LEAST.get(before.to, 0) * DAY:
            found[-1] = (*found[-1], move)
        else:
            found.append((move,))
    return found
