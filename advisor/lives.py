"""What a spec says of how long objects live: deletions by age, the ages of what is there, how much faster they come; and what of
it cannot be true together."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from itertools import pairwise

from advisor import units
from advisor.births import ONE, Age, Births, Deleted, full, monthly
from advisor.diagnostics import At, Diagnostic
from advisor.exact import Fraction
from advisor.reading import Said, each, exact, items, record, scalar, wrong
from advisor.sets import choice, number
from advisor.source import Node, quote
from advisor.streams import NONE

ROUGHLY = 2  # amounts told in round numbers may differ so many times


def deletions(node: Node) -> tuple[Deleted, ...]:
    """Shares of all objects that are deleted at some ages, youngest first."""

    def one(item: Node) -> Deleted:
        found = record(item, ("after", "share"))
        return Deleted(exact(found["after"], "duration"), exact(found["share"], "share"))

    found = each(items(node), one)
    if not found:
        raise wrong(node.at, "nothing is deleted here; write {after: 7 days, share: 40 %}, or leave the line out")
    _rise([after for after, _ in found], node)
    if (total := sum((share for _, share in found), NONE)) > 1:
        shown = units.show(total, "share")
        raise wrong(node.at, f"the shares sum to {shown}; write shares of all objects, of at most 100 %", "contradiction")
    return tuple(found)


def ages(node: Node) -> tuple[Age, ...]:
    """The ages of what is stored today, youngest first; each band evenly."""

    def one(item: Node) -> Age:
        found = record(item, ("until", "share"))
        return Age(exact(found["until"], "duration"), exact(found["share"], "share", zero=True))

    found = each(items(node), one)
    _rise([until for until, _ in found], node)
    if (total := sum((share for _, share in found), NONE)) != 1:
        shown = units.show(total, "share")
        raise wrong(node.at, f"the shares sum to {shown}; write shares of what is stored that sum to 100 %", "contradiction")
    return tuple(found)


def _rise(found: list[Fraction], node: Node) -> None:
    """Ages in order."""
    if any(later <= earlier for earlier, later in pairwise(found)):
        raise wrong(node.at, "the ages are out of order; write the youngest first, each once")


def faster(node: Node) -> Fraction:
    """By what share more objects are written each month than in the one before."""
    text = scalar(node).strip()
    found = re.fullmatch(r"(.*%)\s*(?:/|per|a)\s*(month|year)", text)
    if found is None:
        raise wrong(node.at, f"{quote(text)} is no growth of what is written; write 3 % /month or 20 % /year")
    share = exact(node._replace(value=found[1]), "share", zero=True)
    return share if found[2] == "month" else monthly(share)


def impossible(
    said: Mapping[str, Said],
    deleted: tuple[Deleted, ...],
    known: tuple[Age, ...],
    pace: Fraction | None,
    at_of: Callable[[str], At],
) -> Iterator[Diagnostic]:
    """What is said of lives that cannot be true, or not all be met, together; `at_of` says where a word is written."""
    keep = _one(said, "keep")
    if not (deleted or known or pace):
        return
    names = {"deletions": bool(deleted), "object_age": bool(known), "writes.growth": pace is not None}
    what = next(name for name, here in names.items() if here)
    at = at_of(what.partition(".")[0])

    def problem(message: str, hint: str) -> Diagnostic:
        return Diagnostic(at, "spec.contradiction", message, hint)

    all_ = sum((share for _, share in deleted), NONE) == ONE
    if keep is not None and deleted and deleted[-1].after >= keep:
        yield problem(f"at {units.show(deleted[-1].after, 'duration')} nothing is left to delete: keep is {said['keep'].text}",
                      "write deletions before the age all that is left is deleted at")  # fmt: skip
    elif keep is not None and all_:
        yield problem(f"all is deleted by the ages in deletions, and nothing is left to keep for {said['keep'].text}",
                      "leave keep out, or write shares of less than 100 % together")  # fmt: skip
    last = deleted[-1].after if all_ and deleted else keep
    if known and keep is not None and last == keep < known[-1].until:
        old = units.show(known[-1].until, "duration")
        why = f"keep: {said['keep'].text} deletes the older ones at once, which is not billed"
        left = _left(known, keep, _one(said, "size"))
        yield problem(f"objects of {old} are there, and {why}", f"write what is left then: {left}")
    elif known and last is not None and known[-1].until > last:
        old, gone = (units.show(each, "duration") for each in (known[-1].until, last))
        yield problem(f"objects of {old} are there, and all are deleted at {gone}", "write object_age as far as objects live")
    if deleted and "lock" in said and choice(said["lock"].values) in ("compliance", "legal_hold"):
        yield problem(f"under lock: {said['lock'].text} nobody can delete objects", "leave deletions or lock out")
    yield from (problem(*each) for each in _growths(what, said, bool(deleted), pace is not None, keep is not None or all_))
    if not known:
        yield from _stock(said, deleted, pace or NONE, keep)


def _left(known: tuple[Age, ...], keep: Fraction, size: Fraction | None) -> str:
    """What is there once all older than `keep` are deleted, as a spec says it."""
    young, bands = NONE, list[Age]()
    for until, share in known:
        if young < keep:
            bands.append(Age(min(until, keep), share * (min(until, keep) - young) / (until - young)))
        young = until
    whole = sum((share for _, share in bands), NONE)
    parts = [Fraction(round(1000 * share / whole), 1000) for _, share in bands[:-1]] if whole else []
    parts.append(ONE - sum(parts, NONE))
    shown = ", ".join(
        f"{{until: {units.show(band.until, 'duration')}, share: {units.show(part, 'share')}}}"
        for band, part in zip(bands, parts, strict=True)
    )
    much = f"size: {units.show(Fraction(round(size * whole)), 'bytes')}" if size else "size without the older ones"
    return f"{much}, object_age: [{shown}]"


def _growths(what: str, said: Mapping[str, Said], deleted: bool, faster: bool, mortal: bool) -> Iterator[tuple[str, str]]:
    """Growth that is said twice over, and deletions at no age."""
    grown = "growth" in said and number(said["growth"].values) != 0
    if grown and "writes" in said:
        yield f"with {what}, what is written and deleted says how the bucket grows; growth says it too", "leave growth out"
    elif grown and mortal:
        yield f"with {what} and all deleted at some age, growth does not say what is written", "write writes: instead of growth"
    if not (deleted or mortal) and "overwrites" in said and choice(said["overwrites"].values) == "true" and "writes" in said:
        yield f"with {what}, nobody says at which age objects are overwritten", "write keep: 90 days, or deletions"


def _stock(said: Mapping[str, Said], deleted: tuple[Deleted, ...], pace: Fraction, keep: Fraction | None) -> Iterator[Diagnostic]:
    """Writes that bring far more, or far less, than is stored."""
    size, mean, writes = (_one(said, name) for name in ("size", "object_size", "writes"))
    if not size or not mean or not writes:
        return
    births = Births(size / mean, writes, keep, deleted, (), pace)
    mortal = full(births) * writes * mean
    lasting = any(life is None for life, _ in births.kinds)
    if mortal > ROUGHLY * size or (not lasting and ROUGHLY * mortal < size):
        shown = units.show(Fraction(f"{float(mortal):.3g}"), "bytes")
        message = f"writes of {said['writes'].text} and their deletions keep {shown}, and size is {said['size'].text}"
        yield Diagnostic(said["size"].at, "spec.contradiction", message, "correct one of them")


def _one(said: Mapping[str, Said], name: str) -> Fraction | None:
    """The one finite number a fact is said to be."""
    value = number(said[name].values) if name in said else None
    return value if isinstance(value, Fraction) else None
