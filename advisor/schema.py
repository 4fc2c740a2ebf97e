"""JSON Schema of single values and structures, for editors: what each word means, its choices, how quantities look."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from advisor.vocabulary import Word, for_kind, show_value

Schema = dict[str, Any]

_ENDS = {
    "bytes": r"([KMGTPEkmgtpe]?i?[Bb]|bytes?)",
    "throughput": r"((/|per )\s*\w+|bps)",
    "rate": r"((/|per )\s*\w+|IOPS)",
    "duration": r"[a-zµ]",
    "share": r"(%|percent)(\s+of\s+[a-z ]+)?",
    "money": r"(/|per )\s*\w+",
    "count": r"",
}
_EXAMPLES = {
    "bytes": ["20 KiB", "40 GiB", "1.5 TiB", "60 GiB..110 GiB"],
    "throughput": ["125 MiB/s", "1.5 TiB /month"],
    "rate": ["900 /s", "400 /min", "2 /month"],
    "duration": ["10 ms", "5 min", "12 h", "30 days", "7 years"],
    "share": ["30 %"],
    "money": ["9000 USD/month"],
    "count": ["3", "80 million"],
}


def quantity(dimension: str) -> Schema:
    """A quantity with its unit; a bare number only for counts and 0."""
    most: Schema = {} if dimension == "count" else {"maximum": 0}
    pattern = rf"^\s*(0|unbounded|immediate|[$.0-9].*{_ENDS[dimension]}|[.0-9].*\.\.\s*unbounded)\s*$"
    return {"type": ["string", "number"], "minimum": 0, **most, "pattern": pattern, "examples": _EXAMPLES[dimension]}


def text(means: str, **more: Any) -> Schema:
    """A text."""
    return {"type": "string", "minLength": 1, "description": means, **more}


def record(means: str, required: tuple[str, ...], **properties: Schema) -> Schema:
    """A mapping with these keys only."""
    shape = {"type": "object", "properties": properties, "required": list(required), "additionalProperties": False}
    return {"description": means, **shape}


def of_word(word: Word, kind: str) -> Schema:
    """The value of a word said of a kind of need."""
    means = word.means or word.question or word.name.replace("_", " ")
    assumed = for_kind(word.assume, kind) if word.silence == "assume" else None
    left_out = f" (left out: {show_value(word, assumed)} is assumed)" if assumed is not None else ""
    if word.type == "flag":
        shape: Schema = {"type": "boolean"}
    elif word.type == "choice":
        shape = {"anyOf": [{"enum": list(word.choices)}, {"type": "string", "pattern": " or "}]}
    else:
        shape = quantity(word.type)
    return {"description": means + left_out, **shape}


_BAND = record(
    "Reads of one object while it is younger than `until`", ("reads",), until=quantity("duration"), reads=quantity("rate")
)
_CLIENT = record(
    "Who reads from where",
    ("from",),
    **{"from": text("internet, same_region, on_premises or a Region", examples=["internet"]), "egress": quantity("throughput")},
)
SIZES: Schema = {
    "description": "One size, shares by size: {60 KiB: 30 %, 2 MiB: 70 %}, or percentiles: {p50: 60 KiB, p90: 2 MiB}",
    "anyOf": [
        quantity("bytes"),
        {
            "type": "object",
            "minProperties": 1,
            "patternProperties": {r"^(p[0-9.]+|median|mean|max)$": quantity("bytes")},
            "additionalProperties": quantity("share"),
        },
    ],
}
ACCESS: Schema = {
    "description": "Reads of one object: a rate, a rate by age, `unknown` or `changing`",
    "anyOf": [{"enum": ["unknown", "changing"]}, quantity("rate"), {"type": "array", "minItems": 1, "items": _BAND}],
}
WAITS: Schema = {
    "type": "array",
    "minItems": 1,
    "items": record(
        "The wait while an object is younger than `until`",
        ("within",),
        until=quantity("duration"), within=quantity("duration"),
    ),
}  # fmt: skip


def _shares(means: str, age: str) -> Schema:
    """Shares of objects by an age."""
    one = record(means, (age, "share"), **{age: quantity("duration"), "share": quantity("share")})
    return {"type": "array", "minItems": 1, "items": one}


DELETIONS = _shares("A share of all objects and the age they are deleted at", "after")
AGES = _shares("A share of what is stored and the age it is younger than", "until")
FASTER: Schema = {"type": "string", "pattern": r"%\s*(/|per|a)\s*(month|year)\s*$", "examples": ["3 % /month", "20 % /year"]}
CLIENTS: Schema = {"anyOf": [{"type": "array", "items": _CLIENT}, _CLIENT]}
HOURS: Schema = {"type": "array", "minItems": 24, "maxItems": 24, "items": quantity("count")}
SNAPSHOTS: Schema = {
    "anyOf": [
        {"enum": ["none"]},
        record(
            "A snapshot every so often, the share of the volume changed between two, how long each is kept",
            ("every", "changed", "keep"),
            every=quantity("duration"), changed=quantity("share"), keep=quantity("duration"),
        ),
    ]
}  # fmt: skip
REGION = text("An AWS Region", examples=["eu-west-1", "us-east-1"])
REGIONS: Schema = {"description": "Further Regions the data must be in", "anyOf": [REGION, {"type": "array", "items": REGION}]}
MEASURED: Schema = {
    "description": "Known amounts per month by price dimension, in the unit of the price; they replace derived ones",
    "type": ["object", "null"],
    "propertyNames": {"pattern": r"^[a-z0-9_]+(\.[a-z0-9_-]+)+$"},
    "additionalProperties": quantity("count"),
}
INDEXES: Schema = {"description": "Ways to read the items beside their own key, by name", "type": "object"}
PREFIXES: Schema = {
    "description": "Parts of the bucket with lives of their own; each says its size and takes over the rest",
    "type": "object",
    "minProperties": 1,
}
IN_FRONT_OF = text("The store whose reads it answers, by its name", examples=["orders"])
CHOSEN: Schema = {"description": "The design already chosen, to be checked and priced", "type": "object"}
_OBSERVED = "What is seen of it: amounts a month by price dimension, as on its bill, and facts"


def current(seen: Mapping[str, Schema]) -> Schema:
    """What runs today: a design's keys, and what is observed of it."""
    means = "The design that runs today; the report says how to change it into the recommended one"
    amounts = {MEASURED["propertyNames"]["pattern"]: MEASURED["additionalProperties"]}
    observed = {"type": "object", "properties": dict(seen), "patternProperties": amounts, "additionalProperties": False}
    return {"description": means, "type": "object", "properties": {"observed": {"description": _OBSERVED, **observed}}}


NAMES: Schema = {"type": "array", "minItems": 1, "uniqueItems": True, "items": {"type": "string"}}


def tidy(schema: Any) -> Any:
    """Without titles and null defaults, which tell an editor nothing."""
    if isinstance(schema, dict):
        names = schema.get("properties", {})
        kept = {k: tidy(v) for k, v in schema.items() if k not in ("title", "properties") and not (k == "default" and v is None)}
        return kept | ({"properties": {name: tidy(each) for name, each in names.items()}} if names else {})
    return [tidy(each) for each in schema] if isinstance(schema, list) else schema
