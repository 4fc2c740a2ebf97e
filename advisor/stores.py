"""The stores of a workload: each read by the model of its kind, the workload's defaults and a parent's keys laid under."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

from advisor.births import Age, Deleted
from advisor.contradictions import contradictions
from advisor.diagnostics import At, Diagnostic, nearest
from advisor.exact import Fraction
from advisor.fields import KINDS, facts
from advisor.lives import impossible
from advisor.models import Members, expand, members, validate
from advisor.reading import Places, Said, Wrong, mapping, scalar, wrong
from advisor.records import NamedTuple
from advisor.source import Node, quote
from advisor.structures import Band, Client, Current, Measured, Reference, Snapshots, Wait
from advisor.vocabulary import Vocabulary

UNBUILT_KINDS = ("file", "queue", "stream")
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,63}")
_PREFIX = re.compile(r"[^\s\x00-\x1f]{1,200}")
ALIASES = {"written": "writes"}
# What a prefix cannot take over from its bucket: the bucket's amounts would be counted once for each.
_OWN = ("size", "growth", "reads", "writes", "written", "lists", "clients", "measured", "budget")


EMPTY: Mapping[str, Any] = MappingProxyType({})


class Store(NamedTuple):
    """A need that keeps or serves data, as written; what nobody wrote is absent, empty or None."""

    name: str
    kind: str
    at: At
    said: Mapping[str, Said] = EMPTY
    sizes: tuple[tuple[Fraction, Fraction], ...] = ()
    access: tuple[Band, ...] = ()
    waits: tuple[Wait, ...] = ()
    deletions: tuple[Deleted, ...] = ()
    ages: tuple[Age, ...] = ()  # of what is stored today
    faster: Fraction | None = None  # by what share more is written each month
    clients: tuple[Client, ...] = ()
    indexes: Mapping[str, Mapping[str, Said]] = EMPTY
    hours: tuple[Fraction, ...] = ()
    snapshots: Snapshots | None = None
    replicate_to: str | None = None
    regions: tuple[str, ...] = ()
    instance: str | None = None
    instance_at: At | None = None  # where it is written
    in_front_of: Reference | None = None
    chosen: Node | None = None
    current: Current | None = None
    prefix: str = ""  # the start of its objects' keys, where it is a part of a bucket
    measured: Mapping[str, Measured] = EMPTY
    budget: Fraction | None = None

    @property
    def elsewhere(self) -> tuple[str, ...]:
        """Where copies are to be: what `replicate` names (which may be `same_region`), then the further Regions it serves."""
        return tuple(dict.fromkeys(each for each in (self.replicate_to, *self.regions) if each))

    @property
    def lives_said(self) -> bool:
        """Whether more is said of how objects come and go than one age for all; it is held against the rest where it is read."""
        return bool(self.deletions or self.ages or self.faster)


class Unsupported(NamedTuple):
    """A need that is not decided yet; its keys are not read."""

    name: str
    kind: str
    at: At


class Defaults(NamedTuple):
    """The workload's recovery and encryption, for every store that does not say its own."""

    groups: Mapping[str, Node]
    vocabulary: Vocabulary
    places: Places


def read_store(name: str, at: At, node: Node, defaults: Defaults) -> tuple[list[Store], Unsupported | None, list[Diagnostic]]:
    """The store, or one store a prefix; the kind when it is not decided yet; and every problem."""
    try:
        kind = _kind(name, at, node)
    except Wrong as error:
        return [], None, list(error.problems)
    if kind in UNBUILT_KINDS:
        return [], Unsupported(name, kind, at), []
    stores: list[Store] = []
    problems: list[Diagnostic] = []
    try:
        for each_name, prefix, each_at, each_node in _variants(name, at, _renamed(node, kind), kind, defaults):
            store, wrongs = _read_one(each_name, kind, each_at, each_node, defaults)
            stores.append(store._replace(prefix=prefix))
            problems += wrongs
    except Wrong as error:
        problems += error.problems
    return stores, None, problems


