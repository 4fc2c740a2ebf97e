"""A cache's month, line by line: nodes or serverless use, extended support, backups, copies in other Regions, keys."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from advisor.exact import Fraction
from advisor.load import UNNAMED, Load, Quantity, begins
from advisor.services.cache_traffic import GIB, amount, bytes_written, gib_a_month, processing_units
from advisor.services.elasticache_design import Design

if TYPE_CHECKING:
    from advisor.facts import Facts
    from advisor.services import Look

HOURS = 730
DAY = 86_400
MEASURE = "what EngineCPUUtilization shows decides whether it is enough"
UNSIZED = "cache.r7g.large"  # whose price stands for a cluster of a size nobody can tell yet


def usage(design: Design, load: Load, facts: Facts, look: Look) -> list[Quantity]:
    """Everything a month of the Design is billed; amounts nobody stated are None."""
    serverless = design.form == "serverless"
    lines = list(_serverless(design, load, facts, look) if serverless else _nodes(design, assumed=assumed(load)))
    lines.extend(_extended_support(design, load, look))
    lines.extend(_backups(design, facts))
    lines.extend(_log(design, load, facts, look))
    lines.extend(_elsewhere(design, load, facts, look))
    lines.extend(_between_zones(design, load, facts, look))
    if design.encryption == "customer_managed":
        lines.append(Quantity("kms.customer_managed_key", Fraction(1), "key-month", "KMS key", "key", False))
    return lines


def assumed(load: Load) -> str:
    """What is said of a peak that nobody said."""
    return ", for a usual peak, which nobody said" if load.reads_peak is None or load.writes_peak is None else ""


def _nodes(design: Design, region: str | None = None, assumed: str = "") -> Iterator[Quantity]:
    """Nodes are billed by the hour, whatever they serve."""
    part = f"Region {region}" if region else ""
    if design.node is None:
        how = "nobody said how much it holds: the price of one such node"
        yield Quantity(f"elasticache.node.{design.engine}.{UNSIZED}", None, "hour", "Nodes", part, False, region, how)
        return
    count, copies = design.members, design.replicas or 0
    shape = f"{count}" if design.engine == "memcached" else f"{count} shard{'s' * (count > 1)} × {1 + copies}"
    yield Quantity(
        f"elasticache.node.{design.engine}.{design.node}", Fraction(count * (1 + copies) * HOURS), "hour",
        f"Nodes, {design.node}", part, False, region, f"{shape} × 730 h; sized by memory and bandwidth{assumed}: {MEASURE}",
    )  # fmt: skip


def _serverless(design: Design, load: Load, facts: Facts, look: Look) -> Iterator[Quantity]:
    """Data stored, on average and at least the minimum, and processing units of the commands.

    https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/WhatIs.corecomponents.html
    """
    held = amount(facts, "working_set")
    name = f"elasticache_serverless.min_stored_{'valkey' if design.engine == 'valkey' else 'redis'}"
    least = look.limits.get(name, look.on).value
    stored = None if held is None else max(held, least) / GIB
    at_least = f", at least {'100 MB' if design.engine == 'valkey' else '1 GB'}"
    yield Quantity(
        f"elasticache.serverless.{design.engine}.data_stored", None if stored is None else stored * HOURS, "GB-hour",
        "Data stored", "", True, None, f"the working set × 730 h{at_least}",
    )  # fmt: skip
    yield Quantity(
        f"elasticache.serverless.{design.engine}.ecpu", processing_units(load, facts, design.strategy, look.store), "ECPU",
        "Processing units", "", True, None, "1 a KB and at least 1 a plain command; a miss is loaded with one more",
    )  # fmt: skip


def _extended_support(design: Design, load: Load, look: Look) -> Iterator[Quantity]:
    """What an engine version past its standard support costs besides: a share of the on-demand price of its nodes.

    https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/extended-support-charges.html
    """
    from advisor.engine_support import lifecycle

    of = lifecycle("elasticache", design.engine, design.version) if design.form == "nodes" and design.version else None
    if of is None or design.node is None:
        return
    for phase, day, days in of.shares(begins(look.on, load.month), begins(look.on, load.month + 1)):
        name = {"extended": "year1_2", "extended_year3": "year3"}.get(phase)
        if name is None:
            continue
        share = look.limits.get(f"elasticache.extended_support.{name}", day).value
        hours = design.members * (1 + (design.replicas or 0)) * HOURS * days
        yield Quantity(
            f"elasticache.node.{design.engine}.{design.node}", hours * share, "hour", "Extended Support", "extended support",
            False, None, f"Redis OSS {design.version} on {day}: {int(share * 100)} % of the on-demand price of its nodes",
        )  # fmt: skip


def _backups(design: Design, facts: Facts) -> Iterator[Quantity]:
    """Daily backups of all the data; one of a node-based cluster is free."""
    if design.snapshots != "daily":
        return
    held, days = amount(facts, "working_set"), design.snapshot_days or 1
    paid = days - 1 if design.form == "nodes" else days
    size = None if held is None else held / GIB * paid
    how = f"{days} daily backups of the working set" + ("; one is free" if design.form == "nodes" else "")
    if paid:
        yield Quantity("elasticache.backup.storage", size, "GB-month", "Backups", "backup", True, None, how)


def _log(design: Design, load: Load, facts: Facts, look: Look) -> Iterator[Quantity]:
    """What synchronous durability writes to its log; asynchronous durability costs nothing more.

    https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/durability.html
    """
    if design.durability == "sync":
        written = gib_a_month(bytes_written(load, facts, design.strategy, look.store))
        how = "every write; its price is not in the catalog"
        yield Quantity(
            "elasticache.durability.sync.data_written", written, "GB", "Synchronous log", "durability", True, None, how
        )


def _elsewhere(design: Design, load: Load, facts: Facts, look: Look) -> Iterator[Quantity]:
    """The other clusters of a global datastore, and what is written sent to each.

    https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/Redis-Global-Datastores-Getting-Started.html
    """
    if not design.global_datastore:
        return
    if not design.regions:
        yield Quantity(
            f"elasticache.node.{design.engine}.{design.node or UNSIZED}", None, "hour", "Nodes", UNNAMED, False, None,
            "as many nodes again; nobody said in which Region",
        )  # fmt: skip
    written = gib_a_month(bytes_written(load, facts, design.strategy, look.store))
    for region in design.regions:
        yield from _nodes(design, region)
        yield Quantity(
            f"data_transfer.inter_region_out.to.{region}", written, "GB", "Replication", f"Region {region}", True, None,
            "what is written to the cache",
        )  # fmt: skip


def _between_zones(design: Design, load: Load, facts: Facts, look: Look) -> Iterator[Quantity]:
    """Traffic between clients and nodes of different Zones, billed on both sides; none unless somebody says so."""
    from advisor.load import mean_size
    from advisor.services.cache_traffic import traffic

    share = amount(facts, "cross_zone")
    if not share or design.form == "serverless":
        return
    size, of = mean_size(look.store, facts), traffic(load, facts, design.strategy)
    moved = None if size is None or of.hits is None or of.stored is None else (of.hits + of.stored) * size * share * 2
    yield Quantity(
        "data_transfer.inter_az.per_direction", gib_a_month(moved), "GB", "Traffic between Zones", "network", True, None,
        "answers and writes, out of one Zone and into another",
    )  # fmt: skip
