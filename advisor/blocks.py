"""Spec blocks of design documents: ```` ```yaml advisor ```` fences in Markdown, each read at its true lines.

    ```yaml advisor name=orders uses=platform        a spec; what it does not say itself, the piece says
    ```yaml advisor piece=platform                   keys for other blocks to use; no spec of its own

`uses=` names pieces of the same document, `common.yaml` a whole YAML file and `shared.md#platform` a piece of another document,
both from the folder of the document on. A key the block writes wins; `stores` and `moves` are joined by name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path

from advisor import source
from advisor.diagnostics import At, Diagnostic, Refused, nearest
from advisor.documents import Document, Fence, scan
from advisor.records import NamedTuple
from advisor.source import Node

MOST_BYTES = 4 * 1024 * 1024
MOST_SPECS = 100
JOINED = ("stores", "moves")
_ATTRIBUTES = ("name", "uses", "piece")
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,63}")


class Block(NamedTuple):
    """A spec of a document: its name, its place, its keys with those of the pieces it uses; None when there is a problem that
    leaves them out: a key written twice does not."""

    name: str
    at: At
    node: Node | None
    problems: tuple[Diagnostic, ...]


class Read(NamedTuple):
    """A document: its text, what stands in it, its specs, and what is wrong beside them."""

    text: str
    document: Document
    blocks: tuple[Block, ...]
    problems: tuple[Diagnostic, ...]


class _Said(NamedTuple):
    """What a fence's info string says."""

    fence: Fence
    at: At
    attributes: Mapping[str, str]
    problems: tuple[Diagnostic, ...]


def read_document(path: str) -> Read:
    """A document's blocks; Refused when the file cannot be read."""
    text = source.read_text(path, MOST_BYTES, keep=True, kind="Markdown")
    if "advisor" not in text:
        return Read(text, Document((), (), ()), (), ())
    document = scan(text)
    said = [each for fence in document.fences if (each := _said(fence, path)) is not None]
    problems = [each for one in said if "piece" in one.attributes for each in one.problems]
    pieces = _pieces(said, problems)
    specs = [each for each in said if "piece" not in each.attributes]
    if len(specs) > MOST_SPECS:
        where = At(path, specs[MOST_SPECS].fence.line, 1)
        problems.append(Diagnostic(where, "document.many", f"more than {MOST_SPECS} specs in one document", "split the document"))
    marks = [*(each.line for each in document.sections), *document.stray]
    if len(marks) > MOST_SPECS:
        what = f"more than {MOST_SPECS} managed sections in one document"
        problems.append(Diagnostic(At(path, marks[MOST_SPECS], 1), "document.many", what, "split the document"))
    blocks = tuple(_blocks(specs[:MOST_SPECS], text, path, pieces))
    return Read(text, document, blocks, tuple(problems))


def place(node: Node, *path: str) -> At | None:
    """Where the last key of a path that is written stands; None when not even the first is."""
    found: At | None = None
    for key in path:
        if not isinstance(node.value, dict) or key not in node.value:
            break
        found, node = node.keys[key], node.value[key]
    return found


def _said(fence: Fence, path: str) -> _Said | None:
    """The attributes of a spec's fence; None for a fence that is none."""
    words = fence.info.split()
    if "advisor" not in [each.lower() for each in words[:2]]:
        return None
    at = At(path, fence.line, fence.column)
    problems = []
    if words[0].lower() not in ("yaml", "yml") or words[1].lower() != "advisor":
        problems.append(Diagnostic(at, "document.fence", f"the fence says {source.quote(fence.info)}", "write ```yaml advisor"))
    if fence.quoted:
        problems.append(Diagnostic(at, "document.quoted", "a spec in a block quote is not read", "take it out of the quote"))
    if not fence.closed:
        problems.append(Diagnostic(at, "document.unclosed", "this fence is never closed", "end the spec with ``` on a line"))
    attributes: dict[str, str] = {}
    for word in words[2:]:
        key, equals, value = word.partition("=")
        if not equals or key not in _ATTRIBUTES:
            hint = nearest(key, _ATTRIBUTES) if equals else "write name=orders, uses=platform or piece=platform"
            problems.append(Diagnostic(at, "document.attribute", f"{source.quote(word)} is not read in a fence", hint))
        elif key != "uses" and not _NAME.fullmatch(value):
            hint = "write letters, digits, - and _"
            problems.append(Diagnostic(at, "document.attribute", f"{source.quote(value)} is no {key}", hint))
        else:
            attributes[key] = value
    if "piece" in attributes and len(attributes) > 1:
        problems.append(Diagnostic(at, "document.attribute", "a piece has no name and uses no other", "write piece= alone"))
    return _Said(fence, at, attributes, tuple(problems))


