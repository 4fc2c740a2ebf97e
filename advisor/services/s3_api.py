"""A bucket's lifecycle as the S3 API takes and gives it.

https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketLifecycleConfiguration.html
https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketIntelligentTieringConfiguration.html
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from advisor.diagnostics import At, Diagnostic
from advisor.services.s3_design import configuration as configured
from advisor.services.s3_lifecycle import Archive, Lifecycle, Moves, Rule, design
from advisor.source import Node, plain

ALL, VARIES = "all_storage_classes_128K", "varies_by_storage_class"
TIERS = (("archive", "ARCHIVE_ACCESS"), ("deep_archive", "DEEP_ARCHIVE_ACCESS"))


class Unread(ValueError):
    """Something the advisor has no word for, and what to write instead."""

    def __init__(self, why: str, instead: str = "") -> None:
        super().__init__(why)
        self.instead = instead


UNDATED = (
    "S3 goes on doing what a date that is past says, to new objects too: write Days: 0 for a transition, Days: 1 for an"
    " expiration; leave the rule out where the date is still to come"
)


def inputs(bucket: str, found: Lifecycle) -> Iterator[tuple[str, dict[str, Any]]]:
    """(operation, input) of each call a bucket takes."""
    if found.rules:
        yield "put-bucket-lifecycle-configuration", {"Bucket": bucket, **configuration(found)}
    for each in found.archives:
        tiering = _tiering(each)
        yield (
            "put-bucket-intelligent-tiering-configuration",
            {"Bucket": bucket, "Id": each.name, "IntelligentTieringConfiguration": tiering},
        )


def configuration(found: Lifecycle) -> dict[str, Any]:
    """The lifecycle configuration with its default minimum size."""
    return {
        "TransitionDefaultMinimumObjectSize": VARIES if found.legacy else ALL,
        "LifecycleConfiguration": {"Rules": [_rule(each) for each in found.rules]},
    }


def _rule(rule: Rule) -> dict[str, Any]:
    """One rule."""
    kept = {} if rule.old_kept is None else {"NewerNoncurrentVersions": rule.old_kept}
    said: dict[str, Any] = {"ID": rule.name, "Status": status(rule), "Filter": _filter(rule)}
    if rule.moves:
        said["Transitions"] = [{"Days": after, "StorageClass": to} for after, to in rule.moves]
    if rule.expire is not None:
        said["Expiration"] = {"Days": rule.expire}
    elif rule.markers:
        said["Expiration"] = {"ExpiredObjectDeleteMarker": True}
    if rule.old_moves:
        said["NoncurrentVersionTransitions"] = [
            {"NoncurrentDays": after, "StorageClass": to, **kept} for after, to in rule.old_moves
        ]
    if rule.old_expire is not None:
        said["NoncurrentVersionExpiration"] = {"NoncurrentDays": rule.old_expire, **kept}
    if rule.abort is not None:
        said["AbortIncompleteMultipartUpload"] = {"DaysAfterInitiation": rule.abort}
    return said


def status(rule: Rule) -> str:
    """Whether a rule does anything, as S3 says it."""
    return "Disabled" if rule.disabled else "Enabled"


def pairs(tags: tuple[str, ...]) -> list[dict[str, str]]:
    """Tags as keys and values."""
    return [dict(zip(("Key", "Value"), each.partition("=")[::2], strict=True)) for each in tags]


def _filter(rule: Rule) -> dict[str, Any]:
    """Which objects a rule is for: one condition, or several under `And`."""
    said: dict[str, Any] = {
        name: value
        for name, value in (
            ("Prefix", rule.prefix or None),
            ("ObjectSizeGreaterThan", rule.larger),
            ("ObjectSizeLessThan", rule.smaller),
        )
        if value is not None
    }
    tags = pairs(rule.tags)
    if len(tags) == 1 and not said:
        return {"Tag": tags[0]}
    said |= {"Tags": tags} if tags else {}
    return {"And": said} if len(said) > 1 or tags else said or {"Prefix": ""}


def _tiering(archive: Archive) -> dict[str, Any]:
    """One Intelligent-Tiering configuration."""
    tiers = [{"Days": getattr(archive, name), "AccessTier": tier} for name, tier in TIERS if getattr(archive, name) is not None]
    said: dict[str, Any] = {"Id": archive.name, "Status": "Enabled", "Tierings": tiers}
    return {**said, "Filter": {"Prefix": archive.prefix}} if archive.prefix else said


# --- reading back ------------------------------------------------------------------------------------------------------


def read(said: Mapping[str, Any], tierings: tuple[Mapping[str, Any], ...] = ()) -> Lifecycle:
    """The Lifecycle of a put's input or a get's answer; Unread for what the advisor has no word for.

    Disabled rules are kept, and do nothing.
    """
    body = said.get("LifecycleConfiguration", said)
    rules = tuple(rule for each in body.get("Rules", ()) for rule in _read_rules(each))
    archives = tuple(_read_tiering(each) for each in tierings if each.get("Status") == "Enabled")
    return Lifecycle(rules, said.get("TransitionDefaultMinimumObjectSize") == VARIES, archives)


KNOWN = {
    "ID", "Status", "Filter", "Prefix", "Transitions", "Expiration", "NoncurrentVersionTransitions",
    "NoncurrentVersionExpiration", "AbortIncompleteMultipartUpload",
}  # fmt: skip


def _read_rules(said: Mapping[str, Any]) -> Iterator[Rule]:
    """One rule; a second where its old versions move and expire at another number of newer ones, which S3 holds each by itself.

    https://docs.aws.amazon.com/AmazonS3/latest/API/API_NoncurrentVersionTransition.html
    """
    rule, old = _read_rule(said), said.get("NoncurrentVersionExpiration", {})
    kept = _count(old.get("NewerNoncurrentVersions"))
    if rule.old_moves and rule.old_expire is not None and kept != rule.old_kept:
        yield rule._replace(old_expire=None)
        yield rule._replace(moves=(), expire=None, old_moves=(), old_kept=kept, abort=None, markers=False)
    else:
        yield rule


def _read_rule(said: Mapping[str, Any]) -> Rule:
    """One rule, keeping as many old versions as where they move, else as where they expire."""
    name = str(said.get("ID", "rule"))
    _refuse(name, said.keys() - KNOWN)
    where = said.get("Filter") or {}
    where = where.get("And", where)
    _refuse(name, where.keys() - {"Prefix", "ObjectSizeGreaterThan", "ObjectSizeLessThan", "Tag", "Tags"})
    tags = sorted(
        f"{each['Key']}={each.get('Value', '')}" for each in (*where.get("Tags", ()), *([where["Tag"]] if "Tag" in where else ()))
    )
    old = said.get("NoncurrentVersionExpiration", {})
    moves = said.get("NoncurrentVersionTransitions", ())
    kept = {_count(each.get("NewerNoncurrentVersions")) for each in moves or (old,)}
    if len(kept) > 1:
        raise Unread(f'the rule "{name}" moves old versions on at different numbers of newer ones')
    _refuse(name, said.get("Expiration", {}).keys() - {"Days", "ExpiredObjectDeleteMarker"})
    return Rule(
        name, where.get("Prefix") or said.get("Prefix") or "", _count(where.get("ObjectSizeGreaterThan")),
        _count(where.get("ObjectSizeLessThan")), _moves(name, said.get("Transitions", ()), "Days"),
        _count(said.get("Expiration", {}).get("Days")), _moves(name, moves, "NoncurrentDays"), _count(old.get("NoncurrentDays")),
        next(iter(kept), None), _count(said.get("AbortIncompleteMultipartUpload", {}).get("DaysAfterInitiation")),
        tuple(tags), said["Status"] == "Disabled", _flag(said.get("Expiration", {}).get("ExpiredObjectDeleteMarker")),
    )  # fmt: skip


def _moves(name: str, said: Any, key: str) -> Moves:
    """The transitions of a rule, the earliest first."""
    for each in said:
        _refuse(name, each.keys() - {key, "StorageClass", "NewerNoncurrentVersions"})
    return tuple(sorted((_count(each[key]) or 0, str(each["StorageClass"])) for each in said))


def _read_tiering(said: Mapping[str, Any]) -> Archive:
    """One Intelligent-Tiering configuration."""
    days = {each["AccessTier"]: _count(each["Days"]) for each in said["Tierings"]}
    return Archive(str(said["Id"]), said.get("Filter", {}).get("Prefix", ""), *(days.get(tier) for _, tier in TIERS))


def _count(value: Any) -> int | None:
    """A whole number, None where there is none."""
    return None if value is None else int(value)


def _flag(value: Any) -> bool:
    """Whether something is said to be so, as JSON or a spec says it."""
    return str(value).lower() == "true"


def _refuse(name: str, unknown: set[str]) -> None:
    """Unread for what the advisor has no word for: dates, which no age tells.

    https://docs.aws.amazon.com/AmazonS3/latest/userguide/intro-lifecycle-rules.html
    """
    if "Date" in unknown:
        raise Unread(f'the rule "{name}" does something on a Date, and what is billed here goes by the age of objects', UNDATED)
    if unknown:
        raise Unread(f'the rule "{name}" says {sorted(unknown)[0]}, which is not read')


def own_words(node: Node, prefix: str) -> tuple[Node, list[Diagnostic]]:
    """A written design whose `lifecycle` is what `aws s3api get-bucket-lifecycle-configuration` prints, in a spec's words; what
    is said of the very prefix the design is of is said of all its objects."""
    keys: dict[str, Node] = dict(node.value) if isinstance(node.value, dict) else {}
    at = keys["lifecycle"].at
    tagged = keys.pop("tagged", None)
    try:
        whole = read(plain(keys.pop("lifecycle")))
        rules = tuple(each._replace(prefix="") if each.prefix == prefix else each for each in whole.rules)
        found: dict[str, Any] = configured(design(whole._replace(rules=rules), "STANDARD"))
        found["rules"] = [_with_share(each, tagged) for each in found.pop("rules", ())]
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        why = str(error) if isinstance(error, Unread) else "it is not what S3 answers"
        hint = "paste what `aws s3api get-bucket-lifecycle-configuration` prints, or write [{after: 30 days, to: STANDARD_IA}]"
        hint = error.instead or hint if isinstance(error, Unread) else hint
        return node, [Diagnostic(at, "chosen", f"this lifecycle cannot be read: {why}", hint)]
    said = {name: _node(value, at) for name, value in found.items() if name != "class" and value}
    twice = [Diagnostic(keys[name].at, "chosen", f"{name} is in the lifecycle too", "keep one") for name in said if name in keys]
    return node._replace(value={**keys, **said}, keys={**dict.fromkeys(said, at), **node.keys}), twice


def _with_share(rule: Any, tagged: Node | None) -> Any:
    """A rule with the share of the objects that have its tags, as said beside the lifecycle."""
    shares = tagged.value if tagged is not None and isinstance(tagged.value, dict) else {}
    label = " and ".join(rule.get("tags", ()))
    said = {" and ".join(sorted(name.split(" and "))): share for name, share in shares.items()}
    return {**rule, "share": said[label].value} if label in said else rule


def _node(value: Any, at: At) -> Node:
    """A plain value as if it were written at a place."""
    if isinstance(value, dict):
        return Node({key: _node(inner, at) for key, inner in value.items()}, at, dict.fromkeys(value, at))
    if isinstance(value, list):
        return Node([_node(each, at) for each in value], at)
    return Node(str(value).lower() if isinstance(value, bool) else str(value), at)
