"""What scenarios about caches say, as stores of a spec: one reading of each word, whichever case uses it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mapping import Spec, Words, described

# Words about the same thing, each with what it says of the cache. An empty one says nothing a need has a word for.
WORDS: Words = {
    "data": {
        "a live leaderboard": {"data_types": "sorted_sets"},  # players by their score
        "products and their prices": {},
        "sessions": {},
        "sessions of a single sign-on": {},
    },
    "availability": {"high": {"survives": "zone"}},  # AWS's word for what goes on without one of its Zones
    "must outlive": {"a server": {"survives": "node"}},
    "answers": {"never old": {"staleness": "0 s"}},
    "latency": {"low": {}, "less than a millisecond, three reads one after another": {"latency": "1 ms"}},
    # What a table holds today is lost with no node, and nothing says that it may be from now on.
    "stored today": {"DynamoDB": {"may_lose": "0 s"}, "the web server": {}},
    "problem": {"the same profile is read for every page": {}, "ever more reads that are all the same": {}},
    "tried": {"a read replica": {}},
    "kept in": {"memory": {}},  # what a cache is
    "size": {"100 GB": {"working_set": "100 GiB"}},
    "reads": {"30000 /s": {"reads": "30000 /s"}},
    "writes": {"5000 /s": {"writes": "5000 /s"}},
}
# What stands behind it: a store of its own.
BEHIND: Mapping[str, Spec] = {
    "a relational database": {"kind": "database", "model": "relational"},
    "Aurora MySQL": {"kind": "database", "model": "relational", "engine": "mysql"},
    "a database": {"kind": "database"},
}


def stores(facts: Mapping[str, Any]) -> dict[str, Spec]:
    """The cache of a scenario, and what stands behind it; KeyError for a word without a reading."""
    found = described({"kind": "cache"}, facts, WORDS, {}, ("behind",))
    if "behind" not in facts:
        return {"it": found}
    return {"it": {**found, "in_front_of": "db"}, "db": dict(BEHIND[facts["behind"]])}
