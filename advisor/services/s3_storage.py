"""What a bucket's objects cost to keep: storage by class and tier, overheads, monitoring, transitions, early deletion."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from advisor.exact import Fraction
from advisor.load import MOST, SECONDS_IN_MONTH, Load, Quantity
from advisor.records import NamedTuple
from advisor.series import first
from advisor.services.s3_classes import CLASSES, GIB, Billed, archived, billed, terms
from advisor.services.s3_design import Design
from advisor.services.s3_stages import Stage
from advisor.services.s3_tiers import Tiers
from advisor.services.s3_ways import Way, later

if TYPE_CHECKING:
    from advisor.limits import Limits

STANDARD = "s3.storage.standard"
TIERING = "s3.storage.intelligent_tiering"
FREQUENT = f"{TIERING}.frequent"
DAY = 86_400
THERE = "there today"  # the part of a bill that brings over what is there


class Where(NamedTuple):
    """The bucket the lines are of: its own, or its replica in a Region; and the limits that hold there."""

    limits: Limits
    on: date
    part: str = ""
    region: str | None = None

    def line(self, dimension: str, amount: Fraction | None, unit: str, item: str, formula: str = "") -> Quantity:
        """A line of this bucket, which follows its use."""
        return Quantity(dimension, amount, unit, item, self.part, True, self.region, formula)


def storage(stage: Stage, tiers: Tiers | None, where: Where) -> Iterator[Quantity]:
    """The storage of a stage's objects; GB are binary. Small objects bill as 128 KiB in the IA classes and Glacier Instant
    Retrieval; archived ones carry 32 KiB at their own rate and 8 KiB at Standard's."""
    if stage.class_ == "INTELLIGENT_TIERING":
        yield from _tiered(stage, tiers, where)
        return
    each, kind = billed(stage.class_, stage.sizes, where.limits, where.on), CLASSES[stage.class_]
    how = "objects bill as at least 128 KiB" if kind.smallest else "data + 32 KiB an object" if kind.overhead else ""
    yield where.line(f"s3.storage.{kind.price}", _gib(stage, each.own), "GB-month", f"Storage, {kind.title}", how)
    if each.standard:
        yield where.line(STANDARD, _gib(stage, each.standard), "GB-month", "Storage, S3 Standard", "8 KiB an archived object")


def _tiered(stage: Stage, tiers: Tiers | None, where: Where) -> Iterator[Quantity]:
    """The storage of Intelligent-Tiering's objects by tier, and their monitoring."""
    each, item = billed(stage.class_, stage.sizes, where.limits, where.on), "Storage, Frequent Access"
    if tiers is None:
        how = f"all of it, {MOST}: nobody said {'how often' if stage.reads is None else 'which'} objects are read"
        yield where.line(FREQUENT, _gib(stage, each.small + each.own), "GB-month", item, how)
    else:
        small, large = _gib(stage, each.small), None if stage.held is None else tiers.frequent * (each.own / GIB)
        amount = large if small is None or large is None or not each.small else small + large
        yield where.line(FREQUENT, amount, "GB-month", item, "with all objects under 128 KiB")
        yield from _colder(stage, each, tiers, where) if each.own else ()
    if each.monitored:
        monitored = None if stage.held is None else stage.held * each.monitored
        how = "objects of at least 128 KiB"
        yield where.line("s3.intelligent_tiering.monitoring", monitored, "object-month", "Monitoring", how)


def _colder(stage: Stage, each: Billed, tiers: Tiers, where: Where) -> Iterator[Quantity]:
    """What is in Intelligent-Tiering's colder tiers; archived objects add 32 KiB there, and 8 KiB at Standard's rate."""
    own, standard = archived(where.limits, where.on)
    full, unknown, how = each.own + own * each.monitored, stage.held is None, "data + 32 KiB an object"
    for tier, objects, size, item, formula in (
        ("infrequent", tiers.infrequent, each.own, "Infrequent Access", "not read for 30 days"),
        ("archive_instant", tiers.archive_instant, each.own, "Archive Instant Access", "not read for 90 days"),
        ("archive", tiers.archive, full, "Archive Access", how),
        ("deep_archive", tiers.deep_archive, full, "Deep Archive Access", how),
    ):
        if objects:
            amount = None if unknown else objects * (size / GIB)
            yield where.line(f"{TIERING}.{tier}", amount, "GB-month", f"Storage, {item}", formula)
            if formula is how:
                names = None if unknown else objects * (standard * each.monitored / GIB)
                yield where.line(STANDARD, names, "GB-month", "Storage, S3 Standard", "8 KiB an archived object")


def _gib(stage: Stage, size: Fraction) -> Fraction | None:
    """GB of so many bytes an object."""
    return None if stage.held is None else stage.held * (size / GIB)


def transitions(stage: Stage, where: Where) -> Quantity | None:
    """Lifecycle requests into a stage's class: every object that reaches its age pays one."""
    if not stage.came:
        return None
    amount = None if stage.ages is None else stage.ages.reaching(stage.begin) * stage.part * SECONDS_IN_MONTH
    return _moved(stage.class_, amount, where, "objects that reach the age each month")


