"""What an object of a size costs in each class at each age: US dollars from the catalog, as floats, for the search alone."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Hashable, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import lru_cache
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING, Any, cast

from advisor.bill import Place
from advisor.exact import Fraction
from advisor.lifecycle_curves import Span, gaps, joined
from advisor.lifecycle_paced import Paced
from advisor.lifecycle_streams import Streams
from advisor.missing import Missing
from advisor.records import NamedTuple
from advisor.services.s3_classes import CLASSES, GIB, Sizes, archived, billed, restore_speed, terms
from advisor.services.s3_storage import FREQUENT, STANDARD, TIERING, Where
from advisor.services.s3_tiers import DAY, Opted, quiet

if TYPE_CHECKING:
    from advisor.spec import Band

NEVER = float("inf")


class Book:
    """Unit prices; of pools, the price at hand of each by dimension and Region (None: the workload's own)."""

    def __init__(self, place: Place, regions: Sequence[str | None], pools: Mapping[tuple[str, str | None], float]) -> None:
        """`regions`: where copies are kept, None the workload's own."""
        self._place, self.regions, self._pools = place, regions, pools
        self._known: dict[tuple[str, str | None], float] = {}
        self.asked: set[tuple[str, str | None]] = set()  # of the pools

    def with_pools(self, pools: Mapping[tuple[str, str | None], float]) -> Book:
        """The same with other prices of pools."""
        found = Book(self._place, self.regions, pools)
        found._known = self._known
        return found

    def price(self, dimension: str, region: str | None = None) -> float:
        """US dollars of one unit; infinity where no price is known."""
        key = (dimension, region)
        if key in self._pools:
            self.asked.add(key)
            return self._pools[key]
        if key not in self._known:
            found = self.tiers(dimension, region)
            self._known[key] = float(found[0][1]) if found else NEVER
        return self._known[key]

    def tiers(self, dimension: str, region: str | None = None) -> Sequence[tuple[Fraction, Decimal]]:
        """(from, price) of each tier; none where no price is known."""
        return _tiers(cast(Hashable, self._place.catalog), dimension, region or self._place.region, self._place.on)

    def kept(self, dimension: str) -> float:
        """The same, of all copies together."""
        return sum(self.price(dimension, region) for region in self.regions)


@lru_cache(4096)
def _tiers(catalog: Any, dimension: str, region: str, on: date) -> Sequence[tuple[Fraction, Decimal]]:
    """(from, price) of each tier of a catalog that does not change."""
    service, _, name = dimension.partition(".")
    found = catalog.find(service, region, name, on)
    return () if isinstance(found, Missing) else found.tiers


class Fees(NamedTuple):
    """Of one size's objects in one class, in US dollars: an object-month, a read, coming by a transition, a month cut short."""

    month: float
    read: float
    come: float
    early: float
    least: float  # seconds
    old: float  # an object-month of an old version


def fees(class_: str, sizes: Sizes, wait: tuple[Fraction | float, bool], book: Book, where: Where) -> Fees:
    """The fees of some sizes, for one object of the whole bucket (so shares of less than 1 count as such).

    `wait`: how long a restore may take, and whether somebody said so.
    """
    kind, rule = CLASSES[class_], terms(class_, where.limits, where.on)
    each = billed(class_, sizes, where.limits, where.on)
    part, gib = float(sum(share for _, share in sizes)), float(sum(size * share for size, share in sizes) / GIB)
    storage = FREQUENT if class_ == "INTELLIGENT_TIERING" else f"s3.storage.{kind.price}"
    own, standard = float(each.own / GIB), float(each.standard / GIB)
    read = part * book.price(f"s3.request.tier2.{kind.price}")
    if kind.per_gib_read:
        read += gib * book.price(f"s3.retrieval.{kind.price}")
    if kind.restored:
        name = f"{kind.price}.{restore_speed(class_, wait[0], where.limits, where.on, wait[1])}"
        read += part * book.price(f"s3.restore_request.{name}") + gib * book.price(f"s3.retrieval.{name}")
        read += gib * book.price(STANDARD) * 86_400 / 2_628_000
    month = own * book.kept(storage) + (standard * book.kept(STANDARD) if standard else 0.0)
    come = 0.0 if class_ == "STANDARD" else part * book.kept(f"s3.lifecycle_transition.{kind.price}")
    early = "s3.early_delete.deep_archive" if class_ == "DEEP_ARCHIVE" else storage
    old = (own + float(each.small / GIB)) * book.kept(storage)
    return Fees(month, read, come, own * book.kept(early) if rule.shortest else 0.0, float(rule.shortest), old)


class Cold(NamedTuple):
    """Object-months not read for a wait, by age: sums up to each mark. Of what came at mark i, `first[i]` is up to mark
    `place[i]`, the first one past its wait."""

    sums: tuple[float, ...]
    place: tuple[int, ...]
    first: tuple[float, ...]


Bands = tuple[tuple[float, Fraction], ...]  # up to an age, how often one object is read
Even = tuple[float, float, float | None]  # from an age to an age, and the share that is not read for a wait (None: by stream)


class Colds:
    """What is not read for a wait, by age; each wait is worked out once."""

    def __init__(self, found: Sequence[Span], marks: Sequence[float], access: Sequence[Band]) -> None:
        self.bands: Bands = tuple([(float(band.until), band.reads) for band in access]) if len(access) > 1 else ()
        self.found, self.marks = joined(found, read=not self.bands), tuple(marks)
        self._paced = Paced.of([(span.ages, span.months) for span in self.found])
        self._streams: tuple[Streams, list[list[float]]] | None = None
        self._quiet: dict[int, list[float]] = {}
        self.known: dict[float, Cold] = {}
        self.parts: Sequence[Colds] = ()

    @classmethod
    def together(cls, some: Sequence[Colds]) -> Colds:
        """What is not read of several streams, as of one."""
        found = cls(some[0].found, some[0].marks, ())
        found.bands, found.parts = some[0].bands, some
        return found

    def wait(self, wait: float) -> Cold:
        """What is not read for so many seconds."""
        if wait not in self.known:
            self.known[wait] = self._of_parts(wait) if self.parts else self._by_age(wait) if self.bands else self._at_any(wait)
        return self.known[wait]

    def _of_parts(self, wait: float) -> Cold:
        """The sums of several streams."""
        each = [part.wait(wait) for part in self.parts]
        whole = [sum(one) for one in zip(*(cold.sums for cold in each), strict=True)]
        early = [sum(one) for one in zip(*(cold.first for cold in each), strict=True)]
        return Cold(tuple(whole), each[0].place, tuple(early))

    def _at_any(self, wait: float) -> Cold:
        """Where objects of any age are read alike, at all marks at once."""
        place, open_, past, until = _past(self.marks, wait)
        if self._paced is not None:
            shares = self._quiets(wait)
            whole, some = (self._paced.past(ages, shares) for ages in (self.marks, past))
            early = [0.0] * len(self.marks)
            for index, each, at in zip(open_, some, until, strict=True):
                early[index] = each - whole[at]
            return Cold(tuple(accumulate([one - two for one, two in pairwise(whole)], initial=0.0)), place, tuple(early))
        streams, rows = self._held()
        sums, some, early = [0.0] * (len(self.marks) - 1), [0.0] * len(open_), [0.0] * len(self.marks)
        for share, held, first in zip(self._quiets(wait), rows, streams.up_to(past, self.marks, until), strict=True):
            if not share:
                continue
            sums = [one + share * more for one, more in zip(sums, held, strict=True)]
            some = [one + share * more for one, more in zip(some, first, strict=True)]
        for index, each in zip(open_, some, strict=True):
            early[index] = each
        return Cold(tuple(accumulate(sums, initial=0.0)), place, tuple(early))

    def _by_age(self, wait: float) -> Cold:
        """Where reads go by age."""
        between, place, early, ages = _plan(self.marks, wait, self.bands)
        streams, _ = self._held()
        every = self._paced.past(ages, [1.0] * len(self.found)) if self._paced else streams.past(ages)
        past = dict(zip(ages, every, strict=True))

        def still(some: Iterable[Even]) -> float:
            """Object-months of some ages that are not read for the wait, where the share is known."""
            total = 0.0
            for young, old, share in some:
                if share:
                    total += share * (past[young] - past[old] + (streams.elders(young) if old == NEVER else 0.0))
            return total

        return Cold(tuple(accumulate(map(still, between), initial=0.0)), place, tuple(map(still, early)))

    def _held(self) -> tuple[Streams, list[list[float]]]:
        """The streams, none came late, so no wait changes how many there are; and of each what is held between marks."""
        if self._streams is None:
            rows = [[each * span.months for each in gaps(span, self.marks)] for span in self.found]
            self._streams = Streams((span.ages, span.months) for span in self.found), rows
        return self._streams

    def _quiets(self, wait: float) -> list[float]:
        """The share of each stream's objects that is not read for a wait."""
        days = int(wait // DAY)
        if days not in self._quiet:
            rates: list[Any] = [span.each for span in self.found]
            self._quiet[days] = [float(quiet(rate, days)) for rate in rates]
        return self._quiet[days]


def evenly(low: float, high: float, wait: float, bands: Bands) -> tuple[Even, ...]:
    """Ages from `low` to `high` in parts which have the same most reads within a wait: from, to, share that is not read."""
    if low >= high:
        return ()
    edges = [until for until, _ in bands[:-1]]
    cuts = sorted({low, *(cut for edge in edges for cut in (edge, edge + wait) if low < cut < high)})
    found = []
    for young, old in pairwise([*cuts, high]):
        starts = zip([0.0, *edges], bands, strict=True) if bands else ()
        rates = [rate for start, (until, rate) in starts if start < old and until > young - wait]
        found.append((young, old, float(quiet(max(rates), int(wait // DAY))) if rates else None))
    return tuple(found)


@lru_cache(16)
def _past(marks: tuple[float, ...], wait: float) -> tuple[tuple[int, ...], list[int], list[float], list[int]]:
    """Of each mark the first one past its wait; and of the marks whose wait ends between two: which they are, the ages at which
    it does, and the first ones past it."""
    past = [begin + wait for begin in marks]
    place = tuple([bisect_left(marks, age) for age in past])
    open_ = [index for index, (age, at) in enumerate(zip(past, place, strict=True)) if age < marks[at]]
    return place, open_, [past[index] for index in open_], [place[index] for index in open_]


@lru_cache(16)
def _plan(
    marks: tuple[float, ...], wait: float, bands: Bands
) -> tuple[list[tuple[Even, ...]], tuple[int, ...], list[tuple[Even, ...]], list[float]]:
    """Of some marks: the ages between them; the first past each mark's wait; the ages from each mark's wait up to that one; and
    all of these."""
    place, *_ = _past(marks, wait)
    gaps = [evenly(low, high, wait, bands) for low, high in pairwise(marks)]
    early = [
        evenly(begin + wait, marks[at], wait, bands) if at < len(marks) else () for begin, at in zip(marks, place, strict=True)
    ]
    return gaps, place, early, sorted({age for some in (*gaps, *early) for young, old, _ in some for age in (young, old)})


def tier_prices(sizes: Sizes, opted: Opted, book: Book, where: Where) -> list[float]:
    """What an object-month costs in Frequent Access with its monitoring, and what each further tier adds (less than nothing)."""
    each = billed("INTELLIGENT_TIERING", sizes, where.limits, where.on)
    own, monitored = float(each.own / GIB), float(each.monitored)
    index, names = (float(extra / GIB) * monitored for extra in archived(where.limits, where.on))
    costs = [own * book.kept(f"{TIERING}.{tier}") for tier in ("frequent", "infrequent", "archive_instant")]
    chosen = [tier for tier, wait in zip(("archive", "deep_archive"), opted, strict=True) if wait is not None]
    costs += [(own + index) * book.kept(f"{TIERING}.{tier}") + names * book.kept(STANDARD) for tier in chosen]
    small = float(each.small / GIB) * book.kept(FREQUENT)
    return [small + costs[0] + monitored * book.kept("s3.intelligent_tiering.monitoring"), *(b - a for a, b in pairwise(costs))]
