"""A document as lines no wider than asked for: words are wrapped, never cut; what cannot be wrapped stands out at the right."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import accumulate, pairwise
from unicodedata import combining, east_asian_width

from advisor.render.document import Block, Cell, Column, Gap, Heading, Lines, Paragraph, Part, Table, Text

BETWEEN = 2  # columns between a table's columns
# Lines are not broken between a number and its unit.
_UNIT = re.compile(r"(?<=\d) (?=(/\w|%|([KMGTP]?i?B|[µm]?s|min|h|days?|months?|years?|IOPS|RCU|WCU)\b))")
FIRST_ODD = "\u0300"  # characters before it take one column
LONGEST_WORD = 40  # a wrapped column is not made narrower than its longest word, up to this


def lines(blocks: Iterable[Block], width: int) -> Iterator[Text]:
    """Every line, styled, without trailing newline; no-break spaces become spaces."""
    for block in blocks:
        for line in _block(block, width):
            yield tuple([Part(part.text.replace("\u00a0", " "), part.style) if "\u00a0" in part.text else part for part in line])


def _block(block: Block, width: int) -> Iterator[Text]:
    if isinstance(block, Gap):
        yield ()
    elif isinstance(block, Heading):
        yield from wrap(tuple(Part(part.text, part.style or "head") for part in block.text), width)
        if block.level == 1:
            yield (Part("─" * min(width, measure(block.text)), "dim"),)
    elif isinstance(block, Lines):
        yield from ((Part(" " * block.indent), *line) for line in block.lines)
    elif isinstance(block, Paragraph):
        for number, line in enumerate(wrap(block.text, width - block.indent, block.hang)):
            yield (Part(" " * (block.indent + (block.hang if number else 0))), *line)
    else:
        yield from _table(block, width)


def measure(text: Sequence[Part]) -> int:
    """Terminal columns of a run of text."""
    return _columns(text[0].text) if len(text) == 1 else sum([_columns(part.text) for part in text])


def _columns(text: str) -> int:
    """Terminal columns of characters."""
    if text.isascii() or max(text) < FIRST_ODD:
        return len(text)
    return sum(map(_width, text))


@lru_cache(1024)
def _width(char: str) -> int:
    """Columns of one character: none for what is put over another, two for wide ones."""
    return 0 if combining(char) else 2 if east_asian_width(char) in "WF" else 1


def wrap(text: Text, width: int, hang: int = 0) -> list[Text]:
    """Lines of at most `width` columns, those after the first `hang` less; leading spaces are kept on every line."""
    if measure(text) <= width:
        return [text]
    whole = _UNIT.sub("\u00a0", "".join([part.text for part in text]))
    indent = len(whole) - len(whole.lstrip(" "))
    if len(text) == 1:
        return [_line([Part(line, text[0].style)], indent) for line in _filled(whole, width - indent, hang)]
    ends = [0, *accumulate(len(part.text) for part in text)]
    text = tuple([Part(whole[begin:end], part.style) for (begin, end), part in zip(pairwise(ends), text, strict=True)])
    found: list[Text] = []
    line: list[Part] = []
    used = 0
    for word in _words(text):
        size = measure(word)
        room = width - indent - (hang if found else 0)
        if line and used + 1 + size > room:
            found.append(_line(line, indent))
            line, used = [], 0
        if line:
            line.append(Part(" ", line[-1].style if line[-1].style == word[0].style else ""))
            used += 1
        line.extend(word)
        used += size
    return [*found, _line(line, indent)]


def _filled(whole: str, room: int, hang: int) -> Iterator[str]:
    """Text in one style as lines: each as many of its words as fit."""
    words: list[str] = []
    used = -1
    for word in filter(None, whole.split(" ")):
        size = _columns(word)
        if words and used + 1 + size > room:
            yield " ".join(words)
            room, hang, words, used = room - hang, 0, [], -1
        words.append(word)
        used += 1 + size
    yield " ".join(words)


def _line(parts: list[Part], indent: int) -> Text:
    return (Part(" " * indent), *parts) if indent else tuple(parts)


def _words(text: Text) -> Iterator[list[Part]]:
    """The words, each in parts of one style."""
    word: list[Part] = []
    for part in text:
        for number, piece in enumerate(part.text.split(" ")):
            if number and word:
                yield word
                word = []
            if piece:
                word.append(Part(piece, part.style))
    if word:
        yield word


def _table(table: Table, width: int) -> Iterator[Text]:
    """Title line, then each row as many lines as its tallest cell."""
    sizes = _sizes(table, width - table.indent)
    if any(column.title for column in table.columns):
        titles: tuple[Cell, ...] = tuple(((Part(column.title, "dim"),),) for column in table.columns)
        yield from _row(titles, table, sizes)
    for number, row in enumerate(table.rows):
        if table.ruled and number == len(table.rows) - 1:
            yield (Part(" " * table.indent), Part("─" * (sum(sizes) + BETWEEN * (len(sizes) - 1)), "dim"))
        yield from _row(row, table, sizes)


def _row(row: tuple[Cell, ...], table: Table, sizes: list[int]) -> Iterator[Text]:
    wrapped = [
        [line for text in cell for line in ([text] if column.right else wrap(text, size))]
        for cell, column, size in zip(row, table.columns, sizes, strict=True)
    ]
    for number in range(max(map(len, wrapped), default=0)):
        line: list[Part] = []
        room = table.indent
        for cell, column, size in zip(wrapped, table.columns, sizes, strict=True):
            found = cell[number] if number < len(cell) else ()
            fill = max(0, size - measure(found)) if found else size
            if column.right:
                room, fill = room + fill, 0
            if found:
                line += (Part(" " * room), *found)
                room = 0
            room += fill + BETWEEN
        yield tuple(line)


def _sizes(table: Table, room: int) -> list[int]:
    """Each column's width: as wide as its content, the widest wrapped ones narrowed until the table fits, if it can."""
    sizes = [_natural(place, column, table) for place, column in enumerate(table.columns)]
    over = sum(sizes) + BETWEEN * (len(sizes) - 1) - room
    if over <= 0:
        return sizes
    least = [_least(place, column, table, sizes[place]) for place, column in enumerate(table.columns)]
    while over > 0:
        place = max(range(len(sizes)), key=lambda each: (sizes[each] > least[each], sizes[each]))
        if sizes[place] <= least[place]:
            break
        sizes[place] -= 1
        over -= 1
    return sizes


