"""Dated, sourced limits and promises of AWS services (rules/limits/*.yaml): `s3.object.max_size` is 5 TiB."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache

from advisor import folders, source, units
from advisor.diagnostics import At, Diagnostic, Refused, nearest
from advisor.exact import Fraction
from advisor.kept import kept
from advisor.records import NamedTuple
from advisor.sets import number

TRIED = ("count", "bytes", "throughput", "rate", "duration", "share")
KEYS = {"since", "value", "source", "confidence", "dates", "note", "checked"}


class Limit(NamedTuple):
    """One limit as it held on a day: its value in base units, and since when (None: not known to have differed)."""

    name: str
    dimension: str
    value: Fraction
    since: date | None
    source: str
    confidence: str
    at: At | None = None

    @property
    def text(self) -> str:
        """The value as people write it: `64 TiB`."""
        return units.show(self.value, self.dimension)


class Limits:
    """Limits by name; a family's file (the first part of a name) is read when first needed."""

    def __init__(self, on: date, limits: Mapping[str, tuple[Limit, ...]] | None = None) -> None:
        self.on = on
        self._given = limits
        self._families: dict[str, Mapping[str, tuple[Limit, ...]]] = {}
        self._held: dict[tuple[str, date], Limit] = {}

    def get(self, name: str, on: date | None = None) -> Limit:
        """The limit as it held `on` the day (the base's day unless given); KeyError suggests the nearest name.

        Before the first known day the earliest value reaches back, with `since` None: the option's own dates say
        whether there was anything to limit.
        """
        key = (name, on or self.on)
        found = self._held.get(key)
        if found is None:
            found = self._held[key] = self._find(*key)
        return found

    def _find(self, name: str, on: date) -> Limit:
        """The limit as of a day."""
        dated = self._every(name)
        if not dated:
            raise KeyError(f'unknown limit "{name}"; {nearest(name, self.names())}'.rstrip("; "))
        held = [limit for limit in dated if limit.since is None or limit.since <= on]
        return held[-1] if held else dated[0]._replace(since=None)

    def _every(self, name: str) -> tuple[Limit, ...]:
        """A limit's dated values, earliest first; none when there is no such limit."""
        if self._given is not None:
            return self._given.get(name, ())
        return self._family(name.partition(".")[0]).get(name, ())

    def _family(self, family: str) -> Mapping[str, tuple[Limit, ...]]:
        """A family's limits, taken up."""
        if family not in self._families:
            self._families[family] = _every(family)
        return self._families[family]

    def days(self) -> set[date]:
        """The days on which a limit that was asked for changed."""
        names = {name for name, _ in self._held}
        return {each.since for name in names for each in self._every(name) if each.since}

    def read(self, family: str) -> None:
        """Take up rules/limits/<family>.yaml, when there is one; Refused names each broken entry."""
        if self._given is None:
            self._family(family)

    def names(self) -> tuple[str, ...]:
        """The names of the families taken up so far."""
        return tuple(self._given or [name for entries in self._families.values() for name in entries])


@lru_cache(maxsize=64)
def _every(family: str) -> Mapping[str, tuple[Limit, ...]]:
    """All limits of a family, none where it has no file."""
    path = folders.rules() / "limits" / f"{family}.yaml"
    if not path.is_file():
        return {}
    return kept(f"limits.{family}", [path], lambda: read(source.read(source.read_text(path), str(path))))


def load(families: Iterable[str], on: date) -> Limits:
    """The limits of the families named (`s3`, `ebs` …) as of a day; others are read when a name asks for them."""
    limits = Limits(on)
    for family in families:
        limits.read(family)
    return limits


def read(node: source.Node) -> dict[str, tuple[Limit, ...]]:
    """All limits of a document, each with its dated values, earliest first; Refused names each broken entry."""
    limits: dict[str, tuple[Limit, ...]] = {}
    problems: list[Diagnostic] = []
    for name, entries in (node.value if isinstance(node.value, dict) else {}).items():
        dated = []
        for entry in entries.value if isinstance(entries.value, list) else [entries]:
            try:
                dated.append(_limit(name, source.plain(entry), entry.at))
            except (ValueError, KeyError, AttributeError) as error:
                problems.append(Diagnostic(entry.at, "limit", f"the limit {name} is wrong: {error}"))
        limits[name] = tuple(sorted(dated, key=lambda each: each.since or date.min))
        if len({each.dimension for each in dated}) > 1:
            problems.append(Diagnostic(entries.at, "limit", f"the limit {name} changes its unit"))
    if problems:
        raise Refused(problems)
    return limits


def _limit(name: str, said: Mapping[str, str], at: At) -> Limit:
    """One dated value; `dates: as_of` is the day it was read as true, so its start is unknown."""
    if set(said) - KEYS:
        raise ValueError(f"unknown key {sorted(set(said) - KEYS)[0]}")
    dimension, value = measure(said["value"])
    reaches_back = said.get("dates", "announced") == "as_of"
    since = None if reaches_back or not said.get("since") else date.fromisoformat(said["since"])
    return Limit(name, dimension, value, since, said["source"], said.get("confidence", "verified"), at)


def measure(text: str) -> tuple[str, Fraction]:
    """The dimension and exact value of `400 KiB`, `3,000 /s`, `99.9 %`, `100`; ValueError when it is none of them."""
    for dimension in TRIED:
        try:
            value = number(units.parse(text, dimension))
        except ValueError:
            continue
        if isinstance(value, Fraction):
            return dimension, value
    raise ValueError(f'"{text}" is no single number with a known unit')
