"""Where a bucket's objects are in a month: the classes their ways take them through, how many, how often read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from advisor.exact import Fraction
from advisor.load import Load
from advisor.records import NamedTuple
from advisor.services.s3_ages import NOTHING, Ages
from advisor.services.s3_classes import Sizes
from advisor.services.s3_ways import Way

if TYPE_CHECKING:
    from advisor.spec import Band

NONE, ALL = Fraction(0), Fraction(1)


class Stage(NamedTuple):
    """The objects of some sizes while they are in one class. Counts are of objects of all sizes; None: their ages are unknown."""

    class_: str
    sizes: Sizes  # shares are of all objects of the bucket
    part: Fraction  # those shares together
    mean: Fraction  # bytes of the mean one of these objects
    begin: Fraction  # age at which they come
    end: Fraction | None  # age at which they go on to another class; None: they stay
    held: Fraction | None  # objects of these ages, on average over the month
    reads: Fraction | None  # reads a second of these objects while in the class
    came: str = ""  # the class a lifecycle transition brought them from; empty: written here
    ages: Ages | None = None


def stages(class_: str, way: Way, sizes: Sizes, load: Load, ages: Ages | None, access: Sequence[Band]) -> Iterator[Stage]:
    """The stages of objects that take one way."""
    part, size = mean(sizes)
    if not way.moves:
        reads = None if load.reads is None else load.reads * part
        yield Stage(class_, sizes, part, size, NONE, None, load.count, reads, "", ages)
        return
    names = (class_, *(move.to for move in way.moves))
    begins = (NONE, *(move.after for move in way.moves))
    ends = (*begins[1:], None)
    weights = [None if ages is None else read_by(access, begin, end, ages) for begin, end in zip(begins, ends, strict=True)]
    total = sum((each for each in weights if each is not None), NONE)
    if not total and ages is not None and load.reads:  # of the ages there are none is read by age: all are alike
        weights = [ages.held(begin, end) for begin, end in zip(begins, ends, strict=True)]
        total = sum((each for each in weights if each is not None), NONE)
    for index, (begin, end, weight) in enumerate(zip(begins, ends, weights, strict=True)):
        held = None if ages is None else ages.held(begin, end)
        reads = None if weight is None or load.reads is None else load.reads * part * (weight / total) if total else NONE
        yield Stage(names[index], sizes, part, size, begin, end, held, reads, names[index - 1] if index else "", ages)


def mean(sizes: Sizes) -> tuple[Fraction, Fraction]:
    """(their share of all objects, bytes of the mean one) of some sizes."""
    if len(sizes) == 1:
        return sizes[0][1], sizes[0][0]
    part = sum((share for _, share in sizes), NONE)
    return part, sum((size * share for size, share in sizes), NONE) / part


def read_by(access: Sequence[Band], begin: Fraction, end: Fraction | None, ages: Ages) -> Fraction:
    """Reads a second of all objects of ages from `begin` to `end`; where access is one rate, the objects themselves."""
    if len(access) < 2:
        return ages.held(begin, end)
    start = NONE
    reads: Fraction = NOTHING
    for band in access:
        until = band.until if isinstance(band.until, Fraction) else None
        low = max(start, begin)
        high = until if end is None else end if until is None else min(end, until)
        if high is None or high > low:
            reads += ages.held(low, high) * band.reads
        start = until or start
    return reads
