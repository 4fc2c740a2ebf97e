"""The way to a decision as a picture: a trunk of questions, with the options and rules tried branching off it."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.records import NamedTuple
from advisor.render.details import main_reasons, monthly
from advisor.render.drawn import short
from advisor.render.summary import is_free
from advisor.render.titles import title, title_of
from advisor.render.trace import by_decision, decided
from advisor.report import Need, Reason, Step

ROW = 21  # pixels


class Node(NamedTuple):
    """One row: what kind (question, out, no, decides, usual, answer), its words, what is said beside it, pixels down."""

    kind: str
    label: str
    note: str
    at: int


class Path(NamedTuple):
    """The picture: its rows, its height, the same in words, and as a table of decisions."""

    description: str
    nodes: tuple[Node, ...]
    height: int
    rows: tuple[tuple[str, str, str, str], ...]


def path(need: Need) -> Path | None:
    """How the recommended design came about; None where there is no trace or no answer."""
    best = need.recommended
    if best is None or not need.trace:
        return None
    said = [*_rows(need), ("answer", title_of(best), "free" if is_free(best) else f"{monthly(best)} a month")]
    nodes = tuple(Node(kind, short(label), note, ROW * (number + 1)) for number, (kind, label, note) in enumerate(said))
    answers = "; ".join(f"{node.label}: {node.note}" for node in nodes if node.kind == "decides")
    out = sum(node.kind == "out" for node in nodes)
    words = f"{out} option{'' if out == 1 else 's'} excluded; decided by {answers}; the answer is {short(title_of(best))}."
    return Path(words, nodes, ROW * (len(nodes) + 1), tuple(_table(need)))


def _rows(need: Need) -> Iterator[tuple[str, str, str]]:
    """Kind, label and note of each row above the answer."""
    _, usual = main_reasons(need)
    quiet = {each.rule for each in usual}
    naming = _naming(need)
    for decision, steps in by_decision(need).items():
        reason = decided(need, decision)
        if reason is None or reason.rule in quiet:
            continue
        yield "question", decision, ""
        names = reason is naming or reason.sets == "service"
        service = "" if reason.sets == "service" else f"{decision.partition('.')[0]} "
        for option, note in _out(steps):
            yield "out", title(f"{service}{option}") if names else option.replace("_", " "), note
        for step in steps:
            if not step.option and step.held is not True:
                yield "no", _rule(step), "" if step.held is False else "depends"
        yield "decides", reason.rule.removeprefix(f"{decision}."), _chose(reason, reason is naming)
    if usual:
        yield "usual", f"left as usual: {len(usual)} more setting{'s' if len(usual) > 1 else ''}", ""


def _out(steps: list[Step]) -> Iterator[tuple[str, str]]:
    """The options excluded, each with the rules that exclude it."""
    found: dict[str, list[str]] = {}
    for step in steps:
        if step.option and step.held:
            found.setdefault(step.option, []).append(_rule(step).removeprefix(f"{step.option}."))
    for option, rules in found.items():
        yield option, ", ".join(rules)


def _rule(step: Step) -> str:
    return step.rule.removeprefix(f"{step.decision}.")


def _naming(need: Need) -> Reason | None:
    """The reason that named the recommended option; other settings may use the same word for something else."""
    option = need.recommended.option if need.recommended else ""
    return next((each for each in need.reasons if each.sets != "service" and option in each.chose), None)


def _chose(reason: Reason, naming: bool) -> str:
    """What a rule chose: an option or a setting, or that several fit."""
    if len(reason.chose) > 1:
        return f"{len(reason.chose)} fit, and the bill decides"
    chose = reason.chose[0] if reason.chose else "none"
    words = {"true": "yes", "false": "no"}.get(chose, chose.replace("_", " "))
    if reason.sets == "service":
        return title(chose)
    return title(f"{reason.rule.partition('.')[0]} {chose}") if naming else words


def _table(need: Need) -> Iterator[tuple[str, str, str, str]]:
    """Each decision: what is excluded, which rules did not hold, which decided."""
    quiet = {each.rule for each in main_reasons(need)[1]}
    for decision, steps in by_decision(need).items():
        reason = decided(need, decision)
        if reason is not None and reason.rule in quiet:
            continue
        out = ", ".join(_rule(step) for step in steps if step.option and step.held)
        tried = ", ".join(_rule(step) for step in steps if not step.option and step.held is not True)
        rule = f"{reason.rule.removeprefix(f'{decision}.')}: {' or '.join(reason.chose)}" if reason else ""
        yield decision, out or "—", tried or "—", rule or "—"
