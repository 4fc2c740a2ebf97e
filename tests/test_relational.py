"""Relational needs from spec to answer: laws over random specs, and what today's instance is evidence of."""

from __future__ import annotations

from collections import Counter

import pytest
import relational_specs
import specs
from laws import CATALOG

from advisor import outlook
from advisor.advise import advise, context_of
from advisor.candidates import Weighed, weigh
from advisor.exact import Fraction
from advisor.sets import number
from advisor.units import GIB

SEEDS = range(40)  # thousands are benchmarks/relational.py


def weighed(store: str, region: str = "us-east-1") -> Weighed:
    """A need as it is weighed."""
    workload = specs.workload(f"region: {region}\non: 2026-11-20\nstores:\n  it: {{kind: database, {store}}}\n")
    return weigh(workload.stores[0], context_of(workload, CATALOG, specs.ON))


def fact(of: Weighed, name: str) -> Fraction | float | None:
    """The one number of a fact, usual values in place."""
    return number(of.likely.values[name])


@pytest.mark.parametrize("seed", SEEDS)
def test_every_law_holds(seed: int) -> None:
    assert list(relational_specs.broken(seed, Counter(), monotone=seed % 10 == 0)) == []


def test_todays_utilisation_is_the_cpu_there_is_to_do() -> None:
    """A quarter of sixteen vCPUs are four busy ones; at 70 % use they take eight."""
    found = weighed(
        "engine: mysql, size: 100 GiB, working_set: 10 GiB, "
        "current: {service: rds, engine: mysql, instance: db.m5.4xlarge, observed: {cpu: 25 %}}"
    )
    assert fact(found, "vcpus") == 4 and found.facts.facts["vcpus"].origin == "derived"
    assert found.best is not None and ".2xlarge" in found.best.design.instance  # type: ignore[attr-defined] - a Design's own field
    said = weighed(
        "engine: mysql, size: 100 GiB, vcpus: 1, "
        "current: {service: rds, engine: mysql, instance: db.m5.4xlarge, observed: {cpu: 25 %}}"
    )
    assert fact(said, "vcpus") == 1


def test_todays_memory_is_the_usual_working_set() -> None:
    """Three quarters of 64 GiB, or all of the data where that is less; a fifth of the data where nothing runs."""
    runs = "current: {service: rds, engine: mysql, instance: db.m5.4xlarge}"
    assert fact(weighed(f"engine: mysql, size: 100 GiB, {runs}"), "working_set") == 48 * GIB
    assert fact(weighed(f"engine: mysql, size: 10 GiB, {runs}"), "working_set") == 10 * GIB
    assert fact(weighed("engine: mysql, size: 100 GiB"), "working_set") == 20 * GIB
    assert fact(weighed(f"engine: mysql, size: 100 GiB, working_set: 1 GiB, {runs}"), "working_set") == GIB


def test_a_region_without_graviton_classes_has_others() -> None:
    """Whatever a Region sells, an instance is found that its catalog prices."""
    for region in ("us-east-1", "eu-west-3", "ap-southeast-7", "mx-central-1", "us-gov-west-1"):
        found = weighed("engine: postgresql, size: 100 GiB, working_set: 10 GiB, vcpus: 1", region)
        assert found.best is not None and not found.best.bill.unpriced, region


@pytest.mark.parametrize("store", ["engine: oracle, size: 100 GiB", "engine: mysql, size: 100 GiB, traffic: idle, pauses: true"])
def test_every_word_of_a_flip_flips(store: str) -> None:
    """A set of words that turn the recommendation is told only where each of them alone does so."""
    workload = specs.workload(f"region: us-east-1\non: 2026-11-20\nstores:\n  it: {{kind: database, {store}}}\n")
    context = context_of(workload, CATALOG, specs.ON)
    tried = 0
    for turn in outlook.turns(weigh(workload.stores[0], context), context):
        for choice in sorted(turn.to) if isinstance(turn.to, frozenset) else ():
            changed = outlook.with_said(workload.stores[0], turn.word, frozenset({choice}))
            assert changed is not None
            best = weigh(changed, context).best
            assert (f"{best.service} {best.option}" if best else "") == turn.becomes, (turn.word.name, choice)
            tried += 1
    assert tried > 5


@pytest.mark.parametrize(
    ("working_set", "growth", "told"),
    [("101 GiB", "0 B/s", True), ("100 GiB", "0 B/s", False), ("101 GiB", "1 GiB /month", False)],
)
def test_a_working_set_larger_than_the_data_is_told(working_set: str, growth: str, told: bool) -> None:
    body = f"    kind: database\n    engine: mysql\n    size: 100 GiB\n    growth: {growth}\n    working_set: {working_set}\n"
    found = (
        advise(specs.workload(f"workload: w\nregion: us-east-1\nstores:\n  it:\n{body}"), CATALOG, specs.ON).stores[0].findings
    )
    assert any(each.code == "database.working-set-over-size" for each in found) is told
