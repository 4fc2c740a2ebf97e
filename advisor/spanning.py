"""Facts of the Regions a store spans: how many, where its copies are, and whether a service has them together."""

from __future__ import annotations

from collections.abc import Callable

from advisor import region_sets
from advisor.exact import Fraction
from advisor.sets import TRUE
from advisor.sheets import Found, Known, Sheet, derived


def replica_place(sheet: Sheet, known: Known) -> Found:
    """Where the replica is."""
    to = sheet.store.replicate_to
    place = "same_region" if to in ("same_region", sheet.workload.region) else "other_region"
    return None if to is None else (frozenset({place}), "derived", "replicate.to")


def regions_count(sheet: Sheet, known: Known) -> Found:
    """This Region and the further ones."""
    return derived(Fraction(1 + len(sheet.store.regions)), "the Regions listed") if sheet.store.regions else None


def beyond(what: str) -> Callable[[Sheet, Known], Found]:
    """Whether not all Regions named, this one included, are of one set of a service, or among those it copies to."""

    def found(sheet: Sheet, known: Known) -> Found:
        home, others = sheet.workload.region, [each for each in sheet.store.elsewhere if each != "same_region"]
        if sheet.store.kind != "database" or not home or region_sets.together(what, home, others):
            return None
        return TRUE, "derived", f"Regions {', '.join([home, *others])}" if others else f"Region {home}"

    return found


def without_dsql(sheet: Sheet, known: Known) -> Found:
    """Whether Aurora DSQL is not in this Region."""
    home = sheet.workload.region
    if sheet.store.kind != "database" or not home or region_sets.has("dsql", home):
        return None
    return TRUE, "derived", f"Region {home}"
