"""Amazon Aurora: clusters of provisioned or serverless instances on a volume that grows with the data."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from itertools import product
from typing import TYPE_CHECKING

from advisor.classes import DatabaseClass, database_class
from advisor.engine_support import changing
from advisor.exact import Fraction
from advisor.load import Load
from advisor.services.aurora_design import CAPACITIES, ENGINES, STORAGES, Design, configuration, read
from advisor.services.aurora_usage import usage
from advisor.services.metered import counted
from advisor.services.rds import bound, duration, largest_share, readers_of, replica_share
from advisor.services.relational import (
    CACHE,
    GRAVITON,
    HEADROOM,
    MOST_BUSY,
    USUAL,
    amount,
    chosen,
    engines,
    evidence,
    max_connections,
    short,
    smallest,
    word,
)
from advisor.services.relational_lines import HOURS, refused, support_left, version
from advisor.sets import Values, flag, point

if TYPE_CHECKING:
    from datetime import date

    from advisor.facts import Facts
    from advisor.services import Look, Sized

__all__ = [
    "AMOUNTS", "HEADROOM", "PRIMARY", "TITLE", "USUAL", "Design", "begins_later", "configuration", "describe",
    "designs", "lacking", "never_billed", "parts", "read", "usage",
]  # fmt: skip

TITLE = "Amazon Aurora"
PRIMARY = "capacity"
AMOUNTS = ("max_acu",)  # fields a chosen Design may fall short in
OTHERS = ("cross_region", "backup_retention", "backtrack", "clones", "proxy", "encryption", "iam", "insights")
IO = "aurora.io_request.standard"
TRADES = (("storage", STORAGES, IO),)  # dearer instances and storage for no charge on I/O
AURORA_CLASSES = tuple(each for each in GRAVITON if each[0] in "trx")


def designs(facts: Facts, settings: Mapping[str, tuple[str, ...]], look: Look) -> tuple[Design, ...]:
    """Every combination of the settings left standing, sized by the evidence; a reader is as large as the writer."""
    load = look.first(look.store, facts)
    found: dict[Design, None] = {}
    for engine, capacity, storage in product(
        engines(settings, facts, ENGINES), chosen(settings, "capacity"), chosen(settings, "storage")
    ):
        for values in product(*(chosen(settings, name) for name in OTHERS)):
            said = dict(zip(OTHERS, values, strict=True))
            plain = _plain(engine, capacity or CAPACITIES[0], storage or STORAGES[0], said, facts, look)
            if refused("aurora", engine, plain.version, look.live):
                continue
            sizer = _serverless if plain.capacity == "serverless" else _provisioned
            found.update(dict.fromkeys(sizer(plain, settings, facts, load, look)))
    return tuple(found)


def unsold(facts: Facts, settings: Mapping[str, tuple[str, ...]], look: Look) -> str:
    """Why settings have no Design, and what would; empty where it is not for the version, or for nothing to follow."""
    engine = engines(settings, facts, ENGINES)[0]
    if why := refused("aurora", engine, bound(facts, "engine_version"), look.live):
        return why
    if chosen(settings, "capacity")[0] != "serverless":
        return ""
    return "The fewest capacity units it may have are all the busiest hour takes, so there is no load to follow."


def _plain(engine: str, capacity: str, storage: str, said: Mapping[str, str | None], facts: Facts, look: Look) -> Design:
    """A Design without its size."""
    cross = said["cross_region"]
    copies = said["clones"]
    return Design(
        engine=engine,
        capacity=capacity,
        version=version("aurora", engine, bound(facts, "engine_version"), look),
        storage=storage,
        cross_region=cross,
        replicate_to=look.store.elsewhere if cross not in (None, "none") else (),
        backup_retention=duration(said["backup_retention"]),
        backtrack=amount(facts, "rewind") if said["backtrack"] == "true" else None,
        clones=int(amount(facts, "clones") or 0) if copies == "true" else int(copies) if copies and copies.isdigit() else None,
        proxy=_flag(said["proxy"]),
        encryption=said["encryption"],
        iam=_flag(said["iam"]),
        insights=said["insights"],
    )


def _flag(text: str | None) -> bool | None:
    return None if text is None else text == "true"


def _provisioned(
    plain: Design, settings: Mapping[str, tuple[str, ...]], facts: Facts, load: Load, look: Look
) -> Iterator[Design]:
    """The cluster on the smallest class of each family; burstable ones are for development and test, as AWS advises.

    https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/Concepts.DBInstanceClass.Types.html
    """
    burst = settings.get("burst", ("false",))[0] != "false" or word(facts, "environment") in ("test", "development")
    everywhere = plain.cross_region == "global_database"  # of memory-optimized classes alone
    families = tuple(each for each in AURORA_CLASSES if not each.startswith("t") or (burst and not everywhere))
    share = replica_share(facts, load)

    def sold(each: DatabaseClass, region: str) -> bool:
        return look.sold(f"aurora.instance.{plain.engine}.{each.name}.{plain.storage}", region)

    most = look.limits.get("aurora.replicas.max", look.on).value - (len(plain.replicate_to) if everywhere else 0)
    wanted = evidence(plain.engine, facts, load, look, bool(plain.proxy), largest_share(share, most))
    for each in smallest(wanted, families, sold, plain.replicate_to if everywhere else (), on_ebs=False):
        yield plain._replace(instance=each.name, readers=_readers(each, settings, facts, share))


def _readers(instance: DatabaseClass, settings: Mapping[str, tuple[str, ...]], facts: Facts, share: Fraction) -> int:
    """Readers: those the reads take, and at least one in another Zone where a standby is needed."""
    least = 1 if settings.get("standby", ("none",))[0] == "reader" else 0
    return max(least, readers_of(instance, settings, facts, share, 0))


def _serverless(plain: Design, settings: Mapping[str, tuple[str, ...]], facts: Facts, load: Load, look: Look) -> Iterator[Design]:
    """Serverless instances from what holds the working set to what the busiest hour takes.

    It pauses only where hours without a connection are usual and nothing keeps it awake. A Global Database
    is advised to have 8 ACUs at least.
    https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/aurora-serverless-v2-auto-pause.html
    """
    of_serverless = {
        name: look.limits.get(f"aurora_serverless.{name}", look.on).value
        for name in ("memory_per_acu", "acu_per_vcpu", "max_acu")
    }
    share = replica_share(facts, load)
    memory = (amount(facts, "working_set") or Fraction(0)) / CACHE
    least = max(Fraction(1, 2), _half(memory / of_serverless["memory_per_acu"]))
    standby = 1 if settings.get("standby", ("none",))[0] == "reader" else 0
    asked = 0 if settings.get("readers", ("by_load",))[0] in ("none", "0", "false") else int(amount(facts, "read_replicas") or 0)
    largest = of_serverless["max_acu"] / of_serverless["acu_per_vcpu"] * MOST_BUSY  # busy vCPUs of an instance
    by_load = -(-(amount(facts, "vcpus") or Fraction(0)) * share // largest)
    readers = max(
        standby, asked, 1 if share else 0, min(int(by_load), int(look.limits.get("aurora.replicas.max", look.on).value))
    )
    wanted = evidence(plain.engine, facts, load, look, bool(plain.proxy), largest_share(share, Fraction(readers)))
    top = max(
        Fraction(1), least, _half(wanted.busy / MOST_BUSY * of_serverless["acu_per_vcpu"]),
        _half(wanted.memory / of_serverless["memory_per_acu"]),
    )  # fmt: skip
    awake = plain.proxy or plain.cross_region == "global_database" or word(facts, "pauses") != "true"
    if plain.cross_region == "global_database":
        least = max(least, Fraction(8))
    elif not awake and settings.get("pause", ("true",))[0] == "true":
        least = look.limits.get("aurora_serverless.min_acu", look.on).value
    smallest = look.limits.get("aurora.least_class_memory", look.on).value
    if least >= top and least * of_serverless["memory_per_acu"] < smallest:
        top = least + Fraction(1, 2)  # nothing to follow, but smaller than any class
    if top > of_serverless["max_acu"] or least >= top:
        return
    yield plain._replace(min_acu=least, max_acu=top, readers=readers)


def _half(acus: Fraction) -> Fraction:
    """ACUs in half steps, upwards."""
    return Fraction(-(-acus * 2 // 1)) / 2


def never_billed(design: Design) -> tuple[str, ...]:
    """What such a Design is never billed for, whatever was measured of the other: I/O under I/O-Optimized."""
    return (IO,) if design.storage == "io_optimized" else ()


def by_size(design: Design, until: date) -> tuple[Hashable, tuple[Sized, ...]]:
    """The Design without its instance, and what it is billed for the hours of all its instances."""
    if design.instance is None or design.capacity == "serverless":
        return None, ()
    more = counted("aurora", design.engine, design.version, design.instance, design.proxy, design.insights, until)
    name, hours = f"aurora.instance.{design.engine}.{design.instance}.{design.storage or 'standard'}", int(HOURS)
    lines: list[Sized] = [(name, None, (1 + design.readers) * hours)]
    if design.clones:
        lines.append((name, None, design.clones * hours))
    if design.cross_region == "global_database":
        lines += [(name, region, hours) for region in design.replicate_to]
    return (design._replace(instance=None), more), tuple(lines)


def begins_later(design: Design, start: date, end: date) -> bool:
    """Whether extended support begins, or gets dearer, between two days."""
    return changing("aurora", design.engine, design.version, start, end)


def describe(design: Design, look: Look) -> dict[str, Values]:
    """The Design's own facts, by the words checks use; what was not said is left out."""
    said: dict[str, Values] = {
        "db_engine": frozenset({design.engine}),
        "capacity": frozenset({design.capacity}),
        "db_readers": point(design.readers),
        "copied_regions": point(len(design.replicate_to)),
    }
    for name, text in (
        ("aurora_storage", design.storage), ("cross_region", design.cross_region), ("db_encryption", design.encryption),
    ):  # fmt: skip
        if text is not None:
            said[name] = frozenset({text})
    for name, value in (
        ("min_acu", design.min_acu), ("max_acu", design.max_acu), ("backup_retention", design.backup_retention),
        ("backtrack", design.backtrack),
    ):  # fmt: skip
        if value is not None:
            said[name] = point(value)
    for name, held in (("proxy", design.proxy), ("iam", design.iam)):
        if held is not None:
            said[name] = flag(held)
    instance = database_class(design.instance or "")
    if instance is not None:
        said |= {"db_vcpus": point(instance.vcpu), "db_memory": point(instance.memory), "db_burstable": flag(instance.burstable)}
    said |= support_left("aurora", design.engine, design.version, look.live)
    return said


def lacking(design: Design, facts: Facts, look: Look) -> dict[str, Values]:
    """What its instances have less of than the need says; what the storage does goes through no instance's link to EBS."""
    instance, postgresql = database_class(design.instance or ""), design.engine == "postgresql"
    pooled = design.proxy or not postgresql
    most = None if instance is None or pooled else max_connections(design.engine, instance, look)
    return short(instance, 1 + design.readers, facts, most, on_ebs=False)


def parts(design: Design, facts: Facts) -> list[tuple[str, str, dict[str, Values]]]:
    """A cluster's instances are alike."""
    return []
