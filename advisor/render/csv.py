"""The bill as CSV: one line a bill line, exact amounts; what a spreadsheet would take for a formula is kept text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from advisor.bill import Line
from advisor.render.summary import design_of
from advisor.report import Priced, Report, plain

COLUMNS = (
    "workload", "need", "service", "option", "item", "part", "region", "dimension", "tier", "unit", "unit_price",
    "quantity_first", "quantity_last", "quantity_total", "amount_first", "amount_last", "amount_total", "currency", "measured",
    "formula", "price_since", "price_seen", "price_confidence", "source",
)  # fmt: skip
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def cost(report: Report, *, width: int, color: bool) -> str:
    """The lines of each need's bill, then what is billed across needs; amounts of what nobody stated are empty."""
    return together("cost", [report])


def together(command: str, reports: Sequence[Report], **options: Any) -> str:
    """The lines of several workloads below one heading."""
    import csv
    from io import StringIO

    out = StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows([_cell(row.get(name)) for name in COLUMNS] for report in reports for row in _rows(report))
    return out.getvalue()


def _rows(report: Report) -> Iterator[dict[str, Any]]:
    """Each line; a price that is missing is a line without amounts, so that no sum passes for the whole."""
    about = {"workload": _text(report.workload), "currency": report.currency}
    for need in report.stores:
        design = design_of(need, report.basis)
        if design is not None:
            mine = about | {"need": _text(need.name), "service": design.service, "option": design.option}
            yield from (mine | _line(line) for line in design.bill)
            yield from (mine | missing for missing in _missing(design))
    yield from (about | _line(line) for line in report.adjustments)


def _missing(design: Priced) -> Iterator[dict[str, Any]]:
    return ({"item": _text(each), "price_confidence": "not priced"} for each in design.unpriced)


def _line(line: Line) -> dict[str, Any]:
    said = {
        name: _text(value) if isinstance(value, str) else value
        for name, value in line._asdict().items()
        if name not in ("use", "quantity", "amount")
    }
    for name in ("quantity", "amount"):
        figures = getattr(line, name)
        said |= {f"{name}_{when}": value for when, value in figures._asdict().items()} if figures is not None else {}
    return said


def _text(value: str) -> str:
    """Words in one line; an apostrophe before what a spreadsheet would compute."""
    flat = " ".join(value.split())
    return f"'{flat}" if flat.startswith(_FORMULA) else flat


def _cell(value: Any) -> str:
    """A cell: exact numbers, days in ISO form, yes or nothing."""
    return "" if value is None or value is False else "yes" if value is True else str(plain(value))
