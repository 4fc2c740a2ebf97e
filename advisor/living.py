"""Facts of objects whose deletions, ages or growing inflow somebody says: what is written, how the bucket grows."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.births import Births, full, implied
from advisor.births import of as births
from advisor.exact import Fraction
from advisor.sets import number
from advisor.sheets import Found, Known, Sheet, derived, value
from advisor.spec import Store
from advisor.streams import SECONDS_IN_MONTH, alive, read


def pace(sheet: Sheet, known: Known, mean: Fraction | None) -> Found:
    """Objects written a second in the first month, where nobody says: what keeps as many as there are, or makes the growth."""
    stored, store = value(known, "size"), sheet.store
    if not stored or not mean:
        return None
    said = store.said.get("growth")
    net = number(said.values) if said else None
    grown = net / mean if isinstance(net, Fraction) else None
    like = Births(stored / mean, Fraction(1), value(known, "keep"), store.deletions, store.ages, store.faster or Fraction(0))
    why = "what keeps as many objects as there are, with their deletions"
    if any(life is None for life, _ in like.kinds):
        why = "what makes the growth, and what is deleted of it"
    return derived(implied(like, grown), why, "assumed")


def _births(sheet: Sheet, known: Known, mean: Fraction | None) -> Births | None:
    """What comes and goes; None where nobody says enough."""
    stored, store = value(known, "size"), sheet.store
    written = value(known, "writes")
    if written is None:
        said = store.said.get("writes")
        found = (said.values, "", "") if said else pace(sheet, known, mean)
        one = number(found[0]) if found else None
        written = one if isinstance(one, Fraction) else None
    there = stored / mean if stored is not None and mean else None
    return births(there, written, value(known, "keep"), (store.deletions, store.ages, store.faster))


def growth(sheet: Sheet, known: Known, mean: Fraction | None) -> Found:
    """Net growth over the horizon, on average."""
    come, months = _births(sheet, known, mean), sheet.workload.horizon_months
    if come is None or mean is None:
        return None
    more = (come.grown(months) - come.there) * mean / (SECONDS_IN_MONTH * months)
    return derived(max(Fraction(0), more), "what is written less what is deleted, over the horizon")


def final_size(sheet: Sheet, known: Known, mean: Fraction | None) -> Found:
    """Size at the end of the horizon."""
    come = _births(sheet, known, mean)
    if come is None or mean is None:
        return None
    return derived(come.grown(sheet.workload.horizon_months) * mean, "what is there, written and deleted over the horizon")


def kept_size(sheet: Sheet, known: Known, mean: Fraction | None) -> Found:
    """What is there of all that comes until it is deleted."""
    come = _births(sheet, known, mean) if "writes" in sheet.store.said else None
    if come is None or mean is None or come.ages or any(life is None for life, _ in come.kinds):
        return None
    return derived(full(come) * come.pace * mean, "what is written, until it is deleted")


def object_reads(sheet: Sheet, known: Known, mean: Fraction | None) -> Found:
    """The mean reads of one object in the first month."""
    come = _births(sheet, known, mean)
    if come is None:
        return None
    pieces, access = come.pieces(1, sheet.workload.horizon_months), sheet.store.access
    count = alive(pieces, Fraction(0), SECONDS_IN_MONTH)
    every = access[0].reads if len(access) == 1 else read(pieces, access, 1) / count if count else None
    return derived(every, "mean of the reads by age")


def assumed(store: Store) -> Iterator[tuple[str, str, str]]:
    """(what, its value, why) of what is taken for true of objects' lives where nobody says more."""
    if not store.ages and (store.deletions or store.faster):
        how = "at the same growth" if store.faster else "as fast as it comes now"
        yield "object_age", how, "what is stored today came so and was deleted likewise; write object_age: where it was not"
    if store.faster:
        yield "writes.growth", "in steps", "of a month for two years, then of a year, and of a year before today"
