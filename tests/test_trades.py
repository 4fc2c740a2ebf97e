"""Settings traded against each other on one dimension, and what of a spec's measured amounts a design is billed for."""

from __future__ import annotations

from decimal import Decimal

import pytest
from deciding import ON, read

from advisor import report
from advisor.advise import advise
from advisor.prices import FileCatalog, MemoryCatalog, flat
from advisor.render import summary
from advisor.services import ebs

PRICES = MemoryCatalog(
    [
        flat("ebs.gp3.storage", "us-east-1", "0.08", "GB-month"),
        flat("ebs.gp2.storage", "us-east-1", "0.1", "GB-month"),
        flat("ebs.gp3.iops", "us-east-1", "0.005", "IOPS-month"),
        flat("ebs.snapshot.standard", "us-east-1", "0.05", "GB-month"),
        flat("instance_store.included", "us-east-1", "0", "GB-month"),
    ]
)
SPEC = """region: us-east-1
horizon: 1 month
stores:
  disk:
    kind: block
    size: 100 GiB
    chosen: {{type: {type}, size: 100 GiB}}
    measured: {{ebs.gp3.iops: {iops}}}
"""


def said(type_: str, iops: int) -> report.Need:
    """The need of one volume whose paid IOPS were measured."""
    return advise(read(SPEC.format(type=type_, iops=iops)), PRICES, ON, basis="chosen").stores[0]


@pytest.fixture
def traded(monkeypatch: pytest.MonkeyPatch) -> None:
    """gp3 against gp2 on the IOPS gp3 charges for, which gp2 is never billed for."""
    monkeypatch.setattr(ebs, "TRADES", (("type", ("gp3", "gp2"), "ebs.gp3.iops"),), raising=False)
    monkeypatch.setattr(ebs, "never_billed", lambda design: () if design.type == "gp3" else ("ebs.gp3.iops",), raising=False)


# 100 GiB: gp3 $8.00 and $0.005 for each IOPS above 3,000; gp2 $10.00. They meet at ($10.00 - $8.00) / $0.005 = 400.
@pytest.mark.usefixtures("traded")
@pytest.mark.parametrize(
    ("type_", "iops", "monthly", "other", "text", "outcome"),
    [
        (
            "gp3", 399, "9.995", "10", "399 IOPS a month < 400 = ($10.00 - $8.00) / $0.005",
            ("type gp3", " ($10.00 a month; gp2 $10.00), chosen design"),
        ),
        (
            "gp3", 1000, "13", "10", "1,000 IOPS a month > 400 = ($10.00 - $8.00) / $0.005",
            ("type gp2", " ($10.00 a month; gp3 $13.00), chosen design"),
        ),
        (
            "gp2", 1000, "10", "13", "1,000 IOPS a month > 400 = ($10.00 - $8.00) / $0.005",
            ("type gp2", " ($10.00 a month; gp3 $13.00), chosen design"),
        ),
        (
            "gp3", 400, "10", "10", "400 IOPS a month = 400 = ($10.00 - $8.00) / $0.005",
            ("type gp3", " ($10.00 a month; gp2 $10.00), chosen design"),
        ),
    ],
)  # fmt: skip
def test_where_two_settings_cost_the_same(
    type_: str, iops: int, monthly: str, other: str, text: str, outcome: tuple[str, str]
) -> None:
    found = next(each for each in said(type_, iops).trades if each.basis == "chosen")
    assert (found.at, found.monthly, found.other_monthly) == (Decimal(400), Decimal(monthly), Decimal(other))
    assert summary.trade_text(found).replace("\u00a0", " ") == text
    assert summary.trade_outcome(found) == outcome


def test_a_service_without_trades_has_none() -> None:
    assert said("gp3", 10).trades == ()


@pytest.mark.usefixtures("traded")
def test_what_a_design_is_never_billed_for_is_no_line_of_it() -> None:
    chosen = said("gp2", 1000).chosen
    assert chosen is not None and [line.dimension for line in chosen.bill] == ["ebs.gp2.storage"]


