"""What a bucket's objects cost to keep: storage by class and tier, overheads, monitoring, transitions, early deletion."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from advisor.exact import Fraction
from advisor.load import SECONDS_IN_MONTH, Load, Quantity
from advisor.records import NamedTuple
from advisor.services.s3_classes import CLASSES, GIB, billed, terms
from advisor.services.s3_design import Design
from advisor.services.s3_stages import Stage, Tiers

if TYPE_CHECKING:
    from advisor.limits import Limits

STANDARD = "s3.storage.standard"
FREQUENT, INFREQUENT, INSTANT = (
    f"s3.storage.intelligent_tiering.{tier}" for tier in ("frequent", "infrequent", "archive_instant")
)


class Where(NamedTuple):
    """The bucket the lines are of: its own, or its replica in a Region; and the limits that hold there."""

    limits: Limits
    on: date
    part: str = ""
    region: str | None = None

    def line(self, dimension: str, amount: Fraction | None, unit: str, item: str, formula: str = "") -> Quantity:
        """A line of this bucket, which follows its use."""
        return Quantity(dimension, amount, unit, item, self.part, True, self.region, formula)


def storage(stage: Stage, load: Load, tiers: Tiers, where: Where) -> Iterator[Quantity]:
    """The storage of a stage's objects; GB are binary. Small objects bill as 128 KiB in the IA classes and Glacier Instant
    Retrieval; archived ones carry 32 KiB at their own rate and 8 KiB at Standard's."""
    each = billed(stage.class_, stage.sizes, where.limits, where.on)
    count = None if load.count is None or stage.share is None else load.count * stage.share
    kind = CLASSES[stage.class_]

    def line(dimension: str, size: Fraction, item: str, formula: str) -> Quantity:
        amount = None if count is None else count * size / GIB
        return where.line(dimension, amount, "GB-month", item, formula)

    if stage.class_ == "INTELLIGENT_TIERING":
        yield line(FREQUENT, each.small + each.own * tiers.frequent, "Storage, Frequent Access", "with all objects under 128 KiB")
        if each.own and tiers.infrequent:
            yield line(INFREQUENT, each.own * tiers.infrequent, "Storage, Infrequent Access", "not read for 30 days")
        if each.own and tiers.archive_instant:
            yield line(INSTANT, each.own * tiers.archive_instant, "Storage, Archive Instant Access", "not read for 90 days")
        if each.monitored:
            monitored = None if count is None else count * each.monitored
            yield where.line(
                "s3.intelligent_tiering.monitoring", monitored, "object-month", "Monitoring", "objects of at least 128 KiB"
            )
        return
    how = "objects bill as at least 128 KiB" if kind.smallest else "data + 32 KiB an object" if kind.overhead else ""
    yield line(f"s3.storage.{kind.price}", each.own, f"Storage, {kind.title}", how)
    if each.standard:
        yield line(STANDARD, each.standard, "Storage, S3 Standard", "8 KiB an archived object")


def noncurrent(design: Design, stage: Stage, load: Load, where: Where) -> Quantity | None:
    """Old versions: what is deleted or overwritten stays, in the class it was in, until noncurrent versions expire.

    https://docs.aws.amazon.com/AmazonS3/latest/userguide/Versioning.html
    """
    if not design.versioning or load.outflow == 0:
        return None
    each = billed(stage.class_, stage.sizes, where.limits, where.on)
    amount, how = None, "nobody said when old versions expire"
    if design.expire_noncurrent is not None:
        how = "what is deleted or overwritten, kept until it expires"
        if load.outflow is not None and load.size:
            amount = load.outflow / load.size * design.expire_noncurrent * (each.own + each.small) / GIB
    dimension = FREQUENT if stage.class_ == "INTELLIGENT_TIERING" else f"s3.storage.{CLASSES[stage.class_].price}"
    return where.line(dimension, amount, "GB-month", "Old versions", how)


def transitions(stage: Stage, load: Load, where: Where) -> Quantity | None:
    """Lifecycle requests into a stage's class: every object that reaches its age pays one."""
    if not stage.moved or stage.class_ == "STANDARD":
        return None
    flow = _arriving(stage, load)
    dimension = f"s3.lifecycle_transition.{CLASSES[stage.class_].price}"
    amount = None if flow is None else flow * SECONDS_IN_MONTH
    return where.line(
        dimension, amount, "request", f"Transitions to {CLASSES[stage.class_].title}", "objects that reach the age each month"
    )


def _arriving(stage: Stage, load: Load) -> Fraction | None:
    """Objects a second that come into a stage: as many as are written, once the bucket is older than the stage's begin."""
    if load.inflow is None or not load.size:
        return None
    reached = load.inflow == 0 or load.oldest is None or load.oldest > stage.begin
    return load.inflow / load.size * stage.part if reached else Fraction(0)


def early_deletion(design: Design, stage: Stage, load: Load, where: Where) -> Quantity | None:
    """Storage for the rest of a class's minimum time, of objects that leave it sooner: moved on, deleted or overwritten.

    Old versions go on living until they expire.
    https://docs.aws.amazon.com/AmazonS3/latest/userguide/lifecycle-expire-general-considerations.html
    """
    least = terms(stage.class_, where.limits, where.on).shortest
    if not least:
        return None
    if stage.end is not None:
        stay, flow = stage.end - stage.begin, _arriving(stage, load)
    else:
        life = load.lifetime
        if life is None or load.outflow is None or (design.versioning and design.expire_noncurrent is None):
            return None
        stay = max(Fraction(0), life - stage.begin) + (design.expire_noncurrent or 0 if design.versioning else 0)
        flow = load.outflow / load.size * stage.part if load.size else None
    if stay >= least or flow == 0:
        return None
    each = billed(stage.class_, stage.sizes, where.limits, where.on)
    amount = None if flow is None else flow * each.own / stage.part * (least - stay) / GIB
    deep = stage.class_ == "DEEP_ARCHIVE"
    dimension = "s3.early_delete.deep_archive" if deep else f"s3.storage.{CLASSES[stage.class_].price}"
    how = f"the rest of {least / 86_400} days, of objects that stay {float(stay / 86_400):.4g}"
    return where.line(dimension, amount, "GB-month", f"Early deletion, {CLASSES[stage.class_].title}", how)
