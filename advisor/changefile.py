"""How each field of a Design is changed on a running system: rules/changes/<service>.yaml, one file a service.

    changes: ebs                       the service
    means: {encryption: none}          what a field left out of a configuration is (absent fields of the recommended one that
                                       are not here are left as they are)
    ways:                              what is done, by name; changes made in the same way are made by one act
      modify: {how: …, operations: [ec2:ModifyVolume], downtime: none, source: [https://…]}
      new-volume: {…, settles: [type, iops], settled: Set when the new volume is made.}
                                       `settles`: fields that need no act of their own then
    becomes:                           when another service runs today
      - {from: [rds], way: …, first: {backup_retention: [0 s]}, then: {version: []}}
                                       `first`: fields of the other service changed before, where they have these values;
                                       `then`: fields of this one changed with it or after, from these values (none: any)
    fields:                            in the order in which they are changed; the first entry that holds is taken
      size:
        - {moves: down, way: new-volume, how: …}    a way's sentence may be told anew
        - {way: modify}                             the last one holds always
      indexes.*: …                     each member of a mapping; `absent` is its value where it is not
      dax: …                           a whole mapping that comes or goes; dax.node: one of its fields

    keeps:                             what today has is left as it is where it serves as well: by what is recommended, `said`
                                       for any value, the values of today; `more`, or `more: []` beside others, where the larger
                                       amount does; `absent`: nobody said what it is today, and it is not changed for that;
                                       `with`: only while other fields have these values, today and recommended
      encryption: {aws_managed: [customer_managed, absent]}
      backup_retention: more

    retired:                           what people still write and AWS has ended: told of designs of today and chosen ones
      - {field: capacity, values: [v1], because: It ended., instead: "write capacity: serverless", source: […]}

Conditions: `from`, `to` (values), `moves` (down or up), `today` and `wanted` (other fields of what runs today or is recommended,
and their values; `said` is any value, `* GLACIER` any that has the word). `{from}` and `{to}` in a sentence are the values.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from types import MappingProxyType
from typing import Any

from advisor import folders, source
from advisor.diagnostics import Diagnostic, Refused, nearest
from advisor.records import NamedTuple

CONDITIONS = ("from", "to", "moves", "today", "wanted")
AROUND = ("first", "then")
TOLD = ("how", "operations", "downtime", "source", "settles", "settled")
NEEDED = ("how", "downtime", "source")
MORE = "more"  # where the larger amount serves as well as the recommended one
WITH = "with"
NOTHING: Mapping[str, Any] = MappingProxyType({})


class Way(NamedTuple):
    """One act: a sentence, the AWS operations, the downtime, the pages; the fields it settles beside its own."""

    name: str
    how: str
    operations: tuple[str, ...]
    downtime: str
    source: tuple[str, ...]
    settles: tuple[str, ...] = ()
    settled: str = ""


class Entry(NamedTuple):
    """A way and when it is taken: values before and after, the direction, other fields' values; empty: always."""

    way: Way
    from_: tuple[str, ...] = ()
    to: tuple[str, ...] = ()
    moves: str = ""
    today: Mapping[str, tuple[str, ...]] = NOTHING
    wanted: Mapping[str, tuple[str, ...]] = NOTHING
    first: Mapping[str, tuple[str, ...]] = NOTHING
    then: Mapping[str, tuple[str, ...]] = NOTHING

    @property
    def always(self) -> bool:
        """Whether nothing needs to hold."""
        return not (self.from_ or self.to or self.moves or self.today or self.wanted)


class Retired(NamedTuple):
    """A field of a design (of certain values; empty: of any) that AWS has retired: why, what to write instead, the pages."""

    field: str
    values: tuple[str, ...]
    because: str
    instead: str
    source: tuple[str, ...]


class Book(NamedTuple):
    """What a file says of a service."""

    service: str
    means: Mapping[str, str]
    becomes: tuple[Entry, ...]
    fields: Mapping[str, tuple[Entry, ...]]
    retired: tuple[Retired, ...] = ()
    keeps: Mapping[str, Any] = NOTHING  # by field: MORE, or today's values by the recommended one


