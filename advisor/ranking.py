"""The order of candidates, in one sentence: breaches last; then fit before merely capable; priced before unpriced, the fewest
missing prices first; lowest total over the horizon; name. `optimize_for: cost` drops "fit before capable"."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from advisor.bill import Bill
from advisor.records import NamedTuple


class Candidate(NamedTuple):
    """A Design with its bill. The order rests on the bill with usual values for what nobody measured: `likely` is its total,
    `unpriced` how many prices it misses; `plain` is the Design with nothing of today's kept, where that is another."""

    service: str
    option: str
    design: object
    bill: Bill
    likely: Decimal
    fit: bool
    unpriced: int
    breaches: tuple[str, ...] = ()
    plain: object = None


def rank(candidates: Iterable[Candidate], optimize_for: str) -> tuple[Candidate, ...]:
    """Best first."""

    def place(each: Candidate) -> tuple[bool, bool, int, Decimal, str, str]:
        capable = optimize_for == "fit" and not each.fit
        return (bool(each.breaches), capable, each.unpriced, each.likely, each.service, each.option)

    return tuple(sorted(candidates, key=place))
