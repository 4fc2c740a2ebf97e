"""Published bills of databases and caches come out line by line at the catalog's prices, or differ where the source is wrong."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml
from deciding import read

from advisor import report
from advisor.advise import advise
from advisor.bill import Line
from advisor.prices import FileCatalog

# The loader that keeps every number as it is written: amounts are exact.
FILES = ("bills_relational.yaml", "bills_caches.yaml")
READ = [yaml.load((Path(__file__).parent / "cases" / name).read_text(), yaml.BaseLoader) for name in FILES]
SAME, DIFFER = ([case for each in READ for case in each[word]] for word in ("same", "differ"))
LEFT = {name: why for each in READ for name, why in each["left"].items()}
CENT = Decimal("0.01")
NEED = ("chosen", "measured", "size", "backups", "reads", "writes")
CATALOG = FileCatalog()


def billed(case: Mapping[str, Any]) -> report.Report:
    """The report of one store in us-east-1 on the case's day, added up over its chosen design."""
    store: dict[str, Any] = {"kind": case.get("kind", "database")}
    if store["kind"] == "database":
        store["model"] = "relational"
    store |= {key: case[key] for key in NEED if key in case}
    text = yaml.safe_dump({"region": "us-east-1", "horizon": "1 month", "stores": {"it": store}}, sort_keys=False)
    return advise(read(text), CATALOG, date.fromisoformat(case["on"]), basis="chosen", full=False)


def lines(found: report.Report) -> dict[str, Line]:
    """The lines of the chosen design by dimension, each of which there is once."""
    chosen = found.stores[0].chosen
    assert chosen is not None
    by_name = {line.dimension: line for line in chosen.bill}
    assert len(by_name) == len(chosen.bill)
    return by_name


def cents(amount: Decimal) -> Decimal:
    """Rounded half up, as a bill prints it."""
    return amount.quantize(CENT, ROUND_HALF_UP)


@pytest.mark.parametrize("case", SAME, ids=lambda case: case["name"])
def test_published_bill(case: dict[str, Any]) -> None:
    found = billed(case)
    shown, unknown = lines(found), case.get("unknown", {})
    assert set(shown) == {*case["lines"], *unknown}
    for dimension, (quantity, amount) in case["lines"].items():
        line = shown[dimension]
        assert line.quantity is not None and line.amount is not None, dimension
        assert line.quantity.first == Decimal(quantity), dimension
        assert cents(line.amount.first) == Decimal(amount), dimension
    for dimension, price in unknown.items():
        line = shown[dimension]
        assert (line.unit_price, line.quantity, line.amount) == (Decimal(price), None, None), dimension
    assert cents(found.monthly.first) == Decimal(case["total"])
    assert found.unpriced == () and found.at_least is bool(unknown)


@pytest.mark.parametrize("case", DIFFER, ids=lambda case: case["name"])
def test_a_bill_the_source_has_wrong(case: dict[str, Any]) -> None:
    found = billed(case)
    chosen = found.stores[0].chosen
    assert chosen is not None
    amounts: dict[str, Decimal] = {}
    for line in chosen.bill:
        assert line.amount is not None, line
        amounts[line.dimension] = amounts.get(line.dimension, Decimal(0)) + line.amount.first
    ours = {dimension: Decimal(amount) for dimension, amount in case["ours"].items()}
    assert {dimension: cents(amount) for dimension, amount in amounts.items()} == ours
    assert cents(found.monthly.first) == sum(ours.values()) != Decimal(case["theirs"])


def test_what_is_left_is_said_why() -> None:
    assert len(LEFT) <= 7 and all(LEFT.values())
