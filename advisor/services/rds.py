"""Amazon RDS: instances of six engines with their standbys, replicas, storage and backups."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from itertools import product
from typing import TYPE_CHECKING

from advisor import region_sets, units
from advisor.classes import DatabaseClass, clustered, database_class, runs_clustered
from advisor.engine_support import changing, major
from advisor.exact import Fraction
from advisor.load import Load
from advisor.services.rds_built import MUST, as_built, lacking, needed, of_gp3, stronger
from advisor.services.rds_design import COPIES, ENGINES, Design, configuration, read
from advisor.services.rds_storage import Storage, asked
from advisor.services.rds_usage import by_size, instance_dimension, usage
from advisor.services.relational import (
    GRAVITON,
    HEADROOM,
    INTEL,
    MOST_BUSY,
    OPEN,
    USUAL,
    WITH_DISK,
    Evidence,
    amount,
    chosen,
    evidence,
    has,
    of_family,
    smallest,
    word,
)
from advisor.services.relational import engines as engines_of
from advisor.services.relational_lines import refused, support_left, version
from advisor.sets import Values, flag, number, point

if TYPE_CHECKING:
    from datetime import date

    from advisor.facts import Facts
    from advisor.services import Look

__all__ = [
    "AMOUNTS", "HEADROOM", "MUST", "PRIMARY", "TITLE", "USUAL", "Design", "as_built", "begins_later", "by_size", "configuration",
    "describe", "designs", "lacking", "needed", "parts", "read", "stronger", "usage",
]  # fmt: skip

TITLE = "Amazon RDS"
PRIMARY = "copies"
AMOUNTS = ("size", "iops", "throughput")  # fields a chosen Design may fall short in
PLAIN = ("cross_region", "encryption", "insights")
FLAGS = ("proxy", "custom", "iam")
OTHERS = ("edition", "licence", *PLAIN, *FLAGS, "backup_retention")
COMMERCIAL = ("oracle", "sqlserver", "db2")
# What a need calls an edition, by engine; the standard one where it calls for none.
EDITION = {
    "oracle": {"express": "se2", "web": "se2", "standard": "se2", "advanced": "ee", "enterprise": "ee"},
    "db2": {"express": "se", "web": "se", "standard": "se", "advanced": "ae", "enterprise": "ae"},
    "sqlserver": {"advanced": "enterprise"},
}
LICENCE = {"included": "included", "byol": "of one's own", "marketplace": "of AWS Marketplace"}
PREFERRED = ("postgresql", *(each for each in ENGINES if each != "postgresql"))


def designs(facts: Facts, settings: Mapping[str, tuple[str, ...]], look: Look) -> tuple[Design, ...]:
    """Every combination of the settings left standing, on the smallest class of each family that has what the evidence asks for.

    A replica is as large as its primary. A storage type that cannot hold the data has no Design.
    """
    load = look.first(look.store, facts)
    found: dict[Design, None] = {}
    for engine, copies, type_ in product(
        engines_of(settings, facts, PREFERRED), chosen(settings, "copies"), chosen(settings, "storage")
    ):
        disk = asked(engine, type_ or "gp3", facts, look)
        if disk is None or refused("rds", engine, version("rds", engine, bound(facts, "engine_version"), look), look.live):
            continue
        for values in product(*(chosen(settings, name) for name in OTHERS)):
            said = dict(zip(OTHERS, values, strict=True))
            plain = _plain(engine, copies or COPIES[0], type_ or "gp3", disk, said, facts, look)
            for burst in chosen(settings, "burst"):
                found.update(dict.fromkeys(_sized(plain, settings, facts, load, look, burst)))
    return tuple(found)


def unsold(facts: Facts, settings: Mapping[str, tuple[str, ...]], look: Look) -> str:
    """Why settings have no Design, and what would; empty where it is not for want of a class."""
    engine = engines_of(settings, facts, PREFERRED)[0]
    copies, type_ = chosen(settings, "copies")[0] or COPIES[0], chosen(settings, "storage")[0] or "gp3"
    if why := refused("rds", engine, bound(facts, "engine_version"), look.live):
        return why
    disk = asked(engine, type_, facts, look)
    if disk is None:
        return ""
    said = {name: chosen(settings, name)[0] for name in OTHERS}
    plain = _plain(engine, copies, type_, disk, said, facts, look)
    wanted = evidence(engine, facts, look.first(look.store, facts), look, bool(plain.proxy))
    whose = " ".join(
        filter(
            None,
            (
                "RDS Custom for" if plain.custom else "",
                engine,
                plain.edition,
                plain.licence and f"with the licence {LICENCE[plain.licence]}",
            ),
        )
    )
    other = {"licence: byol": plain._replace(licence="byol"), "edition: enterprise": plain._replace(edition="ee", licence="byol")}
    works = [name for name, design in other.items() if engine == "oracle" and _largest(design, wanted, look)[2]]
    instead = f" Write {' or '.join(works)}: there is one then." if works else ""
    vcpus, memory, enough = _largest(plain, wanted, look)
    if enough:
        return ""
    if not vcpus:
        return f"The catalog has no price of {whose} in this Region.{instead}"
    vcpus_needed = f"{-(-wanted.busy // MOST_BUSY)} vCPUs, busy at {units.show(MOST_BUSY, 'share')},"
    need = f"{vcpus_needed} and {units.show(wanted.memory, 'bytes')}"
    return (
        f"No class of {whose} has {need} of memory: the largest sold here have {vcpus} vCPUs, "
        f"{units.show(memory, 'bytes')} of memory.{instead}"
    )


def _largest(design: Design, wanted: Evidence, look: Look) -> tuple[int, Fraction, bool]:
    """The most vCPUs and the most memory of the classes sold of a Design, and whether one has what is wanted."""
    families = (*GRAVITON, *INTEL) if design.engine in OPEN else INTEL
    classes = [each for family in (WITH_DISK if design.copies == COPIES[2] else families) for each in of_family(family)]
    sold = [each for each in classes if look.sold(instance_dimension(design, each.name, design.copies))]
    most = max((each.vcpu for each in sold), default=0), max((Fraction(each.memory) for each in sold), default=Fraction(0))
    return *most, any(has(each, wanted, True) for each in sold)


def _plain(
    engine: str, copies: str, type_: str, disk: Storage, said: Mapping[str, str | None], facts: Facts, look: Look
) -> Design:
    """A Design without its instance."""
    cross, edition = said["cross_region"], said["edition"] or bound(facts, "edition") or "standard"
    return Design(
        engine=engine,
        copies=copies,
        edition=EDITION[engine].get(edition, edition) if engine in COMMERCIAL else None,
        licence=said["licence"] or bound(facts, "licence") if engine in COMMERCIAL else None,
        version=version("rds", engine, bound(facts, "engine_version"), look),
        storage=type_,
        size=disk.size,
        iops=disk.iops,
        throughput=disk.throughput,
        cross_region=cross,
        replicate_to=look.store.elsewhere if cross not in (None, "none") else (),
        backup_retention=duration(said["backup_retention"]),
        proxy=_flag(said["proxy"]),
        custom=_flag(said["custom"]),
        encryption=said["encryption"],
        iam=_flag(said["iam"]),
        insights=said["insights"],
    )


def bound(facts: Facts, name: str) -> str | None:
    """The version, edition or licence a need is bound to, None where any will do."""
    said = word(facts, name)
    return None if said in (None, "any") else said


@cache
def duration(text: str | None) -> Fraction | None:
    """Seconds of a setting's `7 days`; a bare number is days."""
    if text is None:
        return None
    found = number(units.parse(f"{text} days" if text.isdigit() else text, "duration"))
    return found if isinstance(found, Fraction) else None