def _natural(place: int, column: Column, table: Table) -> int:
    """A column's width without any wrapping."""
    texts = [measure(text) for row in table.rows for text in row[place]]
    return max(_columns(column.title), *texts) if texts else _columns(column.title)


def _least(place: int, column: Column, table: Table, natural: int) -> int:
    """The least width a column may be narrowed to."""
    if column.right:
        return natural
    texts = (text for row in table.rows for text in row[place])
    words = max((measure(word) for text in texts for word in _words(text)), default=0)
    return min(natural, max(min(words, LONGEST_WORD), _columns(column.title)))


def show(blocks: list[Block], *, width: int, color: bool) -> str:
    """The document as text, ended by a newline."""
    if color:
        return _colored(list(lines(blocks, width)))
    laid = lines(map(_plain, blocks), width)
    return "".join(["".join([part.text for part in line]).rstrip() + "\n" for line in laid])


def _plain(block: Block) -> Block:
    """A block without styles, which is quicker laid out: of each run of text one part."""
    if isinstance(block, Paragraph | Heading):
        return block._replace(text=_one(block.text)) if len(block.text) > 1 else block
    if isinstance(block, Table):
        return block._replace(rows=tuple([tuple([tuple(map(_one, cell)) for cell in row]) for row in block.rows]))
    return block


def _one(text: Text) -> Text:
    return (Part("".join([part.text for part in text])),) if len(text) > 1 else text


STYLES = {"strong": "bold", "dim": "dim", "good": "green", "warn": "yellow", "bad": "bold red", "head": "bold cyan"}


def _colored(laid: list[Text]) -> str:
    """Laid out lines with the codes of a terminal; nothing in them is taken for markup."""
    from rich.color import ColorSystem
    from rich.style import Style

    styles = {name: Style.parse(said) for name, said in STYLES.items()}

    def shown(part: Part) -> str:
        return styles[part.style].render(part.text, color_system=ColorSystem.STANDARD) if part.style in styles else part.text

    return "".join("".join(map(shown, line)) + "\n" for line in laid)
