"""Small slips in a rule base: a rule, exclusion or part of a clause lost, a number moved over its edge, a choice added or
dropped, all taken for any, an option chosen too many.

Each must make an example or a proof fail, unless it is proved to change nothing. Used by test_mutations.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from advisor.cells import step
from advisor.clauses import All, AnyOf, Atom, Clause, Not, show
from advisor.compiled import Table
from advisor.exact import Fraction
from advisor.examples import Example, check_failures, failures
from advisor.grid import Exhausted, Formula, Search, axes, formula, join, negate
from advisor.proofs import Flaw, Prover, decided, flaws, witness
from advisor.sets import INFINITY, Span, Values
from advisor.tables import STANDING, Check, Decision, Exclusion, Rule
from advisor.vocabulary import Vocabulary, Word

BUDGET = 5_000
UNPROVED = ("unproved", "")


class Mutant(NamedTuple):
    """A slip: where, what, and the decision with it."""

    place: str
    what: str
    decision: Decision


def decision_mutants(decision: Decision) -> Iterator[Mutant]:
    """Every slip of one decision."""
    for rule in decision.prefer:
        kept = tuple(each for each in decision.prefer if each is not rule)
        yield Mutant(rule.id, "rule removed", decision._replace(prefer=kept))
        for what, when in clause_mutants(rule.when, decision.words):
            prefer = tuple(each._replace(when=when) if each is rule else each for each in decision.prefer)
            yield Mutant(rule.id, what, decision._replace(prefer=prefer))
        for what, choose in choose_mutants(rule, decision):
            prefer = tuple(each._replace(choose=choose) if each is rule else each for each in decision.prefer)
            yield Mutant(rule.id, what, decision._replace(prefer=prefer))
    if decision.otherwise:
        yield Mutant(decision.otherwise.id, "rule removed", decision._replace(otherwise=None))
        for what, choose in choose_mutants(decision.otherwise, decision):
            otherwise = decision.otherwise._replace(choose=choose)
            yield Mutant(otherwise.id, what, decision._replace(otherwise=otherwise))
    for exclusion in decision.exclusions():
        if exclusion.when is None:
            continue
        yield Mutant(exclusion.id, "exclusion removed", _with(decision, exclusion, None))
        for what, when in clause_mutants(exclusion.when, decision.words):
            yield Mutant(exclusion.id, what, _with(decision, exclusion, exclusion._replace(when=when)))


def choose_mutants(rule: Rule, decision: Decision) -> Iterator[tuple[str, tuple[str, ...]]]:
    """One option more, or one less."""
    names = [option.name for option in decision.options if not option.last_resort]
    chosen = names if rule.choose == (STANDING,) else list(rule.choose)
    for name in names:
        changed = tuple(each for each in names if (each in chosen) is not (each == name))
        if changed:
            yield f"choosing {'less' if name in chosen else 'also'} {name}", changed


def _with(decision: Decision, old: Exclusion, new: Exclusion | None) -> Decision:
    """The decision with one exclusion replaced, or removed."""
    options = []
    for option in decision.options:
        cannot = tuple(each if each is not old else new for each in option.cannot)
        options.append(option._replace(cannot=tuple(each for each in cannot if each)))
    return decision._replace(options=tuple(options))


def clause_mutants(clause: Clause | None, words: Vocabulary) -> Iterator[tuple[str, Clause]]:
    """The clause with one comparison changed, in every way."""
    if isinstance(clause, Atom):
        for what, accepts in accept_mutants(clause, words[clause.fact]):
            yield f"`{clause.text}` {what}", clause._replace(accepts=accepts)
    elif isinstance(clause, Not):
        yield from ((what, Not(part)) for what, part in clause_mutants(clause.part, words))
    elif clause:
        yield f"`{show(clause)}` with all and any exchanged", (AnyOf if isinstance(clause, All) else All)(clause.parts)
        for place, part in enumerate(clause.parts):
            rest = (*clause.parts[:place], *clause.parts[place + 1 :])
            yield f"`{show(part)}` dropped", rest[0] if len(rest) == 1 else clause._replace(parts=rest)
            for what, changed in clause_mutants(part, words):
                yield what, clause._replace(parts=(*clause.parts[:place], changed, *clause.parts[place + 1 :]))


def accept_mutants(atom: Atom, word: Word) -> Iterator[tuple[str, Values]]:
    """Each choice toggled; each bound made inclusive or exclusive, and moved by a tenth up and down."""
    if not isinstance(atom.accepts, Span):
        for name in word.choices:
            yield f"{'without' if name in atom.accepts else 'with'} {name}", atom.accepts ^ {name}
        return
    everything = word.everything
    assert isinstance(everything, Span)
    for side in (0, 1):
        (bound, after), whole = atom.accepts[side], everything[side]
        if atom.accepts[side] == whole:
            continue
        moved = [("with its edge on the other side", (bound, 1 - after))]
        if bound not in (0, INFINITY):
            tenth = max(Fraction(bound) / 10, step("count", bound) if word.type == "count" else Fraction(0))
            moved += [("moved up", (bound + tenth, after)), ("moved down", (bound - tenth, after))]
        for what, cut in moved:
            lo, hi = (max(cut, everything.lo), atom.accepts.hi) if side == 0 else (atom.accepts.lo, min(cut, everything.hi))
            if lo < hi and Span(lo, hi) != atom.accepts:
                yield what, Span(lo, hi)


def survivors(decision: Decision, examples: tuple[Example, ...], words: Vocabulary) -> Iterator[tuple[Mutant, str]]:
    """The slips no example and no proof notices, with facts that would show them; slips that change nothing are left out."""
    known = {_kind(flaw) for flaw in flaws(Prover(decision, BUDGET))}
    examples = tuple(example for example in examples if not any(True for _ in failures(example, decision, words)))
    for mutant in decision_mutants(decision):
        if any(True for example in examples for _ in failures(example, mutant.decision, words)):
            continue
        shown = difference(decision, mutant.decision)
        if shown is not None and {_kind(flaw) for flaw in flaws(Prover(mutant.decision, BUDGET))} <= {*known, UNPROVED}:
            yield mutant, shown


def _kind(flaw: Flaw) -> tuple[str, str]:
    """What tells two failed proofs apart, but for the facts that show them."""
    return UNPROVED if flaw.code == UNPROVED[0] else (flaw.code, flaw.message.partition(": {")[0])


def difference(decision: Decision, mutant: Decision) -> str | None:
    """Facts where the two differ in what fits or stands; None when it is proved there are none."""
    clauses = [each.when for one in (decision, mutant) for each in (*one.rules(), *one.exclusions()) if each.when]
    left, right = Table(decision, clauses), Table(mutant, clauses)
    for form in _differences(left, right):
        try:
            found = Search(BUDGET).find(form)
        except Exhausted:
            return "(not found within the budget)"
        if found is not None:
            return witness(left.axes, decision.for_[0], form, found)
    return None


def _differences(left: Table, right: Table) -> Iterator[Formula]:
    """Where options stand in one table only, then where different options fit."""
    for one, other in zip(left.stands, right.stands, strict=True):
        if one != other:
            yield join(False, [join(True, [one, negate(other)]), join(True, [other, negate(one)])])
    if left.stands != right.stands:
        return  # whatever fits is a matter of what stands
    ones, others = list(_first(left)), list(_first(right))
    alike = 0  # where the same rules are the first to decide, nothing differs
    while alike < len(ones) and alike < len(others) and ones[alike] == others[alike]:
        alike += 1
    for here, one in ones[alike:]:
        for there, other in others[alike:]:
            apart = [left.stands[each] for each in set(here) ^ set(there)]
            yield join(True, [one, other, join(False, apart)])


def _first(known: Table) -> Iterator[tuple[tuple[int, ...], Formula]]:
    """What each rule chooses, and where it is the first to decide; nothing, where none does."""
    earlier: list[Formula] = []
    for place in range(len(known.rules)):
        form = decided(known, place)
        yield known.chosen[place], join(True, [form, *earlier])
        earlier.append(negate(form))
    yield (), join(True, earlier)


def check_survivors(check: Check, examples: tuple[Example, ...]) -> Iterator[str]:
    """The slips of a check no example notices; every comparison is expected to matter."""
    if not examples:
        yield "the check removed"
    for what, when in clause_mutants(check.when, check.words):
        mutant = check._replace(when=when)
        noticed = any(True for example in examples for _ in check_failures(example, mutant))
        shown = None if noticed else check_difference(check, when)
        if shown is not None:
            yield f"{what}; shown by {shown}"


def check_difference(check: Check, when: Clause) -> str | None:
    """Facts where a check and its slip differ; None when it is proved there are none."""
    cut = axes([check.when, when], check.words.values())
    along = {axis.fact: (place, axis) for place, axis in enumerate(cut)}
    one, other = formula(check.when, along), formula(when, along)
    form = join(False, [join(True, [one, negate(other)]), join(True, [other, negate(one)])])
    found = Search(BUDGET).find(form)
    return None if found is None else witness(cut, check.for_[0], form, found)
