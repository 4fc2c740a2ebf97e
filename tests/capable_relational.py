"""Whether relational designs hold what a need stores and does, and outlive what they must: arithmetic that knows no rules."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from typing import Any

from advisor.candidates import Weighed
from advisor.classes import database_class
from advisor.exact import Fraction
from advisor.instances import find
from advisor.sets import number

MINUTE, GIB = 60, 1024**3
NEVER: float = math.inf


def amount(weighed: Weighed, name: str, silent: float = 0) -> Fraction | float:
    """A fact's one number; what silence means where it is not asked."""
    values = weighed.likely.values.get(name)
    found = number(values) if values is not None else None
    return silent if found is None else found


def said(weighed: Weighed, name: str, *words: str) -> bool:
    """Whether a fact is one of some words."""
    values = weighed.likely.values.get(name)
    return isinstance(values, frozenset) and bool(values) and values <= frozenset(words)


def fits(vcpus: int, memory: Fraction | int, answering: int, pooled: bool, engine: str, weighed: Weighed) -> Iterator[str]:
    """All that answer together have the busy vCPUs at 70 %, and each the working set in three quarters of its memory."""
    if vcpus * answering * Fraction(7, 10) < amount(weighed, "vcpus"):
        yield f"{answering} × {vcpus} vCPUs for {amount(weighed, 'vcpus')} busy ones"
    if memory * Fraction(3, 4) < amount(weighed, "working_set"):
        yield f"{memory} bytes for a working set of {amount(weighed, 'working_set')}"
    each = {"mysql": 12_582_880, "postgresql": 9_531_392, "mariadb": 25_165_760}.get(engine, 0)
    if not pooled and memory < each * amount(weighed, "connections"):
        yield f"{memory} bytes for {amount(weighed, 'connections')} connections"


def elsewhere(there: str | None, to: tuple[str, ...], replica: str, weighed: Weighed) -> Iterator[str]:
    """A loss of the Region needs something in another one, and a running copy where there is no time to restore."""
    rpo, rto = amount(weighed, "rpo_region", NEVER), amount(weighed, "rto_region", NEVER)
    if (said(weighed, "survives", "region") or rpo < NEVER or rto < NEVER) and there in (None, "none"):
        yield "nothing in another Region"
    if rto < 10 * MINUTE and there != replica:
        yield f"{there} in another Region, {rto} s to be back"
    if lacks := set(weighed.store.regions) - set(to if there == replica else ()):
        yield f"no copy that answers in {sorted(lacks)}"


def copies(weighed: Weighed, loses: float, back: float) -> Iterator[str]:
    """A design that loses so many seconds with a Zone, and is back after so many, is good enough."""
    if amount(weighed, "rpo_az", NEVER) < loses:
        yield f"{loses} s lost with a Zone"
    if amount(weighed, "rto_az", NEVER) < back:
        yield f"{back} s until it is back"


def rds(design: Any, weighed: Weighed) -> Iterator[str]:
    """An instance, its storage and its copies."""
    found = database_class(design.instance)
    assert found is not None
    answering = {"multi_az_cluster": 3}.get(design.copies, 1) + design.readers
    yield from fits(found.vcpu, found.memory, answering, bool(design.proxy), design.engine, weighed)
    known = not weighed.facts.unknown
    if known and (design.size is None or design.size < amount(weighed, "size")):
        yield f"{design.size} bytes for {amount(weighed, 'size')}"
    wanted = amount(weighed, "iops")
    if (design.iops is not None and design.iops < wanted) or (found.baseline_iops or 0) < wanted:
        yield f"{design.iops} IOPS on {design.instance} for {wanted}"
    loses, back = {
        "single_az": (5 * MINUTE, 4 * 3600), "multi_az_instance": (0, 2 * MINUTE), "multi_az_cluster": (0, 35),
    }[design.copies]  # fmt: skip
    yield from copies(weighed, loses, back)
    yield from elsewhere(design.cross_region, design.replicate_to, "read_replica", weighed)
    if answering - 1 < amount(weighed, "read_replicas"):
        yield f"{answering - 1} readers for {amount(weighed, 'read_replicas')}"


def aurora(design: Any, weighed: Weighed) -> Iterator[str]:
    """A cluster and its readers."""
    answering = 1 + design.readers
    if design.capacity == "serverless":
        if design.max_acu * Fraction(1, 4) * Fraction(7, 10) * answering < amount(weighed, "vcpus"):
            yield f"{answering} × {design.max_acu} ACUs for {amount(weighed, 'vcpus')} busy vCPUs"
        if design.max_acu * 2 * GIB * Fraction(3, 4) < amount(weighed, "working_set"):
            yield f"{design.max_acu} ACUs for a working set of {amount(weighed, 'working_set')}"
    else:
        found = database_class(design.instance)
        assert found is not None
        yield from fits(found.vcpu, found.memory, answering, bool(design.proxy), design.engine, weighed)
    yield from copies(weighed, 0, 30 if design.readers else 10 * MINUTE)
    yield from elsewhere(design.cross_region, design.replicate_to, "global_database", weighed)
    if design.readers < amount(weighed, "read_replicas"):
        yield f"{design.readers} readers for {amount(weighed, 'read_replicas')}"
    if (design.backtrack or 0) < amount(weighed, "rewind"):
        yield f"{design.backtrack} s of backtrack for {amount(weighed, 'rewind')}"


def dsql(design: Any, weighed: Weighed) -> Iterator[str]:
    """A cluster over three Zones, and over two Regions where one may be lost."""
    yield from elsewhere("active" if design.spread == "multi_region" else None, design.replicate_to, "active", weighed)
    if said(weighed, "multi_region_writes", "true") and design.spread != "multi_region":
        yield "written in one Region"


def by_hand(design: Any, weighed: Weighed) -> Iterator[str]:
    """Instances somebody operates."""
    found = find(design.instance)
    assert found is not None
    yield from fits(found.vcpu, found.memory, 1 + design.readers, False, design.engine, weighed)
    yield from copies(weighed, 0 if design.standbys else 5 * MINUTE, 0 if design.standbys else 4 * 3600)
    yield from elsewhere(design.cross_region, design.replicate_to, "read_replica", weighed)


CHECKS: dict[str, Callable[[Any, Weighed], Iterator[str]]] = {
    "rds": rds, "aurora": aurora, "aurora_dsql": dsql, "ec2_database": by_hand,
}  # fmt: skip
# What is no matter of money among the candidates of one service.
SAME = {
    "rds": ("engine", "cross_region", "replicate_to", "backup_retention", "proxy", "custom", "encryption", "iam"),
    "aurora": ("cross_region", "replicate_to", "backup_retention", "backtrack", "clones", "proxy", "encryption", "iam"),
    "aurora_dsql": ("encryption",),
    "ec2_database": ("cross_region", "replicate_to", "backup_retention", "encryption"),
}
