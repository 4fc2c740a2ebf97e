"""Averages and peaks of a load: what the one says of the other until somebody says it."""

from __future__ import annotations

from collections.abc import Callable

from advisor.sets import choice
from advisor.sheets import Found, Known, Sheet, derived, value


def usual_peak(known: Known) -> int:
    """How many times the average the peak usually is."""
    return {"steady": 1, "idle": 10}.get(choice(known.get("traffic", frozenset())) or "", 2)


def under_peak(name: str, sheet: Sheet, known: Known) -> Found:
    """The usual average where only the peak is said: never one that has nothing to do with it."""
    top = value(known, name) if sheet.usual and name in sheet.store.said else None
    times = max(sheet.store.hours) if sheet.store.hours else usual_peak(known)
    return None if top is None else derived(top / times, "from the peak until it is said", "usual")


def peak(average: str) -> Callable[[Sheet, Known], Found]:
    """The peak: of steady load the average; while unknown, twice the average is usual, ten times where load is mostly idle."""

    def found(sheet: Sheet, known: Known) -> Found:
        mean = value(known, average)
        if mean is None:
            return None
        if choice(known.get("traffic", frozenset())) == "steady" and not sheet.store.hours:
            return derived(mean, "steady load has no peak")
        if sheet.store.hours:
            return derived(mean * max(sheet.store.hours), "the busiest of the 24 hours")
        times = usual_peak(known)
        return derived(times * mean, f"{times} times the average until it is said", "usual") if sheet.usual else None

    return found
