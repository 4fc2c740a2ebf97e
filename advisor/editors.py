"""The JSON Schema of a spec, for editors: every kind of need, its words, what they mean and what they may be."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from advisor import schema
from advisor.fields import INDEX, KINDS, WORKLOAD
from advisor.models import SHORT, model
from advisor.schema import Schema, quantity, text, tidy
from advisor.services import MEETS, SERVICES
from advisor.stores import ALIASES, UNBUILT_KINDS
from advisor.vocabulary import load


def spec_schema() -> Schema:
    """The schema of a whole spec (JSON Schema 2020-12); a little wider than what is read, which checks more."""
    definitions: Schema = {}
    for kind in (*KINDS, INDEX, WORKLOAD):
        definitions |= _definitions(kind)
    definitions["prefix"] = _prefix(definitions["object"])
    groups = definitions.pop(WORKLOAD)["properties"]
    stores = [{"$ref": f"#/$defs/{kind}"} for kind in KINDS]
    unbuilt = {"required": ["kind"], "properties": {"kind": {"enum": list(UNBUILT_KINDS)}}}
    store = {"type": "object", "discriminator": {"propertyName": "kind"}, "oneOf": [*stores, unbuilt]}
    names: Schema = {
        "workload": text("The workload's name"),
        "region": {**schema.REGION, "description": "The AWS Region of every store"},
        "horizon": {
            "description": "How far costs are added up, in months or years (left out: 12 months)",
            **quantity("duration"),
        },
        "optimize_for": {
            "enum": ["fit", "cost"],
            "description": "fit: what suits best first; cost: the cheapest that can do it first",
        },
        "budget": {"description": "What may be spent in a month", **quantity("money")},
        "on": text("The day whose prices and limits hold", pattern=r"^\d{4}-\d{2}-\d{2}$"),
        "go_live": text("The day it goes live: support and options are held against it", pattern=r"^\d{4}-\d{2}-\d{2}$"),
        "free_tier": {"type": "boolean", "description": "Count what AWS gives every account free"},
        **groups,
        "stores": {"type": "object", "additionalProperties": store, "description": "What keeps or serves data, by name"},
        "moves": {"type": "object", "description": "Data to be brought from one place to another (not decided yet)"},
    }
    top = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "advisor spec"}
    return top | {
        "type": "object",
        "properties": names,
        "additionalProperties": False,
        "required": ["region"],
        "$defs": definitions,
    }


def _definitions(kind: str) -> Schema:
    """The definition of one kind, and those of its groups."""
    made: Schema = tidy(model(kind, load())[0].model_json_schema())
    nested: Schema = made.pop("$defs", {})
    for key, member in made["properties"].items():
        if key in SHORT and "$ref" in member:  # `reads: 900 /s` as well as `reads: {average: 900 /s}`
            group = nested[member["$ref"].rsplit("/", 1)[1]]
            made["properties"][key] = {"anyOf": [group["properties"][SHORT[key]], member]}
    if kind in KINDS:
        made["required"] = ["kind"]
        for name in ("chosen", "current"):
            design = made["properties"][name]
            made["properties"][name] = {**design, "properties": _designs(kind) | design.get("properties", {})}
    if "indexes" in made["properties"]:
        made["properties"]["indexes"]["additionalProperties"] = {"$ref": "#/$defs/index"}
    if kind == "object":
        made["properties"]["prefixes"]["additionalProperties"] = {"$ref": "#/$defs/prefix"}
        made["properties"] |= {alias: made["properties"][name] for alias, name in ALIASES.items()}
    return {**nested, "index" if kind == INDEX else kind: made}


def _designs(kind: str) -> Schema:
    """The keys of a design that serves a kind of need, and of which services each is."""
    names = MEETS[kind]
    keys: dict[str, list[str]] = {}
    for name in names:
        for key in import_module(SERVICES[name]).Design._fields:
            keys.setdefault(key.rstrip("_"), []).append(name)
    left_out = f" (left out: {names[0]})" if len(names) > 1 else ""
    service = {"enum": list(names), "description": f"The service the design is of{left_out}"}
    return {"service": service, **{key: {"description": f"of {', '.join(of)}"} for key, of in keys.items()}}


def _prefix(store: Any) -> Schema:
    """A part of a bucket: what can be said of objects, its own size at least."""
    kept = {key: value for key, value in store["properties"].items() if key not in ("kind", "prefixes")}
    return {**store, "properties": kept, "required": ["size"]}
