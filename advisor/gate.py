"""One file through the gate: its specs read and answered, their findings at their places, its managed sections compared.

Everything here is picklable, so that files can be examined by several processes; nothing is printed or written.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from advisor import source
from advisor.blocks import MOST_SPECS, Block, place, read_document
from advisor.checked import Cost, Found, NeedCost
from advisor.diagnostics import At, Diagnostic, Refused
from advisor.documents import Document
from advisor.inputs import read_input
from advisor.prices import Ambiguous, FileCatalog
from advisor.records import NamedTuple
from advisor.report import Finding, Priced, Report
from advisor.source import MARKDOWN, Node
from advisor.spec import Workload, in_order, read_workload
from advisor.vocabulary import load as load_vocabulary

if TYPE_CHECKING:
    from advisor.sections import Edit


class How(NamedTuple):
    """How files are examined: as of `on` (else the spec's own day, else today), in another Region, prices how old at most."""

    today: date
    on: date | None = None
    region: str | None = None
    oldest: timedelta = timedelta(days=730)


class Examined(NamedTuple):
    """What a file came to: findings, problems that make it unreadable, costs, and what its sections should be."""

    path: str
    file: str
    found: tuple[Found, ...]
    problems: tuple[Diagnostic, ...]
    costs: tuple[Cost, ...]
    edit: Edit | None
    specs: int


def examine(path: str, how: How) -> Examined:
    """One spec file or document."""
    file = shown_path(path)
    try:
        text, document, blocks, problems = _read(path)
    except Refused as refused:
        return _examined(
            path, file, [_unreadable(each, file, "") for each in refused.diagnostics], [], list(refused.diagnostics), None, 0
        )
    told = list(problems)
    found = [_unreadable(each, file, "") for each in problems]
    costs: list[Cost] = []
    reports: dict[str, Report] = {}
    lines = source.split_lines(text.removeprefix("\ufeff"))
    for block in blocks:
        report, more, wrong, cost = _spec(block, lines, file, how)
        told += wrong
        found += [*(_unreadable(each, file, block.name) for each in wrong), *more]
        costs += [cost] if cost else []
        if report is not None:
            reports[block.name] = report
    edit = _sections(path, text, document, blocks, reports) if document is not None and document.sections else None
    drifted = (*edit.drifted, *edit.found) if edit else ()
    found += [_found("", "", each, file) for each in drifted]
    found += [_found("", "", each, file) for each in _stray(path, document)]
    return _examined(path, file, found, costs, told, edit, len(blocks))


def _examined(
    path: str, file: str, found: list[Found], costs: list[Cost], told: list[Diagnostic], edit: Edit | None, specs: int
) -> Examined:
    """The findings in the order of the file, each with its key."""
    ordered = sorted(found, key=lambda each: (each.at.line, each.at.column) if each.at else (0, 0))
    return Examined(path, file, tuple(_keyed(ordered)), tuple(told), tuple(costs), edit, specs)


def _sections(path: str, text: str, document: Document, blocks: Sequence[Block], reports: Mapping[str, Report]) -> Edit:
    """The managed sections compared; what renders them is loaded where there are any."""
    from advisor.sections import sections

    return sections(path, text, document, blocks, reports)


def _read(path: str) -> tuple[str, Document | None, Sequence[Block], tuple[Diagnostic, ...]]:
    """A file's text, and its specs: the whole of a YAML file, the blocks of a document. Refused when it cannot be read."""
    if path.endswith(MARKDOWN):
        return read_document(path)
    name = "<stdin>" if path == "-" else path
    text = read_input() if path == "-" else source.read_text(path)
    try:
        node, problems = source.read(text, name), ()
    except Refused as refused:
        return text, None, [Block(Path(name).stem, At(name, 1, 1), refused.read, refused.diagnostics)], ()
    return text, None, [Block(Path(name).stem, At(name, 1, 1), node, problems)], ()


def _spec(
    block: Block, lines: list[str], file: str, how: How
) -> tuple[Report | None, list[Found], list[Diagnostic], Cost | None]:
    """One spec: its report, its findings, or its problems."""
    if block.node is None:
        return None, [], list(block.problems), None
    workload, problems = read_workload(block.node, load_vocabulary(), region=how.region, lines=lines)
    if workload is None or block.problems:
        return None, [], [_own_excerpt(each, block) for each in in_order([*block.problems, *problems])], None
    if not place(block.node, "workload"):
        workload = workload._replace(name=block.name)
    from advisor.advise import advise
    from advisor.claims import Held, claims

    on, catalog = how.on or workload.on or how.today, _catalog()
    try:
        report = advise(workload, catalog, on, basis="chosen", full=False)
    except Refused as refused:
        return None, [], [_own_excerpt(each, block) for each in refused.diagnostics], None
    except Ambiguous as fault:
        hint = "repair the catalog; `advisor prices verify` checks all of it"
        return None, [], [Diagnostic(block.at, "prices", str(fault), hint)], None
    asked = Held(how.today, how.oldest, catalog)
    every = [("", each) for each in report.findings]
    every += [(need.name, each) for need in report.stores for each in need.findings]
    every += claims(workload, block.node, report, asked)
    overruled = {need.name for need in report.stores if need.chosen is not None}
    found = [
        _found(workload.name, need, each._replace(at=_place(each, need, block)), file)
        for need, each in every
        if not (each.code == "budget.need" and need in overruled)
    ]
    return report, found, [], _cost(workload, report, block, file)


_CATALOGS: list[FileCatalog] = []


def _catalog() -> FileCatalog:
    """The catalog, opened once a process."""
    if not _CATALOGS:
        _CATALOGS.append(FileCatalog())
    return _CATALOGS[0]


def _own_excerpt(problem: Diagnostic, block: Block) -> Diagnostic:
    """A problem in a piece of another file does not show this file's line."""
    return problem if problem.at is None or problem.at.file == block.at.file else problem._replace(excerpt="")


def _place(finding: Finding, need: str, block: Block) -> At:
    """The key a finding is about, where it is written; else where the finding says; else the spec."""
    assert block.node is not None
    store = ("stores", need) if place(block.node, "stores", need) else ("stores", *need.split("/", 1))
    if finding.code.startswith("budget.workload"):
        return place(block.node, "budget") or block.at
    if finding.code.startswith("budget."):
        return _whole(block.node, *store, "budget") or _whole(block.node, "budget") or finding.at or block.at
    if finding.option.startswith("chosen "):
        option = finding.option.removeprefix("chosen ")
        said = _whole(block.node, *store, "chosen", finding.field) or _saying(block.node, option, *store, "chosen")
        return said or finding.at or block.at
    return finding.at or block.at


def _whole(node: Node, *path: str) -> At | None:
    """Where the last key of a path stands, None unless all of it is written."""
    for key in path[:-1]:
        if not isinstance(node.value, dict) or key not in node.value:
            return None
        node = node.value[key]
    return node.keys.get(path[-1])


def _saying(node: Node, word: str, *path: str) -> At | None:
    """Where the key stands that says a word, in the mapping at a path."""
    for key in path:
        if not isinstance(node.value, dict) or key not in node.value:
            return None
        node = node.value[key]
    if not isinstance(node.value, dict):
        return None
    return next((node.keys[key] for key, each in node.value.items() if str(each.value).lower() == word.lower()), None)


def _stray(path: str, document: Document | None) -> Iterator[Finding]:
    """Ends of sections that never began."""
    for line in document.stray[:MOST_SPECS] if document else ():
        yield Finding(
            "section.stray", "error", "this ends a managed section that never began", At(path, line, 1), "", "",
            "remove it, or write <!-- advisor:begin report --> above", (),
        )  # fmt: skip


def _cost(workload: Workload, report: Report, block: Block, file: str) -> Cost:
    """What a spec costs a month."""
    needs, unknown = [], []
    for need in report.stores:
        design = need.chosen or need.recommended
        needs.append(NeedCost(need.name, design.option if design else "", design.monthly.average if design else None))
        unknown += [f"{item} of {need.name}" for item in _unknown(design)]
    bounds = report.at_least, tuple(needs), report.at_most_but, tuple(unknown)
    return Cost(file, block.at.line, workload.name, workload.region, report.monthly.average, *bounds)


def _unknown(design: Priced | None) -> Iterable[str]:
    """What of a design's bill has no price, or no amount; all of it where nothing meets the need."""
    if design is None:
        return ("everything",)
    missing = [each.partition(":")[0] for each in design.unpriced]
    return dict.fromkeys([*missing, *(line.item for line in design.bill if line.amount is None)])


def shown_path(path: str) -> str:
    """A path as people and CI name it: from where we are, with slashes, where it lies below."""
    near = os.path.relpath(path) if os.path.isabs(path) else os.path.normpath(path)
    return (path if near.startswith("..") else near).replace(os.sep, "/") if path != "-" else "<stdin>"


def _unreadable(problem: Diagnostic, file: str, workload: str) -> Found:
    """A problem as a finding."""
    code = "file" if problem.code in ("yaml.file", "yaml.encoding", "yaml.size") and workload == "" else problem.code
    return Found(code, "error", problem.message, problem.at, "", "", problem.hint, (), file, workload, "", "", True)


def _found(workload: str, need: str, each: Finding, file: str) -> Found:
    return Found(*each, file, workload, need)


def _keyed(found: list[Found]) -> Iterator[Found]:
    """Each finding with a key that stays the same when lines move; twins are numbered."""
    seen: dict[tuple[str, ...], int] = {}
    for each in found:
        about: tuple[str, ...] = (each.code, each.file, each.workload, each.need, each.option, each.field)
        if each.unreadable or not each.need:
            about = (*about, each.message)
        seen[about] = seen.get(about, 0) + 1
        key = hashlib.sha256("\0".join((*about, str(seen[about]))).encode("utf-8", "surrogateescape")).hexdigest()[:32]
        yield each._replace(key=key)
