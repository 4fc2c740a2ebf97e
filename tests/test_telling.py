"""The changes a report people read tells of: few, each true and to something else, how a thing is before what it is."""

from __future__ import annotations

import laws
import pytest
import specs

SOME = 3
SEEDS = range(7000, 7024)


@pytest.mark.parametrize("seed", SEEDS)
def test_few_changes_are_told_each_to_another_option_and_true(seed: int) -> None:
    found = laws.answered(specs.first(specs.tree(seed), 1), most=SOME)
    assert [wrong for wrong in laws.flips(found) if wrong[1]] == []
    for need in found.report.stores:
        leads = [each.becomes for each in need.flips]
        assert len(leads) <= SOME and len(set(leads)) == len(leads) and laws.title(need) not in leads


def test_some_are_told_of_most_needs() -> None:
    told = [laws.answered(specs.first(specs.tree(seed), 1), most=SOME).report.stores[0].flips for seed in SEEDS]
    assert sum(map(bool, told)) > len(told) / 2


TABLE = """
region: us-east-1
stores:
  carts: {kind: database, size: 100 GiB, item_size: 2 KiB, traffic: daily, reads: {average: 500 /s, peak: 2000 /s},
          writes: {average: 100 /s, peak: 400 /s}}
"""


def test_how_something_is_comes_before_what_it_is() -> None:
    told = laws.advise(specs.workload(TABLE), laws.CATALOG, specs.ON, most=SOME).stores[0].flips
    assert (told[0].path, told[0].becomes) == ("traffic", "dynamodb on_demand")
    assert "engine" not in {each.path for each in told} and "model" not in {each.path for each in told}


def test_every_change_lists_the_nearest_number_beside_a_word_at_the_same_place() -> None:
    spec = "region: us-east-1\nstores:\n  logs: {kind: object, size: 50 TiB, object_size: 4 MiB, access: 1.01 /month}"
    flips = laws.advise(specs.workload(spec), laws.CATALOG, specs.ON).stores[0].flips
    found = {(each.to, each.becomes) for each in flips if each.path == "access"}
    assert found >= {("at most 1 /month", "s3 INTELLIGENT_TIERING"), ("unknown or changing", "s3 INTELLIGENT_TIERING")}


def test_what_is_never_read_is_not_asked_how_often() -> None:
    spec = "region: us-east-1\nstores:\n  old: {kind: object, size: 1 PB, access: 0 /month}"
    asked = laws.advise(specs.workload(spec), laws.CATALOG, specs.ON).stores[0].questions
    assert asked and not {each.fact for each in asked} & {"reads", "object_reads"}


@pytest.mark.parametrize("written", ["0.1 /month", "0.10 /month", "1.2 /year"])
def test_a_number_is_told_as_it_is_written(written: str) -> None:
    spec = f"region: us-east-1\nstores:\n  old: {{kind: object, size: 1 TB, object_size: 1 MiB, access: {written}}}"
    flips = laws.advise(specs.workload(spec), laws.CATALOG, specs.ON).stores[0].flips
    assert {each.from_ for each in flips if each.path == "access" and each.to.startswith("more than")} == {written}
