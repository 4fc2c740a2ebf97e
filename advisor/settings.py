"""What a project settles for `advisor check`: advisor.toml, or [tool.advisor] of pyproject.toml. Options given win.

fail_on = "warning"            max_monthly = 5000            max_increase = 200          max_increase_pct = 10
base = "base.json"             baseline = "advisor-baseline.yaml"                       exclude = ["docs/old/*"]
on = "2026-11-21"              max_price_age = 730 (days)
[severity]                     "chosen.dearer" = "warning"
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from types import MappingProxyType
from typing import Any

from advisor.codes import SEVERITIES
from advisor.diagnostics import At, Diagnostic, Refused, nearest
from advisor.records import NamedTuple
from advisor.source import read_text

NONE: Mapping[str, str] = MappingProxyType({})
MOST = Decimal(10) ** 12


class Settings(NamedTuple):
    """The settings of a check; None: not settled. Paths are from where we are."""

    fail_on: str | None = None
    max_monthly: Decimal | None = None
    max_increase: Decimal | None = None
    max_increase_pct: Decimal | None = None
    base: str | None = None
    baseline: str | None = None
    exclude: tuple[str, ...] = ()
    on: date | None = None
    max_price_age: int = 730
    severity: Mapping[str, str] = NONE


def settled(file: str | None) -> Settings:
    """The settings of a file, else of the first of advisor.toml and pyproject.toml from here up that has any; Refused."""
    if file is not None:
        return _read(Path(file)) or Settings()
    for folder in (Path.cwd(), *Path.cwd().parents):
        for name in ("advisor.toml", "pyproject.toml"):
            path = folder / name
            if path.is_file() and (found := _read(path)) is not None:
                return found
        if (folder / ".git").exists():
            break
    return Settings()


def amount(text: str) -> Decimal | None:
    """Dollars or per cent as written: `5000`, `$5,000`, `10 %`; None when it is no number from 0 up."""
    plain = text.strip().removeprefix("$").removesuffix("%").strip().replace(",", "")
    if not re.fullmatch(r"\d{1,12}(\.\d{1,40})?", plain):
        return None
    return Decimal(plain)


def _read(path: Path) -> Settings | None:
    """The settings of a file, None when a pyproject.toml has none."""
    import tomllib

    path = Path(os.path.relpath(path))
    text = read_text(path, kind="TOML")
    try:
        found = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as fault:
        place = re.search(r"at line (\d+), column (\d+)", str(fault))
        at = At(str(path), int(place[1]), int(place[2])) if place else At(str(path), 1, 1)
        raise Refused([Diagnostic(at, "settings", f"this is not TOML: {fault}", "")]) from None
    if path.name == "pyproject.toml":
        tool = found.get("tool", {})
        if not isinstance(tool, dict) or "advisor" not in tool:
            return None
        found = tool["advisor"]
    reader = _Reader(text, path)
    values = dict(reader.values(found)) if isinstance(found, dict) else {}
    if reader.problems:
        raise Refused(reader.problems)
    return Settings(**values)


class _Reader:
    """Values of a table, and what is wrong with them."""

    def __init__(self, text: str, path: Path) -> None:
        self.text, self.path = text, path
        self.problems: list[Diagnostic] = []

    def values(self, table: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
        """Each key's value as the settings hold it."""
        for key, value in table.items():
            name = key.replace("-", "_")
            if name not in Settings._fields:
                self._wrong(key, f'"{key[:60]}" is no setting', nearest(name, Settings._fields))
                continue
            read = self._one(name, value)
            if read is None:
                self._wrong(key, f"{key} cannot be {str(value)[:60]!r}", _HINTS[name])
            else:
                yield name, read

    def _one(self, name: str, value: Any) -> Any:
        """One value; None when it is none."""
        if name in ("max_monthly", "max_increase", "max_increase_pct"):
            return amount(str(value)) if isinstance(value, int | float | str) and not isinstance(value, bool) else None
        if name == "fail_on":
            return value if value in SEVERITIES else None
        if name in ("base", "baseline"):
            return os.path.relpath(self.path.parent / value) if isinstance(value, str) and value else None
        if name == "exclude":
            good = isinstance(value, list) and all(isinstance(each, str) for each in value)
            return tuple(value) if good else None
        if name == "on":
            return _day(value)
        if name == "max_price_age":
            return value if type(value) is int and 0 < value <= 36_500 else None
        good = isinstance(value, dict) and all(each in SEVERITIES for each in value.values())
        return value if good else None

    def _wrong(self, key: str, what: str, hint: str) -> None:
        """A problem, where the key stands."""
        found = re.search(rf"^[ \t]*\[?[\w.]*[\"']?{re.escape(key)}[\"']?[ \t]*[=\]]", self.text, re.M)
        line = self.text.count("\n", 0, found.start()) + 1 if found else 1
        self.problems.append(Diagnostic(At(str(self.path), line, 1), "settings", what, hint))


def _day(value: Any) -> date | None:
    """A TOML day, or a text of one."""
    try:
        return date.fromisoformat(str(value)) if re.fullmatch(r"(199|20\d)\d-\d\d-\d\d", str(value)) else None
    except ValueError:
        return None


_HINTS = {
    "fail_on": "write error, warning or info",
    "max_monthly": "write US dollars a month, such as 5000",
    "max_increase": "write US dollars a month, such as 200",
    "max_increase_pct": "write per cent, such as 10",
    "base": "write the path of a folder or a JSON file",
    "baseline": "write the path of a YAML file",
    "exclude": 'write patterns, such as ["docs/old/*"]',
    "on": "write a day, such as 2026-11-21",
    "max_price_age": "write days, such as 730",
    "severity": 'write a table, such as {"chosen.dearer" = "warning"}',
}
