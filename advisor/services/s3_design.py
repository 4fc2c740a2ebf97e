"""What an S3 Design says, read from a spec and written for a report."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from advisor import units
from advisor.exact import Fraction
from advisor.records import NamedTuple
from advisor.services.chosen import Reader, listed
from advisor.services.s3_classes import ALIASES, CLASSES
from advisor.services.s3_tags import problems

if TYPE_CHECKING:
    from advisor.diagnostics import Diagnostic
    from advisor.services import Look
    from advisor.source import Node

LOCKS = ("none", "GOVERNANCE", "COMPLIANCE", "LEGAL_HOLD")
ENCRYPTIONS = ("SSE_S3", "SSE_KMS", "DSSE_KMS", "SSE_C")
KEYS = ("aws_managed", "customer_managed")
REPLICATIONS = ("none", "SRR", "CRR", "CRR_RTC")
TIMES = ("expire", "expire_noncurrent", "abort_multipart")
TIERING = ("archive_access", "deep_archive_access")
SIZES = ("larger_than", "smaller_than")
MINIMUM = "transition_default_minimum_object_size"
MINIMA = ("all_storage_classes_128K", "varies_by_storage_class")
TAG = re.compile(r"[^=\s][^=]{0,127}=[^=]{0,256}")
PLACE = re.compile(r"[^\s\x00-\x1f]{1,1024}")


class Transition(NamedTuple):
    """A lifecycle rule that moves objects to class `to` at the age of `after` seconds."""

    after: Fraction
    to: str


class Rule(NamedTuple):
    """One rule of a lifecycle configuration: which objects it is for, and what becomes of them.

    `larger_than` and `smaller_than` leave out the very size they name. Times of old versions run from when they became old;
    `keep_versions` of the newest old ones are left alone. Disabled rules do nothing. Delete markers are not billed here.
    https://docs.aws.amazon.com/AmazonS3/latest/userguide/intro-lifecycle-rules.html
    """

    lifecycle: tuple[Transition, ...] = ()
    expire: Fraction | None = None
    noncurrent: tuple[Transition, ...] = ()
    expire_noncurrent: Fraction | None = None
    keep_versions: int | None = None
    abort_multipart: Fraction | None = None
    larger_than: Fraction | None = None
    smaller_than: Fraction | None = None
    prefix: str = ""
    tags: tuple[str, ...] = ()  # `key=value`, all of which an object has
    share: Fraction | None = None  # of all objects, that have them
    disabled: bool = False
    expire_markers: bool = False  # delete markers without versions behind them are removed

    def takes(self, size: Fraction) -> bool:
        """Whether an object of so many bytes is of its sizes."""
        return (self.larger_than is None or size > self.larger_than) and (self.smaller_than is None or size < self.smaller_than)


class Design(NamedTuple):
    """A bucket. Times are seconds of age; None: not said.

    `lifecycle`, `expire`, `expire_noncurrent` and `abort_multipart` are a rule for all objects; `rules` come beside it.
    `archive_access` and `deep_archive_access` are Intelligent-Tiering's two tiers to opt in to, after so long without access.
    """

    class_: str
    lifecycle: tuple[Transition, ...] = ()
    expire: Fraction | None = None
    expire_noncurrent: Fraction | None = None
    abort_multipart: Fraction | None = None
    rules: tuple[Rule, ...] = ()
    archive_access: Fraction | None = None
    deep_archive_access: Fraction | None = None
    transition_default_minimum_object_size: str | None = None
    versioning: bool | None = None
    object_lock: str | None = None
    encryption: str | None = None
    key: str | None = None
    bucket_key: bool | None = None
    replication: str | None = None
    replicate_to: tuple[str, ...] = ()

    @property
    def every_rule(self) -> tuple[Rule, ...]:
        """All its lifecycle rules that do something, the one for all objects first where it says anything."""
        simple = Rule(self.lifecycle, self.expire, (), self.expire_noncurrent, None, self.abort_multipart)
        rules = (
            tuple(rule for rule in self.rules if not rule.disabled) if any(rule.disabled for rule in self.rules) else self.rules
        )
        return rules if simple == Rule() else (simple, *rules)

    @property
    def versions_for_ever(self) -> bool:
        """Whether no rule removes old versions, which are kept, other than for a lock on what never expires."""
        removed = any(rule.expire_noncurrent is not None for rule in self.every_rule)
        return bool(self.versioning) and not removed and (self.object_lock in (None, "none") or self.expire is not None)


def read(node: Node, look: Look) -> tuple[Design | None, list[Diagnostic]]:
    """The Design a `chosen:` mapping says, or None and every problem."""
    said = Reader(node, "an S3 design")
    said.take("service")
    at = said.place("class")
    class_ = said.choice("class", CLASSES, ALIASES)
    if class_ is None and not said.problems:
        said.wrong(at, "the storage class is missing", "write class: STANDARD")
    design = Design(
        class_=class_ or "STANDARD",
        lifecycle=tuple(_transition(entry, said) for _, entry in said.parts("lifecycle")),
        expire=said.amount("expire", "duration"),
        expire_noncurrent=said.amount("expire_noncurrent", "duration"),
        abort_multipart=said.amount("abort_multipart", "duration"),
        rules=tuple(rule for _, entry in said.parts("rules") if _concerns(rule := _rule(entry, said), look.store.prefix)),
        archive_access=said.amount("archive_access", "duration"),
        deep_archive_access=said.amount("deep_archive_access", "duration"),
        transition_default_minimum_object_size=said.choice(MINIMUM, MINIMA),
        versioning=said.flag("versioning"),
        object_lock=said.choice("object_lock", LOCKS),
        encryption=said.choice(
            "encryption", ENCRYPTIONS, {"SSE-S3": "SSE_S3", "SSE-KMS": "SSE_KMS", "DSSE-KMS": "DSSE_KMS", "SSE-C": "SSE_C"}
        ),
        key=said.choice("key", KEYS),
        bucket_key=said.flag("bucket_key"),
        replication=said.choice("replication", REPLICATIONS),
        replicate_to=said.names("replicate_to") or look.store.elsewhere,
    )
    _order(design.lifecycle, said)
    _parts(design.rules, look.store.prefix, said)
    wrong = said.finish()
    return (None if wrong else design), wrong


def _concerns(rule: Rule, prefix: str) -> bool:
    """Whether a rule of the bucket has a part in a prefix of it: it is for all of it and more, or for something within."""
    where, mine = rule.prefix.strip("/"), prefix.strip("/")
    return mine.startswith(where) or where.startswith(mine)


def _parts(rules: tuple[Rule, ...], prefix: str, said: Reader) -> None:
    """Rules for some of the objects: which those are has to be known."""
    mine = prefix.strip("/")
    for where in dict.fromkeys(rule.prefix for rule in rules if rule.prefix and not rule.disabled):
        inside = where.strip("/")
        if inside != mine and inside.startswith(mine):
            text = f"a lifecycle rule is for {where}, and nothing says what is there"
            said.wrong(said.at, text, f"write prefixes: {{{where}: {{size: 1 TiB}}}} in the bucket, or leave the rule out")
    if any(rule.tags for rule in rules):
        for text, hint in problems(rule for rule in rules if not rule.disabled):
            said.wrong(said.at, text, hint)


def _transition(node: Node, outer: Reader) -> Transition:
    said = Reader(node, "a lifecycle transition")
    after, to = said.amount("after", "duration"), said.choice("to", CLASSES, ALIASES)
    if (after is None or to is None) and not said.problems:
        said.wrong(node.at, "a lifecycle transition needs an age and a class", "write {after: 30 days, to: STANDARD_IA}")
    outer.problems += said.finish()
    return Transition(after or Fraction(0), to or "STANDARD")


def _rule(node: Node, outer: Reader) -> Rule:
    """One rule for some of the objects."""
    said = Reader(node, "a lifecycle rule")
    at, prefix = said.place("prefix"), said.text("prefix") or ""
    if prefix and not PLACE.fullmatch(prefix):
        said.wrong(at, f'"{prefix[:80]}" is no prefix', "write the start of the keys, such as logs/")
    rule = Rule(
        tuple(_transition(entry, said) for _, entry in said.parts("lifecycle")),
        said.amount("expire", "duration"),
        tuple(_transition(entry, said) for _, entry in said.parts("noncurrent")),
        said.amount("expire_noncurrent", "duration"),
        said.count("keep_versions"),
        said.amount("abort_multipart", "duration"),
        said.amount("larger_than", "bytes"),
        said.amount("smaller_than", "bytes"),
        prefix,
        tuple(sorted(said.names("tags") or ())),
        said.amount("share", "share"),
        said.flag("disabled") or False,
        said.flag("expire_markers") or False,
    )
    _order(rule.lifecycle, said)
    _order(rule.noncurrent, said)
    if rule.larger_than is not None and rule.smaller_than is not None and rule.larger_than >= rule.smaller_than:
        said.wrong(node.at, "no object is of these sizes", "write larger_than: below smaller_than:")
    if not all(map(TAG.fullmatch, rule.tags)):
        said.wrong(node.at, "a tag is a key and a value", "write tags: [archive=yes]")
    if rule.share is not None and not (rule.tags and 0 < rule.share <= 1):
        said.wrong(
            node.at, "a share is of objects with tags, above 0 % and at most 100 %", "write tags: [archive=yes], share: 40 %"
        )
    whom = Rule((), None, (), None, None, None, *rule[6:12])
    if not said.problems and rule == whom:
        said.wrong(node.at, "this lifecycle rule does nothing", "write lifecycle: [{after: 30 days, to: STANDARD_IA}]")
    outer.problems += said.finish()
    return rule


def _order(moves: tuple[Transition, ...], said: Reader) -> None:
    """Transitions in order of age."""
    ages = [move.after for move in moves]
    if ages != sorted(set(ages)):
        said.wrong(said.at, "the lifecycle transitions are not in order of age", "write the earliest first, each at its own age")


def configuration(design: Design) -> dict[str, object]:
    """The Design as plain values for a report, what was not said left out; `read` takes it back."""
    plain: dict[str, object] = {"class": design.class_}
    plain |= _actions(design)
    if design.rules:
        plain["rules"] = [_plain(rule) for rule in design.rules]
    plain |= _shown(design, TIERING, "duration")
    for name in (MINIMUM, "versioning", "object_lock", "encryption", "key", "bucket_key", "replication"):
        if (value := getattr(design, name)) is not None:
            plain[name] = value
    if design.replicate_to:
        plain["replicate_to"] = listed(design.replicate_to)
    return plain


def _plain(rule: Rule) -> dict[str, object]:
    """A rule as plain values, whom it is for first."""
    plain: dict[str, object] = {"prefix": rule.prefix} if rule.prefix else {}
    if rule.tags:
        plain["tags"] = list(rule.tags)
    plain |= _shown(rule, ("share",), "share") | _shown(rule, SIZES, "bytes")
    plain |= ({"disabled": True} if rule.disabled else {}) | _actions(rule)
    if rule.expire_markers:
        plain["expire_markers"] = True
    if rule.noncurrent:
        plain["noncurrent"] = _moves(rule.noncurrent)
    return plain if rule.keep_versions is None else plain | {"keep_versions": str(rule.keep_versions)}


def _actions(of: Design | Rule) -> dict[str, object]:
    """The transitions and times both a bucket and a rule can say."""
    return ({"lifecycle": _moves(of.lifecycle)} if of.lifecycle else {}) | _shown(of, TIMES, "duration")


def _moves(moves: tuple[Transition, ...]) -> list[dict[str, str]]:
    """Transitions as plain values."""
    return [{"after": units.show(move.after, "duration", exact=True), "to": move.to} for move in moves]


def _shown(of: Design | Rule, names: tuple[str, ...], dimension: str) -> dict[str, object]:
    """The amounts that were said."""
    said = ((name, getattr(of, name)) for name in names)
    return {name: units.show(value, dimension, exact=True) for name, value in said if value is not None}
