"""RDS and Aurora instance classes, ElastiCache and MemoryDB nodes: memory, network, EBS ceilings (rules/limits/*.csv).

A name is found by searching the text for its line; the whole table is read only for sizing. Sizes are bytes, rates per second,
exact. Where a class is sold is the price catalog's to say. `*_max` of network and EBS is a burst where it exceeds the baseline:
size steady work on the baseline (https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Concepts.DBInstanceClass.Summary.html).
Aurora keeps its data on the cluster volume: there the EBS figures bound temporary files alone.
"""

from __future__ import annotations

from datetime import date
from functools import cache

from advisor import folders
from advisor.diagnostics import nearest
from advisor.records import NamedTuple

MIB, MEGABIT, GIGABYTE = 1024**2, 125_000, 1_000_000_000


class DatabaseClass(NamedTuple):
    """One instance class (`db.r6g.large`); EBS figures are None where AWS gives none.

    `memory` is the nominal RAM, of which an engine gets somewhat less; `cpu_baseline` is the share of each vCPU a burstable
    class sustains, in percent; `aurora_mysql_connections` is AWS's default max_connections there, None where none is printed.
    """

    name: str
    vcpu: int
    memory: int
    network: int
    network_max: int
    baseline_iops: int | None
    max_iops: int | None
    baseline_throughput: int | None
    max_throughput: int | None
    local_storage: int
    graviton: bool
    burstable: bool
    cpu_baseline: float | None
    aurora_mysql_connections: int | None
    seen: date
    confidence: str
    source: str
    note: str

    @property
    def family(self) -> str:
        """`r6g` of `db.r6g.large`."""
        return self.name.split(".")[1]


@cache
def _clusters() -> frozenset[tuple[str, str, str]]:
    """(what, name, least) of what Multi-AZ DB clusters run on: families of classes, versions with the least minor one."""
    text = (folders.rules() / "limits" / "rds_clusters.csv").read_text("utf-8")
    rows = (line.split(",", 3) for line in text.splitlines()[1:])
    return frozenset((what, name, least) for what, name, least, _ in rows)


def clustered(family: str) -> bool:
    """Whether Multi-AZ DB clusters run on a family of classes.

    https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/multi-az-db-clusters-concepts.html
    """
    return ("class", family, "") in _clusters()


def runs_clustered(engine: str, major: str, version: str) -> bool:
    """Whether Multi-AZ DB clusters run a version, of its major version; a minor one that is not written is a recent one.

    https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Concepts.RDS_Fea_Regions_DB-eng.Feature.MultiAZDBClusters.html
    """
    found = [least for what, name, least in _clusters() if (what, name) == (engine, major)]
    if not found or not found[0] or version == major:
        return bool(found)
    written = [int(part) for part in version.split(".") if part.isdigit()]
    return written >= [int(part) for part in found[0].split(".")]


class CacheNode(NamedTuple):
    """One cache node type of `elasticache` or `memorydb`.

    `memory` is Valkey's and Redis OSS's maxmemory, of which ElastiCache reserves a share by default; `memcached_memory` is what
    Memcached may fill, None where it does not run or AWS prints nothing; `ssd` is the disk of data tiering.
    """

    service: str
    name: str
    vcpu: int
    memory: int
    memcached_memory: int | None
    network: int
    network_max: int
    ssd: int
    graviton: bool
    burstable: bool
    cpu_baseline: float | None
    engines: tuple[str, ...]
    seen: date
    confidence: str
    source: str
    note: str

    @property
    def family(self) -> str:
        """`r7g` of `cache.r7g.large`."""
        return self.name.split(".")[1]


@cache
def _text(name: str) -> str:
    """A table of rules/limits, as it is."""
    return (folders.rules() / "limits" / name).read_text("utf-8")


def _line(table: str, start: str) -> str | None:
    """The line of a table that starts so; None when there is none, or when the name holds what separates cells."""
    text = _text(table)
    at = text.find(f"\n{start},")
    return text[at + 1 : text.index("\n", at + 1)] if at >= 0 and start.count(",") == (table == "cache_nodes.csv") else None


@cache
def database_class(name: str) -> DatabaseClass | None:
    """The class of that exact name (`db.r6g.large`), None when there is none."""
    line = _line("db_classes.csv", name)
    return _class(line) if line is not None and name else None


@cache
def database_classes() -> tuple[DatabaseClass, ...]:
    """Every class, family by family, small to large."""
    return tuple(_class(line) for line in _text("db_classes.csv").splitlines()[1:])


@cache
def cache_node(service: str, name: str) -> CacheNode | None:
    """The node type of `elasticache` or `memorydb` of that exact name, None when there is none."""
    line = _line("cache_nodes.csv", f"{service},{name}")
    return _node(line) if line is not None and name else None


@cache
def cache_nodes(service: str) -> tuple[CacheNode, ...]:
    """Every node type of `elasticache` or `memorydb`, family by family, small to large."""
    return tuple(_node(line) for line in _text("cache_nodes.csv").splitlines()[1:] if line.startswith(f"{service},"))


def nearest_class(name: str) -> str:
    """A hint for a name that is no class: the sizes its family does have, or the nearest name."""
    return _hint(name, [line.partition(",")[0] for line in _text("db_classes.csv").splitlines()[1:]])


def nearest_node(service: str, name: str) -> str:
    """A hint for a name that is no node type of a service: the sizes its family does have, or the nearest name."""
    rows = (line.split(",", 2) for line in _text("cache_nodes.csv").splitlines()[1:])
    return _hint(name, [row[1] for row in rows if row[0] == service])


def _hint(name: str, known: list[str]) -> str:
    """The sizes of the family a name starts with, else the nearest known name."""
    family = ".".join(name.split(".")[:2]) + "."
    sizes = [each.removeprefix(family) for each in known if name.count(".") > 1 and each.startswith(family)]
    return f"{family[:-1]} has {', '.join(sizes)}" if sizes else nearest(name, known)


def _class(line: str) -> DatabaseClass:
    """The class of a line."""
    name, vcpu, memory, network, network_max, iops, max_iops, speed, max_speed, disk, arm, burst, cpu, connections, *rest = (
        line.split(",", 17)
    )
    seen, confidence, source, note = rest
    return DatabaseClass(
        name, int(vcpu), int(memory) * MIB, int(network) * MEGABIT, int(network_max) * MEGABIT,
        _known(iops), _known(max_iops), _known(speed, MEGABIT), _known(max_speed, MEGABIT), int(disk) * GIGABYTE,
        arm == "true", burst == "true", float(cpu) if cpu else None, _known(connections),
        date.fromisoformat(seen), confidence, source, note,
    )  # fmt: skip


def _node(line: str) -> CacheNode:
    """The node type of a line."""
    service, name, vcpu, memory, memcached, network, network_max, ssd, arm, burst, cpu, engines, *rest = line.split(",", 15)
    seen, confidence, source, note = rest
    return CacheNode(
        service, name, int(vcpu), int(memory), _known(memcached, MIB), int(network) * MEGABIT, int(network_max) * MEGABIT,
        int(ssd) * MIB, arm == "true", burst == "true", float(cpu) if cpu else None, tuple(engines.split()),
        date.fromisoformat(seen), confidence, source, note,
    )  # fmt: skip


def _known(text: str, unit: int = 1) -> int | None:
    """A number in base units; None for an empty cell."""
    return int(text) * unit if text else None
