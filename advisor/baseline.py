"""Findings a project accepts: a YAML file that says which, why, and until when.

    accepted:
      - {code: chosen.dearer, file: docs/orders.md, need: orders, reason: Migrated next spring., until: 2027-06-30}

`file` (a pattern), `workload` and `need` narrow an entry down; `reason` and `until` must be said.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from fnmatch import fnmatchcase

from advisor.checked import Accepted, Found
from advisor.diagnostics import At, Refused
from advisor.reading import Wrong, each, mapping, record, scalar, wrong
from advisor.records import NamedTuple
from advisor.source import Node, quote, read, read_text


class Entry(NamedTuple):
    """An accepted finding, where it is written."""

    at: At
    code: str
    file: str
    workload: str
    need: str
    reason: str
    until: date

    def covers(self, found: Found) -> bool:
        """Whether it is about a finding."""
        return (
            self.code == found.code
            and (not self.file or fnmatchcase(found.file, self.file))
            and self.workload in ("", found.workload)
            and self.need in ("", found.need)
        )


def read_baseline(path: str) -> tuple[Entry, ...]:
    """The entries of a file; Refused with every problem."""
    try:
        top = record(read(read_text(path), path), ("accepted",))
        entries = top["accepted"]
        if not isinstance(entries.value, list):
            raise wrong(entries.at, "a list belongs here; write - {code: …, reason: …, until: …} lines")
        return tuple(each(entries.value, _entry))
    except Wrong as error:
        raise Refused(error.problems) from None


def _entry(node: Node) -> Entry:
    """One entry."""
    mapping(node)
    said = record(node, ("code", "reason", "until"), ("file", "workload", "need"))
    texts = {key: scalar(value).strip() for key, value in said.items()}
    if not texts["reason"]:
        raise wrong(said["reason"].at, "the reason is empty; write why this is accepted")
    if not re.fullmatch(r"20\d\d-\d\d-\d\d", texts["until"]):
        raise wrong(said["until"].at, f"{quote(texts['until'])} is no day; write it as 2027-06-30")
    try:
        until = date.fromisoformat(texts["until"])
    except ValueError:
        raise wrong(said["until"].at, f"{quote(texts['until'])} is no day; write it as 2027-06-30") from None
    return Entry(
        node.at, texts["code"], texts.get("file", ""), texts.get("workload", ""), texts.get("need", ""), texts["reason"], until
    )  # fmt: skip


def settle(found: Sequence[Found], entries: Sequence[Entry], today: date) -> tuple[list[Found], list[Accepted]]:
    """The findings that count, entries that are over or of no use among them, and those that are accepted.

    Input that cannot be read is never accepted.
    """
    counting: list[Found] = []
    accepted: list[Accepted] = []
    used: set[Entry] = set()
    for one in found:
        entry = next((entry for entry in entries if not one.unreadable and entry.covers(one)), None)
        if entry is not None:
            used.add(entry)
        if entry is None or entry.until < today:
            counting.append(one)
        else:
            accepted.append(Accepted(one, entry.reason, entry.until))
    return [*counting, *_entries(entries, used, today)], accepted


def _entries(entries: Sequence[Entry], used: set[Entry], today: date) -> Iterator[Found]:
    """What is to be said of the entries themselves."""
    for entry in entries:
        if entry.until < today and entry in used:
            what = f"{entry.code} was accepted until {entry.until}: {entry.reason}"
            yield Found("baseline.expired", "warning", what, entry.at, instead="mend it, or accept it anew", file=entry.at.file)
        elif entry not in used:
            what = f"{entry.code} is accepted here and found nowhere"
            yield Found("baseline.unused", "info", what, entry.at, instead="remove the entry", file=entry.at.file)
