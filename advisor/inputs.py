"""Spec files as workloads, and text as output: every way either can go wrong is a diagnostic, and nothing is half-written."""

from __future__ import annotations

import os
import re
import sys
import tempfile
from collections.abc import Iterable
from errno import EBADF
from pathlib import Path

from advisor import source
from advisor.diagnostics import At, Diagnostic, Refused
from advisor.spec import Workload, read_spec

SPEC_FILES = (".yaml", ".yml")
_STORES = re.compile(r"^(stores|moves)\s*:", re.MULTILINE)


def read_file(path: str, region: str | None = None) -> tuple[Workload | None, list[Diagnostic]]:
    """The workload of a spec file (`-`: standard input), None with every problem."""
    name = "<stdin>" if path == "-" else path
    try:
        text = source.decode(_stdin(), name) if path == "-" else source.read_text(Path(path))
    except Refused as refused:
        return None, list(refused.diagnostics)
    except OSError as fault:
        return None, [Diagnostic(None, "input", f"standard input cannot be read: {fault.strerror}", "pipe a spec in UTF-8")]
    return read_spec(text, name, region=region)


def _stdin() -> bytes:
    """Standard input, no more of it than a spec may have; OSError when it is closed."""
    if sys.stdin is None:
        raise OSError(EBADF, "it is closed")
    return sys.stdin.buffer.read(source.MOST_BYTES + 1)


def spec_files(paths: Iterable[str]) -> tuple[list[str], list[Diagnostic]]:
    """Files as given, and of each folder the YAML files that declare stores, sorted; a folder without any is a problem."""
    found: dict[str, None] = {}
    problems: list[Diagnostic] = []
    for path in paths:
        if not os.path.isdir(path):
            found[path] = None
            continue
        inside = [str(each) for each in sorted(Path(path).rglob("*")) if each.suffix in SPEC_FILES and _is_spec(each)]
        found.update(dict.fromkeys(inside))
        if not inside:
            problems.append(Diagnostic(At(path, 1, 1), "input", "no spec in this folder", "write a .yaml file with `stores:`"))
    return list(found), problems


def _is_spec(path: Path) -> bool:
    """Whether a YAML file declares stores; what cannot be read is taken for a spec, so that it is complained about."""
    try:
        return bool(_STORES.search(source.read_text(path)))
    except Refused:
        return True


def write(text: str, path: str | None) -> Diagnostic | None:
    """Text to a file, whole or not at all, or to standard output; the problem when it cannot be written."""
    data = text.encode("utf-8", "backslashreplace")  # a file's name may hold what is no text
    try:
        if path is None:
            _print(text, data)
        elif not os.path.exists(path) or os.path.isfile(path):
            _replace(data, os.path.realpath(path))
        else:  # a device or a pipe, which nothing may take the place of
            Path(path).write_bytes(data)
    except OSError as fault:
        reason = (fault.strerror or str(fault)).lower()
        where, hint = (path, "name a file in a folder you may write to") if path is not None else ("standard output", "")
        return Diagnostic(None, "output", f"{where} cannot be written: {reason}", hint)
    return None


def _replace(data: bytes, path: str) -> None:
    """Bytes in place of a file, which keeps its permissions."""
    handle, name = tempfile.mkstemp(dir=os.path.dirname(path), prefix=f".{os.path.basename(path)}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        os.chmod(name, os.stat(path).st_mode & 0o777 if os.path.exists(path) else 0o666 & ~_umask())
        os.replace(name, path)
    except OSError:
        os.unlink(name)
        raise


def _umask() -> int:
    """The permissions new files do not get."""
    umask = os.umask(0)
    os.umask(umask)
    return umask


def _print(text: str, data: bytes) -> None:
    """Text to standard output; a reader that has gone away is no problem."""
    if sys.stdout is None:
        raise OSError(EBADF, "it is closed")
    try:
        try:
            sys.stdout.write(text)
        except UnicodeEncodeError:
            sys.stdout.buffer.write(data)
        sys.stdout.flush()
    except OSError as fault:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # what is left to write, Python writes at its end
        if not isinstance(fault, BrokenPipeError):
            raise
