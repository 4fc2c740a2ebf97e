"""What a managed section of a design document holds: summary, bill, alternatives and a chart, in Markdown.

It says no day of its own, so that it stays what it is until the answer changes.
"""

from __future__ import annotations

from collections.abc import Collection

from advisor.render import markdown
from advisor.render.bars import picture
from advisor.report import Report

PARTS: tuple[str, ...] = ("summary", "chart", "bill", "alternatives")


def section(report: Report, parts: Collection[str], *, dated: bool) -> str:
    """The parts of a report, always in the same order; `dated` where the spec says the day itself."""
    from markupsafe import Markup

    chosen = report.basis == "chosen" and any(need.chosen for need in report.stores)
    bars = [Markup(line) for line in picture(report)]  # in a fence nothing is markup
    return markdown.page("section", report, parts=parts, chart=bars, priced=_priced(report, dated), chosen=chosen)


def _priced(report: Report, dated: bool) -> str:
    """When the prices were seen."""
    seen = report.prices
    days = f"on {seen.seen_from}" if seen.seen_from == seen.seen_to else f"{seen.seen_from} to {seen.seen_to}"
    last = f" last seen {days}," if seen.seen_from else ""
    return f"Prices in {report.currency}{f' as of {report.on},' if dated else ''}{last} before tax"
