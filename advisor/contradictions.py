"""Facts of one store that cannot be true together, found where both are written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from advisor import units
from advisor.diagnostics import Diagnostic
from advisor.exact import Fraction
from advisor.reading import Said
from advisor.sets import Span

ROUNDED = Fraction(11, 10)  # amounts that are the same may be told in numbers rounded so far
KEYED = frozenset({"key_value", "document"})  # models of data whose tables have backups apart from their recovery
ROUGHLY = 2  # sizes told in round numbers, and what comes on top of items, may differ so many times


def contradictions(kind: str, said: Mapping[str, Said], indexes: Mapping[str, Mapping[str, Said]]) -> Iterator[Diagnostic]:
    """Averages above peaks, and shares of one whole that exceed it whatever the ranges turn out to be."""
    for average, peak, what in (("reads", "reads_peak", "reads"), ("writes", "writes_peak", "writes")):
        if average in said and peak in said and _least(said[average]) > _most(said[peak]):
            message = f"{what}: the average {said[average].text} is above the peak {said[peak].text}"
            yield Diagnostic(said[peak].at, "spec.contradiction", message, "write a peak of at least the average")
    yield from _sizes("working_set" if kind == "cache" else "size", said)
    yield from _growth(said)
    yield from _backups(said)
    shares = [said[name] for name in ("consistent_reads", "transactional_reads") if name in said]
    if sum(map(_least, shares)) > 1:
        message = "consistent and transactional reads are more than all reads"
        yield Diagnostic(shares[-1].at, "spec.contradiction", message, "write shares that sum to at most 100 %")
    reads = [index["index_reads"] for index in indexes.values() if "index_reads" in index]
    if sum(map(_least, reads)) > 1:
        message = "the indexes serve more than all reads"
        yield Diagnostic(reads[-1].at, "spec.contradiction", message, "write shares that sum to at most 100 %")


def _sizes(held: str, said: Mapping[str, Said]) -> Iterator[Diagnostic]:
    """A single object larger than them all, and items that together are far more, or far less, than the data."""
    if held not in said:
        return
    size, whole = said[held], "all the data" if held == "size" else "the working set"
    for name, what in (("object_size", "object"), ("item_size", "item")):
        if name in said and _least(said[name]) > ROUNDED * _most(size) > 0:
            message = f"one {what} of {said[name].text} is larger than {whole}, {size.text}"
            yield Diagnostic(said[name].at, "spec.contradiction", message, "correct one of them")
            return
    if held == "size" and "items" in said and "item_size" in said:
        items, each = said["items"], said["item_size"]
        low, high = _least(items) * _least(each), _most(items) * _most(each)
        if low > ROUGHLY * _most(size) or ROUGHLY * high < _least(size):
            message = f"{items.text} items of {each.text} are not {size.text}"
            yield Diagnostic(size.at, "spec.contradiction", message, "correct one of them, or leave one out")


def _growth(said: Mapping[str, Said]) -> Iterator[Diagnostic]:
    """Objects that grow by more than is written."""
    if not {"growth", "writes", "object_size"} <= said.keys():
        return
    growth, writes, each = said["growth"], said["writes"], said["object_size"]
    most, mean = _most(writes), _most(each)
    if isinstance(most, Fraction) and isinstance(mean, Fraction) and _least(growth) > ROUNDED * most * mean:
        brought = units.show(most * mean * units.SECONDS_IN_MONTH, "bytes")
        message = f"writes of {writes.text}, {each.text} an object, bring {brought} a month; growth says {growth.text}"
        yield Diagnostic(
            growth.at, "spec.contradiction", message, "correct one of them, or leave growth out: what is written stays"
        )


def _backups(said: Mapping[str, Said]) -> Iterator[Diagnostic]:
    """Of tables read by key: how long backups are kept that nobody takes, or that are taken and not kept."""
    model, keep, every = said.get("model"), said.get("backup_keep"), said.get("backups")
    if keep is None or model is None or isinstance(model.values, Span) or not model.values <= KEYED:
        return
    taken = every is not None and every.values != frozenset({"none"})
    if not taken and _most(keep) > 0:
        message = f"backups.keep: backups are to be kept for {keep.text}, and none are taken"
        yield Diagnostic(
            keep.at, "spec.contradiction", message, "write every: daily or every: monthly beside it; recovery: says how far back"
        )
    if taken and not _most(keep):
        yield Diagnostic(
            keep.at, "spec.contradiction", "backups.keep: backups are taken and not kept", "write how long, such as 35 days"
        )


def _least(said: Said) -> Fraction | float:
    """The least the fact can be."""
    return said.values.lo[0] if isinstance(said.values, Span) else Fraction(0)


def _most(said: Said) -> Fraction | float:
    """The most the fact can be."""
    return said.values.hi[0] if isinstance(said.values, Span) else float("inf")
