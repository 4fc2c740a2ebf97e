"""A bucket of objects whose size nobody said: what its bytes and the stated requests come to, whatever the size is.

What counts objects has no amount, nor has what a class adds to small ones, so the bill is one of "at least".
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from advisor.exact import Fraction
from advisor.load import MOST, Load, Quantity, amount_of, reads_of
from advisor.services.s3_classes import CLASSES, UNSAID
from advisor.services.s3_design import Design
from advisor.services.s3_storage import FREQUENT, STANDARD, TIERING

if TYPE_CHECKING:
    from advisor.facts import Facts
    from advisor.services import Look
    from advisor.spec import Store

WHY = "nobody said how large an object is"
COUNTED = ("request", "object-month")  # units of objects
LISTS = "LIST requests"
STATED = ("PUT requests", "GET requests", LISTS, "KMS requests", "Restores", "Replication PUT requests")
HELD = ("Storage", "Old versions", "Unfinished uploads", "Data to")  # what bytes come to, whichever class small ones stay in
_KINDS = {f"s3.storage.{kind.price}": kind for kind in CLASSES.values()}


def loads(design: Design, load: Load, facts: Facts, look: Look) -> tuple[Load, Load | None]:
    """A month by its bytes, and the same with the stated requests, where there are any. What a lifecycle moves, small objects
    apart, is read nobody knows where."""
    stored = of_size(UNSAID, load, look.store, facts)
    asked = stored._replace(reads=load.reads, writes=load.writes) if load.reads or load.writes else None
    return (stored._replace(reads=None) if _moves(design) and stored.reads else stored), asked


def of_size(size: Fraction, load: Load, store: Store, facts: Facts) -> Load:
    """A month of objects whose size nobody said, as if each had `size` bytes; of reads stated in all nobody knows the bytes.

    How old they are is not known where what comes is stated in objects, or replaces what is deleted beside a growth.
    """
    written, fact = amount_of(facts, "writes"), facts.facts.get("reads")
    if store.lives_said:
        load = load._replace(stored=None)
    if written or (amount_of(facts, "keep") and amount_of(facts, "growth")):
        load = load._replace(inflow=None, outflow=None, oldest=None)
    count = None if load.stored is None else load.stored / size
    if load.reads is not None and fact is not None and fact.origin in ("said", "derived"):
        reads = load.reads if load.reads == 0 else None
    elif len(store.access) > 1 and load.oldest is None:
        reads = None
    else:
        reads = reads_of(store, facts, count, load.inflow, load.oldest)
    return load._replace(size=size, count=count, reads=reads, writes=written if written == 0 else None)


def known(design: Design, stored: Sequence[Quantity], asked: Sequence[Quantity]) -> Iterator[Quantity]:
    """The lines of a month by its bytes, with the requests of the stated ones; what depends on the size without an amount.

    Of a lifecycle's classes the later is the cheaper one, so what moves all bytes costs least; a rule that names a size, and
    Intelligent-Tiering billed at its most, leave nothing that is certain.
    """
    moves = _moves(design)
    sized = any(rule.larger_than is not None or rule.smaller_than is not None for rule in design.every_rule)
    open_ = sized or (moves and "INTELLIGENT_TIERING" in _classes(design))
    for line in stored:
        if line.unit in COUNTED:
            continue
        of_class = line.dimension in _KINDS or line.dimension.startswith(TIERING)
        unknown = (open_ and of_class) or (moves and not line.item.startswith(HELD) and line.part != "key")
        yield line._replace(amount=None, formula=WHY) if unknown else line
        if of_class and line.item.startswith(HELD[:2]):
            yield from _added(line)
            if moves and _KINDS.get(line.dimension) is CLASSES[design.class_]:
                yield _open(line, f"Small objects, {CLASSES[design.class_].title}", "a lifecycle leaves them where they are")
    for line in asked or stored:
        if line.unit in COUNTED:
            told = line.item.startswith(STATED if asked else LISTS) or line.amount == 0
            yield line if told else line._replace(amount=None)


def _added(line: Quantity) -> Iterator[Quantity]:
    """What a class adds to the bytes of small objects, or of each one."""
    kind = _KINDS.get(line.dimension)
    if line.dimension.startswith(TIERING):
        if MOST not in line.formula:
            yield _open(line._replace(dimension=FREQUENT), "Small objects, Frequent Access", "objects under 128 KiB stay there")
        if "archive" in line.dimension and "instant" not in line.dimension:
            yield from _overhead(line, line.item.removeprefix("Storage, "))
        monitoring = line._replace(dimension="s3.intelligent_tiering.monitoring", unit="object-month")
        yield _open(monitoring, "Monitoring", "objects of at least 128 KiB")
    elif kind is not None and kind.smallest:
        yield _open(line, f"Small objects, {kind.title}", "each bills as at least 128 KiB")
    elif kind is not None and kind.overhead:
        yield from _overhead(line, kind.title)


def _overhead(line: Quantity, title: str) -> Iterator[Quantity]:
    """What each archived object adds."""
    yield _open(line, f"Overhead, {title}", "32 KiB an object")
    yield _open(line._replace(dimension=STANDARD), "Overhead, S3 Standard", "8 KiB an archived object")


def _open(line: Quantity, item: str, what: str) -> Quantity:
    """A line like another whose amount follows from the size."""
    return line._replace(amount=None, item=item, formula=f"{what}; {WHY}")


def _classes(design: Design) -> set[str]:
    """The class objects are written to, and those they come to."""
    return {design.class_} | {move.to for rule in design.every_rule for move in (*rule.lifecycle, *rule.noncurrent)}


def _moves(design: Design) -> bool:
    """Whether a lifecycle moves objects or their old versions."""
    return len(_classes(design)) > 1
