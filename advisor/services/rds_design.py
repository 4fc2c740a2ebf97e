"""What an RDS Design says, read from a spec and written for a report."""

from __future__ import annotations

from typing import TYPE_CHECKING

from advisor import units
from advisor.classes import database_class, nearest_class
from advisor.exact import Fraction
from advisor.records import NamedTuple
from advisor.services.chosen import Reader, listed
from advisor.services.rds_storage import TYPES

if TYPE_CHECKING:
    from advisor.diagnostics import Diagnostic
    from advisor.services import Look
    from advisor.source import Node

ENGINES = ("mysql", "postgresql", "mariadb", "oracle", "sqlserver", "db2")
ENGINE_ALIASES = {
    "postgres": "postgresql", "oracle-se2": "oracle", "oracle-ee": "oracle", "oracle-se1": "oracle", "sqlserver-ex": "sqlserver",
    "sqlserver-web": "sqlserver", "sqlserver-se": "sqlserver", "sqlserver-ee": "sqlserver", "db2-se": "db2", "db2-ae": "db2",
}  # fmt: skip
EDITIONS = ("se1", "se2", "ee", "express", "web", "standard", "enterprise", "se", "ae")
EDITIONS_OF = {
    "oracle": ("se1", "se2", "ee"), "sqlserver": ("express", "web", "standard", "enterprise"), "db2": ("se", "ae"),
}  # fmt: skip
LICENCES = ("included", "byol", "marketplace")
LICENCE_ALIASES = {"license-included": "included", "bring-your-own-license": "byol"}
COPIES = ("single_az", "multi_az_instance", "multi_az_cluster")
COPY_ALIASES = {"multi_az": "multi_az_instance"}
CROSS = ("none", "backups", "read_replica")
ENCRYPTIONS = ("none", "aws_managed", "customer_managed")
INSIGHTS = ("none", "standard", "long_term", "advanced")
DAY = 86_400
WORDS = ("engine", "edition", "licence", "version", "copies", "instance")
AMOUNTS = (("size", "bytes"), ("iops", "rate"), ("throughput", "throughput"))
FLAGS = ("proxy", "custom", "iam")


class Design(NamedTuple):
    """An instance, its copies and replicas. None: not said; size, IOPS and throughput are each copy's, retention is seconds."""

    engine: str
    copies: str = "single_az"
    instance: str | None = None
    edition: str | None = None
    licence: str | None = None
    version: str | None = None
    readers: int = 0
    storage: str | None = None
    size: Fraction | None = None
    iops: Fraction | None = None
    throughput: Fraction | None = None
    cross_region: str | None = None
    replicate_to: tuple[str, ...] = ()
    backup_retention: Fraction | None = None
    proxy: bool | None = None
    custom: bool | None = None
    encryption: str | None = None
    iam: bool | None = None
    insights: str | None = None


def read(node: Node, look: Look) -> tuple[Design | None, list[Diagnostic]]:
    """The Design a `chosen:` mapping says, or None and every problem."""
    said = Reader(node, "an RDS design")
    said.take("service")
    at = said.place("engine")
    written = said.choice("engine", ENGINES, ENGINE_ALIASES)
    if written is None and not said.problems:
        said.wrong(at, "the engine is missing", "write engine: postgresql")
    retention, cross = said.amount("backup_retention", "duration"), said.choice("cross_region", CROSS)
    size = said.amount("size", "bytes")
    design = Design(
        engine=written or "postgresql",
        copies=said.choice("copies", COPIES, COPY_ALIASES) or "single_az",
        instance=instance_class(said),
        edition=said.choice("edition", EDITIONS),
        licence=said.choice("licence", LICENCES, LICENCE_ALIASES),
        version=said.text("version"),
        readers=count(said, "readers"),
        storage=said.choice("storage", TYPES, {"standard": "magnetic"}),
        size=size,
        iops=said.amount("iops", "rate"),
        throughput=said.amount("throughput", "throughput"),
        cross_region=cross,
        replicate_to=copied_to(said, look, cross),
        backup_retention=retention,
        proxy=said.flag("proxy"),
        custom=said.flag("custom"),
        encryption=said.choice("encryption", ENCRYPTIONS),
        iam=said.flag("iam"),
        insights=said.choice("insights", INSIGHTS),
    )
    _complete(design, said)
    problems = said.finish()
    return (None if problems else design), problems


def instance_class(said: Reader) -> str | None:
    """The instance class written; a problem when there is none of that name."""
    at, name = said.place("instance"), said.text("instance")
    if name is not None and database_class(name) is None:
        said.wrong(at, f'"{name[:80]}" is not an instance class', nearest_class(name))
        return None
    return name


def count(said: Reader, key: str) -> int:
    """A whole number, 0 too and where nothing is written."""
    at, value = said.place(key), said.amount(key, "count")
    if value is not None and value.denominator != 1:
        said.wrong(at, f"{key} is not a whole number", f"write {key}: 1")
        return 0
    return int(value or 0)


def copied_to(said: Reader, look: Look, cross: str | None) -> tuple[str, ...]:
    """The Regions of copies: those written, else those the need names where copies are kept in others at all."""
    return said.names("replicate_to") or (look.store.elsewhere if cross not in (None, "none") else ())


def _complete(design: Design, said: Reader) -> None:
    """What must be said to know the price, and does fit the engine."""
    if design.instance is None and not said.problems:
        said.wrong(said.at, "the instance class is missing", "write instance: db.r6g.large")
    if design.storage is None and not said.problems:
        said.wrong(said.at, "the storage type is missing, and with it what the data costs", "write storage: gp3")
    known = EDITIONS_OF.get(design.engine, ())
    if design.edition is not None and design.edition not in known:
        instead = f"{design.engine} has {', '.join(known)}" if known else f"{design.engine} has no editions"
        said.wrong(said.at, f"{design.edition} is no edition of {design.engine}", instead)
    if known and design.edition is None and not said.problems:
        said.wrong(said.at, f"the edition of {design.engine} is missing", f"write edition: {known[1]}")


def configuration(design: Design) -> dict[str, object]:
    """The Design as plain values for a report, what was not said left out; `read` takes it back."""
    plain: dict[str, object] = {}
    for name in WORDS:
        if (text := getattr(design, name)) is not None:
            plain[name] = text
    if design.readers:
        plain["readers"] = design.readers
    if design.storage is not None:
        plain["storage"] = design.storage
    for name, dimension in AMOUNTS:
        if (value := getattr(design, name)) is not None:
            plain[name] = units.show(value, dimension, exact=True)
    if design.cross_region is not None:
        plain["cross_region"] = design.cross_region
    if design.replicate_to:
        plain["replicate_to"] = listed(design.replicate_to)
    if design.backup_retention is not None:
        plain["backup_retention"] = units.show(design.backup_retention, "duration", exact=True)
    for name in (*FLAGS, "encryption", "insights"):
        if (value := getattr(design, name)) is not None:
            plain[name] = value
    return plain
