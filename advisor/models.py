"""What a need may say, made from the vocabulary when a kind is used: a field a word, a group of fields inside.

Specs are validated by pydantic's core, which starts in a fifth of the time of its models; the models themselves are made for the
JSON Schema of editors, from the same fields.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any

from advisor.diagnostics import At, Diagnostic, nearest
from advisor.fields import INDEX, KINDS, Field, facts, fields
from advisor.reading import Places, Said, Wrong, each, mapping, wrong
from advisor.source import MOST_PROBLEMS, Node, quote
from advisor.vocabulary import Vocabulary

if TYPE_CHECKING:
    from pydantic import BaseModel
    from pydantic_core import SchemaValidator

# A group's member that may be written in place of the group: `reads: 900 /s`.
SHORT = {
    "reads": "average",
    "writes": "average",
    "attach": "instances",
    "backups": "every",
    "replicate": "to",
    "encryption": "key",
}
_made: dict[str, tuple[Vocabulary, SchemaValidator, tuple[Field, ...]]] = {}


def validate(kind: str, node: Node, vocabulary: Vocabulary, places: Places) -> tuple[dict[str, Any], list[Diagnostic]]:
    """What is written of one need or part, by word and field name, and every problem; what is wrong is left out."""
    from pydantic_core import ValidationError

    validator, known = reader(kind, vocabulary)
    problems: list[Diagnostic] = []
    while True:
        try:
            return _collect(validator.validate_python(mapping(node), context=places), known), problems
        except Wrong as error:
            return {}, [*problems, *error.problems]
        except ValidationError as error:
            for found in error.errors(include_url=False, include_input=False)[:MOST_PROBLEMS]:
                path = tuple(str(part) for part in found["loc"])
                problems += _problems(path, found, node, known, kind, vocabulary)
                node = _without(node, path)
            if len(problems) >= MOST_PROBLEMS:
                return {}, problems


def reader(kind: str, vocabulary: Vocabulary) -> tuple[SchemaValidator, tuple[Field, ...]]:
    """What validates a kind of need or part, and its fields; made once."""
    made = _made.get(kind)
    if made is None or made[0] is not vocabulary:
        from pydantic_core import SchemaValidator

        known = _fields(kind, vocabulary)
        made = _made[kind] = (vocabulary, SchemaValidator(_level(known, 0)), known)
    return made[1], made[2]


def model(kind: str, vocabulary: Vocabulary) -> tuple[type[BaseModel], tuple[Field, ...]]:
    """The pydantic model of a kind of need or part, for its JSON Schema, and its fields."""
    known = _fields(kind, vocabulary)
    return _make(kind.replace(".", "_"), known, 0), known


def _level(known: tuple[Field, ...], depth: int) -> Any:
    """The core schema of one level of fields, groups inside; unknown keys are errors."""
    members: dict[str, Any] = {}
    for key, inside in _members(known, depth):
        if len(inside[0].path) > depth + 1:
            group = {"type": "no-info", "function": partial(_group, key)}
            schema = {"type": "function-before", "function": group, "schema": _level(inside, depth + 1)}
        else:
            schema = {"type": "function-plain", "function": {"type": "with-info", "function": partial(_read, inside[0])}}
        members[key] = {"type": "typed-dict-field", "schema": schema, "required": False}
    return {"type": "typed-dict", "fields": members, "extra_behavior": "forbid"}


def _members(known: tuple[Field, ...], depth: int) -> Iterator[tuple[str, tuple[Field, ...]]]:
    """The keys of one level, each with the fields behind it."""
    for key in dict.fromkeys(field.path[depth] for field in known):
        yield key, tuple(field for field in known if field.path[depth] == key)


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


def _collect(instance: Mapping[str, Any], known: tuple[Field, ...]) -> dict[str, Any]:
    """The values written, by the name of their field."""
    found: dict[str, Any] = {}
    for field in known:
        value: Any = instance
        for key in field.path:
            value = None if value is None else value.get(key)
        if value is not None:
            found[field.name] = value
    return found


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


def _problems(
    path: tuple[str, ...], found: Any, node: Node, known: tuple[Field, ...], kind: str, vocabulary: Vocabulary
) -> tuple[Diagnostic, ...]:
    """Pydantic's error as problems with places."""
    cause = found.get("ctx", {}).get("error")
    if isinstance(cause, Wrong):
        name = ".".join(path)
        return tuple(p._replace(message=p.message if p.code == "spec.key" else f"{name}: {p.message}") for p in cause.problems)
    parent = _inside(node, path[:-1])
    at = parent.keys.get(path[-1], parent.at)
    if found["type"] != "extra_forbidden":  # no field has a type of its own, so nothing else can go wrong
        return wrong(at, str(found["msg"])).problems
    return (_unknown_key(path, at, known, kind, vocabulary),)


def _unknown_key(path: tuple[str, ...], at: At, known: tuple[Field, ...], kind: str, vocabulary: Vocabulary) -> Diagnostic:
    """A key nobody reads: misspelt, of another kind of need, or not read at all."""
    name = ".".join(path)
    others = [other for other in KINDS if kind in KINDS and any(_stands(name, each) for each in _fields(other, vocabulary))]
    if others and kind not in others:
        where = " and ".join(others)
        return Diagnostic(at, "spec.key", f"`{name}` is said of {where} stores, not of {kind} stores", "remove it")
    depth = len(path) - 1
    level = [each.path[depth] for each in known if len(each.path) > depth and each.path[:depth] == path[:-1]]
    where = f" in {'.'.join(path[:-1])}" if len(path) > 1 else ""
    return Diagnostic(at, "spec.key", f"unknown key {quote(path[-1])}{where}", nearest(path[-1], level))


def _inside(node: Node, path: tuple[str, ...]) -> Node:
    """The node at a path of keys."""
    for key in path:
        node = expand(key, mapping(node)[key])
    return node


def _without(node: Node, path: tuple[str, ...]) -> Node:
    """The mapping without what stands at the path."""
    values = dict(mapping(node))
    if len(path) > 1:
        values[path[0]] = _without(expand(path[0], values[path[0]]), path[1:])
    else:
        values.pop(path[0], None)
    return node._replace(value=values)
