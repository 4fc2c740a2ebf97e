"""Findings as SARIF 2.1.0, for code scanning (https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html)."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

from advisor import __version__
from advisor.checked import Checked, Found
from advisor.codes import means
from advisor.render.summary import advice

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
LEVELS = {"error": "error", "warning": "warning", "info": "note"}


def check(checked: Checked, *, width: int, color: bool) -> str:
    """One run; accepted findings stand in it as suppressed."""
    every = [*checked.found, *(each.found for each in checked.accepted)]
    codes = list(dict.fromkeys(each.code for each in every))
    results = [_result(each, codes) for each in checked.found]
    for each in checked.accepted:
        why = {"kind": "external", "status": "accepted", "justification": f"{each.reason} (until {each.until})"}
        results.append({**_result(each.found, codes), "suppressions": [why]})
    rules = [_rule(code, next(each for each in every if each.code == code)) for code in codes]
    driver = {"name": "advisor", "semanticVersion": __version__, "rules": rules}
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2) + "\n"


def _rule(code: str, found: Found) -> dict[str, Any]:
    """What a code means, and the page it rests on."""
    rule: dict[str, Any] = {"id": code, "shortDescription": {"text": means(code)}}
    pages = [each for each in found.source if each.startswith("https://")]
    rule |= {"helpUri": pages[0]} if pages else {}
    return rule | {"defaultConfiguration": {"level": LEVELS[found.severity]}}


def _result(found: Found, codes: list[str]) -> dict[str, Any]:
    """One finding at its place."""
    result: dict[str, Any] = {
        "ruleId": found.code, "ruleIndex": codes.index(found.code), "level": LEVELS[found.severity],
        "message": {"text": advice(found)}, "partialFingerprints": {"advisor/v1": found.key},
    }  # fmt: skip
    if found.file:
        place: dict[str, Any] = {"artifactLocation": {"uri": quote(found.file, errors="surrogateescape")}}
        if found.at is not None:
            place["region"] = {"startLine": found.at.line, "startColumn": found.at.column}
        result["locations"] = [{"physicalLocation": place}]
    return result
