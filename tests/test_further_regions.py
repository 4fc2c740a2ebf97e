"""Data in several Regions (tests/cases/further_regions.yaml): what each of them is billed, and what cannot be there."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import specs
import yaml

from advisor.advise import advise
from advisor.diagnostics import Refused
from advisor.prices import FileCatalog, Price
from advisor.report import Need, Priced

ON, HOME, CATALOG = date(2026, 11, 21), "us-east-1", FileCatalog()
CASES = yaml.safe_load((Path(__file__).parent / "cases" / "further_regions.yaml").read_text())["cases"]
SPEC = {
    "kind": "database", "model": "relational", "size": "100 GiB", "item_size": "1 KiB", "reads": "100 /s", "writes": "10 /s",
    "vcpus": "2",     "horizon": "1 month",
}  # fmt: skip


def answer(case: dict[str, Any]) -> Need:
    """The answer for the need of a case."""
    chosen = {"chosen": case["chosen"]} if "chosen" in case else {}
    said = {**SPEC, "regions": case["regions"], **case.get("said", {}), **chosen}
    spec = {"workload": "w", "region": HOME, "horizon": said.pop("horizon"), "stores": {"it": said}}
    return advise(specs.workload(yaml.safe_dump(spec, sort_keys=False)), CATALOG, case.get("day", ON)).stores[0]


def billed(design: Priced) -> dict[str, Decimal]:
    """The amount of each priced dimension and Region of a design's first month, held to the price of that Region."""
    found: dict[str, Decimal] = defaultdict(Decimal)
    for line in design.bill:
        region = line.region or HOME
        service, _, dimension = line.dimension.partition(".")
        price = CATALOG.find(service, region, dimension, ON)
        if isinstance(price, Price) and line.use[0] is not None:
            assert line.unit_price in [each for _, each in price.tiers], line.dimension
            found[f"{line.dimension} @ {region}"] += Decimal(line.use[0].numerator) / line.use[0].denominator
    return found


@pytest.mark.parametrize("case", CASES, ids=[each["name"] for each in CASES])
def test_a_design_in_several_regions(case: dict[str, Any]) -> None:
    need = answer(case)
    design = need.chosen if "chosen" in case else need.recommended
    assert design is not None
    amounts = billed(design)
    for name, amount in case.get("lines", {}).items():
        assert float(amounts[name]) == pytest.approx(amount, rel=1e-4), name
    if "told" in case:
        assert {each.code for each in need.findings if each.code.startswith("rds.")} == set(case["told"])
    if "errors" in case:
        assert {each.code for each in need.findings if each.severity == "error"} == set(case["errors"])
    assert set(case.get("excluded", ())) <= {each.rule for each in need.excluded}
    if "not_priced" in case:
        told = [each for each in design.unpriced if not any(each.startswith(name) for name in case["not_priced"])]
        assert not told and len(design.unpriced) >= len(case["not_priced"])
    if "recommended" in case:
        assert need.recommended is not None and need.recommended.service == case["recommended"]


@pytest.mark.parametrize(
    ("to", "told"), [("us-east-1", "the workload's own Region"), ("[eu-west-1, eu-west-1]", "written twice"), ("eu-west-1", "")]
)
@pytest.mark.parametrize("service", ["aurora", "rds", "aurora_dsql", "ec2_database"])
def test_a_region_of_a_design_is_named_once(service: str, to: str, told: str) -> None:
    design = {
        "aurora": "engine: mysql, instance: db.r6g.large, cross_region: global_database",
        "rds": "engine: mysql, instance: db.m6g.large, storage: gp3, cross_region: read_replica",
        "aurora_dsql": "spread: multi_region",
        "ec2_database": "engine: mysql, instance: m7g.large, cross_region: read_replica",
    }
    chosen = f"{{service: {service}, {design[service]}, replicate_to: {to}}}"
    spec = specs.workload(
        f"workload: w\nregion: us-east-1\nstores:\n  it:\n    kind: database\n    model: relational\n    chosen: {chosen}\n"
    )
    if not told:
        assert advise(spec, CATALOG, ON).stores[0].chosen is not None
        return
    with pytest.raises(Refused, match=told):
        advise(spec, CATALOG, ON)


@pytest.mark.parametrize("kind", ["database", "block"])
@pytest.mark.parametrize("more", ["", "survives: region", "recovery: {rpo_region: 1 day}"])
def test_a_region_named_for_a_copy_that_nothing_asks_for_is_told(kind: str, more: str) -> None:
    own = "model: relational" if kind == "database" else "iops: 3000 /s"
    lines = ("workload: w", "region: us-east-1", "stores:", "  it:", *(
        f"    {each}" for each in (f"kind: {kind}", own, "size: 100 GiB", "replicate: {to: us-west-2}", more) if each
    ))  # fmt: skip
    codes = {each.code for each in advise(specs.workload("\n".join((*lines, ""))), CATALOG, ON).stores[0].findings}
    assert (f"{kind}.copy-not-asked-for" in codes) == (not more)
