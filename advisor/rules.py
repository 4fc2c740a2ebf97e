"""The rule base of one day, and what it decides: which options fit, which stand, which are excluded and why."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache, lru_cache
from pathlib import Path

from advisor import folders, limits, source, vocabulary
from advisor.compiled import Masks, Outcome, Table, know, table
from advisor.diagnostics import Diagnostic, Refused
from advisor.grid import Exhausted, truth
from advisor.kept import kept
from advisor.phrases import Reading, fill
from advisor.records import NamedTuple
from advisor.rulefile import DATED, RuleReader
from advisor.sets import Values
from advisor.tables import UNMET, Check, Decision
from advisor.trace import Tried, follow

MOST_ASKED = 4096
_asked: dict[tuple[int, str], tuple[tuple[Decision, ...], tuple[Decision, ...]]] = {}  # by identity: of what, and what was found


class RuleBase(NamedTuple):
    """The decisions and checks of some families, as of one day; they are the same `from_` a day on and `until` another.

    The families named in `later` are read when something is asked of them.
    """

    on: date
    every_decision: tuple[Decision, ...]
    every_check: tuple[Check, ...]
    from_: date = date.min
    until: date = date.max
    later: frozenset[str] = frozenset()

    def decisions(self, for_: str) -> tuple[Decision, ...]:
        """The decisions asked of a kind of need (`object`), a service (`s3`) or a part (`dynamodb.index`)."""
        every = self._of(for_).every_decision
        known = _asked.get((id(every), for_))
        if known is None or known[0] is not every:
            if len(_asked) > MOST_ASKED:
                _asked.clear()
            known = _asked[id(every), for_] = every, tuple(each for each in every if for_ in each.for_)
        return known[1]

    def checks(self, for_: str) -> tuple[Check, ...]:
        """The checks asked of it."""
        return tuple(each for each in self._of(for_).every_check if for_ in each.for_)

    def _of(self, for_: str) -> RuleBase:
        """The base that has what is asked of a need, service or part."""
        name = for_.partition(".")[0]
        return once(name, self.on) if name in self.later else self


class Excluded(NamedTuple):
    """An option that is out, and one rule that says why."""

    option: str
    rule: str
    because: str
    source: tuple[str, ...]


class Reason(NamedTuple):
    """The rule that decided; no rule when it depends on facts still unknown."""

    rule: str
    because: str
    source: tuple[str, ...]


class Verdict(NamedTuple):
    """What a decision comes to. `fit` is empty when nothing can do it; `unknown` are the facts it still depends on."""

    decision: Decision
    fit: tuple[str, ...]
    standing: tuple[str, ...]
    excluded: tuple[Excluded, ...]
    reason: Reason
    unknown: tuple[str, ...]
    values: Mapping[str, Values]

    @property
    def unmet(self) -> bool:
        """Whether no option can do it."""
        return not self.fit

    @property
    def because(self) -> str:
        """Why, in a sentence; where nothing can do it and a date takes out what could, that."""
        none = self.unmet or self.fit == (UNMET,)
        dated = none and any(out.rule.endswith(DATED) for out in self.excluded)
        return "What could do this is not offered on this day." if dated else self.reason.because

    @property
    def trace(self) -> tuple[Tried, ...]:
        """Each exclusion and rule tried, with each comparison, the fact's value and its gap to the constant."""
        return follow(self.decision, self.values)


def load(families: Iterable[str], on: date, folder: Path | None = None) -> RuleBase:
    """The rules of some families (`s3`, `ebs`, `object` …) as of a day; Refused with every problem of their files."""
    root = folder or folders.rules()
    reading = Reading(vocabulary.load(), limits.load((), on))
    reader = RuleReader(reading, on)
    decisions: list[Decision] = []
    checks: list[Check] = []
    for family in dict.fromkeys(families):
        for path in sorted((root / family).glob("*.yaml")):
            decisions.append(reader.decision(document(path), f"{family}.{path.stem}"))
        path = root / "checks" / f"{family}.yaml"
        if path.is_file():
            checks += reader.checks(document(path), family)
    if reading.problems:
        raise Refused(_quoted(each) for each in sorted(reading.problems, key=lambda each: each.at or ("", 0, 0)))
    days = reader.days | reading.limits.days()
    from_ = max((day for day in days if day <= on), default=date.min)
    until = min((day for day in days if day > on), default=date.max)
    return RuleBase(on, tuple(decisions), tuple(checks), from_, until)


def family(name: str, on: date) -> RuleBase:
    """The rules of one family as of a day, taken up as they were kept when today's are asked for."""
    sources = [*_files(name), *_files("limits"), folders.rules() / "vocabulary.yaml", folders.rules() / "checks" / f"{name}.yaml"]

    def lasts(found: tuple[RuleBase, tuple[Table, ...]]) -> bool:
        return found[0].from_ <= on and found[0].until == date.max

    base, tables = kept(name, sources, lambda: _compiled(load((name,), on)), lasts)
    know(tables)
    return base._replace(on=on)


