"""Copies in another Region: priced where they lie, asked for where nobody said where that is."""

from __future__ import annotations

from datetime import date

import pytest
import specs

from advisor.advise import advise, context_of
from advisor.candidates import weigh
from advisor.prices import FileCatalog
from advisor.report import Need
from advisor.spec import read_spec

ON = date(2026, 11, 20)
HEAD = "workload: w\nregion: eu-west-1\nstores:\n  it:\n"
NEEDS = {  # each needs a copy outside the Region
    "rds": "kind: database\nengine: mariadb\nsize: 100 GiB\nrecovery: {rpo_region: 10 min, rto_region: 20 min}",
    "aurora": "kind: database\nengine: postgresql\nsize: 100 GiB\nrecovery: {rpo_region: 1 min, rto_region: 20 min}",
    "dynamodb": "kind: database\nmodel: key_value\nsize: 10 GiB\nitem_size: 1 KiB\nreads: 10 /s\nwrites: 10 /s\n"
    "recovery: {rpo_region: 5 s, rto_region: 0 s}",
    "elasticache": "kind: cache\nengine: valkey\nworking_set: 10 GiB\nsurvives: region",
    "ebs": "kind: block\nsize: 100 GiB\niops: 3000 /s\nthroughput: 125 MiB/s\nsurvives: region\n"
    "snapshots: {every: 1 day, changed: 3 %, keep: 7 days}",
    "s3": "kind: object\nsize: 1 TiB\nobject_size: 1 MiB\naccess: 1 /month\nwrites: 1 /s\nsurvives: region",
}


def need(service: str, further: str = "") -> Need:
    """The answer for a need of which a copy lies elsewhere."""
    body = "\n".join(f"    {line}" for line in (*NEEDS[service].splitlines(), *further.splitlines()))
    report = advise(specs.workload(HEAD + body + "\n"), FileCatalog(), ON)
    assert report.stores[0].recommended is not None and report.stores[0].recommended.service == service
    return report.stores[0]


@pytest.mark.parametrize("service", NEEDS)
def test_a_copy_nobody_placed_is_asked_for_first(service: str) -> None:
    found = need(service)
    assert found.questions[0].path == "replicate.to" and not found.questions[0].outcomes
    assert found.recommended is not None and found.recommended.at_least


@pytest.mark.parametrize("service", ["rds", "aurora"])
def test_a_region_nobody_named_is_no_missing_price(service: str) -> None:
    """What is sent there is told without a price, and the candidate is not put behind those that send nothing."""
    body = "\n".join(f"    {line}" for line in NEEDS[service].splitlines())
    workload = specs.workload(HEAD + body + "\n")
    best = weigh(workload.stores[0], context_of(workload, FileCatalog(), ON)).best
    assert best is not None and (best.service, best.unpriced) == (service, frozenset())
    assert any("nobody said to which Region" in each for each in best.bill.unpriced)


@pytest.mark.parametrize("service", NEEDS)
def test_a_copy_is_priced_in_the_region_it_lies_in(service: str) -> None:
    found = need(service, "replicate: eu-central-1")
    assert all(each.path != "replicate.to" for each in found.questions)
    there = [line for line in found.recommended.bill if "eu-central-1" in (line.region or "")]
    assert there and all(line.unit_price is not None for line in there)


def test_snapshots_are_copied_whole_once_and_then_what_changed() -> None:
    """100 GiB, 3 % a day, seven kept: 100 × (1 + 6 × 3 %) = 118 GiB-month there, 3 GiB a day sent, a month of 730 h."""
    lines = {
        line.dimension: line for line in need("ebs", "replicate: eu-central-1").recommended.bill if line.part == "eu-central-1"
    }
    assert lines["ebs.snapshot.standard"].use[0] == 118
    sent = lines["data_transfer.inter_region_out.to.eu-central-1"]
    assert float(sent.use[0]) == pytest.approx(3 * 730 / 24)


@pytest.mark.parametrize("service", NEEDS)
def test_the_own_region_is_no_other(service: str) -> None:
    body = "\n".join(f"    {line}" for line in (*NEEDS[service].splitlines(), "replicate: eu-west-1"))
    _, problems = read_spec(HEAD + body + "\n", "spec.yaml")
    assert service == "s3" or any("own Region" in each.message for each in problems)
