"""A database operated by hand on EC2: Linux instances with EBS volumes; engine, patches, backups and failover are the owner's."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from functools import cache
from itertools import product
from typing import TYPE_CHECKING

from advisor import units
from advisor.exact import Fraction
from advisor.instances import Instance, find, nearest_type, types
from advisor.load import Load, Quantity
from advisor.records import NamedTuple
from advisor.services.chosen import Reader, listed
from advisor.services.ebs_volumes import GIB, MIB, Need, Volume, included, volume
from advisor.services.rds import duration, replica_share
from advisor.services.rds_design import DAY, ENCRYPTIONS, ENGINES, copied_to, count
from advisor.services.relational import HEADROOM, MOST_BUSY, OPEN, USUAL, Evidence, amount, chosen, engines, evidence, short
from advisor.services.relational_lines import HOURS, abroad, changed, gib, kept, key, licence, streamed
from advisor.sets import Values, flag, point

if TYPE_CHECKING:
    from datetime import date

    from advisor.diagnostics import Diagnostic
    from advisor.facts import Facts
    from advisor.services import Look, Sized
    from advisor.source import Node

__all__ = [
    "AMOUNTS", "HEADROOM", "PRIMARY", "TITLE", "USUAL", "Design", "as_built", "configuration", "describe", "designs",
    "lacking", "needed", "parts", "read", "usage",
]  # fmt: skip

TITLE = "A database on Amazon EC2"
PRIMARY = "engine"
AMOUNTS = ("size", "iops", "throughput")  # fields a chosen Design may fall short in
ARM = ("m6g", "m7g", "m8g", "r6g", "r7g", "r8g", "x2gd")
X86 = ("m6i", "m7i", "r6i", "r7i", "x2iedn")
CROSS = ("none", "backups", "read_replica")
OTHERS = ("cross_region", "backup_retention", "encryption")
MACHINE = (("size", "bytes"), ("iops", "rate"), ("throughput", "throughput"))


class Design(NamedTuple):
    """Instances of one type, each with a gp3 volume: a primary, standbys and readers. None: not said."""

    engine: str
    instance: str | None = None
    standbys: int = 0
    readers: int = 0
    size: Fraction | None = None
    iops: Fraction | None = None
    throughput: Fraction | None = None
    cross_region: str | None = None
    replicate_to: tuple[str, ...] = ()
    backup_retention: Fraction | None = None
    encryption: str | None = None


def designs(facts: Facts, settings: Mapping[str, tuple[str, ...]], look: Look) -> tuple[Design, ...]:
    """The smallest instance of each family with what the evidence asks for, with as many copies as other services have."""
    load = look.first(look.store, facts)
    disk = _disk(facts, look)
    if disk is None:
        return ()
    share = replica_share(facts, load)
    standbys = 1 if settings.get("standby", ("none",))[0] not in ("none", "0", "false") else 0
    reading = (amount(facts, "vcpus") or Fraction(0)) * share
    found = []
    for engine in engines(settings, facts, ENGINES):
        wanted = evidence(engine, facts, load, look, False, 1 - share)
        for values in product(*(chosen(settings, name) for name in OTHERS)):
            cross, retention, encryption = values
            to = look.store.elsewhere if cross not in (None, "none") else ()
            running = to if cross == "read_replica" else ()
            for instance in _fitting(wanted, ARM if engine in OPEN else X86, look, running):
                by_load = max(1, -(-reading // (instance.vcpu * MOST_BUSY))) if share else 0
                readers = max(int(amount(facts, "read_replicas") or 0), int(by_load))
                found.append(
                    Design(
                        engine, instance.type, standbys, readers, disk.size, disk.iops, disk.throughput, cross, to,
                        duration(retention), encryption,
                    )
                )  # fmt: skip
    return tuple(dict.fromkeys(found))


def _disk(facts: Facts, look: Look) -> Volume | None:
    """The gp3 volume for what the need stores and does, also once it has grown; None: none does."""
    need, final = Need(amount(facts, "size"), amount(facts, "iops"), amount(facts, "throughput")), amount(facts, "final_size")
    found = volume("gp3", need, look.limits, look.on)
    grown = found if final is None else volume("gp3", need._replace(size=final), look.limits, look.on)
    return found if grown is not None else None


def as_built(design: Design, facts: Facts, look: Look) -> Design:
    """With a volume for the data where no size is said, and with what gp3 includes where nothing is.

    https://docs.aws.amazon.com/ebs/latest/userguide/general-purpose.html
    """
    data, (iops, fast) = amount(facts, "size"), included(look.limits, look.on)
    size = -(-data // GIB) * Fraction(GIB) if design.size is None and data is not None else design.size
    return design._replace(size=size, iops=design.iops or iops, throughput=design.throughput or fast)


def needed(design: Design, facts: Facts, look: Look) -> Design:
    """With the volume that this need takes, where one gp3 volume can do it."""
    found = _disk(facts, look)
    return design if found is None else design._replace(size=found.size, iops=found.iops, throughput=found.throughput)


@cache
def _of_family(family: str) -> tuple[Instance, ...]:
    """The types of a family, small to large, bare metal left out."""
    named = (find(each) for each in types() if each.startswith(f"{family}.") and "metal" not in each)
    return tuple(sorted((each for each in named if each is not None), key=lambda each: (each.vcpu, each.memory)))


def _fitting(wanted: Evidence, families: tuple[str, ...], look: Look, to: tuple[str, ...]) -> list[Instance]:
    """The smallest type of each family with the memory, vCPUs and EBS speed, of those sold here and where replicas are; of those
    sold here where none is in all."""
    for places in dict.fromkeys((("", *to), ("",))):
        able = ((each for each in _of_family(family) if _has(each, wanted) and _sold(each, places, look)) for family in families)
        if found := [each for each in (next(each, None) for each in able) if each is not None]:
            return found
    return []


def _has(instance: Instance, wanted: Evidence) -> bool:
    """Whether a type has what is wanted."""
    enough = instance.memory >= wanted.memory and instance.vcpu * MOST_BUSY >= wanted.busy
    fast = (instance.baseline_iops or 0) >= wanted.iops and (instance.baseline_throughput or 0) >= wanted.throughput
    return enough and fast


def _sold(instance: Instance, places: tuple[str, ...], look: Look) -> bool:
    """Whether a type is sold in each place, this Region where one is empty."""
    return all(look.sold(f"ec2.linux.{instance.type}", place) for place in places)


def read(node: Node, look: Look) -> tuple[Design | None, list[Diagnostic]]:
    """The Design a `chosen:` mapping says, or None and every problem."""
    said = Reader(node, "a database on EC2")
    said.take("service")
    at = said.place("engine")
    engine = said.choice("engine", ENGINES, {"postgres": "postgresql"})
    if engine is None and not said.problems:
        said.wrong(at, "the engine is missing", "write engine: postgresql")
    place, name = said.place("instance"), said.text("instance")
    if name is None or find(name) is None:
        what = f'"{name[:80]}" is not an instance type' if name else "the instance type is missing"
        said.wrong(place, what, nearest_type(name) if name else "write instance: m7g.large")
    cross = said.choice("cross_region", CROSS)
    design = Design(
        engine=engine or ENGINES[0],
        instance=name,
        standbys=count(said, "standbys"),
        readers=count(said, "readers"),
        size=said.amount("size", "bytes"),
        iops=said.amount("iops", "rate"),
        throughput=said.amount("throughput", "throughput"),
        cross_region=cross,
        replicate_to=copied_to(said, look, cross),
        backup_retention=said.amount("backup_retention", "duration"),
        encryption=said.choice("encryption", ENCRYPTIONS),
    )
    problems = said.finish()
    return (None if problems else design), problems


def configuration(design: Design) -> dict[str, object]:
    """The Design as plain values for a report, what was not said left out; `read` takes it back."""
    plain: dict[str, object] = {"engine": design.engine}
    for name in ("instance", "standbys", "readers"):
        if (value := getattr(design, name)) is not None:
            plain[name] = value
    for name, dimension in MACHINE:
        if (amount_ := getattr(design, name)) is not None:
            plain[name] = units.show(amount_, dimension, exact=True)
    if design.replicate_to:
        plain["replicate_to"] = listed(design.replicate_to)
    for name in ("cross_region", "encryption"):
        if (text := getattr(design, name)) is not None:
            plain[name] = text
    if design.backup_retention is not None:
        plain["backup_retention"] = units.show(design.backup_retention, "duration", exact=True)
    return plain


def usage(design: Design, load: Load, facts: Facts, look: Look) -> list[Quantity]:
    """Instances and volumes of every copy, snapshots, what goes to another Zone or Region; the engine's licence is the owner's.

    Replication between Zones is billed on both sides. https://aws.amazon.com/ec2/pricing/on-demand/
    """
    machines = 1 + design.standbys + design.readers
    lines = [*_machines(design, load, look, machines, "", None)]
    if machines > 1:
        stream = streamed(load, facts)
        total = None if stream is None else stream * HOURS * 3600 * (machines - 1) * 2
        how = "each write to each copy, billed on both sides"
        lines.append(Quantity("data_transfer.inter_az.per_direction", gib(total), "GB", "Replication", "copies", True, None, how))
    if design.backup_retention:
        days = design.backup_retention / DAY
        full = kept(load.stored, changed(load, facts), days)
        how = f"{int(days)} days, the first full, the others what changed"
        lines.append(Quantity("ebs.snapshot.standard", gib(full), "GB-month", "Snapshots", "backup", True, None, how))
    if design.cross_region in ("backups", "read_replica"):
        lines.extend(_elsewhere(design, load, facts, look))
    lines.extend(key(design.encryption))
    if design.engine not in OPEN:
        lines.extend(licence(design.engine, facts, look, "an instance is priced with Linux and without the engine"))
    return lines


def _machines(design: Design, load: Load, look: Look, count_: int, part: str, region: str | None) -> Iterator[Quantity]:
    """Hours of instances, and their volumes."""
    how = f"{count_} × 730 h" if count_ > 1 else "730 h"
    name = f"ec2.linux.{design.instance}"
    yield Quantity(name, count_ * HOURS, "hour", f"Instances, {design.instance}", part, False, region, how)
    known = [each for each in (design.size, load.stored) if each is not None]
    size = -(-max(known) // GIB) * Fraction(count_) if known else None
    yield Quantity("ebs.gp3.storage", size, "GB-month", "Storage, gp3", part, False, region)
    free_iops, free_fast = included(look.limits, look.on)
    iops, fast = max(Fraction(0), (design.iops or 0) - free_iops), max(Fraction(0), (design.throughput or 0) - free_fast) / MIB
    if iops:
        yield Quantity("ebs.gp3.iops", iops * count_, "IOPS-month", "IOPS, gp3", part, False, region, "above 3,000 a volume")
    if fast:
        how = "above 125 MiB/s a volume"
        yield Quantity("ebs.gp3.throughput", fast * count_, "MiBps-month", "Throughput, gp3", part, False, region, how)


def _elsewhere(design: Design, load: Load, facts: Facts, look: Look) -> Iterator[Quantity]:
    """Snapshots or a replica in each other Region."""
    full = kept(load.stored, changed(load, facts), (design.backup_retention or Fraction(0)) / DAY)

    def copy(place: str, to: str | None) -> Iterator[Quantity]:
        if design.cross_region == "backups":
            yield Quantity("ebs.snapshot.standard", gib(full), "GB-month", "Snapshot copies", place, True, to)
        else:
            yield from _machines(design, load, look, 1, place, to)

    backups = design.cross_region == "backups"
    sends = (changed(load, facts), "changes") if backups else (streamed(load, facts), "replicated changes")
    return abroad(design.replicate_to, *sends, design.encryption, copy)


def by_size(design: Design, until: date) -> tuple[Hashable, tuple[Sized, ...]]:
    """The Design without its instances, and what it is billed for their hours."""
    name, hours = f"ec2.linux.{design.instance}", int(HOURS)
    lines: list[Sized] = [(name, None, (1 + design.standbys + design.readers) * hours)]
    if design.cross_region == "read_replica":
        lines += [(name, region, hours) for region in design.replicate_to]
    return design._replace(instance=None), tuple(lines)


def lacking(design: Design, facts: Facts, look: Look) -> dict[str, Values]:
    """What its instances have less of than the need says; the owner sets how many connections there may be."""
    return short(find(design.instance or ""), 1 + design.readers, facts)


def describe(design: Design, look: Look) -> dict[str, Values]:
    """The Design's own facts, by the words checks use."""
    said: dict[str, Values] = {"db_engine": frozenset({design.engine}), "db_readers": point(design.readers)}
    said["db_standbys"] = point(design.standbys)
    found = find(design.instance) if design.instance else None
    if found is not None:
        for name, has, most in (
            ("over_class_iops", design.iops, found.baseline_iops),
            ("over_class_throughput", design.throughput, found.baseline_throughput),
        ):
            said[name] = flag(most is not None and (has or 0) > most)
    for name, amount_ in (("db_iops", design.iops), ("db_throughput", design.throughput)):
        if amount_ is not None:
            said[name] = point(amount_)
    return said


def parts(design: Design, facts: Facts) -> list[tuple[str, str, dict[str, Values]]]:
    """An instance has no parts."""
    return []
