"""What holds of every answer, on a sample of random specs; benchmarks/properties.py tries thousands."""

from __future__ import annotations

import copy
import gc
import json
import os
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import capable
import laws
import monotone
import pytest
import specs
from jsonschema import Draft202012Validator

from advisor.memo import Memo
from advisor.report import plain
from advisor.report_schema import report_schema

SEEDS = range(30)
SCHEMA = Draft202012Validator(report_schema())


@cache
def case(seed: int) -> laws.Case:
    """The answer to a random spec."""
    return laws.case(seed)


@pytest.mark.parametrize("seed", SEEDS)
def test_flips_written_into_the_spec_flip_it(seed: int) -> None:
    assert [f"{what}: {wrong}" for what, wrong in laws.flips(case(seed)) if wrong] == []


@pytest.mark.parametrize("seed", SEEDS)
def test_candidates_meet_every_stated_need(seed: int) -> None:
    found = case(seed)
    for weighed in found.weighed():
        assert list(capable.every_exclusion(weighed, found.context)) == []
        assert list(capable.plain_arithmetic(weighed, found.context.limits)) == []
        assert list(capable.equally_capable(weighed)) == []


@pytest.mark.parametrize("seed", SEEDS)
def test_bills_add_up_and_nothing_is_free(seed: int) -> None:
    assert list(laws.bills_add_up(case(seed).report)) == []
    assert list(laws.nothing_is_free(case(seed).report)) == []


@pytest.mark.parametrize("seed", range(12))
def test_more_never_costs_less(seed: int) -> None:
    assert list(monotone.broken(seed)) == []


@pytest.mark.parametrize("seed", SEEDS)
def test_the_json_is_what_its_schema_says(seed: int) -> None:
    assert [error.message for error in SCHEMA.iter_errors(json.loads(json.dumps(plain(case(seed).report))))] == []


@pytest.mark.parametrize("seed", SEEDS)
def test_nothing_hangs_on_what_is_remembered(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    remembered = plain(case(seed).report)
    monkeypatch.setattr(Memo, "call", lambda self, key, facts, compute: compute(facts))
    assert plain(laws.case(seed).report) == remembered


@pytest.mark.parametrize("kind", ["object", "block", "database", "cache"])
def test_an_answer_frees_what_it_used_without_a_collection_of_garbage(kind: str) -> None:
    laws.case(3, kind)  # what is loaded once is loaded
    gc.collect()
    gc.disable()
    try:
        for seed in range(3, 9):
            laws.case(seed, kind)
        assert gc.collect() == 0
    finally:
        gc.enable()


@pytest.mark.parametrize("seed", SEEDS)
def test_a_recommendation_written_as_chosen_is_the_same_design_and_bill(seed: int) -> None:
    assert list(laws.round_trip(case(seed))) == []


@pytest.mark.parametrize("seed", SEEDS)
def test_what_is_measured_replaces_what_is_derived_and_says_so(seed: int) -> None:
    assert list(laws.measured(case(seed))) == []


def test_every_process_answers_the_same(tmp_path: Path) -> None:
    spec = tmp_path / "spec.yaml"
    spec.write_text(specs.write(_crowd()), encoding="utf-8")
    command = [sys.executable, "-c", "from advisor.cli import main; main()", "recommend", str(spec), "-f", "json"]
    answers = set()
    for seed in ("0", "1", "4242"):
        done = subprocess.run(command, env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True, check=False)
        assert done.stderr == b"" and done.returncode in (0, 1)
        answers.add(done.stdout)
    assert len(answers) == 1


def _crowd() -> specs.Tree:
    """One spec of many stores."""
    whole: dict[str, Any] = copy.deepcopy(specs.tree(7))
    for seed in range(8, 16):
        whole["stores"] |= {f"{seed}-{name}": store for name, store in specs.tree(seed)["stores"].items()}
    for store in whole["stores"].values():  # whatever names the other specs' own Regions
        store.pop("regions", None)
        store.pop("in_front_of", None)  # the others have names of their own here
    return whole
