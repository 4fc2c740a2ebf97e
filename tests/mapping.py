"""Scenarios as stores of a spec: how the words of one are laid over each other, whichever family they are about."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

Spec = dict[str, Any]
Words = Mapping[str, Mapping[Any, Spec]]


def described(
    found: Spec, facts: Mapping[str, Any], words: Words, amounts: Mapping[str, str], unsaid: Iterable[str] = (),
    per: Mapping[str, str] | None = None,
) -> Spec:  # fmt: skip
    """Lays over a store what a scenario says: `words` by name and what is said, else `amounts` at their paths (`reads.peak`),
    with their unit where `per` has one; KeyError for a word without a reading.
    """
    for name, said in facts.items():
        if name in unsaid:
            continue
        if name in amounts and said not in words.get(name, {}):
            group, _, last = amounts[name].partition(".")
            text = f"{said}{(per or {}).get(name, '')}"
            merge(found, {group: {last: text} if last else text})
        else:
            merge(found, words[name][said])
    return found


def merge(found: Spec, more: Spec) -> None:
    """Lays more keys over those found, groups key by key."""
    for key, value in more.items():
        if isinstance(value, dict) and isinstance(found.get(key), dict):
            found[key] = {**found[key], **value}
        else:
            found[key] = value
