"""Hostile and broken input: always a diagnostic with a place, never a traceback, and within a second."""

from __future__ import annotations

import os
import runpy
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advisor.diagnostics import Refused
from advisor.source import read, read_text
from advisor.spec import STARTERS, read_spec, starter

DEEP = 100_000
STORE = "region: eu-west-1\nstores:\n  a: {kind: object, size: %s}\n"
LAUGHS = "a: &a [x, x, x]\n" + "".join(f"{n}: &{n} [*{p}, *{p}, *{p}]\n" for p, n in zip("abcdefgh", "bcdefghi", strict=True))

TEXTS = {
    "nothing": "",
    "only a comment": "# later\n",
    "one word": "hello",
    "a list": "- 1\n- 2\n",
    "a number": "42",
    "prose": "We need a place for our photos: about 40 TB, growing.\n\nIt must be cheap.",
    "tabs": "stores:\n\tphotos:\n\t\tkind: object\n",
    "5,000 levels of [": "[" * 5000,
    "100,000 levels of [": "[" * DEEP,
    "100,000 closed levels": "[" * DEEP + "]" * DEEP,
    "100,000 levels of {": "{a: " * DEEP,
    "100,000 levels of - ": "- " * DEEP,
    "100,000 levels of -, [": "- [" * DEEP,
    "100,000 levels of ? ": "? " * DEEP,
    "1,400 levels of indentation": "\n".join(" " * n + "a:" for n in range(1400)),
    "deep below a store": STORE % ("[" * 5000),
    "deep in a histogram": STORE % "1 TiB, object_size: " + "{1 B: " * 70,
    "nested up to the limit": STORE % ("[" * 50 + "]" * 50),
    "aliases that explode": LAUGHS,
    "an alias to itself": "a: &a [*a]\n",
    "a python tag": "region: !!python/object/apply:os.system ['true']\n",
    "a binary tag": "region: !!binary aGVsbG8=\n",
    "a set": "stores: !!set {a, b}\n",
    "NUL": "region: eu\x00-west-1\n",
    "binary": "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00",
    "escape sequences": "region: \x1b[31meu-west-1\n",
    "an escaped escape": 'region: "\\e[31m"\n',
    "a lone surrogate": "region: \ud800\n",
    "an escaped surrogate": 'region: "\\ud800"\n',
    "duplicate keys": "region: eu-west-1\nregion: us-east-1\n",
    "two documents": "region: eu-west-1\n---\nregion: us-east-1\n",
    "a merge key": "<<: {region: eu-west-1}\n",
    "5,000 digits": STORE % ("9" * 5000 + " TiB"),
    "5,000 digits of a count": "region: eu-west-1\nstores:\n  a: {kind: database, items: " + "9" * 5000 + "}\n",
    "a tiny exponent": STORE % "1e-99999999 TiB",
    "a huge exponent": STORE % "1e999999999 TiB",
    "a negative size": STORE % "-40 TiB",
    "not a number": STORE % ".nan",
    "infinity": STORE % ".inf",
    "absurd units": STORE % "40 parsecs",
    "more than the world": STORE % "1e25 PiB",
    "a size that is a list": STORE % "[1 TiB]",
    "a size that is a mapping": STORE % "{a: 1 TiB}",
    "an empty size": STORE % "",
    "an endless size": STORE % "unbounded",
    "an unknown Region": "region: eu-west-9\nstores: {a: {kind: object}}\n",
    "a Region that is a path": "region: ../../../etc/passwd\nstores: {a: {kind: object}}\n",
    "a Region that is a list": "region: [eu-west-1]\nstores: {a: {kind: object}}\n",
    "no Region": "stores: {a: {kind: object}}\n",
    "no stores": "region: eu-west-1\n",
    "stores that are a list": "region: eu-west-1\nstores: [a, b]\n",
    "a store without a name": 'region: eu-west-1\nstores: {"": {kind: object}}\n',
    "a store with a path for a name": "region: eu-west-1\nstores: {../a: {kind: object}}\n",
    "a store that is nothing": "region: eu-west-1\nstores: {a: }\n",
    "a kind that is a mapping": "region: eu-west-1\nstores: {a: {kind: {object: 1}}}\n",
    "an endless horizon": "region: eu-west-1\nhorizon: unbounded\nstores: {a: {kind: object}}\n",
    "a horizon of ages": "region: eu-west-1\nhorizon: 9999999 months\nstores: {a: {kind: object}}\n",
    "a day that never was": "region: eu-west-1\non: 2025-02-30\nstores: {a: {kind: object}}\n",
    "a long key": "a" * DEEP + ": 1\n",
    "a long line": "region: " + "x " * DEEP + "\n",
    "an open quote": 'region: "' + "x" * DEEP,
    "many values": "- a\n" * 60_000,
    "many wrong stores": "region: eu-west-1\nstores:\n" + "".join(f"  s{n}: {{kind: objekt}}\n" for n in range(2000)),
    "many unknown keys": "region: eu-west-1\nstores: {a: {kind: object, " + ", ".join(f"k{n}: 1" for n in range(3000)) + "}}\n",
    "many control characters": "\x01\n" * 200_000,
    "many tabs": "\ta: 1\n" * 100_000,
    "many carriage returns": "\r" * 500_000,
    "colons": ":" * DEEP,
    "dashes": "-" * DEEP,
    "question marks": "? a\n" * 20_000,
    "anchors": "".join(f"a{n}: &a{n} x\n" for n in range(10_000)),
    "over a megabyte": "# " + "x" * 1_100_000,
}


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_a_bad_text_is_refused_in_words_within_a_second(text: str) -> None:
    started = time.process_time()
    workload, problems = read_spec(text, "spec.yaml")
    assert time.process_time() - started < 1
    assert workload is None and problems
    for each in problems:
        assert each.message and len(str(each)) < 900
        assert each.at is None or (each.at.line >= 1 and each.at.column >= 1)
        assert not any(ord(letter) < 32 and letter != "\n" for letter in str(each))


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("utf-16", "region: eu-west-1".encode("utf-16"), "the file is UTF-16; save it as UTF-8"),
        ("latin-1", b"workload: caf\xe9\n", "1:14: byte 0xe9 is not UTF-8 text; save the file as UTF-8"),
        ("second line", b"a: 1\nb: \xff\n", "2:4: byte 0xff is not UTF-8 text"),
        ("large", b"#" * 50_000_000, "the file is larger than 1 MiB"),
    ],
)
def test_a_bad_file_is_refused(tmp_path: Path, name: str, data: bytes, says: str) -> None:
    path = tmp_path / "spec.yaml"
    path.write_bytes(data)
    started = time.process_time()
    with pytest.raises(Refused) as error:
        read_text(path)
    assert time.process_time() - started < 1
    assert says in str(error.value)


