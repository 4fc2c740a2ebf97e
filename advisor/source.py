"""YAML text to plain values that know where they stand. No implicit typing: every scalar is its text.

A small, strict YAML: one document, no aliases, tags or merge keys, no key twice. Events are read one by one, so nesting
is cut off before any parser could overflow, and no node is built that nobody wrote.
"""

from __future__ import annotations

import os
import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any, NoReturn

from advisor.diagnostics import At, Diagnostic, Refused
from advisor.records import NamedTuple

DEEPEST = 60
MOST_BYTES = 1024 * 1024
USUAL_BYTES = 64 * 1024  # more than most files hold: room for the most there may be takes long to get
MOST_VALUES = 20_000
MOST_PROBLEMS = 50
WIDEST_EXCERPT = 120
SPEC_FILES = (".yaml", ".yml")
MARKDOWN = (".md", ".markdown")
_PLAIN = bytes([0x0A, 0x0D, *range(0x20, 0x7F)])
_BLANK_INDENT = re.compile(r"^ *([\t\xa0\u3000])[^\S\r\n]*[^\s#]", re.M)
_NEXT_DOCUMENT = re.compile(r"^---[ \t]*\r?$", re.M)


@cache
def _unprintable() -> re.Pattern[str]:
    """Characters a file must not have; so many take long to compile, and most files are plain."""
    return re.compile("[\x00-\x08\x0b-\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]")


_tuple = tuple.__new__
_NO_KEYS: dict[str, At] = {}  # never changed


class Node(NamedTuple):
    """A value of a YAML file: text, list or mapping, its place and the places of its keys."""

    value: str | list[Node] | dict[str, Node]
    at: At
    keys: dict[str, At] = _NO_KEYS
    quoted: bool = False


def plain(node: Node) -> Any:
    """The node's text, lists and dicts without positions."""
    if isinstance(node.value, dict):
        return {key: plain(child) for key, child in node.value.items()}
    if isinstance(node.value, list):
        return [plain(child) for child in node.value]
    return node.value


def read_text(path: Path | str, most: int = MOST_BYTES, *, keep: bool = False, kind: str = "YAML") -> str:
    """A file's text; Refused when it is missing, no regular file, over `most` bytes, or not UTF-8. `keep` a byte order mark.
    `kind` is what it should be, where nothing is there."""
    start = At(str(path), 1, 1)
    try:
        if not os.path.isfile(path):
            what = "is a directory" if Path(path).is_dir() else "is not a file" if Path(path).exists() else "does not exist"
            _refuse(start, "file", f"this {what}", f"write the path of a {kind} file")
        with open(path, "rb") as file:
            data = file.read(USUAL_BYTES)
            if len(data) == USUAL_BYTES:
                data += file.read(most + 1 - USUAL_BYTES)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        _refuse(start, "file", f"the file cannot be read ({reason})", "check its path and permissions")
    return decode(data, str(path), most, keep=keep)


def decode(data: bytes, file: str, most: int = MOST_BYTES, *, keep: bool = False) -> str:
    """The text of a file's bytes (or of the first of too many); Refused when they are over `most` or not UTF-8."""
    start = At(file, 1, 1)
    if len(data) > most:
        what = f"the file is larger than {most // 1024**2} MiB"
        _refuse(start, "size", what, "keep only the workload in it" if most == MOST_BYTES else "split the document")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        _refuse(start, "encoding", "the file is UTF-16", "save it as UTF-8")
    try:
        return data.decode("utf-8" if keep else "utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8-sig")
        at = At(file, before.count("\n") + 1, len(before) - before.rfind("\n"))
        _refuse(at, "encoding", f"byte 0x{data[error.start]:02x} is not UTF-8 text", "save the file as UTF-8")


def read(text: str, file: str, first_line: int = 1) -> Node:
    """The one document of `text`, whose first line is line `first_line` of `file`; Refused with every problem found,
    and with the document where keys are written twice and nothing else is wrong: the first of each counts."""
    text = text.removeprefix("\ufeff")
    if len(text) > MOST_BYTES:
        _refuse(At(file, first_line, 1), "size", "the text is larger than 1 MiB", "keep only the workload in it")
    problems = list(_text_problems(text, file, first_line))
    composer = _Composer(text, file, first_line)
    root = Node("", At(file, first_line, 1)) if problems else composer.compose()
    problems += composer.problems
    if problems:
        lines = split_lines(text)
        shown = [p._replace(excerpt=excerpt(lines, p.at, first_line)) for p in problems[:MOST_PROBLEMS]]
        if len(problems) > MOST_PROBLEMS:
            shown.append(Diagnostic(None, "yaml.more", f"{file}: and {len(problems) - MOST_PROBLEMS} more problems"))
        raise Refused(shown, root if all(each.code == "yaml.twice" for each in problems) else None)
    return root


