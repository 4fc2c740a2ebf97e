"""An Aurora cluster's month, line by line: instances or ACUs, storage, I/O, backups, backtrack, clones, another Region."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from advisor.classes import database_class
from advisor.exact import Fraction
from advisor.load import SECONDS_IN_MONTH, UNNAMED, Load, Quantity, sizes_of
from advisor.services.aurora_design import Design
from advisor.services.metered import Meter, by_class, credits, insights, proxy, support
from advisor.services.relational import MOST_BUSY, amount, busy_share
from advisor.services.relational_lines import DAY, HOURS, abroad, changed, gib, key, streamed

if TYPE_CHECKING:
    from advisor.facts import Facts
    from advisor.services import Look

HOUR = 3600


def usage(design: Design, load: Load, facts: Facts, look: Look) -> list[Quantity]:
    """Everything a month of the Design is billed; amounts nobody stated are None. I/O-Optimized pays for no I/O.

    https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/Aurora.Overview.StorageReliability.html
    """
    lines = [*_compute(design, load, facts, look, 1 + design.readers, "", None)]
    lines.append(_storage(design, load, "", None))
    lines.extend(_io(design, load, facts, look, "", None))
    lines.extend(_backups(design, load, facts))
    lines.extend(_beside(design, load, facts, look))
    if design.backtrack:
        lines.append(_backtrack(design, load))
    lines.extend(_clones(design, load, facts, look))
    lines.extend(_elsewhere(design, load, facts, look))
    lines.extend(key(design.encryption))
    return lines


def _waits(part: str, look: Look) -> bool:
    """Whether a cluster only waits in another Region to take over: nobody listed Regions the data is to be in.

    https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/aurora-serverless-v2.html#aurora-serverless-v2.use-cases
    """
    return part not in ("", "clones") and not look.store.regions


def acus(design: Design, load: Load, facts: Facts, look: Look, waits: bool = False) -> Fraction | None:
    """ACUs of one serverless instance on average: what each hour of the day keeps busy, never under the least or over the most;
    the least where it `waits` to take over.

    None while nobody says how much CPU there is to do. A cluster that pauses is billed for the hours in which it is used.
    https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/aurora-serverless-v2.setting-capacity.html
    """
    least, most, busy = design.min_acu or Fraction(0), design.max_acu, amount(facts, "vcpus")
    if waits:
        return least
    if busy is None:
        return most if most == least else None
    each = look.limits.get("aurora_serverless.acu_per_vcpu", look.on).value
    top = busy * each / MOST_BUSY
    share = busy_share(load)
    if least == 0 and load.traffic == "idle":
        return min(top, most or top) * share  # awake as long as it is busy, asleep otherwise
    hours = _hours(load) or (share,)
    awake = max(least, Fraction(1, 2))
    used = (max(awake, min(top * hour, most or top)) if hour or least else Fraction(0) for hour in hours)
    return sum(used, Fraction(0)) / len(hours)


def _hours(load: Load) -> tuple[Fraction, ...]:
    """Each hour's load as a share of the busiest second; empty while the load is unknown."""
    if not load.read_hours or not load.write_hours or load.reads_peak is None or load.writes_peak is None:
        return ()
    peak = load.reads_peak + load.writes_peak
    return tuple((read + write) / peak for read, write in zip(load.read_hours, load.write_hours, strict=True)) if peak else ()


def _compute(
    design: Design, load: Load, facts: Facts, look: Look, count: int, part: str, region: str | None
) -> Iterator[Quantity]:
    """Hours of the instances, or of ACUs."""
    storage = design.storage or "standard"
    if design.capacity == "serverless":
        used = acus(design, load, facts, look, _waits(part, look))
        total = None if used is None else used * count * HOURS
        how = f"{count} instances, " if count > 1 else ""
        how += "busy vCPUs at 70 % use as ACUs, never under the least" if used is not None else "nobody said how much CPU"
        how = "the least, until it takes over" if _waits(part, look) else how
        name = f"aurora.serverless_v2.acu_hour.{storage}.{design.engine}"
        yield Quantity(name, total, "ACU-hour", "Serverless capacity", part, True, region, how)
        return
    name = f"aurora.instance.{design.engine}.{design.instance}.{storage}"
    how = f"{count} × 730 h" if count > 1 else "730 h"
    yield Quantity(name, count * HOURS, "hour", f"Instances, {design.instance}", part, False, region, how)


def _storage(design: Design, load: Load, part: str, region: str | None) -> Quantity:
    """The cluster volume, which is as large as the data, whatever the number of copies and readers."""
    return Quantity(
        f"aurora.storage.{design.storage or 'standard'}", gib(load.stored), "GB-month", "Storage", part, True, region,
        "the data once; six copies are included",
    )  # fmt: skip


