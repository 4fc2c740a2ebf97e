"""What scenarios about volumes say, as stores of a spec: one reading of each word, whichever case uses it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mapping import Spec, Words, described

# Words about the same thing, each with what it says in a spec. An empty one says nothing a need has a word for.
WORDS: Words = {
    "IOPS wanted": {"high and consistent": {"consistent_iops": True}},  # how many is not said
    "IOPS and size": {"set apart": {}},  # how a volume is made; a need has each of them anyway
    "attached to": {
        "several instances": {"attach": {"instances": "2"}},  # the fewest that are several
        "16 instances": {"attach": {"instances": "16"}},
    },
    "clients": {"in one Zone": {"clients_zones": "one"}},
    "network between them": {"lowest latency": {"clients_zones": "one"}},  # instances that are close are in one Zone
    "pattern": {"large sequential scans": {"pattern": "sequential"}},
    "boots an instance": {False: {"boot": False}},
    "wanted": {
        # The footage being processed is a working copy: the scenario keeps the content itself in its durable tier.
        "the most I/O there is": {"kind": "block", "most_io": True, "recreatable": True},
        "very high durability": {"kind": "object", "survives": "zone"},
        # AWS: archives are read once or twice a year, hours after they are asked for
        # https://docs.aws.amazon.com/AmazonS3/latest/userguide/glacier-storage-classes.html
        "an archive": {"kind": "object", "access": "1..2 /year", "retrieval": "12 h"},
    },
}
AMOUNTS = {"size": "size", "IOPS": "iops", "throughput": "throughput"}
UNSAID = ("data", "workload")  # what runs on it: no fact a rule looks at


def store(facts: Mapping[str, Any]) -> Spec:
    """The store a scenario describes; KeyError for a word it has no reading of."""
    return described({"kind": "block"}, facts, WORDS, AMOUNTS, UNSAID)


def stores(facts: Mapping[str, Any]) -> dict[str, Spec]:
    """The stores of a scenario by name: one, or its tiers."""
    return {name: store(tier) for name, tier in facts["tiers"].items()} if "tiers" in facts else {"it": store(facts)}
