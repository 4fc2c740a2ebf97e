"""Reports and findings as JSON: the machine interface; `advisor schema report` describes it."""

from __future__ import annotations

import json
from typing import Any

from advisor.checked import Checked
from advisor.report import Report, plain

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


def check(checked: Checked, *, width: int, color: bool) -> str:
    """The findings, how many of each severity, what each spec costs a month, and what changed against a base."""
    against = checked.against
    changed = against and {
        "base": against.base, "before": against.before, "after": against.after, "proved": against.proved,
        "changed": [{"before": was, "after": now} for was, now in against.changed],
        "new": [each.key for each in against.new], "gone": against.gone,
    }  # fmt: skip
    value = {
        "schema": FINDINGS, "findings": checked.found, "counts": checked.counts(), "accepted": checked.accepted,
        "specs": checked.costs, "monthly": checked.monthly, "at_least": checked.at_least, "at_most_but": checked.at_most_but,
        "against": changed, "written": checked.written,
    }  # fmt: skip
    return _text(plain(value))


def _text(value: Any) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"
