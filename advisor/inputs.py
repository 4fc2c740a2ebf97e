"""Spec files as workloads, and text as output: every way either can go wrong is a diagnostic, and nothing is half-written."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable, Iterator
from errno import EBADF
from pathlib import Path

from advisor import source
from advisor.diagnostics import At, Diagnostic, Refused
from advisor.spec import Workload, read_spec

_STORES = re.compile(r"^(stores|moves)\s*:", re.MULTILINE)


def read_file(path: str, region: str | None = None) -> tuple[Workload | None, list[Diagnostic]]:
    """The workload of a spec file (`-`: standard input), None with every problem."""
    name = "<stdin>" if path == "-" else path
    try:
        text = read_input() if path == "-" else source.read_text(Path(path))
    except Refused as refused:
        return None, list(refused.diagnostics)
    return read_spec(text, name, region=region)


def read_input() -> str:
    """The text of standard input; Refused when it is closed, over 1 MiB, or not UTF-8."""
    try:
        if sys.stdin is None:
            raise OSError(EBADF, "it is closed")
        return source.decode(sys.stdin.buffer.read(source.MOST_BYTES + 1), "<stdin>")
    except OSError as fault:
        what = f"standard input cannot be read: {fault.strerror}"
        raise Refused([Diagnostic(None, "input", what, "pipe a spec in UTF-8")]) from None


def checked_files(
    paths: Iterable[str], excluded: Iterable[str] = (), *, skip_others: bool = False
) -> tuple[list[str], list[Diagnostic]]:
    """Files as given, and of each folder the YAML files that declare stores or are empty and the Markdown files, by name.

    Left out: hidden folders, node_modules, virtual environments, and what matches an `excluded` pattern. A folder without any
    is a problem. `skip_others` leaves out files given by name that hold no spec.
    """
    found: dict[str, None] = {}
    problems: list[Diagnostic] = []
    patterns = tuple(excluded)
    for path in paths:
        if not os.path.isdir(path):
            if not (skip_others and not _may_hold(path)) and not _matches(path, patterns):
                found[path] = None
            continue
        inside = [each for each in _inside(path, problems) if not _matches(each, patterns) and _may_hold(each)]
        found.update(dict.fromkeys(inside))
        if not inside:
            hint = "write a .yaml file with `stores:`, or ```yaml advisor in a .md file"
            problems.append(Diagnostic(At(path, 1, 1), "file", "no spec and no document in this folder", hint))
    return list(found), problems


def _inside(folder: str, problems: list[Diagnostic]) -> Iterator[str]:
    """The YAML and Markdown files of a folder and those below it; links to folders are not followed."""

    def unreadable(fault: OSError) -> None:
        reason = fault.strerror or str(fault)
        at = At(str(fault.filename), 1, 1)
        problems.append(Diagnostic(at, "file", f"this folder cannot be read ({reason})", "check its permissions"))

    for here, folders, files in os.walk(folder, onerror=unreadable):
        folders[:] = sorted(each for each in folders if not each.startswith(".") and each != "node_modules")
        if "pyvenv.cfg" in files:
            folders.clear()
            continue
        yield from (os.path.join(here, each) for each in sorted(files) if each.endswith((*source.SPEC_FILES, *source.MARKDOWN)))


def _matches(path: str, patterns: Iterable[str]) -> bool:
    """Whether a path, or the end of it, matches a pattern such as `docs/old/*`."""
    from fnmatch import fnmatch

    return any(fnmatch(path.replace(os.sep, "/"), each) or fnmatch(path.replace(os.sep, "/"), f"*/{each}") for each in patterns)


def _may_hold(path: str) -> bool:
    """Whether a file may hold a spec: YAML that declares stores, a document; what cannot be read and what is empty, to be
    complained about."""
    if path.endswith(source.MARKDOWN) or path == "-":
        return True
    try:
        text = source.read_text(path)
        return bool(_STORES.search(text)) or not text.strip()
    except Refused:
        return path.endswith(source.SPEC_FILES)


def overwrites(output: str | None, inputs: Iterable[str | None]) -> Diagnostic | None:
    """What refuses an output that is one of the files read, however its path is spelt and through links; None: it is none."""
    if output is None or not os.path.isfile(output):
        return None
    for path in inputs:
        if path is not None and os.path.isfile(path) and os.path.samefile(path, output):
            what = f"--output: {output} is {'read here' if path == output else f'{path}, which is read here'}"
            return Diagnostic(None, "output", f"{what}, and would be lost", "name another file")
    return None


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


def write_back(path: str, before: str, after: str) -> Diagnostic | None:
    """A changed document in place of what was read, whole or not at all, unless someone else has changed it since."""
    try:
        with open(path, "rb") as file:
            now = file.read()
        if now != before.encode():
            return Diagnostic(At(path, 1, 1), "output", "this file was changed while it was checked", "run the check again")
        _replace(after.encode(), os.path.realpath(path))
    except OSError as fault:
        reason = (fault.strerror or str(fault)).lower()
        return Diagnostic(At(path, 1, 1), "output", f"this file cannot be written: {reason}", "check its permissions")
    return None


def _replace(data: bytes, path: str) -> None:
    """Bytes in place of a file, which keeps its permissions."""
    import tempfile

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
