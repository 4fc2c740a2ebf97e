"""A workload as its architect wrote it, read from a spec's nodes: the edge where everything is checked, all at once."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from functools import cache
from pathlib import Path, PurePath
from typing import TypeVar

from advisor import folders, source
from advisor.diagnostics import Diagnostic, Refused, nearest
from advisor.exact import Fraction
from advisor.fields import KINDS, WORKLOAD
from advisor.models import expand, members, validate
from advisor.reading import Places, Said, Wrong, exact, mapping, region, scalar, unpriced, wrong
from advisor.records import NamedTuple
from advisor.source import MOST_PROBLEMS, Node, quote
from advisor.stores import Defaults, Store, Unsupported, read_store
from advisor.structures import Band, Client, Measured, Snapshots
from advisor.units import SECONDS_IN_MONTH
from advisor.vocabulary import Vocabulary
from advisor.vocabulary import load as load_vocabulary

__all__ = [
    "Assumption", "Band", "Client", "Measured", "Said", "Snapshots", "Store", "Unsupported", "Workload",
    "read_spec", "read_workload", "regions_known", "starter",
]  # fmt: skip

_T = TypeVar("_T")
HORIZON = 12
LONGEST_HORIZON = 240
_TOP = (
    "workload", "region", "horizon", "optimize_for", "budget", "recovery", "encryption", "on", "go_live", "free_tier", "stores",
    "moves",
)  # fmt: skip


class Assumption(NamedTuple):
    """Something nobody wrote, the value used, and why."""

    fact: str
    value: str
    why: str


class Workload(NamedTuple):
    """What the user wrote: stores in a Region over a horizon; budget in US dollars a month; `on` is the day of the prices,
    `go_live` the day from which it runs, for the dates of what is chosen."""

    name: str
    region: str
    horizon_months: int = HORIZON
    optimize_for: str = "fit"
    budget: Fraction | None = None
    on: date | None = None
    free_tier: bool = False
    stores: tuple[Store, ...] = ()
    unsupported: tuple[Unsupported, ...] = ()
    assumptions: tuple[Assumption, ...] = ()
    file: str = ""
    lines: tuple[str, ...] = ()
    go_live: date | None = None


@cache
def regions_known() -> frozenset[str]:
    """The Regions with prices of Amazon S3, which is in all of them."""
    return frozenset(path.stem for path in (folders.pricing() / "s3").glob("*.csv"))


def read_spec(
    text: str, file: str, *, first_line: int = 1, region: str | None = None, vocabulary: Vocabulary | None = None
) -> tuple[Workload | None, list[Diagnostic]]:
    """The workload in a text, None with every problem; `region` stands in for the written one."""
    lines, twice = source.split_lines(text), tuple[Diagnostic, ...]()
    try:
        node = source.read(text, file, first_line)
    except Refused as refused:
        if refused.read is None:
            return None, list(refused.diagnostics)
        node, twice = refused.read, refused.diagnostics
    words = load_vocabulary() if vocabulary is None else vocabulary
    workload, problems = read_workload(node, words, region=region, lines=lines, first_line=first_line)
    return (None if twice else workload), in_order([*twice, *problems])


def read_workload(
    node: Node,
    vocabulary: Vocabulary,
    *,
    regions: Iterable[str] | None = None,
    region: str | None = None,
    lines: Sequence[str] = (),
    first_line: int = 1,
) -> tuple[Workload | None, list[Diagnostic]]:
    """The workload, None when anything is wrong; every problem, in the order of the file, with its line if `lines` are given."""
    known = regions_known() if regions is None else frozenset(regions)
    try:
        reader = _Reader(node, vocabulary, known, region)
        workload = reader.read(tuple(lines))
    except Wrong as error:
        return None, _shown(error.problems, lines, first_line)
    return (None if reader.problems else workload), _shown(reader.problems, lines, first_line)


def in_order(problems: Iterable[Diagnostic]) -> list[Diagnostic]:
    """Problems in the order of the file, what has no place last."""
    return sorted(problems, key=lambda each: (each.at is None, each.at.line, each.at.column) if each.at else (True, 0, 0))


def _shown(problems: Iterable[Diagnostic], lines: Sequence[str], first_line: int) -> list[Diagnostic]:
    """Each problem once, in the order of the file, with its line."""
    once = dict.fromkeys(problems)
    ordered = sorted(once, key=lambda p: (p.at.line, p.at.column) if p.at else (0, 0))
    shown = [p._replace(excerpt=source.excerpt(tuple(lines), p.at, first_line)) for p in ordered[:MOST_PROBLEMS]]
    more = Diagnostic(None, "spec.more", "there may be more problems", "correct these first")
    return [*shown, more] if len(ordered) >= MOST_PROBLEMS else shown


class _Reader:
    """Reads the top of a spec and its stores, and keeps every problem."""

    def __init__(self, node: Node, vocabulary: Vocabulary, known: frozenset[str], region: str | None) -> None:
        if node.value == "":
            raise wrong(
                node.at, "the spec is empty; write region: eu-west-1 and a store, or start with `advisor init`", "missing"
            )
        self.node, self.vocabulary, self.known = node, vocabulary, known
        self.top = mapping(node)
        unknown = [key for key in self.top if key not in _TOP][:MOST_PROBLEMS]
        self.problems = [
            Diagnostic(node.keys[key], "spec.key", f"unknown key {quote(key)}", self._instead(key)) for key in unknown
        ]
        self.home = self._region(region)

    def _instead(self, key: str) -> str:
        """What to write instead of a key: what is said of stores in each of them."""
        said = (name for kind in KINDS for name in members(kind, self.vocabulary))
        return f"write {key} in each store it is said of: stores: {{a: {{{key}: …}}}}" if key in said else nearest(key, _TOP)

    def read(self, lines: tuple[str, ...]) -> Workload:
        """The workload; only to be used when there are no problems."""
        months = self._one("horizon", _months, HORIZON)
        assumed = (Assumption("horizon", f"{HORIZON} months", "no horizon is written"),) if "horizon" not in self.top else ()
        stores, unsupported = self._stores()
        return Workload(
            name=self._one("workload", _name, "") or PurePath(self.node.at.file).stem, region=self.home,
            horizon_months=months, optimize_for=self._one("optimize_for", _optimize_for, "fit"),
            budget=self._one("budget", _budget, None), on=self._one("on", _day, None),
            free_tier=self._one("free_tier", _flag, False), stores=stores, unsupported=unsupported,
            assumptions=assumed, file=self.node.at.file, lines=lines, go_live=self._one("go_live", _day, None),
        )  # fmt: skip

    def _region(self, instead: str | None) -> str:
        """The Region written, or the one standing in for it."""
        if instead is not None:
            if self.known and instead not in self.known:
                what, hint = unpriced(instead, self.known)
                self.problems.append(Diagnostic(None, "spec.region", f"--region: {quote(instead)} {what}", hint))
            return instead
        if "region" not in self.top:
            self.problems.append(Diagnostic(self.node.at, "spec.missing", "the region is missing", "write region: eu-west-1"))
        return self._one("region", lambda node: region(node, Places(self.known, "")), "")

    def _one(self, key: str, read: Callable[[Node], _T], otherwise: _T) -> _T:
        """The value of a top-level key."""
        return self._try(lambda: read(self.top[key]), otherwise, f"{key}: ") if key in self.top else otherwise

    def _try(self, read: Callable[[], _T], otherwise: _T, prefix: str = "") -> _T:
        """What is read, keeping the problems."""
        try:
            return read()
        except Wrong as error:
            self.problems += [p._replace(message=prefix + p.message) for p in error.problems]
            return otherwise

    def _stores(self) -> tuple[tuple[Store, ...], tuple[Unsupported, ...]]:
        """All stores, and what is not decided yet."""
        defaults = Defaults(self._defaults(), self.vocabulary, Places(self.known, self.home))
        node = self.top.get("stores", Node("", self.node.at))
        found = self._named("stores")
        moves = self._named("moves")
        unsupported = [Unsupported(name, "move", self.top["moves"].keys[name]) for name in moves]
        if not found and not unsupported and isinstance(node.value, dict | str):
            hint = "write stores: {photos: {kind: object, size: 1 TiB}}"
            self.problems.append(Diagnostic(node.at, "spec.missing", "no store is written", hint))
        stores: list[Store] = []
        for name in found:
            some, unbuilt, problems = read_store(name, node.keys[name], found[name], defaults)
            stores += some
            unsupported += [unbuilt] if unbuilt else []
            self.problems += problems
            if len(self.problems) >= MOST_PROBLEMS:
                break
        if any(store.in_front_of for store in stores):
            from advisor.links import unknown_references

            self.problems += unknown_references(stores, found)
        return tuple(stores), tuple(unsupported)

    def _named(self, key: str) -> dict[str, Node]:
        """The needs under a key, by name."""
        nothing: dict[str, Node] = {}
        return self._one(key, mapping, nothing)

    def _defaults(self) -> dict[str, Node]:
        """The workload's recovery and encryption, for the stores to lay their own over."""
        groups: dict[str, Node] = {key: self.top[key] for key in ("recovery", "encryption") if key in self.top}
        if not groups:
            return {}
        node = Node(groups, self.node.at, self.node.keys)
        _, problems = validate(WORKLOAD, node, self.vocabulary, Places(self.known, self.home))
        self.problems += problems
        return {key: expand(key, group) for key, group in groups.items() if not any(p.at == group.at for p in problems)}


