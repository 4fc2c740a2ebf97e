"""Lines of Markdown as CommonMark counts them: columns of space with tabs, and how HTML blocks start and end."""

from __future__ import annotations

import re

_SPACE = re.compile(r"[ \t]*")
_TAG = r"""[A-Za-z][A-Za-z0-9-]*(?:\s+[A-Za-z_:][\w:.-]*(?:\s*=\s*(?:[^\s"'=<>`]+|'[^']*'|"[^"]*"))?)*\s*/?>"""
_BLOCK_TAGS = (
    "address article aside base basefont blockquote body caption center col colgroup dd details dialog dir div dl dt fieldset "
    "figcaption figure footer form frame frameset h1 h2 h3 h4 h5 h6 head header hr html iframe legend li link main menu menuitem "
    "nav noframes ol optgroup option p param search section summary table tbody td tfoot th thead title tr track ul"
).replace(" ", "|")
# How an HTML block starts, and what ends it; None: an empty line. The last cannot stand in the middle of a paragraph.
HTML = (
    (re.compile(r"<(?:script|pre|style|textarea)(?:[\s>]|$)", re.I), re.compile(r"</(?:script|pre|style|textarea)>", re.I)),
    (re.compile(r"<!--"), re.compile(r"-->")),
    (re.compile(r"<\?"), re.compile(r"\?>")),
    (re.compile(r"<![A-Za-z]"), re.compile(r">")),
    (re.compile(r"<!\[CDATA\["), re.compile(r"\]\]>")),
    (re.compile(rf"</?(?:{_BLOCK_TAGS})(?:\s|/?>|$)", re.I), None),
    (re.compile(rf"(?:<{_TAG}|</[A-Za-z][A-Za-z0-9-]*\s*>)[ \t]*$"), None),
)


class Row:
    """A line being read: how far, in characters and in columns (a tab reaches to the next fourth)."""

    def __init__(self, text: str) -> None:
        self.text, self.place, self.column = text, 0, 0
        self.left = 0  # columns of a tab that are not used up

    @property
    def first(self) -> int:
        """Where the first character is that is no space."""
        found = _SPACE.match(self.text, self.place)
        return found.end() if found else self.place

    @property
    def rest(self) -> str:
        """What is left, from its first character that is no space."""
        return self.text[self.first :]

    @property
    def blank(self) -> bool:
        """Whether nothing is left but space."""
        return self.first == len(self.text)

    def indent(self) -> int:
        """Columns of space from here."""
        first = self.first
        if first == self.place:
            return self.left
        column = self.column + self.left
        for char in self.text[self.place : first]:
            column += 4 - column % 4 if char == "\t" else 1
        return column - self.column

    def skip(self, columns: int) -> None:
        """Goes on by columns of space."""
        while columns and (self.left or self.text[self.place : self.place + 1] in (" ", "\t")):
            if not self.left:
                self.left = 4 - self.column % 4 if self.text[self.place] == "\t" else 1
                self.place += 1
            used = min(columns, self.left)
            self.left, self.column, columns = self.left - used, self.column + used, columns - used

    def take(self, characters: int) -> None:
        """Goes on by the space before the next characters, and by them."""
        self.skip(self.indent())
        self.place, self.column = self.place + characters, self.column + characters
