"""Whether every candidate meets every stated need: by the rules, clause by clause, and by arithmetic that knows no rules."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any

import capable_relational

from advisor import classes, instances
from advisor.candidates import Context, Weighed, setting
from advisor.clauses import holds
from advisor.exact import Fraction
from advisor.indexes import index_facts
from advisor.limits import Limits
from advisor.ranking import Candidate
from advisor.sets import Values, number
from advisor.tables import Decision

GIB = 1024**3
TIB = 1024**4
MIB = 1024**2


def every_exclusion(weighed: Weighed, context: Context) -> Iterator[str]:
    """No candidate is one that some rule excludes, in its service, its option, its settings or its indexes."""
    known = weighed.likely.values
    for candidate in weighed.ranked:
        asked = [(each, candidate.service) for each in context.base.decisions(weighed.store.kind)]
        for decision in context.base.decisions(candidate.service):
            word = setting(candidate.design, decision.sets)
            if decision.sets == "readers" and candidate.option == "multi_az_cluster":
                asked_for = max(amount(weighed, "replica_reads"), amount(weighed, "read_replicas"))
                word = "true" if asked_for else None  # its two standbys answer reads where any may leave the primary
            elif decision.sets == "readers" and candidate.service == "aurora" and word == "true":
                asked_for = max(amount(weighed, "replica_reads"), amount(weighed, "read_replicas"))
                word = "true" if asked_for else None  # a reader that only stands by answers none
            if decision.sets == "readers" and weighed.store.said.get("read_replicas") is None and not amount(weighed, "reads"):
                word = None  # caches answer all of them
            asked += [(decision, word)] if word is not None else []
        for decision, option in asked:
            yield from _excluded(decision, option, known, candidate)
        for index in getattr(candidate.design, "indexes", ()):
            part = f"{candidate.service}.index"
            values = {**known, **index_facts(part, index.name, weighed.store, weighed.likely, context.vocabulary)}
            for decision in context.base.decisions(part):
                yield from _excluded(decision, getattr(index, decision.sets), values, candidate)


def _excluded(decision: Decision, option: str, values: Mapping[str, Values], candidate: Candidate) -> Iterator[str]:
    """Every rule that excludes an option."""
    found = decision.option(option)
    for exclusion in found.cannot if found else ():
        if exclusion.when is None or holds(exclusion.when, values):
            yield f"{candidate.service} {candidate.option} stands although {exclusion.id}"


def plain_arithmetic(weighed: Weighed, limits: Limits) -> Iterator[str]:
    """What candidates hold, worked out from the facts alone."""
    check = {"ebs": _volumes, "s3": _objects, "dynamodb": _items, "instance_store": _local}
    check |= {"elasticache": _cache, "memorydb": _cache, "dax": _dax}
    for candidate in weighed.ranked:
        service, design = candidate.service, candidate.design
        relational = capable_relational.CHECKS.get(service)
        for wrong in relational(design, weighed) if relational else check[service](design, weighed, limits):
            yield f"{weighed.store.name} {candidate.service} {candidate.option}: {wrong}"


def amount(weighed: Weighed, name: str) -> Fraction | float:
    """A fact's one number, 0 when nobody knows it or it is not asked of such a need."""
    values = weighed.likely.values.get(name)
    found = number(values) if values is not None else None
    return 0 if found is None else found


def word(weighed: Weighed, name: str) -> Values:
    """A fact's choices."""
    return weighed.likely.values[name]


