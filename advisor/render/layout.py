"""A document as lines no wider than asked for: words are wrapped, never cut; what cannot be wrapped stands out at the right.

Laid out are characters alone: styles take no room, and are put to the finished lines.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
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
        run, indent, hang = block
        whole = "".join(run)
        first, *others = ink(run, whole, wrap(whole, width - indent, hang))
        rest = " " * (indent + hang)
        return [" " * indent + first, *[rest + line for line in others]]
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


def _measure(texts: Iterable[str]) -> Callable[[str], int]:
    """What tells the columns of each of the texts: their length, where every character takes one."""
    every = "".join(texts)
    return len if every.isascii() or not _ODD.search(every) else columns


@lru_cache(1024)
def _width(char: str) -> int:
    """Columns of one character: none for what is put over another, two for wide ones."""
    return 0 if combining(char) else 2 if east_asian_width(char) in "WF" else 1


def wrap(whole: str, width: int, hang: int = 0) -> list[str]:
    """Lines of at most `width` columns, those after the first `hang` less; leading spaces are kept on every line."""
    odd = not whole.isascii() and _ODD.search(whole) is not None
    if (columns(whole) if odd else len(whole)) <= width:
        return [whole]
    words = unbroken(whole).lstrip(" ")
    indent = len(whole) - len(words)
    if "  " in words or words.endswith(" "):
        words = " ".join(filter(None, words.split(" ")))
    found = (_counted if odd else _filled)(words, width - indent, hang)
    return [" " * indent + line for line in found] if indent else found


def _filled(words: str, room: int, hang: int) -> list[str]:
    """Words with one space between them as lines, each of as many as fit, where every character takes one column."""
    begin, found = 0, []
    while len(words) - begin > room:
        end = words.rfind(" ", begin, begin + max(room, 0) + 1)
        end = end if end > 0 else words.find(" ", begin)
        if end < 0:
            break
        found.append(words[begin:end])
        begin, room, hang = end + 1, room - hang, 0
    found.append(words[begin:])
    return found


def _counted(words: str, room: int, hang: int) -> list[str]:
    """The same where characters may take none or two columns."""
    found: list[str] = []
    line: list[str] = []
    used = -1
    for word in words.split(" "):
        size = columns(word)
        if line and used + 1 + size > room:
            found.append(" ".join(line))
            room, hang, line, used = room - hang, 0, [], -1
        line.append(word)
        used += 1 + size
    return [*found, " ".join(line)]


def _table(table: Table, width: int, ink: Ink) -> Iterator[str]:
    """Title line, then each row as many lines as its tallest cell."""
    titles, rows, indent, ruled = table
    wholes = [[["".join(text) for text in cell] for cell in row] for row in rows]
    texts = [[text for row in wholes for text in row[place]] for place in range(len(titles))]
    named = [[column.title] for column in titles]
    measure = _measure([text for inside in (*named, *texts) for text in inside])
    sizes = _sizes(titles, texts, width - indent, measure)
    bare = ink is plain and measure is len
    if any(column.title for column in titles):
        yield from _bare(named, table, sizes) if bare else _row(_titled(titles), named, table, sizes, ink)
    for number, (row, whole) in enumerate(zip(rows, wholes, strict=True), 1):
        if ruled and number == len(wholes):
            yield " " * indent + _rule(sum(sizes) + BETWEEN * (len(sizes) - 1), ink)
        yield from _bare(whole, table, sizes) if bare else _row(row, whole, table, sizes, ink)


def _titled(titles: tuple[Column, ...]) -> Row:
    """The titles of columns as a row."""
    return tuple([((Part(each.title, "dim"),),) for each in titles])


def _bare(wholes: list[list[str]], table: Table, sizes: list[int]) -> list[str]:
    """The lines of a row without styles whose characters take one column each."""
    cells = []
    for inside, column, size in zip(wholes, table.columns, sizes, strict=True):
        if column.right:
            cells.append([whole.rjust(size) for whole in inside])
        elif len(inside) == 1 and len(inside[0]) <= size:
            cells.append(inside)
        else:
            cells.append([line for whole in inside for line in wrap(whole, size)])
    before, between = " " * table.indent, " " * BETWEEN
    return [before + between.join(map(str.ljust, parts, sizes)) for parts in zip_longest(*cells, fillvalue="")]


def _row(row: Row, wholes: list[list[str]], table: Table, sizes: list[int], ink: Ink) -> Iterator[str]:
    """The lines of a row, each cell's texts as `wholes` without their styles."""
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


def _sizes(titles: tuple[Column, ...], texts: list[list[str]], room: int, measure: Callable[[str], int]) -> list[int]:
    """Each column's width: as wide as its content, the widest wrapped ones narrowed until the table fits, if it can."""
    sizes = [max([measure(each.title), *map(measure, inside)]) for each, inside in zip(titles, texts, strict=True)]
    over = sum(sizes) + BETWEEN * (len(sizes) - 1) - room
    if over <= 0:
        return sizes
    least = [_least(*each, measure) for each in zip(titles, texts, sizes, strict=True)]
    while over > 0 and (wide := [place for place, size in enumerate(sizes) if size > least[place]]):
        place = max(wide, key=sizes.__getitem__)
        next_ = max([least[place], *(sizes[each] for each in wide if each != place)])
        taken = max(1, min(over, sizes[place] - next_))
        sizes[place] -= taken
        over -= taken
    return sizes


def _least(column: Column, texts: list[str], natural: int, measure: Callable[[str], int]) -> int:
    """The least width a column may be narrowed to."""
    if column.right:
        return natural
    longest = min(max(map(measure, " ".join(texts).split(" "))), LONGEST_WORD)
    return min(natural, max(longest, columns(column.title)))
