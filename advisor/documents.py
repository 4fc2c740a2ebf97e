"""Markdown documents: their fenced blocks and managed sections, each at its true place, as CommonMark nests them.

A small block scanner (https://spec.commonmark.org/0.31.2/): block quotes, list items, indented code, HTML blocks and
fences decide what a line is; nothing inline is read, and nothing is changed.
"""

from __future__ import annotations

import re

from advisor.markup import HTML, Row
from advisor.records import NamedTuple

DEEPEST = 60  # block quotes and list items within one another; deeper lines are text
BEGIN = re.compile(r"<!--[ \t]*advisor:begin\b[ \t]*(.*?)[ \t]*-->[ \t]*$")
END = re.compile(r"<!--[ \t]*advisor:end[ \t]*-->[ \t]*$")
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)?")
_BACKTICKS = re.compile(r"(`{3,})([^`]*)$")
_TILDES = re.compile(r"(~{3,})(.*)$")
_CLOSING = re.compile(r"(`{3,}|~{3,})[ \t]*$")
_BREAK = re.compile(r"([-_*])[ \t]*(?:\1[ \t]*){2,}$")
_UNDERLINE = re.compile(r"(?:=+|-+)[ \t]*$")
_HEADING = re.compile(r"#{1,6}(?:[ \t]|$)")
_MARKER = re.compile(r"(?:[-+*]|(\d{1,9})[.)])(?=[ \t]|$)")
_QUOTE = -1  # in the list of open containers; a list item is the columns its content is indented by


class Fence(NamedTuple):
    """A fenced block: its info string and its line (from 1), the lines between the fences as offsets into the text."""

    info: str
    line: int
    column: int
    start: int
    end: int
    closed: bool
    quoted: bool


class Section(NamedTuple):
    """What stands between `<!-- advisor:begin … -->` and `<!-- advisor:end -->`, as offsets; None: it is never ended."""

    words: str
    line: int
    column: int
    indent: str
    start: int
    end: int | None


class Document(NamedTuple):
    """The blocks of a Markdown text, and the lines of ends without a beginning."""

    fences: tuple[Fence, ...]
    sections: tuple[Section, ...]
    stray: tuple[int, ...]


def scan(text: str) -> Document:
    """The fenced blocks and managed sections of a text."""
    scanner = _Scanner()
    for number, line in enumerate(_LINE.finditer(text, 1 if text.startswith("\ufeff") else 0), start=1):
        if line.end() == line.start():
            break
        scanner.line(number, line.start(), line[0].rstrip("\r\n"), line.end())
    return scanner.finish(len(text))


