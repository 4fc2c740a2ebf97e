"""A small document: headings, paragraphs and tables of styled text. Printed plainly or in colour, the content is the same."""

from __future__ import annotations

import re

from advisor.records import NamedTuple

_UNIT = re.compile(r" (?<=\d )(?=(/\w|%|([KMGTP]?i?B|[µm]?s|min|h|days?|months?|years?|IOPS|RCU|WCU)\b))")


class Part(str):
    """Characters in one style: strong, dim, good, warn, bad, head; plain ones are a `str`."""

    __slots__ = ("style",)
    style: str

    def __new__(cls, text: str, style: str = "") -> Part:
        """The characters and their style, empty for plain."""
        made = str.__new__(cls, text)
        made.style = style
        return made


def style_of(part: str) -> str:
    """The style of a part of a text, empty for plain."""
    return getattr(part, "style", "")


Text = tuple[str, ...]  # one run of text, of parts; leading spaces indent all the lines it wraps into
Cell = tuple[Text, ...]  # lines of a table's cell
Row = tuple[Cell, ...]


class Heading(NamedTuple):
    """A title; level 1 is ruled off."""

    text: Text
    level: int = 2


class Paragraph(NamedTuple):
    """Text wrapped to the width, `indent` columns in, the lines after the first `hang` columns further."""

    text: Text
    indent: int = 0
    hang: int = 0


class Column(NamedTuple):
    """A column's title; numbers stand at the right and are not wrapped."""

    title: str
    right: bool = False


class Table(NamedTuple):
    """Rows of cells below their titles; without titles when all are empty. `ruled` sets the last row off as a total."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    indent: int = 0
    ruled: bool = False


class Gap(NamedTuple):
    """An empty line."""


class Lines(NamedTuple):
    """Lines as they are, `indent` columns in: a drawing."""

    lines: tuple[Text, ...]
    indent: int = 0


Block = Heading | Paragraph | Table | Gap | Lines


def text(*parts: str) -> Text:
    """Parts and strings in a row as one run."""
    return parts


def cell(*lines: str | Text) -> Cell:
    """A cell of lines."""
    return tuple([(line,) if isinstance(line, str) else line for line in lines])


def item(*parts: str, indent: int = 2) -> Paragraph:
    """A list's item."""
    return Paragraph(("- ", *parts), indent, 2)


def unbroken(characters: str) -> str:
    """No-break spaces between numbers and their units: no line ends there."""
    return _UNIT.sub("\u00a0", characters)
