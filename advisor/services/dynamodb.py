"""Amazon DynamoDB: tables with their indexes, replicas, backups and cache."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product
from typing import TYPE_CHECKING

from advisor.exact import Fraction
from advisor.load import Load, sizes_of
from advisor.services.dax import cluster
from advisor.services.dynamodb_capacity import ON_DEMAND, PROVISIONED, TARGET, whole
from advisor.services.dynamodb_demand import Demand, amount, demand
from advisor.services.dynamodb_design import MODES, Dax, Design, Index, configuration, index_of, read
from advisor.services.dynamodb_usage import expired, usage
from advisor.sets import FALSE, TRUE, Values, flag, number, point

if TYPE_CHECKING:
    from advisor.facts import Facts
    from advisor.services import Look

__all__ = [
    "AMOUNTS",
    "PRIMARY",
    "TITLE",
    "Dax",
    "Design",
    "Index",
    "as_built",
    "configuration",
    "describe",
    "designs",
    "lacking",
    "needed",
    "parts",
    "read",
    "usage",
]

TITLE = "Amazon DynamoDB"
PRIMARY = "mode"
AMOUNTS = ("read_units", "write_units")  # fields a chosen Design may fall short in
PLAIN = ("table_class", "global_tables", "streams", "backups", "encryption", "export")
FLAGS = ("ttl", "pitr", "dax")
FIELDS = (*PLAIN, *FLAGS)
INFREQUENT = "STANDARD_INFREQUENT_ACCESS"
# Price dimensions of the standard table class, and what they are called in the other.
CHEAPER = {f"dynamodb.{mode}.{name}": f"dynamodb.{mode}.{name}.standard_ia"
           for mode, names in (("ondemand", ON_DEMAND), ("provisioned", PROVISIONED)) for name in names.values()}  # fmt: skip
CHEAPER["dynamodb.storage.standard"] = "dynamodb.storage.standard_ia"
UNMET = "unmet"  # what a setting decision says when nothing it knows will do


def designs(facts: Facts, settings: Mapping[str, tuple[str, ...]], look: Look) -> tuple[Design, ...]:
    """Every combination of the settings left standing, with provisioned capacity for the peak; a setting not given stays unsaid.

    On demand there is no scaling. A global table is provisioned with auto scaling or not at all.
    https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/bp-global-table-design.prescriptive-guidance.throughput.html
    """
    indexes = tuple(index_of(name, look.store, settings) for name in look.store.indexes)
    load = look.first(look.store, facts)
    left = {name: some for name in FIELDS if (some := [value for value in settings.get(name, ()) if value != UNMET])}
    found: dict[Design, None] = {}
    for mode, scaling in _modes(settings):
        for values in product(*left.values()):
            found[_design(mode, scaling, dict(zip(left, values, strict=True)), indexes, facts, load, look)] = None
    return tuple(found)


def _modes(settings: Mapping[str, tuple[str, ...]]) -> list[tuple[str, str]]:
    """(mode, scaling) pairs; the rules may leave a provisioned mode without scaling."""
    pairs: list[tuple[str, str]] = []
    for mode in (mode for mode in settings.get("mode", MODES) if mode != UNMET):
        scalings = settings.get("scaling", ("none", "autoscaling")) if mode == "provisioned" else ("none",)
        pairs.extend((mode, scaling) for scaling in scalings)
    return pairs


def _design(
    mode: str, scaling: str, said: Mapping[str, str], indexes: tuple[Index, ...], facts: Facts, load: Load, look: Look
) -> Design:
    """One table, with capacity where it is provisioned."""
    everywhere = said.get("global_tables", "none") != "none"
    scaling = "autoscaling" if everywhere and mode == "provisioned" and scaling == "none" else scaling
    draft = Design(
        mode=mode,
        scaling=scaling,
        table_class=said.get("table_class"),
        indexes=indexes,
        dax=_dax(facts, load, look) if said.get("dax") in ("dax", "true") else None,
        global_tables=said.get("global_tables"),
        replicas=look.store.elsewhere if everywhere else (),
        streams=said.get("streams"),
        ttl=_flag(said.get("ttl")),
        pitr=_flag(said.get("pitr")),
        backups=said.get("backups"),
        encryption=said.get("encryption"),
        export=said.get("export"),
    )
    return (
        draft if mode == "on_demand" else _provision(draft, demand(draft, facts, look.store), load, expired(draft, load, facts))
    )


def _flag(word: str | None) -> bool | None:
    return None if word is None else word == "true"


def _provision(design: Design, asked: Demand | None, load: Load, deleted: Fraction | None) -> Design:
    """The Design with capacity for the peak; auto scaling may go as far as the peak at its target use.

    Replicas write what is written and what TTL deletes, at a settled count of items; a transaction costs double where it runs.
    """
    most = TARGET if design.scaling == "autoscaling" else Fraction(1)
    reads = None if asked is None or load.reads_peak is None else Fraction(whole(load.reads_peak * asked.read_units / most))
    writes = None
    if asked is not None and load.writes_peak is not None:
        elsewhere = design.global_tables in ("MREC", "MRSC")
        there = (load.writes_peak + (deleted or 0)) * asked.write_units if elsewhere else Fraction(0)
        writes = Fraction(whole(max(load.writes_peak * asked.transactional_units, there) / most))
    return design._replace(read_units=reads, write_units=writes)


def as_built(design: Design, facts: Facts, look: Look) -> Design:
    """A table has what is said of it."""
    return design


def needed(design: Design, facts: Facts, look: Look) -> Design:
    """With the capacity that serves the peak; what auto scaling keeps free beside it is no need."""
    return design if design.mode == "on_demand" else _serving(design, facts, look)


def lacking(design: Design, facts: Facts, look: Look) -> dict[str, Values]:
    """Units a second this need takes of a table that has no capacity of its own: its quota holds in either mode.

    https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html
    """
    if design.mode == "provisioned" and None not in (design.read_units, design.write_units):
        return {}
    served = _serving(design, facts, look)
    return {
        f"table_{name}": point(units)
        for name in AMOUNTS
        if (units := getattr(served, name)) is not None and (design.mode != "provisioned" or getattr(design, name) is None)
    }


def _serving(design: Design, facts: Facts, look: Look) -> Design:
    """With the capacity for the peak, which is the average at least where nobody said it."""
    load = look.first(look.store, facts)
    reads, writes = (
        mean if most is None else most for most, mean in ((load.reads_peak, load.reads), (load.writes_peak, load.writes))
    )
    load = load._replace(reads_peak=reads, writes_peak=writes)
    fixed = _provision(design._replace(scaling="none"), demand(design, facts, look.store), load, expired(design, load, facts))
    return design._replace(read_units=fixed.read_units, write_units=fixed.write_units)


def _dax(facts: Facts, load: Load, look: Look) -> Dax:
    """The smallest cluster for the peak, three of the smallest fixed-performance nodes while the peak is unknown."""
    sizes, hits = sizes_of(look.store, facts), amount(facts, "repeat_reads", Fraction(0))
    if sizes and load.reads_peak is not None and load.writes_peak is not None and hits is not None:
        node, nodes = cluster(load.reads_peak, hits, load.writes_peak, sizes) or ("dax.r5.8xlarge", 11)
        return Dax(node, nodes)
    return Dax("dax.r5.large", 3)


def alike(design: Design) -> tuple[Design, Mapping[str, str]]:
    """A Design billed for the same amounts, and what the price dimensions it is billed for in another table class are called."""
    if design.table_class != INFREQUENT:
        return design, {}
    return design._replace(table_class="STANDARD"), CHEAPER


def idle(option: str | None) -> tuple[str, ...]:
    """Settings that make no difference to a mode."""
    return ("scaling",) if option == "on_demand" else ()


def describe(design: Design, look: Look) -> dict[str, Values]:
    """The Design's own facts, by the words checks use; what was not said is left out."""
    said: dict[str, Values] = {}
    for name in ("mode", "scaling", "table_class", "global_tables", "streams"):
        if (word := getattr(design, name)) is not None:
            said[name] = frozenset({word})
    if design.pitr is not None:
        said["pitr"] = flag(design.pitr)
    said["units_unused"] = flag(design.mode == "on_demand" and (design.read_units, design.write_units) != (None, None))
    said["dax"] = TRUE if design.dax else FALSE
    said["dax_nodes"] = point(design.dax.nodes if design.dax else 0)
    said["table_regions"] = point(1 + (len(design.replicas) or (design.global_tables in ("MREC", "MRSC"))))
    said["gsi_count"] = point(sum(index.kind == "GSI" for index in design.indexes))
    said["lsi_count"] = point(sum(index.kind == "LSI" for index in design.indexes))
    named = [look.store.indexes.get(index.name, {}).get("index_projected_attributes") for index in design.indexes]
    count = sum((number(each.values) or 0 for each in named if each is not None), 0)
    said["projected_attributes"] = point(count)
    if design.mode == "provisioned":
        said |= {f"table_{name}": point(units) for name in AMOUNTS if (units := getattr(design, name)) is not None}
    return said


def parts(design: Design, facts: Facts) -> list[tuple[str, str, dict[str, Values]]]:
    """(part kind, name, facts) of each secondary index."""
    return [("dynamodb.index", index.name, {"index_name": frozenset({index.name})}) for index in design.indexes]
