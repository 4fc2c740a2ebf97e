"""Spec files as workloads, and text as output: every way either can go wrong is a diagnostic, and nothing is half-written."""

from __future__ import annotations

import os
import re
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

from advisor import source
from advisor.diagnostics import At, Diagnostic, Refused
from advisor.spec import Workload, read_spec

SPEC_FILES = (".yaml", ".yml")
_STORES = re.compile(r"^(stores|moves)\s*:", re.MULTILINE)


def read_file(path: str, region: str | None = None) -> tuple[Workload | None, list[Diagnostic]]:
    """The workload of a spec file (`-`: standard input), None with every problem."""
    try:
        text = sys.stdin.read() if path == "-" else source.read_text(Path(path))
    except Refused as refused:
        return None, list(refused.diagnostics)
    except (OSError, UnicodeDecodeError) as fault:
        return None, [Diagnostic(None, "input", f"standard input cannot be read: {fault}", "pipe a spec in UTF-8")]
    return read_spec(text, "<stdin>" if path == "-" else path, region=region)


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
    if path is None:
        return _print(text)
    target = Path(path)
    try:
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    except OSError as fault:
        return _unwritable(path, fault)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        os.chmod(name, 0o644)
        os.replace(name, target)
    except OSError as fault:
        Path(name).unlink(missing_ok=True)
        return _unwritable(path, fault)
    return None


def _unwritable(path: str, fault: OSError) -> Diagnostic:
    reason = (fault.strerror or str(fault)).lower()
    return Diagnostic(None, "output", f"{path} cannot be written: {reason}", "name a file in a folder you may write to")


def _print(text: str) -> Diagnostic | None:
    """Text to standard output; a reader that has gone away is no problem."""
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except UnicodeEncodeError:
        sys.stdout.buffer.write(text.encode("utf-8"))
        sys.stdout.flush()
    except OSError as fault:
        return Diagnostic(None, "output", f"standard output cannot be written: {fault.strerror}", "")
    return None