def _kind(name: str, at: At, node: Node) -> str:
    """The kind of need, one that can be read or one known not to be built."""
    if not _NAME.fullmatch(name):
        raise wrong(at, f"{quote(name)} cannot name a store; write letters, digits, - and _", "key")
    found = mapping(node)
    if "kind" not in found:
        raise wrong(at, f"the store {quote(name)} has no kind; write kind: {', '.join(KINDS)}", "missing")
    kind = scalar(found["kind"]).strip()
    if kind in KINDS or kind in UNBUILT_KINDS:
        return kind
    raise wrong(found["kind"].at, f"{quote(kind)} is no kind of store; {nearest(kind, (*KINDS, *UNBUILT_KINDS))}", "kind")


def _renamed(node: Node, kind: str) -> Node:
    """The store with aliases spelt as the vocabulary spells them."""
    found = mapping(node)
    for alias, name in ALIASES.items():
        if kind == "object" and alias in found:
            if name in found:
                raise wrong(node.keys[alias], f"`{alias}` is {name}, which is written too; keep one", "contradiction")
            values = {name if key == alias else key: value for key, value in found.items()}
            keys = {name if key == alias else key: place for key, place in node.keys.items()}
            node, found = node._replace(value=values, keys=keys), values
    return node


def _variants(name: str, at: At, node: Node, kind: str, defaults: Defaults) -> Iterator[tuple[str, str, At, Node]]:
    """(name, prefix, place, keys) of the store, or of its prefixes, each laid over the store's keys, groups member by member."""
    found = mapping(node)
    if kind != "object" or "prefixes" not in found:
        yield name, "", at, node
        return
    inherited = {key: value for key, value in found.items() if key not in ("prefixes", *_OWN)}
    problems = [
        Diagnostic(
            node.keys[key], "spec.contradiction", f"with prefixes, `{key}` belongs to each of them", "write it in each prefix"
        )
        for key in found
        if key in _OWN
    ]
    running = found.get("current")
    if running is not None and "observed" in mapping(running):
        seen = "with prefixes, what is observed belongs to each of them"
        problems.append(Diagnostic(running.keys["observed"], "spec.contradiction", seen, "write `current:` in each prefix"))
    prefixes = found["prefixes"]
    if not mapping(prefixes):
        raise wrong(prefixes.at, "no prefix is written; write prefixes: {raw: {size: …}}")
    problems += _nested(prefixes)
    for prefix, inner in mapping(prefixes).items():
        place, own = prefixes.keys[prefix], mapping(inner)
        if not _PREFIX.fullmatch(prefix) or not prefix.strip("/"):
            problems.append(
                Diagnostic(place, "spec.key", f"{quote(prefix)} is no prefix", "write the start of the keys, such as raw")
            )
        for key in ("kind", "prefixes"):
            if key in own:
                problems.append(Diagnostic(inner.keys[key], "spec.key", f"a prefix has no `{key}`", "remove it"))
        if "size" not in own:
            problems.append(Diagnostic(place, "spec.missing", f"the prefix {quote(prefix)} has no size", "write size: 1 TiB"))
        inner = _renamed(inner._replace(value={k: v for k, v in own.items() if k not in ("kind", "prefixes")}), kind)
        values = _over(inherited, mapping(inner), members(kind, defaults.vocabulary))
        merged = Node(values, inner.at, {**node.keys, **inner.keys})
        yield f"{name}/{prefix.strip('/')}", prefix, place, merged
    if problems:
        raise Wrong(*problems)


