"""Random valid specs, ten lines or rich: every kind of need, facts at and around the edges the rules compare them with.

A spec is a nested mapping of texts until it is written, so that a test can change one place of it and read it again.
"""

from __future__ import annotations

import math
import random
from collections.abc import Iterator
from datetime import date
from functools import cache
from typing import Any

from advisor import cells, rules, units, vocabulary
from advisor.clauses import atoms
from advisor.contradictions import KEYED
from advisor.exact import Fraction
from advisor.fields import INDEX, KINDS
from advisor.models import SHORT
from advisor.sets import INFINITY, Span, contains, point
from advisor.spec import Workload, read_spec
from advisor.vocabulary import Word

Tree = dict[str, Any]
ON = date(2026, 11, 20)
HOMES = ("eu-west-1", "us-east-1", "eu-central-1", "ap-southeast-2", "sa-east-1", "eu-south-2")
DAYS = ("2026-11-20", "2026-11-20", "2026-03-01", "2025-06-01", "2024-02-01", "2019-05-01")
HORIZONS = ("1 month", "12 months", "12 months", "36 months", "5 years")
SIZES = {
    "item_size": ("700 B", "1 KiB", "60 KiB", "300 KiB"), "object_size": ("1 KiB", "127 KiB", "128 KiB", "2 MiB", "6 GiB"),
}  # fmt: skip
INSTANCES = ("r6i.2xlarge", "m5.large", "i3en.3xlarge", "i4i.large", "t3.micro", "c7g.16xlarge")

# From where to where numbers are drawn, evenly in their logarithm: by word, else by dimension.
BOUNDS: dict[str, tuple[float, float]] = {
    "bytes": (1e3, 1e12), "throughput": (1e3, 2e9), "rate": (1e-4, 1e5),
    "duration": (1e-3, 3e8), "count": (1, 200), "share": (1e-3, 1),
    "size": (1e8, 1e15), "growth": (1e2, 1e7), "object_size": (1e3, 1e10), "item_size": (50, 4e5), "items": (1e3, 1e10),
    "iops": (10, 5e5), "access": (1e-8, 1e-4), "attached": (1, 20), "transaction_items": (1, 120),
    "items_per_read": (1, 100), "change_readers": (0.5, 10), "durability": (0.9, 1), "consistent_reads": (1e-3, 1),
    "index_projected_size": (20, 1e4), "index_projected_attributes": (1, 120), "reads": (1e-3, 3e4), "writes": (1e-3, 1e4),
    "latency": (1e-4, 1), "keep": (86400, 3e8), "working_set": (1e6, 1e13), "write_latency": (1e-4, 0.1), "command_cost": (1, 20),
}  # fmt: skip
MEASURED = (
    "size",
    "growth",
    "working_set",
    "object_size",
    "access",
    "reads",
    "writes",
    "iops",
    "throughput",
    "item_size",
    "items",
    "pattern",
)
RARE = ("model", "engine", "joins", "ad_hoc_queries", "server_code", "os_access", "in_place_writes", "latency", "two_layers")
# What depends on another amount, and what has tests of its own.
LATER = ("reads_peak", "writes_peak", "consistent_reads", "transactional_reads", "lists", "unfinished")


def workload(text: str) -> Workload:
    """The workload a generated spec says; AssertionError when it is refused."""
    found, problems = read_spec(text, "spec.yaml")
    assert found is not None, text + "\n".join(map(str, problems))
    return found


def tree(seed: int, kind: str | None = None) -> Tree:
    """A random valid spec of one to three stores; of one kind when that is given."""
    dice = random.Random(seed)
    count = dice.choice((1, 1, 1, 2, 3))
    found: Tree = {"workload": f"seed-{seed}", "region": dice.choice(HOMES), "on": dice.choice(DAYS)}
    if dice.random() < 0.7:
        found["horizon"] = dice.choice(HORIZONS)
    if dice.random() < 0.3:
        found["optimize_for"] = dice.choice(("cost", "fit"))
    if dice.random() < 0.15:
        found["free_tier"] = "true"
    if dice.random() < 0.15:
        found["recovery"] = {"rpo_corruption": dice.choice(("5 min", "1 h", "30 days"))}
    if dice.random() < 0.1:
        found["encryption"] = dice.choice(("customer", "aws", {"key": "aws", "audit": "true"}))
    kinds = [kind or dice.choice(KINDS) for _ in range(count)]
    found["stores"] = {f"{each}-{place}": _store(dice, each, found["region"]) for place, each in enumerate(kinds)}
    _in_front(dice, found["stores"])
    return found


