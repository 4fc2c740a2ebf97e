"""What can be written of each kind of need: a field for every word of the vocabulary, and the few things beside them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any

from advisor import elsewhere, lives, schema, structures
from advisor.reading import Places, Said, exact, scalar, wrong
from advisor.records import NamedTuple
from advisor.sets import INFINITY, Span, point
from advisor.source import Node, quote
from advisor.vocabulary import Vocabulary, Word, for_kind, parse_value

KINDS = ("object", "block", "database", "cache")
INDEX = "dynamodb.index"
WORKLOAD = "workload"
OBSERVED = "current.observed."  # words seen of what runs today are written there
_ABOVE_ZERO = frozenset({
    "latency", "keep", "ttl", "replica_within", "attached", "items", "items_per_read", "transaction_items",
    "index_projected_size", "working_set", "write_latency", "command_cost", "backups_keep",
})  # fmt: skip

_OF = re.compile(r"(?<=%)\s+of\s+[a-z ]+\s*$")  # `55 % of reads` says no more than `55 %`

Read = Callable[[Node, Places], Any]
LIVES: Mapping[str, tuple[Callable[[Node], Any], schema.Schema]] = {
    "deletions": (lives.deletions, schema.DELETIONS), "ages": (lives.ages, schema.AGES), "faster": (lives.faster, schema.FASTER),
}  # fmt: skip


class Field(NamedTuple):
    """A place in a spec: its path of keys, the word or field it fills, how it is read, and its JSON Schema."""

    path: tuple[str, ...]
    name: str
    read: Read
    schema: schema.Schema


def fields(kind: str, vocabulary: Vocabulary, indexes: Read) -> Iterator[Field]:
    """Everything that can be written of a kind of need or part, or of the `workload` for every store; `indexes` reads those."""
    for word in vocabulary.values():
        if word.sayable and word.structure != "name" and _said_of(word, kind) and not word.says.startswith(OBSERVED):
            yield _field(word, kind)
    if kind in KINDS:
        yield from _store_fields(kind, indexes)
        yield _current(kind, vocabulary)


def _said_of(word: Word, kind: str) -> bool:
    """Whether the word belongs to the kind; the workload sets recovery and encryption for all its stores."""
    if kind == WORKLOAD:
        return word.says.startswith(("recovery.", "encryption.")) and any(each in KINDS for each in word.kinds)
    return kind in word.kinds


def _field(word: Word, kind: str) -> Field:
    """The field a word is written in."""
    path, name, plain = tuple((word.says or word.name).split(".")), word.name, _reader(word, kind)
    if word.structure == "sizes":
        return Field(path, name, lambda node, _: structures.sizes(name, node), schema.SIZES)
    if word.structure == "access":
        return Field(path, name, lambda node, _: structures.access(node), schema.ACCESS)
    if word.structure in LIVES:
        read_lives, shape = LIVES[word.structure]
        return Field(path, name, lambda node, _: read_lives(node), {"description": word.means, **shape})
    if word.structure == "instance":
        return Field(path, name, lambda node, _: scalar(node).strip() or None, schema.text(word.means, examples=["r6i.2xlarge"]))
    shape = schema.of_word(word, kind)
    if name == "traffic":
        shape = {"description": shape.pop("description"), "anyOf": [shape, schema.HOURS]}
        return Field(path, name, lambda n, p: structures.hours(n) if isinstance(n.value, list) else plain(n, p), shape)
    if name == "retrieval":
        shape = {"description": shape.pop("description"), "anyOf": [shape, schema.WAITS]}
        return Field(path, name, lambda n, p: structures.waits(n, lambda node: plain(node, p)), shape)
    if name == "index_projects":
        shape = {"description": shape.pop("description"), "anyOf": [shape, schema.NAMES]}
        return Field(path, name, lambda n, p: structures.projects(n, lambda node: plain(node, p)), shape)
    return Field(path, name, plain, shape)


def _reader(word: Word, kind: str) -> Read:
    """Reads one value of a word; no end and 0 only where they mean something."""
    ends = for_kind(word.none, kind) != point(INFINITY)
    above, share = word.name in _ABOVE_ZERO, word.type == "share"

    def read(node: Node, _: Places) -> Said:
        text = scalar(node)
        if share and "of" in text:
            text = _OF.sub("", text)
        try:
            values = parse_value(word, text)
        except ValueError as error:
            message = str(error).replace(f"is not a value of {word.name}", "is not one of its values")
            raise wrong(node.at, message) from None
        if ends and isinstance(values, Span) and values.hi[0] == INFINITY:
            raise wrong(node.at, f"{quote(text)} has no end; write a number here, or a range that ends")
        if above and isinstance(values, Span) and values.lo[0] == 0:
            raise wrong(node.at, "0 means nothing here; write a number above 0, or leave the line out")
        return Said(values, node.at, text)

    return read


def _reading(read: Read, places: Places, node: Node) -> Said:
    """One fact read."""
    found = read(node, places)
    assert isinstance(found, Said)
    return found


def _current(kind: str, vocabulary: Vocabulary) -> Field:
    """What runs today, with what is observed of it."""
    said = [word for word in vocabulary.values() if word.says.startswith(OBSERVED) and kind in word.kinds]
    words = {word.says.removeprefix(OBSERVED): word for word in said}

    def read(node: Node, places: Places) -> structures.Structure:
        known = {key: (word.name, partial(_reading, _field(word, kind).read, places)) for key, word in words.items()}
        return structures.current(node, known)

    seen = {key: schema.of_word(word, kind) for key, word in words.items()}
    return Field(("current",), "current", read, schema.current(seen))


def _store_fields(kind: str, indexes: Read) -> Iterator[Field]:
    """What is written of a store beside its words."""
    yield Field(("kind",), "kind", lambda node, _: scalar(node), {"const": kind})
    yield Field(("clients",), "clients", structures.clients, schema.CLIENTS)
    yield Field(("chosen",), "chosen", lambda node, _: node, schema.CHOSEN)
    yield Field(("measured",), "measured", lambda node, _: structures.measured(node), schema.MEASURED)
    yield Field(("budget",), "budget", lambda node, _: exact(node, "money"), schema.quantity("money"))
    if kind in ("object", "database", "cache"):
        yield Field(("regions",), "regions", elsewhere.regions, schema.REGIONS)
    copies = elsewhere.copied if kind == "object" else elsewhere.far_region
    yield Field(("replicate", "to"), "replicate_to", copies, schema.REGION)
    if kind == "object":
        yield Field(("prefixes",), "prefixes", lambda node, _: node, schema.PREFIXES)  # laid out before the model reads
    if kind == "block":
        yield Field(("snapshots",), "snapshots", lambda node, _: structures.snapshots(node), schema.SNAPSHOTS)
    if kind == "cache":
        yield Field(("in_front_of",), "in_front_of", lambda node, _: structures.reference(node), schema.IN_FRONT_OF)
    if kind == "database":
        yield Field(("indexes",), "indexes", indexes, schema.INDEXES)


def facts(found: Mapping[str, Any]) -> dict[str, Said]:
    """The facts among the values found, those a structure says included."""
    said: dict[str, Said] = {}
    for name, value in found.items():
        if isinstance(value, Said):
            said[name] = value
        elif isinstance(value, structures.Structure):
            said.update(value.said)
    return said
