"""Reading a Design from the `chosen:` mapping of a spec: each field typed, every problem collected with its place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from advisor import units
from advisor.diagnostics import At, Diagnostic, nearest
from advisor.exact import Fraction
from advisor.sets import number

if TYPE_CHECKING:
    from advisor.source import Node

YES = {"true": True, "yes": True, "false": False, "no": False}


def listed(names: tuple[str, ...]) -> str | list[str]:
    """Names as a spec writes them: one by itself, several as a list."""
    return names[0] if len(names) == 1 else list(names)


class Reader:
    """Takes the keys of a mapping one by one, so that what is left over is unknown."""

    def __init__(self, node: Node, what: str) -> None:
        self.at = node.at
        self.what = what
        self.problems: list[Diagnostic] = []
        self._keys = node.keys
        self._left: dict[str, Node] = dict(node.value) if isinstance(node.value, dict) else {}
        self._known: list[str] = []
        if not isinstance(node.value, dict):
            self.wrong(node.at, f"{what} is not a mapping", "write `key: value` lines")

    def wrong(self, at: At, message: str, hint: str = "") -> None:
        """Keep one problem."""
        self.problems.append(Diagnostic(at, "chosen", message, hint))

    def take(self, key: str) -> Node | None:
        """The value of a key; None when it is not written, or written empty (`~`)."""
        self._known.append(key)
        node = self._left.pop(key, None)
        return None if node is None or node.value == "" else node

    def text(self, key: str) -> str | None:
        """A key's text."""
        node = self.take(key)
        if node is None or isinstance(node.value, str):
            return node.value if node and isinstance(node.value, str) else None
        self.wrong(node.at, f"{key} is not a single value", f"write {key}: value")
        return None

    def flag(self, key: str) -> bool | None:
        """true or false."""
        at, text = self.place(key), self.text(key)
        if text is not None and text.lower() not in YES:
            self.wrong(at, f'"{text[:80]}" is not true or false', f"write {key}: true or {key}: false")
        return None if text is None else YES.get(text.lower())

    def choice(self, key: str, words: Iterable[str], aliases: Mapping[str, str] | None = None) -> str | None:
        """One of the words; an alias is taken for its word, and case does not matter."""
        at, text = self.place(key), self.text(key)
        if text is None:
            return None
        known = {word.lower(): word for word in words} | {alias.lower(): word for alias, word in (aliases or {}).items()}
        found = known.get(text.lower())
        if found is None:
            self.wrong(at, f'"{text[:80]}" is not a known {key} of {self.what}', nearest(text, words))
        return found

    def amount(self, key: str, dimension: str) -> Fraction | None:
        """One quantity in base units."""
        at, text = self.place(key), self.text(key)
        if text is None:
            return None
        try:
            value = number(units.parse(text, dimension))
        except ValueError as error:
            self.wrong(at, f"{key}: {error}")
            return None
        if isinstance(value, Fraction):
            return value
        self.wrong(at, f'{key}: "{text[:80]}" is no single number', "write one bounded value")
        return None

    def count(self, key: str) -> int | None:
        """A whole number of at least one."""
        at, value = self.place(key), self.amount(key, "count")
        if value is not None and (value.denominator != 1 or value < 1):
            self.wrong(at, f"{key} is not a whole number of at least 1", f"write {key}: 3")
            return None
        return None if value is None else int(value)

    def names(self, key: str) -> tuple[str, ...] | None:
        """A list of texts, or one text."""
        node = self.take(key)
        if node is None:
            return None
        if isinstance(node.value, str):
            return (node.value,)
        if isinstance(node.value, list) and all(isinstance(each.value, str) for each in node.value):
            return tuple(str(each.value) for each in node.value)
        self.wrong(node.at, f"{key} is not a list of names", f"write {key}: [name, name]")
        return None

    def parts(self, key: str) -> list[tuple[str, Node]]:
        """The entries of a mapping, or of a list (their names are then empty)."""
        node = self.take(key)
        if node is None:
            return []
        if isinstance(node.value, str):
            self.wrong(node.at, f"{key} is not a list or a mapping", "write its entries below it")
            return []
        return list(node.value.items()) if isinstance(node.value, dict) else [("", each) for each in node.value]

    def written(self, key: str) -> bool:
        """Whether a key that has not been taken yet is written."""
        return key in self._left

    def place(self, key: str) -> At:
        """Where a key's value stands."""
        node = self._left.get(key)
        return node.at if node is not None else self.at

    def finish(self) -> list[Diagnostic]:
        """All problems in file order, unknown keys among them."""
        for key in self._left:
            at = self._keys.get(key, self.at)
            self.wrong(at, f'"{key[:80]}" is not a key of {self.what}', nearest(key, self._known))
        return sorted(self.problems, key=lambda each: (each.at.line, each.at.column) if each.at else (0, 0))
