"""Rule files: what is read, what is refused, what a verdict says and why, dates, and checks."""

from __future__ import annotations

import timeit
from datetime import date
from pathlib import Path

import pytest
from base import ON, TABLE, checks, decision, values

from advisor import rules
from advisor.clauses import holds
from advisor.diagnostics import Refused
from advisor.rules import decide, instead, message


def refused(text: str) -> str:
    """All that is wrong with a table."""
    with pytest.raises(Refused) as error:
        decision(text)
    return str(error.value)


def test_a_table_reads_as_written() -> None:
    made = decision()
    assert (made.id, made.for_, made.sets) == ("block.service", ("block",), "service")
    assert [option.name for option in made.options] == ["ebs", "local", "tape", "cloud"]
    assert [rule.id for rule in made.rules()] == ["block.service.scratch", "block.service.kept", "block.service.otherwise"]
    assert [each.id for each in made.exclusions()] == [
        "block.service.ebs.size",
        "block.service.ebs.cannot-2",
        "block.service.local.cannot-1",
        "block.service.local.cannot-2",
        "block.service.tape.closed_to_new",
    ]
    assert list(made.words) == ["size", "latency", "attached", "survives", "boot", "iops"]
    assert str(made.prefer[0].at) == "t.yaml:18:12"


def test_a_verdict_says_what_fits_what_is_out_and_why() -> None:
    verdict = decide(decision(), values())
    assert verdict.fit == verdict.standing == ("ebs",)
    assert not verdict.unmet
    assert verdict.reason == ("block.service.kept", "It lasts.", ("https://a.b/c",))
    assert [(each.option, each.rule.rpartition(".")[2]) for each in verdict.excluded] == [
        ("local", "cannot-1"),
        ("tape", "closed_to_new"),
    ]


def test_every_exclusion_that_holds_is_reported() -> None:
    verdict = decide(decision(), values(size="65 TiB", attached="17"))
    assert [each.rule for each in verdict.excluded if each.option == "ebs"] == [
        "block.service.ebs.size",
        "block.service.ebs.cannot-2",
    ]
    assert verdict.excluded[0].because == "A volume holds 64 TiB."


def test_a_rule_whose_options_are_out_is_passed_over() -> None:
    verdict = decide(decision(), values(survives="nothing", iops="200000 /s", boot="true"))
    assert (verdict.fit, verdict.reason.rule) == (("ebs",), "block.service.otherwise")


def test_the_last_resort_only_when_nothing_stands() -> None:
    verdict = decide(decision(), values(size="65 TiB"))
    assert (verdict.fit, verdict.standing, verdict.reason.rule) == (("cloud",), (), "block.service.last_resort")


def test_unmet_fits_nothing() -> None:
    text = TABLE.replace("{choose: cloud,", "{choose: unmet,").replace("  cloud: {last_resort: true}\n", "")
    verdict = decide(decision(text), values(size="65 TiB"))
    assert verdict.unmet
    assert verdict.fit == ()


@pytest.mark.parametrize(
    ("on", "dates", "because"),
    [
        (date(2019, 12, 31), "closed_to_new: 2020-01-01", ""),
        (date(2020, 1, 1), "closed_to_new: 2020-01-01", "It is closed to new customers since 2020-01-01; ebs replaces it."),
        (date(2021, 1, 1), "closed_to_new: 2020-01-01, ended: 2021-01-01", "It ended on 2021-01-01; ebs replaces it."),
        (date(2020, 6, 1), "ended: 2021-01-01", ""),
        (date(2020, 6, 1), "since: 2020-06-02", "It is offered from 2020-06-02 on."),
        (date(2020, 6, 2), "since: 2020-06-02", ""),
    ],
)
def test_an_option_is_out_outside_its_dates(on: date, dates: str, because: str) -> None:
    verdict = decide(decision(TABLE.replace("closed_to_new: 2020-01-01", dates), on), values())
    assert [each.because for each in verdict.excluded if each.option == "tape"] == ([because] if because else [])
    assert ("tape" in verdict.standing) is not bool(because)


def test_limits_are_those_of_the_day() -> None:
    assert decide(decision(on=date(2025, 9, 25)), values(size="40 TiB")).fit == ("cloud",)
    assert decide(decision(on=date(2025, 9, 26)), values(size="40 TiB")).fit == ("ebs",)


def test_the_trace_follows_each_rule_to_the_one_that_decides() -> None:
    steps = {step.rule: step for step in decide(decision(), values(size="60 TiB")).trace}
    assert list(steps)[-2:] == ["block.service.scratch", "block.service.kept"]
    assert (steps["block.service.scratch"].held, steps["block.service.kept"].chose) == (False, ("ebs",))
    (size,) = steps["block.service.ebs.size"].atoms
    assert (size.text, size.shown, size.held) == ("size > ebs.size (64 TiB)", "60 TiB", False)
    assert size.gap == -4 * 1024**4
    assert [atom.held for atom in steps["block.service.scratch"].atoms] == [False, False]