@cache
def load(service: str) -> Book | None:
    """How a service's fields are changed, None where nothing is written of it; Refused with every broken entry."""
    path = folders.rules() / "changes" / f"{service}.yaml"
    return read(source.read(source.read_text(path), str(path)), service) if path.is_file() else None


def read(node: source.Node, service: str) -> Book:
    """The Book of a document; Refused with every broken entry."""
    said: dict[str, Any] = source.plain(node)
    if said.get("changes") != service:
        raise Refused([Diagnostic(node.at, "changes", f"this file is not of {service}", f"write changes: {service}")])
    problems: list[str] = []
    ways = {name: {"way": name, **told} for name, told in said.get("ways", {}).items()}
    becomes = _entries("becomes", said.get("becomes", ()), ways, problems)
    fields = {name: _entries(name, entries, ways, problems) for name, entries in said.get("fields", {}).items()}
    retired = tuple(_retired(each, problems) for each in said.get("retired", ()))
    keeps = said.get("keeps", {})
    problems += [problem for name, each in keeps.items() for problem in _unkeepable(name, each, fields)]
    if problems:
        raise Refused([Diagnostic(node.at, "changes", each) for each in problems])
    return Book(service, said.get("means", {}), becomes, fields, retired, keeps)


def _unkeepable(name: str, said: Any, fields: Mapping[str, Any]) -> Iterable[str]:
    """What is wrong with an entry of what is kept."""
    if name not in fields:
        yield f'keeps: "{name}" is no field; {nearest(name, fields)}'
    known = isinstance(said, Mapping) and said
    if said != MORE and not (known and all(isinstance(each, dict if to == WITH else list) for to, each in said.items())):
        yield f"keeps, {name}: write `{MORE}`, or today's values by the recommended one"


def _retired(said: Mapping[str, Any], problems: list[str]) -> Retired:
    """What AWS has retired of a design."""
    needed = ("field", "because", "instead", "source")
    problems += [f"retired: `{key}` is missing" for key in needed if not said.get(key)]
    problems += [f'retired: unknown key "{key}"' for key in said.keys() - {*needed, "values"}]
    values = tuple(str(each).lower() for each in said.get("values", ()))
    field, because, instead = (str(said.get(key)) for key in ("field", "because", "instead"))
    return Retired(field, values, because, instead, tuple(said.get("source", ())))


def _entries(place: str, entries: Iterable[Mapping[str, Any]], ways: Mapping[str, Any], problems: list[str]) -> tuple[Entry, ...]:
    """The entries of one field."""
    return tuple(_entry(place, each, ways, problems) for each in entries)


def _entry(place: str, said: Mapping[str, Any], ways: Mapping[str, Any], problems: list[str]) -> Entry:
    """One entry: its way, told anew where it says so, and its conditions."""
    name = str(said.get("way", ""))
    told = {**ways.get(name, {}), **{key: value for key, value in said.items() if key in TOLD}}
    if name not in ways:
        problems.append(f'{place}: "{name}" is no way; {nearest(name, ways)}')
    problems += [f"{place}, {name}: `{key}` is missing" for key in NEEDED if not told.get(key)]
    problems += [f'{place}, {name}: unknown key "{key}"' for key in {*said, *told} - {"way", *CONDITIONS, *AROUND, *TOLD}]
    way = Way(
        name, str(told.get("how")), tuple(told.get("operations", ())), str(told.get("downtime")), tuple(told.get("source", ())),
        tuple(told.get("settles", ())), str(told.get("settled", "")),
    )  # fmt: skip
    today, wanted, first, then = (
        {key: tuple(values) for key, values in said.get(word, {}).items()} for word in ("today", "wanted", *AROUND)
    )
    return Entry(
        way, tuple(said.get("from", ())), tuple(said.get("to", ())), str(said.get("moves", "")), today, wanted, first, then
    )
