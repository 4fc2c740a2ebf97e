"""What scenarios about tables say, as stores of a spec: one reading of each word, whichever case uses it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mapping import Spec, Words, described, merge

DAX = {"chosen": {"mode": "on_demand", "dax": {"node": "dax.r5.large", "nodes": 3}}}  # any mode, any node: nothing rests on them

# Words about the same thing, each with what it says in a spec. An empty one says nothing a need has a word for.
WORDS: Words = {
    "model": {"key-value": {"model": "key_value"}},
    "traffic": {
        "cannot be predicted": {"traffic": "spiky"},
        "sudden spikes": {"traffic": "spiky"},
        "at other times each day and nearly none between": {"traffic": "idle"},
        "at midnight each day": {"traffic": "scheduled"},
        "a peak of 4 hours each day at a known time": {"traffic": "scheduled"},
    },
    "throughput": {"moderate to high": {"reads": {"average": "1000 /s"}, "writes": {"average": "200 /s"}}},  # ten times the usual
    "availability": {"high": {"survives": "zone"}},  # AWS's word for what goes on without one of its Zones
    "latency": {"25 ms": {"latency": "25 ms"}, "single-digit milliseconds": {"latency": "9 ms"}, "low": {}},
    # Data near readers all over the world is in several Regions; a spec has to name them, and any two others will do.
    "users": {"all over the world": {"regions": ["eu-west-1", "ap-northeast-1"]}},
    "writes": {
        "in the nearest Region": {"multi_region_writes": True},
        "in several Regions": {"multi_region_writes": True},
        "exceed the provisioned throughput at peaks": {},  # by how much is not said
    },
    "reads": {
        "bursts on a few keys": {"hot_keys": True},
        "many ask again for similar items": {"reads": {"repeated": "80 %"}},  # many: most, not nearly all
    },
    "cache": {"DAX": DAX},
    "backup": {"continuous": {"recovery": {"rpo_corruption": "5 min"}}},  # a way back to nearly any moment
    "copies in": {"Amazon S3": {"export": "s3"}},
}
AMOUNTS = {
    "item size": "item_size",
    "peak writes": "writes.peak",
    "peak requests": "reads.peak",
    "writes a day": "writes.average",
    "consistent reads": "reads.consistent",
    "read units": "reads.peak",  # of items of a unit each, read with strong consistency: what a unit is
    "write units": "writes.peak",
}
PER = {"writes a day": " /day", "read units": " /s", "write units": " /s"}
UNITS = {"item_size": "1 KiB", "reads": {"consistent": "100 %"}}
# How it is run and developed, and what came before: no fact a rule looks at.
UNSAID = ("operations", "development", "stored today", "growth", "problem", "hits", "impact on reads", "reads to writes")


def stores(facts: Mapping[str, Any]) -> dict[str, Spec]:
    """The one store of a scenario."""
    found = described({"kind": "database"}, facts, WORDS, AMOUNTS, UNSAID, PER)
    if "read units" in facts:
        merge(found, UNITS)
    return {"it": found}