def test_the_trace_of_an_open_fact_and_of_a_last_resort() -> None:
    steps = {step.rule: step for step in decide(decision(), values(size="1 TiB..70 TiB")).trace}
    assert steps["block.service.ebs.size"].held is None
    assert steps["block.service.ebs.size"].atoms[0].gap is None
    last = decide(decision(), values(size="65 TiB")).trace[-1]
    assert (last.rule, last.chose) == ("block.service.last_resort", ("cloud",))


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("question: Which service?\n", "", "t.yaml:2:1: a decision needs `question`"),
        ("question:", "questions:", 'a decision has no "questions"; did you mean "question"?'),
        ("for: [block]", "for: [blok]", '"blok" is no kind of need, service or part; did you mean "block"?'),
        ("choose: local,", "choose: lokal,", '"lokal" is no option this can choose; did you mean "local"?'),
        (
            "choose: ebs,",
            "choose: cloud,",
            '"cloud" is no option this can choose; the last resort is chosen by `last_resort` alone',
        ),
        ("because: It is fast., ", "", "a rule needs `because`"),
        ("because: It is fast., source: [https://a.b/c]", "because: It is fast.", "a rule needs `source`"),
        ("{ebs.size}", "{ebs.sice}", 'unknown limit "ebs.sice"; did you mean "ebs.size"?'),
        ("{ebs.size}", "{size}", '"size" is no limit'),
        ("2020-01-01", "1 January", '"1 January" is no date; write 2025-06-20'),
        (", source: https://a.b/c}", "}", "the option tape needs `source`: the page with its dates"),
        ("last_resort: {choose: cloud,", "last_resort: {choose: ebs,", "the last resort is `unmet` or one option marked"),
        ("block.service", "block.services", 'the decision "block.services" lies in the file of "block.service"'),
        ("cannot:", "can_not:", 'the option ebs has no "can_not"; did you mean "cannot"?'),
        ("cloud: {last_resort: true}", "cloud: {last_resort: true, since: 2030-01-01}", "the option cloud is a last resort"),
        ("when: boot is true", "when: boots is true", 't.yaml:14:16: unknown fact "boots"; did you mean "boot"?'),
    ],
)
def test_what_is_wrong_with_a_table(old: str, new: str, said: str) -> None:
    assert said in refused(TABLE.replace(old, new, 1))


def test_all_problems_of_a_file_at_once() -> None:
    assert refused(TABLE.replace("boot is true", "boots is true").replace("size > ebs.size", "size > 4")).count("t.yaml:") == 2


def test_a_table_where_something_always_stands_needs_no_last_resort() -> None:
    text = TABLE.rpartition("last_resort:")[0].replace("  cloud: {last_resort: true}\n", "")
    assert decide(decision(text), values(size="65 TiB")).reason.because == "No option can do this."


CHECKS = """
checks:
  too-shared:
    severity: error
    for: [ebs]
    when: {all: [volume is gp3, attached > 1]}
    message: "{attached} instances share a gp3 volume, and size stops at {ebs.size}."
    instead: Use io2.
    source: [https://a.b/c]
"""


def test_a_check_holds_and_says_so_with_the_facts() -> None:
    (check,) = checks(CHECKS)
    assert (check.id, check.severity, check.for_) == ("ebs.too-shared", "error", ("ebs",))
    assert check.message == "{attached} instances share a gp3 volume, and size stops at 64 TiB."
    assert holds(check.when, values(attached="3") | {"volume": frozenset({"gp3"})}) is True
    assert message(check, values(attached="3")) == "3 instances share a gp3 volume, and size stops at 64 TiB."
    assert instead(check, {}) == "Use io2."
    assert message(check, {}) == "attached instances share a gp3 volume, and size stops at 64 TiB."


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("severity: error", "severity: fatal", '"fatal" is no severity; write one of error, warning, info'),
        ("{attached}", "{atached}", '"atached" is no limit and no fact; did you mean "attached"?'),
        ("    instead: Use io2.\n", "", "a check needs `instead`"),
        ("volume is gp3", "volume is gp4", '"gp4" is not a value of volume; did you mean "gp3"?'),
    ],
)
def test_what_is_wrong_with_a_check(old: str, new: str, said: str) -> None:
    with pytest.raises(Refused, match=r"t\.yaml:") as error:
        checks(CHECKS.replace(old, new))
    assert said in str(error.value)


REAL = """
decision: block.service
question: Which?
for: [block]
sets: service
options:
  ebs:
prefer: {}
otherwise: {choose: standing, because: It does., source: [https://a.b/c]}
---
examples: this is not read, [and need not even be YAML
"""


def test_only_the_families_named_are_read(tmp_path: Path) -> None:
    for family in ("block", "object"):
        (tmp_path / family).mkdir()
    (tmp_path / "block" / "service.yaml").write_text(REAL)
    (tmp_path / "object" / "service.yaml").write_text("not a decision")
    base = rules.load(["block"], ON, tmp_path)
    assert [each.id for each in base.decisions("block")] == ["block.service"]
    assert (base.decisions("object"), base.checks("ebs")) == ((), ())
    assert rules.families(tmp_path) == ("block", "object")
    with pytest.raises(Refused, match="a decision is a mapping"):
        rules.load(["block", "object"], ON, tmp_path)


def test_deciding_is_fast() -> None:
    made, known = decision(), values()
    decide(made, known)
    once = min(timeit.repeat(lambda: decide(made, known), number=200, repeat=5)) / 200
    assert once < 100e-6  # about 10 µs on a quiet machine