def _store(dice: random.Random, kind: str, home: str) -> Tree:
    """One store: few facts or many."""
    richness = dice.choice((0.05, 0.15, 0.4))
    store: Tree = {"kind": kind}
    for word in vocabulary.load().values():
        if kind not in word.kinds or not word.sayable or word.structure in ("name", "deletions", "ages", "faster"):
            continue
        likely = 0.75 if word.name in MEASURED else richness / 4 if word.name in RARE else richness
        if word.name not in LATER and dice.random() < likely:
            put(store, path_of(word), _value(dice, word))
    _together(dice, store, richness)
    _beside(dice, kind, store, home, richness)
    _possible(store)
    return _living(store) if kind == "object" and "prefixes" not in store else store


def _living(store: Tree) -> Tree:
    """Of some buckets it is said which objects are deleted young, how old they are, how many more come."""
    dice = random.Random(repr(store))
    said = [name for name in ("deletions", "object_age", "writes") if dice.random() < 0.08]
    if said:
        store = {key: value for key, value in store.items() if key not in ("growth", "writes", "overwrites", "lock", "keep")}
    if "deletions" in said:
        store["deletions"] = [{"after": "7 days", "share": "40 %"}, {"after": "100 days", "share": dice.choice(("5 %", "60 %"))}]
    if "object_age" in said:
        store["object_age"] = [{"until": "30 days", "share": "20 %"}, {"until": "90 days", "share": "80 %"}]
    if "writes" in said:
        store["writes"] = {"growth": dice.choice(("3 % /month", "20 %/year"))}
    if said and dice.random() < 0.5 and store.get("deletions", [{}])[-1].get("share") != "60 %":
        store["keep"] = "400 days"
    return store


def _in_front(dice: random.Random, stores: Tree) -> None:
    """Some caches stand in front of another store."""
    others = [name for name, store in stores.items() if store["kind"] != "cache"]
    for store in stores.values():
        if store["kind"] == "cache" and others and dice.random() < 0.6:
            store["in_front_of"] = dice.choice(others)


def first(spec: Tree, most: int) -> Tree:
    """A spec of its first stores alone; what stands in front of one that is gone stands alone."""
    stores = dict(list(spec["stores"].items())[:most])
    for store in stores.values():
        if store.get("in_front_of", next(iter(stores))) not in stores:
            del store["in_front_of"]
    return {**spec, "stores": stores}


def path_of(word: Word) -> str:
    """Where a word is written."""
    return word.says or word.name


def _together(dice: random.Random, store: Tree, richness: float) -> None:
    """Peaks of at least their averages, and shares of the reads that sum to at most all."""
    database = store["kind"] == "database"
    for name in ("reads", "writes") if store["kind"] in ("database", "cache") else ():
        average = store.get(name, {}).get("average")
        if average and dice.random() < 0.6:
            most = units.parse(average, "rate").hi[0]
            assert isinstance(most, Fraction)
            store[name]["peak"] = units.show(most * dice.choice((1, 2, 3, 8, 40)), "rate", exact=True)
    if database and dice.random() < richness:
        strong = dice.randint(0, 100)
        put(store, "reads.consistent", f"{strong} %")
        if dice.random() < 0.5:
            put(store, "reads.transactional", f"{dice.randint(0, 100 - strong)} %")


def _beside(dice: random.Random, kind: str, store: Tree, home: str, richness: float) -> None:
    """What is written beside words: Regions, replicas, clients, snapshots, indexes, prefixes, a budget."""
    others = [each for each in HOMES if each != home]
    if dice.random() < richness / 3:
        store["budget"] = f"{dice.choice((5, 100, 5000))} USD/month"
    if kind == "block" and dice.random() < richness:
        store["snapshots"] = _snapshots(dice)
    if kind != "block" and dice.random() < richness / 2:
        store["regions"] = dice.sample(others, dice.choice((1, 1, 2)))
    if kind != "block" and dice.random() < richness:
        store["clients"] = [_client(dice, others) for _ in range(dice.choice((1, 1, 2)))]
    if kind == "object" and dice.random() < richness / 2:
        put(store, "replicate.to", dice.choice((*others, "same_region")))
    if kind == "database" and dice.random() < richness:
        store["indexes"] = _indexes(dice, richness)
    if kind == "object" and dice.random() < richness / 3:
        mine = ("size", "growth", "reads", "writes", "clients", "budget")
        own = {key: store.pop(key) for key in mine if key in store}
        raw = {**own, "size": own.get("size", "3 TiB")}
        store["prefixes"] = {"raw": raw, "logs/2026": {"size": "200 GiB", "keep": "90 days"}}


