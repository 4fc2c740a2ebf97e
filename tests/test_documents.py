"""Markdown as CommonMark reads it: fences compared with another reader over random documents, sections rewritten over them."""

from __future__ import annotations

import random
from datetime import date
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from advisor.advise import advise
from advisor.blocks import Block
from advisor.diagnostics import At
from advisor.documents import scan
from advisor.prices import FileCatalog
from advisor.report import Report
from advisor.sections import sections
from advisor.source import split_lines
from advisor.spec import read_spec

# fmt: off
PARTS = [
    "```", "~~~", "````", "```yaml advisor", "~~~ yaml advisor", "text", "- ", "* ", "1. ", "2. ", "> ", "    ", "  ", " ", "\t",
    "<!-- x", "-->", "<!-- a -->", "<details>", "</details>", "<b>", "<pre>", "</pre>", "# h", "---", "===", "***", "a: 1", "-",
    "+ ", "10) ", "|a|b|", "<?php", "?>", "<!X", "<br/>", "<a href=\"x\">", "</x", "`", "``` `x`",
]
MARKS = ["<!-- advisor:begin report -->", "<!-- advisor:begin report parts=summary -->", "<!-- advisor:end -->", "old", "  old"]
# fmt: on
READER = MarkdownIt("commonmark")


def _random(dice: random.Random) -> str:
    """A few lines put together from what matters to a reader of blocks."""
    lines = ("".join(dice.choice(PARTS) for _ in range(dice.choice((0, 1, 1, 1, 2, 2, 3)))) for _ in range(dice.randint(1, 9)))
    return "\n".join(lines) + dice.choice(("\n", ""))


def test_fences_are_where_another_reader_finds_them() -> None:
    for seed in range(4000):
        text = _random(random.Random(seed))
        theirs = [(each.map[0] + 1, each.info.strip()) for each in READER.parse(text) if each.type == "fence" and each.map]
        assert [(each.line, each.info) for each in scan(text).fences] == theirs, text


def test_what_stands_between_fences_is_as_another_reader_finds_it() -> None:
    for seed in range(1500):
        text = _random(random.Random(seed))
        theirs = [each.content.split() for each in READER.parse(text) if each.type == "fence"]
        ours = scan(text).fences
        assert all(
            each.quoted or text[each.start : each.end].split() == words for each, words in zip(ours, theirs, strict=True)
        ), text


@pytest.mark.parametrize(
    ("text", "fences"),
    [
        ("```yaml advisor\na: 1\n```\n", [("yaml advisor", 1, 1, "a: 1\n", True)]),
        ("- x\n\n  ~~~~ yaml advisor\n  a: 1\n  ~~~\n  ~~~~\n", [("yaml advisor", 3, 3, "  a: 1\n  ~~~\n", True)]),
        ("```yaml advisor\r\na: 1", [("yaml advisor", 1, 1, "a: 1", False)]),
        ("\ufeff```yaml advisor\n```", [("yaml advisor", 1, 1, "", True)]),
        ("    ```yaml advisor\n", []),
        ("<!--\n```yaml advisor\n```\n-->\n", []),
        ("<div>\n```yaml advisor\n```\n", []),
        ("``` yaml advisor `x`\n", []),
    ],
)
def test_fences_stand_where_they_stand(text: str, fences: list[tuple[str, int, int, str, bool]]) -> None:
    assert [(each.info, each.line, each.column, text[each.start : each.end], each.closed) for each in scan(text).fences] == fences


def test_marks_in_code_are_no_sections() -> None:
    for text in (
        "```\n<!-- advisor:begin report -->\n<!-- advisor:end -->\n```\n",
        "    <!-- advisor:begin report -->\n    <!-- advisor:end -->\n",
        "> <!-- advisor:begin report -->\n",
        "text <!-- advisor:begin report -->\n",
        "`<!-- advisor:begin report -->`\n",
    ):
        assert scan(text).sections == ()


@cache
def _report() -> Report:
    """What the sections of the random documents show."""
    text = "region: eu-west-1\nstores:\n  a: {kind: object, size: 1 TiB, object_size: 1 MiB, access: 2 /month, writes: 1 /min}\n"
    workload, _ = read_spec(text, "a.yaml")
    assert workload is not None
    return advise(workload, FileCatalog(), date(2026, 11, 21), full=False)


def _outside(text: str) -> list[str]:
    """What lies outside the sections that are whole."""
    found, end = [], 0
    for each in scan(text).sections:
        if each.end is not None:
            found.append(text[end : each.start])
            end = each.end
    return [*found, text[end:]]


LINES = st.lists(
    st.sampled_from([*MARKS, *MARKS, *PARTS]) | st.lists(st.sampled_from(PARTS), max_size=3).map("".join), max_size=14
)


@settings(deadline=None, max_examples=400)
@given(LINES, st.sampled_from(["\n", "\r\n", "\r"]), st.booleans(), st.text(max_size=30))
def test_rewriting_keeps_what_is_outside_and_a_second_time_changes_nothing(
    lines: list[str], newline: str, ended: bool, start: str
) -> None:
    text = newline.join([*split_lines(start), *lines]) + (newline if ended else "")
    blocks, reports = [Block("a", At("a.md", 1, 1), None, ())], {"a": _report()}
    edit = sections("a.md", text, scan(text), blocks, reports)
    whole = [each for each in scan(text).sections if each.end is not None and each.words.startswith("report")]
    assert edit.before == text and bool(edit.drifted) == (edit.after != text) == bool(whole)
    assert _outside(edit.after) == _outside(text)
    again = sections("a.md", edit.after, scan(edit.after), blocks, reports)
    assert again.after == edit.after and not again.drifted and len(again.found) == len(edit.found)


@given(st.text())
def test_any_text_is_scanned_and_its_blocks_lie_within(text: str) -> None:
    for each in scan(text).fences:
        assert 0 <= each.start <= each.end <= len(text) and each.line >= 1