class _Scanner:
    """What is open while lines are read: containers, and in the innermost a paragraph, fence, HTML block or section."""

    def __init__(self) -> None:
        self.containers: list[int] = []
        self.paragraph = self.empty_item = False
        self.fence: tuple[str, Fence] | None = None  # the characters that close it
        self.html: re.Pattern[str] | None = None
        self.in_html = False
        self.section: Section | None = None
        self.fences: list[Fence] = []
        self.sections: list[Section] = []
        self.stray: list[int] = []

    def line(self, number: int, start: int, text: str, end: int) -> None:
        """Reads one line, which is `text` from `start`, and with its end `end`."""
        if self.section is not None:
            self._in_section(number, text, start, end)
            return
        if not self.containers and not self.in_html and self._plain(text):
            return
        row = Row(text)
        matched = self._continued(row)
        if matched < len(self.containers) and (self.fence or self.in_html):
            self._close_fence(start, closed=True)
            self.in_html = False
        if self.fence is not None:
            self._in_fence(row, start)
        elif self.in_html:
            self._in_html(row)
        else:
            self._open(row, matched, number, start, end)

    def finish(self, end: int) -> Document:
        """What was found, at the end of the text."""
        self._close_fence(end, closed=False)
        if self.section is not None:
            self.sections.append(self.section)
        return Document(tuple(self.fences), tuple(self.sections), tuple(self.stray))

    def _plain(self, text: str) -> bool:
        """Whether nothing needs to be looked at: a line of a fence that cannot close it, text that begins with a letter."""
        if self.fence is not None:
            return text[:1] not in (" ", "\t", "`", "~")
        self.paragraph = self.paragraph or text[:1].isalpha()
        return text[:1].isalpha()

    def _in_section(self, number: int, text: str, start: int, end: int) -> None:
        """A line of a managed section, or its end; a new beginning shows that the end is missing."""
        assert self.section is not None
        line = text.strip(" \t")
        if END.match(line):
            self.sections.append(self.section._replace(end=start))
            self.section = None
        elif begun := BEGIN.match(line):
            self.sections.append(self.section)
            indent = text[: len(text) - len(text.lstrip(" \t"))]
            self.section = Section(begun[1], number, len(indent) + 1, indent, end, None)

    def _continued(self, row: Row) -> int:
        """How many of the open containers the line is in."""
        for number, wide in enumerate(self.containers):
            if wide == _QUOTE:
                if row.indent() > 3 or not row.rest.startswith(">"):
                    return number
                row.take(1)
                row.skip(1)
            elif row.blank:
                if self.empty_item and number == len(self.containers) - 1:
                    return number
            elif row.indent() >= wide:
                row.skip(wide)
            else:
                return number
        return len(self.containers)

    def _close_fence(self, end: int, *, closed: bool) -> None:
        """The open fence ends before an offset."""
        if self.fence is not None:
            self.fences.append(self.fence[1]._replace(end=end, closed=closed))
            self.fence = None

    def _in_fence(self, row: Row, start: int) -> None:
        """A line of a fenced block, or its end."""
        assert self.fence is not None
        closing = _CLOSING.match(row.rest) if row.indent() < 4 else None
        if closing and closing[1].startswith(self.fence[0]):
            self._close_fence(start, closed=True)

    def _in_html(self, row: Row) -> None:
        """A line of an HTML block, or its end."""
        if row.blank if self.html is None else self.html.search(row.text[row.place :]):
            self.in_html = False

    def _open(self, row: Row, matched: int, number: int, start: int, end: int) -> None:
        """New containers, and what the line is in them."""
        whole = matched == len(self.containers)
        while len(self.containers) < DEEPEST and row.indent() < 4:
            rest = row.rest
            item = _MARKER.match(rest)
            if rest.startswith(">"):
                self._enter(matched, _QUOTE)
                row.take(1)
                row.skip(1)
            elif item and not self._no_item(item, rest, whole):
                self._enter(matched, self._item(row, item.end()))
                self.empty_item = row.blank
            else:
                break
            matched, whole = len(self.containers), True
        self._leaf(row, matched, number, start, end)

    def _enter(self, matched: int, container: int) -> None:
        """A new container within the first `matched`."""
        self.containers[matched:] = [container]
        self.paragraph = self.empty_item = False

    def _no_item(self, item: re.Match[str], rest: str, whole: bool) -> bool:
        """Whether what looks like a list item is a line across the page, or cannot stand amid a paragraph."""
        if _BREAK.match(rest):
            return True
        inside = self.paragraph and whole
        return inside and (not rest[item.end() :].strip(" \t") or (item[1] is not None and int(item[1]) != 1))

    def _item(self, row: Row, marker: int) -> int:
        """Goes past an item's marker; the columns its content is indented by."""
        wide = row.indent() + marker
        row.take(marker)
        space = row.indent()
        if row.blank or space > 4:
            space = 1
        row.skip(space)
        return wide + space

    def _leaf(self, row: Row, matched: int, number: int, start: int, end: int) -> None:
        """A line that opens no further container: blank, code, a fence, HTML, or text."""
        rest, whole = row.rest, matched == len(self.containers)
        if not rest:
            self.paragraph = False
            del self.containers[matched:]
            return
        self.empty_item = False
        if row.indent() > 3:
            if not self.paragraph:  # indented code; else the paragraph goes on
                del self.containers[matched:]
            return
        fence = _BACKTICKS.match(rest) or _TILDES.match(rest)
        html = next((each for each in HTML if rest[0] == "<" and each[0].match(rest)), None)
        if html is not None and html is HTML[-1] and self.paragraph:
            html = None
        if fence or html or _BREAK.match(rest) or _HEADING.match(rest) or (self.paragraph and whole and _UNDERLINE.match(rest)):
            del self.containers[matched:]
            self.paragraph = False
            column = len(row.text) - len(rest) + 1
            if fence:
                found = Fence(fence[2].strip(), number, column, end, end, False, _QUOTE in self.containers)
                self.fence = fence[1], found
            elif html:
                self._start_html(html[1], rest, number, column, row.text[: column - 1], end)
        else:
            if not self.paragraph:
                del self.containers[matched:]
            self.paragraph = True

    def _start_html(self, ends: re.Pattern[str] | None, rest: str, number: int, column: int, indent: str, end: int) -> None:
        """An HTML block, which may be the beginning of a managed section or an end without one."""
        begun = BEGIN.match(rest)
        if _QUOTE not in self.containers and begun:
            self.section = Section(begun[1], number, column, indent, end, None)
        elif END.match(rest):
            self.stray.append(number)
        # What starts a comment may not end it: `<!-->` is a whole one, though.
        elif ends is None or not ends.search(rest, 2 if rest.startswith("<!--") else 1):
            self.html, self.in_html = ends, True
