"""Facts that are arithmetic on others, one function a word: from the store and the facts so far to values, origin and why.

They are computed in the order of the vocabulary's words below; None leaves the word to what silence means.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from advisor import living, relational, spanning
from advisor.exact import Fraction
from advisor.peaks import peak, under_peak
from advisor.sets import FALSE, INFINITY, NON_NEGATIVE, TRUE, choice, number, point
from advisor.shapes import read_shares
from advisor.sheets import Found, Known, Sheet, derived, value
from advisor.units import KIB, SECONDS_IN_MONTH

SMALL = 128 * KIB  # the size below which infrequent-access classes round up and Intelligent-Tiering does not tier


def size(sheet: Sheet, known: Known) -> Found:
    """Items times their size."""
    said = sheet.store.said.get("items")
    items, each = (number(said.values) if said else None), _mean(sheet)
    if not isinstance(items, Fraction):
        return None
    if each is None and sheet.usual:
        each = value(known, "item_size")
        return derived(None if each is None else items * each, "items times the usual item size", "usual")
    return derived(None if each is None else items * each, "items times item size")


def growth(sheet: Sheet, known: Known) -> Found:
    """Objects that are written stay, where nobody says how the bucket grows, that they are deleted or that they are replaced."""
    if sheet.store.lives_said:
        return _living(living.growth, sheet, known)
    (each, origin), rate = _size(sheet, known), sheet.store.said.get("writes")
    pace = number(rate.values) if rate else None
    replaced = choice(known.get("overwrites", frozenset())) == "true"
    if sheet.store.kind != "object" or replaced or "keep" in sheet.store.said or each is None or not isinstance(pace, Fraction):
        return None
    return derived(pace * each, "what is written stays: neither growth nor keep is said", origin)


def writes(sheet: Sheet, known: Known) -> Found:
    """Objects written: what the growth brings, and what replaces those deleted at their age; items: from the peak.

    Until somebody says so, objects have the usual size, and where neither growth nor age is said each is replaced about once a
    year: no growth is assumed then, and writes that had nothing to do with the size would replace a small bucket within days.
    """
    if sheet.store.kind in ("database", "cache"):
        return under_peak("writes_peak", sheet, known)
    if sheet.store.lives_said:
        return _living(living.pace, sheet, known)
    (each, origin), stored, age = _size(sheet, known), value(known, "size"), value(known, "keep")
    said = sheet.store.said.get("growth")
    net = number(said.values) if said else None
    if each and stored and sheet.usual and not isinstance(net, Fraction) and not age:
        monthly = Fraction(f"{float(stored / each / 12):.0e}")  # one digit tells how much it is
        return derived(monthly / SECONDS_IN_MONTH, "about one object in twelve is replaced a month", "usual")
    if not each or not (isinstance(net, Fraction) or (stored and age)):
        return None
    replaced = stored / age if stored and age else Fraction(0)
    grown = net if isinstance(net, Fraction) else Fraction(0)
    more = ", more each time as more is" if grown and replaced else ""
    return derived((grown + replaced) / each, f"only what grows, and replaces what is deleted at its age{more}", origin)


def final_size(sheet: Sheet, known: Known) -> Found:
    """Size at the end of the horizon."""
    now, growth = value(known, "size"), value(known, "growth")
    if sheet.store.lives_said:
        return _living(living.final_size, sheet, known)
    if now is None or growth is None:
        return None
    return derived(now + growth * SECONDS_IN_MONTH * sheet.workload.horizon_months, "size and growth over the horizon")


def inflow(sheet: Sheet, known: Known) -> Found:
    """What the writes that are said bring in a month."""
    each, pace = _mean(sheet), value(known, "writes") if "writes" in sheet.store.said else None
    return derived(None if each is None or pace is None else pace * each * SECONDS_IN_MONTH, "writes times object size")


def kept_size(sheet: Sheet, known: Known) -> Found:
    """What comes within the time it is kept."""
    if sheet.store.lives_said:
        return _living(living.kept_size, sheet, known)
    keep, brought = value(known, "keep"), value(known, "inflow")
    return derived(keep * brought / SECONDS_IN_MONTH if keep and brought else None, "inflow times keep")


def inflow_over_growth(sheet: Sheet, known: Known) -> Found:
    """How many times the growth that is written: without end where nothing grows."""
    brought, growth = value(known, "inflow"), value(known, "growth")
    if not brought or growth is None or sheet.store.lives_said:
        return None
    return derived(brought / SECONDS_IN_MONTH / growth if growth else INFINITY, "inflow divided by growth")


def size_over_kept(sheet: Sheet, known: Known) -> Found:
    """How much of what comes within the time it is kept is stored."""
    stored, whole = value(known, "size"), None if sheet.store.lives_said else value(known, "kept_size")
    return derived(stored / whole if stored is not None and whole else None, "size divided by kept_size")


def working_set(sheet: Sheet, known: Known) -> Found:
    """Of a cache what its items take, of a relational database a share of the data."""
    return size(sheet, known) if sheet.store.kind == "cache" else relational.working_set(sheet, known)


def _living(of: Callable[[Sheet, Known, Fraction | None], Found], sheet: Sheet, known: Known) -> Found:
    """What follows from how objects come and go, of the usual size until that is said."""
    mean, origin = _size(sheet, known)
    found = of(sheet, known, mean)
    return found if found is None or origin == "assumed" else (found[0], origin, found[2])


def _size(sheet: Sheet, known: Known) -> tuple[Fraction | None, str]:
    """Mean size of an object, the usual one until it is said; and what is assumed by it, or only usual."""
    mean = _mean(sheet)
    return (value(known, "object_size"), "usual") if mean is None and sheet.usual else (mean, "assumed")


def _mean(sheet: Sheet) -> Fraction | None:
    """Mean size of an object or item as written: of a range, its upper end."""
    if sheet.store.sizes:
        return sum((each * share for each, share in sheet.store.sizes), Fraction(0))
    said = sheet.store.said.get("object_size") or sheet.store.said.get("item_size")
    top = said.values.hi[0] if said and not isinstance(said.values, frozenset) else None
    return top if isinstance(top, Fraction) else None


def largest(sheet: Sheet, known: Known) -> Found:
    """The largest of the sizes."""
    sizes = sheet.store.sizes
    return derived(max(each for each, _ in sizes), "the largest size given") if sizes else derived(_mean(sheet), "the size given")


def small_objects(sheet: Sheet, known: Known) -> Found:
    """Share of the objects below 128 KiB."""
    sizes = sheet.store.sizes
    if sizes:
        return derived(sum((share for each, share in sizes if each < SMALL), Fraction(0)), "from the object sizes")
    mean = _mean(sheet)
    return None if mean is None else derived(Fraction(mean < SMALL), "from the object size")


def access(sheet: Sheet, known: Known) -> Found:
    """Access is known once somebody says how many reads there are."""
    return (frozenset({"known"}), "derived", "the reads are given") if "reads" in sheet.store.said else None


def object_reads(sheet: Sheet, known: Known) -> Found:
    """Reads of one object: the mean over its ages, else all reads over all objects."""
    if sheet.store.access and sheet.store.lives_said and (found := _living(living.object_reads, sheet, known)):
        return found[0], "derived", found[2]
    if sheet.store.access:
        oldest, written = _oldest(sheet, known)
        shares = read_shares(sheet.store.access, oldest, written)
        mean = None if shares is None else sum((share * rate for share, rate in shares), Fraction(0))
        return derived(mean, "mean of the reads by age")
    count, reads = _count(sheet, known), value(known, "reads")
    if not count or reads is None or "reads" not in sheet.store.said:
        return None
    return derived(reads / count, "reads divided by objects")


def _oldest(sheet: Sheet, known: Known) -> tuple[Fraction | None, bool]:
    """Age of the oldest objects, as the load has it (stored over inflow, at most the age of deletion), and if inflow is known."""
    (mean, _), pace, stored, keep = _size(sheet, known), value(known, "writes"), value(known, "size"), value(known, "keep")
    inflow = pace * mean if pace is not None and mean is not None else None
    ages = [age for age in (keep, stored / inflow if stored is not None and inflow else None) if age is not None]
    return min(ages, default=None), inflow is not None


def _count(sheet: Sheet, known: Known) -> Fraction | None:
    """Objects or items stored today."""
    stored, mean = value(known, "working_set" if sheet.store.kind == "cache" else "size"), _mean(sheet)
    if mean is None and sheet.usual:
        mean = value(known, "object_size") or value(known, "item_size")
    return stored / mean if stored is not None and mean else None


def reads(sheet: Sheet, known: Known) -> Found:
    """Objects times the reads of one, where these are said nothing else is asked; the load works out months that grow."""
    if (bands := sheet.store.access) and not any(band.reads for band in bands):
        return derived(Fraction(0), "none is read at any age", "implied")
    said = sheet.store.said.get("object_reads")
    one = point(bands[0].reads) if len(bands) == 1 else said.values if said is not None and not bands else None
    found = object_reads(sheet, known) if len(bands) > 1 else None
    each = number(found[0]) if found else number(one) if one is not None else None
    count = _count(sheet, known)
    if sheet.store.kind in ("database", "cache"):
        return under_peak("reads_peak", sheet, known)
    if count is None or not isinstance(each, Fraction):
        if bands:
            return NON_NEGATIVE, "implied", "objects times reads of one"
        usual = value(known, "object_reads") if sheet.usual else None
        every = usual * count if usual is not None and count is not None else None
        return derived(every, "objects times the usual reads of one", "implied")
    return derived(each * count, "objects times reads of one", "implied")


def items(sheet: Sheet, known: Known) -> Found:
    """Size divided by item size."""
    return derived(_count(sheet, known), "size divided by item size")


def transaction_size(sheet: Sheet, known: Known) -> Found:
    """The items of the largest transaction, each of the mean size, where both are said."""
    said, each = sheet.store.said.get("transaction_items"), _mean(sheet)
    items = number(said.values) if said else None
    if not isinstance(items, Fraction) or each is None:
        return None
    return derived(items * each, "transaction_items times item_size")


def behind(sheet: Sheet, known: Known) -> Found:
    """What a cache stands in front of."""
    if sheet.store.in_front_of is None:
        return None
    from advisor import links

    found = frozenset({links.behind(sheet.store, sheet.workload.stores)})
    return found, "derived", f"in_front_of: {sheet.store.in_front_of.name}"


def of_instance(field: str) -> Callable[[Sheet, Known], Found]:
    """A figure of the instance the volume hangs on."""

    def found(sheet: Sheet, known: Known) -> Found:
        return derived(getattr(sheet.instance, field), f"of {sheet.instance.type}") if sheet.instance else None

    return found


def local_disk_short(sheet: Sheet, known: Known) -> Found:
    """Whether the named instance's local disks are too small."""
    room, wanted = sheet.instance.local_storage if sheet.instance else None, value(known, "final_size")
    if room is None or wanted is None:
        return None
    return (TRUE if room < wanted else FALSE, "derived", "local disks against the size")


