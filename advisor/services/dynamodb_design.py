"""What a DynamoDB Design says, read from a spec and written for a report."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from advisor import units
from advisor.exact import Fraction
from advisor.records import NamedTuple
from advisor.services.chosen import Reader
from advisor.sets import choice

if TYPE_CHECKING:
    from advisor.diagnostics import Diagnostic
    from advisor.services import Look
    from advisor.source import Node
    from advisor.spec import Said, Store

MODES = ("on_demand", "provisioned")
SCALINGS = ("none", "autoscaling", "scheduled")
CLASSES = ("STANDARD", "STANDARD_INFREQUENT_ACCESS")
CLASS_ALIASES = {"STANDARD_IA": "STANDARD_INFREQUENT_ACCESS"}
PROJECTIONS = ("ALL", "KEYS_ONLY", "INCLUDE")
GLOBAL = ("none", "MREC", "MRSC")
STREAMS = ("none", "dynamodb", "kinesis")
BACKUPS = ("none", "monthly", "daily")
ENCRYPTIONS = ("aws_owned", "aws_managed", "customer_managed")


class Index(NamedTuple):
    """A secondary index; `kind` GSI or LSI."""

    name: str
    kind: str = "GSI"
    projection: str = "ALL"


class Dax(NamedTuple):
    """A DAX cluster in front of the table."""

    node: str
    nodes: int = 3


class Design(NamedTuple):
    """A table and what hangs on it. None: not said.

    `read_units` and `write_units` are provisioned capacity a second of the table without its global indexes: fixed, or the
    most scaling may provision.
    """

    mode: str | None = None
    scaling: str | None = None
    read_units: Fraction | None = None
    write_units: Fraction | None = None
    table_class: str | None = None
    indexes: tuple[Index, ...] = ()
    dax: Dax | None = None
    global_tables: str | None = None
    replicas: tuple[str, ...] = ()
    streams: str | None = None
    ttl: bool | None = None
    pitr: bool | None = None
    backups: str | None = None
    encryption: str | None = None
    export: str | None = None


def read(node: Node, look: Look) -> tuple[Design | None, list[Diagnostic]]:
    """The Design a `chosen:` mapping says, or None and every problem; indexes not written are those of the need."""
    said = Reader(node, "a DynamoDB design")
    said.take("service")
    unsaid = not said.written("indexes")
    indexes = tuple(_index(name, entry, said) for name, entry in said.parts("indexes"))
    design = Design(
        mode=said.choice("mode", MODES, {"PAY_PER_REQUEST": "on_demand", "on-demand": "on_demand"}),
        scaling=said.choice("scaling", SCALINGS),
        read_units=_whole(said.amount("read_units", "count")),
        write_units=_whole(said.amount("write_units", "count")),
        table_class=said.choice("table_class", CLASSES, CLASS_ALIASES),
        indexes=tuple(index_of(name, look.store) for name in look.store.indexes) if unsaid else indexes,
        dax=_dax(said),
        global_tables=said.choice("global_tables", GLOBAL),
        replicas=said.names("replicas") or (),
        streams=said.choice("streams", STREAMS),
        ttl=said.flag("ttl"),
        pitr=said.flag("pitr"),
        backups=said.choice("backups", BACKUPS),
        encryption=said.choice("encryption", ENCRYPTIONS),
        export=said.choice("export", ("none", "s3")),
    )
    problems = said.finish()
    return (None if problems else design), problems


def index_of(name: str, store: Store, settings: Mapping[str, tuple[str, ...]] | None = None) -> Index:
    """The index a need asks for, as the setting decisions (`indexes.<name>.kind`, `.projection`) or the need itself say.

    Another sort key with strong reads can only be a local index, and only on a new table.
    """
    said = store.indexes.get(name, {})
    strong, later = _word(said, "index_consistent") == "true", _word(said, "index_later") == "true"
    local = _word(said, "index_key") == "same_partition" and strong and not later
    projection = {"keys": "KEYS_ONLY", "some": "INCLUDE"}.get(_word(said, "index_projects") or "", "ALL")
    decided = settings or {}
    kind = decided.get(f"indexes.{name}.kind", ("LSI" if local else "GSI",))[0]
    return Index(name, kind, decided.get(f"indexes.{name}.projection", (projection,))[0])


def _word(said: Mapping[str, Said], word: str) -> str | None:
    found = said.get(word)
    return choice(found.values) if found else None


def _index(name: str, node: Node, outer: Reader) -> Index:
    said = Reader(node, "an index")
    name = name or said.text("name") or ""
    if not name:
        said.wrong(node.at, "the index has no name", "write indexes: {by_user: {kind: GSI}}")
    index = Index(name, said.choice("kind", ("GSI", "LSI")) or "GSI", said.choice("projection", PROJECTIONS) or "ALL")
    outer.problems += said.finish()
    return index


def _dax(outer: Reader) -> Dax | None:
    at = outer.place("dax")
    node = outer.take("dax")
    if node is None or node.value in ("false", "no", "none"):
        return None
    said = Reader(node, "a DAX cluster")
    name, nodes = said.text("node"), said.count("nodes")
    if name is None and isinstance(node.value, dict):
        said.wrong(at, "the DAX cluster has no node type", "write dax: {node: dax.r5.large, nodes: 3}")
    outer.problems += said.finish()
    return Dax(name or "", nodes or 3)


def _whole(value: Fraction | None) -> Fraction | None:
    """Provisioned capacity comes in whole units."""
    return None if value is None else Fraction(-(-value // 1))


def configuration(design: Design) -> dict[str, object]:
    """The Design as plain values for a report, what was not said left out; `read` takes it back."""
    plain: dict[str, object] = {}
    for name in ("mode", "scaling", "table_class", "global_tables", "streams", "ttl", "pitr", "backups", "encryption", "export"):
        if (value := getattr(design, name)) is not None:
            plain[name] = value
    for name in ("read_units", "write_units"):
        if (units_a_second := getattr(design, name)) is not None:
            plain[name] = units.show(units_a_second, "count", exact=True)
    if design.indexes:
        plain["indexes"] = {index.name: {"kind": index.kind, "projection": index.projection} for index in design.indexes}
    if design.replicas:
        plain["replicas"] = list(design.replicas)
    if design.dax:
        plain["dax"] = {"node": design.dax.node, "nodes": design.dax.nodes}
    return plain
