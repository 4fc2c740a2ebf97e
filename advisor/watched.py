"""A mapping that notes what was asked of it, so that what is computed from it is known to rest on that alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, TypeVar

_V = TypeVar("_V")


class Watched(Mapping[str, _V]):
    """A mapping that notes which keys were asked for."""

    __slots__ = ("_of", "read")

    def __init__(self, of: Mapping[str, _V], read: dict[str, None]) -> None:
        self._of, self.read = of, read

    def __getitem__(self, key: str) -> _V:
        self.read[key] = None
        return self._of[key]

    def get(self, key: str, default: Any = None) -> Any:
        """As of any mapping, in one step."""
        self.read[key] = None
        return self._of.get(key, default)

    def __iter__(self) -> Iterator[str]:
        self.read.update(dict.fromkeys(self._of))
        return iter(self._of)

    def __len__(self) -> int:
        return len(self._of)
