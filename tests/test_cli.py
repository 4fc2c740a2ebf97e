"""The commands: exit codes (0 done, 1 findings or unmet, 2 bad input, 3 a bug), where errors go, and what is left behind."""

from __future__ import annotations

import contextlib
import json
import os
import pty
import resource
import shlex
import signal
import subprocess
import sys
import time
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from commands import Call, Done, caller

from advisor import run, sharing
from advisor.render import FORMATS

GOOD = "region: eu-west-1\nstores:\n  photos: {kind: object, size: 1 TiB, object_size: 1 MiB, access: 2 /month, writes: 1 /s}\n"
UNMET = "region: eu-west-1\nstores:\n  shared: {kind: object, size: 1 TiB, in_place_writes: true}\n"
UNBUILT = GOOD + "  jobs: {kind: queue, messages: 60 /s}\n  files: {kind: file, size: 1 TiB}\n"
WRONG = "region: eu-west-1\nstores:\n  photos: {kind: objekt}\n"
FLAWED = (  # a chosen design the rules are against
    "region: eu-west-1\nstores:\n  disk: {kind: block, size: 1 TiB, iops: 3000 /s, throughput: 125 MiB/s, boot: true,"
    " chosen: {type: st1, size: 1 TiB}}\n"
)
UNPRICED = "region: sa-east-1\nstores:\n  disk: {kind: block, size: 1 TiB, chosen: {type: io2, size: 1 TiB, iops: 3000 /s}}\n"
COMMAND = [sys.executable, "-c", "from advisor.cli import main; main()"]
SHELL = shlex.join(COMMAND)
HOSTILE: dict[str, bytes] = {
    "empty": b"",
    "binary": bytes(range(256)) * 40,
    "UTF-16": GOOD.encode("utf-16"),
    "100,000 levels": b"[" * 100_000,
    "100,000 levels of mappings": b"{a: " * 100_000,
    "huge": b"# " + b"x" * 40_000_000,
    "huge values": b"region: eu-west-1\nstores:\n" + b"".join(b"  s%d: {kind: objekt}\n" % n for n in range(30_000)),
    "deep indentation": b"".join(b" " * n + b"a:\n" for n in range(1300)),
}