@lru_cache(maxsize=256)
def once(name: str, on: date) -> RuleBase:
    """The rules of one family as of a day, read once a process."""
    return family(name, on)


@cache
def _files(folder: str) -> tuple[Path, ...]:
    """The files of a folder of rules."""
    inside = folders.rules() / folder
    return tuple(inside / each for each in sorted(os.listdir(inside)) if each.endswith(".yaml")) if inside.is_dir() else ()


def _compiled(base: RuleBase) -> tuple[RuleBase, tuple[Table, ...]]:
    """A base with its decisions' tables, and those of what is come to later."""
    tables = tuple(map(table, base.every_decision))
    return base, (*tables, *(table(each.later) for each in tables if each.later is not each.decision))


def _quoted(problem: Diagnostic) -> Diagnostic:
    """A problem with the line it points into."""
    if problem.at is None:
        return problem
    lines = source.split_lines(source.read_text(problem.at.file))
    return problem._replace(excerpt=source.excerpt(lines, problem.at))


def families(folder: Path | None = None) -> tuple[str, ...]:
    """The families that have rules or checks."""
    root = folder or folders.rules()
    rules = {path.parent.name for path in root.glob("*/*.yaml")} - {"changes", "checks", "limits"}
    return tuple(sorted(rules | {path.stem for path in (root / "checks").glob("*.yaml")}))


@lru_cache(maxsize=256)
def document(path: Path) -> source.Node:
    """A rule file without its examples, read once."""
    return source.read_rules(source.read_text(path), str(path))


def decide(decision: Decision, values: Mapping[str, Values], *, sure: bool = False) -> Verdict:
    """What fits, stands and is excluded, for facts known as sets of values; facts not given are unknown.

    `sure`: of facts with several values, only what stands whichever of them is true.
    """
    known = table(decision)
    return Verdict(decision, *_settle(known, known.masks(values), sure), values)


class Decided(NamedTuple):
    """A verdict that is sure, and the cells of the facts it was found for."""

    verdict: Verdict
    masks: Masks

    def moved(self, values: Mapping[str, Values], changed: frozenset[str]) -> Decided:
        """What is decided where some facts changed: the same where they stay in their cells."""
        decision = self.verdict.decision
        known = table(decision)
        masks = known.moved(self.masks, values, changed)
        settled = self.verdict[1:-1] if masks == self.masks else _settle(known, masks, True)
        return Decided(Verdict(decision, *settled, values), masks)


def decided(decision: Decision, values: Mapping[str, Values]) -> Decided:
    """What fits, stands and is excluded whichever value of a fact with several is true."""
    known = table(decision)
    masks = known.masks(values)
    return Decided(Verdict(decision, *_settle(known, masks, True), values), masks)


_Settled = tuple[tuple[str, ...], tuple[str, ...], tuple[Excluded, ...], Reason, tuple[str, ...]]


@lru_cache(maxsize=4096)
def _settle(known: Table, masks: Masks, sure: bool) -> _Settled:
    """A verdict's parts for some cells of the table."""
    single = all(mask & (mask - 1) == 0 for mask in masks)
    outcome = known.sure(masks) if sure and not single else known.outcome(masks)
    unknown = () if single else _unknown(known, masks)
    return outcome.fit, outcome.standing, _excluded(known, masks, outcome), _reason(outcome, unknown), unknown


def _unknown(known: Table, masks: Masks) -> tuple[str, ...]:
    """The facts whose value changes the outcome."""
    try:
        places = {place for cell, _ in known.split(masks) for place in cell}
    except Exhausted:
        places = {place for place, mask in enumerate(masks) if mask & (mask - 1)}
    return tuple(known.axes[place].fact for place in sorted(places))


def _excluded(known: Table, masks: Masks, outcome: Outcome) -> tuple[Excluded, ...]:
    """Every exclusion that holds (or, where facts are open, may hold) of each option that stands nowhere."""
    return tuple(
        Excluded(each.option, each.id, each.because, each.source)
        for each, form in known.excluded
        if each.option not in outcome.standing and truth(form, masks)
    )


def _reason(outcome: Outcome, unknown: tuple[str, ...]) -> Reason:
    """Why these fit."""
    if outcome.rule is None:
        return Reason("", f"It depends on {', '.join(unknown)}.", ())
    return Reason(outcome.rule.id, outcome.rule.because, outcome.rule.source)


def message(check: Check, values: Mapping[str, Values]) -> str:
    """A check's message with the facts' values in it; a fact nobody knows shows its name."""
    return _filled(check.message, values)


def instead(check: Check, values: Mapping[str, Values]) -> str:
    """What a check says to do instead, filled in the same way."""
    return _filled(check.instead, values)


def _filled(text: str, values: Mapping[str, Values]) -> str:
    """A sentence with each `{fact}` replaced by its value."""
    words = vocabulary.load()

    def shown(name: str) -> str:
        return vocabulary.show_value(words[name], values[name]) if name in values else name.replace("_", " ")

    return fill(text, shown)
