"""What a course claims lifecycles save, and what is true once inflow, ages and object sizes are stated."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from advisor import report
from advisor.advise import advise
from advisor.exact import Fraction
from advisor.prices import FileCatalog
from advisor.spec import read_spec

# The loader that keeps every number as it is written.
DATA = yaml.load((Path(__file__).parent / "cases" / "lifecycle_claims.yaml").read_text(), yaml.BaseLoader)
ON, CENT = date(2026, 11, 21), Decimal("0.01")
CLAIMS = [pytest.param(each, id=each["name"]) for each in DATA["claims"]]


def value(text: str) -> Fraction:
    """Sums of products and quotients, exactly."""
    total = Fraction(0)
    for term in text.split(" + "):
        factor, *rest = re.split(r"\s*([*/])\s*", term)
        found = Fraction(factor)
        for sign, each in zip(rest[::2], rest[1::2], strict=True):
            found = found * Fraction(each) if sign == "*" else found / Fraction(each)
        total += found
    return total


def cents(amount: Fraction | Decimal) -> Decimal:
    """Half up."""
    exact = amount if isinstance(amount, Decimal) else Decimal(amount.numerator) / Decimal(amount.denominator)
    return exact.quantize(CENT, ROUND_HALF_UP)


def charged(dimension: str, quantity: Fraction) -> Fraction:
    """A quantity at the prices the claims are held against."""
    said = DATA["prices"][dimension]
    tiers = sorted((Fraction(start), Fraction(each)) for start, each in (said if isinstance(said, dict) else {"0": said}).items())
    total = Fraction(0)
    for (start, each), end in zip(tiers, [*(start for start, _ in tiers[1:]), quantity], strict=True):
        total += max(Fraction(0), min(end, quantity) - start) * each
    return total


def need(claim: Mapping[str, Any]) -> report.Need:
    """The data of a claim, with its policy."""
    chosen = dict(DATA["policies"][claim["policy"]])
    if "keep" in claim["store"]:
        chosen["expire"] = claim["store"]["keep"]
    still = {"kind": "object", "access": "0 /month", "growth": "0 GiB /month", "retrieval": "12 h"}
    store = {**still, **claim["store"], "chosen": chosen}
    workload, problems = read_spec(yaml.safe_dump({"region": "us-east-1", "stores": {"it": store}}, sort_keys=False), "spec.yaml")
    assert workload is not None, "\n".join(map(str, problems))
    return advise(workload, FileCatalog(), ON).stores[0]


@pytest.mark.parametrize("claim", CLAIMS)
def test_a_month_costs_what_its_ages_and_sizes_make_it(claim: Mapping[str, Any]) -> None:
    found = need(claim).chosen
    assert found is not None and not found.at_least
    used: dict[str, Decimal] = {}
    paid: dict[str, Decimal] = {}
    for line in found.bill:  # a tiered price has a line a tier
        if line.quantity is not None and line.amount is not None and line.quantity.first:
            used[line.dimension] = used.get(line.dimension, Decimal(0)) + line.quantity.first
            paid[line.dimension] = paid.get(line.dimension, Decimal(0)) + line.amount.first
    expected = {name: value(text) for name, text in claim["true"].items()}
    assert {name: float(each) for name, each in used.items()} == pytest.approx({k: float(each) for k, each in expected.items()})
    exact = {name: charged(name, each) for name, each in expected.items()}
    assert {name: cents(each) for name, each in paid.items()} == {name: cents(each) for name, each in exact.items()}
    assert cents(found.monthly.first) == cents(found.monthly.last) == cents(sum(exact.values(), Fraction(0)))
    assert cents(found.monthly.first) == Decimal(claim["total"])


@pytest.mark.parametrize("claim", [each for each in CLAIMS if "once" in each.values[0]])
def test_and_what_is_there_is_brought_over_once(claim: Mapping[str, Any]) -> None:
    compared = need(claim).over_time
    assert compared is not None
    chosen = next(each for each in compared.policies if each.name == "chosen")
    once = {line.dimension: line.amount.total for line in chosen.once if line.amount is not None}
    expected = {name: charged(name, value(text)) for name, text in claim["once"].items()}
    assert {name: cents(each) for name, each in once.items()} == {name: cents(each) for name, each in expected.items()}
    assert cents(sum(once.values())) == Decimal(claim["once_total"])
    assert cents(chosen.months[0] - chosen.months[1]) == Decimal(claim["once_total"])


@pytest.mark.parametrize("claim", CLAIMS)
def test_a_claim_is_the_sum_it_is_said_to_be_and_not_the_bill(claim: Mapping[str, Any]) -> None:
    assert cents(value(claim["means"])) == Decimal(claim["claim"])
    assert cents(Fraction(claim["claim"])) != Decimal(claim["total"])