def _flag(text: str | None) -> bool | None:
    return None if text is None else text == "true"


def _sized(
    plain: Design, settings: Mapping[str, tuple[str, ...]], facts: Facts, load: Load, look: Look, burst: str | None
) -> Iterator[Design]:
    """The Design on each class that will do, with as many readers as the replicas' share of the work takes."""
    families: tuple[str, ...] = GRAVITON if plain.engine in OPEN else INTEL
    clustered = plain.copies == "multi_az_cluster"
    families = WITH_DISK if clustered else tuple(each for each in families if burst != "false" or not each.startswith("t"))

    def sold(each: DatabaseClass, region: str) -> bool:
        return look.sold(instance_dimension(plain, each.name, COPIES[0] if region else plain.copies), region)

    share = replica_share(facts, load)
    running = plain.replicate_to if plain.cross_region == "read_replica" else ()
    most = look.limits.get(f"rds.read_replicas.{plain.engine}", look.on).value - len(running) + (2 if clustered else 0)
    wanted = evidence(plain.engine, facts, load, look, bool(plain.proxy), largest_share(share, most))
    for each in smallest(wanted, families, sold, running):
        readers = readers_of(each, settings, facts, share, 2 if clustered else 0)
        yield plain._replace(instance=each.name, readers=readers)


