"""What a bucket whose objects stay in one class comes to at least: that one cannot lead is known without its bill.

Storage at the lowest price of its tiers, reads and uploads; whatever else it is billed is left out. Floats.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite
from typing import TYPE_CHECKING, Any

from advisor.bill import Place
from advisor.exact import Fraction
from advisor.lifecycle_costs import NEVER, Book, fees
from advisor.load import SECONDS_IN_MONTH, Load, Months, sizes_of
from advisor.series import Apart, Series
from advisor.services.s3_classes import CLASSES, GIB, Sizes, billed, requests_per_upload
from advisor.services.s3_design import Design
from advisor.services.s3_requests import destinations
from advisor.services.s3_storage import FREQUENT, TIERING, Where
from advisor.services.s3_tiers import DAY, INFREQUENT, INSTANT
from advisor.sets import choice

if TYPE_CHECKING:
    from advisor.facts import Facts
    from advisor.services import Look

Rates = tuple[float, float, float]  # US dollars of an object-month, of a read, of an upload
Cold = tuple[float, float]  # shares of the objects that are not read for 30 and for 90 days, at most
_LOADS, _TOTALS = "loads", "totals"  # what was asked of last


class Lowest(Book):
    """Unit prices, of each dimension its lowest tier's."""

    def price(self, dimension: str, region: str | None = None) -> float:
        """US dollars of one unit; infinity where no price is known."""
        return min((float(price) for _, price in self.tiers(dimension, region)), default=NEVER)


def least(design: Design, facts: Facts, look: Look, loads: Sequence[Load], place: Place, known: dict[Any, Any]) -> float:
    """US dollars that a Design's bill comes to at least; 0 where its objects move, or nobody knows how many there are. `known`:
    the rates of what was asked before, of the same need."""
    moves = design.lifecycle or any(rule.lifecycle or rule.expire is not None for rule in design.rules)
    sizes = sizes_of(look.store, facts)
    if moves or not sizes or place.measured or design.class_ == "EXPRESS_ONEZONE":
        return 0.0
    if known.get(_LOADS) is not loads:
        known[_LOADS], known[_TOTALS] = loads, _totals(loads)
    lifetime, held, reads, writes, rate = known[_TOTALS]
    if design.expire is not None and (lifetime is None or lifetime > design.expire):
        return 0.0
    cold = _cold(rate, facts, look) if design.class_ == "INTELLIGENT_TIERING" else (0.0, 0.0)
    opted = design.archive_access is None, design.deep_archive_access is None
    key = (design.class_, opted, design.replication, design.replicate_to, sizes, cold)
    if key not in known:
        known[key] = _rates(design, sizes, place, Where(look.limits, look.on), cold)
    month, read, put = known[key]
    found: float = month * held + (read * reads + put * writes) * float(SECONDS_IN_MONTH)
    return found if isfinite(found) else 0.0


def _totals(loads: Sequence[Load]) -> tuple[Fraction | None, float, float, float, float | None]:
    """The age objects are deleted at, object-months, of each second of a month the reads and the writes, of all months, and the
    least reads of one object a second in any month."""
    try:
        load = loads.at(range(len(loads))) if isinstance(loads, Months) else loads[0]
        if load.size is None:
            return None, 0.0, 0.0, 0.0, None
    except Apart:
        return None, 0.0, 0.0, 0.0, None
    held, reads, writes = (_total(each, len(loads)) for each in (load.count, load.reads, load.writes))
    some = zip(_each(load.reads, len(loads)), _each(load.count, len(loads)), strict=False)
    return load.lifetime, held, reads, writes, min((read / count for read, count in some if count), default=None)


def _cold(rate: float | None, facts: Facts, look: Look) -> Cold:
    """What Intelligent-Tiering may keep in its colder tiers: nothing where nobody knows the use, all that comes to be unread."""
    access = facts.values.get("access")
    if access is None or choice(access) != "known":
        return 0.0, 0.0
    if len(look.store.access) > 1:
        return 1.0, 1.0
    unread = None if rate is None else 1 - min(1.0, rate * DAY)
    return (0.0, 0.0) if unread is None else (unread ** int(INFREQUENT // DAY), unread ** int(INSTANT // DAY))


def _rates(design: Design, sizes: Sizes, place: Place, where: Where, cold: Cold) -> Rates:
    """The least that one object, read or upload costs in a Design's class, in its copies too."""
    copies = [to for to in destinations(design) if to or design.replication == "SRR"]  # another is in a Region nobody named
    book, kind = Lowest(place, (None, *copies), {}), CLASSES[design.class_]
    own, size = fees(design.class_, sizes, (NEVER, False), book, where), float(sum(size * share for size, share in sizes) / GIB)
    put = float(requests_per_upload(sizes, where.limits, where.on)) * book.kept(f"s3.request.tier1.{kind.price}")
    put += size * sum(book.price(f"data_transfer.inter_region_out.to.{to}") for to in copies if to)
    if design.class_ != "INTELLIGENT_TIERING":
        return own.month, own.read, put
    deep = design.deep_archive_access is not None
    tier = "deep_archive" if deep else "archive" if design.archive_access is not None else "archive_instant"
    each, frequent = billed(design.class_, sizes, where.limits, where.on), book.kept(FREQUENT)
    infrequent = min(frequent, book.kept(f"{TIERING}.infrequent"))
    last = min(infrequent, book.kept(f"{TIERING}.{tier}"))
    month = frequent - cold[0] * (frequent - infrequent) - cold[1] * (infrequent - last)
    watched = float(each.monitored) * book.kept("s3.intelligent_tiering.monitoring")
    return float(each.own / GIB) * month + float(each.small / GIB) * frequent + watched, own.read, put


def _each(amount: Any, months: int) -> list[float]:
    """The amount of each month; none where nobody knows."""
    if type(amount) is Series:
        return [each * amount.up / amount.down for each in amount.whole]
    return [] if amount is None else [float(amount)] * months


def _total(amount: Any, months: int) -> float:
    """All months' amounts together; nothing where nobody knows."""
    if amount is None:
        return 0.0
    return sum(amount.whole) * amount.up / amount.down if type(amount) is Series else float(amount) * months
