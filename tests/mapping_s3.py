"""What scenarios about objects say, as stores of a spec: one reading of each word, whichever case uses it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Spec = dict[str, Any]

# Words about the same thing, each with what it says in a spec. An empty one says nothing a need has a word for.
WORDS: Mapping[str, Mapping[Any, Spec]] = {
    "access": {
        "cannot be predicted": {"access": "unknown"},
        "differs from object to object and cannot be predicted": {"access": "unknown"},
        "changes quickly": {"access": "changing"},
        "rare": {"access": "4 /year"},  # AWS: Glacier Instant Retrieval is for data "rarely accessed", once a quarter
        "every job reads all of it": {},  # how many jobs there are is not said
    },
    "retrieval": {"immediate": {"retrieval": "immediate"}},
    "availability": {"high": {"survives": "zone"}},  # AWS's word for what goes on without one of its Zones
    "loss of a Zone": {"not tolerated": {"survives": "zone"}},
    "can be made again": {True: {"recreatable": True}},
    "clients": {"in one Zone": {"clients_zones": "one"}},
    # S3 Standard sends a first byte after 100 to 200 ms: https://docs.aws.amazon.com/AmazonS3/latest/userguide/optimizing-performance.html
    # Where that is what jobs wait for, the order of magnitude below it is asked for.
    "problem": {"GPUs wait for the first byte": {"latency": "10 ms"}},
    "kept": {"3 months": {"keep": "90 days"}},  # S3 deletes by age in days
}
AMOUNTS = {"size": "size", "object size": "object_size", "reads of one": "access"}
UNSAID = ("data", "stored today", "application")  # what the data is and where it was: no fact a rule looks at
OLD_ENOUGH = "180 days"  # for every rule on age, so that only the classes count


def store(facts: Mapping[str, Any]) -> Spec:
    """The store a scenario describes; KeyError for a word it has no reading of."""
    found: Spec = {"kind": "object"}
    for name, said in facts.items():
        if name in AMOUNTS:
            found[AMOUNTS[name]] = said
        elif name not in UNSAID:
            found |= WORDS[name][said]
    return found


def stores(facts: Mapping[str, Any]) -> dict[str, Spec]:
    """The stores of a scenario by name: one, or one for each transition that is asked about."""
    if "transitions" not in facts:
        return {"it": store(facts)}
    return {f"{before}.{after}": chosen(before, [{"after": OLD_ENOUGH, "to": after}]) for before, after in facts["transitions"]}


def chosen(class_: str, lifecycle: list[Spec]) -> Spec:
    """A bucket whose class and lifecycle are given."""
    return {"kind": "object", "chosen": {"class": class_, "lifecycle": lifecycle}}
