"""How many policies over time the recommended Design is the cheapest of, and by how much none is cheaper."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from advisor.ageing import searched
from advisor.candidates import Context, Weighed, Weighing
from advisor.ranking import Candidate
from advisor.report import Proof
from advisor.services import CHEAPEST
from advisor.serving import Verdicts

ROUNDING = Decimal("0.005")  # US dollars: what the floats of a search may be off by, and nobody would see


def proof(weighed: Weighed, context: Context) -> Proof | None:
    """None where no policy was looked for, or another Design costs less but breaches a budget or misses a price."""
    best = weighed.best if weighed.best is not None and weighed.best.service in CHEAPEST else None
    found = {} if best is None else _policies(best, weighed, context)
    if best is None or not found or best.bill.at_least:
        return None
    alike = [each for each in weighed.ranked if each.service == best.service and each.fit == best.fit and each.option in found]
    least = min((each.likely - Decimal(found[each.option].slack) for each in alike), default=best.likely)
    if any(each.likely < best.likely for each in alike):
        return None
    slack = best.likely - least
    count = sum(found[each.option].ways for each in alike)
    return Proof(Decimal(count), slack if slack > ROUNDING else Decimal(0))


def _policies(best: Candidate, weighed: Weighed, context: Context) -> Mapping[str, Any]:
    """The cheapest policy over time of each option, with the other settings of the recommended Design."""
    known = Verdicts(weighed.likely, context.memo.kept.get(("verdicts", weighed.store.name)))
    weighing = Weighing(best.service, weighed.store, context, weighed.facts, weighed.likely, known, best.fit, thorough=True)
    ageing = weighing.ageing(best.fit)
    return searched(ageing, best.design) if ageing is not None and ageing.search.sees(best.design) else {}
