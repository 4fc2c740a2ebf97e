"""A small document: headings, paragraphs and tables of styled text. Printed plainly or in colour, the content is the same."""

from __future__ import annotations

from typing import NamedTuple


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


Block = Heading | Paragraph | Table | Gap


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


def show(blocks: list[Block], *, width: int, color: bool) -> str:
    """The document as text, ended by a newline."""
    from advisor.render.layout import lines

    laid = list(lines(blocks, width))
    if color:
        return _colored(laid)
    return "".join("".join(part.text for part in line).rstrip() + "\n" for line in laid)


STYLES = {"strong": "bold", "dim": "dim", "good": "green", "warn": "yellow", "bad": "bold red", "head": "bold cyan"}


def _colored(laid: list[Text]) -> str:
    """Laid out lines with the codes of this terminal; nothing in them is taken for markup."""
    from io import StringIO

    from rich.console import Console
    from rich.text import Text as Rich

    file = StringIO()
    console = Console(file=file, force_terminal=True, highlight=False, emoji=False, markup=False)
    for line in laid:
        console.print(Rich.assemble(*((part.text, STYLES.get(part.style, "")) for part in line)), soft_wrap=True)
    return file.getvalue()
