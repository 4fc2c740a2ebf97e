"""A document as lines no wider than asked for: words are wrapped, never cut; what cannot be wrapped stands out at the right.

Laid out are characters alone: styles take no room, and are put to the finished lines.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import zip_longest
from unicodedata import combining, east_asian_width

from advisor.render.document import Block, Column, Gap, Lines, Paragraph, Part, Row, Table, Text, style_of, unbroken
from advisor.render.ink import colored, plain

BETWEEN = 2  # columns between a table's columns
# Characters that may take none or two columns: all but those of Latin, dashes, quotes, dots, arrows, rules and blocks.
_ODD = re.compile("[^\x00-\u02ff\u2010-\u2027\u2190-\u21ff\u2500-\u2595]")
LONGEST_WORD = 40  # a wrapped column is not made narrower than its longest word, up to this

Ink = Callable[[Text, str, list[str]], list[str]]  # a run of text, its characters, the lines they make → the lines printed


def show(blocks: Iterable[Block], *, width: int, color: bool) -> str:
    """The document as text, ended by a newline; no-break spaces become spaces."""
    lines = [line for block in blocks for line in _block(block, width, colored if color else plain)]
    ended = lines if color else [line.rstrip() for line in lines]
    return "\n".join([*ended, ""]).replace("\u00a0", " ")


def _block(block: Block, width: int, ink: Ink) -> Iterable[str]:
    """The lines of a block."""
    if isinstance(block, Paragraph):
        whole = "".join(block.text)
        found = ink(block.text, whole, wrap(whole, width - block.indent, block.hang))
        rest = " " * (block.indent + block.hang)
        return [" " * block.indent + found[0], *[rest + line for line in found[1:]]]
    if isinstance(block, Gap):
        return ("",)
    if isinstance(block, Table):
        return _table(block, width, ink)
    if isinstance(block, Lines):
        return [" " * block.indent + _line(line, ink) for line in block.lines]
    whole = "".join(block.text)
    found = ink(tuple([Part(part, style_of(part) or "head") for part in block.text]), whole, wrap(whole, width))
    return found if block.level > 1 else [*found, _rule(min(width, columns(whole)), ink)]


def _line(text: Text, ink: Ink) -> str:
    """A run of text on one line."""
    whole = "".join(text)
    return ink(text, whole, [whole])[0]


def _rule(size: int, ink: Ink) -> str:
    """A line across so many columns."""
    return _line((Part("─" * size, "dim"),), ink)


def columns(text: str) -> int:
    """Terminal columns of characters."""
    return len(text) if text.isascii() or not _ODD.search(text) else sum(map(_width, text))


def _widest(texts: Sequence[str]) -> int:
    """Columns of the widest."""
    return max(map(columns if _ODD.search("".join(texts)) else len, texts), default=0)


@lru_cache(1024)
def _width(char: str) -> int:
    """Columns of one character: none for what is put over another, two for wide ones."""
    return 0 if combining(char) else 2 if east_asian_width(char) in "WF" else 1


def wrap(whole: str, width: int, hang: int = 0) -> list[str]:
    """Lines of at most `width` columns, those after the first `hang` less; leading spaces are kept on every line."""
    if columns(whole) <= width:
        return [whole]
    whole = unbroken(whole)
    indent = len(whole) - len(whole.lstrip(" "))
    words = " ".join(filter(None, whole.split(" ")))
    found = (_counted if _ODD.search(words) else _filled)(words, width - indent, hang)
    return [" " * indent + line for line in found]


def _filled(words: str, room: int, hang: int) -> Iterator[str]:
    """Words with one space between them as lines, each of as many as fit, where every character takes one column."""
    begin = 0
    while len(words) - begin > room:
        end = words.rfind(" ", begin, begin + max(room, 0) + 1)
        end = end if end > 0 else words.find(" ", begin)
        if end < 0:
            break
        yield words[begin:end]
        begin, room, hang = end + 1, room - hang, 0
    yield words[begin:]


def _counted(words: str, room: int, hang: int) -> Iterator[str]:
    """The same where characters may take none or two columns."""
    line: list[str] = []
    used = -1
    for word in words.split(" "):
        size = columns(word)
        if line and used + 1 + size > room:
            yield " ".join(line)
            room, hang, line, used = room - hang, 0, [], -1
        line.append(word)
        used += 1 + size
    yield " ".join(line)


def _table(table: Table, width: int, ink: Ink) -> Iterator[str]:
    """Title line, then each row as many lines as its tallest cell."""
    wholes = [[["".join(text) for text in cell] for cell in row] for row in table.rows]
    sizes = _sizes(table.columns, wholes, width - table.indent)
    titles = [column.title for column in table.columns]
    if any(titles):
        yield from _row(tuple([((Part(each, "dim"),),) for each in titles]), [[each] for each in titles], table, sizes, ink)
    for number, (row, whole) in enumerate(zip(table.rows, wholes, strict=True)):
        if table.ruled and number == len(wholes) - 1:
            yield " " * table.indent + _rule(sum(sizes) + BETWEEN * (len(sizes) - 1), ink)
        yield from _row(row, whole, table, sizes, ink)


def _row(row: Row, wholes: list[list[str]], table: Table, sizes: list[int], ink: Ink) -> Iterator[str]:
    """The lines of a row, each cell's texts as `wholes` without their styles."""
    if ink is plain and _fits(wholes, sizes):
        each = zip(wholes, table.columns, sizes, strict=True)
        some = [whole.rjust(size) if column.right else whole.ljust(size) for (whole,), column, size in each]
        yield " " * table.indent + (" " * BETWEEN).join(some)
        return
    cells: list[list[tuple[str, int]]] = []  # what is printed of each line of a cell, and the room it leaves
    for cell, inside, column, size in zip(row, wholes, table.columns, sizes, strict=True):
        found: list[tuple[str, int]] = []
        for text, whole in zip(cell, inside, strict=True):
            left = size - columns(whole)
            if column.right:
                found.append((" " * left + ink(text, whole, [whole])[0], 0))
            elif left >= 0:
                found.append((ink(text, whole, [whole])[0], left))
            else:
                lines = wrap(whole, size)
                found += [(shown, size - columns(line)) for shown, line in zip(ink(text, whole, lines), lines, strict=True)]
        cells.append(found)
    for parts in zip_longest(*cells):
        line, room = "", table.indent
        for part, size in zip(parts, sizes, strict=True):
            if part is None:
                room += size + BETWEEN
            else:
                line += " " * room + part[0]
                room = max(0, part[1]) + BETWEEN
        yield line


