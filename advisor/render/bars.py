"""A report's amounts as text: columns for months that differ, else one bar a need, as long as its amount is large."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from advisor.render.chart import columns
from advisor.render.money import money, rounded
from advisor.render.summary import design_of
from advisor.report import Report

WIDEST = 40
_EIGHTHS = " ▏▎▍▌▋▊▉"


def picture(report: Report) -> Sequence[str]:
    """The months' amounts, or each need's part. Empty where there is nothing to compare."""
    if len(set(map(rounded, report.months))) > 1:
        return columns(report.months)
    parts = [(need.name, design.monthly.average) for need in report.stores if (design := design_of(need, report.basis))]
    return bars([name for name, _ in parts], [amount for _, amount in parts]) if len(parts) > 1 else ()


def bars(names: Sequence[str], amounts: Sequence[Decimal]) -> list[str]:
    """One line a name, its amount and bar; empty where every amount is nothing."""
    most = max(amounts, default=Decimal(0))
    if most <= 0:
        return []
    shown = [money(each) for each in amounts]
    wide, figures = max(map(len, names)), max(map(len, shown))
    rows = zip(names, shown, amounts, strict=True)
    return [f"{name:<{wide}}  {text:>{figures}}  {_bar(amount / most)}".rstrip() for name, text, amount in rows]


def _bar(part: Decimal) -> str:
    """A bar to the nearest eighth of a column; something for anything."""
    eighths = max(int(rounded(part * WIDEST * 8, Decimal(1))), 1 if part > 0 else 0)
    return "█" * (eighths // 8) + _EIGHTHS[eighths % 8].strip()