def _moved(class_: str, amount: Fraction | None, where: Where, how: str) -> Quantity:
    """Transitions into a class."""
    kind = CLASSES[class_]
    return where.line(f"s3.lifecycle_transition.{kind.price}", amount, "request", f"Transitions to {kind.title}", how)


def _dying(stage: Stage, load: Load) -> list[tuple[Fraction | None, Fraction | None]]:
    """(age, objects a second) of what is deleted or overwritten while in a stage, or when it ends; None: nobody said."""
    if load.pieces:
        known = stage.ages.deaths() if stage.ages is not None else ()
        return [(age, rate) for age, rate in known if stage.begin < age and (stage.end is None or age <= stage.end)]
    if stage.end is not None or load.outflow == 0:
        return []
    return [(load.lifetime, load.outflow / load.size if load.outflow is not None and load.size else None)]


def noncurrent(way: Way, stage: Stage, load: Load, where: Where) -> Iterator[Quantity]:
    """Old versions, where they are kept: what is deleted or overwritten stays, in the class it was in or goes on to, until
    noncurrent versions expire.

    https://docs.aws.amazon.com/AmazonS3/latest/userguide/Versioning.html
    """
    died = _dying(stage, load)
    if not died:
        return
    rates, kept = [rate for _, rate in died], way.expire_noncurrent
    known = [rate for rate in rates if rate is not None]
    flow = None if len(known) < len(rates) else sum(known, Fraction(0))
    if kept is None or way.keep_versions is not None:
        who = "when old versions expire" if kept is None else "how many old versions an object has, of which the newest stay"
        yield _kept(stage.class_, stage, None, where, f"nobody said {who}")
        return
    moves = [move for move in later(stage.class_, way) if move.after < kept]
    begins = [(Fraction(0), stage.class_), *moves]
    for index, (begin, class_) in enumerate(begins):
        stay = (begins[index + 1][0] if index + 1 < len(begins) else kept) - begin
        how = "what is deleted or overwritten, kept until it expires"
        yield _kept(class_, stage, None if flow is None else flow * stay, where, how)
        if index:
            amount = None if flow is None else flow * stage.part * SECONDS_IN_MONTH
            yield _moved(class_, amount, where, "old versions that reach the age each month")
            least = terms(class_, where.limits, where.on).shortest
            if stay < least:
                how = f"the rest of {least / DAY} days, of old versions that stay {float(first(stay) / DAY):.4g}"
                yield cut_short(class_, stage, None if flow is None else flow * (least - stay), where, how)


def _kept(class_: str, stage: Stage, count: Fraction | None, where: Where, how: str) -> Quantity:
    """The storage of so many old versions."""
    each = billed(class_, stage.sizes, where.limits, where.on)
    amount = None if count is None else count * ((each.own + each.small) / GIB)
    dimension = FREQUENT if class_ == "INTELLIGENT_TIERING" else f"s3.storage.{CLASSES[class_].price}"
    return where.line(dimension, amount, "GB-month", "Old versions", how)


def early_deletion(design: Design, way: Way, stage: Stage, load: Load, where: Where) -> Iterator[Quantity]:
    """Storage for the rest of a class's minimum time, of objects that leave it sooner: moved on, deleted or overwritten.

    Old versions go on living until they expire.
    https://docs.aws.amazon.com/AmazonS3/latest/userguide/lifecycle-expire-general-considerations.html
    """
    least = terms(stage.class_, where.limits, where.on).shortest
    if not least:
        return
    if stage.end is not None and not (stage.ages is None and stage.end - stage.begin >= least):
        lacking = None if stage.ages is None else stage.ages.lacking(stage.begin, stage.end, least)
        yield from _early(stage, lacking, least, stage.end - stage.begin, where)
    if design.versioning and way.expire_noncurrent is None:
        return
    kept = Fraction(0)
    if design.versioning:
        kept = min((move.after for move in later(stage.class_, way)), default=way.expire_noncurrent or kept)
    for life, flow in _dying(stage, load):
        if life is None or load.outflow is None or (life <= stage.begin and not load.pieces):
            continue
        stay = max(Fraction(0), life - stage.begin) + kept
        yield from _early(stage, None if flow is None else flow * max(Fraction(0), least - stay), least, stay, where)


def _early(stage: Stage, lacking: Fraction | None, least: Fraction, stay: Fraction, where: Where) -> Iterator[Quantity]:
    """The charge for so many object-seconds a second, of objects of all sizes."""
    if lacking != 0:
        how = f"the rest of {least / DAY} days, of objects that stay {float(first(stay) / DAY):.4g}"
        yield cut_short(stage.class_, stage, lacking, where, how)


def cut_short(class_: str, stage: Stage, lacking: Fraction | None, where: Where, how: str) -> Quantity:
    """The rest of a class's minimum time as storage."""
    each = billed(class_, stage.sizes, where.limits, where.on)
    amount = None if lacking is None else lacking * (each.own / GIB)
    dimension = "s3.early_delete.deep_archive" if class_ == "DEEP_ARCHIVE" else f"s3.storage.{CLASSES[class_].price}"
    return where.line(dimension, amount, "GB-month", f"Early deletion, {CLASSES[class_].title}", how)