def working_set_over_size(sheet: Sheet, known: Known) -> Found:
    """Whether more is said to be read again and again than there will be."""
    said, most = sheet.store.said.get("working_set"), value(known, "final_size")
    hot = number(said.values) if said else None
    if not isinstance(hot, Fraction) or most is None or "size" not in sheet.store.said:
        return None
    return (TRUE if hot > most else FALSE, "derived", "working_set against the size")


def of_snapshots(field: str) -> Callable[[Sheet, Known], Found]:
    """A figure of the snapshot schedule."""

    def found(sheet: Sheet, known: Known) -> Found:
        return derived(getattr(sheet.store.snapshots, field), f"snapshots.{field}") if sheet.store.snapshots else None

    return found


def write_units_on_one_key(sheet: Sheet, known: Known) -> Found:
    """Peak write units a second of the busiest partition key."""
    share, rate, mean = value(known, "largest_key_share"), value(known, "writes_peak"), _mean(sheet)
    if not share or rate is None or mean is None:
        return None
    sizes = sheet.store.sizes or ((mean, Fraction(1)),)
    each = sum((part * -(-size // KIB) for size, part in sizes), Fraction(0))
    twice = 1 + (value(known, "transactional_writes") or 0)  # a transaction writes twice
    return derived(share * rate * each * twice, "busiest key's share of the peak write units")


# In the order they are computed: a fact stands behind those it is computed from.
DERIVED: Mapping[str, Callable[[Sheet, Known], Found]] = {
    "model": relational.model, "size": size, "behind": behind, "growth": growth, "writes": writes,
    "inflow": inflow, "kept_size": kept_size, "inflow_over_growth": inflow_over_growth,
    "size_over_kept": size_over_kept, "final_size": final_size, "working_set": working_set, "object_size_max": largest,
    "small_objects": small_objects, "access": access, "object_reads": object_reads,
    "item_size_max": largest, "items": items, "reads": reads, "reads_peak": peak("reads"), "writes_peak": peak("writes"),
    "consistent_reads": spanning.consistent_reads,
    "replica_place": spanning.replica_place, "transaction_size": transaction_size,
    "regions_count": spanning.regions_count, "further_regions": spanning.further_regions,
    "replicas_in_all": spanning.replicas_in_all, "regions_beyond_dsql": spanning.beyond("dsql"),
    "region_without_dsql": spanning.without_dsql,
    "regions_beyond_mrsc": spanning.beyond("mrsc"), "regions_beyond_backups": spanning.beyond("rds_backups"),
    "instance_iops": of_instance("baseline_iops"),
    "instance_throughput": of_instance("baseline_throughput"), "local_disk": of_instance("local_storage"),
    "working_set_over_size": working_set_over_size,
    "local_disk_short": local_disk_short, "snapshot_interval": of_snapshots("every"),
    "snapshot_keep": of_snapshots("keep"), "write_units_on_one_key": write_units_on_one_key,
    "rpo_az": relational.rpo_az, "rto_az": relational.rto_az, "vcpus": relational.vcpus, "iops": relational.iops,
}  # fmt: skip
# Words of choices that other facts are derived from, so that one choice may mean more than another.
FEEDS = frozenset({"engine", "environment", "region_consistency", "survives", "traffic"})
