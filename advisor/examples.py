"""The second document of a rule file, examples and what is told of options: read for proofs and pages, never when deciding."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import product
from pathlib import Path

from advisor import source
from advisor.cells import holds_while
from advisor.clauses import Atom, holds
from advisor.compiled import table
from advisor.diagnostics import At, Diagnostic, nearest
from advisor.grid import truth
from advisor.phrases import Reading, fill, read_clause
from advisor.records import NamedTuple
from advisor.sets import Values
from advisor.source import Node
from advisor.tables import UNMET, Check, Decision
from advisor.vocabulary import Vocabulary, kinds_known, parse_value, show_value

DECIDED = ("name", "given", "choose", "excluded", "standing", "holds_while", "for")
CHECKED = ("name", "given", "holds", "for")


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """Facts given, and what must follow. Facts left out have the value silence gives them, else their usual one."""

    name: str
    given: Mapping[str, Values]
    at: At
    choose: tuple[str, ...] | None = None
    excluded: tuple[str, ...] = ()  # an option, or an exclusion: GLACIER.cannot-1
    standing: tuple[str, ...] = ()
    holds_while: tuple[Atom, ...] = ()
    holds: bool = True
    for_: str = ""
    problems: tuple[Diagnostic, ...] = field(default=())

    def values(self, asked: Decision | Check) -> dict[str, Values]:
        """Every fact the decision or check tests."""
        kind = self.for_ or (asked.for_[0] if asked.for_ else "")
        return {fact: self.given.get(fact) or word.expected(kind) for fact, word in asked.words.items()}


@lru_cache(maxsize=256)
def second(path: Path) -> Node | None:
    """The examples of a rule file; None when it has none. Refused when they are no YAML."""
    text = source.read_text(path)
    rows = text.splitlines(keepends=True)
    started = next((n for n, row in enumerate(rows) if row.strip() and not row.lstrip().startswith("#")), 0)
    for place, row in enumerate(rows):
        if place > started and re.fullmatch(r"---\s*", row):
            return source.read("".join(rows[place + 1 :]), str(path), place + 2)
    return None


def of_decision(decision: Decision, reading: Reading) -> tuple[Example, ...]:
    """The examples of a decision, in order; a list in `given` makes one for each of its values."""
    return tuple(
        example for node in _listed(second(Path(decision.at.file)), "") for example in _read(node, decision, reading, DECIDED)
    )


def of_check(check: Check, reading: Reading) -> tuple[Example, ...]:
    """The examples of a check: `examples: {check: [{name, given, holds}]}`."""
    name = check.id.partition(".")[2]
    return tuple(
        example for node in _listed(second(Path(check.at.file)), name) for example in _read(node, check, reading, CHECKED)
    )


class About(NamedTuple):
    """A sentence on an option that decides nothing, and the pages it rests on."""

    says: str
    source: tuple[str, ...]


def about(decision: Decision, reading: Reading) -> Mapping[str, tuple[About, ...]]:
    """What is told of a decision's options beside its rules: `about: {option: [{says, source}]}`; limits are filled in."""
    document = second(Path(decision.at.file))
    said = document.value.get("about") if document and isinstance(document.value, dict) else None
    told: dict[str, tuple[About, ...]] = {}
    names = [option.name for option in decision.options]
    for name, entries in said.value.items() if said and isinstance(said.value, dict) else ():
        if name not in names:
            reading.report(entries.at, f'"{name}" is no option', nearest(name, names))
        told[name] = tuple(_about(each, reading) for each in _nodes(entries))
    return told


def _about(node: Node, reading: Reading) -> About:
    """One sentence, its limits filled in."""
    said = node.value if isinstance(node.value, dict) else {}
    for key in said.keys() - {"says", "source"}:
        reading.report(said[key].at, f'an option tells no "{key}"', nearest(key, ("says", "source")))
    pages, text = _texts(said.get("source")), str(said["says"].value) if "says" in said else ""
    if not pages or not text:
        reading.report(node.at, "what is told of an option has `says` and `source`")
    try:
        return About(fill(text, lambda name: reading.limits.get(name).text), pages)
    except KeyError as error:
        reading.report(node.at, str(error.args[0]))
        return About(text, pages)


def _listed(document: Node | None, name: str) -> list[Node]:
    """The list of examples, of the check `name` when given."""
    found = document.value.get("examples") if document and isinstance(document.value, dict) else None
    if name and found:
        found = found.value.get(name) if isinstance(found.value, dict) else None
    return found.value if found and isinstance(found.value, list) else []


