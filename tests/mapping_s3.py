"""What scenarios about objects say, as stores of a spec: one reading of each word, whichever case uses it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mapping import Spec, Words, described

# Words about the same thing, each with what it says in a spec. An empty one says nothing a need has a word for.
WORDS: Words = {
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
    "size": {"several TB": {"size": "3 TiB"}},
    "object size": {"more than 100 MB": {"object_size": "100 MiB"}},
    "growth": {"gigabytes a day": {"growth": "3 GiB /day"}},
    "uploads": {"in parts that often fail": {}},  # every recommended bucket gives up unfinished uploads after a week
    "readers": {"some anonymous": {}},
    "kept": {"for good": {}, "3 months": {"keep": "90 days"}},  # S3 deletes by age in days
}
# How often objects of an age are read, and how long one may take to come where it need not come at once.
READS: Mapping[str, tuple[str, str]] = {
    "several a day": ("3 /day", "immediate"),
    "often": ("30 /month", "immediate"),
    "SQL queries": ("30 /month", "immediate"),
    "1..2 /month": ("2 /month", "immediate"),
    "infrequent": ("1 /month", "immediate"),  # AWS: Standard-IA is for what is read once a month
    "1..2 /year": ("2 /year", "immediate"),
    "rare": ("4 /year", "immediate"),
    "archived but at once": ("4 /year", "immediate"),
    "auditors within 12 h": ("1 /year", "12 h"),
    "never": ("0 /month", "48 h"),
}
# Where ages decide and nobody said how much comes in: at an even pace, for longer than any age named, in objects of 1 MiB.
EVENLY: Spec = {"size": "3 TiB", "growth": "30 GiB /month", "object_size": "1 MiB"}
AMOUNTS = {"size": "size", "object size": "object_size", "reads of one": "access"}
UNSAID = ("data", "stored today", "application")  # what the data is and where it was: no fact a rule looks at
OLD_ENOUGH = "180 days"  # for every rule on age, so that only the classes count


def store(facts: Mapping[str, Any]) -> Spec:
    """The store a scenario describes; KeyError for a word it has no reading of."""
    found: Spec = {"kind": "object"}
    if "reads by age" in facts:
        found |= EVENLY | by_age(facts["reads by age"], str(facts.get("retrieval after 730 days", "")))
    rest = {name: said for name, said in facts.items() if name != "reads by age" and not name.startswith("retrieval after")}
    return described(found, rest, WORDS, AMOUNTS, UNSAID)


def by_age(bands: list[list[str]], unlimited: str) -> Spec:
    """Reads and waits by age; `unlimited`: nobody limits the wait in the last band."""
    access: list[Spec] = []
    waits: list[Spec] = []
    for until, words in bands:
        reads, within = READS[words]
        age = {} if until == "later" else {"until": until}
        access.append({**age, "reads": reads})
        waits.append({**age, "within": "48 h" if unlimited and not age else within})
    return {"access": access, "retrieval": waits}


def stores(facts: Mapping[str, Any]) -> dict[str, Spec]:
    """The stores of a scenario by name: one, or one for each transition that is asked about."""
    if "transitions" not in facts:
        return {"it": store(facts)}
    return {f"{before}.{after}": chosen(before, [{"after": OLD_ENOUGH, "to": after}]) for before, after in facts["transitions"]}


def chosen(class_: str, lifecycle: list[Spec]) -> Spec:
    """A bucket whose class and lifecycle are given."""
    return {"kind": "object", "chosen": {"class": class_, "lifecycle": lifecycle}}
