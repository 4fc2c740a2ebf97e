"""Findings as a GitLab code quality report (https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format)."""

from __future__ import annotations

import json
from typing import Any

from advisor.checked import Checked, Found
from advisor.render.summary import advice

SEVERITIES = {"error": "critical", "warning": "major", "info": "info"}


def check(checked: Checked, *, width: int, color: bool) -> str:
    """One entry a finding."""
    return json.dumps([_entry(each) for each in checked.found], indent=2) + "\n"


def _entry(found: Found) -> dict[str, Any]:
    lines: dict[str, Any] = {"lines": {"begin": found.at.line if found.at else 1}}
    return {
        "description": advice(found), "check_name": found.code, "fingerprint": found.key,
        "severity": SEVERITIES[found.severity], "location": {"path": found.file, **lines},
    }  # fmt: skip