@pytest.fixture
def call(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Call:
    """Runs a command in this process, in a folder of its own."""
    monkeypatch.chdir(tmp_path)
    return caller(monkeypatch, capsys)


def write(text: str | bytes, name: str = "spec.yaml") -> str:
    """A file in the folder of the test."""
    Path(name).write_bytes(text.encode() if isinstance(text, str) else text)
    return name


def start(*words: str, text: bytes = b"", **more: Any) -> subprocess.CompletedProcess[bytes]:
    """Runs a command in a process of its own."""
    return subprocess.run([*COMMAND, *words], input=text, capture_output=True, check=False, **more)


COMMANDS: dict[str, tuple[tuple[str, ...], int]] = {
    "recommend": (("recommend", "good.yaml"), 0),
    "recommend briefly": (("recommend", "good.yaml", "--brief"), 0),
    "recommend what nothing meets": (("recommend", "unmet.yaml"), 1),
    "recommend what is not built": (("recommend", "unbuilt.yaml"), 1),
    "recommend with findings": (("recommend", "flawed.yaml"), 0),
    "recommend and fail on findings": (("recommend", "flawed.yaml", "--fail-on", "error"), 1),
    "recommend the unreadable": (("recommend", "wrong.yaml"), 2),
    "recommend one good, one broken": (("recommend", "good.yaml", "wrong.yaml"), 2),
    "recommend the unmet and the broken": (("recommend", "unmet.yaml", "wrong.yaml"), 2),
    "recommend nothing": (("recommend",), 2),
    "recommend a missing file": (("recommend", "nowhere.yaml"), 2),
    "recommend a folder": (("recommend", "."), 2),
    "recommend on a bad day": (("recommend", "good.yaml", "--on", "2025-02-30"), 2),
    "recommend on a week": (("recommend", "good.yaml", "--on", "2025-W01-1"), 2),
    "recommend elsewhere": (("recommend", "good.yaml", "--region", "us-east-1"), 0),
    "recommend nowhere": (("recommend", "good.yaml", "--region", "eu-west-9"), 2),
    "recommend in no format": (("recommend", "good.yaml", "-f", "pdf"), 2),
    "recommend with no severity": (("recommend", "good.yaml", "--fail-on", "fatal"), 2),
    "recommend with a wrong option": (("recommend", "good.yaml", "--frobnicate"), 2),
    "cost": (("cost", "good.yaml"), 0),
    "cost of the unpriced": (("cost", "unpriced.yaml"), 1),
    "cost of the unreadable": (("cost", "wrong.yaml"), 2),
    "check": (("check", "good.yaml"), 0),
    "check the flawed": (("check", "flawed.yaml"), 1),
    "check the flawed, never failing": (("check", "good.yaml", "--fail-on", "info"), 0),
    "check a folder": (("check", "."), 2),
    "check an empty folder": (("check", "empty"), 2),
    "check in Markdown": (("check", "good.yaml", "-f", "markdown"), 0),
    "recommend as findings": (("recommend", "good.yaml", "-f", "sarif"), 2),
    "explain": (("explain", "good.yaml"), 0),
    "explain one need": (("explain", "good.yaml", "photos"), 0),
    "explain an unknown need": (("explain", "good.yaml", "fotos"), 2),
    "explain the unreadable": (("explain", "wrong.yaml"), 2),
    "rules list": (("rules", "list"), 0),
    "rules codes": (("rules", "codes"), 0),
    "rules show": (("rules", "show", "s3.storage-class"), 0),
    "rules show nothing known": (("rules", "show", "s3.storage-klass"), 2),
    "rules on a bad day": (("rules", "list", "--on", "yesterday"), 2),
    "prices list": (("prices", "list"), 0),
    "prices show": (("prices", "show", "s3.storage.standard", "--region", "eu-west-1"), 0),
    "prices show nothing known": (("prices", "show", "s3.storage.gold"), 2),
    "prices show nowhere": (("prices", "show", "s3.storage.standard", "--region", "eu-west-9"), 2),
    "emit": (("emit", "good.yaml"), 0),
    "emit one need": (("emit", "good.yaml", "photos", "-f", "terraform"), 0),
    "emit an unknown need": (("emit", "good.yaml", "fotos"), 2),
    "emit in no format": (("emit", "good.yaml", "-f", "pulumi"), 2),
    "emit no such design": (("emit", "good.yaml", "--design", "cheapest"), 2),
    "emit the unreadable": (("emit", "wrong.yaml"), 2),
    "services": (("services",), 0),
    "services as JSON": (("services", "-f", "json"), 0),
    "init": (("init", "database"), 0),
    "init nothing known": (("init", "graph"), 2),
    "schema spec": (("schema", "spec"), 0),
    "schema report": (("schema", "report"), 0),
    "schema of nothing known": (("schema", "invoice"), 2),
    "help": (("--help",), 0),
    "version": (("--version",), 0),
    "no such command": (("recomend",), 2),
}


@pytest.mark.parametrize(("words", "code"), COMMANDS.values(), ids=COMMANDS)
def test_exit_codes(words: tuple[str, ...], code: int, call: Call) -> None:
    for text, name in ((GOOD, "good"), (UNMET, "unmet"), (UNBUILT, "unbuilt"), (WRONG, "wrong"), (FLAWED, "flawed")):
        write(text, f"{name}.yaml")
    write(UNPRICED, "unpriced.yaml")
    Path("empty").mkdir()
    done = call(*words)
    assert done.code == code, done
    assert "Traceback" not in done.err and "this is a bug" not in done.err
    assert bool(done.err) is (code == 2), done.err
    assert bool(done.out) or code == 2
    assert "\x1b" not in done.out + done.err


def test_errors_are_all_told_with_their_places_and_the_other_specs_still_done(call: Call) -> None:
    done = call("recommend", write(WRONG, "a.yaml"), write(GOOD, "b.yaml"), write("region: [", "c.yaml"), "nowhere.yaml")
    assert done.code == 2 and "S3 Standard" in done.out
    assert "a.yaml:3:18: " in done.err and 'did you mean "object"' in done.err
    assert "c.yaml:1:9: " in done.err and "nowhere.yaml:1:1: this does not exist" in done.err


def test_several_reports_are_one_list_of_json(call: Call) -> None:
    names = [write(GOOD, "a.yaml"), write(UNMET, "b.yaml")]
    assert [each["workload"] for each in json.loads(call("recommend", *names, "-f", "json").out)] == ["a", "b"]
    assert json.loads(call("recommend", names[0], "-f", "json").out)["workload"] == "a"


def test_what_is_not_built_is_told_and_the_rest_answered(call: Call) -> None:
    done = call("recommend", write(UNBUILT), "-f", "json")
    report = json.loads(done.out)
    needs = {each["name"]: each for each in report["stores"]}
    assert done.code == 1 and report["at_least"]
    assert needs["photos"]["recommended"]["option"] == "STANDARD"
    for name in ("jobs", "files"):
        assert needs[name]["recommended"] is None
        assert [each["code"] for each in needs[name]["findings"]] == ["need.not-built"]


def test_the_recommended_is_costed_where_nothing_is_chosen(call: Call) -> None:
    done = call("cost", write(UNPRICED), "-f", "json")
    report = json.loads(done.out)
    assert done.code == 1 and report["basis"] == "chosen"
    assert "ebs.io2.storage in sa-east-1" in " ".join(report["unpriced"]) and "16 regions" in " ".join(report["unpriced"])


REPORTS = [name for name, module in FORMATS.items() if hasattr(import_module(module), "recommend")]


@pytest.mark.parametrize("name", REPORTS)
def test_output_to_a_file_is_what_would_be_printed(name: str, call: Call) -> None:
    write(GOOD)
    printed = call("recommend", "spec.yaml", "-f", name, "--on", "2026-11-20").out
    assert call("recommend", "spec.yaml", "-f", name, "--on", "2026-11-20", "-o", "out.txt") == Done(0, "", "")
    assert Path("out.txt").read_text(encoding="utf-8") == printed


@pytest.mark.parametrize("words", [("recommend",), ("cost", "other.yaml"), ("explain",), ("check",), ("check", "."), ("emit",)])
def test_no_output_takes_the_place_of_what_is_read(words: tuple[str, ...], call: Call, tmp_path: Path) -> None:
    write(GOOD)
    Path("other.yaml").write_text(Path("spec.yaml").read_text())
    Path("soft.yaml").symlink_to("spec.yaml")
    os.link("spec.yaml", "hard.yaml")
    before, command = Path("spec.yaml").read_bytes(), words if words[-1] == "." else (*words, "spec.yaml")
    spelt = ("spec.yaml", "./spec.yaml", str(tmp_path / "spec.yaml"), f"../{tmp_path.name}/spec.yaml")
    for output in (*spelt, "soft.yaml", "hard.yaml"):
        done = call(*command, "-o", output)
        assert done.code == 2 and not done.out and done.err.startswith(f"--output: {output} is "), (output, done)
        assert done.err.endswith("would be lost; name another file\n") and "read here" in done.err
        assert Path("spec.yaml").read_bytes() == before and Path("soft.yaml").is_symlink()
    assert sorted(os.listdir()) == ["hard.yaml", "other.yaml", "soft.yaml", "spec.yaml"]


@pytest.mark.parametrize("name", ["base.json", "base/spec.yaml", "accepted.yaml", "own.toml"])
def test_a_check_keeps_what_it_compares_with(name: str, call: Call) -> None:
    write(GOOD)
    Path("base").mkdir()
    Path("base/spec.yaml").write_text(Path("spec.yaml").read_text())
    Path("accepted.yaml").write_text("accepted: []\n")
    Path("own.toml").write_text("")
    assert call("check", "spec.yaml", "-f", "json", "-o", "base.json").code == 0
    before = Path(name).read_bytes()
    base = "base" if "/" in name else "base.json"
    said = ("check", "spec.yaml", "--base", base, "--baseline", "accepted.yaml", "--config", "own.toml")
    done = call(*said, "-o", name)
    assert (done.code, done.err) == (2, f"--output: {name} is read here, and would be lost; name another file\n")
    assert Path(name).read_bytes() == before
    assert call(*said, "-o", "report.txt").code == 0


def test_a_missing_file_is_asked_for_as_what_it_should_be(call: Call) -> None:
    write(GOOD)
    for words, kind in (
        (("spec.yaml", "--config", "none.toml"), "TOML"), (("none.yaml",), "YAML"), (("none.md",), "Markdown"),
        (("spec.yaml", "--baseline", "none.yaml"), "YAML"),
    ):  # fmt: skip
        done = call("check", *words)
        assert done.code == 2 and f"does not exist; write the path of a {kind} file" in done.err + done.out, (words, done)


@pytest.mark.parametrize("place", ["spec.yaml/out.txt", "/proc/out.txt", "nowhere/out.txt", ".", ""])
def test_output_that_cannot_be_written_leaves_nothing_behind(place: str, call: Call) -> None:
    write(GOOD)
    done = call("recommend", "spec.yaml", "-o", place)
    assert done.code == 2 and done.out == "" and "cannot be written" in done.err
    assert os.listdir() == ["spec.yaml"]


def test_a_file_is_replaced_whole_or_not_at_all_and_keeps_its_permissions(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    write(GOOD)
    Path("out.txt").write_text("before")
    Path("out.txt").chmod(0o600)
    Path("link.txt").symlink_to("out.txt")
    with monkeypatch.context() as full:
        full.setattr(os, "replace", lambda *_: (_ for _ in ()).throw(OSError(28, "No space left on device")))
        assert "no space left" in call("services", "-o", "out.txt").err
    assert Path("out.txt").read_text() == "before" and sorted(os.listdir()) == ["link.txt", "out.txt", "spec.yaml"]
    assert call("services", "-o", "link.txt").code == 0
    assert Path("link.txt").is_symlink() and Path("out.txt").read_text().startswith("Amazon S3")
    assert Path("out.txt").stat().st_mode & 0o777 == 0o600


def test_a_device_is_written_to_not_replaced(call: Call) -> None:
    assert call("services", "-o", "/dev/null") == Done(0, "", "") and Path("/dev/null").is_char_device()


def test_a_bug_is_one_line_and_exit_3(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "render", lambda *_: 1 / 0)
    done = call("recommend", write(GOOD))
    assert done.code == 3 and done.out == ""
    assert done.err.count("\n") == 1 and "ZeroDivisionError: division by zero, at test_cli.py:" in done.err


def test_a_spec_comes_from_standard_input(tmp_path: Path) -> None:
    done = start("recommend", "-", "-f", "json", text=GOOD.encode(), cwd=tmp_path)
    assert done.returncode == 0 and json.loads(done.stdout)["stores"][0]["name"] == "photos"
    done = start("recommend", "-", text=WRONG.encode(), cwd=tmp_path)
    assert done.returncode == 2 and done.stderr.startswith(b"<stdin>:3:18: ")


def _spent() -> float:
    """Seconds of CPU the commands started so far took: on a busy machine the clock says nothing of them."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


@pytest.mark.parametrize("data", HOSTILE.values(), ids=HOSTILE)
def test_hostile_files_are_refused_within_a_second(data: bytes, tmp_path: Path) -> None:
    spec = tmp_path / "spec.yaml"
    spec.write_bytes(data)
    for words, text in ((("recommend", str(spec)), b""), (("check", str(spec)), b""), (("recommend", "-"), data)):
        began = _spent()
        done = start(*words, text=text)
        took = _spent() - began
        assert done.returncode == 2 and done.stdout in (b"", b"1 that cannot be read\n"), (words, done)
        assert done.stderr and b"Traceback" not in done.stderr and b"bug" not in done.stderr and len(done.stderr) < 20_000
        assert took < 1, f"{took:.2f} s"


def test_a_name_that_is_no_text_is_still_written(tmp_path: Path) -> None:
    spec = os.fsencode(tmp_path) + b"/caf\xe9.yaml"
    Path(os.fsdecode(spec)).write_text(GOOD)
    for words in ((), ("-o", str(tmp_path / "out.txt")), ("-f", "json")):
        done = start("recommend", os.fsdecode(spec), *words)
        assert done.returncode == 0 and done.stderr == b""
    assert sorted(os.listdir(os.fsencode(tmp_path))) == [b"caf\xe9.yaml", b"out.txt"]


def test_a_reader_that_goes_away_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "spec.yaml").write_text(GOOD)
    for words in ("recommend spec.yaml", "rules list", "schema spec"):
        line = f"{SHELL} {words} | head -c 1 > /dev/null; echo ${{PIPESTATUS[0]}}"
        done = subprocess.run(["bash", "-c", line], cwd=tmp_path, capture_output=True, check=False)
        assert (done.stdout, done.stderr) == (b"0\n", b"")


def test_closed_and_full_streams_are_told_in_a_line(tmp_path: Path) -> None:
    (tmp_path / "spec.yaml").write_text(GOOD)
    for line, says in (
        ("recommend - <&-", b"standard input cannot be read: it is closed; pipe a spec in UTF-8\n"),
        ("recommend spec.yaml >&-", b"standard output cannot be written: it is closed\n"),
        ("recommend spec.yaml >/dev/full", b"standard output cannot be written: no space left on device\n"),
    ):
        done = subprocess.run(["bash", "-c", f"{SHELL} {line}"], cwd=tmp_path, capture_output=True, check=False)
        assert (done.returncode, done.stderr) == (2, says)


@pytest.mark.parametrize(("env", "colored"), [({}, True), ({"NO_COLOR": "1"}, False)])
def test_colour_is_for_terminals_that_want_it(env: dict[str, str], colored: bool, tmp_path: Path) -> None:
    (tmp_path / "spec.yaml").write_text(GOOD)
    plain = {key: value for key, value in os.environ.items() if key != "NO_COLOR"} | {"TERM": "xterm-256color"} | env
    ours, theirs = pty.openpty()
    with subprocess.Popen([*COMMAND, "recommend", "spec.yaml"], cwd=tmp_path, env=plain, stdout=theirs, stderr=theirs) as process:
        os.close(theirs)
        seen = b""
        while chunk := _read(ours):
            seen += chunk
    os.close(ours)
    assert process.returncode == 0 and b"Standard" in seen
    assert (b"\x1b[" in seen) is colored
    assert b"\x1b" not in start("recommend", str(tmp_path / "spec.yaml"), env=plain).stdout


def _read(handle: int) -> bytes:
    """What a terminal shows next; nothing at its end."""
    try:
        return os.read(handle, 65_536)
    except OSError:
        return b""


@pytest.mark.parametrize("count", [1, 7, 24, 1000])
def test_the_last_portions_that_are_shared_out_are_small(count: int) -> None:
    for processes in (2, 8):
        portions = list(sharing._portions(range(count), processes))
        assert [each for some in portions for each in some] == list(range(count))
        sizes = [len(each) for each in portions]
        assert sizes == sorted(sizes, reverse=True) and sizes[-min(count, 4 * processes) :] == [1] * min(count, 4 * processes)


def test_an_interrupt_ends_every_process_even_when_it_comes_twice(tmp_path: Path) -> None:
    for number in range(400):
        (tmp_path / f"{number}.yaml").write_text(GOOD.replace("photos", f"p{number}"), encoding="utf-8")
    command = [sys.executable, "-c", "from advisor.cli import main; main()", "recommend", *map(str, tmp_path.glob("*.yaml"))]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True) as running:
        children = Path(f"/proc/{running.pid}/task/{running.pid}/children")
        for _ in range(100):  # until work is shared out, as far as that can be seen
            if running.poll() is not None or (children.exists() and len(children.read_text().split()) > 1):
                break
            time.sleep(0.02)
        for _ in range(2):
            os.killpg(running.pid, signal.SIGINT)
            time.sleep(0.05)
        try:
            _, told = running.communicate(timeout=60)
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(running.pid, signal.SIGKILL)  # what is left, if any is
    assert (running.returncode, told) == (130, b"")


@pytest.mark.parametrize("format_", ["terminal", "json"])
def test_many_specs_are_shared_out_and_printed_in_order(call: Call, monkeypatch: pytest.MonkeyPatch, format_: str) -> None:
    paths = [write(GOOD.replace("photos", f"p{number}"), f"{number}.yaml") for number in range(5)] + [write(WRONG, "wrong.yaml")]
    alone = call("recommend", *paths, "-f", format_)
    monkeypatch.setattr(sharing, "FEW", 2)
    monkeypatch.setattr(sharing, "processors", lambda: 2)
    assert call("recommend", *paths, "-f", format_) == alone
    assert (
        alone.code == 2 and "wrong.yaml:3:18: " in alone.err and [f"p{number}" in alone.out for number in range(5)] == [True] * 5
    )
