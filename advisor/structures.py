"""Parts of a spec that are more than one value: sizes by share, access by age, clients, a day's hours, snapshots."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from itertools import pairwise
from typing import Any

from advisor import units
from advisor.diagnostics import At, nearest
from advisor.exact import Fraction
from advisor.reading import Places, Said, each, exact, items, mapping, place, quantity, record, scalar, wrong
from advisor.records import NamedTuple
from advisor.sets import INFINITY, Span, number, point
from advisor.source import Node, quote

HOURS = 24
_DIMENSION = re.compile(r"[a-z0-9_]+(\.[a-z0-9_-]+)+")


class Band(NamedTuple):
    """Reads of one object a second while it is younger than `until` seconds (`inf` for the last band)."""

    until: Fraction | float
    reads: Fraction


class Wait(NamedTuple):
    """The longest acceptable wait, in seconds, to read an object younger than `until` seconds (`inf` for the last band)."""

    until: Fraction | float
    within: Fraction | float


class Client(NamedTuple):
    """Who reads, from `internet`, `same_region`, `on_premises` or a Region, and the bytes a second that leave to them."""

    place: str
    egress: Fraction | None


class Snapshots(NamedTuple):
    """A snapshot every so many seconds, the share of the volume changed between two, and how long each is kept."""

    every: Fraction
    changed: Fraction
    keep: Fraction


class Measured(NamedTuple):
    """An amount per month somebody measured, in the unit its price is quoted in."""

    amount: Fraction
    at: At


class Current(NamedTuple):
    """What runs today: its design (None: nobody said), which its service reads, and amounts a month seen on its bill."""

    design: Node | None
    observed: Mapping[str, Measured]


class Reference(NamedTuple):
    """Another store, by its name, and where it is named."""

    name: str
    at: At


class Structure(NamedTuple):
    """What a structure says: facts by name, and its own value."""

    said: Mapping[str, Said]
    value: Any


def sizes(word: str, node: Node) -> Structure:
    """One size, a range, or shares by size; the value is (size, share) pairs, empty for a range."""
    if not isinstance(node.value, dict):
        values = quantity(node, "bytes")
        one = number(values)
        if isinstance(values, Span) and (values.lo[0] == 0 or values.hi[0] == INFINITY):
            raise wrong(node.at, "this size means nothing; write a size above 0, such as 20 KiB")
        said = {word: Said(values, node.at, scalar(node))}
        return Structure(said, ((one, Fraction(1)),) if isinstance(one, Fraction) else ())
    if node.value and all(text[:1] in ("p", "m") for text in node.value):  # sizes begin with a digit
        return _by_percentiles(word, node)
    keys = [Node(text, node.keys[text]) for text in node.value]
    found = each(keys, lambda key: exact(key, "bytes"))
    shares = each(node.value.values(), lambda share: exact(share, "share", zero=True))
    if len(set(found)) < len(found):
        raise wrong(node.at, "a size is written twice; write each size once")
    if sum(shares) != 1:
        total = units.show(sum(shares, Fraction(0)), "share")
        raise wrong(node.at, f"the shares sum to {total}; write shares that sum to 100 %", "contradiction")
    pairs = tuple((size, share) for size, share in sorted(zip(found, shares, strict=True)) if share)
    mean = sum((size * share for size, share in pairs), Fraction(0))
    text = ", ".join(f"{units.show(share, 'share')} of {units.show(size, 'bytes')}" for size, share in pairs)
    return Structure({word: Said(point(mean), node.at, text)}, pairs)


def _by_percentiles(word: str, node: Node) -> Structure:
    """Shares by size fitted to percentiles and a mean; how, is told as an assumption."""
    from advisor.percentiles import NAME, Unfit, fitted

    keys = dict(mapping(node))
    for text in keys:
        if not NAME.fullmatch(text):
            raise wrong(node.keys[text], f"{quote(text)} is no percentile; write p50, p90, mean or max", "key")
    amounts = dict(zip(keys, each(keys.values(), lambda size: exact(size, "bytes")), strict=True))
    try:
        pairs = fitted(amounts)
    except Unfit as error:
        raise wrong(node.at, str(error)) from None
    mean = sum((size * share for size, share in pairs), Fraction(0))
    text = ", ".join(f"{name} {scalar(size)}" for name, size in keys.items())
    shares = ", ".join(f"{units.show(share, 'share')} of {_near(size)}" for size, share in pairs)
    return Structure(
        {word: Said(point(mean), node.at, text, f"the mean of sizes fitted to {text} (log-normal): {shares}")}, pairs
    )


def _near(size: Fraction) -> str:
    """A size in four digits."""
    return units.show(Fraction(f"{float(size):.3g}") if size < 1024 else size, "bytes")


def access(node: Node) -> Structure:
    """`unknown`, `changing`, reads of one object, or reads by age; the value is Bands, empty when not exact."""
    if isinstance(node.value, str):
        text = node.value.strip()
        if text in ("unknown", "changing", "known"):
            return Structure({"access": Said(frozenset({text}), node.at, text)}, ())
        if not re.match(r"[-−.\d]", text):
            raise wrong(
                node.at, f"{quote(text)} is no access; write a rate such as 2 /month, bands by age, `unknown` or `changing`"
            )
        if re.fullmatch(r"[.\d]+", text):
            raise wrong(node.at, f"{quote(text)} has no unit; write {text} /month")
        rate = quantity(node, "rate")
        one = number(rate)
        facts = {"access": Said(frozenset({"known"}), node.at, text), "object_reads": Said(rate, node.at, text)}
        return Structure(facts, (Band(INFINITY, one),) if isinstance(one, Fraction) else ())
    bands = each(items(node), _band)
    _in_order([band.until for band in bands], node, "{reads: 0.01 /month}")
    return Structure({"access": Said(frozenset({"known"}), node.at, "by age")}, tuple(bands))


def _in_order(ages: list[Fraction | float], node: Node, like: str) -> None:
    """Bands of ages, the last without an end."""
    if not ages or ages[-1] != INFINITY or INFINITY in ages[:-1]:
        raise wrong(node.at, f"only the last band goes on for ever; end with one without `until`, such as {like}")
    if any(later <= earlier for earlier, later in pairwise(ages)):
        raise wrong(node.at, "the bands are out of order; write the youngest age first")


def waits(node: Node, plain: Callable[[Node], Said]) -> Said | Structure:
    """One wait, or waits by age; the fact is then the shortest of them, which a single class has to keep."""
    if not isinstance(node.value, list):
        return plain(node)

    def band(item: Node) -> Wait:
        found = record(item, ("within",), ("until",))
        until = exact(found["until"], "duration") if "until" in found else INFINITY
        within = plain(found["within"]).values
        assert isinstance(within, Span)
        return Wait(until, within.hi[0])

    bands = each(node.value, band)
    _in_order([band.until for band in bands], node, "{within: 12 h}")
    return Structure({"retrieval": Said(point(min(band.within for band in bands)), node.at, "by age")}, tuple(bands))


def _band(node: Node) -> Band:
    """One band of ages."""
    found = record(node, ("reads",), ("until",))
    until = exact(found["until"], "duration") if "until" in found else INFINITY
    return Band(until, exact(found["reads"], "rate", zero=True))


def clients(node: Node, places: Places) -> tuple[Client, ...]:
    """Who reads from where, and how much leaves to them."""

    def client(item: Node) -> Client:
        found = record(item, ("from",), ("egress",))
        egress = exact(found["egress"], "throughput", zero=True) if "egress" in found else None
        return Client(place(found["from"], places, ("internet", "on_premises")), egress)

    return tuple(each(items(node), client))


def hours(node: Node) -> Structure:
    """24 numbers in proportion to the load of each hour; the value is their multiples of the mean."""
    found = items(node)
    if len(found) != HOURS:
        raise wrong(node.at, f"these are {len(found)} numbers; write {HOURS}, one an hour from midnight")
    loads = each(found, lambda item: exact(item, "count", zero=True))
    total = sum(loads, Fraction(0))
    if not total:
        raise wrong(node.at, "a day of zeros has no shape; write the load of each hour in proportion")
    shape = tuple(load * HOURS / total for load in loads)
    return Structure({"traffic": Said(frozenset({"daily"}), node.at, "24 hours")}, shape)


def snapshots(node: Node) -> Snapshots | None:
    """How often, what share changes between two, how long each is kept; None for `none`."""
    if node.value == "none":
        return None
    found = record(node, ("every", "changed", "keep"))
    return Snapshots(
        exact(found["every"], "duration"), exact(found["changed"], "share", zero=True), exact(found["keep"], "duration")
    )


def projects(node: Node, choice: Callable[[Node], Said]) -> Structure:
    """`all`, `keys`, `some`, or the attributes' names, which mean `some` of them."""
    if not isinstance(node.value, list):
        return Structure({"index_projects": choice(node)}, None)
    names = each(node.value, scalar)
    if not names or len(set(names)) < len(names) or "" in names:
        raise wrong(node.at, "the attributes have no names or one twice; list each once, or write `keys`")
    text = ", ".join(names)
    some = Said(frozenset({"some"}), node.at, text)
    return Structure({"index_projects": some, "index_projected_attributes": Said(point(len(names)), node.at, text)}, None)


