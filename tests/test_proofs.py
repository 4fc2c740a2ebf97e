"""`advisor rules check` on a small rule base: sound as written, and each slip is found where it is."""

from __future__ import annotations

from pathlib import Path

import pytest
from base import ON

from advisor import analysis
from advisor.diagnostics import Refused
from advisor.proofs import Prover, flaws
from advisor.rules import load

BASE = """decision: block.service
question: Which service?
for: [block]
sets: service
options:
  ebs:
    cannot:
      - {id: size, when: size > 64 TiB, because: It is full., source: [https://a.b/c]}
  local:
    cannot:
      - {id: boot, when: boot is true, because: It does not boot., source: [https://a.b/c]}
      - {id: kept, when: survives is not nothing, because: It is lost., source: [https://a.b/c]}
  tape: {ended: 2020-01-01, replaced_by: ebs, source: https://a.b/c}
prefer:
  scratch: {when: survives is nothing, choose: [local, ebs], because: Either does., source: [https://a.b/c]}
otherwise: {choose: standing, because: It lasts., source: [https://a.b/c]}
last_resort: {choose: unmet, because: Nothing does., source: [https://a.b/c]}
---
examples:
  - {name: nothing stated, given: {}, choose: [ebs], excluded: [local, tape], holds_while: size <= 64 TiB}
  - {name: scratch, given: {survives: nothing, boot: [false, false]}, choose: [ebs, local]}
  - {name: scratch that boots, given: {survives: nothing, boot: true}, choose: [ebs], excluded: [local.boot], standing: [ebs]}
  - {name: too large, given: {size: 65 TiB}, choose: [unmet], excluded: [ebs.size, local.kept]}
"""

CHECKS = """checks:
  few:
    severity: error
    for: [ebs]
    when: volume_size > 64 TiB
    message: "{volume_size} is too much."
    instead: Use two.
    source: [https://a.b/c]
---
examples:
  few:
    - {name: large, given: {volume_size: 65 TiB}}
    - {name: at the edge, given: {volume_size: 64 TiB}, holds: false}
"""


def proved(folder: Path, table: str = BASE, checks: str = CHECKS) -> analysis.Proved:
    """The proofs of one table and one file of checks."""
    for name, text in (("block/service", table), ("checks/ebs", checks)):
        path = folder / f"{name}.yaml"
        path.parent.mkdir()
        path.write_text(text)
    return analysis.prove(ON, folder=folder)


def test_a_sound_base_has_no_problem_and_is_counted(tmp_path: Path) -> None:
    found = proved(tmp_path)
    assert not found.problems
    assert (found.decisions, found.rules, found.exclusions, found.checks, found.examples) == (1, 2, 4, 1, 7)
    assert found.states > 0
    assert any(note.message.startswith("no rule tests ") for note in found.notes)


