"""Where a bucket's objects are by age: the classes a lifecycle takes them through, and the tiers of Intelligent-Tiering.

A steady state: objects came in at one pace, so ages spread evenly from 0 to the oldest. With one class nothing depends on age.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from advisor.exact import Fraction
from advisor.load import Load
from advisor.records import NamedTuple
from advisor.services.s3_classes import Sizes

if TYPE_CHECKING:
    from advisor.spec import Band

DAY = 86_400
INFREQUENT_DAYS, ARCHIVE_DAYS = 30, 90
NONE, ALL = Fraction(0), Fraction(1)
SMALL = 128 * 1024  # bytes
ARCHIVES = ("GLACIER", "DEEP_ARCHIVE")
FINEST = 10**9  # probabilities are rounded down to a billionth, for their exact powers have hundreds of digits


class Stage(NamedTuple):
    """The objects of some sizes while they are in one class; None where their ages are unknown."""

    class_: str
    sizes: Sizes  # shares are of all objects of the bucket
    part: Fraction  # those shares together
    mean: Fraction  # bytes of the mean one of these objects
    begin: Fraction  # age at which they come
    end: Fraction | None  # age at which they go on to another class; None: they stay
    share: Fraction | None  # part of these objects that is in the class now
    reads: Fraction | None  # reads a second of these objects while in the class
    moved: bool = False  # came by a lifecycle transition, not by a PUT


def stages(
    class_: str, moves: Sequence[tuple[Fraction, str]], sizes: Sizes, smallest: Fraction, load: Load, access: Sequence[Band]
) -> list[Stage]:
    """The stages of a bucket. Objects below 128 KiB do not move, but to the archives if `smallest` lets them.

    Since September 2024 lifecycle rules let no smaller object move; before, the two archive classes took them.
    https://docs.aws.amazon.com/AmazonS3/latest/userguide/lifecycle-transition-general-considerations.html
    """
    if not moves:
        return [Stage(class_, sizes, ALL, load.size or mean(sizes)[1], NONE, None, ALL, load.reads)]
    small = tuple(each for each in sizes if each[0] < SMALL)
    large = tuple(each for each in sizes if each[0] >= SMALL)
    archived = [(after, to) for after, to in moves if to in ARCHIVES] if smallest < SMALL else []
    found: list[Stage] = []
    for some, way in ((small, archived), (large, moves)):
        if some:
            found.extend(_way(class_, way, some, load, access))
    return found


def _way(class_: str, moves: Sequence[tuple[Fraction, str]], sizes: Sizes, load: Load, access: Sequence[Band]) -> Iterator[Stage]:
    """The stages of objects that all move alike."""
    part, size = mean(sizes)
    edges = [(NONE, class_), *moves]
    for index, (begin, name) in enumerate(edges):
        end = edges[index + 1][0] if index + 1 < len(edges) else None
        aged, read = _aged(begin, end, load, access) if moves else (ALL, ALL)
        reads = None if read is None or load.reads is None else load.reads * part * read
        yield Stage(name, sizes, part, size, begin, end, aged, reads, index > 0)


def mean(sizes: Sizes) -> tuple[Fraction, Fraction]:
    """(their share of all objects, bytes of the mean one) of some sizes."""
    part = sum((share for _, share in sizes), NONE)
    return part, sum((size * share for size, share in sizes), NONE) / part


def _aged(begin: Fraction, end: Fraction | None, load: Load, access: Sequence[Band]) -> tuple[Fraction | None, Fraction | None]:
    """(share of the objects, share of the reads) whose age is from `begin` to `end`."""
    oldest = load.oldest
    if oldest is None:  # no longer written: all of it is old; or nobody said how fast it comes in
        if load.inflow is None:
            return None, None
        return (Fraction(1), Fraction(1)) if end is None else (Fraction(0), Fraction(0))
    stop = oldest if end is None else min(end, oldest)
    share = max(Fraction(0), stop - begin) / oldest if oldest else Fraction(begin == 0)
    if len(access) < 2:
        return share, share
    total = _read(access, Fraction(0), oldest)
    return share, (_read(access, begin, stop) / total if total else share)


def _read(access: Sequence[Band], begin: Fraction, stop: Fraction) -> Fraction:
    """Reads an object sees from one age to another."""
    reads, start = Fraction(0), Fraction(0)
    for band in access:
        end = band.until if isinstance(band.until, Fraction) else max(stop, start)
        reads += max(Fraction(0), min(end, stop) - max(start, begin)) * band.reads
        start = end
    return reads


class Tiers(NamedTuple):
    """Shares of Intelligent-Tiering's automatic tiers; they sum to 1."""

    frequent: Fraction
    infrequent: Fraction
    archive_instant: Fraction


def tiers(access: Sequence[Band], each: Fraction | None, begin: Fraction, load: Load) -> Tiers:
    """How monitored objects spread over the tiers. `each`: reads of one object a second where access is one rate.

    An object is taken to be read on a given day with a probability of its reads a day, each day by itself; so of objects old
    enough (1 - p)^30 have not been read for 30 days and sit in Infrequent Access, (1 - p)^90 in Archive Instant. That is never
    more than chance arrivals (Poisson) would leave there, so the bill is not understated. Where the rate changes with age the
    highest of the 30 or 90 days counts. Unknown or changing access leaves all in Frequent Access: the worst case.
    https://docs.aws.amazon.com/AmazonS3/latest/userguide/intelligent-tiering-overview.html
    """
    bands = [(band.until, band.reads) for band in access] if len(access) > 1 else []
    if not bands:
        if each is None:
            return Tiers(Fraction(1), Fraction(0), Fraction(0))
        bands = [(float("inf"), each)]
    cold, colder = (_untouched(tuple(bands), begin, load.oldest, days) for days in (INFREQUENT_DAYS, ARCHIVE_DAYS))
    return Tiers(1 - cold, cold - colder, colder)


@lru_cache(512)
def _untouched(
    bands: tuple[tuple[Fraction | float, Fraction], ...], begin: Fraction, oldest: Fraction | None, days: int
) -> Fraction:
    """Share of the objects since `begin` not read for so many days; all are older while the oldest age is unknown."""
    window = Fraction(days * DAY)
    if oldest is None:
        return _quiet(bands[-1][1], days)
    if oldest <= begin + window:
        return Fraction(0)
    edges = [until for until, _ in bands if isinstance(until, Fraction)]
    cuts = sorted(
        {begin + window, oldest, *(cut for edge in edges for cut in (edge, edge + window) if begin + window < cut < oldest)}
    )
    total = Fraction(0)
    for low, high in pairwise(cuts):
        starts = [Fraction(0), *edges]
        seen = [rate for start, (until, rate) in zip(starts, bands, strict=False) if start < high and until > low - window]
        total += (high - low) * _quiet(max(seen), days)
    return total / (oldest - begin)


@lru_cache(512)
def _quiet(rate: Fraction, days: int) -> Fraction:
    """Probability that an object read `rate` times a second is not read for so many days, rounded down to a billionth."""
    daily = min(Fraction(1), rate * DAY)
    return Fraction(int((1 - daily) ** days * FINEST), FINEST)