def test_what_was_measured_of_a_rival_is_no_line_of_a_design() -> None:
    text = SPEC.format(type="gp3", iops=10).replace("kind: block", "kind: block\n    instance: m5d.large\n    durability: any")
    need = advise(read(text.replace("    durability: any\n", "")), PRICES, ON).stores[0]
    shown = [each for each in (need.recommended, *need.alternatives) if each is not None]
    for each in shown:
        assert all(line.dimension.startswith(each.service) for line in each.bill), each.option
    assert any("ebs.gp3.iops" in [line.dimension for line in each.bill] for each in shown)


def test_large_counts_are_said_in_words() -> None:
    from advisor.render.money import many

    amounts = {"2770300000": "2.77 billion", "1200000000": "1.2 billion", "52560000": "52.6 million", "999999": "999,999"}
    assert {text: many(Decimal(text)).replace("\u00a0", " ") for text in amounts} == amounts


AURORA = """region: us-east-1
horizon: 1 month
stores:
  orders:
    kind: database
    model: relational
    size: 800 GiB
    chosen: {{service: aurora, engine: postgresql, instance: db.r6g.2xlarge, readers: 1, storage: {storage}}}
    measured: {{aurora.io_request.standard: {requests}}}
"""


def aurora(storage: str, requests: str) -> report.Trade:
    """Two db.r6g.2xlarge on 800 GiB and the I/O of a month, at the catalog's prices."""
    need = advise(read(AURORA.format(storage=storage, requests=requests)), FileCatalog(), ON, basis="chosen").stores[0]
    return next(each for each in need.trades if each.basis == "chosen")


# Standard: 2 x 730 h x $1.038 + 800 x $0.10 = $1,595.48, and $0.20 a million I/O. I/O-Optimized: 2 x 730 h x $1.349 +
# 800 x $0.225 = $2,149.54. They meet at 2.77 billion I/O, 26 % of the bill there.
@pytest.mark.parametrize(
    ("storage", "requests", "monthly", "other", "text", "best"),
    [
        ("standard", "1.2 billion", "1835.48", "2149.54", "1.2 billion requests a month < 2.77 billion", "standard"),
        ("io_optimized", "1.2 billion", "2149.54", "1835.48", "1.2 billion requests a month < 2.77 billion", "standard"),
        ("standard", "2770 million", "2149.48", "2149.54", "2.77 billion requests a month < 2.77 billion", "standard"),
        ("standard", "2771 million", "2149.68", "2149.54", "2.77 billion requests a month > 2.77 billion", "io_optimized"),
        ("standard", "5 billion", "2595.48", "2149.54", "5 billion requests a month > 2.77 billion", "io_optimized"),
    ],
)
def test_aurora_standard_against_io_optimized(
    storage: str, requests: str, monthly: str, other: str, text: str, best: str
) -> None:
    found = aurora(storage, requests)
    assert (found.at, found.monthly, found.other_monthly) == (Decimal(2_770_300_000), Decimal(monthly), Decimal(other))
    said = summary.trade_text(found).replace("\u00a0", " ")
    assert said == f"{text} = ($2,149.54 - $1,595.48) / $0.20 per million"
    assert summary.trade_outcome(found)[0] == f"storage {best}"


@pytest.mark.parametrize(
    ("storage", "requests", "turn", "becomes"),
    [
        ("standard", "1.2 billion", "more than 2.77 billion requests a month = {} (1.2 billion now)", "io_optimized"),
        ("io_optimized", "5 billion", "less than 2.77 billion requests a month = {} (5 billion now)", "standard"),
        ("standard", "5 billion", "5 billion requests a month > 2.77 billion = {}", "io_optimized"),
        ("io_optimized", "1.2 billion", "1.2 billion requests a month < 2.77 billion = {}", "standard"),
    ],
)
def test_a_change_leads_to_the_other_storage_or_to_the_better_one(storage: str, requests: str, turn: str, becomes: str) -> None:
    said, to, costs = summary.trade_turn(aurora(storage, requests))
    assert said.replace("\u00a0", " ") == turn.format("($2,149.54 - $1,595.48) / $0.20 per million")
    assert to == f"storage {becomes}" and costs.endswith(", chosen design")
