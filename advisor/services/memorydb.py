"""Amazon MemoryDB: Valkey and Redis OSS whose writes are in a log in several Zones before they are acknowledged."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping
from functools import lru_cache
from itertools import product
from typing import TYPE_CHECKING

from advisor.classes import cache_node, cache_nodes
from advisor.exact import Fraction
from advisor.load import UNNAMED, Load, Quantity
from advisor.records import NamedTuple
from advisor.services.cache_sizing import Limits, Size, clusters, held, needed, sizes
from advisor.services.cache_traffic import GIB, amount, bytes_written, gib_a_month
from advisor.services.chosen import Reader
from advisor.services.elasticache import met, short_of
from advisor.services.elasticache_design import ENCRYPTIONS, EXPIRIES, STRATEGIES, node_type, whole
from advisor.services.elasticache_usage import DAY, HOURS, MEASURE
from advisor.sets import Values, choice, flag, point

if TYPE_CHECKING:
    from datetime import date

    from advisor.diagnostics import Diagnostic
    from advisor.facts import Facts
    from advisor.limits import Limits as Dated
    from advisor.services import Look, Sized
    from advisor.source import Node

TITLE = "Amazon MemoryDB"
PRIMARY = "option"
AMOUNTS: tuple[str, ...] = ()
USUAL = ("reads_peak", "writes_peak")  # the size rests on their usual values while nobody measured them
ENGINES = ("valkey", "redis")
FIELDS = ("engine", "multi_az", "multi_region", "encryption", "snapshots", "strategy", "expiry")
FAMILIES = ("t4g", "r6g", "r7g")
EVERYWHERE = ("r7g",)  # families of Multi-Region clusters, from xlarge up: multi-region.prereq
UNSIZED = "db.r7g.large"


class Design(NamedTuple):
    """A cluster; `replicas` are those of each shard. None: not said."""

    engine: str = "valkey"
    version: str | None = None
    node: str | None = None
    shards: int | None = None
    replicas: int | None = None
    multi_az: bool | None = None
    multi_region: bool | None = None
    regions: tuple[str, ...] = ()
    encryption: str | None = None
    snapshots: str | None = None
    snapshot_days: int | None = None
    strategy: str | None = None
    expiry: str | None = None

    @property
    def option(self) -> str:
        """MemoryDB is one option, whatever its engine."""
        return "memorydb"


SIZE = slice(Design._fields.index("node"), Design._fields.index("multi_az") + 1)  # how many nodes of what, and where


def designs(facts: Facts, settings: Mapping[str, tuple[str, ...]], look: Look) -> tuple[Design, ...]:
    """A cluster of each family that holds the need, in every combination of the settings left standing."""
    said = met(settings, FIELDS)
    found: list[Design] = []
    for values in product(*said.values()):
        draft = _draft(dict(zip(said, values, strict=True)), facts, look)
        found.extend(_sized(draft, facts, look))
    return tuple(found)


def _draft(said: Mapping[str, str], facts: Facts, look: Look) -> Design:
    """A cluster without its size."""
    days, everywhere = amount(facts, "backups_keep"), said.get("multi_region") == "true"
    return Design(
        engine=said.get("engine", ENGINES[0]), replicas=1 if said.get("multi_az") == "true" else 0,
        multi_az=said["multi_az"] == "true" if "multi_az" in said else None, multi_region=everywhere,
        regions=look.store.elsewhere if everywhere else (), encryption=said.get("encryption"), snapshots=said.get("snapshots"),
        snapshot_days=max(1, int(-(-days // DAY))) if said.get("snapshots") == "daily" and days is not None else None,
        strategy=said.get("strategy"), expiry=said.get("expiry"),
    )  # fmt: skip


def _sized(draft: Design, facts: Facts, look: Look) -> Iterator[Design]:
    """The cluster in each family that holds the need; vector search runs in one shard."""
    families, wanted = EVERYWHERE if draft.multi_region else FAMILIES, needed(facts, draft.strategy, look)
    if wanted.memory is None:
        yield from (draft for _ in families)
        return
    families_sold = _sold(families, draft.engine, wanted.light, look.sold, look.limits, look.on)
    searched = choice(facts.values.get("search", frozenset({"none"})))
    most = int(look.limits.get("memorydb.nodes_per_cluster", look.on).value)
    bounds = Limits(draft.replicas or 0, searched != "none", True, most)
    for name, count in clusters(families_sold, wanted, bounds):
        yield draft._replace(node=name, shards=count)


@lru_cache(maxsize=256)
def _sold(
    families: tuple[str, ...], engine: str, light: bool, sold: Callable[..., bool], limits: Dated, on: date
) -> tuple[tuple[Size, ...], ...]:
    """The nodes of some families that are sold; those that burst where few commands come, no large ones of several Regions."""
    nodes = [
        node
        for node in cache_nodes("memorydb")
        if node.family in families
        and (light or not node.burstable)
        and not (families is EVERYWHERE and node.name.endswith(".large"))
        and sold(f"memorydb.node.{engine}.{node.name}")
    ]
    return sizes(nodes, engine, limits, on)


def read(node: Node, look: Look) -> tuple[Design | None, list[Diagnostic]]:
    """The Design a `chosen:` mapping says, or None and every problem."""
    said = Reader(node, "a MemoryDB design")
    said.take("service")
    design = Design(
        engine=said.choice("engine", ENGINES, {"redis_oss": "redis"}) or "valkey", version=said.text("version"),
        node=node_type(said, "memorydb"), shards=said.count("shards"), replicas=whole(said, "replicas"),
        multi_az=said.flag("multi_az"), multi_region=said.flag("multi_region"), regions=said.names("regions") or (),
        encryption=said.choice("encryption", ENCRYPTIONS), snapshots=said.choice("snapshots", ("none", "daily")),
        snapshot_days=whole(said, "snapshot_days"), strategy=said.choice("strategy", STRATEGIES),
        expiry=said.choice("expiry", EXPIRIES),
    )  # fmt: skip
    problems = said.finish()
    return (None if problems else design), problems


def configuration(design: Design) -> dict[str, object]:
    """The Design as plain values for a report, what was not said left out; `read` takes it back."""
    plain: dict[str, object] = {}
    for name, value in design._asdict().items():
        if isinstance(value, tuple):
            plain |= {name: list(value)} if value else {}
        elif value is not None:
            plain[name] = str(value) if isinstance(value, int) and not isinstance(value, bool) else value
    return plain


def usage(design: Design, load: Load, facts: Facts, look: Look) -> list[Quantity]:
    """Nodes by the hour, what is written, backups beyond the free one, the same again in each other Region, and the key.

    https://aws.amazon.com/memorydb/pricing/
    """
    written = gib_a_month(bytes_written(load, facts, design.strategy, look.store))
    lines = list(_nodes(design, None))
    how = "every write goes to the log" + (
        "; of Valkey's, 10 TB a month are in the free tier" if design.engine == "valkey" else ""
    )
    lines.append(Quantity(f"memorydb.data_written.{design.engine}", written, "GB", "Data written", "", True, None, how))
    for region in design.regions if design.multi_region else ():
        lines.extend(_nodes(design, region))
    if design.multi_region and not design.regions:
        lines.extend(each._replace(amount=None, part=UNNAMED) for each in _nodes(design, None))
    if design.multi_region:
        what = "every write, to each other Region; its price is not in the catalog"
        copies = None if written is None or not design.regions else written * len(design.regions)
        lines.append(Quantity("memorydb.multi_region.data_written", copies, "GB", "Replication", "Regions", True, None, what))
    paid = (design.snapshot_days or 1) - 1 if design.snapshots == "daily" else 0
    stored = held(facts, look.store)
    if paid:
        size, kept = None if stored is None else stored / GIB * paid, f"{paid + 1} daily backups of the data; one is free"
        lines.append(Quantity("memorydb.snapshot_storage", size, "GB-month", "Backups", "backup", True, None, kept))
    if design.encryption == "customer_managed":
        lines.append(Quantity("kms.customer_managed_key", Fraction(1), "key-month", "KMS key", "key", False))
    return lines


def _nodes(design: Design, region: str | None) -> Iterator[Quantity]:
    """Nodes are billed by the hour, whatever they serve."""
    count, copies, part = design.shards or 1, design.replicas or 0, f"Region {region}" if region else ""
    hours = None if design.node is None else Fraction(count * (1 + copies) * HOURS)
    how = (
        f"{count} shard{'s' * (count > 1)} × {1 + copies} × 730 h; sized by memory and bandwidth: {MEASURE}"
        if design.node
        else "nobody said how much it holds"
    )
    name = design.node or UNSIZED
    yield Quantity(f"memorydb.node.{design.engine}.{name}", hours, "hour", f"Nodes, {name}", part, False, region, how)


def by_size(design: Design, until: date) -> tuple[Hashable, tuple[Sized, ...]]:
    """The Design without its size, None where nobody said in which Regions it is, and what it is billed for nodes."""
    if design.node is None:
        return None, ()
    name, hours = f"memorydb.node.{design.engine}.{design.node}", (design.shards or 1) * (1 + (design.replicas or 0)) * HOURS
    like = (*design[: SIZE.start], *design[SIZE.stop :]) if design.regions or not design.multi_region else None
    return like, tuple([(name, region, hours) for region in (None, *(design.regions if design.multi_region else ()))])


def describe(design: Design, look: Look) -> dict[str, Values]:
    """The Design's own facts, by the words checks use; what was not said is left out."""
    count, copies = design.shards or 1, design.replicas or 0
    said: dict[str, Values] = {
        "cache_runs": frozenset({design.engine}), "shards": point(count), "replicas": point(copies),
        "cluster_nodes": point(count * (1 + copies)),
    }  # fmt: skip
    if design.multi_az is not None:
        said["multi_az"] = flag(design.multi_az)
    if design.strategy is not None:
        said["strategy"] = frozenset({design.strategy})
    if design.snapshots == "daily":
        said["snapshot_days"] = point(design.snapshot_days or 1)
    node = cache_node("memorydb", design.node) if design.node else None
    if node is not None:
        said |= short_of(design.engine, design.strategy, node, count, Limits(copies, logged=True), look)
    return said


def parts(design: Design, facts: Facts) -> list[tuple[str, str, dict[str, Values]]]:
    """A cluster has no parts."""
    return []
