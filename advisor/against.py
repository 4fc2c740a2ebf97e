"""What was checked against a base: a folder that holds the same files as they were, or the JSON of an earlier check or report."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Sequence
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from advisor.checked import Against, Cost, Found, NeedCost
from advisor.diagnostics import At, Diagnostic, Refused
from advisor.records import NamedTuple

MOST_BYTES = 64 * 1024 * 1024


class Base(NamedTuple):
    """What there was: findings (None: the base does not tell), costs, whether some of it could not be read."""

    name: str
    found: tuple[Found, ...] | None
    costs: tuple[Cost, ...]
    broken: bool


def against(base: Base, found: Sequence[Found], costs: Sequence[Cost]) -> Against:
    """What changed since the base."""
    pairs = list(_pairs(base.costs, costs))
    changed = tuple((was, now) for was, now in pairs if was is None or now is None or _differ(was, now))
    before, after = (sum((each.monthly for each in every), Decimal(0)) for every in (base.costs, costs))
    proved = not base.broken and not any(each.at_least for each in (*base.costs, *costs))
    old = base.found if base.found is not None else ()
    known, keys = {each.key for each in old}, {each.key for each in found}
    new = tuple(each for each in found if each.key not in known) if base.found is not None else tuple(found)
    return Against(base.name, before, after, proved, changed, new, tuple(each for each in old if each.key not in keys))


def _differ(was: Cost, now: Cost) -> bool:
    """Whether a spec costs another amount, or takes something else."""
    return was.monthly != now.monthly or was.at_least != now.at_least or was.needs != now.needs


def _pairs(old: Sequence[Cost], new: Sequence[Cost]) -> list[tuple[Cost | None, Cost | None]]:
    """Each spec with itself at the base: of the same file and name, else the only one of this name."""
    left = {(each.file, each.workload): each for each in old}
    pairs: list[tuple[Cost | None, Cost | None]] = []
    later: list[Cost] = []
    for now in new:
        was = left.pop((now.file, now.workload), None)
        if was is None:
            later.append(now)
        else:
            pairs.append((was, now))
    for now in later:
        alike = [key for key in left if key[1] == now.workload]
        pairs.append((left.pop(alike[0]) if len(alike) == 1 else None, now))
    return [*pairs, *((was, None) for was in left.values())]


def read_base(path: str, examined: Callable[[str], Base]) -> Base:
    """A base: of a folder what `examined` makes of it, of a file its JSON. Refused when it is none."""
    if os.path.isdir(path):
        return examined(path)
    try:
        with open(path, "rb") as file:
            data = file.read(MOST_BYTES + 1)
        if len(data) > MOST_BYTES:
            raise ValueError("it is larger than 64 MiB")
        read = json.loads(data)
        if isinstance(read, dict) and str(read.get("schema", "")).startswith("advisor-findings-"):
            return _checked(path, read)
        reports = read if isinstance(read, list) else [read]
        return Base(path, None, tuple(_report(each) for each in reports), False)
    except OSError as fault:
        _refuse(path, f"the base cannot be read ({fault.strerror or fault})")
    except (ValueError, KeyError, TypeError, AttributeError, InvalidOperation, RecursionError) as fault:
        _refuse(path, f"this is no report and no result of a check: {str(fault)[:120] or type(fault).__name__}")
    raise AssertionError


def _refuse(path: str, what: str) -> None:
    hint = "write a folder, or a file written by `advisor check --format json`"
    raise Refused([Diagnostic(At(path, 1, 1), "file", what, hint)])


def _checked(path: str, read: dict[str, Any]) -> Base:
    """The JSON of a check."""
    found = []
    for each in read["findings"]:
        at = At(each["at"]["file"], int(each["at"]["line"]), int(each["at"]["column"])) if each["at"] else None
        words = {name: str(each[name]) for name in ("code", "severity", "message", "option", "field", "instead", "file")}
        more = {name: str(each[name]) for name in ("workload", "need", "key")}
        found.append(Found(at=at, source=tuple(map(str, each["source"])), unreadable=bool(each["unreadable"]), **words, **more))
    costs = tuple(_cost(each) for each in read["specs"])
    return Base(path, tuple(found), costs, any(each.unreadable for each in found))


def _cost(each: dict[str, Any]) -> Cost:
    needs = tuple(NeedCost(one["name"], one["option"], _decimal(one["monthly"])) for one in each["needs"])
    monthly = _decimal(each["monthly"]) or Decimal(0)
    return Cost(
        each["file"],
        int(each["line"]),
        each["workload"],
        each["region"],
        monthly,
        bool(each["at_least"]),
        needs,
        each.get("at_most_but"),
        tuple(map(str, each.get("unknown", ()))),
    )


def _report(each: dict[str, Any]) -> Cost:
    """The JSON of a report: no file, so its workload's name alone tells which spec it is."""
    if not str(each["schema"]).startswith("advisor-report-"):
        raise ValueError(f"unknown schema {str(each['schema'])[:40]!r}")
    needs = []
    for need in each["stores"]:
        design = need["chosen"] or need["recommended"]
        needs.append(
            NeedCost(need["name"], design["option"] if design else "", _decimal(design and design["monthly"]["average"]))
        )
    monthly = _decimal(each["monthly"]["average"]) or Decimal(0)
    bounds = bool(each["at_least"]), tuple(needs), each.get("at_most_but")
    return Cost("", 1, each["workload"], each["region"], monthly, *bounds)


def _decimal(text: Any) -> Decimal | None:
    if text is None:
        return None
    value = Decimal(str(text))
    if not value.is_finite():
        raise ValueError(f"{text!r} is no amount")
    return value


def within(folder: str, path: str) -> str:
    """Where a path as given lies in a base folder."""
    return str(Path(folder) / (os.path.relpath(path) if os.path.isabs(path) else path))