def _volumes(design: Any, weighed: Weighed, limits: Limits) -> Iterator[str]:
    """EBS volumes hold the size, IOPS and throughput, each within its type's limits."""
    if weighed.facts.unknown:
        return  # the Design leaves open what nobody knows
    wanted = {name: amount(weighed, name) for name in ("size", "iops", "throughput")}

    def most(name: str) -> Fraction:
        return limits.get(f"ebs.{design.type}.{name}").value

    if design.size * design.volumes < wanted["size"] or design.size > most("max_size"):
        yield f"{design.volumes} × {design.size} bytes for {wanted['size']}"
    iops = design.iops or {"gp2": min(most("max_iops"), max(100, 3 * design.size / GIB))}.get(design.type, most("max_iops"))
    if iops * design.volumes < wanted["iops"] or iops > most("max_iops"):
        yield f"{design.volumes} × {iops} IOPS for {wanted['iops']}"
    per_tib = {"st1": 40 * MIB, "sc1": 12 * MIB}
    fast: Fraction | float = design.throughput or (40 * MIB if design.type == "standard" else most("max_throughput"))
    if design.type in per_tib:
        fast = min(most("max_throughput"), per_tib[design.type] * design.size / TIB)
    if design.type == "gp2":
        fast = min(most("max_throughput") if design.size > 170 * GIB else 128 * MIB, iops * 256 * 1024)
    if fast * design.volumes < wanted["throughput"] or fast > most("max_throughput"):
        yield f"{design.volumes} × {fast} bytes a second for {wanted['throughput']}"
    ratio = {"gp3": 500, "io1": 50, "io2": 1000 if limits.on.isoformat() >= "2021-07" else 500}.get(design.type)
    least = 3000 if design.type == "gp3" else 100
    if ratio and design.iops and design.iops > max(least, ratio * design.size / GIB):
        yield f"{design.iops} IOPS on {design.size} bytes"
    if design.type == "gp3" and design.throughput > 125 * MIB and design.throughput > design.iops * 256 * 1024:
        yield f"{design.throughput} bytes a second of {design.iops} IOPS"
    able = design.type in ("io1", "io2") and design.multi_attach and design.volumes == 1
    if amount(weighed, "attached") > (16 if able else 1):
        yield "not a volume several instances attach"


def _objects(design: Any, weighed: Weighed, limits: Limits) -> Iterator[str]:
    """Objects are read in time, and outlive what they must."""
    waits = {"GLACIER": 5 * 60, "DEEP_ARCHIVE": 12 * 3600}
    if waits.get(design.class_, 0) > amount(weighed, "retrieval"):
        yield "an object must be restored first"
    safe = word(weighed, "recreatable") == {"true"} or not word(weighed, "survives") & {"zone", "region"}
    if design.class_ in ("ONEZONE_IA", "EXPRESS_ONEZONE") and not safe:
        yield "objects in one Zone"
    elsewhere = word(weighed, "survives") == {"region"} or amount(weighed, "regions_count") > 1
    if elsewhere and design.replication not in ("CRR", "CRR_RTC"):
        yield "no copy in another Region"
    if word(weighed, "lock") != {"none"} and (design.object_lock == "none" or not design.versioning):
        yield "objects that are not locked"
    if number(word(weighed, "keep")) != (math.inf if design.expire is None else design.expire):
        yield "objects are not deleted at the age they should be"


def _items(design: Any, weighed: Weighed, limits: Limits) -> Iterator[str]:
    """Items fit, and capacity serves the peak: 4 KiB a read unit, 1 KiB a write unit, halves and doubles as documented."""
    if amount(weighed, "item_size_max") > 400 * 1024:
        yield "items of more than 400 KiB"
    if design.mode != "provisioned" or weighed.facts.unknown or design.indexes or design.dax or design.global_tables != "none":
        return
    sizes = weighed.store.sizes or ((amount(weighed, "item_size"), Fraction(1)),)
    strong, double = amount(weighed, "consistent_reads"), amount(weighed, "transactional_reads")
    factor = strong + 2 * double + (1 - strong - double) / 2
    many = amount(weighed, "items_per_read")
    if many == 1:
        reads = factor * sum(max(1, math.ceil(size / 4096)) * share for size, share in sizes)
    else:
        reads = factor * math.ceil(sum(size * share for size, share in sizes) * many / 4096)
    writes = (1 + amount(weighed, "transactional_writes")) * sum(max(1, math.ceil(size / 1024)) * share for size, share in sizes)
    for units, each, peak in (
        (design.read_units, reads, amount(weighed, "reads_peak")), (design.write_units, writes, amount(weighed, "writes_peak")),
    ):  # fmt: skip
        if units < each * peak:
            yield f"{units} units for {float(each)} × {float(peak)}"