def _fits(wholes: list[list[str]], sizes: list[int]) -> bool:
    """Whether each cell is one text that fits its column, of characters that take one column each."""
    some = [inside[0] for inside, size in zip(wholes, sizes, strict=True) if len(inside) == 1 and len(inside[0]) <= size]
    return len(some) == len(wholes) and not _ODD.search("".join(some))


def _sizes(titles: tuple[Column, ...], wholes: list[list[list[str]]], room: int) -> list[int]:
    """Each column's width: as wide as its content, the widest wrapped ones narrowed until the table fits, if it can."""
    texts = [[text for row in wholes for text in row[place]] for place in range(len(titles))]
    sizes = [max(columns(column.title), _widest(inside)) for column, inside in zip(titles, texts, strict=True)]
    over = sum(sizes) + BETWEEN * (len(sizes) - 1) - room
    if over <= 0:
        return sizes
    least = [_least(*each) for each in zip(titles, texts, sizes, strict=True)]
    while over > 0 and (wide := [place for place, size in enumerate(sizes) if size > least[place]]):
        place = max(wide, key=sizes.__getitem__)
        next_ = max([least[place], *(sizes[each] for each in wide if each != place)])
        taken = max(1, min(over, sizes[place] - next_))
        sizes[place] -= taken
        over -= taken
    return sizes


def _least(column: Column, texts: list[str], natural: int) -> int:
    """The least width a column may be narrowed to."""
    if column.right:
        return natural
    longest = min(_widest(" ".join(texts).split(" ")), LONGEST_WORD)
    return min(natural, max(longest, columns(column.title)))
