"""Which Regions go together (rules/limits/region_sets.csv): the partitions of AWS, the Region sets of a service, the pairs one
copies between.

`with` of a row is what a Region goes together with: the name of a set all whose Regions go with each other (empty: none does),
or the Regions its copies may go to. A Region without a row has none of it; without one of a partition it is a commercial one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache

from advisor import folders

COMMERCIAL = "aws"
PAIRS = ("rds_backups",)  # Regions that go to others, one by one


@cache
def rows() -> Mapping[str, Mapping[str, str]]:
    """What each Region goes with, by what is asked."""
    found: dict[str, dict[str, str]] = {}
    text = (folders.rules() / "limits" / "region_sets.csv").read_text(encoding="utf-8")
    for line in text.splitlines()[1:]:
        what, region, together, _ = line.split(",", 3)
        found.setdefault(what, {})[region] = together
    return found


def partition(region: str) -> str:
    """The partition of AWS a Region is in; nothing is copied between two.

    https://docs.aws.amazon.com/whitepapers/latest/aws-fault-isolation-boundaries/partitions.html
    """
    return rows()["partition"].get(region, COMMERCIAL)


def listed(own: str) -> tuple[str, ...]:
    """The Regions of a partition other than the commercial one."""
    return tuple(region for region, name in rows()["partition"].items() if name == own)


def has(what: str, region: str) -> bool:
    """Whether there is such a thing in a Region at all."""
    return region in rows()[what]


def set_of(what: str, region: str) -> tuple[str, ...]:
    """The Regions of a Region's set, this one included, in the order of the file; none where it goes with no other."""
    known = rows()[what]
    mine = known.get(region, "")
    return tuple(each for each, name in known.items() if mine and name == mine)


def together(what: str, home: str, others: Iterable[str]) -> bool:
    """Whether a Region goes with all the others: is of one set with them, or copies to each."""
    known = rows()[what]
    mine = known.get(home, "")
    if not mine:
        return False
    return all(each in mine.split() if what in PAIRS else known.get(each) == mine for each in others)