def test_a_byte_order_mark_is_no_problem(tmp_path: Path) -> None:
    path = tmp_path / "spec.yaml"
    path.write_bytes(b"\xef\xbb\xbfregion: eu-west-1\n")
    assert read_text(path) == "region: eu-west-1\n"


def test_what_is_no_file_is_refused(tmp_path: Path) -> None:
    for path, says in [
        (tmp_path / "missing.yaml", "does not exist"),
        (tmp_path, "is a directory"),
        (Path("/dev/null"), "is not a file"),
    ]:
        with pytest.raises(Refused, match=says):
            read_text(path)
    for odd in ("a\x00b", "x" * 5000):
        with pytest.raises(Refused):
            read_text(odd)


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="the superuser reads everything")
def test_an_unreadable_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "spec.yaml"
    path.write_text("region: eu-west-1")
    path.chmod(0)
    with pytest.raises(Refused, match="cannot be read"):
        read_text(path)


def test_an_unreadable_file_is_refused_for_everyone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "spec.yaml"
    path.write_text("region: eu-west-1")

    def denied(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("builtins.open", denied)
    with pytest.raises(Refused, match="cannot be read \\(Permission denied\\)"):
        read_text(path)


@given(st.text(max_size=200))
def test_any_text_is_a_spec_or_refused(text: str) -> None:
    read_spec(text, "spec.yaml")


@settings(deadline=None)
@given(st.sampled_from(STARTERS), st.integers(0, 900), st.integers(0, 12), st.text(max_size=8))
def test_a_starter_with_a_hole_is_a_spec_or_refused(kind: str, start: int, length: int, instead: str) -> None:
    text = starter(kind)
    read_spec(text[:start] + instead + text[start + length :], "spec.yaml")


VALUES = st.recursive(
    st.sampled_from(
        ["1 TiB", "3 /s", "5 %", "0", "unbounded", "unknown", "true", "-1", "eu-west-1", "", "a..b", "1..2 TiB", "all"]
    ),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["size", "reads", "1 B", "until"]), inner, max_size=3)
    ),
    max_leaves=6,
)


def _write(value: object) -> str:
    """A value in YAML flow style."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {_write(each)}" for key, each in value.items()) + "}"
    return "[" + ", ".join(map(_write, value)) + "]" if isinstance(value, list) else f'"{value}"'


# fmt: off
KEYS = [
    "size", "object_size", "item_size", "access", "clients", "indexes", "traffic", "snapshots", "replicate", "regions",
    "instance", "prefixes", "chosen", "measured", "budget", "recovery", "encryption", "reads", "writes", "keep", "ttl", "lock",
    "attach", "keys", "backups", "model", "engine", "growth", "latency",
]
# fmt: on


@settings(deadline=None, max_examples=300)
@given(st.sampled_from(["object", "block", "database"]), st.dictionaries(st.sampled_from(KEYS), VALUES, max_size=6))
def test_any_value_of_any_key_is_read_or_refused(kind: str, keys: dict[str, object]) -> None:
    store = "".join(f"    {key}: {_write(value)}\n" for key, value in keys.items())
    workload, problems = read_spec(f"region: eu-west-1\nstores:\n  a:\n    kind: {kind}\n{store}", "spec.yaml")
    assert (workload is None) == bool(problems)


def test_five_hundred_mutants_are_read_or_refused(capsys: pytest.CaptureFixture[str]) -> None:
    benchmark = Path(__file__).parent.parent / "benchmarks" / "mutated_specs.py"
    runpy.run_path(str(benchmark))["main"](500)
    assert "500 specs" in capsys.readouterr().out


def test_reading_twice_gives_the_same() -> None:
    text = TEXTS["many unknown keys"]
    assert read_spec(text, "spec.yaml") == read_spec(text, "spec.yaml")
    assert read("a: 1", "f") == read("a: 1", "f")