def _pieces(said: list[_Said], problems: list[Diagnostic]) -> dict[str, _Said]:
    """The pieces by name, each once."""
    found: dict[str, _Said] = {}
    for each in said:
        name = each.attributes.get("piece")
        if name is None:
            continue
        if name in found:
            first = found[name].fence.line
            what = f'the piece "{name}" is written twice (first in line {first})'
            problems.append(Diagnostic(each.at, "document.twice", what, "keep one"))
        found.setdefault(name, each)
    return found


def _blocks(specs: list[_Said], text: str, path: str, pieces: Mapping[str, _Said]) -> Iterator[Block]:
    """Each spec with the pieces it uses."""
    names: dict[str, int] = {}
    read: dict[str, tuple[Node | None, list[Diagnostic]]] = {}
    for number, each in enumerate(specs, start=1):
        name = each.attributes.get("name", Path(path).stem if number == 1 else f"{Path(path).stem}-{number}")
        problems = list(each.problems)
        if name in names:
            what = f'the spec "{name}" is written twice (first in line {names[name]})'
            problems.append(Diagnostic(each.at, "document.twice", what, "give each a name of its own"))
        names.setdefault(name, each.fence.line)
        node, wrong = _node(each, text, path) if not problems else (None, [])
        problems += wrong
        for use in (part for part in each.attributes.get("uses", "").split(",") if part):
            piece, wrong = _used(use, each, text, path, pieces, read)
            problems += wrong
            if node is not None and piece is not None:
                node, wrong = _laid(node, piece, use)
                problems += wrong
        whole = all(problem.code == "yaml.twice" for problem in problems)
        yield Block(name, each.at, node if whole else None, tuple(problems))


def _node(said: _Said, text: str, path: str) -> tuple[Node | None, list[Diagnostic]]:
    """What a fence holds."""
    try:
        return source.read(text[said.fence.start : said.fence.end], path, said.fence.line + 1), []
    except Refused as refused:
        return refused.read, list(refused.diagnostics)


def _used(
    use: str, by: _Said, text: str, path: str, pieces: Mapping[str, _Said], read: dict[str, tuple[Node | None, list[Diagnostic]]]
) -> tuple[Node | None, list[Diagnostic]]:
    """The piece a block uses; what is wrong in it is told where it is used first."""
    file, hash_, name = use.partition("#")
    if use in read:
        return read[use][0], []
    if use in pieces:
        read[use] = _node(pieces[use], text, path)
        return read[use]
    if not hash_ and not file.endswith(source.SPEC_FILES):
        return None, [
            Diagnostic(by.at, "document.piece", f"{source.quote(use)} is no piece of this document", nearest(use, pieces))
        ]
    if Path(file).is_absolute():
        what = f"{source.quote(file)} is an absolute path"
        return None, [Diagnostic(by.at, "document.piece", what, "write it from the document's folder on")]
    read[use] = _elsewhere(str(Path(path).parent / file), name)
    node, problems = read[use]
    if node is None and not problems:
        problems = [Diagnostic(by.at, "document.piece", f"{source.quote(file)} has no piece {source.quote(name)}", "")]
    return node, problems


@lru_cache(maxsize=64)
def _elsewhere(path: str, name: str) -> tuple[Node | None, list[Diagnostic]]:
    """A piece of another document, or a whole YAML file."""
    try:
        if path.endswith(source.SPEC_FILES):
            return source.read(source.read_text(path), path), []
        text = source.read_text(path, MOST_BYTES, keep=True, kind="Markdown")
    except Refused as refused:
        return None, list(refused.diagnostics)
    for fence in scan(text).fences:
        said = _said(fence, path)
        if said is not None and said.attributes.get("piece") == name:
            return _node(said, text, path)
    return None, []


def _laid(node: Node, piece: Node, use: str) -> tuple[Node, list[Diagnostic]]:
    """A block over a piece: its own keys win, stores and moves are joined."""
    for each in (node, piece):
        if not isinstance(each.value, dict):
            if each.value == "":
                continue
            return node, [Diagnostic(each.at, "document.piece", "keys belong here", "write `name: value` lines")]
    own = node.value if isinstance(node.value, dict) else {}
    under = piece.value if isinstance(piece.value, dict) else {}
    values, keys, problems = {**under, **own}, {**piece.keys, **node.keys}, []
    for group in JOINED:
        ours, theirs = own.get(group), under.get(group)
        if ours is None or theirs is None or not isinstance(ours.value, dict) or not isinstance(theirs.value, dict):
            continue
        for name in ours.value.keys() & theirs.value.keys():
            what = f"{source.quote(name)} is written here and in {source.quote(use)}"
            problems.append(Diagnostic(ours.keys[name], "document.twice", what, "keep one"))
        values[group] = Node({**theirs.value, **ours.value}, ours.at, {**theirs.keys, **ours.keys})
    return Node(values, node.at, keys), problems
