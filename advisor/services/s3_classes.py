"""S3's storage classes: what each is called on the bill, and how an object's size and time are billed in it.

https://docs.aws.amazon.com/AmazonS3/latest/userguide/storage-class-intro.html
"""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

from advisor.exact import Fraction
from advisor.records import NamedTuple

if TYPE_CHECKING:
    from advisor.limits import Limits

GIB = 1024**3
Sizes = tuple[tuple[Fraction, Fraction], ...]
UNSAID = Fraction(2**60)  # bytes of an object whose size nobody said, in the count of its bytes: nothing is added to them
UNSIZED: Sizes = ((UNSAID, Fraction(1)),)


class Class(NamedTuple):
    """A class: its title, its name in price dimensions and in limits, and which charges it has."""

    title: str
    price: str
    limit: str
    smallest: bool = False  # a minimum billed size
    shortest: bool = False  # a minimum billed time
    overhead: bool = False  # 32 KiB at its own rate and 8 KiB at Standard's, for each object
    per_gib_read: bool = False  # a charge for each GB read
    restored: bool = False  # must be restored before it is read


CLASSES = {
    "STANDARD": Class("S3 Standard", "standard", "standard"),
    "INTELLIGENT_TIERING": Class("S3 Intelligent-Tiering", "intelligent_tiering", "intelligent_tiering", shortest=True),
    "STANDARD_IA": Class("S3 Standard-IA", "standard_ia", "standard_ia", True, True, per_gib_read=True),
    "ONEZONE_IA": Class("S3 One Zone-IA", "onezone_ia", "onezone_ia", True, True, per_gib_read=True),
    "GLACIER_IR": Class("S3 Glacier Instant Retrieval", "glacier_instant_retrieval", "glacier_ir", True, True, per_gib_read=True),
    "GLACIER": Class(
        "S3 Glacier Flexible Retrieval", "glacier_flexible_retrieval", "glacier_fr", False, True, True, restored=True
    ),
    "DEEP_ARCHIVE": Class("S3 Glacier Deep Archive", "deep_archive", "glacier_da", False, True, True, restored=True),
    "EXPRESS_ONEZONE": Class("S3 Express One Zone", "express_one_zone", "express"),
    "REDUCED_REDUNDANCY": Class("S3 Reduced Redundancy", "reduced_redundancy", "rrs"),
}
ALIASES = {"GLACIER_FR": "GLACIER", "GLACIER_FLEXIBLE_RETRIEVAL": "GLACIER", "GLACIER_INSTANT_RETRIEVAL": "GLACIER_IR",
           "STANDARD-IA": "STANDARD_IA", "INTELLIGENT-TIERING": "INTELLIGENT_TIERING", "EXPRESS": "EXPRESS_ONEZONE"}  # fmt: skip


class Terms(NamedTuple):
    """How a class bills: smallest billed bytes, shortest billed seconds, overhead bytes at its own and at Standard's rate."""

    smallest: Fraction = Fraction(0)
    shortest: Fraction = Fraction(0)
    overhead: Fraction = Fraction(0)
    overhead_standard: Fraction = Fraction(0)


class Billed(NamedTuple):
    """What the mean object is billed as: bytes at the class's rate, bytes at Standard's, and the part that is monitored.

    Monitored objects are those of Intelligent-Tiering of at least 128 KiB; `small` are the bytes of the others.
    """

    own: Fraction
    standard: Fraction
    monitored: Fraction = Fraction(0)
    small: Fraction = Fraction(0)


@lru_cache(64)
def terms(class_: str, limits: Limits, on: date) -> Terms:
    """A class's terms as of a day. https://docs.aws.amazon.com/AmazonS3/latest/userguide/lifecycle-transition-general-considerations.html"""
    kind = CLASSES[class_]

    def limit(name: str, applies: bool) -> Fraction:
        return limits.get(f"s3.{kind.limit}.{name}", on).value if applies else Fraction(0)

    return Terms(
        limit("min_billable_size", kind.smallest),
        limit("min_storage_days", kind.shortest),
        limit("overhead_archive_rate", kind.overhead),
        limit("overhead_standard_rate", kind.overhead),
    )


@lru_cache(256)
def billed(class_: str, sizes: Sizes, limits: Limits, on: date) -> Billed:
    """What one object of the histogram is billed as on average in a class; its shares may sum to less than 1."""
    if sizes and sizes[0][0] == UNSAID:
        return Billed(sum((size * share for size, share in sizes), Fraction(0)), Fraction(0))
    rule = terms(class_, limits, on)
    shares = sum((share for _, share in sizes), Fraction(0))
    own = sum((max(size, rule.smallest) * share for size, share in sizes), Fraction(0)) + rule.overhead * shares
    if class_ != "INTELLIGENT_TIERING":
        return Billed(own, rule.overhead_standard * shares)
    least = limits.get("s3.intelligent_tiering.min_monitored_size", on).value
    small = sum((size * share for size, share in sizes if size < least), Fraction(0))
    return Billed(own - small, Fraction(0), sum((share for size, share in sizes if size >= least), Fraction(0)), small)


@lru_cache(64)
def archived(limits: Limits, on: date) -> tuple[Fraction, Fraction]:
    """Bytes that the archive tiers of Intelligent-Tiering add to an object: at their own rate, and at Standard's."""
    own, standard = (limits.get(f"s3.glacier_fr.overhead_{rate}_rate", on).value for rate in ("archive", "standard"))
    return own, standard


@lru_cache(256)
def requests_per_upload(sizes: Sizes, limits: Limits, on: date) -> Fraction:
    """Requests that write one object on average: one PUT up to 5 GiB, else a multipart upload in parts of 100 MiB.

    Parts of 100 MiB (larger ones for objects of more than 10,000 such parts) are an assumption; one request starts the upload and
    one completes it. One PUT where nobody said how large they are. https://docs.aws.amazon.com/AmazonS3/latest/userguide/mpuoverview.html
    """
    if sizes and sizes[0][0] == UNSAID:
        return sum((share for _, share in sizes), Fraction(0))
    single = limits.get("s3.object.max_single_put", on).value
    most, part = (limits.get(f"s3.multipart.{name}", on).value for name in ("max_parts", "recommended_from"))
    parts = ((share, 1 if size <= single else 2 + min(most, Fraction(-(-size // part)))) for size, share in sizes)
    return sum((share * count for share, count in parts), Fraction(0))


def restore_speed(class_: str, wait: Fraction | float, limits: Limits, on: date, said: bool) -> str:
    """The slowest, cheapest restore that answers within `wait` seconds: bulk, standard or expedited.

    Where none is fast enough: the fastest there is when the wait was stated, else standard, as AWS does when none is named.
    https://docs.aws.amazon.com/AmazonS3/latest/userguide/restoring-objects-retrieval-options.html
    """
    speeds = ("bulk", "standard", "expedited") if class_ == "GLACIER" else ("bulk", "standard")
    for speed in speeds:
        if limits.get(f"s3.{CLASSES[class_].limit}.{speed}_max", on).value <= wait:
            return speed
    return speeds[-1] if said else "standard"
