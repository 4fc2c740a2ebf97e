"""What is kept of the rules says what the rules say, and is made again when they change."""

from __future__ import annotations

import pickle
import sys
from datetime import date
from pathlib import Path

import pytest

from advisor import folders, kept, limits, rules, vocabulary
from advisor.diagnostics import At
from advisor.exact import Fraction

ON = date(2026, 11, 20)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of nothing: an empty folder of rules that may be written."""
    (tmp_path / "rules").mkdir()
    monkeypatch.setattr(folders, "rules", lambda: tmp_path / "rules")
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    kept._content.cache_clear()
    return tmp_path / "rules"


def made(home: Path, calls: list[str]) -> object:
    """Something read of one file, and a note that it was."""
    kept._content.cache_clear()
    source = home / "x.yaml"

    def make() -> object:
        calls.append(source.read_text())
        return (Fraction(1, 3), At(str(source), 2, 3), source.read_text())

    return kept.kept("x", [source], make)


def test_it_is_made_once_and_again_when_its_source_changes(home: Path) -> None:
    calls: list[str] = []
    (home / "x.yaml").write_text("a: 3000")
    first = made(home, calls)
    assert made(home, calls) == first == (Fraction(1, 3), At(str(home / "x.yaml"), 2, 3), "a: 3000") and calls == ["a: 3000"]
    (home / "x.yaml").write_text("a: 4000")
    assert made(home, calls) != first and calls == ["a: 3000", "a: 4000"]


def test_a_broken_file_is_made_again(home: Path) -> None:
    calls: list[str] = []
    (home / "x.yaml").write_text("a: 1")
    first = made(home, calls)
    for rubbish in (b"", b"rubbish", pickle.dumps("another state") + pickle.dumps(1)):
        (home / "__pycache__" / "x.pickle").write_bytes(rubbish)
        assert made(home, calls) == first
    assert len(calls) == 4


def test_nothing_is_written_where_python_writes_no_bytecode(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    (home / "x.yaml").write_text("a: 1")
    made(home, [])
    assert not (home / "__pycache__").exists()


@pytest.mark.parametrize("on", [ON, date(2021, 1, 1), date(2026, 1, 1), date(2030, 1, 1)])
def test_a_family_taken_up_is_the_family_read(on: date, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    for name in rules.families():
        for _ in range(2):
            base, read = rules.family(name, on), rules.load((name,), on)
            assert (base.every_decision, base.every_check) == (read.every_decision, read.every_check) and base.on == on


def test_a_day_between_two_changes_is_not_taken_for_today() -> None:
    base = rules.load(("s3",), date(2021, 1, 1))
    assert base.from_ <= date(2021, 1, 1) < base.until < date.max
    assert rules.load(("s3",), ON).until == date.max


def test_words_and_limits_are_taken_up() -> None:
    assert vocabulary.load()["size"].type == "bytes"
    assert limits.load(("s3",), ON).get("s3.object.max_size").value > 0
