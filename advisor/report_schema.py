"""The JSON Schema of a report, read off the report's own types, so that the two cannot differ."""

from __future__ import annotations

import types
import typing
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from advisor import report
from advisor.diagnostics import At

DECIMAL = {"type": "string", "pattern": r"^-?[0-9]+(\.[0-9]+)?$", "description": "an exact decimal number"}
PLAIN = {str: {"type": "string"}, bool: {"type": "boolean"}, int: {"type": "integer"}, type(None): {"type": "null"}}


def report_schema() -> dict[str, Any]:
    """The schema (JSON Schema 2020-12) of `advisor recommend --format json`."""
    definitions: dict[str, Any] = {}
    root = _of(report.Report, definitions)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "advisor report",
        "description": "Amounts are decimal strings in `currency`. Keys are only ever added.",
        **root,
        "$defs": definitions,
    }


def _of(kind: Any, definitions: dict[str, Any]) -> dict[str, Any]:
    """The schema of one type; records become definitions."""
    if isinstance(kind, type) and kind is not At and hasattr(kind, "_fields"):
        name = kind.__name__
        if name not in definitions:
            definitions[name] = {}
            definitions[name] = _object(kind, definitions)
        return {"$ref": f"#/$defs/{name}"}
    if kind is At:
        place = {"file": {"type": "string"}, "line": {"type": "integer"}, "column": {"type": "integer"}}
        return {"type": "object", "properties": place, "required": list(place)}
    if kind in (Decimal, date) or kind in PLAIN:
        return dict(PLAIN.get(kind, DECIMAL if kind is Decimal else {"type": "string", "format": "date"}))
    origin, inner = typing.get_origin(kind), typing.get_args(kind)
    if origin in (typing.Union, types.UnionType):
        return {"anyOf": [_of(each, definitions) for each in inner]}
    if origin is tuple:
        return {"type": "array", "items": _of(inner[0], definitions)}
    if origin is Mapping:
        return {"type": "object"}
    return {}


def _object(kind: type, definitions: dict[str, Any]) -> dict[str, Any]:
    """The schema of a record: every field required, as `report.plain` writes them."""
    hints = typing.get_type_hints(kind)
    names = [name for name in hints if name != "use"]
    properties = {name.rstrip("_"): _of(hints[name], definitions) for name in names}
    return {"type": "object", "description": kind.__doc__, "properties": properties, "required": list(properties)}
