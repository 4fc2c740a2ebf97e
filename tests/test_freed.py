"""What accounts get free each month, in the order of what is recommended and once in its bill.

https://aws.amazon.com/dynamodb/pricing/provisioned/: 25 GB, 25 write and 25 read capacity units of the Standard table class are
free in each Region. https://aws.amazon.com/rds/aurora/dsql/pricing/: 100,000 DPUs and 1 GB-month are, over all Regions.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from advisor import catalog
from advisor.advise import advise
from advisor.exact import Fraction
from advisor.freed import freed
from advisor.missing import Missing
from advisor.prices import FileCatalog, MemoryCatalog, flat
from advisor.report import Report
from advisor.spec import read_spec

ON = date(2026, 11, 22)
TABLE = (
    "{kind: database, model: key_value, size: %s GiB, item_size: 1 KiB, traffic: steady,"
    " reads: {average: 20 /s, peak: 20 /s}, writes: {average: 10 /s, peak: 10 /s}}"
)


def answered(stores: str, top: str = "free_tier: true", basis: str = "recommended", region: str = "us-east-1") -> Report:
    workload, problems = read_spec(f"region: {region}\n{top}\nstores:\n{stores}", "spec.yaml")
    assert workload is not None, problems
    return advise(workload, FileCatalog(), ON, full=False, basis=basis)


@pytest.mark.parametrize(
    ("top", "size", "table_class", "monthly"),
    [
        ("free_tier: true", 22, "STANDARD", 0),
        ("free_tier: false", 22, "STANDARD_INFREQUENT_ACCESS", None),
        (
            "free_tier: true",
            2000,
            "STANDARD_INFREQUENT_ACCESS",
            None,
        ),  # little is free of what the class stores for less
    ],
)
def test_what_is_free_counts_in_the_order(top: str, size: int, table_class: str, monthly: int | None) -> None:
    report = answered(f"  a: {TABLE % size}", top)
    best = report.stores[0].recommended
    assert best is not None and best.option == "provisioned"
    assert best.configuration.get("table_class", "STANDARD") == table_class
    assert report.adjustments == () and report.total == best.total
    assert monthly is None or best.monthly.average == report.monthly.average == monthly
    assert all(each.total >= best.total for each in report.stores[0].alternatives)


def test_nothing_of_it_is_free_in_govcloud() -> None:
    """25 GB-month and 25 units less of it are: the same bill as of a spec that does not ask for it."""
    with_, without = (
        answered(f"  a: {TABLE % 22}", f"free_tier: {asked}", region="us-gov-west-1") for asked in ("true", "false")
    )
    assert with_.total == without.total > 0
    assert not [each for each in without.assumptions if each.fact == "free_tier"]


def test_what_is_free_is_free_once() -> None:
    """Two tables of 24.15 GB and 10 units each: together 25 GB are free, and all their units are (of 25)."""
    report = answered(f"  a: {TABLE % 22}\n  b: {TABLE % 22}")
    assert [each.recommended.total for each in report.stores if each.recommended] == [0, 0]
    (shared,) = report.adjustments
    assert shared.item == "Free tier shared by 2 needs: Storage"
    (stored,) = {line.quantity.first for each in report.stores if each.recommended for line in each.recommended.bill
                 if line.dimension == "dynamodb.storage.standard" and line.quantity}  # fmt: skip
    assert shared.amount is not None and shared.amount.first == report.monthly.first
    assert report.monthly.first == (2 * stored - 25) * Decimal("0.25")


def test_what_is_free_counts_towards_the_tiers_of_a_price(monkeypatch: pytest.MonkeyPatch) -> None:
    name = "dynamodb.storage.standard"
    tiers = ((Fraction(0), Decimal(3)), (Fraction(10), Decimal(2)), (Fraction(100), Decimal(1)))
    plain = flat(name, "us-east-1", "3")._replace(tiers=tiers)
    found = freed(MemoryCatalog([plain]), ON).find("dynamodb", "us-east-1", "storage.standard", ON)
    assert not isinstance(found, Missing)
    assert found.tiers == ((0, 0), (25, 2), (100, 1))
    assert found.free is not None and found.free[2] in {each.source for each in catalog.free(ON) if each.name == name}


def test_what_is_free_over_all_regions_is_free_once() -> None:
    """A database in two Regions has 1 GB-month free, not two: $0.33 are added for the second, and for its units."""
    chosen = "chosen: {service: aurora_dsql, spread: multi_region, replicate_to: [us-east-2]}"
    store = f"  a: {{kind: database, model: relational, size: 10 GiB, {chosen}}}"
    report = answered(store, basis="chosen")
    (storage,) = [each for each in report.adjustments if each.dimension == "aurora_dsql.storage"]
    assert storage.item == "Free tier, once over all Regions: Storage"
    assert storage.amount is not None and storage.amount.first == Decimal("0.33") == storage.unit_price
    assert report.monthly.first == sum(
        (each.amount.first for of in (report.stores[0].chosen.bill, report.adjustments) for each in of if each.amount),
        Decimal(0),
    )
