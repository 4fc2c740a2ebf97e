"""Facts of the Regions a store spans: how many, where its copies are, and whether a service has them together."""

from __future__ import annotations

from collections.abc import Callable

from advisor import region_sets
from advisor.exact import Fraction
from advisor.sets import TRUE, choice
from advisor.sheets import Found, Known, Sheet, derived, value


def replica_place(sheet: Sheet, known: Known) -> Found:
    """Where the replica is."""
    to = sheet.store.replicate_to
    place = "same_region" if to in ("same_region", sheet.workload.region) else "other_region"
    return None if to is None else (frozenset({place}), "derived", "replicate.to")


def regions_count(sheet: Sheet, known: Known) -> Found:
    """This Region and the further ones."""
    further = further_regions(sheet, known)
    return None if further is None else derived(1 + (value({"": further[0]}, "") or Fraction(0)), further[2])


def further_regions(sheet: Sheet, known: Known) -> Found:
    """The Regions listed, and that of a copy which is not among them."""
    others = set(sheet.store.elsewhere) - {"same_region", sheet.workload.region}
    return derived(Fraction(len(others)), "the Regions listed") if sheet.store.regions else None


def consistent_reads(sheet: Sheet, known: Known) -> Found:
    """All reads that are no transactions, where a read in another Region must see what was written last: only a strongly
    consistent one of a global table does.

    https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/V2globaltables_HowItWorks.html
    """
    if choice(known.get("region_consistency", frozenset())) != "strong":
        return None
    why = "region_consistency is strong, and only such reads see what another Region wrote last, until it is said"
    return derived(1 - (value(known, "transactional_reads") or 0), why, "assumed")


def replicas_in_all(sheet: Sheet, known: Known) -> Found:
    """The read replicas asked for, and a copy in each further Region."""
    asked, further = (value(known, name) or Fraction(0) for name in ("read_replicas", "further_regions"))
    return derived(asked + further, "replicas asked for, and further Regions") if asked or further else None


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
