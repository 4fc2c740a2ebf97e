"""The order of candidates where prices are missing, and budgets held to the chosen design."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

import pytest

from advisor.advise import advise, context_of
from advisor.bill import Bill, Place
from advisor.leaders import winner
from advisor.prices import FileCatalog, MemoryCatalog
from advisor.ranking import Candidate, cheapest, rank
from advisor.report import Report
from advisor.spec import Workload, read_spec

ON = date(2026, 11, 22)
UNPRICED = ("mx-central-1", "us-gov-west-1", "ap-southeast-7", "me-central-1")  # of EBS
VOLUME = "kind: block, size: 500 GiB, iops: 6000 /s, throughput: 250 MiB/s"
NOTHING = Bill((), (0,), (), Place(MemoryCatalog([]), "us-east-1", ON, 1))


def spec(text: str) -> Workload:
    """A workload."""
    workload, problems = read_spec(text, "spec.yaml")
    assert workload is not None, problems
    return workload


def answered(text: str, basis: str = "recommended") -> Report:
    return advise(spec(text), FileCatalog(), ON, basis=basis, full=False)


@pytest.mark.parametrize("region", UNPRICED)
def test_where_nothing_has_a_price_the_rules_prefer(region: str) -> None:
    """gp3 has three lines of which no price is known, io2 two: that says nothing of which costs less."""
    text = f"region: {region}\nstores: {{v: {{{VOLUME}}}}}"
    (found,) = answered(text).stores
    assert found.recommended is not None
    assert [found.recommended.option, found.alternatives[0].option] == ["gp3", "io2"]
    assert len(found.recommended.unpriced) > len(found.alternatives[0].unpriced)
    workload = spec(text)
    led = winner(workload.stores[0], context_of(workload, FileCatalog(), ON))
    assert led is not None and led.option == "gp3"


def candidate(option: str, likely: int, missing: Sequence[str] = (), fit: bool = True) -> Candidate:
    return Candidate("any", option, None, NOTHING, Decimal(likely), fit, frozenset(missing))


@pytest.mark.parametrize(
    ("given", "order"),
    [
        ([("b", 2), ("a", 1), ("c", 1)], "acb"),  # by total, then by name
        ([("b", 9), ("a", 1, "x")], "ba"),  # what is priced first
        ([("b", 9, "x"), ("a", 1, "x")], "ab"),  # the same is missing of all: the rest decides
        ([("b", 9, "xyz"), ("a", 1, "x")], "ba"),  # as given, however many are missing
        ([("b", 9, "x"), ("a", 1, "y"), ("c", 99)], "cba"),
        ([("b", 9, "x", False), ("a", 1, "y")], "ab"),  # what fits before what is capable
        ([("d", 9, "x", False), ("b", 9, "z"), ("c", 5, "x", False), ("a", 1, "z")], "abcd"),  # told apart by kind
    ],
)
def test_totals_are_compared_where_they_can_be(given: list[tuple[str, int]], order: str) -> None:
    found = rank([candidate(*each) for each in given], "fit")
    assert "".join(each.option for each in found) == order
    designs = [(False, each.unpriced, each.likely, each.option, NOTHING, ()) for each in found if each.fit]
    assert cheapest(designs)[3] == next(each.option for each in found if each.fit)


def test_money_alone_orders_priced_and_capable_alike() -> None:
    found = rank([candidate("a", 2), candidate("b", 1, fit=False)], "cost")
    assert [each.option for each in found] == ["b", "a"]


@pytest.mark.parametrize(
    ("budget", "codes"), [("452.49", ["budget.chosen"]), ("452.50", []), ("59", ["budget.need", "budget.chosen"])]
)
def test_a_budget_is_held_to_the_chosen_design_too(budget: str, codes: list[str]) -> None:
    """io2: 500 GiB of $0.125 and 6,000 IOPS of $0.065 are $452.50 a month; gp3 is $60."""
    chosen = "chosen: {service: ebs, type: io2, size: 500 GiB, iops: 6000 /s}"
    store = f"{VOLUME}, {chosen}, budget: {budget} USD/month"
    (found,) = answered(f"region: us-east-1\nstores: {{v: {{{store}}}}}").stores
    assert sorted(each.code for each in found.findings if each.severity == "error") == sorted(codes)
    report = answered(f"region: us-east-1\nbudget: {budget} USD/month\nstores: {{v: {{{VOLUME}, {chosen}}}}}")
    told = [each.message.split(" costs ")[0] for each in report.findings]
    assert told == ["the workload, as chosen,", "the workload"][: len(codes)][::-1]
    judged = answered(f"region: us-east-1\nbudget: {budget} USD/month\nstores: {{v: {{{VOLUME}, {chosen}}}}}", "chosen")
    assert [each.message.split(" costs ")[0] for each in judged.findings] == ["the workload"] * bool(codes)
