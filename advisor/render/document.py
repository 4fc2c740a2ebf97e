"""A small document: headings, paragraphs and tables of styled text. Printed plainly or in colour, the content is the same."""

from __future__ import annotations

from advisor.records import NamedTuple


class Part(NamedTuple):
    """Characters in one style: strong, dim, good, warn, bad, head; empty for plain."""

    text: str
    style: str = ""


Text = tuple[Part, ...]  # one run of text; leading spaces indent all the lines it wraps into
Cell = tuple[Text, ...]  # lines of a table's cell


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
    rows: tuple[tuple[Cell, ...], ...]
    indent: int = 0
    ruled: bool = False


class Gap(NamedTuple):
    """An empty line."""


class Lines(NamedTuple):
    """Lines as they are, `indent` columns in: a drawing."""

    lines: tuple[Text, ...]
    indent: int = 0


Block = Heading | Paragraph | Table | Gap | Lines


def text(*parts: str | Part | Text) -> Text:
    """Parts, strings and runs in a row as one run."""
    found: list[Part] = []
    for part in parts:
        if isinstance(part, str):
            found.append(Part(part))
        elif isinstance(part, Part):
            found.append(part)
        else:
            found.extend(part)
    return tuple(found)


def cell(*lines: str | Part | Text) -> Cell:
    """A cell of lines."""
    return tuple(text(line) for line in lines)


def item(*parts: str | Part | Text, indent: int = 2) -> Paragraph:
    """A list's item."""
    return Paragraph(text("- ", *parts), indent, 2)
