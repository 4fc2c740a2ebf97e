"""The rule base as shipped: every example holds, every proof holds, and proving it is quick."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from base import ON

from advisor import analysis, examples, limits, pages, rules, vocabulary
from advisor.diagnostics import Refused
from advisor.folders import rules as rules_folder
from advisor.phrases import Reading
from advisor.tables import Check, Decision


def every() -> list[Decision | Check]:
    """All decisions and checks, or nothing when they cannot be read (which another test reports)."""
    try:
        base = rules.load(rules.families(), ON)
    except Refused:
        return []
    return [*base.every_decision, *base.every_check]


def test_the_rule_base_is_proved() -> None:
    started = time.perf_counter()
    proved = analysis.prove(ON)
    seconds = time.perf_counter() - started
    assert not proved.problems, "\n" + "\n".join(map(str, proved.problems))
    assert proved.decisions > 20
    assert proved.examples > proved.rules
    assert seconds < 10  # well under one on a quiet machine


@pytest.mark.parametrize("asked", every(), ids=lambda each: each.id)
def test_examples_hold(asked: Decision | Check) -> None:
    words = vocabulary.load()
    reading = Reading(words, limits.load((), ON))
    said: list[str] = []
    if isinstance(asked, Decision):
        for example in examples.of_decision(asked, reading):
            said += [f"{example.at}: {example.name} {failure}" for failure in examples.failures(example, asked, words)]
        examples.about(asked, reading)
    else:
        for example in examples.of_check(asked, reading):
            said += [f"{example.at}: {example.name} {failure}" for failure in examples.check_failures(example, asked)]
    assert not said + [str(problem) for problem in reading.problems]


def test_each_day_since_the_first_service_can_be_decided() -> None:
    for year in range(2006, 2031, 4):
        base = rules.load(rules.families(), ON.replace(year=year))
        assert len(base.every_decision) == len(rules.load(rules.families(), ON).every_decision)


def test_pages_show_every_decision_and_check() -> None:
    base, words = rules.load(rules.families(), ON), vocabulary.load()
    listed = pages.listing(base)
    assert [entry.id for entry in listed] == [each.id for each in (*base.every_decision, *base.every_check)]
    for made in base.every_decision:
        page = pages.page(made, words, ON)
        assert page.question
        assert len(page.options) == len(made.options)
        assert all(line.because and line.source for line in page.rules[:-1])
        assert page.examples
    for check in base.every_check:
        shown = pages.check_page(check, words, ON)
        assert shown.rules[0].when
        assert {example.follows for example in shown.examples} == {"holds", "does not hold"}


def test_what_is_told_of_options_is_checked(tmp_path: Path) -> None:
    """An option nobody knows, no source, a key and a limit nobody knows: each is told."""
    words = vocabulary.load()
    text = (rules_folder() / "rds" / "proxy.yaml").read_text(encoding="utf-8")
    path = tmp_path / "proxy.yaml"
    told = 'about:\n  tru: [{says: "A.", source: [s]}]\n  "true": [{says: "{no.such}", source: [s], why: x}, {says: "B."}]\n'
    path.write_text(text.replace("\n---\n", f"\n---\n{told}"), encoding="utf-8")
    made = next(each for each in rules.load(rules.families(), ON).every_decision if each.id == "rds.proxy")
    reading = Reading(words, limits.load((), ON))
    examples.about(made._replace(at=made.at._replace(file=str(path))), reading)
    said = " ".join(map(str, reading.problems))
    wanted = ('"tru" is no option', "no.such", 'tells no "why"', "has `says` and `source`")
    assert [each for each in wanted if each not in said] == []
