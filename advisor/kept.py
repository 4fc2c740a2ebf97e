"""What was read of the rules, kept beside them as Python keeps its bytecode: a start takes it up in a tenth of the time.

A kept file counts while everything it was made from (the rule files, the code that reads them) has the content it had, and is
made again otherwise. A wheel brings them along; a checkout keeps them in `rules/__pycache__`, where it may write.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import sys
from collections.abc import Callable, Iterable
from functools import cache
from io import BytesIO
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar, cast
from zlib import crc32

from advisor import folders
from advisor.diagnostics import At
from advisor.exact import Fraction

_T = TypeVar("_T")
_PACKAGE = Path(__file__).parent
_MAKERS = ("sets", "units", "limits", "vocabulary", "clauses", "tables", "phrases", "rulefile", "rules", "grid", "compiled")
_State = tuple[tuple[str, int], ...]


def kept(name: str, sources: Iterable[Path], make: Callable[[], _T], worth: Callable[[_T], bool] = lambda _: True) -> _T:
    """What `make` reads of the sources: taken up again where what is kept as `name` is `worth` it, else made and kept."""
    state = tuple(_content(path) for path in (*(_PACKAGE / f"{each}.py" for each in _MAKERS), *sources))
    for folder in (folders.rules().parent / "kept", _own()):
        found = _taken_up(folder / f"{name}.pickle", state)
        if found is not None and worth(cast(_T, found[0])):
            return cast(_T, found[0])
    made = make()
    if worth(made) and not sys.dont_write_bytecode:
        _keep(_own() / f"{name}.pickle", state, made)
    return made


def _own() -> Path:
    """The folder a checkout keeps things in."""
    return folders.rules() / "__pycache__"


@cache
def _content(path: Path) -> tuple[str, int]:
    """A file's name and a checksum of its content."""
    return path.name, crc32(path.read_bytes()) if path.is_file() else 0


def _taken_up(file: Path, state: _State) -> tuple[object] | None:
    """What is kept, if it was made from this state; whatever is wrong with the file, it is made again."""
    try:
        with open(file, "rb") as stream:
            return (pickle.load(stream),) if pickle.load(stream) == state else None
    except Exception:
        return None


def _keep(file: Path, state: _State, made: object) -> None:
    """Writes the file whole or not at all."""
    import tempfile

    buffer = BytesIO()
    pickle.dump(state, buffer)
    _Pickler(buffer, pickle.HIGHEST_PROTOCOL).dump(made)
    with contextlib.suppress(OSError):
        file.parent.mkdir(exist_ok=True)
        handle, name = tempfile.mkstemp(dir=file.parent)
        with open(handle, "wb") as stream:
            stream.write(buffer.getvalue())
        os.chmod(name, 0o644)
        os.replace(name, file)


class _Pickler(pickle.Pickler):
    """Numbers of whichever kind is installed, places wherever the rules lie, views of mappings as mappings."""

    def reducer_override(self, obj: object) -> Any:
        """How an object is made again."""
        if isinstance(obj, Fraction):
            return ratio, (obj.numerator, obj.denominator)
        if isinstance(obj, At):
            return place, (os.path.relpath(obj.file, folders.rules()), obj.line, obj.column)
        if isinstance(obj, MappingProxyType):
            return MappingProxyType, (dict(obj),)
        return NotImplemented


def ratio(numerator: int, denominator: int) -> Fraction:
    """A kept number."""
    return Fraction(numerator, denominator)


def place(file: str, line: int, column: int) -> At:
    """A kept place in a rule file."""
    return At(os.path.join(folders.rules(), file), line, column)
