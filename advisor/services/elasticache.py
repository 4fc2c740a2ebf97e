"""Amazon ElastiCache: Valkey, Redis OSS and Memcached, on nodes and serverless."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import chain, product
from typing import TYPE_CHECKING

from advisor.classes import CacheNode, cache_node, cache_nodes
from advisor.exact import Fraction
from advisor.load import loads
from advisor.services.cache_sizing import Limits, Need, Size, carried, clusters, need, needed, sizes, usable
from advisor.services.cache_traffic import amount
from advisor.services.elasticache_design import Design, configuration, read
from advisor.services.elasticache_usage import DAY, HOURS, usage
from advisor.sets import Values, flag, point

if TYPE_CHECKING:
    from datetime import date

    from advisor.facts import Facts
    from advisor.limits import Limits as Dated
    from advisor.services import Look, Sized

__all__ = ["AMOUNTS", "PRIMARY", "TITLE", "USUAL", "Design", "configuration", "describe", "designs", "parts", "read", "usage"]

TITLE = "Amazon ElastiCache"
PRIMARY = "option"
AMOUNTS: tuple[str, ...] = ()
USUAL = ("reads_peak", "writes_peak")  # the size rests on their usual values while nobody measured them
UNMET = "unmet"  # what a setting decision says when nothing it knows will do
WORDS = ("cluster_mode", "durability", "encryption", "auth", "snapshots", "strategy", "expiry")
FLAGS = ("multi_az", "data_tiering", "in_transit", "global_datastore")
FIELDS = (*WORDS, *FLAGS)
# Families weighed, where they are sold; where none of them is, the older ones; and those with data tiering.
FAMILIES = ("t4g", "m6g", "m7g", "r6g", "r7g", "r8g")
OLDER = ("t3", "m5", "r5")
TIERED = ("r6gd",)
DURABLE_VERSION = "9.0"
SIZE = slice(Design._fields.index("node"), Design._fields.index("cluster_mode") + 1)  # how many nodes of what, and where


def designs(facts: Facts, settings: Mapping[str, tuple[str, ...]], look: Look) -> tuple[Design, ...]:
    """A serverless cache, or a cluster of each family that holds the need, in every combination of settings left standing."""
    said = met(settings, FIELDS)
    found: list[Design] = []
    for option in settings.get("option", ("valkey",)):
        engine, _, form = option.partition("_")
        for values in product(*said.values()):
            draft = _draft(engine, form or "nodes", dict(zip(said, values, strict=True)), facts, look)
            if draft.form == "serverless":
                found.append(draft)
            else:
                found.extend(_sized(draft, needed(facts, draft.strategy, look), look))
    return tuple(found)


def met(settings: Mapping[str, tuple[str, ...]], fields: Iterable[str]) -> dict[str, Sequence[str]]:
    """What is left of each setting that something known will do for."""
    said: dict[str, Sequence[str]] = {name: settings[name] for name in fields if name in settings}
    for name, left in said.items() if UNMET in chain(*said.values()) else ():
        said[name] = [each for each in left if each != UNMET]
    return {name: left for name, left in said.items() if left}


def _draft(engine: str, form: str, said: Mapping[str, str], facts: Facts, look: Look) -> Design:
    """A cache without its size. Memcached knows no users or log; serverless decides some of it by itself."""
    days, nodes, plain = amount(facts, "backups_keep"), form == "nodes", engine == "memcached"
    flags = {name: said[name] == "true" for name in FLAGS if name in said}
    clustered, durability = nodes and not plain, said.get("durability") if nodes and not plain else None
    elsewhere, backed = flags.get("global_datastore") if clustered else None, not plain or not nodes
    snapshots = said.get("snapshots") if backed else None
    multi_az = flags.get("multi_az") if clustered else None if nodes else True
    return Design(
        engine=engine,
        form=form,
        version=DURABLE_VERSION if durability in ("async", "sync") else None,
        replicas=int(bool(multi_az)) if clustered else None,
        multi_az=multi_az,
        cluster_mode=said.get("cluster_mode") if clustered else None,
        durability=durability,
        data_tiering=flags.get("data_tiering") if clustered else None,
        encryption=said.get("encryption") if backed else None,
        in_transit=flags.get("in_transit") if nodes else True,
        auth=None if plain else said.get("auth"),
        snapshots=snapshots,
        snapshot_days=max(1, int(-(-days // DAY))) if snapshots == "daily" and days is not None else None,
        global_datastore=elsewhere,
        regions=look.store.elsewhere if elsewhere else (),
        strategy=said.get("strategy"),
        expiry=said.get("expiry"),
    )


def _sized(draft: Design, wanted: Need, look: Look) -> Iterator[Design]:
    """The cluster in each family that holds the need; without a size, as often, while nobody says how much it holds."""
    families = TIERED if draft.data_tiering else FAMILIES
    if wanted.memory is None:
        yield from (draft for _ in families)
        return
    found = list(_of(families, draft, wanted, look))
    yield from found or _of(OLDER if families is FAMILIES else (), draft, wanted, look)


def _of(families: tuple[str, ...], draft: Design, wanted: Need, look: Look) -> Iterator[Design]:
    """The clusters of some families, as far as the Region sells them. Burstable nodes serve no log and no global datastore.

    https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/Durability.Limitations.html
    """
    logged = draft.durability in ("async", "sync")
    steady = logged or bool(draft.global_datastore) or not wanted.light
    families_sold = _sold(families, draft.engine, steady, look.sold, look.limits, look.on)
    quota = "elasticache.memcached.nodes_per_cluster" if draft.engine == "memcached" else "elasticache.nodes_per_cluster"
    most = int(look.limits.get(quota, look.on).value)
    held = Limits(draft.replicas or 0, draft.cluster_mode == "disabled", logged, most)
    for name, count in clusters(families_sold, wanted, held):
        plain = draft.engine == "memcached"
        yield draft._replace(node=name, nodes=count if plain else None, shards=None if plain else count)


@lru_cache(maxsize=256)
def _sold(
    families: tuple[str, ...], engine: str, steady: bool, sold: Callable[..., bool], limits: Dated, on: date
) -> tuple[tuple[Size, ...], ...]:
    """The nodes of some families that run an engine and are sold, without those that burst where the need is `steady`."""
    nodes = [
        node
        for node in cache_nodes("elasticache")
        if node.family in families and engine in node.engines and not (steady and node.burstable)
        and sold(f"elasticache.node.{engine}.{node.name}")
    ]  # fmt: skip
    return sizes(nodes, engine, limits, on)


def idle(option: str | None) -> tuple[str, ...]:
    """Settings that make no difference to an engine's form: `_draft` leaves them out."""
    engine, _, form = (option or "").partition("_")
    if form:
        return ("multi_az", "cluster_mode", "durability", "data_tiering", "in_transit", "global_datastore")
    plain = ("multi_az", "cluster_mode", "durability", "data_tiering", "global_datastore", "encryption", "snapshots", "auth")
    return plain if engine == "memcached" else ()


