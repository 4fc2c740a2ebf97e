"""What an Aurora Design says, read from a spec and written for a report."""

from __future__ import annotations

from typing import TYPE_CHECKING

from advisor import units
from advisor.exact import Fraction
from advisor.records import NamedTuple
from advisor.services.chosen import Reader, listed
from advisor.services.rds_design import ENCRYPTIONS, INSIGHTS, copied_to, count, instance_class

if TYPE_CHECKING:
    from advisor.diagnostics import Diagnostic
    from advisor.services import Look
    from advisor.source import Node

ENGINES = ("postgresql", "mysql")
ENGINE_ALIASES = {"aurora-postgresql": "postgresql", "aurora-mysql": "mysql", "aurora": "mysql", "postgres": "postgresql"}
CAPACITIES = ("provisioned", "serverless")
STORAGES = ("standard", "io_optimized")
STORAGE_ALIASES = {"aurora": "standard", "aurora-iopt1": "io_optimized"}
CROSS = ("none", "backups", "global_database")


class Design(NamedTuple):
    """A cluster. None: not said; ACUs are of each serverless instance, retention and backtrack are seconds."""

    engine: str
    capacity: str = "provisioned"
    instance: str | None = None
    min_acu: Fraction | None = None
    max_acu: Fraction | None = None
    version: str | None = None
    storage: str | None = None
    readers: int = 0
    cross_region: str | None = None
    replicate_to: tuple[str, ...] = ()
    backup_retention: Fraction | None = None
    backtrack: Fraction | None = None
    clones: int | None = None
    proxy: bool | None = None
    encryption: str | None = None
    iam: bool | None = None
    insights: str | None = None


def read(node: Node, look: Look) -> tuple[Design | None, list[Diagnostic]]:
    """The Design a `chosen:` mapping says, or None and every problem."""
    said = Reader(node, "an Aurora design")
    said.take("service")
    at = said.place("engine")
    engine = said.choice("engine", ENGINES, ENGINE_ALIASES)
    if engine is None and not said.problems:
        said.wrong(at, "the engine is missing", "write engine: postgresql")
    cross = said.choice("cross_region", CROSS)
    design = Design(
        engine=engine or ENGINES[0],
        capacity=said.choice("capacity", CAPACITIES) or CAPACITIES[0],
        instance=instance_class(said),
        min_acu=said.amount("min_acu", "count"),
        max_acu=said.amount("max_acu", "count"),
        version=said.text("version"),
        storage=said.choice("storage", STORAGES, STORAGE_ALIASES) or STORAGES[0],
        readers=count(said, "readers"),
        cross_region=cross,
        replicate_to=copied_to(said, look, cross),
        backup_retention=said.amount("backup_retention", "duration"),
        backtrack=said.amount("backtrack", "duration"),
        clones=count(said, "clones") if said.written("clones") else None,
        proxy=said.flag("proxy"),
        encryption=said.choice("encryption", ENCRYPTIONS),
        iam=said.flag("iam"),
        insights=said.choice("insights", INSIGHTS),
    )
    _complete(design, said)
    problems = said.finish()
    return (None if problems else design), problems


def _complete(design: Design, said: Reader) -> None:
    """A provisioned cluster has an instance class, a serverless one a range of ACUs in half steps."""
    if said.problems:
        return
    if design.capacity == "provisioned" and design.instance is None:
        said.wrong(said.at, "the instance class is missing", "write instance: db.r6g.large, or capacity: serverless")
    if design.capacity == "serverless":
        if design.max_acu is None:
            said.wrong(said.at, "the most ACUs are missing", "write min_acu: 0.5 and max_acu: 16")
        for name, value in (("min_acu", design.min_acu), ("max_acu", design.max_acu)):
            if value is not None and (value * 2).denominator != 1:
                said.wrong(said.at, f"{name} is not a multiple of 0.5", f"write {name}: {float(-(-value * 2 // 1) / 2):g}")
        if design.min_acu is not None and design.max_acu is not None and design.min_acu > design.max_acu:
            said.wrong(said.at, "min_acu is more than max_acu", "turn them round")


def configuration(design: Design) -> dict[str, object]:
    """The Design as plain values for a report, what was not said left out; `read` takes it back."""
    plain: dict[str, object] = {"engine": design.engine, "capacity": design.capacity}
    for name in ("version", "instance"):
        if (text := getattr(design, name)) is not None:
            plain[name] = text
    for name in ("min_acu", "max_acu"):
        if (acu := getattr(design, name)) is not None:
            plain[name] = units.show(acu, "count", exact=True)
    for name in ("storage", "cross_region"):
        if (text := getattr(design, name)) is not None:
            plain[name] = text
    if design.replicate_to:
        plain["replicate_to"] = listed(design.replicate_to)
    plain["readers"] = design.readers
    for name in ("backup_retention", "backtrack"):
        if (seconds := getattr(design, name)) is not None:
            plain[name] = units.show(seconds, "duration", exact=True)
    for name in ("clones", "proxy", "iam", "encryption", "insights"):
        if (value := getattr(design, name)) is not None:
            plain[name] = value
    return plain
