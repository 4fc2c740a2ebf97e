"""What was read from the rule files, kept beside them as Python keeps its bytecode: a start reads it back several times faster.

It is kept in `__pycache__` under the name and the state (time, size) of everything it was made from, made again when any of
that differs, and simply not kept where nothing may be written (or PYTHONDONTWRITEBYTECODE says so).
"""

from __future__ import annotations

import contextlib
import os
import pickle
import sys
from collections.abc import Callable, Iterable
from importlib.util import cache_from_source
from io import BytesIO
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar, cast

from advisor.exact import Fraction

_T = TypeVar("_T")
_PACKAGE = Path(__file__).parent
# The code that makes what is kept: another version of it makes it again.
_MAKERS = "exact sets units limits vocabulary clauses tables phrases rulefile rules grid compiled".split()  # noqa: SIM905 - short


def kept(name: str, folder: Path, sources: Iterable[Path], make: Callable[[], _T], worth: Callable[[_T], bool] = bool) -> _T:
    """What `make` reads from the sources: taken up again if it is `worth` it, else made and kept in the folder as `name`."""
    file = Path(cache_from_source(str(folder / f"{name}.kept"))).with_suffix(".pickle")
    state = _state(folder, sources)
    found = _taken_up(file, state)
    if found is not None and worth(cast(_T, found[0])):
        return cast(_T, found[0])
    made = make()
    if worth(made) and not sys.dont_write_bytecode:
        _keep(file, state, made)
    return made


def _state(folder: Path, sources: Iterable[Path]) -> tuple[object, ...]:
    """The place, and the state of each source and of the code that reads them."""
    code = (_PACKAGE / f"{each}.py" for each in _MAKERS)
    states = ((path.name, path.stat()) for path in (*code, *sources))
    return (sys.version, str(Fraction), str(folder), *((name, each.st_mtime_ns, each.st_size) for name, each in states))


def _taken_up(file: Path, state: tuple[object, ...]) -> tuple[object] | None:
    """What is kept, if it was made from this state; whatever is wrong with the file, it is made again."""
    try:
        with file.open("rb") as stream:
            return (pickle.load(stream),) if pickle.load(stream) == state else None
    except Exception:
        return None


def _keep(file: Path, state: tuple[object, ...], made: object) -> None:
    """Writes the file whole or not at all."""
    import tempfile

    buffer = BytesIO()
    with contextlib.suppress(OSError):
        file.parent.mkdir(exist_ok=True)
        pickle.dump(state, buffer)
        _Pickler(buffer, pickle.HIGHEST_PROTOCOL).dump(made)
        handle, name = tempfile.mkstemp(dir=file.parent)
        os.fchmod(handle, 0o644)
        with open(handle, "wb") as stream:
            stream.write(buffer.getvalue())
        os.replace(name, file)


class _Pickler(pickle.Pickler):
    """Fractions as two whole numbers, views of mappings as the mappings."""

    def reducer_override(self, obj: object) -> Any:
        """How an object is made again."""
        if isinstance(obj, Fraction):
            return Fraction, (obj.numerator, obj.denominator)
        if isinstance(obj, MappingProxyType):
            return MappingProxyType, (dict(obj),)
        return NotImplemented
