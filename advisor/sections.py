"""Managed sections of design documents: what stands between their marks against what the specs' reports say.

    <!-- advisor:begin report spec=orders parts=summary,bill -->
    …
    <!-- advisor:end -->

`spec=` names a spec of the document (left out: the last one above, else the first), `parts=` some of summary, chart, bill and
alternatives (left out: all). Everything outside the marks stays as it is, byte for byte.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from advisor.blocks import MOST_SPECS, Block
from advisor.diagnostics import At, nearest
from advisor.documents import Document, Section
from advisor.records import NamedTuple
from advisor.render.section import PARTS, section
from advisor.report import Finding, Report
from advisor.source import quote


class Edit(NamedTuple):
    """A document's text as it was read and as its sections should make it; what can be mended by writing it, what cannot."""

    before: str
    after: str
    drifted: tuple[Finding, ...]
    found: tuple[Finding, ...]


class _Asked(NamedTuple):
    """What the beginning of a section asks for."""

    spec: str
    parts: tuple[str, ...]


def sections(path: str, text: str, document: Document, blocks: Iterable[Block], reports: Mapping[str, Report]) -> Edit:
    """Every section of a document compared; `reports` are those of its specs that have one, by name."""
    known = list(blocks)
    after, end = [], 0
    drifted: list[Finding] = []
    found: list[Finding] = []
    for each in document.sections[:MOST_SPECS]:
        at = At(path, each.line, each.column)
        asked, problems = _asked(each, at)
        block = _block(asked, each, known) if asked else None
        if each.end is None:
            problems.append(
                _finding("section.unclosed", "this managed section never ends", at, "end it with <!-- advisor:end -->")
            )
        elif asked and block is None:
            problems.append(_no_spec(asked, known, at))
        found += problems
        if problems or asked is None or block is None or each.end is None or block.name not in reports:
            continue  # where the spec cannot be read, that is told, and the section left as it is
        report = reports[block.name]
        dated = block.node is not None and isinstance(block.node.value, dict) and "on" in block.node.value
        wanted = _lines(section(report, asked.parts, dated=dated), each, text)
        if wanted != text[each.start : each.end]:
            drifted.append(_drift(text[each.start : each.end], wanted, each, path))
        after += [text[end : each.start], wanted]
        end = each.end
    return Edit(text, "".join((*after, text[end:])), tuple(drifted), tuple(found))


def _asked(section_: Section, at: At) -> tuple[_Asked | None, list[Finding]]:
    """The words of a section's beginning."""
    words = section_.words.split()
    problems: list[Finding] = []
    spec, parts = "", tuple(PARTS)
    if words[:1] != ["report"]:
        said = quote(words[0]) if words else "nothing"
        problems.append(_finding("section.words", f"a managed section holds a report, not {said}", at, "write report"))
    for word in words[1:]:
        key, _, value = word.partition("=")
        wrong = [each for each in value.split(",") if each not in PARTS] if key == "parts" else []
        if key == "spec" and value:
            spec = value
        elif key == "parts" and value and not wrong:
            parts = tuple(value.split(","))
        else:
            hint = nearest(wrong[0], PARTS) if wrong else nearest(key, ("spec", "parts"))
            problems.append(_finding("section.words", f"{quote(word)} is not read in a managed section", at, hint))
    return (None if problems else _Asked(spec, parts)), problems


def _block(asked: _Asked, section_: Section, blocks: Sequence[Block]) -> Block | None:
    """The spec a section is about."""
    if asked.spec:
        return next((each for each in blocks if each.name == asked.spec), None)
    above = [each for each in blocks if each.at.line < section_.line]
    return above[-1] if above else blocks[0] if blocks else None


def _no_spec(asked: _Asked, blocks: Sequence[Block], at: At) -> Finding:
    """Why a section has no report."""
    if asked.spec:
        hint = nearest(asked.spec, [each.name for each in blocks])
        return _finding("section.spec", f"{quote(asked.spec)} is no spec of this document", at, hint)
    return _finding("section.spec", "this document has no spec to report on", at, "write one between ```yaml advisor and ```")


def _lines(markdown: str, section_: Section, text: str) -> str:
    """Markdown as it stands in the document: its line ends, the indentation of its marks, an empty line at either end."""
    begun = text[: section_.start]
    newline = "\r\n" if begun.endswith("\r\n") else begun[-1]
    rows = ["", *markdown.rstrip("\n").split("\n"), ""]
    return "".join((f"{section_.indent}{row}" if row else "") + newline for row in rows)


def _drift(now: str, wanted: str, section_: Section, path: str) -> Finding:
    """A section that is not what it should be, at the first line that differs."""
    ours, theirs = now.splitlines(), wanted.splitlines()
    same = next((number for number, (a, b) in enumerate(zip(ours, theirs, strict=False)) if a != b), min(len(ours), len(theirs)))
    at = At(path, section_.line + 1 + same, 1)
    what = "this managed section is empty" if not now.strip() else "this managed section is not what its spec leads to"
    return _finding("section.drift", what, at, "run `advisor check --write`")


def _finding(code: str, message: str, at: At, instead: str) -> Finding:
    return Finding(code, "error", message, at, "", "", instead, ())
