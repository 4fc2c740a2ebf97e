"""Published bills come out line by line at their own unit prices, or differ where the source is wrong."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml
from deciding import ON, read

from advisor import report
from advisor.advise import advise
from advisor.bill import Line
from advisor.diagnostics import Refused
from advisor.exact import Fraction
from advisor.missing import Missing
from advisor.prices import Catalog, FileCatalog, MemoryCatalog, flat

# The loader that keeps every number as it is written: amounts are exact.
DATA = yaml.load((Path(__file__).parent / "cases" / "bills.yaml").read_text(), yaml.BaseLoader)
REGION = "us-east-1"
CENT = Decimal("0.01")


def exact(text: str) -> Decimal:
    """A unit price as stated, `0.4745/730` being one of 730 units; it must come out even."""
    amount, _, units = text.partition("/")
    price = Decimal(amount) / Decimal(units or 1)
    assert Fraction(price) == Fraction(amount) / Fraction(units or "1"), text
    return price


def catalog(prices: Mapping[str, Any], region: str) -> MemoryCatalog:
    """The stated prices and no other."""
    found = []
    for name, said in prices.items():
        tiers = said if isinstance(said, dict) else {"0": said}
        price = flat(name, region, "0")
        found.append(price._replace(tiers=tuple((Fraction(start), exact(each)) for start, each in tiers.items())))
    return MemoryCatalog(found)


def billed(store: Mapping[str, Any], prices: Catalog, region: str = REGION) -> report.Report:
    """The report of one store, added up over its chosen design."""
    text = yaml.safe_dump({"region": region, "horizon": "1 month", "stores": {"it": dict(store)}}, sort_keys=False)
    return advise(read(text), prices, ON, basis="chosen", full=False)


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


def check(found: Mapping[str, Line], dimension: str, quantity: str, amount: str) -> None:
    """One line's quantity, exactly, and its amount to the cent."""
    line = found[dimension]
    assert line.quantity is not None and line.amount is not None, dimension
    assert line.quantity.first == Decimal(quantity), dimension
    assert cents(line.amount.first) == Decimal(amount), dimension


@pytest.mark.parametrize("case", DATA["same"], ids=lambda case: case["name"])
def test_published_bill(case: dict[str, Any]) -> None:
    found = billed(case["store"], catalog(case["prices"], case["region"]), case["region"])
    shown, unknown = lines(found), case.get("unknown", {})
    assert set(shown) == {*case["lines"], *unknown}
    for dimension, (quantity, amount) in case["lines"].items():
        check(shown, dimension, quantity, amount)
        assert shown[dimension].unit_price == exact(case["prices"][dimension])
    for dimension, price in unknown.items():
        line = shown[dimension]
        assert (line.unit_price, line.quantity, line.amount) == (Decimal(price), None, None)
    assert cents(found.monthly.first) == cents(found.total) == Decimal(case["total"])
    assert found.unpriced == () and found.at_least is bool(unknown)
    assert not set(case.get("absent", ())) & set(shown)


@pytest.mark.parametrize("case", DATA["different"], ids=lambda case: case["name"])
def test_a_bill_with_charges_nobody_pays(case: dict[str, Any]) -> None:
    """What can be billed is billed as published; the total is the published one without the rest, which is refused by name."""
    quantities = {dimension: quantity for dimension, (quantity, _, _) in case["lines"].items()}
    prices = {dimension: price for dimension, (_, price, _) in case["lines"].items()}
    found = billed({**case["store"], "measured": quantities}, catalog(prices, case["region"]), case["region"])
    for dimension, (quantity, _, amount) in case["lines"].items():
        check(lines(found), dimension, quantity, amount)
    wrong = sum(map(Decimal, case["refused"].values()))
    assert abs(found.monthly.first - (Decimal(case["total"]) - wrong)) < CENT
    assert found.unpriced == ()
    files = FileCatalog()
    with pytest.raises(Refused) as refused:
        billed({**case["store"], "measured": dict.fromkeys(case["refused"], "1")}, files, case["region"])
    for dimension in case["refused"]:
        service, _, name = dimension.partition(".")
        assert isinstance(files.find(service, case["region"], name, ON), Missing)
        assert f'"{dimension}" is no price dimension' in str(refused.value)


@pytest.mark.parametrize("case", DATA["differ"], ids=lambda case: case["name"])
def test_a_line_the_source_has_wrong(case: dict[str, Any]) -> None:
    chosen = billed(case["store"], catalog(case["prices"], REGION)).stores[0].chosen
    assert chosen is not None
    amounts: dict[str, Decimal | None] = {}
    for line in chosen.bill:  # a line a tier
        before = amounts.get(line.dimension, Decimal(0))
        amounts[line.dimension] = None if before is None or line.amount is None else before + line.amount.first
    ours = {dimension: None if amount == "null" else Decimal(amount) for dimension, amount in case["ours"].items()}
    assert {dimension: None if amount is None else cents(amount) for dimension, amount in amounts.items()} == ours
    same = [ours[dimension] == Decimal(theirs) for dimension, theirs in case["theirs"].items()]
    assert all(same) if "measured" in case["store"] else not any(same)


def test_what_is_left_is_said_why() -> None:
    assert len(DATA["left"]) <= 1 and all(DATA["left"].values())


def test_what_the_price_list_has_free_each_month_is_shared_by_the_needs_of_a_region() -> None:
    """MemoryDB for Valkey: 10,000 GB written a month are free, and $0.04 a GB beyond. https://aws.amazon.com/memorydb/pricing/"""
    design = "{service: memorydb, engine: valkey, node: db.r7g.large, shards: 1, replicas: 1}"
    store = "  %s: {kind: cache, working_set: 5 GiB, chosen: %s, measured: {memorydb.data_written.valkey: %s}}\n"
    stores = store % ("a", design, 12000) + store % ("b", design, 1000)
    found = advise(read(f"region: {REGION}\nstores:\n{stores}"), FileCatalog(), ON, basis="chosen", full=False)
    written = [
        [(line.unit_price, line.amount.first) for line in each.chosen.bill if line.dimension == "memorydb.data_written.valkey"]
        for each in found.stores
        if each.chosen is not None
    ]
    assert written == [[(0, 0), (Decimal("0.04"), Decimal(80))], [(0, 0)]]
    (shared,) = found.adjustments
    assert shared.amount is not None and shared.amount.first == Decimal(40)
