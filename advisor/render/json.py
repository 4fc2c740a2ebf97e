"""Reports and findings as JSON: the machine interface; `advisor schema report` describes it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from advisor.report import Finding, Report, plain

FINDINGS = "advisor-findings-1"


def recommend(report: Report, *, width: int, color: bool, brief: bool) -> str:
    """The whole report, brief or not."""
    return _text(plain(report))


def cost(report: Report, *, width: int, color: bool) -> str:
    """The whole report; `basis` says whose bills the totals add up."""
    return _text(plain(report))


def explain(report: Report, need: str | None, *, width: int, color: bool) -> str:
    """The report with one need, or with all; the totals stay those of the workload."""
    stores = tuple(each for each in report.stores if need in (None, each.name))
    return _text(plain(report._replace(stores=stores)))


def findings(found: Sequence[Finding], *, width: int, color: bool) -> str:
    """The findings, and how many of each severity."""
    counts = {severity: sum(each.severity == severity for each in found) for severity in ("error", "warning", "info")}
    return _text({"schema": FINDINGS, "findings": plain(tuple(found)), "counts": counts})


def _text(value: Any) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"
