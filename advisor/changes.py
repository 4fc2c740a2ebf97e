"""What runs today → what is recommended: field by field how it is changed, in the order in which it is done."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from advisor import limits
from advisor.changefile import MORE, NOTHING, WITH, Book, Entry, Way, load
from advisor.records import NamedTuple
from advisor.report import Change, Kept

TELLS = "* "  # before a word that is somewhere in a value
ABSENT, SAID = "absent", "said"  # for fields that are not there, and for any value there may be
UNTOLD = Way("", "How this is changed is not written down in this release.", (), "not known", ())

Configuration = Mapping[str, Any]


class _Difference(NamedTuple):
    """A field, its values before and after ("": nothing said), and how it is changed."""

    field: str
    before: str
    after: str
    way: Way


def changes(running: str, today: Configuration, service: str, wanted: Configuration, keeping: bool = True) -> tuple[Change, ...]:
    """The changes from one service's configuration to another's; those of one act share its step. Left out is what is kept of
    today's, unless every setting wanted was chosen (`keeping` False)."""
    book = load(service) or Book(service, {}, (), {})
    if running != service:
        found = list(_moved(book, running, service, (_flat(book, today, wanted), _flat(book, wanted, today))))
        to = next(each for each in found if each.field == "service")
        return tuple(_steps(found, {each.field: to for each in found if each.field in to.way.settles}))
    left = {each.field for each in kept(running, today, service, wanted)} if keeping else set()
    found = [each for each in _differences(book, today, wanted) if each.field not in left]
    return tuple(_steps(found, _settled(found)))


def _moved(book: Book, running: str, service: str, sides: tuple[Mapping[str, str], Mapping[str, str]]) -> Iterator[_Difference]:
    """What one service becomes another by: what is changed of the one first, the move, what is changed of the other then."""
    today, wanted = sides
    entry = _entry(book.becomes, running, service, today, wanted)
    ran = load(running) or Book(running, {}, (), {})
    yield from _around(ran, entry.first, sides)
    yield _Difference("service", running, service, entry.way)
    yield from _around(book, entry.then, sides)


def _around(
    book: Book, fields: Mapping[str, tuple[str, ...]], sides: tuple[Mapping[str, str], Mapping[str, str]]
) -> Iterator[_Difference]:
    """Fields that both sides say and that differ, where today's value is one of these (none: any), minor versions left out."""
    today, wanted = sides
    for name, values in fields.items():
        before, after = today.get(name, ""), wanted.get(name, "")
        if before and after and not f"{before}.".startswith(f"{after}.") and (not values or _is(before, values)):
            yield _Difference(name, before, after, _way(book.fields.get(name, ()), before, after, today, wanted))


def kept(running: str, today: Configuration, service: str, wanted: Configuration) -> tuple[Kept, ...]:
    """What today has that serves as well as what is recommended, and what nobody said of today and is not changed for that."""
    book = load(service) if running == service else None
    if book is None or not book.keeps:
        return ()
    sides = _flat(book, today, wanted), _flat(book, wanted, today)
    found = (each for each in _differences(book, today, wanted) if _serves(book, each, sides))
    return tuple(Kept(each.field, each.before, each.after) for each in found)


def along(without: Configuration, with_: Configuration) -> Iterator[Kept]:
    """What of today is kept because something else is: what a configuration has with it, of a list what it has more."""
    for name, value in with_.items():
        before = without.get(name)
        if value != before:
            more = [each for each in value if each not in (before or ())] if isinstance(value, list) else value
            yield Kept(name, _text(more), "")


def _serves(book: Book, difference: _Difference, sides: tuple[Mapping[str, str], ...]) -> bool:
    """Whether today's value of a field serves as well as the one wanted."""
    known, before, after = book.keeps.get(difference.field), difference.before, difference.after
    if known is None:
        return False
    if known != MORE and not all(_among(known.get(WITH, NOTHING), side) for side in sides):
        return False
    if known == MORE or MORE in known:
        return _direction(before, after) == "down"
    values = tuple(known.get(after, known.get(SAID, ())))
    return _is(before or ABSENT, values) or (SAID in values and before not in ("", ABSENT))


