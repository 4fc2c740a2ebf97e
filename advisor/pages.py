"""One decision or check as a page, and the rule base as a list: small values for `advisor rules show` and `list`."""

from __future__ import annotations

from datetime import date

from advisor import examples, limits
from advisor.clauses import show
from advisor.examples import About, Example
from advisor.phrases import Reading
from advisor.records import NamedTuple
from advisor.rules import RuleBase
from advisor.tables import Check, Decision, Exclusion, Option, Rule
from advisor.vocabulary import Vocabulary, show_value


class Line(NamedTuple):
    """A rule or an exclusion: its id, its clause in words, what it chooses, why, and the pages it rests on."""

    id: str
    when: str
    choose: tuple[str, ...]
    because: str
    source: tuple[str, ...]


class Choice(NamedTuple):
    """An option, its dates in words, what excludes it, and what is told of it."""

    name: str
    title: str
    dates: str
    cannot: tuple[Line, ...]
    about: tuple[About, ...] = ()


class Shown(NamedTuple):
    """An example: facts given and what follows, in words."""

    name: str
    given: tuple[str, ...]
    follows: str


class Page(NamedTuple):
    """A decision (or a check: no options, one line) as people read it."""

    id: str
    question: str
    for_: tuple[str, ...]
    sets: str
    options: tuple[Choice, ...]
    rules: tuple[Line, ...]
    examples: tuple[Shown, ...]
    place: str


class Entry(NamedTuple):
    """A decision or check in the list, with how many options, rules and exclusions it has."""

    id: str
    kind: str  # decision | error | warning | info
    says: str
    for_: tuple[str, ...]
    options: int
    rules: int
    exclusions: int


def page(decision: Decision, vocabulary: Vocabulary, on: date) -> Page:
    """A decision as a page, with the examples of its file."""
    reading = Reading(vocabulary, limits.load((), on))
    given, told = examples.of_decision(decision, reading), examples.about(decision, reading)
    options = tuple(_choice(option)._replace(about=told.get(option.name, ())) for option in decision.options)
    lines = tuple(_line(rule) for rule in (*decision.rules(), decision.last_resort))
    return Page(
        decision.id, decision.question, decision.for_, decision.sets, options, lines,
        tuple(_shown(example, vocabulary) for example in given), str(decision.at),
    )  # fmt: skip


def check_page(check: Check, vocabulary: Vocabulary, on: date) -> Page:
    """A check as a page: its question is its message, its one line what to do instead."""
    given = examples.of_check(check, Reading(vocabulary, limits.load((), on)))
    line = Line(check.id, show(check.when), (check.severity,), check.instead, check.source)
    shown = tuple(_shown(example, vocabulary) for example in given)
    return Page(check.id, check.message, check.for_, check.severity, (), (line,), shown, str(check.at))


def listing(base: RuleBase) -> tuple[Entry, ...]:
    """Every decision, then every check."""
    decisions = [
        Entry(d.id, "decision", d.question, d.for_, len(d.options), len(d.rules()), len(tuple(d.exclusions())))
        for d in base.every_decision
    ]
    return (*decisions, *(Entry(c.id, c.severity, c.message, c.for_, 0, 1, 0) for c in base.every_check))


def _line(rule: Rule | Exclusion) -> Line:
    choose = rule.choose if isinstance(rule, Rule) else ()
    return Line(rule.id, show(rule.when) if rule.when else "", choose, rule.because, rule.source)


def _choice(option: Option) -> Choice:
    dates = [("since", option.since), ("closed to new customers", option.closed_to_new), ("ended", option.ended)]
    words = [f"{what} {day}" for what, day in dates if day] + (
        [f"replaced by {option.replaced_by}"] if option.replaced_by else []
    )
    return Choice(option.name, option.title or option.name, ", ".join(words), tuple(map(_line, option.cannot)))


def _shown(example: Example, vocabulary: Vocabulary) -> Shown:
    given = tuple(f"{fact}: {show_value(vocabulary[fact], values)}" for fact, values in example.given.items())
    if example.choose is None:
        return Shown(example.name, given, "holds" if example.holds else "does not hold")
    out = f"; excluded: {', '.join(example.excluded)}" if example.excluded else ""
    return Shown(example.name, given, (" or ".join(example.choose) or "unmet") + out)