def _nested(prefixes: Node) -> Iterator[Diagnostic]:
    """A prefix within another: of the lifecycles of both S3 applies the shorter expiration and the cheaper class to its objects.

    https://docs.aws.amazon.com/AmazonS3/latest/userguide/lifecycle-conflicts.html
    """
    known = mapping(prefixes)
    for inner in known:
        outer = next((each for each in known if each != inner and inner.startswith(each)), None)
        if outer is not None:
            message = f"the prefix {quote(inner)} lies in {quote(outer)}: S3 applies the lifecycle rules of both to its objects"
            hint = f"write prefixes none of which begins with another, such as {_apart(outer, inner)}"
            yield Diagnostic(prefixes.keys[inner], "spec.contradiction", message, hint)


def _apart(outer: str, inner: str) -> str:
    """What may be written for a prefix and one within it, so that neither begins with the other."""
    rest = inner[len(outer) :].strip("/") or "inner"
    beside = f"{outer.rstrip('/')}/"
    return f"{beside}rest/ and {beside}{rest}/" if inner.startswith(beside) else f"{beside} and {inner.rstrip('/')}/"


def _over(under: Mapping[str, Node], own: Mapping[str, Node], known: Members) -> dict[str, Node]:
    """The keys of a prefix over its bucket's, groups member by member."""
    groups = [key for key in own if key in under and isinstance(known.get(key), Mapping)]
    return {**under, **own, **{key: _laid(key, under[key], own[key]) for key in groups}}


def _laid(group: str, under: Node, over: Node) -> Node:
    """A group of a prefix laid over its bucket's; what is no group is left as it is, and told where it is read."""
    under, over = expand(group, under), expand(group, over)
    if not (isinstance(under.value, dict) and isinstance(over.value, dict)):
        return over
    return Node({**under.value, **over.value}, over.at, {**under.keys, **over.keys})


def _read_one(name: str, kind: str, at: At, node: Node, defaults: Defaults) -> tuple[Store, list[Diagnostic]]:
    """One store read by its kind's model."""
    node = _with_defaults(node, kind, defaults)
    found, problems = validate(kind, node, defaults.vocabulary, defaults.places)
    said, typed = facts(found), mapping(node).get("instance")
    store = Store(
        name=name, kind=kind, at=at, said=said,
        sizes=_value(found, "object_size") or _value(found, "item_size"), access=_value(found, "access"),
        waits=_value(found, "retrieval"),
        deletions=found.get("deletions", ()), ages=found.get("object_age", ()), faster=found.get("writes_growth"),
        clients=found.get("clients", ()), indexes=found.get("indexes", {}), hours=_value(found, "traffic"),
        snapshots=found.get("snapshots"), replicate_to=found.get("replicate_to"), regions=found.get("regions", ()),
        instance=found.get("instance"), instance_at=typed.at if typed is not None else None,
        in_front_of=found.get("in_front_of"), chosen=found.get("chosen"),
        current=_value(found, "current") or None, measured=found.get("measured", {}), budget=found.get("budget"),
    )  # fmt: skip
    lives = impossible(said, store.deletions, store.ages, store.faster, lambda name: node.keys.get(name, node.at))
    return store, [*problems, *contradictions(store.kind, said, store.indexes), *lives]


def _value(found: Mapping[str, Any], name: str) -> Any:
    """The value of a structure, empty when it was not written or is a fact alone."""
    return getattr(found.get(name), "value", ())


def _with_defaults(node: Node, kind: str, defaults: Defaults) -> Node:
    """The store over the workload's recovery and encryption, as far as they can be said of its kind."""
    values, keys = dict(mapping(node)), dict(node.keys)
    known = members(kind, defaults.vocabulary)
    for group, default in defaults.groups.items():
        own = expand(group, values.get(group, Node("", default.at)))
        if not isinstance(own.value, dict) and own.value != "":
            continue  # wrong, and said so where it is read
        inside = known.get(group, ())
        under = {key: value for key, value in mapping(default).items() if key in inside}
        values[group] = Node({**under, **mapping(own)}, own.at, {**default.keys, **own.keys})
        keys.setdefault(group, default.at)
    return node._replace(value=values, keys=keys)
