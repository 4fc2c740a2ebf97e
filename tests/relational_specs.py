"""Random valid specs of one relational need, what must hold of every answer to them, and what may not become cheaper."""

from __future__ import annotations

import copy
import random
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal

import capable
import laws
import specs

from advisor import units
from advisor.candidates import weigh
from advisor.exact import Fraction
from advisor.spec import read_spec

ENGINES = ("postgresql", "mysql", "mariadb", "oracle", "sqlserver", "db2")
FURTHER = ("eu-west-1", "eu-central-1", "ap-southeast-2", "sa-east-1", "us-east-2", "us-west-2", "af-south-1")
# path: its values, most of them ordinary and some at or beyond an edge
WORDS: dict[str, tuple[str, ...]] = {
    "size": ("5 GiB", "100 GiB", "399 GiB", "400 GiB", "2 TiB", "20 TiB", "64 TiB", "70 TiB"),
    "growth": ("1 GiB /month", "100 GiB /month"),
    "item_size": ("100 B", "1 KiB", "9 KiB"),
    "reads": ("1 /s", "100 /s", "5000 /s", "{average: 200 /s, peak: 900 /s}"),
    "writes": ("1 /s", "50 /s", "2000 /s", "{average: 20 /s, peak: 90 /s}"),
    "traffic": ("steady", "daily", "scheduled", "spiky", "idle"),
    "working_set": ("500 MiB", "5 GiB", "60 GiB", "300 GiB", "600 GiB", "2 TiB"),
    "connections": ("10", "200", "3000"),
    "vcpus": ("0.1", "1", "6", "30", "80"),
    "iops": ("100 /s", "3000 /s", "3001 /s", "20000 /s", "70000 /s"),
    "throughput": ("10 MiB/s", "126 MiB/s", "600 MiB/s"),
    "survives": ("node", "zone", "region"),
    "recovery.rpo_az": ("0 s", "1 min", "1 h"),
    "recovery.rto_az": ("30 s", "1 min", "2 min", "5 h"),
    "recovery.rpo_region": ("1 s", "5 min", "1 h", "24 h"),
    "recovery.rto_region": ("1 min", "30 min", "8 h"),
    "recovery.rpo_corruption": ("5 min", "1 day"),
    "environment": ("production", "test", "development"),
    "encryption.key": ("aws", "customer"),
    "read_replicas": ("1", "3", "6"),
    "backups.keep": ("7 days", "35 days"),
    "rewind": ("12 h",),
    "clones": ("1",),
    "os_access": ("true",),
    "multi_region_writes": ("true",),
    "short_connections": ("true",),
    "latency": ("5 ms", "900 us"),
    "insights.keep": ("3 days", "7 days", "6 months", "2 years"),
    "licence": ("byol", "included"),
    "edition": ("standard", "enterprise"),
}
OFTEN = ("size", "item_size", "reads", "writes", "working_set", "vcpus", "traffic")
MORE = {
    "size": "bytes", "growth": "throughput", "working_set": "bytes", "connections": "count", "vcpus": "count", "iops": "rate",
    "throughput": "throughput",
}  # fmt: skip
FACTORS = (Fraction(101, 100), Fraction(3), Fraction(50))
# A requirement nobody stated; what is recommended for cost may not become cheaper by it.
REQUIRED = (
    ("recovery.rto_az", "1 min"), ("recovery.rpo_az", "0 s"), ("survives", "region"), ("recovery.rpo_region", "1 h"),
    ("recovery.rto_region", "30 min"), ("encryption.key", "customer"), ("read_replicas", "2"), ("backups.keep", "35 days"),
    ("recovery.rpo_corruption", "5 min"), ("os_access", "true"), ("rewind", "24 h"), ("insights.keep", "6 months"),
)  # fmt: skip


