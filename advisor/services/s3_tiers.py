"""How Intelligent-Tiering's objects spread over its tiers: by how long each has not been read.

https://docs.aws.amazon.com/AmazonS3/latest/userguide/intelligent-tiering-overview.html
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from advisor.exact import Fraction
from advisor.records import NamedTuple
from advisor.series import Series, ratios_of, same
from advisor.services.s3_ages import Ages
from advisor.streams import NONE

if TYPE_CHECKING:
    from advisor.spec import Band

DAY = 86_400
INFREQUENT, INSTANT = Fraction(30 * DAY), Fraction(90 * DAY)
FINEST = 10**9  # probabilities are rounded down to a billionth, for their exact powers have hundreds of digits
WRONG = 1e-15 * FINEST  # billionths a day; a float's power is wrong by less
Rates = tuple[tuple[Fraction | float, Any], ...]


class Tiers(NamedTuple):
    """Objects in Intelligent-Tiering's tiers; the last two hold any only where a bucket opts in to them."""

    frequent: Fraction
    infrequent: Fraction = NONE
    archive_instant: Fraction = NONE
    archive: Fraction = NONE
    deep_archive: Fraction = NONE


class Opted(NamedTuple):
    """Seconds without access after which objects go to the two archive tiers; None: not opted in."""

    archive: Fraction | None = None
    deep_archive: Fraction | None = None


def tiers(
    access: Sequence[Band],
    use: tuple[Fraction, Fraction] | None,
    span: tuple[Fraction, Fraction | None],
    ages: Ages,
    opted: Opted,
    held: Fraction | None = None,
) -> Tiers | None:
    """How monitored objects, of ages from one to another, spread over the tiers; None: all are in the first. `use`: reads a
    second of so many objects, where access is one rate. `held`: how many there are of these ages, if not as the ages say.

    An object is taken to be read on a given day with a probability of its reads a day, each day by itself; so of objects old
    enough (1 - p)^30 have not been read for 30 days and sit in Infrequent Access, (1 - p)^90 in Archive Instant, and so on.
    That is never more than chance arrivals (Poisson) would leave there, so the bill is not understated. Where the rate changes
    with age the highest of the days counts. The clock starts in Frequent Access when an object comes into the class, at any age.
    """
    bands: Rates = tuple((band.until, band.reads) for band in access) if len(access) > 1 else ()
    if not bands:
        if use is None:
            return None
        bands = ((float("inf"), use),)
    begin, end = span
    total = ages.held(begin, end)
    if not total:
        return None
    waits = [INFREQUENT, INSTANT, *(wait for wait in opted if wait is not None)]
    left = {wait: _untouched(bands, begin, end, ages, wait) for wait in dict.fromkeys(waits)}
    if held is not None and not same(held, total):
        total, left = held, {wait: some * held / total for wait, some in left.items()}
    deep = left[opted.deep_archive] if opted.deep_archive is not None else NONE
    archived = max(deep, left[opted.archive] if opted.archive is not None else NONE)
    cold, colder = left[INFREQUENT], max(archived, left[INSTANT])
    return Tiers(total - cold, cold - colder, colder - archived, archived - deep, deep)


def _untouched(bands: Rates, begin: Fraction, end: Fraction | None, ages: Ages, wait: Fraction) -> Fraction:
    """Objects from `begin` to `end` that were not read for `wait` seconds, nor came within them."""
    return cold(bands, begin + wait, end, ages, wait)


def cold(bands: Rates, low: Fraction, high: Fraction | None, ages: Ages, wait: Fraction) -> Fraction:
    """Objects of ages from `low` to `high` that were not read for `wait` seconds; all of them came longer ago."""
    found, days = NONE, int(wait // DAY)
    if high is not None and low >= high:
        return found
    edges = [until for until, _ in bands[:-1] if isinstance(until, Fraction)]
    cuts = {low, *(cut for edge in edges for cut in (edge, edge + wait) if low < cut and (high is None or cut < high))}
    marks: list[Fraction | None] = [*sorted(cuts), high]
    starts = [NONE, *edges]
    for young, old in pairwise(marks):
        assert young is not None
        spans = zip(starts, bands, strict=True)
        rates = [rate for start, (until, rate) in spans if (old is None or start < old) and until > young - wait]
        still = quiet(max(rates), days) if edges else _still(rates[0], days)
        found += ages.held(young, old, wait) * still
    return found


def _still(use: tuple[Any, Any], days: int) -> Any:
    """The probability for (reads a second, of so many objects), in one month or in each of many."""
    reads, objects = use
    if type(objects) is not Series and type(reads) is not Series:
        return quiet(reads / objects, days)
    if type(objects) is type(reads) and objects.whole is reads.whole:
        return quiet(Fraction(reads.up * objects.down, reads.down * objects.up), days)
    months = len(objects.whole if type(objects) is Series else reads.whole)
    (above, one), (below, other) = ratios_of(reads, months), ratios_of(objects, months)
    return _quiets(tuple(above), one, tuple(below), other, days)


@lru_cache(256)
def _quiets(above: tuple[int, ...], one: int, below: tuple[int, ...], other: int, days: int) -> Any:
    """The probabilities of the rates of many months, which many designs ask."""
    return Series.over([_billionths(up * other, down * one, days) for up, down in zip(above, below, strict=True)], FINEST)


@lru_cache(512)
def quiet(rate: Fraction | float, days: int) -> Fraction:
    """Probability that an object read `rate` times a second is not read for so many days, rounded down to a billionth."""
    return Fraction(_billionths(*rate.as_integer_ratio(), days), FINEST)


def _billionths(up: int, down: int, days: int) -> int:
    """The same of a rate as a ratio, in billionths: a float tells, where it is not nearer to a whole one than it may be wrong."""
    up *= DAY
    if not up or not days:
        return FINEST
    if up >= down:
        return 0
    found, wrong = ((down - up) / down) ** days * FINEST, days * WRONG
    least, most = int(found - wrong), min(int(found + wrong), FINEST - 1)
    return least if least == most else (down - up) ** days * FINEST // down**days