@pytest.mark.parametrize(
    ("old", "new", "line", "code", "said"),
    [
        ("choose: standing,", "choose: local,", 1, "gap", "options stand and no rule chooses one: {}"),
        ("last_resort: {choose: unmet, because: Nothing does., source: [https://a.b/c]}\n", "", 1, "gap", "{size: 65537 GiB}"),
        ("when: survives is nothing,", "when: {all: [size < 1 GiB, size > 2 GiB]},", 15, "dead-rule", "its clause never holds"),
        ("choose: [local, ebs]", "choose: ebs", 21, "example", "says ebs, local; the rules say ebs"),
        ("survives is not nothing", "survives is node or zone or region or nothing", 0, "", "always holds"),
        ("when: boot is true", "when: {any: [boot is true, size > 0 B]}", 1, "unreached", "chooses local"),
        (
            "when: boot is true",
            "when: {all: [boot is true, survives is zone]}",
            11,
            "redundant-exclusion",
            "never excludes local alone: others cover it",
        ),
        ("when: boot is true", "when: {all: [boot is true, boot is false]}", 11, "dead-exclusion", "never holds"),
        ("because: It lasts.", "because: It lasts", 16, "because", "`because` is one sentence"),
        ("because: It lasts.", "because: It lasts. It does.", 16, "because", "`because` is one sentence"),
        ("It lasts., source: [https://a.b/c]", "It lasts., source: [http://a.b/c]", 16, "source", "no https address"),
        ("replaced_by: ebs", "replaced_by: disk", 1, "heir", "disk, which replaces tape, is no option"),
        (
            "choose: [ebs], excluded: [local, tape]",
            "choose: [local]",
            20,
            "example",
            "says local; the rules say ebs (block.service.otherwise)",
        ),
        ("excluded: [local, tape]", "excluded: [ebs]", 20, "example", "says ebs is excluded, and it stands"),
        ("excluded: [local.boot]", "excluded: [local.kept]", 22, "example", "says local.kept excludes, and it does not"),
        ("standing: [ebs]", "standing: [local]", 22, "example", "says local stands, and it is excluded"),
        ("holds_while: size <= 64 TiB", "holds_while: size < 64 TiB", 20, "example", "it holds while size is at most 64 TiB"),
        ("given: {size: 65 TiB}", "given: {size: 60 TiB..65 TiB}", 23, "example", "leaves size open"),
        ("given: {size: 65 TiB}", "given: {sise: 65 TiB}", 23, "", '"sise" cannot be given here; did you mean "size"?'),
        ("given: {size: 65 TiB}", "given: {size: 65}", 23, "", '"65" has no unit; write 65 GiB'),
        ("standing: [ebs]", "stands: [ebs]", 22, "", 'an example has no "stands"; did you mean "standing"?'),
        ("  - {name: too large", "  # - {name: too large", 8, "unreached", "no example reaches block.service.ebs.size"),
    ],
)
def test_each_slip_in_a_table_is_found_where_it_is(tmp_path: Path, old: str, new: str, line: int, code: str, said: str) -> None:
    assert old in BASE
    try:
        found = [str(problem) for problem in proved(tmp_path, BASE.replace(old, new, 1)).problems if code in problem.code]
    except Refused as error:
        found = [str(error)]
    place = f"service.yaml:{line}:" if line else "service.yaml:"
    assert any(said in text and place in text for text in found), found


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("volume_size > 64 TiB", "{any: [volume_size > 64 TiB, volume_size <= 64 TiB]}", "ebs.few always or never holds"),
        ("TiB}, holds: false}", "TiB}, holds: true}", "says the check holds, and it does not"),
        ("{volume_size: 64 TiB}", "{}", "leaves open whether the check holds"),
        ("    - {name: large", "    # - {name: large", "no example shows ebs.few holding"),
        ("source: [https://a.b/c]", "source: [a.b]", '"a.b" is no https address of a page'),
    ],
)
def test_each_slip_in_a_check_is_found(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert old in CHECKS
    found = [str(problem) for problem in proved(tmp_path, checks=CHECKS.replace(old, new, 1)).problems]
    assert any(said in text for text in found), found


def test_a_proof_beyond_its_budget_says_so(tmp_path: Path) -> None:
    proved(tmp_path)
    (made,) = load(["block"], ON, tmp_path).every_decision
    assert {flaw.code for flaw in flaws(Prover(made, budget=0))} == {"unproved"}


def test_a_table_grown_too_long(tmp_path: Path) -> None:
    rule = "  scratch-{n}: {when: {all: [survives is nothing, size > {n} TiB]}, choose: ebs, because: It does., source: [https://a.b/c]}\n"
    rules = "".join(rule.replace("{n}", str(n)) for n in range(1, 13))
    found = proved(tmp_path, BASE.replace("prefer:\n", f"prefer:\n{rules}"))
    assert "block.service prefers in 13 rules; split it at 12" in [problem.message for problem in found.problems]


def test_what_was_proved_is_written_as_json() -> None:
    from advisor.report import plain

    assert plain(analysis.prove(ON, ["memorydb"]))["problems"] == []