def begins_later(design: Design, start: date, end: date) -> bool:
    """Whether extended support begins, or gets dearer, between two days."""
    if design.version is None:
        return False
    from advisor.engine_support import changing

    return changing("elasticache", design.engine, design.version, start, end)


def by_size(design: Design, until: date) -> tuple[Hashable, tuple[Sized, ...]]:
    """The Design without its size, None where it may be billed extended support, and what it is billed for nodes."""
    if design.node is None:
        return None, ()
    from advisor.engine_support import lifecycle

    supported = design.version is not None and lifecycle("elasticache", design.engine, design.version) is not None
    name, hours = f"elasticache.node.{design.engine}.{design.node}", design.members * (1 + (design.replicas or 0)) * HOURS
    elsewhere = design.regions if design.global_datastore else ()
    like = None if supported else (*design[: SIZE.start], *design[SIZE.stop :])
    return like, tuple([(name, region, hours) for region in (None, *elsewhere)])


def describe(design: Design, look: Look) -> dict[str, Values]:
    """The Design's own facts, by the words checks use; what was not said is left out."""
    said: dict[str, Values] = {"cache_form": frozenset({design.form}), "cache_runs": frozenset({design.engine})}
    for name, value in (("cluster_mode", design.cluster_mode), ("durable", design.durability), ("strategy", design.strategy)):
        if value is not None:
            said[name] = frozenset({value})
    for name in ("multi_az", "in_transit", "data_tiering"):
        if (value := getattr(design, name)) is not None:
            said[name] = flag(value)
    major = (design.version or "").partition(".")[0]
    if design.engine == "redis" and major.isdecimal():
        said["redis_major"] = point(int(major))
    if design.snapshots == "daily":
        said["snapshot_days"] = point(design.snapshot_days or 1)
    if design.form == "nodes":
        said |= _cluster_facts(design, look)
    return said


def _cluster_facts(design: Design, look: Look) -> dict[str, Values]:
    """What the nodes of a cluster are, and whether they are enough for what the store says."""
    copies, count = design.replicas or 0, design.members
    said: dict[str, Values] = {
        "shards": point(count), "replicas": point(copies), "cluster_nodes": point(count * (1 + copies)),
    }  # fmt: skip
    node = cache_node("elasticache", design.node) if design.node else None
    if node is not None:
        said |= short_of(design.engine, design.strategy, node, count, Limits(copies), look)
    return said


def short_of(engine: str, strategy: str | None, node: CacheNode, count: int, held: Limits, look: Look) -> dict[str, Values]:
    """Whether nodes burst, and hold and carry what the store says of itself; never short of what nobody said."""
    from advisor.facts import Fact, Facts

    store = look.store
    known = Facts(store.name, "cache", {name: Fact(name, each.values, "said") for name, each in store.said.items()})
    wanted = need(known, loads(store, known, 1)[0], strategy, look)
    room = usable(node, engine, look.limits, look.on) * count
    return {
        "burstable": flag(node.burstable),
        "memory_short": flag((wanted.memory or Fraction(0)) > room),
        "network_short": flag(carried(wanted, held) > node.network * count),
    }


def parts(design: Design, facts: Facts) -> list[tuple[str, str, dict[str, Values]]]:
    """A cache has no parts."""
    return []
