"""Every example's report, word for word, as of 2026-11-21.

To rewrite them: ADVISOR_REWRITE_GOLDENS=1 pytest tests/test_goldens.py
"""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from typer.testing import CliRunner

from advisor.commands import app

ROOT = Path(__file__).parents[1]
GOLDENS = Path(__file__).parent / "goldens"
FORMATS = {"txt": "terminal", "md": "markdown", "json": "json"}
PAGE = "sessions"  # the one whose page is kept as well
EXAMPLES = sorted(path.stem for path in (ROOT / "examples").glob("*.yaml"))


@pytest.fixture(autouse=True)
def _from_the_root(monkeypatch: pytest.MonkeyPatch) -> None:
    """Positions in reports are as the file was named."""
    monkeypatch.chdir(ROOT)


def _report(example: str, format_: str) -> str:
    """What the command prints; it must end well."""
    command = ["recommend", f"examples/{example}.yaml", "--on", "2026-11-21", "--format", format_]
    done = CliRunner().invoke(app, command)
    assert done.exit_code == 0, done.output or done.exception
    return done.output


@pytest.mark.parametrize("extension", FORMATS)
@pytest.mark.parametrize("example", EXAMPLES)
def test_an_example_reads_as_it_did(example: str, extension: str) -> None:
    path, now = GOLDENS / f"{example}.{extension}", _report(example, FORMATS[extension])
    if os.environ.get("ADVISOR_REWRITE_GOLDENS"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(now, encoding="utf-8")
    assert path.is_file(), f"no {path.name}: see the head of this file"
    assert now == path.read_text(encoding="utf-8")


def test_the_page_of_an_example_reads_as_it_did() -> None:
    path, now = GOLDENS / f"{PAGE}.html", _report(PAGE, "html")
    if os.environ.get("ADVISOR_REWRITE_GOLDENS"):
        path.write_text(now, encoding="utf-8")
    assert now == path.read_text(encoding="utf-8")


def test_no_golden_is_left_behind() -> None:
    assert {path.stem for path in GOLDENS.iterdir()} == set(EXAMPLES)


@pytest.mark.parametrize("example", EXAMPLES)
def test_an_example_has_no_error_and_no_price_is_missing(example: str) -> None:
    report = json.loads(_report(example, "json"))
    assert not report["unpriced"]
    assert not [each for need in report["stores"] for each in need["findings"] if each["severity"] == "error"]
    assert all(need["recommended"] for need in report["stores"])


def test_an_example_shows_what_nobody_said() -> None:
    assert [name for name in EXAMPLES if json.loads(_report(name, "json"))["at_least"]] == [
        "dev-database",
        "order-database",
        "web-shop",
    ]