def _name(node: Node) -> str:
    """A workload's name."""
    name = scalar(node).strip()
    if re.fullmatch(r"\S(.{0,98}\S)?", name):
        return name
    raise wrong(node.at, "a name is one line of up to 100 characters; write a short one")


def _budget(node: Node) -> Fraction | None:
    """US dollars a month."""
    return exact(node, "money")


def _months(node: Node) -> int:
    """A horizon in whole months."""
    if scalar(node).strip().isdecimal():
        raise wrong(node.at, f"{quote(scalar(node))} has no unit; write {quote(scalar(node))[1:-1]} months")
    months = exact(node, "duration") / SECONDS_IN_MONTH
    if months.denominator == 1 and months <= LONGEST_HORIZON:
        return int(months)
    raise wrong(node.at, f"{quote(scalar(node))} is no horizon; write whole months or years up to 20 years, such as 36 months")


def _optimize_for(node: Node) -> str:
    """`fit` or `cost`."""
    if scalar(node).strip() in ("fit", "cost"):
        return scalar(node).strip()
    raise wrong(node.at, f"{quote(scalar(node))} is nothing to optimize for; write fit or cost")


def _day(node: Node) -> date | None:
    """A day written as 2025-12-31."""
    try:
        if re.fullmatch(r"(19|20)[0-9]{2}-[0-9]{2}-[0-9]{2}", scalar(node).strip()):
            return date.fromisoformat(scalar(node).strip())
    except Wrong:
        raise
    except ValueError:
        pass
    raise wrong(node.at, f"{quote(scalar(node))} is no day; write it as 2025-12-31")


def _flag(node: Node) -> bool:
    """`true` or `false`."""
    if scalar(node).strip() in ("true", "false"):
        return scalar(node).strip() == "true"
    raise wrong(node.at, f"{quote(scalar(node))} is neither; write true or false")


STARTERS = (*KINDS, "relational")  # a database of items by key, and one of tables with SQL


def starter(kind: str) -> str:
    """A commented spec of one store of the kind, to edit; KeyError for a kind without one."""
    if kind not in STARTERS:
        raise KeyError(kind)
    return Path(folders.templates() / "starters" / f"{kind}.yaml").read_text(encoding="utf-8")