def _read(node: Node, asked: Decision | Check, reading: Reading, allowed: tuple[str, ...]) -> Iterator[Example]:
    """One example as written; several when a fact is given as a list."""
    said = node.value if isinstance(node.value, dict) else {}
    for key in said.keys() - set(allowed):
        reading.report(node.keys[key], f'an example has no "{key}"', nearest(key, allowed))
    kind = str(said["for"].value) if "for" in said else ""
    clauses = [read_clause(each, reading, asked.for_) for each in _nodes(said.get("holds_while"))]
    choose = _texts(said.get("choose"))
    for given, note in _given(said.get("given"), asked, reading, kind):
        yield Example(
            name=str(said["name"].value if "name" in said else "") + note, given=given, at=node.at,
            choose=tuple(each for each in choose if each != UNMET) if "choose" in said else None,
            excluded=_texts(said.get("excluded")), standing=_texts(said.get("standing")),
            holds_while=tuple(each for each in clauses if isinstance(each, Atom)),
            holds="holds" not in said or said["holds"].value == "true", for_=kind,
        )  # fmt: skip


def _nodes(node: Node | None) -> list[Node]:
    """A list, or one."""
    if node is None:
        return []
    return node.value if isinstance(node.value, list) else [node]


def _texts(node: Node | None) -> tuple[str, ...]:
    """The texts of a list, or one."""
    return tuple(str(each.value) for each in _nodes(node) if each.value)


def _given(node: Node | None, asked: Decision | Check, reading: Reading, kind: str) -> Iterator[tuple[dict[str, Values], str]]:
    """The facts given, checked against the vocabulary; one for each combination of listed values."""
    listed: dict[str, list[tuple[Values, str]]] = {}
    for fact, value in node.value.items() if node and isinstance(node.value, dict) else ():
        word = reading.vocabulary.get(fact)
        kinds = [kind] if kind else list(asked.for_)
        if not word or not any(set(kinds_known(each)) & set(word.kinds) for each in kinds):
            reading.report(node.keys[fact] if node else value.at, f'"{fact}" cannot be given here', nearest(fact, asked.words))
            continue
        listed[fact] = []
        for each in _nodes(value):
            try:
                note = f" ({fact}: {each.value})" if isinstance(value.value, list) else ""
                listed[fact].append((parse_value(word, str(each.value)), note))
            except ValueError as error:
                message, _, hint = str(error).partition("; ")
                reading.report(each.at, message, hint)
    for combination in product(*listed.values()):
        yield {fact: value for fact, (value, _) in zip(listed, combination, strict=True)}, "".join(n for _, n in combination)


def failures(example: Example, decision: Decision, vocabulary: Vocabulary) -> Iterator[str]:
    """Each promise of an example the decision breaks."""
    known = table(decision)
    values = example.values(decision)
    masks = known.masks(values)
    outcome = known.outcome(masks)
    open_ = [axis.fact for axis, mask in zip(known.axes, masks, strict=True) if mask & (mask - 1)]
    if open_ and len(known.split(masks)) > 1:
        yield f"leaves {', '.join(open_)} open"
    if example.choose is not None and set(example.choose) != set(outcome.fit):
        got = ", ".join(outcome.fit) or UNMET
        rule = outcome.rule.id if outcome.rule else "no one rule"
        yield f"says {', '.join(example.choose) or UNMET}; the rules say {got} ({rule})"
    held = {each.id for each, form in known.excluded if truth(form, masks)} if example.excluded else set()
    for name in example.excluded:
        if f"{decision.id}.{name}" not in held and (name in outcome.standing or not decision.option(name)):
            yield f"says {name} excludes, and it does not" if "." in name else f"says {name} is excluded, and it stands"
    for name in example.standing:
        if name not in outcome.standing:
            yield f"says {name} stands, and it is excluded"
    if example.holds_while:
        while_ = holds_while(decision, values)
        for atom in example.holds_while:
            kept = while_.get(atom.fact, decision.words[atom.fact].everything) if atom.fact in decision.words else None
            if kept != atom.accepts:
                shown = show_value(vocabulary[atom.fact], kept) if kept else "whatever it is"
                yield f"says it holds while {atom.text}; it holds while {atom.fact} is {shown}"


def check_failures(example: Example, check: Check) -> Iterator[str]:
    """What a check's example says that is not so."""
    held = holds(check.when, example.values(check))
    if held is None:
        yield "leaves open whether the check holds"
    elif held is not example.holds:
        yield f"says the check {'holds' if example.holds else 'does not hold'}, and it {'does' if held else 'does not'}"