def read_rules(text: str, file: str) -> Node:
    """The first document of a rule file: everything before a line `---` (its examples follow, for the tests)."""
    for line in _NEXT_DOCUMENT.finditer(text):
        if any(row.strip() and not row.lstrip().startswith("#") for row in text[: line.start()].splitlines()):
            return read(text[: line.start()], file)
    return read(text, file)


def quote(text: str) -> str:
    """Text someone wrote, in quotes, on one line and short enough for a message."""
    line = " ".join(text.split())
    return f'"{line[:60]}…"' if len(line) > 60 else f'"{line}"'


def split_lines(text: str) -> list[str]:
    """The lines as YAML counts them."""
    return re.split(r"\r\n|\r|\n", text) if "\r" in text else text.split("\n")


def excerpt(lines: list[str] | tuple[str, ...], at: At | None, first_line: int = 1) -> str:
    """The line a diagnostic points into, safe to print and at most 120 characters; empty when the place lies beyond."""
    if at is None or not 0 <= at.line - first_line < len(lines) or at.column > WIDEST_EXCERPT:
        return ""
    line = lines[at.line - first_line]
    cut = line[:WIDEST_EXCERPT] + ("…" if len(line) > WIDEST_EXCERPT else "")
    return _unprintable().sub("\ufffd", cut.replace("\t", " ")).rstrip()


def _refuse(at: At, code: str, message: str, hint: str) -> NoReturn:
    """Stop with one problem."""
    raise Refused([Diagnostic(at, f"yaml.{code}", message, hint)])


def _text_problems(text: str, file: str, first_line: int) -> Iterator[Diagnostic]:
    """Characters that cannot be in a specification, and indentation YAML does not take; the first fifty."""
    if text.isascii() and not text.encode().translate(None, _PLAIN):
        return
    if text.count("\x00") > 3:
        yield Diagnostic(At(file, first_line, 1), "yaml.binary", "this is not a text file", "save it as UTF-8 text")
        return
    places = []
    for match in islice(_unprintable().finditer(text), MOST_PROBLEMS):
        places.append((match.start(), f"the character U+{ord(match[0]):04X} is not allowed", "remove it"))
    for match in islice(_BLANK_INDENT.finditer(text), MOST_PROBLEMS):
        name = "a tab" if match[1] == "\t" else "an unusual space"
        places.append((match.start(1), f"{name} is used as indentation", "indent with spaces"))
    if places:
        starts = [0, *(m.end() for m in re.finditer(r"\r\n|\r|\n", text))]
        for place, message, hint in sorted(places)[:MOST_PROBLEMS]:
            line = bisect_right(starts, place) - 1
            at = At(file, first_line + line, place - starts[line] + 1)
            yield Diagnostic(at, "yaml.character", message, hint)


class _Stop(Exception):
    """Nothing after this problem can be read."""