def tree(seed: int) -> specs.Tree:
    """A random relational need: few facts or many."""
    dice = random.Random(seed)
    richness = dice.choice((0.05, 0.15, 0.35))
    store: specs.Tree = {"kind": "database", "model": "relational"}
    if dice.random() < 0.8:
        store["engine"] = dice.choice(ENGINES[:2] if dice.random() < 0.7 else ENGINES)
    for path, values in WORDS.items():
        commercial = path not in ("licence", "edition") or store.get("engine") in ENGINES[3:]
        if commercial and dice.random() < (0.6 if path in OFTEN else richness):
            value = dice.choice(values)
            specs.put(store, path, _group(value) if value.startswith("{") else value)
    if dice.random() < richness:
        store["regions"] = dice.sample(FURTHER, dice.choice((1, 1, 2, 3, 6)))
    found = {"workload": f"seed-{seed}", "region": "us-east-1", "on": "2026-11-20"}
    found["horizon"] = dice.choice(("1 month", "12 months"))
    if dice.random() < 0.4:
        found["optimize_for"] = "cost"
    return {**found, "stores": {"it": store}}


def _group(text: str) -> specs.Tree:
    """`{average: 1 /s, peak: 2 /s}` as a mapping."""
    return dict(each.split(": ") for each in text.strip("{}").split(", "))


def broken(seed: int, tried: Counter[str], *, monotone: bool) -> Iterator[tuple[str, str]]:
    """Each law a spec breaks, and how; a spec that contradicts itself says nothing."""
    found = tree(seed)
    workload, _ = read_spec(specs.write(found), "spec.yaml")
    if workload is None:
        tried["contradictions"] += 1
        return
    case = laws.answered(found, full=False)
    for store in workload.stores:
        weighed = weigh(store, case.context)
        tried["candidates"] += len(weighed.ranked)
        tried[f"best {weighed.best.service if weighed.best else 'nothing'}"] += 1
        yield from (("a rule excludes it", each) for each in capable.every_exclusion(weighed, case.context))
        yield from (("too small", each) for each in capable.plain_arithmetic(weighed, case.context.limits))
        yield from (("less protected", each) for each in capable.equally_capable(weighed))
    yield from (("does not add up", each) for each in laws.bills_add_up(case.report))
    yield from (("free", each) for each in laws.nothing_is_free(case.report))
    yield from (("chosen differs", each) for each in laws.round_trip(case))
    if monotone:
        tried["monotone specs"] += 1
        yield from (("cheaper", each) for each in cheaper(found))


def cheaper(found: specs.Tree) -> Iterator[str]:
    """What costs less although more is asked, under `optimize_for: cost`."""
    found = {**copy.deepcopy(found), "optimize_for": "cost"}
    before = _likely(found)
    for changed, what in _changes(found) if before is not None else ():
        after = _likely(changed)
        by_hand = after is not None and after[1].startswith("ec2_database")  # the last resort: its operation is in no bill
        if after is not None and before is not None and after[0] < before[0] and not by_hand:
            yield f"{what}: {before} → {after}"


def _likely(found: specs.Tree) -> tuple[Decimal, str] | None:
    """What the recommended design costs with usual values, None when nothing meets it or a price is missing."""
    workload, _ = read_spec(specs.write(found), "more.yaml")
    if workload is None:
        return None
    weighed = weigh(workload.stores[0], laws.context_of(workload, laws.CATALOG, specs.ON))
    best = weighed.best
    return None if best is None or best.unpriced else (best.likely, f"{best.service} {best.design}")


def _changes(found: specs.Tree) -> Iterator[tuple[specs.Tree, str]]:
    """The spec with more of one load, or with one requirement more."""
    store = found["stores"]["it"]
    for path, dimension in MORE.items():
        for factor in FACTORS if path in store else ():
            value = units.parse(store[path], dimension).lo[0] * factor
            assert isinstance(value, Fraction)
            changed = copy.deepcopy(found)
            changed["stores"]["it"][path] = units.show(value, dimension, exact=True)
            yield changed, f"{path} {store[path]} × {factor}"
    for path, said in REQUIRED:
        group, _, name = path.partition(".")
        if group not in store or (name and name not in store[group]):
            changed = copy.deepcopy(found)
            specs.put(changed["stores"]["it"], path, said)
            yield changed, f"{path}: {said}"
    further = [*store.get("regions", ()), next(each for each in FURTHER if each not in store.get("regions", ()))]
    yield {**found, "stores": {"it": {**store, "regions": further}}}, f"regions: {further}"