def _possible(store: Tree) -> None:
    """No object larger than the smallest bucket there is, no item larger than its table, items that make up the size, no more
    growth than is written, and of tables read by key backups that are both taken and kept."""
    backups = store.get("backups", {})
    if set(store.get("model", "").split(" or ")) <= KEYED and backups.get("every", "none") == "none":
        backups.pop("keep", None)
    if "items" in store and "item_size" in store:
        store.pop("size", None)
    held = store.get({"cache": "working_set", "database": "size"}.get(store["kind"], ""))
    items = store.get("item_size", {})
    each = [units.parse(text, "bytes").hi[0] for text in (items if isinstance(items, dict) else [items])]
    if held is not None and each and max(each) > units.parse(held, "bytes").hi[0]:
        store.pop("item_size")
    sizes = store.get("object_size", {})
    texts = sizes if isinstance(sizes, dict) else [sizes]
    if any(units.parse(text, "bytes").hi[0] > 10**8 for text in texts):
        least = 0 if "prefixes" in store else units.parse(store.get("size", "1 PiB"), "bytes").lo[0]
        if any(units.parse(text, "bytes").hi[0] > least for text in texts):
            store.pop("object_size")
    for part in (store, *store.get("prefixes", {}).values()):
        if store["kind"] == "object" and "growth" in part and "object_size" in store and "average" in part.get("writes", {}):
            most = units.parse(part["writes"]["average"], "rate").hi[0] * _mean(store["object_size"])
            if units.parse(part["growth"], "throughput").lo[0] > most:
                part.pop("growth")


def _mean(sizes: Tree | str) -> Fraction:
    """Mean of sizes as written, the upper end of a range."""
    shares = sizes.items() if isinstance(sizes, dict) else [(sizes, "100 %")]
    found = [(units.parse(size, "bytes").hi[0], units.parse(share, "share").hi[0]) for size, share in shares]
    return sum((Fraction(size) * Fraction(share) for size, share in found), Fraction(0))


def _snapshots(dice: random.Random) -> Tree | str:
    if dice.random() < 0.1:
        return "none"
    every, keep = dice.choice(("1 h", "24 h", "7 days", "28 days", "90 days")), dice.choice(("30 days", "90 days", "7 years"))
    return {"every": every, "changed": dice.choice(("0 %", "3 %", "100 %")), "keep": keep}


def _client(dice: random.Random, others: list[str]) -> Tree:
    client = {"from": dice.choice(("internet", "same_region", "on_premises", *others))}
    return client | ({"egress": dice.choice(("1 GiB /month", "40 TiB /month", "0 GiB /month"))} if dice.random() < 0.6 else {})


def _indexes(dice: random.Random, richness: float) -> Tree:
    """One to three indexes, which serve at most all reads."""
    words = [word for word in vocabulary.load().values() if INDEX in word.kinds and word.sayable and word.structure != "name"]
    names, left = dice.sample(("by_user", "by_day", "by_state"), dice.choice((1, 1, 2, 3))), 100
    found: Tree = {}
    for name in names:
        index: Tree = {}
        for word in words:
            if word.name != "index_reads" and dice.random() < max(richness, 0.3):
                put(index, path_of(word), _value(dice, word))
        if isinstance(index.get("projects"), list):
            index.pop("projected_attributes", None)
        if dice.random() < 0.6:
            share = dice.randint(0, left)
            index["reads"], left = f"{share} %", left - share
        found[name] = index
    return found


def _value(dice: random.Random, word: Word) -> Any:
    """A value of a word: a number on or beside an edge, of any size, or a range; a choice or two; a structure."""
    if word.structure == "instance":
        return dice.choice(INSTANCES)
    if word.structure == "access":
        return _access(dice)
    if word.name == "retrieval" and dice.random() < 0.2:
        return [{"until": dice.choice(("30 days", "1 year")), "within": "immediate"}, {"within": dice.choice(("12 h", "3 days"))}]
    if word.structure == "sizes" and dice.random() < 0.25:
        first = dice.randint(1, 99)
        return dict(zip(dice.sample(SIZES[word.name], 2), (f"{first} %", f"{100 - first} %"), strict=True))
    if word.name == "traffic" and dice.random() < 0.2:
        return [str(dice.randint(0, 9) + (hour == 12)) for hour in range(24)]
    if word.name == "index_projects" and dice.random() < 0.2:
        return ["colour", "weight"]
    if not isinstance(word.everything, Span):
        some = dice.sample(word.choices, 2) if dice.random() < 0.03 else [dice.choice(word.choices)]
        return " or ".join(some)
    return _number(dice, word)


