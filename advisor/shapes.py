"""Shapes: how a load spreads over the hours of a day, and how the age of stored objects spreads over access bands."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from advisor.exact import Fraction

if TYPE_CHECKING:
    from advisor.spec import Band

HOURS = 24
SCHEDULED_HOURS = 4  # an assumption: nobody says how long a scheduled jump lasts


@lru_cache(maxsize=256)
def hourly(
    traffic: str, average: Fraction | None, peak: Fraction | None, said: tuple[Fraction, ...] = ()
) -> tuple[Fraction, ...]:
    """The load a second in each hour of the day: 24 numbers whose mean is exactly `average`; empty when that is unknown.

    said hours  the stated multipliers, scaled to a mean of 1
    steady      flat at the average; a higher peak is a matter of capacity alone
    daily       a tent: from the night's base straight up to the peak hour and down, its maximum exactly the peak
    scheduled   up to 4 hours at the peak, the rest at one base
    spiky, idle flat at the average: nobody can say in which hour the peak comes, so capacity must hold it all day
    A peak above 24 times the average is shorter than an hour; the busiest hour then holds the whole day's load.
    """
    if average is None:
        return ()
    if said:
        total = sum(said, Fraction(0))
        return tuple(average * hour * HOURS / total for hour in said) if total else (average,) * HOURS
    if peak is None or peak <= average or not average:
        return (average,) * HOURS
    top = min(peak, average * HOURS)
    if traffic == "daily":
        return _tent(average, top)
    if traffic == "scheduled":
        return _block(average, top)
    return (average,) * HOURS


def _tent(average: Fraction, top: Fraction) -> tuple[Fraction, ...]:
    """A tent of half-width w hours has a mean of w/24 of its height: take the widest that leaves a base of at least 0."""
    width = next(w for w in range(HOURS // 2, 0, -1) if Fraction(w, HOURS) <= average / top)
    rise = (top - average) / (1 - Fraction(width, HOURS))
    base = top - rise
    sides = [base + rise * max(Fraction(0), 1 - Fraction(far, width)) for far in range(HOURS // 2 + 1)]
    return tuple([sides[abs(hour - HOURS // 2)] for hour in range(HOURS)])


def _block(average: Fraction, top: Fraction) -> tuple[Fraction, ...]:
    """As many hours at the peak as the mean allows, at most four."""
    hours = min(SCHEDULED_HOURS, int(average * HOURS / top))
    base = (average * HOURS - top * hours) / (HOURS - hours)
    return tuple(top if 8 <= hour < 8 + hours else base for hour in range(HOURS))


def read_shares(access: Sequence[Band], oldest: Fraction | None, written: bool) -> tuple[tuple[Fraction, Fraction], ...] | None:
    """(share of the objects, reads of one a second) of each access band; None when the ages are unknown.

    Ages spread evenly from 0 to `oldest`: data that came in at one pace. Without an oldest age, data that is no longer
    written (`written`: the inflow is known) is all in the last band; otherwise nobody said how old it is.
    """
    if oldest is None:
        return ((Fraction(1), access[-1].reads),) if written and access else None
    if not oldest:
        return ((Fraction(1), access[0].reads),) if access else None
    shares, begin = [], Fraction(0)
    for band in access:
        end = min(oldest, band.until) if isinstance(band.until, Fraction) else oldest
        if end > begin:
            shares.append(((end - begin) / oldest, band.reads))
            begin = end
    return tuple(shares)