class _Composer:
    """Builds Nodes from parser events and collects what is wrong."""

    def __init__(self, text: str, file: str, first_line: int) -> None:
        self.text, self.file, self.first_line = text, file, first_line
        self.problems: list[Diagnostic] = []
        self.values = 0

    def compose(self) -> Node:
        """The document's root; an empty scalar for an empty file, or when reading had to stop."""
        import yaml

        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)(self.text)
        self.next: Any = loader.get_event
        self.sequence_end, self.mapping_end = yaml.SequenceEndEvent, yaml.MappingEndEvent
        self.scalar, self.alias, self.sequence = yaml.ScalarEvent, yaml.AliasEvent, yaml.SequenceStartEvent
        root = Node("", At(self.file, self.first_line, 1))
        try:
            self.next()  # stream start
            if type(self.next()) is yaml.DocumentStartEvent:
                root = self._node(self.next(), 1)
                self.next()  # document end
                after = self.next()
                if type(after) is yaml.DocumentStartEvent:
                    self._problem(self._at(after), "documents", "a second document starts here", "keep one document in a file")
        except _Stop:
            pass
        except yaml.YAMLError as error:
            self._syntax(error)
        finally:
            loader.dispose()
        return root

    def _at(self, event: Any) -> At:
        """Where an event starts."""
        return At(self.file, event.start_mark.line + self.first_line, event.start_mark.column + 1)

    def _problem(self, at: At, code: str, message: str, hint: str) -> None:
        self.problems.append(Diagnostic(at, f"yaml.{code}", message, hint))

    def _node(self, event: Any, depth: int) -> Node:
        """The node that starts with this event."""
        mark, kind = event.start_mark, type(event)
        at = _tuple(At, (self.file, mark.line + self.first_line, mark.column + 1))  # made so, for there are thousands
        self.values += 1
        if depth > DEEPEST or self.values > MOST_VALUES:
            what = f"more than {DEEPEST} levels deep" if depth > DEEPEST else f"more than {MOST_VALUES} values"
            self._problem(at, "size", f"this is {what}", "write less in one file")
            raise _Stop
        if kind is self.alias:
            self._problem(at, "alias", f'the alias "*{event.anchor[:40]}" is not read', "write the value again")
            return Node("", at)
        if event.anchor is not None or event.tag is not None:
            self._marked(event, at)
        if kind is self.scalar:
            text, style = event.value, event.style
            if not style:
                return _tuple(Node, ("" if text in ("~", "null") else text, at, _NO_KEYS, False))
            return self._quoted(text, style, at)
        return Node(list(self._items(depth)), at) if kind is self.sequence else self._mapping(at, depth)

    def _marked(self, event: Any, at: At) -> None:
        """Anchors and tags are not read."""
        if event.anchor is not None:
            self._problem(at, "alias", f'the anchor "&{event.anchor[:40]}" is not read', "remove it")
        if event.tag is not None:
            self._problem(at, "tag", f'the tag "{event.tag[:60]}" is not read', "remove it; every value is read as text")

    def _quoted(self, text: str, style: str, at: At) -> Node:
        """A text in quotes or a block; what an escape smuggles in is refused as if it were written out."""
        if style == '"' and not text.isprintable() and (match := _unprintable().search(text)):
            self._problem(at, "character", f"the character U+{ord(match[0]):04X} is not allowed", "remove it")
        return _tuple(Node, (text, at, _NO_KEYS, style in "'\""))

    def _items(self, depth: int) -> Iterator[Node]:
        """The items up to the end of the list."""
        following, end = self.next, self.sequence_end
        while type(event := following()) is not end:
            yield self._node(event, depth + 1)

    def _mapping(self, at: At, depth: int) -> Node:
        """A mapping with text keys, each once."""
        values: dict[str, Node] = {}
        keys: dict[str, At] = {}
        following, end, node = self.next, self.mapping_end, self._node
        while type(event := following()) is not end:
            key = node(event, depth + 1)
            value, text = node(following(), depth + 1), key.value
            if isinstance(text, str) and text not in values and text not in ("", "<<"):
                values[text], keys[text] = value, key.at
            else:
                self._bad_key(key, keys)
        return Node(values, at, keys)

    def _bad_key(self, key: Node, keys: dict[str, At]) -> None:
        """Why a key was not taken."""
        if not isinstance(key.value, str):
            self._problem(key.at, "key", "a key must be text", "write `name: value`")
        elif key.value == "":
            self._problem(key.at, "key", "a key is missing", "write `name: value`")
        elif key.value == "<<":
            self._problem(key.at, "merge", "the merge key `<<` is not read", "write the keys out")
        else:
            first = keys[key.value].line
            self._problem(key.at, "twice", f"{quote(key.value)} is written twice (first in line {first})", "keep one")

    def _syntax(self, error: Any) -> None:
        """A YAML error in words; what never ends is shown where it starts."""
        opened, mark = getattr(error, "context_mark", None), getattr(error, "problem_mark", None)
        message = str(getattr(error, "problem", None) or getattr(error, "context", None) or "it cannot be read")
        last = self.text.rstrip()
        line, column = (mark.line, mark.column) if mark else (0, 0)
        if mark and mark.index >= len(last):  # found missing where the text ends
            message = "this never ends"
            inside = opened if opened and opened.index < len(last) else None
            line, column = (inside.line, inside.column) if inside else (last.count("\n"), len(last) - last.rfind("\n") - 2)
        hint = _ADVICE.get(message, "check the indentation, quotes and brackets")
        self._problem(At(self.file, line + self.first_line, column + 1), "syntax", f"this is not YAML: {message}", hint)


_ADVICE = {
    "mapping values are not allowed in this context": "quote the text that holds a colon, or check the indentation",
    "mapping values are not allowed here": "quote the text that holds a colon, or check the indentation",
    "could not find expected ':'": "write `name: value`",
    "this never ends": "close the bracket or quote",
}
