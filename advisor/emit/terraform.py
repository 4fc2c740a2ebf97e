"""Buckets' lifecycles as Terraform resources of the AWS provider; the bucket itself is named by a variable.

https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/s3_bucket_lifecycle_configuration
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from advisor.services.s3_api import ALL, TIERS, VARIES, pairs, status
from advisor.services.s3_lifecycle import Archive, Lifecycle, Rule

Block = list[tuple[str, Any]]  # arguments in order; a Block as a value is a nested block


def write(buckets: Mapping[str, Lifecycle], notes: Mapping[str, tuple[str, ...]]) -> str:
    """A variable and the resources of each bucket; what they cannot say stands in comments."""
    return "\n".join(line for bucket, found in buckets.items() for line in _bucket(bucket, found, notes.get(bucket, ())))


def _bucket(bucket: str, found: Lifecycle, notes: tuple[str, ...]) -> Iterator[str]:
    """The resources of one bucket."""
    name = re.sub(r"[^A-Za-z0-9_-]+", "_", bucket)
    name = name if name[:1].isalpha() else f"b_{name}"
    yield from (f"# {note}" for note in notes)
    described = f"The name of the bucket of {bucket}"
    yield from _block(f'variable "{name}_bucket"', [("description", described), ("type", _Word("string"))])
    where = _Word(f"var.{name}_bucket")
    if found.rules:
        smallest = VARIES if found.legacy else ALL
        rules: Block = [("rule", _rule(each)) for each in found.rules]
        body: Block = [("bucket", where), ("transition_default_minimum_object_size", smallest), *rules]
        yield from _block(f'resource "aws_s3_bucket_lifecycle_configuration" "{name}"', body)
    for number, each in enumerate(found.archives, start=1):
        label = f"{name}_{number}" if number > 1 else name
        yield from _block(f'resource "aws_s3_bucket_intelligent_tiering_configuration" "{label}"', _tiering(each, where))


def _rule(rule: Rule) -> Block:
    """One rule."""
    kept: Block = [] if rule.old_kept is None else [("newer_noncurrent_versions", rule.old_kept)]
    said: Block = [("id", rule.name), ("status", status(rule)), ("filter", _filter(rule))]
    said += [("transition", [("days", after), ("storage_class", to)]) for after, to in rule.moves]
    if rule.expire is not None:
        said.append(("expiration", [("days", rule.expire)]))
    if rule.markers:
        said.append(("expiration", [("expired_object_delete_marker", True)]))
    for after, to in rule.old_moves:
        said.append(("noncurrent_version_transition", [("noncurrent_days", after), ("storage_class", to), *kept]))
    if rule.old_expire is not None:
        said.append(("noncurrent_version_expiration", [("noncurrent_days", rule.old_expire), *kept]))
    if rule.abort is not None:
        said.append(("abort_incomplete_multipart_upload", [("days_after_initiation", rule.abort)]))
    return said


def _filter(rule: Rule) -> Block:
    """Which objects a rule is for: one condition, or several under `and`."""
    every = (("prefix", rule.prefix or None), ("object_size_greater_than", rule.larger), ("object_size_less_than", rule.smaller))
    said: Block = [(name, value) for name, value in every if value is not None]
    tags = [(each["Key"], each["Value"]) for each in pairs(rule.tags)]
    if len(tags) == 1 and not said:
        return [("tag", [("key", tags[0][0]), ("value", tags[0][1])])]
    if tags:
        said.append(("tags", _Word(f"{{ {', '.join(f'{_text(key)} = {_text(value)}' for key, value in tags)} }}")))
    return [("and", said)] if len(said) > 1 or tags else said


def _tiering(archive: Archive, where: _Word) -> Block:
    """One Intelligent-Tiering configuration."""
    said: Block = [("bucket", where), ("name", archive.name)]
    if archive.prefix:
        said.append(("filter", [("prefix", archive.prefix)]))
    tiers = [(tier, getattr(archive, name)) for name, tier in TIERS]
    return said + [("tiering", [("access_tier", tier), ("days", after)]) for tier, after in tiers if after is not None]


class _Word(str):
    """An expression that is written without quotes."""

    __slots__ = ()


def _block(head: str, body: Block, indent: int = 0) -> Iterator[str]:
    """A block with its arguments, `=` in one column as `terraform fmt` puts them; an empty line ends the outermost."""
    space = "  " * indent
    if not body:
        yield f"{space}{head} {{}}"
        return
    yield f"{space}{head} {{"
    wide = max((len(name) for name, value in body if not isinstance(value, list)), default=0)
    before = False
    for name, value in body:
        nested = isinstance(value, list)
        if nested and before:
            yield ""
        before = True
        if nested:
            yield from _block(name, value, indent + 1)
        else:
            yield f"{space}  {name.ljust(wide)} = {value if isinstance(value, _Word) else _text(value)}"
    yield f"{space}}}"
    if not indent:
        yield ""


def _text(value: Any) -> str:
    """A value; in texts nothing is taken for a template."""
    return json.dumps(value, ensure_ascii=False).replace("${", "$${").replace("%{", "%%{")
