"""What an S3 Design says, read from a spec and written for a report."""

from __future__ import annotations

from typing import TYPE_CHECKING

from advisor import units
from advisor.exact import Fraction
from advisor.records import NamedTuple
from advisor.services.chosen import Reader
from advisor.services.s3_classes import ALIASES, CLASSES

if TYPE_CHECKING:
    from advisor.diagnostics import Diagnostic
    from advisor.services import Look
    from advisor.source import Node
    from advisor.spec import Store

LOCKS = ("none", "GOVERNANCE", "COMPLIANCE", "LEGAL_HOLD")
ENCRYPTIONS = ("SSE_S3", "SSE_KMS", "DSSE_KMS", "SSE_C")
KEYS = ("aws_managed", "customer_managed")
REPLICATIONS = ("none", "SRR", "CRR", "CRR_RTC")
TIMES = ("expire", "expire_noncurrent", "abort_multipart")


class Transition(NamedTuple):
    """A lifecycle rule that moves objects to class `to` at the age of `after` seconds."""

    after: Fraction
    to: str


class Design(NamedTuple):
    """A bucket. Times are seconds of age; None: not said."""

    class_: str
    lifecycle: tuple[Transition, ...] = ()
    expire: Fraction | None = None
    expire_noncurrent: Fraction | None = None
    abort_multipart: Fraction | None = None
    versioning: bool | None = None
    object_lock: str | None = None
    encryption: str | None = None
    key: str | None = None
    bucket_key: bool | None = None
    replication: str | None = None
    replicate_to: tuple[str, ...] = ()


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
        versioning=said.flag("versioning"),
        object_lock=said.choice("object_lock", LOCKS),
        encryption=said.choice(
            "encryption", ENCRYPTIONS, {"SSE-S3": "SSE_S3", "SSE-KMS": "SSE_KMS", "DSSE-KMS": "DSSE_KMS", "SSE-C": "SSE_C"}
        ),
        key=said.choice("key", KEYS),
        bucket_key=said.flag("bucket_key"),
        replication=said.choice("replication", REPLICATIONS),
        replicate_to=said.names("replicate_to") or elsewhere(look.store),
    )
    _order(design, said)
    problems = said.finish()
    return (None if problems else design), problems


def elsewhere(store: Store) -> tuple[str, ...]:
    """Where replicas go: as said, and to each further Region the data must be in; empty: nobody said."""
    return tuple(dict.fromkeys(each for each in (store.replicate_to, *store.regions) if each))


def _transition(node: Node, outer: Reader) -> Transition:
    said = Reader(node, "a lifecycle transition")
    after, to = said.amount("after", "duration"), said.choice("to", CLASSES, ALIASES)
    if (after is None or to is None) and not said.problems:
        said.wrong(node.at, "a lifecycle transition needs an age and a class", "write {after: 30 days, to: STANDARD_IA}")
    outer.problems += said.finish()
    return Transition(after or Fraction(0), to or "STANDARD")


def _order(design: Design, said: Reader) -> None:
    """Transitions in order of age."""
    ages = [move.after for move in design.lifecycle]
    if ages != sorted(set(ages)):
        said.wrong(said.at, "the lifecycle transitions are not in order of age", "write the earliest first, each at its own age")


def configuration(design: Design) -> dict[str, object]:
    """The Design as plain values for a report, what was not said left out; `read` takes it back."""
    plain: dict[str, object] = {"class": design.class_}
    if design.lifecycle:
        plain["lifecycle"] = [
            {"after": units.show(move.after, "duration", exact=True), "to": move.to} for move in design.lifecycle
        ]
    for name in TIMES:
        if (time := getattr(design, name)) is not None:
            plain[name] = units.show(time, "duration", exact=True)
    for name in ("versioning", "object_lock", "encryption", "key", "bucket_key", "replication"):
        if (value := getattr(design, name)) is not None:
            plain[name] = value
    if design.replicate_to:
        plain["replicate_to"] = design.replicate_to[0] if len(design.replicate_to) == 1 else list(design.replicate_to)
    return plain
