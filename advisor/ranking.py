"""The order of candidates, in one sentence: breaches last; then fit before merely capable; priced before not fully priced; lowest
total over the horizon; name. `optimize_for: cost` drops "fit before capable".

Of what is not fully priced totals are compared where the same prices are missing of all. Where they are not, neither the totals
nor how many prices are missing say which costs less, and what is given first comes first: as the rules list it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from advisor.bill import Bill
from advisor.records import NamedTuple

# A Design's place (is the budget broken, the prices it misses, total), itself, its usual bill, what of the budget it breaks.
Priced = tuple[bool, frozenset[str], Decimal, Any, Bill, tuple[str, ...]]


class Candidate(NamedTuple):
    """A Design with its bill. The order rests on the bill with usual values for what nobody measured: `likely` is its total,
    `unpriced` the prices it misses; `plain` is the Design with nothing of today's kept, where that is another."""

    service: str
    option: str
    design: object
    bill: Bill
    likely: Decimal
    fit: bool
    unpriced: frozenset[str]
    breaches: tuple[str, ...] = ()
    plain: object = None


def rank(candidates: Iterable[Candidate], optimize_for: str) -> tuple[Candidate, ...]:
    """Best first; of those that cannot be told apart by what they cost, the first given."""
    given = tuple(candidates)

    def kind(each: Candidate) -> tuple[bool, bool, bool]:
        capable = optimize_for == "fit" and not each.fit
        return bool(each.breaches), capable, bool(each.unpriced)

    missing: dict[tuple[bool, bool, bool], set[frozenset[str]]] = {}
    for each in given:
        missing.setdefault(kind(each), set()).add(each.unpriced)

    def place(each: Candidate) -> tuple[tuple[bool, bool, bool], Decimal, str, str]:
        if len(missing[kind(each)]) > 1:
            return kind(each), Decimal(0), "", ""
        return kind(each), each.likely, each.service, each.option

    return tuple(sorted(given, key=place))


def cheapest(designs: Sequence[Priced]) -> Priced:
    """The first of the Designs of one option, in the same order; `designs` is not empty."""
    best = min(designs, key=lambda each: (each[0], bool(each[1]), each[2]))
    if not best[1]:
        return best
    others = [each for each in designs if each[0] == best[0]]
    return best if len({each[1] for each in others}) == 1 else others[0]