def replica_share(facts: Facts, load: Load) -> Fraction:
    """The share of the work replicas take: their share of the reads, of all reads and writes there are."""
    taken = amount(facts, "replica_reads") or Fraction(0)
    if load.reads and load.writes is not None:
        return taken * load.reads / (load.reads + load.writes)
    return taken


def largest_share(replicas: Fraction, most: Fraction) -> Fraction:
    """The largest share of the work one instance takes, when at most so many replicas take theirs."""
    return max(1 - replicas, replicas / most) if most > 0 else 1 - replicas


def readers_of(
    instance: DatabaseClass, settings: Mapping[str, tuple[str, ...]], facts: Facts, share: Fraction, there: int
) -> int:
    """Read replicas: as many as are asked for, and as many of this size as their share of the work takes; `there` are there."""
    if settings.get("readers", ("by_load",))[0] in ("none", "0", "false"):
        return 0
    asked = int(amount(facts, "read_replicas") or 0)
    busy = (amount(facts, "vcpus") or Fraction(0)) * share
    by_load = int(-(-busy // (instance.vcpu * MOST_BUSY))) if busy else 0
    fixed = settings.get("readers", ("",))[0]
    return max(0, max(asked, by_load, int(fixed) if fixed.isdigit() else 0, 1 if fixed == "some" else 0) - there)


def begins_later(design: Design, start: date, end: date) -> bool:
    """Whether extended support begins, or gets dearer, between two days."""
    return changing("rds", design.engine, design.version, start, end)


def describe(design: Design, look: Look) -> dict[str, Values]:
    """The Design's own facts, by the words checks use; what was not said is left out."""
    said: dict[str, Values] = {"db_engine": frozenset({design.engine}), "copies": frozenset({design.copies})}
    for name, field in (
        ("db_storage", design.storage),
        ("db_encryption", design.encryption),
        ("cross_region", design.cross_region),
    ):
        if field is not None:
            said[name] = frozenset({field})
    for name, amount_ in (("db_size", design.size), ("db_iops", design.iops), ("db_throughput", design.throughput)):
        if amount_ is not None:
            said[name] = point(amount_)
    for name, held in (("proxy", design.proxy), ("custom", design.custom), ("iam", design.iam)):
        if held is not None:
            said[name] = flag(held)
    apart = design.cross_region == "backups" and not region_sets.together("rds_backups", look.region, design.replicate_to)
    said |= {"db_readers": point(design.readers), "copied_regions": point(len(design.replicate_to))}
    running = len(design.replicate_to) if design.cross_region == "read_replica" else 0
    most = look.limits.get(f"rds.read_replicas.{design.engine}", look.on).value
    said["replicas_over"] = flag(design.readers + running > most)
    said["regions_apart"] = flag(bool(look.region and design.replicate_to) and apart)
    said["retention_unsaid"] = flag(design.backup_retention is None)
    if design.backup_retention is not None:
        said["backup_retention"] = point(design.backup_retention)
    said.update(_of_instance(design, look))
    said |= _of_cluster(design) | of_gp3(design, look)
    said |= support_left("rds", design.engine, design.version, look.live)
    if design.size and design.iops is not None:
        said["db_iops_per_gib"] = point(design.iops / (design.size / 1024**3))
    return said


def _of_cluster(design: Design) -> dict[str, Values]:
    """Whether a Multi-AZ DB cluster runs on the class and version; nothing of other deployments."""
    if design.copies != COPIES[2]:
        return {}
    family, version = (design.instance or "db.").split(".")[1], design.version
    lacks = version is not None and not runs_clustered(design.engine, major("rds", design.engine, version), version)
    return {"cluster_class_missing": flag(bool(family) and not clustered(family)), "cluster_version_missing": flag(lacks)}


def _of_instance(design: Design, look: Look) -> dict[str, Values]:
    """What follows from the instance class: whether the storage can do more than it sustains."""
    instance = database_class(design.instance or "")
    if instance is None:
        return {}
    over = (design.iops or 0) > (instance.baseline_iops or 0), (design.throughput or 0) > (instance.baseline_throughput or 0)
    return {
        "db_vcpus": point(instance.vcpu),
        "db_memory": point(instance.memory),
        "db_burstable": flag(instance.burstable),
        "over_class_iops": flag(over[0]),
        "over_class_throughput": flag(over[1]),
    }


def parts(design: Design, facts: Facts) -> list[tuple[str, str, dict[str, Values]]]:
    """An instance has no parts of its own."""
    return []
