"""The formats each command names in its help are those it prints, and no others are taken."""

from __future__ import annotations

import json
import re

import pytest
from commands import Call, caller

from advisor.render import FORMATS
from advisor.run import _printing

REPORTS = {name: _printing(name) for name in ("recommend", "cost", "explain", "check")}
KNOWLEDGE = ("services", "rules list", "rules codes", "rules check", "prices list", "rules show s3.storage-class",
             "prices show s3.storage.standard")  # fmt: skip


@pytest.fixture
def call(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Call:
    """Commands in this process."""
    return caller(monkeypatch, capsys)


@pytest.mark.parametrize("command", [*REPORTS, *KNOWLEDGE])
def test_the_help_of_a_command_names_the_formats_it_prints(command: str, call: Call) -> None:
    words = [each for each in command.split() if "." not in each]
    told = re.search(r"--format <str>\s+(.*?)\.", call(*words, "--help").out.replace("\n", " "))
    assert told is not None
    named = set(re.findall(r"[a-z]+", re.sub(r"\(.*?\)", "", told[1]))) - {"or"}
    assert named == set(REPORTS.get(command, ("terminal", "json")))


@pytest.mark.parametrize("command", KNOWLEDGE)
def test_what_the_tool_knows_is_printed_as_text_or_json(command: str, call: Call) -> None:
    if command != "rules check":  # which takes long
        assert json.loads(call(*command.split(), "-f", "json").out)
    for format_ in sorted(FORMATS.keys() - {"terminal", "json"}):
        done = call(*command.split(), "-f", format_)
        assert done.code == 2 and f'"{format_}" is not printed here; write one of: json, terminal' in done.err
    assert '"pdf" is no format; write one of: json, terminal' in call(*command.split(), "-f", "pdf").err