def _cache(design: Any, weighed: Weighed, limits: Limits) -> Iterator[str]:
    """Nodes hold the data beside their reserve, and copies outlive what they must."""
    lasting = word(weighed, "survives") != {"nothing"} or amount(weighed, "rto_az") < math.inf
    loss = amount(weighed, "may_lose") if weighed.store.kind == "cache" else math.inf
    many = amount(weighed, "regions_count") > 1 or word(weighed, "survives") == {"region"}
    if getattr(design, "form", "nodes") == "serverless":
        if loss < math.inf or many or amount(weighed, "working_set") > 5 * TIB:
            yield "a serverless cache in one Region, without a log, of at most 5 TiB"
        return
    if design.engine == "memcached" and (lasting or loss < math.inf or word(weighed, "data_types") != {"strings"}):
        yield "Memcached keeps one copy of strings"
    if design.engine != "memcached" and (lasting or loss < math.inf) and not (design.multi_az and design.replicas):
        if not hasattr(design, "multi_region") or amount(weighed, "rto_az") < math.inf:
            yield "no replica in another Zone"
    elif loss < math.inf and hasattr(design, "durability") and design.durability != ("sync" if loss < 10 else "async"):
        yield f"{design.durability} writes where {loss} s may be lost"
    if many and not getattr(design, "global_datastore", getattr(design, "multi_region", False)):
        yield "one Region"
    if design.node is None:
        return
    service, tenths = ("memorydb", 10) if design.node.startswith("db.") else ("elasticache", {"micro": 5, "small": 7})
    node, size = classes.cache_node(service, design.node), design.node.rpartition(".")[2]
    room = node.memcached_memory if design.engine == "memcached" else node.memory * Fraction(
        tenths if isinstance(tenths, int) else tenths.get(size, Fraction(15, 2)), 10
    ) + node.ssd  # fmt: skip
    held = amount(weighed, "working_set" if weighed.store.kind == "cache" else "final_size")
    if room * getattr(design, "members", design.shards) < held:
        yield f"{design.shards} × {design.node} for {held} bytes"


def _dax(design: Any, weighed: Weighed, limits: Limits) -> Iterator[str]:
    """Each node holds the whole cache of a table."""
    if word(weighed, "behind") != {"dynamodb"}:
        yield "no table behind"
    held = 0 if "working_set" in weighed.facts.unknown else amount(weighed, "working_set")
    if instances.dax_node(design.node).memory < held or design.nodes < 3:
        yield f"{design.nodes} × {design.node} for {amount(weighed, 'working_set')} bytes"


def _local(design: Any, weighed: Weighed, limits: Limits) -> Iterator[str]:
    """Local disks hold what may be lost, as far as there is room."""
    if word(weighed, "recreatable") != {"true"} and word(weighed, "survives") != {"nothing"}:
        yield "data that must last on local disks"
    if amount(weighed, "attached") > 1:
        yield "a local disk of several instances"


SAME = {
    "s3": (
        "versioning", "object_lock", "encryption", "key", "bucket_key", "replication", "replicate_to", "expire",
        "expire_noncurrent",
    ),
    "ebs": ("encryption",),
    "instance_store": (),
    "dynamodb": ("indexes", "global_tables", "replicas", "streams", "ttl", "pitr", "backups", "encryption", "export"),
    "elasticache": ("strategy", "expiry"),
    "memorydb": ("encryption", "multi_az", "multi_region", "snapshots", "strategy"),
    "dax": (),
    **capable_relational.SAME,
}  # fmt: skip


def equally_capable(weighed: Weighed) -> Iterator[str]:
    """Candidates of one service protect the data alike: the settings that are no matter of money are the same."""
    by_service: dict[str, list[Candidate]] = {}
    for candidate in weighed.ranked:
        by_service.setdefault(candidate.service, []).append(candidate)
    for service, found in by_service.items():
        for name in SAME[service]:
            said = {getattr(each.design, name) for each in found}
            if len(said) > 1:
                yield f"{weighed.store.name}: {name} differs among {service}'s candidates: {said}"
        if service == "ebs" and len({each.design.snapshots == "none" for each in found}) > 1:
            yield f"{weighed.store.name}: only some volumes have snapshots"
