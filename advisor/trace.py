"""How a verdict came about: each exclusion and rule tried, each comparison with the fact's value and its gap."""

from __future__ import annotations

from collections.abc import Mapping

from advisor.clauses import Atom, accepted, atoms, holds
from advisor.compiled import table
from advisor.exact import Fraction
from advisor.records import NamedTuple
from advisor.sets import INFINITY, Span, Values, number
from advisor.tables import STANDING, Decision, Exclusion, Rule
from advisor.vocabulary import show_value


class Weighed(NamedTuple):
    """One comparison: the fact, its values (shown too), whether it held (None: it depends), how far from the constant."""

    text: str
    fact: str
    values: Values
    shown: str
    held: bool | None
    gap: Fraction | None  # value minus the nearest bound, base units; None for choices, ranges and unbounded values


class Tried(NamedTuple):
    """An exclusion (of `option`) or a rule: whether it held, its comparisons, and which of its options stood."""

    rule: str
    option: str
    held: bool | None
    atoms: tuple[Weighed, ...]
    chose: tuple[str, ...]


def follow(decision: Decision, values: Mapping[str, Values]) -> tuple[Tried, ...]:
    """Every exclusion, then each rule up to the one that decided."""
    known = {fact: values.get(fact, word.everything) for fact, word in decision.words.items()}
    standing = table(decision).outcome(table(decision).masks(values)).standing
    tried = [_tried(each, decision, known, ()) for each in decision.exclusions()]
    for rule in decision.rules():
        step = _tried(rule, decision, known, tuple(n for n in standing if n in rule.choose or rule.choose == (STANDING,)))
        tried.append(step)
        if step.held and step.chose:
            return tuple(tried)
    last = table(decision).left if standing else decision.last_resort
    return (*tried, _tried(last, decision, known, standing or last.choose))


def _tried(rule: Rule | Exclusion, decision: Decision, known: Mapping[str, Values], named: tuple[str, ...]) -> Tried:
    """One step."""
    held = holds(rule.when, known) if rule.when else True
    weighed = tuple(_weighed(atom, decision, known[atom.fact]) for atom in atoms(rule.when)) if rule.when else ()
    return Tried(rule.id, rule.option if isinstance(rule, Exclusion) else "", held, weighed, named if held is not False else ())


def _weighed(atom: Atom, decision: Decision, values: Values) -> Weighed:
    """One comparison."""
    word = decision.words[atom.fact]
    return Weighed(atom.text, atom.fact, values, show_value(word, values), accepted(atom, values), _gap(atom, values))


def _gap(atom: Atom, values: Values) -> Fraction | None:
    """The value minus the bound nearest to it."""
    value = number(values)
    if not isinstance(atom.accepts, Span) or not isinstance(value, Fraction):
        return None
    gaps = [value - bound for bound, _ in atom.accepts if bound not in (0, INFINITY)]
    return min((Fraction(gap) for gap in gaps), key=abs, default=None)