def _differences(book: Book, today: Configuration, wanted: Configuration) -> Iterator[_Difference]:
    """The fields that differ, in the order of the book."""
    before, after = _flat(book, today, wanted), _flat(book, wanted, today)
    order = {name: place for place, name in enumerate(book.fields)}
    names = dict.fromkeys([*before, *after])
    for name in sorted(names, key=lambda each: order.get(_key(book, each), len(order))):
        key = _key(book, name)
        otherwise = ABSENT if key.endswith(".*") else book.means.get(name, "")
        old, new = before.get(name) or otherwise, after.get(name) or otherwise
        if new and old != new:
            yield _Difference(name, old, new, _way(book.fields.get(key, ()), old or ABSENT, new, before, after))


def _flat(book: Book, said: Configuration, other: Configuration) -> dict[str, str]:
    """A configuration as texts; the members of a mapping by themselves, unless it is told as a whole and one side lacks it."""
    found: dict[str, str] = {}
    for name, value in said.items():
        if isinstance(value, Mapping) and not (name in book.fields and name not in other):
            found |= {f"{name}.{key}": _text(inner) for key, inner in value.items()}
        else:
            found[name] = _text(value)
    return found


def _key(book: Book, name: str) -> str:
    """The entry of a field: its own, or that of every member."""
    every = f"{name.rpartition('.')[0]}.*"
    return every if name not in book.fields and every in book.fields else name


def _text(value: Any) -> str:
    """A value as people write it."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Mapping):
        return ", ".join(f"{key} {_text(inner)}" for key, inner in value.items())
    if isinstance(value, list | tuple):
        return "; ".join(map(_text, value))
    return str(value)


def _way(entries: tuple[Entry, ...], before: str, after: str, today: Mapping[str, str], wanted: Mapping[str, str]) -> Way:
    """The way of the first entry that holds."""
    return _entry(entries, before, after, today, wanted).way


def _entry(entries: tuple[Entry, ...], before: str, after: str, today: Mapping[str, str], wanted: Mapping[str, str]) -> Entry:
    """The first entry that holds."""
    for each in entries:
        values = (not each.from_ or _is(before, each.from_)) and (not each.to or _is(after, each.to))
        others = _among(each.today, today) and _among(each.wanted, wanted)
        if values and others and each.moves in ("", _direction(before, after)):
            return each
    return Entry(UNTOLD)


def _among(known: Mapping[str, tuple[str, ...]], said: Mapping[str, str]) -> bool:
    """Whether each field has one of the values known of it."""
    return all(_is(said.get(name, ABSENT), values) or (name in said and SAID in values) for name, values in known.items())


def _is(value: str, known: tuple[str, ...]) -> bool:
    """Whether a value is one of those known, or has one of the words they tell: `* GLACIER`."""
    if value in known:
        return True
    told = [each.removeprefix(TELLS) for each in known if each.startswith(TELLS)]
    return bool(told) and not set(told).isdisjoint(re.findall(r"\w+", value))


def _direction(before: str, after: str) -> str:
    """`up` or `down` between two amounts of one kind; empty when they are none."""
    try:
        (one, old), (other, new) = limits.measure(before), limits.measure(after)
    except ValueError:
        return ""
    return "" if one != other else "up" if new > old else "down"


def _settled(found: list[_Difference]) -> dict[str, _Difference]:
    """The fields another one's act settles, with the field that does."""
    settled: dict[str, _Difference] = {}
    acting: set[str] = set()
    for each in found:
        if each.field in settled:
            continue
        for other in found:
            if other.field in each.way.settles and other.field != each.field and other.field not in {*acting, *settled}:
                settled[other.field] = each
                acting.add(each.field)
    return settled


def _steps(found: list[_Difference], settled: Mapping[str, _Difference]) -> Iterator[Change]:
    """The changes, step by step; what one act settles follows it."""
    acts = dict.fromkeys(each.way.name or each.field for each in found if each.field not in settled)
    for step, name in enumerate(acts, start=1):
        for each in found:
            own = (each.way.name or each.field) == name
            if each.field not in settled and own:
                yield _change(each, each.way.how, each.way, step)
        for each in found:
            by = settled.get(each.field)
            if by is not None and by.way.name == name:
                yield _change(each, by.way.settled if each.way.name != name else each.way.how, by.way, step)


def _change(of: _Difference, how: str, way: Way, step: int) -> Change:
    """One change as the report says it."""
    said = how.replace("{from}", of.before or "what it is").replace("{to}", of.after)
    return Change(of.field, of.before, of.after, said, way.operations, way.downtime, step, way.source)
