"""Buckets with their lifecycles as a CloudFormation template, and back.

https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-s3-bucket-rule.html
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from advisor.services.s3_api import ALL, TIERS, VARIES, pairs, status
from advisor.services.s3_lifecycle import Archive, Lifecycle, Rule


def write(buckets: Mapping[str, Lifecycle], notes: Mapping[str, tuple[str, ...]]) -> str:
    """A template with a bucket each; what CloudFormation cannot say stands in comments."""
    lines = ['AWSTemplateFormatVersion: "2010-09-09"', "Resources:"]
    for bucket, found in buckets.items():
        lines += [f"  # {note}" for note in notes.get(bucket, ())]
        resource = {"Type": "AWS::S3::Bucket", "Properties": properties(bucket, found)}
        lines += [f"  {logical(bucket)}:", *_yaml(resource, 4)]
    return "\n".join(lines) + "\n"


def logical(bucket: str) -> str:
    """A logical id: letters and digits."""
    return "".join(word.capitalize() for word in re.split(r"[^A-Za-z0-9]+", bucket)) + "Bucket"


def properties(bucket: str, found: Lifecycle) -> dict[str, Any]:
    """The properties of a bucket."""
    said: dict[str, Any] = {"BucketName": bucket}
    if any(each.old_moves or each.old_expire is not None for each in found.rules):
        said["VersioningConfiguration"] = {"Status": "Enabled"}
    if found.rules:
        said["LifecycleConfiguration"] = {
            "TransitionDefaultMinimumObjectSize": VARIES if found.legacy else ALL,
            "Rules": [_rule(each) for each in found.rules],
        }
    if found.archives:
        said["IntelligentTieringConfigurations"] = [_tiering(each) for each in found.archives]
    return said


def _rule(rule: Rule) -> dict[str, Any]:
    """One rule; sizes are texts here."""
    kept = {} if rule.old_kept is None else {"NewerNoncurrentVersions": rule.old_kept}
    said: dict[str, Any] = {"Id": rule.name, "Status": status(rule)}
    if rule.tags:
        said["TagFilters"] = pairs(rule.tags)
    if rule.prefix:
        said["Prefix"] = rule.prefix
    for name, size in (("ObjectSizeGreaterThan", rule.larger), ("ObjectSizeLessThan", rule.smaller)):
        if size is not None:
            said[name] = str(size)
    if rule.moves:
        said["Transitions"] = [{"TransitionInDays": after, "StorageClass": to} for after, to in rule.moves]
    if rule.expire is not None:
        said["ExpirationInDays"] = rule.expire
    if rule.markers:
        said["ExpiredObjectDeleteMarker"] = True
    if rule.old_moves:
        said["NoncurrentVersionTransitions"] = [
            {"TransitionInDays": after, "StorageClass": to, **kept} for after, to in rule.old_moves
        ]
    if rule.old_expire is not None:
        said["NoncurrentVersionExpiration"] = {"NoncurrentDays": rule.old_expire, **kept}
    if rule.abort is not None:
        said["AbortIncompleteMultipartUpload"] = {"DaysAfterInitiation": rule.abort}
    return said


def _tiering(archive: Archive) -> dict[str, Any]:
    """One Intelligent-Tiering configuration."""
    tiers = [{"AccessTier": tier, "Days": getattr(archive, name)} for name, tier in TIERS if getattr(archive, name) is not None]
    prefix = {"Prefix": archive.prefix} if archive.prefix else {}
    return {"Id": archive.name, "Status": "Enabled", **prefix, "Tierings": tiers}


def _yaml(value: Mapping[str, Any], indent: int) -> Iterator[str]:
    """A mapping in block style; texts are quoted as JSON, which YAML reads alike."""
    space = " " * indent
    for key, inner in value.items():
        if isinstance(inner, Mapping):
            yield f"{space}{key}:"
            yield from _yaml(inner, indent + 2)
        elif isinstance(inner, list):
            yield f"{space}{key}:"
            for each in inner:
                first, *rest = _yaml(each, indent + 4)
                yield f"{space}  - {first.lstrip()}"
                yield from rest
        else:
            yield f"{space}{key}: {json.dumps(inner, ensure_ascii=False)}"


def read(said: Mapping[str, Any]) -> Lifecycle:
    """The Lifecycle of a bucket's properties."""
    kept = said.get("LifecycleConfiguration", {})
    rules = tuple(map(_read_rule, kept.get("Rules", ())))
    tierings = said.get("IntelligentTieringConfigurations", ())
    archives = tuple(_read_tiering(each) for each in tierings if each["Status"] == "Enabled")
    return Lifecycle(rules, kept.get("TransitionDefaultMinimumObjectSize") == VARIES, archives)


def _read_rule(said: Mapping[str, Any]) -> Rule:
    """One rule."""
    old = said.get("NoncurrentVersionExpiration", {})
    sizes = (said.get(name) for name in ("ObjectSizeGreaterThan", "ObjectSizeLessThan"))
    larger, smaller = (None if each is None else int(each) for each in sizes)
    moves, old_moves = (
        tuple((each["TransitionInDays"], each["StorageClass"]) for each in said.get(name, ()))
        for name in ("Transitions", "NoncurrentVersionTransitions")
    )
    counts = [each.get("NewerNoncurrentVersions") for each in (old, *said.get("NoncurrentVersionTransitions", ()))]
    return Rule(
        said.get("Id", "rule"), said.get("Prefix", ""), larger, smaller, moves, said.get("ExpirationInDays"), old_moves,
        old.get("NoncurrentDays"), next((each for each in counts if each is not None), None),
        said.get("AbortIncompleteMultipartUpload", {}).get("DaysAfterInitiation"),
        tuple(f"{each['Key']}={each['Value']}" for each in said.get("TagFilters", ())), said["Status"] == "Disabled",
        bool(said.get("ExpiredObjectDeleteMarker")),
    )  # fmt: skip


def _read_tiering(said: Mapping[str, Any]) -> Archive:
    """One Intelligent-Tiering configuration."""
    days = {each["AccessTier"]: each["Days"] for each in said["Tierings"]}
    return Archive(said["Id"], said.get("Prefix", ""), *(days.get(tier) for _, tier in TIERS))
