"""`advisor rules check`: the proofs over the rule base, its examples, its sentences and its sources."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

from advisor import examples, limits, rules, vocabulary
from advisor.compiled import table
from advisor.diagnostics import Diagnostic
from advisor.examples import Example
from advisor.grid import Exhausted, Search, axes, formula, negate, truth
from advisor.phrases import Reading
from advisor.proofs import Flaw, Prover, flaws, retired
from advisor.records import NamedTuple
from advisor.tables import Check, Decision, Exclusion, Rule

MOST_RULES = 12
SENTENCES = re.compile(r"[.!?](?=\s+[A-Z])")


class Proved(NamedTuple):
    """What was proved: problems (none in a sound base), notes, and how much was looked at."""

    problems: tuple[Diagnostic, ...]
    notes: tuple[Diagnostic, ...]
    decisions: int
    rules: int
    exclusions: int
    checks: int
    examples: int
    states: int


def prove(on: date, families: Iterable[str] | None = None, folder: Path | None = None) -> Proved:
    """Prove the rule base as of a day; Refused when its files cannot be read."""
    base = rules.load(families or rules.families(folder), on, folder)
    reading = Reading(vocabulary.load(), limits.load((), on))
    problems: list[Diagnostic] = []
    states = told = 0
    for decision in base.every_decision:
        prover, given = Prover(decision), examples.of_decision(decision, reading)
        problems += map(_diagnostic, flaws(prover))
        problems += map(_diagnostic, _decision_examples(decision, given, reading))
        problems += map(_diagnostic, _wording(decision))
        states, told = states + prover.states, told + len(given)
    for check in base.every_check:
        given = examples.of_check(check, reading)
        problems += map(_diagnostic, _check_flaws(check, given))
        told += len(given)
    ruled = [rule for decision in base.every_decision for rule in decision.rules()]
    excluding = [each for decision in base.every_decision for each in decision.exclusions()]
    return Proved(
        tuple(sorted(problems + reading.problems, key=lambda each: (each.at or ("", 0, 0), each.message))),
        tuple(_unused(base)) if families is None else (),
        len(base.every_decision), len(ruled), len(excluding), len(base.every_check), told, states,
    )  # fmt: skip


def _diagnostic(flaw: Flaw) -> Diagnostic:
    return Diagnostic(flaw.at, f"rules.{flaw.code}", flaw.message)


def _decision_examples(decision: Decision, given: tuple[Example, ...], reading: Reading) -> Iterator[Flaw]:
    """Examples that fail, and rules, exclusions and options no example reaches."""
    known = table(decision)
    decided, held, chosen = set(), set(), set()
    for example in given:
        for failure in examples.failures(example, decision, reading.vocabulary):
            yield Flaw(example.at, "example", f'the example "{example.name}" {failure}')
        masks = known.masks(example.values(decision))
        outcome = known.outcome(masks)
        decided |= {outcome.rule.id} if outcome.rule else set()
        chosen |= set(outcome.fit)
        held |= {each.id for each, form in known.excluded if truth(form, masks)}
    reached: list[tuple[Rule | Exclusion, set[str]]] = [(rule, decided) for rule in known.rules]
    reached += [(each, held) for each in decision.exclusions() if each.when]
    for each, ids in reached:
        if each.id not in ids:
            yield Flaw(each.at, "unreached", f"no example reaches {each.id}")
    for option in decision.options:
        if option.name not in chosen | retired(decision):
            yield Flaw(decision.at, "unreached", f"no example of {decision.id} chooses {option.name}")


def _wording(decision: Decision) -> Iterator[Flaw]:
    """Sentences and sources, and a table that has grown too long to read."""
    if len(decision.prefer) > MOST_RULES:
        yield Flaw(decision.at, "long", f"{decision.id} prefers in {len(decision.prefer)} rules; split it at {MOST_RULES}")
    for rule in (*decision.rules(), decision.last_resort):
        yield from _sentence(rule)
    for exclusion in decision.exclusions():
        yield from _sentence(exclusion)
    for option in decision.options:
        if option.replaced_by and not decision.option(option.replaced_by):
            yield Flaw(decision.at, "heir", f"{option.replaced_by}, which replaces {option.name}, is no option of {decision.id}")


def _sentence(rule: Rule | Exclusion) -> Iterator[Flaw]:
    """`because` is one sentence, `source` public pages."""
    if not rule.because.endswith(".") or SENTENCES.search(rule.because):
        yield Flaw(rule.at, "because", f"{rule.id}: `because` is one sentence, ended by a full stop")
    yield from _sources(rule)


def _sources(rule: Rule | Exclusion | Check) -> Iterator[Flaw]:
    """Every source is an https address."""
    for address in rule.source:
        if not re.fullmatch(r"https://[^\s/]+\.[^\s/]+/\S*", address):
            yield Flaw(rule.at, "source", f'{rule.id}: "{address}" is no https address of a page')


def _check_flaws(check: Check, given: tuple[Example, ...]) -> Iterator[Flaw]:
    """A check holds somewhere and not everywhere, and its examples show both."""
    for example in given:
        for failure in examples.check_failures(example, check):
            yield Flaw(example.at, "example", f'the example "{example.name}" {failure}')
    for side in (True, False):
        if not any(example.holds is side for example in given):
            yield Flaw(check.at, "unreached", f"no example shows {check.id} {'holding' if side else 'not holding'}")
    along = {axis.fact: (place, axis) for place, axis in enumerate(axes([check.when], check.words.values()))}
    form = formula(check.when, along)
    try:
        if Search(10_000).find(form) is None or Search(10_000).find(negate(form)) is None:
            yield Flaw(check.at, "dead-check", f"{check.id} always or never holds")
    except Exhausted:
        yield Flaw(check.at, "unproved", f"whether {check.id} can hold was not proved")
    yield from _sources(check)


def _unused(base: rules.RuleBase) -> Iterator[Diagnostic]:
    """Words that no rule tests and no module of the package names: written, they change nothing."""
    used = {fact for decision in base.every_decision for fact in decision.words}
    used |= {fact for check in base.every_check for fact in check.words}
    code = "".join(path.read_text(encoding="utf-8") for path in sorted(Path(__file__).parent.rglob("*.py")))
    for name in sorted(vocabulary.load().keys() - used):
        if f'"{name}"' not in code:
            yield Diagnostic(None, "rules.unused", f"no rule tests {name} and no service reads it")