def _number(dice: random.Random, word: Word) -> str:
    """A number as text."""
    known = edges().get(word.name, ())
    if known and dice.random() < 0.4:
        value = dice.choice(known)
    else:
        low, high = BOUNDS.get(word.name) or BOUNDS[word.type]
        value = Fraction(f"{math.exp(dice.uniform(math.log(low), math.log(high))):.2g}")
        value = Fraction(max(1, round(value))) if word.type == "count" else value
    if word.type == "count":
        return str(value)
    text = units.show(value, word.type, exact=True)
    if word.name in MEASURED and word.silence == "ask" and dice.random() < 0.08:
        return f"{text}..{units.show(value * 2, word.type, exact=True)}"
    return text


def _access(dice: random.Random) -> Any:
    """Reads of one object."""
    rates = ("0.01 /month", "0.2 /month", "1 /month", "1.01 /month", "3 /month", "30 /month", "2 /h")
    match dice.randrange(4):
        case 0:
            return dice.choice(("unknown", "changing"))
        case 1:
            ages = dice.sample(("7 days", "30 days", "60 days", "90 days", "400 days"), dice.choice((1, 2)))
            ages.sort(key=lambda age: units.parse(age, "duration"))
            return [*({"until": age, "reads": dice.choice(rates)} for age in ages), {"reads": dice.choice(rates)}]
        case _:
            return dice.choice(rates)


@cache
def edges() -> dict[str, tuple[Fraction, ...]]:
    """The constants each fact is compared with, and the nearest values a step above and below."""
    found: dict[str, dict[Fraction, None]] = {}
    words = vocabulary.load()
    for name, value in _constants():
        word, each = words[name], cells.step(words[name].type, value)
        near = [value, value + each, value - each]
        above = word.type == "count" or word.structure == "sizes"
        found.setdefault(name, {}).update(
            {one: None for one in near if (one > 0 or not above) and contains(word.everything, point(one))}
        )
    return {name: tuple(sorted(values)) for name, values in found.items()}


def _constants() -> Iterator[tuple[str, Fraction]]:
    """Every finite number some rule or check compares a fact with; parts and Designs share their words' edges."""
    base = rules.load(rules.families(), ON)
    clauses = [each.when for one in base.every_decision for each in (*one.rules(), *one.exclusions())]
    for clause in (*clauses, *(check.when for check in base.every_check)):
        for atom in atoms(clause) if clause else ():
            for value, _ in atom.accepts if isinstance(atom.accepts, Span) else ():
                if isinstance(value, Fraction) and value > 0 and value != INFINITY:
                    yield atom.fact, value


# --- writing -----------------------------------------------------------------------------------------------------------


def write(value: Any, indent: int = 0) -> str:
    """A nested mapping as YAML text."""
    lines = []
    for key, inner in value.items():
        if isinstance(inner, dict) and inner:
            lines.append(f"{' ' * indent}{key}:\n{write(inner, indent + 2)}".rstrip("\n"))
        else:
            lines.append(f"{' ' * indent}{key}: {_flow(inner)}")
    return "\n".join(lines) + "\n"


def _flow(value: Any) -> str:
    """A value on one line."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {_flow(inner)}" for key, inner in value.items()) + "}"
    return "[" + ", ".join(map(_flow, value)) + "]" if isinstance(value, list) else value


def put(store: Tree, path: str, value: Any) -> None:
    """Writes a value at a path of nested keys, in place; what stood there as a short form becomes its chief member."""
    *groups, last = path.split(".")
    for key in groups:
        inner = store.get(key, {})
        store[key] = inner if isinstance(inner, dict) else {SHORT[key]: inner}
        store = store[key]
    store[last] = value


def find(spec: Tree, name: str) -> Tree:
    """The part of a spec that says a store, or the prefix of a bucket that became one."""
    whole, _, prefix = name.partition("/")
    store: Tree = spec["stores"][whole]
    return store["prefixes"][prefix] if prefix else store


__all__ = ["INSTANCES", "ON", "Tree", "edges", "find", "first", "path_of", "put", "tree", "workload", "write"]
