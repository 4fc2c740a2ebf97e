"""What is wrong, where, and what to write instead: values, never prints."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from advisor.records import NamedTuple


class At(NamedTuple):
    """A place in a file; line and column count from 1."""

    file: str
    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


class Diagnostic(NamedTuple):
    """One problem: where, a stable code, what is wrong, what to write instead, and the offending line."""

    at: At | None
    code: str
    message: str
    hint: str = ""
    excerpt: str = ""

    def __str__(self) -> str:
        where = f"{self.at}: " if self.at else ""
        text = f"{where}{self.message}" + (f"; {self.hint}" if self.hint else "")
        if self.excerpt and self.at:
            text += f"\n    {self.excerpt}\n    {' ' * (self.at.column - 1)}^"
        return text


class Refused(Exception):
    """Input that cannot be used; carries every diagnostic, in file order, and what was read where all of it was."""

    def __init__(self, diagnostics: Iterable[Diagnostic], read: Any = None) -> None:
        self.diagnostics, self.read = tuple(diagnostics), read
        super().__init__("\n".join(str(d) for d in self.diagnostics))


def nearest(word: str, known: Iterable[str]) -> str:
    """A hint for a misspelt word: `did you mean "x"?`, else the known words; empty when there are none."""
    import difflib

    words = sorted(set(known))
    close = difflib.get_close_matches(word[:80], words, n=1, cutoff=0.6)
    if close:
        return f'did you mean "{close[0]}"?'
    if not words:
        return ""
    shown = ", ".join(words[:12])
    return f"write one of: {shown}" + (", …" if len(words) > 12 else "")
