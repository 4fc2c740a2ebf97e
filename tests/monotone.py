"""More load, or one requirement more, written into a spec: what `optimize_for: cost` then recommends must not cost less."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import laws
import specs

from advisor import units
from advisor.exact import Fraction
from advisor.report import Need, Report
from advisor.spec import read_spec

RELATIONAL = ("rds", "aurora", "ec2_database")
FACTORS = (Fraction(101, 100), Fraction(3), Fraction(100))
MORE = {
    "object": {"size": "bytes", "growth": "throughput", "reads.average": "rate", "writes.average": "rate", "access": "rate"},
    "block": {"size": "bytes", "growth": "throughput", "iops": "rate", "throughput": "throughput"},
    "database": {"size": "bytes", "growth": "throughput", "items": "count", "reads.average": "rate", "writes.average": "rate"},
    "cache": {"working_set": "bytes", "reads.average": "rate", "writes.average": "rate"},
}  # fmt: skip
# Requirements nobody stated, and one that somebody does. Not among them: a key of the customer's, which forbids DAX, chosen for
# hot keys whatever it costs; clients that write in every Region, whose reads then spread over more, smaller roundings.
REQUIRED = {
    "object": (
        ("survives", "region"), ("recovery.rpo_corruption", "5 min"), ("recovery.rpo_region", "48 h"), ("lock", "compliance"),
        ("recovery.rto_region", "1 h"), ("lock", "legal_hold"), ("encryption.key", "customer"), ("encryption.audit", "true"),
        ("encryption.two_layers", "true"), ("retrieval", "immediate"), ("overwrites", "true"), ("latency", "5 ms"),
        ("replicate.within", "15 min"),
    ),
    "block": (
        ("survives", "zone"), ("recovery.rpo_corruption", "5 min"), ("recovery.rpo_region", "48 h"), ("lock", "compliance"),
        ("encryption.key", "customer"), ("encryption.audit", "true"), ("latency", "1 ms"), ("latency", "500 us"),
        ("boot", "true"), ("attach.instances", "2"), ("attach.fencing", "true"), ("consistent_iops", "true"),
        ("durability", "99.9 %"), ("durability", "99.999 %"),
    ),
    "database": (
        ("survives", "region"), ("recovery.rpo_corruption", "5 min"), ("recovery.rpo_region", "48 h"),
        ("encryption.audit", "true"), ("latency", "500 us"), ("transaction_items", "10"), ("change_capture", "lambda"),
        ("change_capture", "kinesis"), ("change_readers", "3"), ("region_consistency", "strong"), ("export", "s3"),
        ("backups.every", "daily"), ("hot_keys", "true"),
    ),
    "cache": (
        ("survives", "node"), ("survives", "region"), ("recovery.rto_az", "1 min"), ("may_lose", "1 min"), ("may_lose", "0 s"),
        ("data_types", "sorted_sets"), ("pub_sub", "true"), ("search", "vector"), ("auth", "roles"), ("backups.every", "daily"),
        ("encryption.key", "customer"), ("scripts", "true"), ("pattern_subscribe", "true"), ("latency", "500 us"),
    ),
}  # fmt: skip


def broken(seed: int) -> Iterator[str]:
    """What costs less although more is asked, for a spec optimized for cost and without budgets."""
    tree = specs.tree(seed)
    tree["optimize_for"] = "cost"
    for store in tree["stores"].values():
        store.pop("budget", None)
        for prefix in store.get("prefixes", {}).values():
            prefix.pop("budget", None)
    before = laws.answered(tree, full=False).report
    for need in before.stores:
        cost = laws.costs(before, need.name)
        if any("the order of candidates rests on it" in each.why for each in need.assumptions):
            continue  # what is cheapest with usual values need not be with none, which the bill shows
        for changed, what in _changes(tree, need.name, need.kind, _service(need)) if cost is not None else ():
            workload, _ = read_spec(specs.write(changed), "more.yaml")
            after = laws.answered(changed, full=False).report if workload else before
            if _cheaper(before, after, need.name):
                yield f"seed {seed} {need.name}, {what}: {cost} → {laws.costs(after, need.name)}"


def _service(need: Need) -> str:
    """What is recommended."""
    return need.recommended.service if need.recommended else ""


def _changes(tree: specs.Tree, name: str, kind: str, service: str) -> Iterator[tuple[specs.Tree, str]]:
    """The spec with more of one load, or with one requirement more."""
    store = specs.find(tree, name)
    for path, dimension in MORE[kind].items():
        said = _get(store, path)
        if path in ("reads.average", "writes.average") and service in RELATIONAL:
            continue  # its size rests on busy vCPUs, which would have to rise too; benchmarks/relational.py raises both
        if path == "growth" and (_get(store, "overwrites") == "true" or (kind == "object" and _get(store, "writes"))):
            continue  # of what is written, more stays and less goes: fewer old versions to keep, fewer early deletions
        if isinstance(said, str) and ".." not in said and said not in ("unknown", "changing"):
            for factor in FACTORS:
                yield _with(tree, name, path, dimension, factor), f"{path} {said} × {factor}"
    for path, value in REQUIRED[kind]:
        if _get(store, path) is None and not _less_to_keep(tree, store, path):
            changed = copy.deepcopy(tree)
            specs.put(specs.find(changed, name), path, value)
            yield changed, f"{path}: {value}"


def _less_to_keep(tree: specs.Tree, store: specs.Tree, path: str) -> bool:
    """Whether a requirement says more than that: a lock holds what a bad write would undo, so that old versions need not be kept
    for it; overwrites mean that what is written replaces data, where nobody said how much stays."""
    undone = _get(store, "recovery.rpo_corruption") or _get(tree, "recovery.rpo_corruption")
    return (path == "lock" and bool(undone)) or (path == "overwrites" and _get(store, "growth") is None)


def _with(tree: specs.Tree, name: str, path: str, dimension: str, factor: Fraction) -> specs.Tree:
    """More of one load; a peak rises with its average."""
    changed = copy.deepcopy(tree)
    store = specs.find(changed, name)
    peak = path.replace("average", "peak")
    for each in {path, peak} if path.endswith("average") else {path}:
        if (said := _get(store, each)) is not None:
            value = units.parse(said, dimension).lo[0] * factor
            assert isinstance(value, Fraction)
            value = Fraction(round(value)) if dimension == "count" else value
            specs.put(store, each, units.show(value, dimension, exact=True))
    return changed


def _get(store: specs.Tree, path: str) -> Any:
    """What is written at a path, None when nothing is."""
    found: Any = store
    for key in path.split("."):
        found = found.get(key) if isinstance(found, dict) else None
    return found


def _cheaper(before: Report, after: Report, name: str) -> bool:
    """Whether the need costs less now, where both bills are whole.

    Not a volume beyond gp3's limits that became faster than any io2, or than as many gp3 volumes: below that the rules take one
    io2 volume, above it cheaper gp3 volumes are striped, and each volume more has IOPS included.
    """
    now, then = laws.costs(after, name), laws.costs(before, name)
    striped = laws.title(laws.need(before, name)) in ("ebs io2", "ebs gp3") and laws.title(laws.need(after, name)) == "ebs gp3"
    return isinstance(now, Decimal) and isinstance(then, Decimal) and now < then and not striped
