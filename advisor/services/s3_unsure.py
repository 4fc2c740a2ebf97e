"""Access to objects that nobody knows: the accesses it is tried with, and the class that follows whatever it is.

https://docs.aws.amazon.com/AmazonS3/latest/userguide/intelligent-tiering-overview.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from advisor.exact import Fraction
from advisor.records import NamedTuple
from advisor.sets import choice, number

if TYPE_CHECKING:
    from advisor.facts import Facts

FOLLOWS, PLAIN = "INTELLIGENT_TIERING", "STANDARD"  # the class that follows access, and the one it is held against
DAY = 86_400
FACT = "object_reads"  # what nobody knows


class Scenario(NamedTuple):
    """Every object read so many times a second; `regularly`: never 30 days apart, so that none leaves Frequent Access."""

    title: str
    reads: Fraction
    regularly: bool = False


SCENARIOS = (
    Scenario("never", Fraction(0)),
    Scenario("once in 10 years", Fraction(1, 3650 * DAY)),
    Scenario("once a year", Fraction(1, 365 * DAY)),
    Scenario("once a quarter", Fraction(4, 365 * DAY)),
    Scenario("every 30 days", Fraction(1, 30 * DAY), True),
)


def unsure(facts: Facts) -> bool:
    """Whether nobody says how often an object is read, nor how many reads there are in all."""
    access = facts.facts["access"]
    if facts.facts["reads"].origin in ("said", "derived"):
        return False
    return choice(access.values) != "known" or (access.origin != "said" and number(facts.values[FACT]) is None)