def current(node: Node, words: Mapping[str, tuple[str, Callable[[Node], Said]]]) -> Structure:
    """A design that runs today and, under `observed`, what is seen of it: amounts a month by price dimension, and facts.

    `words`: by key under `observed`, the fact it fills and how it is read.
    """
    found = mapping(node)
    seen = found.get("observed", Node("", node.at))
    amounts = {key: value for key, value in mapping(seen).items() if "." in key}
    facts = {key: value for key, value in mapping(seen).items() if "." not in key}
    for key in facts:
        if key not in words:
            hint = nearest(key, words) or "write a price dimension, such as s3.storage.standard"
            raise wrong(seen.keys[key], f"{quote(key)} is nothing that is observed here; {hint}", "key")
    values = each(facts, lambda key: words[key][1](facts[key]))
    said = {words[key][0]: value for key, value in zip(facts, values, strict=True)}
    design = {key: value for key, value in found.items() if key != "observed"}
    amounts_seen = measured(seen._replace(value=amounts))
    return Structure(said, Current(node._replace(value=design) if design else None, amounts_seen))


def reference(node: Node) -> Reference:
    """The name of another store; whether there is one is seen once all are read."""
    name = scalar(node).strip()
    if not name:
        raise wrong(node.at, "no store is named; write in_front_of: orders")
    return Reference(name, node.at)


def measured(node: Node) -> dict[str, Measured]:
    """Amounts a month by price dimension."""

    def amount(key: str) -> Measured:
        value = mapping(node)[key]
        if not _DIMENSION.fullmatch(key):
            raise wrong(node.keys[key], f"{quote(key)} is no price dimension; write one such as s3.storage.standard", "key")
        text = scalar(value).strip()
        if re.fullmatch(r"[0-9.]+\s*(?:thousand|million|billion|trillion)?\s*[A-Za-z%/].*", text) and not _is_count(text):
            raise wrong(value.at, f"{quote(text)} has a unit; write the number alone, per month in the unit of its price")
        if text == "unknown":
            raise wrong(value.at, '"unknown" is no amount; leave the line out, and it is derived')
        return Measured(exact(value, "count", zero=True), value.at)

    found = mapping(node)
    return dict(zip(found, each(found, amount), strict=True))


def _is_count(text: str) -> bool:
    """Whether the text is a number with nothing but a magnitude behind it."""
    try:
        units.parse(text, "count")
    except ValueError:
        return False
    return True
