"""What a bucket whose objects stay in one class comes to at least: that one cannot lead is known without its bill.

Storage at the lowest price of its tiers, reads and uploads; whatever else it is billed is left out. Floats.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from datetime import date
from functools import lru_cache
from math import isfinite
from typing import TYPE_CHECKING, Any, cast

from advisor.bill import Place
from advisor.exact import Fraction
from advisor.lifecycle_costs import NEVER, Book, fees
from advisor.load import SECONDS_IN_MONTH, Load, sizes_of
from advisor.lowest import together, total
from advisor.services.s3_classes import CLASSES, GIB, Sizes, requests_per_upload
from advisor.services.s3_design import Design
from advisor.services.s3_storage import FREQUENT, TIERING, Where

if TYPE_CHECKING:
    from advisor.facts import Facts
    from advisor.services import Look

Rates = tuple[float, float, float]  # US dollars of an object-month, of a read, of an upload
_LOADS, _TOTALS = "loads", "totals"  # what was asked of last
SECONDS = float(SECONDS_IN_MONTH)


class Lowest(Book):
    """Unit prices, of each dimension its lowest tier's."""

    def price(self, dimension: str, region: str | None = None) -> float:
        """US dollars of one unit; infinity where no price is known."""
        return min((float(price) for _, price in self.tiers(dimension, region)), default=NEVER)


def least(design: Design, facts: Facts, look: Look, loads: Sequence[Load], place: Place, known: dict[Any, Any]) -> float:
    """US dollars that a Design's bill comes to at least; 0 where its objects move, or nobody knows how many there are. `known`:
    the months of the same need that were asked of last."""
    moves = design.lifecycle or any(rule.lifecycle or rule.expire is not None for rule in design.rules)
    sizes = sizes_of(look.store, facts)
    if moves or not sizes or place.measured or design.class_ == "EXPRESS_ONEZONE":
        return 0.0
    if known.get(_LOADS) is not loads:
        known[_LOADS], known[_TOTALS] = loads, _totals(loads)
    lifetime, held, reads, writes = known[_TOTALS]
    if design.expire is not None and (lifetime is None or lifetime > design.expire):
        return 0.0
    tier = "archive_instant" if design.archive_access is None else "archive"
    tier = tier if design.deep_archive_access is None else "deep_archive"
    where = Where(look.limits, look.on)
    month, read, put = _rates(design.class_, tier, sizes, where, cast(Hashable, place.catalog), place.region, place.on)
    found: float = month * held + (read * reads + put * writes) * SECONDS
    return found if isfinite(found) else 0.0


def _totals(loads: Sequence[Load]) -> tuple[Fraction | None, float, float, float]:
    """The age objects are deleted at, object-months, and of each second of a month the reads and the writes, of all months."""
    load = together(loads)
    if load is None or load.size is None:
        return None, 0.0, 0.0, 0.0
    held, reads, writes = (total(each, len(loads)) for each in (load.count, load.reads, load.writes))
    return load.lifetime, held, reads, writes


@lru_cache(256)
def _rates(class_: str, tier: str, sizes: Sizes, where: Where, catalog: Any, region: str, on: date) -> Rates:
    """The least that one object, read or upload costs in a class, of Intelligent-Tiering down to a tier."""
    book, kind = Lowest(Place(catalog, region, on, 1), (None,), {}), CLASSES[class_]
    own = fees(class_, sizes, (NEVER, False), book, where)
    put = float(requests_per_upload(sizes, where.limits, where.on)) * book.price(f"s3.request.tier1.{kind.price}")
    if class_ != "INTELLIGENT_TIERING":
        return own.month, own.read, put
    size = float(sum(size * share for size, share in sizes) / GIB)
    return size * min(book.price(f"{TIERING}.{tier}"), book.price(FREQUENT)), own.read, put
