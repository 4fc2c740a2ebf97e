"""What a need may say, made from the vocabulary when a kind is used: a field a word, a group of fields inside.

The same fields make the reader of specs, which knows the place of everything wrong, and the pydantic models, which give editors
their JSON Schema; loading pydantic for every spec would cost more than all the rest of reading it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any

from advisor.diagnostics import At, Diagnostic, nearest
from advisor.fields import INDEX, KINDS, Field, facts, fields
from advisor.reading import Places, Said, Wrong, each, mapping, wrong
from advisor.records import NamedTuple
from advisor.source import MOST_PROBLEMS, Node, quote
from advisor.vocabulary import Vocabulary

if TYPE_CHECKING:
    from pydantic import BaseModel

# A group's member that may be written in place of the group: `reads: 900 /s`.
SHORT = {
    "reads": "average",
    "writes": "average",
    "attach": "instances",
    "backups": "every",
    "replicate": "to",
    "encryption": "key",
}
Members = Mapping[str, "Field | Members"]  # the keys of one level, in the order of the vocabulary
_made: dict[str, tuple[Vocabulary, Members]] = {}


def validate(kind: str, node: Node, vocabulary: Vocabulary, places: Places) -> tuple[dict[str, Any], list[Diagnostic]]:
    """What is written of one need or part, by word and field name, and every problem; what is wrong is left out."""
    reading = _Reading(kind, vocabulary, places, {}, [])
    try:
        reading.level(node, members(kind, vocabulary), ())
    except Wrong as error:
        reading.problems.extend(error.problems)
    return reading.found, reading.problems[:MOST_PROBLEMS]


def members(kind: str, vocabulary: Vocabulary) -> Members:
    """The keys that may be written of a kind of need or part, with their fields or the keys inside; made once."""
    made = _made.get(kind)
    if made is None or made[0] is not vocabulary:
        made = _made[kind] = (vocabulary, _tree(_fields(kind, vocabulary), 0))
    return made[1]


def _tree(known: tuple[Field, ...], depth: int) -> Members:
    """The fields below a path as levels of keys."""
    return {
        key: _tree(inside, depth + 1) if len(inside[0].path) > depth + 1 else inside[0] for key, inside in _members(known, depth)
    }


class _Reading(NamedTuple):
    """One need or part while it is read."""

    kind: str
    vocabulary: Vocabulary
    places: Places
    found: dict[str, Any]
    problems: list[Diagnostic]

    def level(self, node: Node, known: Members, path: tuple[str, ...]) -> None:
        """The fields below a path, groups inside; keys nobody reads are problems."""
        written = mapping(node)
        for key in [key for key in known if key in written]:
            self.member((*path, key), written[key], known[key])
        for key in [key for key in written if key not in known][:MOST_PROBLEMS]:
            unknown = _unknown_key((*path, key), node.keys.get(key, node.at), known, self.kind, self.vocabulary)
            self.problems.append(unknown)

    def member(self, path: tuple[str, ...], node: Node, inside: Field | Members) -> None:
        """One field, or a group of fields."""
        try:
            if not isinstance(inside, Field):
                self.level(expand(path[-1], node), inside, path)
            elif (value := inside.read(node, self.places)) is not None:
                self.found[inside.name] = value
        except Wrong as error:
            name = ".".join(path)
            for each in error.problems:
                self.problems.append(each if each.code == "spec.key" else each._replace(message=f"{name}: {each.message}"))


def model(kind: str, vocabulary: Vocabulary) -> tuple[type[BaseModel], tuple[Field, ...]]:
    """The pydantic model of a kind of need or part, for its JSON Schema, and its fields."""
    known = _fields(kind, vocabulary)
    return _make(kind.replace(".", "_"), known, 0), known


def _members(known: tuple[Field, ...], depth: int) -> Iterator[tuple[str, tuple[Field, ...]]]:
    """The keys of one level, each with the fields behind it."""
    found: dict[str, list[Field]] = {}
    for field in known:
        found.setdefault(field.path[depth], []).append(field)
    return ((key, tuple(inside)) for key, inside in found.items())


def _fields(kind: str, vocabulary: Vocabulary) -> tuple[Field, ...]:
    """All fields of a kind."""
    return tuple(fields(kind, vocabulary, partial(_indexes, vocabulary)))


def _stands(name: str, field: Field) -> bool:
    """Whether a key, or a group of keys, is this field's place."""
    return name in (field.path[0], ".".join(field.path))


def _make(name: str, known: tuple[Field, ...], depth: int) -> type[BaseModel]:
    """A model with the fields of one level, groups as models of their own."""
    from pydantic import BeforeValidator, ConfigDict, PlainValidator, WithJsonSchema, create_model

    members: dict[str, Any] = {}
    for key, inside in _members(known, depth):
        if len(inside[0].path) > depth + 1:
            group = _make(f"{name}_{key}", inside, depth + 1)
            members[key] = (Annotated[group, BeforeValidator(partial(_group, key))], None)
        else:
            reader = PlainValidator(partial(_read, inside[0]))
            members[key] = (Annotated[Any, reader, WithJsonSchema(inside[0].schema)], None)
    return create_model(name, __config__=ConfigDict(extra="forbid", protected_namespaces=()), **members)


def _read(field: Field, node: Node, info: Any) -> Any:
    """A field's value; the places are pydantic's context."""
    return field.read(node, info.context)


def _group(key: str, node: Node) -> dict[str, Node]:
    """The members of a group; one value stands for its chief member."""
    return mapping(expand(key, node))


def expand(key: str, node: Node) -> Node:
    """A group written as one value, `reads: 900 /s`, as the mapping it is short for."""
    if not isinstance(node.value, str) or not node.value or key not in SHORT:
        return node
    return Node({SHORT[key]: node}, node.at, {SHORT[key]: node.at})


def _indexes(vocabulary: Vocabulary, node: Node, places: Places) -> Mapping[str, Mapping[str, Said]]:
    """Each index's facts by its name."""

    def index(name: str) -> Mapping[str, Said]:
        found, problems = validate(INDEX, mapping(node)[name], vocabulary, places)
        if problems:
            raise Wrong(*problems)
        counted = found.get("index_projected_attributes")
        if counted and "index_projected_attributes" in getattr(found.get("index_projects"), "said", {}):
            raise wrong(counted.at, "the attributes are listed in `projects`; leave their number out", "contradiction")
        return facts(found)

    names = list(mapping(node))
    return dict(zip(names, each(names, index), strict=True))


def _unknown_key(path: tuple[str, ...], at: At, level: Iterable[str], kind: str, vocabulary: Vocabulary) -> Diagnostic:
    """A key nobody reads: misspelt, of another kind of need, or not read at all."""
    name = ".".join(path)
    others = [other for other in KINDS if kind in KINDS and any(_stands(name, each) for each in _fields(other, vocabulary))]
    if others and kind not in others:
        where = " and ".join(others)
        return Diagnostic(at, "spec.key", f"`{name}` is said of {where} stores, not of {kind} stores", "remove it")
    where = f" in {'.'.join(path[:-1])}" if len(path) > 1 else ""
    return Diagnostic(at, "spec.key", f"unknown key {quote(path[-1])}{where}", nearest(path[-1], level))
