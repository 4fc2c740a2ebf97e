"""What a bucket's traffic costs: requests, retrieval, restores, encryption calls, replication, bytes that leave."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from advisor.exact import Fraction
from advisor.load import SECONDS_IN_MONTH, Load, Quantity
from advisor.services.s3_classes import CLASSES, GIB, Sizes, requests_per_upload, restore_speed
from advisor.services.s3_design import Design
from advisor.services.s3_stages import Stage, read_by
from advisor.services.s3_storage import DAY, FREQUENT, STANDARD, Where
from advisor.sets import number

if TYPE_CHECKING:
    from advisor.facts import Facts
    from advisor.spec import Store

ONE = Fraction(1)
GIB_A_MONTH = SECONDS_IN_MONTH / GIB  # of a byte a second
RESTORED_FOR = Fraction(DAY)  # an assumption: a restored copy is kept for the shortest time, a day
PARTS = {"INTELLIGENT_TIERING": FREQUENT, "GLACIER": STANDARD, "DEEP_ARCHIVE": STANDARD}  # where parts of uploads are billed
_REGION = re.compile(r"[a-z]{2}(-[a-z]+)+-\d")


def uploads(design: Design, sizes: Sizes, load: Load, where: Where) -> Iterator[Quantity]:
    """PUT requests at the class's rate; Express One Zone also charges each GB."""
    per = requests_per_upload(sizes, where.limits, where.on) if sizes else ONE
    name = f"s3.request.tier1.{CLASSES[design.class_].price}"
    yield where.line(name, _month(load.writes, per), "request", "PUT requests")
    if design.class_ == "EXPRESS_ONEZONE":
        yield where.line("s3.upload.express_one_zone.data_uploaded", _gib(load.writes, load.size), "GB", "Data uploaded")


def lists(design: Design, facts: Facts, where: Where) -> Iterator[Quantity]:
    """LIST requests, at the rate of Standard's PUT whatever the class; a directory bucket has its own.

    https://aws.amazon.com/s3/pricing/
    """
    values = facts.values.get("lists")
    rate = number(values) if values is not None else None
    if isinstance(rate, Fraction) and rate:
        kind = CLASSES["EXPRESS_ONEZONE" if design.class_ == "EXPRESS_ONEZONE" else "STANDARD"]
        yield where.line(f"s3.request.tier1.{kind.price}", _month(rate), "request", "LIST requests")


def unfinished(design: Design, load: Load, facts: Facts, where: Where, prefix: str) -> Iterator[Quantity]:
    """Parts of uploads nobody finished: they stay until a rule gives the uploads up, for ever without one.

    In the class of the upload, at Standard's rate on the way to the archives, and never charged for leaving early. Those from
    before the first month are counted where a rule has given up all older ones.
    https://docs.aws.amazon.com/AmazonS3/latest/userguide/mpuoverview.html
    """
    values = facts.values.get("unfinished")
    share = number(values) if values is not None else None
    if not isinstance(share, Fraction) or not share:
        return
    kept = [each.abort_multipart for each in design.every_rule if prefix.startswith(each.prefix.strip("/"))]
    stay = min((each for each in kept if each is not None), default=None)
    how = "left behind, until they are given up" if stay is not None else "left behind since today, and never given up"
    if stay is None:
        stay = SECONDS_IN_MONTH * (load.month - Fraction(1, 2))
    size = None if load.inflow is None else load.inflow * share * stay / GIB
    yield where.line(
        PARTS.get(design.class_, f"s3.storage.{CLASSES[design.class_].price}"), size, "GB-month", "Unfinished uploads", how
    )


def reads(stage: Stage, load: Load, facts: Facts, store: Store, where: Where) -> Iterator[Quantity]:
    """GET requests at the class's rate, and what reading costs there: each GB, or a restore. A read takes the whole object."""
    kind, size = CLASSES[stage.class_], stage.mean if stage.sizes else None
    yield where.line(f"s3.request.tier2.{kind.price}", _month(stage.reads), "request", "GET requests")
    if stage.reads == 0:
        return
    if kind.per_gib_read:
        yield where.line(f"s3.retrieval.{kind.price}", _gib(stage.reads, size), "GB", "Retrieval")
    if stage.class_ == "EXPRESS_ONEZONE":
        yield where.line("s3.retrieval.express_one_zone.data_retrieved", _gib(stage.reads, size), "GB", "Data retrieved")
    if kind.restored:
        yield from _restores(stage, size, facts, store, where)


def _restores(stage: Stage, mean: Fraction | None, facts: Facts, store: Store, where: Where) -> Iterator[Quantity]:
    """Each read restores its object: a request, its GB, and a copy at Standard's rate for a day; as fast as its age asks for."""
    fact = facts.facts.get("retrieval")
    said = fact is not None and fact.origin == "said"
    for wait, rate in _by_wait(stage, facts, store):
        speed = restore_speed(stage.class_, wait, where.limits, where.on, said)
        name = f"{CLASSES[stage.class_].price}.{speed}"
        size = _gib(rate, mean)
        yield where.line(f"s3.restore_request.{name}", _month(rate), "request", f"Restores, {speed}")
        yield where.line(f"s3.retrieval.{name}", size, "GB", f"Retrieval, {speed}")
    size = _gib(stage.reads, mean)
    copies = None if size is None else size * RESTORED_FOR / SECONDS_IN_MONTH
    yield where.line(STANDARD, copies, "GB-month", "Storage, S3 Standard", "restored copies, a day each")


