"""How many shards of which node hold a cache: by memory less the reserve, and by the baseline bandwidth of the primaries.

Nothing here turns requests into vCPU: what a node serves depends on the commands, and only its own metrics tell.
https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/CacheNodes.SelectSize.html
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from advisor.classes import CacheNode
from advisor.exact import Fraction
from advisor.load import Load, mean_size
from advisor.peaks import usual_peak
from advisor.records import NamedTuple
from advisor.services.cache_traffic import amount, traffic

if TYPE_CHECKING:
    from datetime import date

    from advisor.facts import Facts
    from advisor.limits import Limits as Dated
    from advisor.services import Look
    from advisor.stores import Store

MOST_SHARDS = 8  # of nodes below the largest size of a family: more of them are a larger size
MOST_NODES = 500  # of a cluster, raised on request: https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/Replication.html
LIGHT = 5_000  # commands a second at the peak, an assumption: beyond it nobody puts an unmeasured cache on shared CPUs
LOGGED = 100 * 1024**2  # bytes a second a primary with durability writes: Durability.Limitations
STEPS = {"micro": 1, "small": 2, "medium": 4, "large": 8, "xlarge": 16}  # prices of a family's sizes stand in this proportion


class Need(NamedTuple):
    """What a cluster must hold and carry at its peak: bytes, bytes and commands a second; None where nobody said."""

    memory: Fraction | None
    out: Fraction | None = None
    written: Fraction | None = None
    commands: Fraction | None = None

    @property
    def light(self) -> bool:
        """Whether burstable nodes may be weighed: not where many commands a second are known to come."""
        return self.commands is None or self.commands <= LIGHT


class Limits(NamedTuple):
    """What a cluster is held to."""

    replicas: int = 0
    one_shard: bool = False
    logged: bool = False
    most_nodes: int = MOST_NODES


def held(facts: Facts, store: Store) -> Fraction | None:
    """Bytes in memory: what a cache is to hold, or all of a database whose service keeps it there, growth included."""
    return amount(facts, "final_size" if store.kind == "database" else "working_set")


def need(facts: Facts, load: Load, strategy: str | None, look: Look) -> Need:
    """The need of a cluster: what it holds, and what its busiest second carries; a usual peak where only averages are said."""
    times = usual_peak(facts.values)
    reads = load.reads * times if load.reads_peak is None and load.reads is not None else load.reads_peak
    writes = load.writes * times if load.writes_peak is None and load.writes is not None else load.writes_peak
    size, busiest = mean_size(look.store, facts), traffic(load._replace(reads=reads, writes=writes), facts, strategy)
    out = None if size is None or busiest.hits is None else busiest.hits * size
    written = None if size is None or busiest.stored is None else busiest.stored * size
    known = [each for each in busiest if each is not None]
    return Need(held(facts, look.store), out, written, sum(known, Fraction(0)) if known else None)


def needed(facts: Facts, strategy: str | None, look: Look) -> Need:
    """The need of a cluster in the first month, the same of every engine."""
    found: Need = look.once(("need", strategy), facts, lambda known: need(known, look.first(look.store, known), strategy, look))
    return found


def steps(node: str) -> int:
    """The size of a node type in the smallest of its family: large 8, xlarge 16, 2xlarge 32."""
    size = node.rpartition(".")[2]
    return STEPS.get(size) or STEPS["xlarge"] * int(size.removesuffix("xlarge"))


def usable(node: CacheNode, engine: str, limits: Dated, on: date) -> Fraction:
    """Bytes of data a node holds: Memcached its own table's, Valkey and Redis OSS on ElastiCache all but the reserve.

    With data tiering the disk counts too. MemoryDB keeps no reserve: its snapshots come from the log, off the node.
    https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/redis-memory-management.html
    """
    if engine == "memcached":
        return Fraction(node.memcached_memory or node.memory)
    if node.service == "memorydb":
        return Fraction(node.memory + node.ssd)
    size = node.name.rpartition(".")[2]
    name = f"elasticache.reserved_memory_{size if size in ('micro', 'small') else 'default'}"
    return _left(node.memory, limits.get(name, on).value, node.ssd)


@lru_cache(maxsize=1024)
def _left(memory: int, reserve: Fraction, ssd: int) -> Fraction:
    """Bytes of memory and disk without the share of the memory that is kept free."""
    return memory * (1 - reserve) + ssd


def carried(need: Need, held: Limits) -> Fraction:
    """Bytes a second that leave the primaries: answers, and each write once for every replica."""
    written = need.written or Fraction(0)
    return (need.out or Fraction(0)) + written * (0 if held.logged else held.replicas)


class Size(NamedTuple):
    """A node type: the bytes of data it holds as a ratio, bytes a second, and its size in the smallest of its family."""

    name: str
    room: tuple[int, int]
    network: int
    steps: int


def sizes(nodes: Iterable[CacheNode], engine: str, limits: Dated, on: date) -> tuple[tuple[Size, ...], ...]:
    """The node types of each family, small to large."""
    families: dict[str, list[Size]] = {}
    for node in nodes:
        room = Fraction(usable(node, engine, limits, on)).as_integer_ratio()
        families.setdefault(node.family, []).append(Size(node.name, room, node.network, steps(node.name)))
    return tuple(map(tuple, families.values()))


def clusters(families: Iterable[Sequence[Size]], need: Need, held: Limits) -> Iterator[tuple[str, int]]:
    """(node, shards) of each family that can hold and carry the need: the smallest that does, with the fewest shards.

    The smallest by size times number, so that more data never takes less. In integers: a ceiling is a floor of less than nothing.
    """
    memory, memory_in = (need.memory or Fraction(0)).as_integer_ratio()
    out, out_in = carried(need, held).as_integer_ratio()
    written, written_in = (need.written or Fraction(0)).as_integer_ratio()
    some, many = (1, 1) if held.one_shard else (MOST_SHARDS, held.most_nodes // (1 + held.replicas))
    for family in families:
        best: tuple[int, int, str] | None = None
        last = family[-1].name
        for name, (room, room_in), network, size in family:
            if best is not None and size > best[0]:
                break  # one of it, and of those after it, is more than what was found
            most, count = many if name == last else some, -(-memory * room_in // (memory_in * room))
            if count > most:
                continue
            received = -(-written // (written_in * (LOGGED if held.logged else network)))
            count = max(1, count, -(-out // (out_in * network)), received)
            if count <= most and (best is None or (size * count, count, name) < best):
                best = size * count, count, name
        if best is not None:
            yield best[2], best[1]