def write_ios(load: Load, facts: Facts, look: Look) -> Fraction | None:
    """Write I/Os a second: each write's log in units of 4 KiB; small ones at once may share one, so this is the most."""
    unit = look.limits.get("aurora.write_unit", look.on).value
    sizes = sizes_of(look.store, facts)
    if load.writes is None or not sizes:
        return None
    return load.writes * sum((Fraction(-(-size // unit)) * share for size, share in sizes), Fraction(0))


def read_ios(design: Design, load: Load, facts: Facts, look: Look) -> Fraction | None:
    """Read I/Os a second: the pages of what is read that are not in memory; a page has 16 KiB in MySQL, 8 KiB in PostgreSQL."""
    if load.reads == 0:
        return Fraction(0)
    page = look.limits.get(f"aurora.page.{design.engine}", look.on).value
    sizes, cached = sizes_of(look.store, facts), amount(facts, "cached_reads")
    items = amount(facts, "items_per_read") or Fraction(1)
    if load.reads is None or not sizes or cached is None:
        return None
    pages = sum((Fraction(-(-(size * items) // page)) * share for size, share in sizes), Fraction(0))
    return load.reads * (1 - cached) * pages


def _io(design: Design, load: Load, facts: Facts, look: Look, part: str, region: str | None) -> Iterator[Quantity]:
    """Reads of pages and writes of the log."""
    if design.storage == "io_optimized":
        return
    reads, writes = read_ios(design, load, facts, look), write_ios(load, facts, look)
    total = None if reads is None or writes is None else (reads + writes) * SECONDS_IN_MONTH
    page = int(look.limits.get(f"aurora.page.{design.engine}", look.on).value) // 1024
    how = f"pages of {page} KiB not in memory, and log records of up to 4 KiB"
    yield Quantity("aurora.io_request.standard", total, "request", "I/O requests", part, True, region, how)


def _backups(design: Design, load: Load, facts: Facts) -> Iterator[Quantity]:
    """Automated backups: what changed in the retention, the volume itself being free; a retention of one day costs nothing.

    https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/aurora-storage-backup.html
    """
    days = (design.backup_retention or Fraction(0)) / DAY
    if days <= 1:
        return
    change = changed(load, facts)
    size = None if change is None or load.stored is None else min(change * DAY, load.stored) * days
    name = "aurora.backup.storage" if design.engine == "postgresql" else "aurora.backup.storage.mysql"
    how = f"{int(days)} days of changes; as much as the volume is free"
    yield Quantity(name, gib(size), "GB-month", "Backups", "backup", True, None, how)


def _backtrack(design: Design, load: Load) -> Quantity:
    """Change records kept for backtracking, billed for each hour they are kept; a write is taken as one record.

    https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/AuroraMySQL.Managing.Backtrack.html
    """
    window = design.backtrack or Fraction(0)
    records = None if load.writes is None else load.writes * window * HOURS
    how = f"records of {int(window / HOUR)} hours, each hour"
    return Quantity("aurora.backtrack.change_record", records, "change-record", "Backtrack", "backtrack", True, None, how)


def _clones(design: Design, load: Load, facts: Facts, look: Look) -> Iterator[Quantity]:
    """Clones: an instance each; pages are shared until either side changes them, and nobody can say how many will be."""
    if not design.clones:
        return
    yield from _compute(design, load, facts, look, design.clones, "clones", None)
    name = f"aurora.storage.{design.storage or 'standard'}"
    yield Quantity(name, None, "GB-month", "Storage", "clones", True, None, "only pages that differ from the source")


def _elsewhere(design: Design, load: Load, facts: Facts, look: Look) -> Iterator[Quantity]:
    """Copies of the snapshots in each other Region, or a Global Database: a cluster there, to which each write I/O is replicated,
    which the first Region is billed for, as for what it sends.

    https://docs.aws.amazon.com/prescriptive-guidance/latest/aurora-replication-options/compare-solutions.html
    """
    change, to = changed(load, facts), design.replicate_to
    if design.cross_region == "backups":
        days = (design.backup_retention or Fraction(0)) / DAY
        full = None if load.stored is None else load.stored * max(Fraction(1), days)
        name = "aurora.backup.storage" if design.engine == "postgresql" else "aurora.backup.storage.mysql"
        how = f"{max(1, int(days))} full snapshots, one a day"

        def snapshots(place: str, there: str | None) -> Iterator[Quantity]:
            yield Quantity(name, gib(full), "GB-month", "Snapshot copies", place, True, there, how)

        yield from abroad(to, change, "snapshots of the changes", design.encryption, snapshots)
    elif design.cross_region == "global_database":
        meter, writes = _meter(design, load, facts, look, not look.store.regions), write_ios(load, facts, look)
        total = None if writes is None else writes * SECONDS_IN_MONTH

        def cluster(place: str, there: str | None) -> Iterator[Quantity]:
            yield from _compute(design, load, facts, look, 1, place, there)
            yield _storage(design, load, place, there)
            if meter is not None:
                yield from support(meter, design.engine, design.version, 1, load, look, place, there)

        yield from abroad(to, streamed(load, facts), "replicated changes", design.encryption, cluster)
        name = f"aurora.global_database.replicated_write_io.{design.engine}"
        for place in to or (UNNAMED,):
            yield Quantity(name, total, "request", "Replicated write I/Os", place, True, None, "each write I/O once more")


def _meter(design: Design, load: Load, facts: Facts, look: Look, waits: bool = False) -> Meter | None:
    """How the cluster's instances are counted; None where their class is not known."""
    if design.capacity == "serverless":
        return Meter("aurora", "ACU", acus(design, load, facts, look, waits))
    return by_class("aurora", design.instance)


def _beside(design: Design, load: Load, facts: Facts, look: Look) -> Iterator[Quantity]:
    """What is billed by the vCPU or ACU: the proxy, extended support, insights."""
    count, meter, instance = 1 + design.readers, _meter(design, load, facts, look), database_class(design.instance or "")
    if meter is None:
        return
    if meter.family and instance is not None:
        yield from credits("aurora", instance, load, facts)
    if design.proxy:
        yield proxy(meter, count, look)
    yield from support(meter, design.engine, design.version, count + (design.clones or 0), load, look)
    yield from insights(meter, design.insights, count, facts)