def _by_wait(stage: Stage, facts: Facts, store: Store) -> Iterator[tuple[Fraction | float, Fraction | None]]:
    """(how long a read may take, reads a second) of a stage, by the waits its ages have; one where the ages are unknown."""
    values = facts.values.get("retrieval")
    wait = number(values) if values is not None else None
    wait = next((each.within for each in store.waits if stage.begin < each.until), wait) or Fraction(0)
    if len(store.waits) < 2 or stage.ages is None or not stage.reads:
        yield wait, stage.reads
        return
    low, spans = stage.begin, list[tuple[Fraction | float, Fraction, Fraction | None]]()
    for each in store.waits:
        end = each.until if isinstance(each.until, Fraction) else None
        high = stage.end if end is None else end if stage.end is None else min(stage.end, end)
        if high is None or low < high:
            spans.append((each.within, low, high))
            low = high if high is not None else low
    for access in (store.access, ()):  # where none of these ages is read by age, all are alike
        weights = [(within, read_by(access, low, high, stage.ages)) for within, low, high in spans]
        total = sum((weight for _, weight in weights), Fraction(0))
        if total:
            yield from ((within, stage.reads * (weight / total)) for within, weight in weights if weight)
            return


def encryption(design: Design, load: Load, where: Where, copies: bool = False) -> Iterator[Quantity]:
    """KMS: a call an upload and a read, 99 % fewer with a bucket key ("up to", taken in full); the month of a customer's key.

    `copies`: the replica's calls, one an object. Two layers also charge each GB encrypted or decrypted.
    https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-key.html
    """
    if design.encryption not in ("SSE_KMS", "DSSE_KMS"):
        return
    kept = ONE
    if design.bucket_key and design.encryption == "SSE_KMS":
        kept = ONE - where.limits.get("s3.bucket_key.kms_request_reduction", where.on).value
    rate = load.writes if copies else None if load.reads is None or load.writes is None else load.reads + load.writes
    how = "a call an upload and a read" + (f", {float(kept):.0%} of them with a bucket key" if kept != 1 else "")
    key = where._replace(part=where.part or "key")
    yield key.line("kms.request.symmetric", _month(rate, kept), "request", "KMS requests", how)
    if design.key == "customer_managed":
        yield Quantity("kms.customer_managed_key", Fraction(1), "key-month", "KMS key", key.part, False, key.region)
    if design.encryption == "DSSE_KMS":
        yield where.line("s3.dsse_kms.encrypted", _gib(rate, load.size), "GB", "Second layer of encryption")


def destinations(design: Design) -> tuple[str | None, ...]:
    """The Regions of the replicas; None for one in this Region, or in a Region nobody named."""
    if design.replication in (None, "none"):
        return ()
    other = tuple(each for each in design.replicate_to if each != "same_region")
    return (None,) if design.replication == "SRR" else other or (None,)


def replication(design: Design, sizes: Sizes, load: Load, where: Where) -> Iterator[Quantity]:
    """What bringing each new object to the other bucket costs: a PUT there, bytes between Regions, reading what charges it.

    Objects that were there before are not copied. The bytes and the reading are billed where they come from.
    https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication.html
    """
    kind, size = CLASSES[design.class_], _gib(load.writes, load.size)
    per = requests_per_upload(sizes, where.limits, where.on) if sizes else ONE
    yield where.line(f"s3.request.tier1.{kind.price}", _month(load.writes, per), "request", "Replication PUT requests")
    source = where._replace(region=None)
    if design.replication != "SRR":
        to, nobody = where.region, "to a Region nobody named; write replicate: and where it is to be"
        dimension, how = (f"data_transfer.inter_region_out.to.{to}", "") if to else ("", nobody)
        yield source.line(dimension, size, "GB", "Replication between Regions", how)
    if kind.per_gib_read:
        yield source.line(f"s3.retrieval.{kind.price}", size, "GB", "Retrieval for replication")
    if design.replication == "CRR_RTC":
        yield source.line("s3.replication_time_control", size, "GB", "Replication Time Control")


def egress(store: Store, load: Load) -> Iterator[Quantity]:
    """Bytes to clients outside the Region, for inside it none is charged; a single kind of client reads all that is read."""
    for client in store.clients:
        size = None if client.egress is None else client.egress * SECONDS_IN_MONTH / GIB
        if client.egress is None and len(store.clients) == 1:
            size = _gib(load.reads, load.size)
        if client.place in ("internet", "on_premises"):
            how = "" if client.place == "internet" else "over the internet; a Direct Connect link has prices of its own"
            yield Quantity("data_transfer.internet_out", size, "GB", "Data to the internet", "clients", True, None, how)
        elif _REGION.fullmatch(client.place):
            name = f"data_transfer.inter_region_out.to.{client.place}"
            yield Quantity(name, size, "GB", f"Data to {client.place}", "clients")


def _month(rate: Fraction | None, each: Fraction = ONE) -> Fraction | None:
    return None if rate is None else rate * (SECONDS_IN_MONTH if each == 1 else each * SECONDS_IN_MONTH)


def _gib(rate: Fraction | None, size: Fraction | None) -> Fraction | None:
    """GB a month of so many objects a second; no objects are no bytes, whatever their size."""
    if rate == 0:
        return rate
    return None if rate is None or size is None else rate * (size * GIB_A_MONTH)
