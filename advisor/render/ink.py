"""Laid out lines as they are printed: plain, or with the codes of a terminal. Nothing in them is taken for markup."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from itertools import accumulate, islice, pairwise

from advisor.render.document import Text, style_of, unbroken

STYLES = {"strong": "bold", "dim": "dim", "good": "green", "warn": "yellow", "bad": "bold red", "head": "bold cyan"}


def plain(_text: Text, _whole: str, lines: list[str]) -> list[str]:
    """The lines a run of text was laid out to, without its styles."""
    return lines


def colored(text: Text, whole: str, lines: list[str]) -> list[str]:
    """The lines a run of text was laid out to (`whole` itself where it fits) in its styles: all at once, or word by word."""
    if lines[0] is whole:
        return ["".join([_coded(part, style_of(part)) for part in text])]
    bare = [line.lstrip(" ") for line in lines]
    indent = lines[0][: len(lines[0]) - len(bare[0])]
    if len(text) == 1:
        return [indent + _coded(line, style_of(text[0])) for line in bare]
    words = _words(text, unbroken(whole))
    return [indent + "".join(_spaced(islice(words, line.count(" ") + 1))) for line in bare]


def _words(text: Text, whole: str) -> Iterator[tuple[str, str, str]]:
    """Each word in its styles, and the style of its first and of its last part."""
    word = first = last = ""
    for part, (begin, end) in zip(text, pairwise(accumulate(map(len, text), initial=0)), strict=True):
        style = style_of(part)
        for number, piece in enumerate(whole[begin:end].split(" ")):
            if number and word:
                yield word, first, last
                word = ""
            if piece:
                first, last = first if word else style, style
                word += _coded(piece, style)
    if word:
        yield word, first, last


def _spaced(words: Iterable[tuple[str, str, str]]) -> Iterator[str]:
    """Words with spaces between them, in the style of what is before and after where it is one."""
    before = None
    for word, first, last in words:
        if before is not None:
            yield _coded(" ", first) if first == before else " "
        yield word
        before = last


def _coded(characters: str, style: str) -> str:
    """Characters between the codes of their style."""
    before, after = _codes().get(style, ("", ""))
    return f"{before}{characters}{after}" if characters else ""


@cache
def _codes() -> Mapping[str, tuple[str, str]]:
    """What a terminal is told before and after each style; the library that knows is loaded where there are colours alone."""
    from rich.color import ColorSystem
    from rich.style import Style

    between = {name: Style.parse(said).render("|", color_system=ColorSystem.STANDARD) for name, said in STYLES.items()}
    return {name: (codes.partition("|")[0], codes.partition("|")[2]) for name, codes in between.items()}
