"""A bill line by line: what is billed, how the amount comes about, and the month and total it makes."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from advisor.bill import Line
from advisor.records import NamedTuple
from advisor.render.document import Block, Cell, Column, Paragraph, Part, Table, Text, cell, text
from advisor.render.money import NOBODY_SAID, figure, money, plural, quantity, unit_price
from advisor.render.references import References, marks
from advisor.render.summary import design_of, months
from advisor.report import Priced, Report

UNKNOWN = "—"


def bill(design: Priced, number: int, references: References) -> Iterator[Block]:
    """The lines of a design over a number of months, with the source of each price."""
    flat = is_flat(design)
    letters = marks(design.bill, references)
    rows: list[tuple[Cell, ...]] = []
    for line in design.bill:
        what = text(name(line), Part(f" [{letters[references.price(line)]}]", "dim"))
        how: Text = (Part(f"  {calculation(line)}", "dim"),)
        rows.append(((what, how), *(cell(each) for each in amounts(line, number, flat))))
    rows.append(tuple(cell(Part(each, "strong")) for each in ("Sum" + bound(design), *sums(design, flat))))
    yield Table(line_amounts(flat, number, "Bill"), tuple(rows), indent=2, ruled=True)
    for missing in design.unpriced:
        yield Paragraph(text(Part("not priced: ", "bad"), missing), 2, 2)
    for said, letter in letters.items():
        yield Paragraph(text(Part(f"[{letter}] price {said}", "dim")), 2, 4)


def is_flat(design: Priced) -> bool:
    """Whether every month costs the same."""
    return design.monthly.first == design.monthly.average == design.monthly.last


def sums(design: Priced, flat: bool) -> tuple[str, ...]:
    """First month unless flat, average month, total."""
    monthly = (design.monthly.average,) if flat else (design.monthly.first, design.monthly.average)
    return tuple(_known(each, design.at_least) for each in (*monthly, design.total))


def bound(design: Priced | Report) -> str:
    """`, at least` where part of the sums beside it is not known; `, at most` where what is known is the most there can be."""
    if design.at_most_but is not None:
        return f", at most{f', but for {design.at_most_but}' if design.at_most_but else ''}"
    return ", at least" if design.at_least and design.total else ""


def _known(amount: Decimal, lower: bool) -> str:
    return "not known" if lower and not amount else money(amount)


def line_amounts(flat: bool, number: int, what: str) -> tuple[Column, ...]:
    """The columns of amounts, after one of what they are for."""
    monthly = ("A month",) if flat else ("First month", "Average")
    return (Column(what), *(Column(each, right=True) for each in (*monthly, months(number))))


def name(line: Line) -> str:
    """`Storage (index by_user), first 51,200`; a part its item names already is not said again."""
    part = f" ({line.part})" if line.part and line.part.lower() not in line.item.lower() else ""
    return f"{line.item}{part}{f', {line.tier}' if line.tier else ''}"


def amounts(line: Line, number: int, flat: bool) -> tuple[str, ...]:
    """First month unless flat, average month, total; dashes where nobody said how much."""
    if line.amount is None:
        return (UNKNOWN,) * (2 if flat else 3)
    if not line.unit_price:
        return ("free",) * (2 if flat else 3)
    last = (average(line, number), money(line.amount.total))
    return last if flat else (money(line.amount.first), *last)


def average(line: Line, number: int) -> str:
    """The average month of a line over a number of months."""
    return UNKNOWN if line.amount is None else money(line.amount.total / number)


def calculation(line: Line) -> str:
    """`51,200 GB-month × $0.023`, and how the quantity was got."""
    price = unit_price(line.unit_price, line.unit)
    if line.quantity is None:
        return f"{price} {_each(price, line.unit)}; {line.formula or f'{NOBODY_SAID} how many'}"
    first, last = line.quantity.first, line.quantity.last
    span = quantity(first, line.unit)
    if figure(first) != figure(last):
        span = f"{figure(first)} to {quantity(last, line.unit)}"
    how = f"; {line.formula}" if line.formula else ""
    return f"{span}{', free' if not line.unit_price else f' × {price}'}{how}"


class Share(NamedTuple):
    """A need's part in the total, or that of a line billed across needs; `flat` when every month costs the same."""

    name: str
    first: str
    average: str
    total: str
    flat: bool


def shares(report: Report) -> Iterator[Share]:
    """What the total is made of, itself last."""
    for need in report.stores:
        design = design_of(need, report.basis)
        if design is not None:
            first, average_, total = sums(design, False)
            yield Share(need.name + bound(design), first, average_, total, is_flat(design))
    for line in report.adjustments:
        if line.amount is not None:
            flat = line.amount.first * report.horizon_months == line.amount.total
            first, average_, total = amounts(line, report.horizon_months, False)
            yield Share(line.item, first, average_, total, flat)
    every = (report.monthly.first, report.monthly.average, report.total)
    first, average_, total = (_known(each, report.at_least) for each in every)
    yield Share("Total" + bound(report), first, average_, total, report.monthly.first == report.monthly.last)


def _each(price: str, unit: str) -> str:
    """What a unit price is for: `a GB-month`, `requests` after `per million`."""
    return plural(unit, Decimal(2)) if price.endswith("million") else f"a {unit}"
