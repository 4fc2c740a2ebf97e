"""Amazon S3: buckets of objects in one storage class, or in several by age."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import product
from typing import TYPE_CHECKING

from advisor.exact import Fraction
from advisor.load import UNNAMED, Load, Quantity, placed, sizes_of
from advisor.services import s3_requests, s3_storage
from advisor.services.s3_ages import lives, unaged
from advisor.services.s3_classes import CLASSES, Sizes
from advisor.services.s3_design import Design, Transition, configuration
from advisor.services.s3_design import read as read_words
from advisor.services.s3_stages import Stage, stages
from advisor.services.s3_storage import FREQUENT, STANDARD, THERE, Where
from advisor.services.s3_tags import EVERY, Tags, populations
from advisor.services.s3_tiers import Opted, Tiers, tiers
from advisor.services.s3_ways import Way, ways
from advisor.sets import Values, choice, flag, number, point

if TYPE_CHECKING:
    from advisor.diagnostics import Diagnostic
    from advisor.facts import Facts
    from advisor.services import Look
    from advisor.source import Node
    from advisor.spec import Store

__all__ = [
    "AMOUNTS",
    "PRIMARY",
    "TITLE",
    "Design",
    "Transition",
    "configuration",
    "describe",
    "designs",
    "over_time",
    "parts",
    "read",
    "usage",
]

TITLE = "Amazon S3"
PRIMARY = "class_"
AMOUNTS = ("expire",)  # fields a chosen Design may fall short in
EDGES = {
    "retrieval": ("s3.glacier_fr.standard_max", "s3.glacier_fr.bulk_max", "s3.glacier_da.bulk_max")
}  # where a restore gets cheaper
SETTINGS = ("object_lock", "encryption", "key", "replication")
FLAGS = ("versioning", "bucket_key")
UNMET = "unmet"  # what a setting decision says when nothing it knows will do
DAY = Fraction(86_400)
KEPT_VERSIONS, KEPT_UPLOADS = Fraction(30 * 86_400), Fraction(7 * 86_400)
TIERED = frozenset({STANDARD, FREQUENT, "data_transfer.internet_out"})


def read(node: Node, look: Look) -> tuple[Design | None, list[Diagnostic]]:
    """The Design a mapping says; its lifecycle may be as the S3 API answers it."""
    lifecycle = node.value.get("lifecycle") if isinstance(node.value, dict) else None
    if lifecycle is None or not isinstance(lifecycle.value, dict):
        return read_words(node, look)
    from advisor.services.s3_api import own_words

    words, problems = own_words(node, look.store.prefix)
    if problems:
        return None, problems
    return read_words(words, look)


def designs(facts: Facts, settings: Mapping[str, tuple[str, ...]], look: Look) -> tuple[Design, ...]:
    """A bucket of each class left standing, in every combination of the other settings; it expires objects at the stated age.

    Recommended buckets also give up unfinished uploads after 7 days and, where what users overwrite or a bad write must come
    back, old versions after 30 days (never later than objects go themselves): habits, which a chosen Design may say otherwise.
    """
    keep = facts.values.get("keep")
    age = number(keep) if keep is not None else None
    expire = age if isinstance(age, Fraction) and age >= DAY else None  # sooner deletes no lifecycle, so it is done by hand
    overwrites = choice(facts.values.get("overwrites", frozenset())) == "true"
    undo = facts.values.get("rpo_corruption")
    wanted = overwrites or (undo is not None and isinstance(number(undo), Fraction))
    fields = [name for name in (*SETTINGS, *FLAGS) if any(value != UNMET for value in settings.get(name, ()))]
    found: dict[Design, None] = {}
    for class_ in (name for name in settings.get("class_", tuple(CLASSES)) if name != UNMET):
        for values in product(*([value for value in settings[name] if value != UNMET] for name in fields)):
            found[_design(class_, dict(zip(fields, values, strict=True)), expire, overwrites, wanted, look)] = None
    return tuple(found)


def over_time(store: Store) -> bool:
    """Whether a policy over time can pay: where access or the allowed wait changes with age, sizes differ, or some die young."""
    return len(store.access) > 1 or len(store.waits) > 1 or len(store.sizes) > 1 or bool(store.deletions)


def _old_versions(expire: Fraction | None, locked: bool, overwrites: bool, wanted: bool) -> Fraction | None:
    """How long old versions are kept: a day where nobody wants one back, and replication alone needs them.

    A lock runs from each version's creation, so what expires at its age is free to go the day after; what users overwrite
    stays locked to the same age.
    https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lock.html
    """
    if locked:
        return expire if expire is None or overwrites else min(expire, DAY)
    kept = KEPT_VERSIONS if wanted else DAY
    return min(expire or kept, kept)


def _design(class_: str, said: Mapping[str, str], expire: Fraction | None, overwrites: bool, wanted: bool, look: Look) -> Design:
    """A bucket with only what applies: a key belongs to KMS, a bucket key to one layer of it, old versions to versioning."""
    kms = said.get("encryption") in ("SSE_KMS", "DSSE_KMS")
    versioning = None if "versioning" not in said else said["versioning"] == "true"
    locked = said.get("object_lock", "none") != "none"
    replicated = said.get("replication", "none") != "none"
    return Design(
        class_=class_,
        expire=expire,
        expire_noncurrent=_old_versions(expire, locked, overwrites, wanted) if versioning else None,
        abort_multipart=KEPT_UPLOADS,
        versioning=versioning,
        object_lock=said.get("object_lock"),
        encryption=said.get("encryption"),
        key=said.get("key") if kms and said.get("key") != "none" else None,
        bucket_key=said["bucket_key"] == "true" if "bucket_key" in said and said.get("encryption") == "SSE_KMS" else None,
        replication=said.get("replication"),
        replicate_to=look.store.elsewhere if replicated else (),
    )


def usage(design: Design, load: Load, facts: Facts, look: Look) -> list[Quantity]:
    """A month of the bucket: storage, requests, retrieval, transitions, early deletion, replica, keys, bytes that leave."""
    if load.size is None:
        return _unsized(design, load, facts, look)
    sizes = sizes_of(look.store, facts) or ((load.size, Fraction(1)),)
    where = Where(look.limits, look.on)
    kinds = populations(design.every_rule) if design.rules else EVERY
    lines = [*s3_requests.uploads(design, sizes, load, where), *s3_requests.lists(design, facts, where)]
    kept: list[Quantity] = []
    for way, left, stage in stages_of(design, sizes, load, facts, look, kinds):
        kept += (some := list(_stage(design, way, stage, left, facts, look, where)))
        lines += some
        lines.extend(s3_requests.reads(stage, load, facts, look.store, where))
    lines.extend(s3_requests.unfinished(design, load, facts, where, look.store.name.partition("/")[2]))
    lines.extend(s3_requests.encryption(design, load, where))
    for to in s3_requests.destinations(design):
        lines.extend(_replica(design, to, kept, load, facts, look))
    lines.extend(s3_requests.egress(look.store, load))
    return placed(merged([line for line in lines if line.amount is None or line.amount]))


def _unsized(design: Design, load: Load, facts: Facts, look: Look) -> list[Quantity]:
    """A month of objects whose size nobody said: what their bytes and the stated requests come to, the rest without an amount."""
    from advisor.services import s3_unsized

    stored, asked = s3_unsized.loads(design, load, facts, look)
    of_bytes = usage(design, stored, facts, look)
    requests = usage(design, asked, facts, look) if asked is not None else ()
    return placed(merged(s3_unsized.known(design, of_bytes, requests)))


def stages_of(
    design: Design, sizes: Sizes, load: Load, facts: Facts, look: Look, kinds: Sequence[tuple[Tags, Fraction]] = EVERY
) -> Iterator[tuple[Way, Load, Stage]]:
    """The stages of the bucket, each with the way it is of and the load as that leaves it: small objects may take another than
    large ones, or live shorter; `kinds` of objects with some tags likewise."""
    moving = bool(design.lifecycle or design.rules)
    legacy = moving and not look.limits.get("s3.lifecycle.default_min_transition_size", look.on).value
    prefix, still = look.store.name.partition("/")[2], Way((), design.expire, (), design.expire_noncurrent)
    for tags, part in kinds:
        some = sizes if part == 1 else tuple((size, share * part) for size, share in sizes)
        for way, mine in ways(design, some, legacy, prefix, tags) if moving else ((still, some),):
            left, ages = lives(way.expire, load)
            dies = None if not way.moves else left.lifetime if ages is None or ages.dies is None else ages.dies
            if dies is not None:  # nothing lives to be moved later, and what dies in a class leaves it then
                way = way._replace(moves=tuple(move for move in way.moves if move.after < dies))
            for stage in stages(design.class_, way, mine, left, ages, look.store.access):
                yield way, left, stage


def _stage(design: Design, way: Way, stage: Stage, load: Load, facts: Facts, look: Look, where: Where) -> Iterable[Quantity]:
    """Storage of one stage, with its transitions, early deletion and, of the last, old versions."""
    split = _tiers(design, stage, load, facts, look) if stage.class_ == "INTELLIGENT_TIERING" else None
    yield from s3_storage.storage(stage, split, where)
    if design.versioning:
        yield from s3_storage.noncurrent(way, stage, load, where)
    moving = s3_storage.transitions(stage, where)
    if moving is not None:
        yield moving
    yield from s3_storage.early_deletion(design, way, stage, load, where)


def _tiers(design: Design, stage: Stage, load: Load, facts: Facts, look: Look) -> Tiers | None:
    """The tiers of a stage, None: all in Frequent Access, which only known access lets objects leave."""
    access = facts.values.get("access")
    if access is None or choice(access) != "known":
        return None
    use = None if load.reads is None or not load.count else (load.reads, load.count)
    ages = stage.ages or unaged(load)
    opted = Opted(design.archive_access, design.deep_archive_access)
    return None if ages is None else tiers(look.store.access, use, (stage.begin, stage.end), ages, opted, stage.held)


def _replica(
    design: Design, to: str | None, kept: Iterable[Quantity], load: Load, facts: Facts, look: Look
) -> Iterable[Quantity]:
    """One other bucket, in another Region or (None) in this one or in one nobody named: the same classes and lifecycle (an
    assumption), never read; `kept`: what is kept here."""
    here = "replica" if design.replication == "SRR" else f"replica in {UNNAMED}"
    where = Where(look.limits, look.on, f"replica {to}" if to else here, to)
    yield from (Quantity(*line[:4], where.part, line.usage_based, where.region, line.formula) for line in kept)
    yield from s3_requests.replication(design, sizes_of(look.store, facts), load, where)
    yield from s3_requests.encryption(design, load, where, copies=True)


def merged(lines: Iterable[Quantity]) -> list[Quantity]:
    """The lines, each kind once; one line for a tiered dimension in a Region, for its tiers count the bucket's whole use.

    What is brought over once stands apart, at the first tier's price, which is no less; what nobody knows stands apart from what
    is known, which is the least there is to pay.
    """
    found: dict[object, Quantity] = {}
    for line in lines:
        dimension, amount, _, item, part, _, region, _ = line
        one = dimension in TIERED and part != THERE and amount is not None
        key = (dimension, region) if one else (dimension, region, item, part, amount is None)
        before = found.get(key)
        if before is None:
            found[key] = line
            continue
        amount = None if before.amount is None or amount is None else before.amount + amount
        formula = "; ".join(dict.fromkeys(text for text in (before.formula, line.formula) if text))
        part = before.part if before.part == line.part else ""
        found[key] = before._replace(amount=amount, formula=formula, part=part)
    return list(found.values())


def describe(design: Design, look: Look) -> dict[str, Values]:
    """The Design's own facts, by the words checks use; what was not said is left out."""
    last = design.lifecycle[-1] if design.lifecycle else None
    said: dict[str, Values] = {
        "storage_class": frozenset({design.class_}),
        "last_class": frozenset({last.to if last else design.class_}),
        "expires_after": point(design.expire if design.expire is not None else float("inf")),
    }
    for name, wait in (("archive_tier_after", design.archive_access), ("deep_tier_after", design.deep_archive_access)):
        if wait is not None:
            said[name] = point(wait)
    late = [rule for rule in design.every_rule if rule.expire and any(move.after >= rule.expire for move in rule.lifecycle)]
    said["moves_after_expiry"] = flag(bool(late))
    if design.expire is not None and not late:
        said["days_before_expiry"] = point(design.expire - (last.after if last else 0))
    said["versions_for_ever"] = flag(design.versions_for_ever)
    for name, value in (("versioning", design.versioning), ("bucket_key", design.bucket_key)):
        if value is not None:
            said[name] = flag(value)
    for name, word in (
        ("object_lock", design.object_lock),
        ("replication", design.replication),
        ("object_encryption", design.encryption),
    ):
        if word is not None:
            said[name] = frozenset({word})
    return said


def parts(design: Design, facts: Facts) -> list[tuple[str, str, dict[str, Values]]]:
    """(part kind, name, facts) of each lifecycle transition."""
    found: list[tuple[str, str, dict[str, Values]]] = []
    for rule in design.every_rule:
        before, since = design.class_, Fraction(0)
        for move in rule.lifecycle:
            facts_of: dict[str, Values] = {
                "from_class": frozenset({before}),
                "to_class": frozenset({move.to}),
                "transition_after": point(move.after),
                "time_in_class": point(move.after - since),
                "moved_before": flag(move is not rule.lifecycle[0]),
            }
            found.append(("s3.transition", f"{before} to {move.to}", facts_of))
            before, since = move.to, move.after
    return found
