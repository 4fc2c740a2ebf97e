"""The gate: planted faults at their lines in every format, sections, limits, bases, accepted findings, settings, exit codes."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
import yaml
from commands import Call, Done, caller
from junitparser import JUnitXml

from advisor import checking, cli
from advisor.codes import codes, means

CASES = Path(__file__).parent / "cases" / "gate"
ON = ("--on", "2026-11-21")
FAULTS = yaml.safe_load((CASES / "faults.yaml").read_text(encoding="utf-8"))["faults"]
LINES = (CASES / "faults.md").read_text(encoding="utf-8").splitlines()
PLANTED = sorted((LINES.index(each["at"]) + 1, each["code"], each["severity"]) for each in FAULTS)
SPEC = "region: eu-west-1\nstores:\n  a: {kind: object, size: %s, object_size: 1 MiB, access: 2 /month, writes: 1 /min}\n"


@pytest.fixture
def call(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Call:
    """Checks in this process, in a folder of its own with the documents of the cases under docs/."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("GITHUB_STEP_SUMMARY", raising=False)
    (tmp_path / ".git").mkdir()  # settings are looked for up to here
    shutil.copytree(CASES, tmp_path / "docs", ignore=shutil.ignore_patterns("*.yaml"))

    check = caller(monkeypatch, capsys, "check")

    def call(*words: str) -> Done:
        done = check(*words, *(() if "--on" in words else ON))
        assert "Traceback" not in done.err and "this is a bug" not in done.err
        return done

    return call


def write(name: str, text: str) -> str:
    """A file in the folder of the test."""
    Path(name).parent.mkdir(parents=True, exist_ok=True)
    Path(name).write_text(text, encoding="utf-8")
    return name


def document(*specs: str) -> str:
    """Markdown with specs."""
    return "# A design\n\n" + "\n".join(f"```yaml advisor\n{each}```\n" for each in specs)


# --- the ten faults, format by format --------------------------------------------------------------------------------

Found = list[tuple[int, str, str]]


def _terminal(done: Done) -> Found:
    """Findings on standard output; what cannot be read on standard error, which names no codes."""
    shown = re.findall(r"^docs/faults\.md:(\d+):\d+ (error|warning|info) (\S+) ", done.out, re.M)
    unread = [int(line) for line in re.findall(r"^docs/faults\.md:(\d+):\d+: ", done.err, re.M)]
    told = [(line, code, severity) for line, code, severity in PLANTED if line in unread]
    assert len(told) == len(unread)
    return [*((int(line), code, severity) for line, severity, code in shown), *told]


def _json(done: Done) -> Found:
    read = json.loads(done.out)
    assert read["counts"] == {"error": 6, "warning": 2, "info": 2} and {each["file"] for each in read["findings"]} == {
        "docs/faults.md"
    }
    return [(each["at"]["line"], each["code"], each["severity"]) for each in read["findings"]]


def _sarif(done: Done) -> Found:
    read = json.loads(done.out)
    (run,) = read["runs"]
    rules = run["tool"]["driver"]["rules"]
    found = []
    for each in run["results"]:
        assert rules[each["ruleIndex"]]["id"] == each["ruleId"] and each["message"]["text"]
        place = each["locations"][0]["physicalLocation"]
        assert unquote(place["artifactLocation"]["uri"]) == "docs/faults.md"
        found.append((place["region"]["startLine"], each["ruleId"], {"note": "info"}.get(each["level"], each["level"])))
    return found


def _junit(done: Done) -> Found:
    found = []
    for suite in JUnitXml.fromstring(done.out.encode()):
        assert (suite.tests, suite.failures, suite.errors) == (10, 8, 0)
        for case in suite:
            line = int(re.search(r" in line (\d+)$", case.name)[1])  # type: ignore[index] - every case has one
            result = case.result[0].type if case.result else "info"
            found.append((line, case.name.split()[0], result))
    return found


def _github(done: Done) -> Found:
    words = {"error": "error", "warning": "warning", "notice": "info"}
    rows = re.findall(r"^::(error|warning|notice) file=docs/faults\.md,line=(\d+),col=\d+,title=([^,:]+)::\S", done.out, re.M)
    return [(int(line), code, words[word]) for word, line, code in rows]


def _gitlab(done: Done) -> Found:
    words = {"critical": "error", "major": "warning", "info": "info"}
    read = json.loads(done.out)
    assert len({each["fingerprint"] for each in read}) == len(read) and all(each["description"] for each in read)
    return [(each["location"]["lines"]["begin"], each["check_name"], words[each["severity"]]) for each in read]


def _markdown(done: Done) -> Found:
    assert done.out.startswith("<!-- advisor:comment -->\n")
    rows = re.findall(r"^- \*\*(\w+)\*\* `docs/faults\.md:(\d+)`: .* `([\w.-]+)`(?: \[.*)?$", done.out, re.M)
    return [(int(line), code, severity) for severity, line, code in rows]


READERS = {
    "terminal": _terminal, "json": _json, "sarif": _sarif, "junit": _junit, "github": _github, "gitlab": _gitlab,
    "markdown": _markdown,
}  # fmt: skip


@pytest.mark.parametrize("name", READERS)
def test_ten_planted_faults_are_found_at_their_lines_and_nothing_else(name: str, call: Call) -> None:
    done = call("docs/faults.md", "-f", name)
    assert sorted(READERS[name](done)) == PLANTED and len(PLANTED) == 10
    assert done.code == 2  # two of the specs cannot be read


@pytest.mark.parametrize("name", READERS)
def test_nothing_is_found_in_a_clean_document(name: str, call: Call) -> None:
    assert call("docs/clean.md", "--write").code == 0
    done = call("docs/clean.md", "-f", name)
    assert done.code == 0 and not done.err
    clean = {"json": '"findings": [],', "sarif": '"results": []', "junit": 'failures="0"', "gitlab": "[]"}
    assert clean.get(name, "nothing found") in done.out


def test_every_code_is_listed_and_meant(call: Call) -> None:
    known = codes()
    assert len({each.code for each in known}) == len(known)
    for fault in FAULTS:
        assert means(fault["code"])
    text = "".join(path.read_text(encoding="utf-8") for path in Path(cli.__file__).parent.rglob("*.py"))
    used = re.findall(r'"((?:document|section|gate|baseline|date|facts|budget|chosen|need|prices)\.[a-z-]+)"', text)
    used += [f"spec.{code}" for code in re.findall(r'wrong\([^\n]*, "([a-z]+)"\)$', text, re.M)]
    listed = {each.code for each in known}
    assert {each for each in used if each not in listed} == set() and len(set(used)) > 25


# --- managed sections ------------------------------------------------------------------------------------------------


def test_writing_twice_changes_nothing_the_second_time(call: Call) -> None:
    before = Path("docs/clean.md").read_bytes()
    assert [
        each for each in json.loads(call("docs/clean.md", "-f", "json").out)["findings"] if each["code"] != "section.drift"
    ] == []
    done = call("docs/clean.md", "--write")
    once = Path("docs/clean.md").read_bytes()
    assert done == Done(0, "docs/clean.md rewritten\nnothing found\n", "") and once != before
    assert call("docs/clean.md", "--write") == Done(0, "nothing found\n", "") and Path("docs/clean.md").read_bytes() == once


def test_a_hand_edit_inside_is_found_and_one_outside_is_kept(call: Call) -> None:
    call("docs/clean.md", "--write")
    path = Path("docs/clean.md")
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("The end.", "The end, they said.").replace("**$72.14**", "**$72.15**"), encoding="utf-8")
    line = text[: text.index("**$72.14**")].count("\n") + 1
    done = call("docs/clean.md")
    assert done.code == 1 and done.out.startswith(f"docs/clean.md:{line}:1 error section.drift ")
    assert call("docs/clean.md", "--write").code == 0
    assert path.read_text(encoding="utf-8") == text.replace("The end.", "The end, they said.")


@pytest.mark.parametrize("start", ["", "\ufeff"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_line_ends_marks_and_a_missing_last_line_end_are_kept(newline: str, start: str, call: Call) -> None:
    text = start + f"a\n\n```yaml advisor\n{SPEC % '1 TiB'}```\n<!-- advisor:begin report -->\n<!-- advisor:end -->\nlast  \t"
    Path("a.md").write_bytes(text.replace("\n", newline).encode())
    assert call("a.md", "--write").out == "a.md rewritten\nnothing found\n"
    now = Path("a.md").read_bytes().decode()
    assert now.startswith(text[: text.index("<!-- advisor:end")].replace("\n", newline))
    assert now.endswith(f"<!-- advisor:end -->{newline}last  \t")
    assert set(re.findall(r"\r\n|\r|\n", now)) == {newline}


def test_a_document_is_replaced_whole_or_not_at_all(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    before = Path("docs/clean.md").read_bytes()
    with monkeypatch.context() as full:
        full.setattr(os, "replace", lambda *_: (_ for _ in ()).throw(OSError(28, "No space left on device")))
        done = call("docs/clean.md", "--write")
    assert done.code == 2 and "docs/clean.md:1:1: this file cannot be written: no space left on device" in done.err
    assert Path("docs/clean.md").read_bytes() == before and sorted(os.listdir("docs")) == ["clean.md", "faults.md"]


def test_a_document_that_changes_meanwhile_is_left_alone(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    examined = checking.shared

    def slowly(*args: Any) -> Any:
        found = examined(*args)
        Path("docs/clean.md").write_text("mine")
        return found

    monkeypatch.setattr(checking, "shared", slowly)
    done = call("docs/clean.md", "--write")
    assert done.code == 2 and "was changed while it was checked" in done.err and Path("docs/clean.md").read_text() == "mine"


def test_sections_that_are_wrong_are_told(call: Call) -> None:
    spec = document(SPEC % "1 TiB")
    for mark, code in (
        ("<!-- advisor:begin report -->", "section.unclosed"),
        ("<!-- advisor:begin report spec=b -->\n<!-- advisor:end -->", "section.spec"),
        ("<!-- advisor:begin bill -->\n<!-- advisor:end -->", "section.words"),
        ("<!-- advisor:begin report parts=bil -->\n<!-- advisor:end -->", "section.words"),
        ("<!-- advisor:end -->", "section.stray"),
    ):
        text = f"{spec}{mark}\n\nlast\n"
        done = call(write("a.md", text), "--write", "-f", "json")
        assert [each["code"] for each in json.loads(done.out)["findings"]] == [code] and done.code == 1
        assert Path("a.md").read_text() == text


# --- pieces ----------------------------------------------------------------------------------------------------------


def test_pieces_are_shared_within_and_across_documents(call: Call) -> None:
    write("design/shared/platform.md", "```yaml advisor piece=home\nregion: eu-west-1\noptimize_for: cost\n```\n")
    write("design/common.yaml", "horizon: 36 months\n")
    stores = "stores:\n  a: {kind: object, size: 1 TiB, object_size: 1 MiB, access: 2 /month, writes: 1 /min}\n"
    write("design/a.md", f"```yaml advisor name=x uses=shared/platform.md#home,common.yaml\n{stores}```\n")
    (spec,) = json.loads(call("design/a.md", "-f", "json").out)["specs"]
    assert spec["workload"] == "x" and spec["region"] == "eu-west-1" and spec["needs"][0]["option"] == "STANDARD"


def test_what_is_wrong_in_a_piece_is_told_where_it_stands(call: Call) -> None:
    write("shared.md", "\n```yaml advisor piece=home\nregion: eu-west-9\n```\n")
    text = "```yaml advisor uses=shared.md#%s\nstores: {a: {kind: object, size: 1 GiB}}\n```\n"
    done = call(write("a.md", text % "home"))
    assert done.code == 2 and 'shared.md:3:9: region: "eu-west-9"' in done.err and "^" not in done.err
    assert 'a.md:1:1: "shared.md" has no piece "hom"' in call(write("a.md", text % "hom")).err
    assert "is an absolute path" in call(write("a.md", text.replace("shared.md", "/etc/shared.md") % "home")).err
    twice = "```yaml advisor piece=p\nstores: {a: {kind: object, size: 1 GiB}}\n```\n"
    twice += "```yaml advisor uses=p\nregion: eu-west-1\n%s```\n"
    assert call(write("b.md", twice % "stores: {b: {kind: object, size: 1 GiB}}\n")).code == 0
    assert '"a" is written here and in "p"' in call(write("b.md", twice % "stores: {a: {kind: object, size: 1 GiB}}\n")).err


@pytest.mark.parametrize(
    ("info", "code"),
    [
        ("```advisor", "document.fence"),
        ("```yaml advisor name", "document.attribute"),
        ("```yaml advisor nam=a", "document.attribute"),
        ("```yaml advisor name=a/b", "document.attribute"),
        ("```yaml advisor piece=a uses=b", "document.attribute"),
        ("> ```yaml advisor", "document.quoted"),
    ],
)
def test_fences_that_are_nearly_specs_are_told(info: str, code: str, call: Call) -> None:
    done = call(write("a.md", f"{info}\n{SPEC % '1 TiB'}```\n"), "-f", "json")
    assert done.code == 2 and code in [each["code"] for each in json.loads(done.out)["findings"]]


# --- limits, bases, accepted findings, settings ------------------------------------------------------------------------


def test_all_of_it_may_cost_so_much(call: Call) -> None:
    write("a.md", document(SPEC % "1 TiB", SPEC % "2 TiB"))
    total = json.loads(call("a.md", "-f", "json").out)["monthly"]
    assert call("a.md", "--max-monthly", total).code == 0
    done = call("a.md", "--max-monthly", str(int(float(total))))
    assert done.code == 1 and " error gate.max-monthly all that was checked costs " in done.out
    assert call("a.md", "--max-monthly", "much").code == 2


BLOCK = "region: %s\nstores:\n  a: {kind: block, size: 500 GiB, iops: 6000 /s, throughput: 250 MiB/s, chosen: {%s}}\n"
UNKNOWN = "region: us-east-1\nstores:\n  %s: {kind: object, size: 1 GB, access: 0 /month}\n"


def _errors(done: Done) -> list[tuple[str, str]]:
    return [(each["code"], each["message"]) for each in json.loads(done.out)["findings"] if each["severity"] == "error"]


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        (UNKNOWN % "x", "PUT requests of x"),  # an amount
        (
            SPEC.replace("eu-west-1", "ap-southeast-2") % "1 TiB, latency: 5 ms, recreatable: true",
            "Storage, S3 Express One Zone of a",
        ),  # a price
        (SPEC % "1 TiB", ""),
    ],
)
def test_what_is_not_priced_is_no_proof_of_a_limit(text: str, missing: str, call: Call) -> None:
    assert call(write("a.yaml", text)).code == 0
    done = call("a.yaml", "--max-monthly", "5000", "-f", "json")
    assert [code for code, _ in _errors(done)] == (["gate.not-priced"] if missing else [])
    assert done.code == bool(missing) and all(missing in message for _, message in _errors(done))
    assert (missing in json.loads(done.out)["specs"][0]["unknown"]) == bool(missing)


@pytest.mark.parametrize(
    ("size", "budget", "codes"),
    [
        ("1 GB, access: 0 /month", "", []),
        ("1 GB, access: 0 /month", "budget: 5000 USD/month\n", ["budget.workload-not-priced"]),
        ("1 GB, access: 0 /month, budget: 5000 USD/month", "", ["budget.not-priced"]),
        ("1 TiB, object_size: 1 MiB, access: 2 /month, writes: 1 /min, budget: 5000 USD/month", "budget: 5000 USD/month\n", []),
        ("1 TiB, object_size: 1 MiB, access: 2 /month, writes: 1 /min, budget: 5 USD/month", "budget: 5 USD/month\n",
         ["budget.need", "budget.workload"]),
    ],
)  # fmt: skip
def test_a_budget_is_not_proved_by_what_is_not_priced(size: str, budget: str, codes: list[str], call: Call) -> None:
    write("a.yaml", f"region: us-east-1\n{budget}stores:\n  a: {{kind: object, size: {size}}}\n")
    done = call("a.yaml", "-f", "json")
    assert sorted(code for code, _ in _errors(done)) == codes and done.code == bool(codes)
    lines = {each["code"]: each["at"]["line"] for each in json.loads(done.out)["findings"]}
    assert lines.get("budget.workload-not-priced", 2) == 2 and lines.get("budget.not-priced", 3) == 3


def test_the_known_part_of_a_bill_counts_beside_the_unknown(call: Call) -> None:
    write("a.md", document(SPEC % "1 TiB", "workload: y\n" + UNKNOWN % "x"))
    found = _errors(call("a.md", "--max-monthly", "1", "-f", "json"))
    assert [code for code, _ in found] == ["gate.max-monthly", "gate.not-priced"] and " y costs " in found[1][1]


def test_an_increase_is_not_proved_by_what_was_priced_and_is_no_more(call: Call) -> None:
    for folder in ("base/", ""):
        write(f"{folder}specs/a.yaml", SPEC % "1 TiB")
        write(f"{folder}specs/b.yaml", UNKNOWN % "x")
    more = ("--base", "base", "--max-increase", "1000", "-f", "json")
    assert call("specs", *more).code == 0  # what was not known before is no increase
    write("specs/c.yaml", UNKNOWN % "z")
    done = call("specs", *more)
    assert done.code == 1 and [code for code, _ in _errors(done)] == ["gate.not-priced"]
    assert call("specs", "-f", "json", "-o", "base.json").code == 0
    assert call("specs", "--base", "base.json", *more[2:]).code == 0
    write("specs/c.yaml", UNKNOWN % "z" + "  y: {kind: object, size: 1 GB, access: 0 /month}\n")
    done = call("specs", "--base", "base.json", *more[2:])
    assert done.code == 1 and "PUT requests of y" in (said := _errors(done)[0][1]) and " of z" not in said


@pytest.mark.parametrize(
    ("chosen", "codes"),
    [
        ("type: gp3", ["chosen.iops", "chosen.throughput"]),
        ("type: gp3, size: 500 GiB", ["chosen.iops", "chosen.throughput"]),
        ("type: gp3, iops: 6000 /s", ["chosen.throughput"]),
        ("type: gp3, iops: 5999 /s, throughput: 250 MiB/s", ["chosen.iops"]),
        ("type: gp3, iops: 6000 /s, throughput: 250 MiB/s", []),
        ("type: gp3, volumes: 2", []),  # each includes half of it
        ("type: gp3, volumes: 2, size: 249 GiB", ["chosen.size"]),
        ("type: gp3, throughput: 751 MiB/s", ["chosen.iops", "ebs.gp3-throughput-per-iops"]),  # 3,000 IOPS of 256 KiB
        ("type: gp3, throughput: 750 MiB/s", ["chosen.iops"]),
        ("type: gp2", ["chosen.size"]),
        ("type: gp2, size: 1999 GiB", ["chosen.size"]),
        ("type: gp2, size: 2000 GiB", []),
        ("type: gp2, volumes: 4", ["chosen.size"]),  # 500 GiB each
        ("type: gp2, volumes: 4, size: 500 GiB", []),
        ("type: io2", ["chosen.iops"]),
        ("type: io2, iops: 6000 /s", []),
    ],
)
def test_a_chosen_volume_is_held_to_the_need_as_it_would_be(chosen: str, codes: list[str], call: Call) -> None:
    done = call(write("a.yaml", BLOCK % ("us-east-1", chosen)), "-f", "json")
    assert sorted(code for code, _ in _errors(done)) == codes and done.code == bool(codes)


@pytest.mark.parametrize(
    ("need", "chosen", "codes"),
    [
        ("size: 500 GiB, iops: 80000 /s", "type: gp3, iops: 80000 /s", []),
        ("size: 500 GiB, iops: 80001 /s", "type: gp3, iops: 80000 /s", ["chosen.volumes"]),
        ("size: 500 GiB, iops: 80001 /s", "type: gp3, volumes: 2, iops: 40001 /s", []),
        ("size: 500 GiB, iops: 3000 /s, throughput: 125 MiB/s", "type: gp3", []),
        ("size: 500 GiB, iops: 3001 /s, throughput: 125 MiB/s", "type: gp3", ["chosen.iops"]),
        ("size: 500 GiB, iops: 1500 /s", "type: gp2", []),
        ("size: 500 GiB, iops: 1501 /s", "type: gp2", ["chosen.size"]),
        ("size: 500 GiB", "type: gp2", []),  # nobody said how fast
        ("iops: 1500 /s", "type: gp2", []),  # nor how large
    ],
)
def test_so_many_volumes_as_are_chosen_share_the_need(need: str, chosen: str, codes: list[str], call: Call) -> None:
    text = f"region: us-east-1\nstores:\n  a: {{kind: block, {need}, chosen: {{{chosen}}}}}\n"
    assert [code for code, _ in _errors(call(write("a.yaml", text), "-f", "json"))] == codes


@pytest.mark.parametrize(
    ("need", "chosen", "codes"),
    [
        # https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/CHAP_Storage.html: 3,000 IOPS and 125 MiB/s below 400 GiB, then
        # 12,000 and 500 MiB/s
        ("size: 200 GiB, iops: 3000 /s", "storage: gp3", []),
        ("size: 200 GiB, iops: 3001 /s", "storage: gp3", ["chosen.size"]),  # 400 GiB include it
        ("size: 200 GiB, iops: 12000 /s", "storage: gp3, size: 400 GiB", []),
        ("size: 200 GiB, iops: 12001 /s", "storage: gp3, size: 400 GiB", ["chosen.iops"]),
        ("size: 200 GiB, iops: 12001 /s", "storage: gp3, size: 400 GiB, iops: 12001 /s", []),
        ("size: 200 GiB, throughput: 501 MiB/s", "storage: gp3, size: 400 GiB", ["chosen.throughput"]),
        ("size: 500 GiB, iops: 1500 /s", "storage: gp2", []),
        ("size: 500 GiB, iops: 1503 /s", "storage: gp2", ["chosen.size"]),
        ("size: 500 GiB, iops: 64001 /s", "storage: gp2", ["chosen.storage", "rds.storage.gp2.iops"]),
        ("size: 500 GiB, iops: 1500 /s", "storage: io1", ["chosen.iops"]),
        ("size: 500 GiB, iops: 1500 /s", "storage: io1, iops: 1500 /s", []),
        ("size: 500 GiB", "storage: gp3, size: 499 GiB", ["chosen.size"]),
        ("iops: 3000 /s", "storage: gp3", []),  # nobody said how large
    ],
)
def test_the_storage_of_a_chosen_database_is_held_to_the_need_as_it_would_be(
    need: str, chosen: str, codes: list[str], call: Call
) -> None:
    design = f"service: rds, engine: postgresql, instance: db.r6g.16xlarge, copies: multi_az, {chosen}"
    text = f"region: us-east-1\nstores:\n  a: {{kind: database, engine: postgresql, {need}, chosen: {{{design}}}}}\n"
    done = call(write("a.yaml", text), "-f", "json")
    assert sorted(code for code, _ in _errors(done)) == codes


@pytest.mark.parametrize(
    ("chosen", "codes"),
    [
        ("iops: 12000 /s, throughput: 400 MiB/s", []),
        ("iops: 12000 /s", ["chosen.throughput"]),
        ("throughput: 400 MiB/s", ["chosen.iops"]),
        ("size: 199 GiB, iops: 12000 /s, throughput: 400 MiB/s", ["chosen.size"]),
    ],
)
def test_the_volume_of_a_database_on_an_instance_is_held_to_the_need_as_it_would_be(
    chosen: str, codes: list[str], call: Call
) -> None:
    need = "kind: database, engine: postgresql, size: 200 GiB, iops: 12000 /s, throughput: 400 MiB/s, os_access: true"
    design = f"service: ec2_database, engine: postgresql, instance: r6g.4xlarge, {chosen}"
    done = call(write("a.yaml", f"region: us-east-1\nstores:\n  a: {{{need}, chosen: {{{design}}}}}\n"), "-f", "json")
    assert sorted(code for code, _ in _errors(done)) == codes


@pytest.mark.parametrize("how", ["a folder", "a check", "reports"])
def test_it_may_cost_so_much_more_than_a_base(how: str, call: Call, capsys: pytest.CaptureFixture[str]) -> None:
    write("base/specs/a.yaml", SPEC % "1 TiB")
    write("specs/a.yaml", SPEC % "1 TiB")
    base = "base"
    if how == "a check":
        assert call("specs", "-f", "json", "-o", "base.json").code == 0
        base = "base.json"
    elif how == "reports":
        command = [sys.executable, "-c", "from advisor.cli import main; main()", "recommend", "specs/a.yaml", "-f", "json", *ON]
        Path("base.json").write_bytes(subprocess.run(command, capture_output=True, check=True).stdout)
        base = "base.json"
    assert call("specs", "--base", base, "--max-increase", "0", "--max-increase-pct", "0").code == 0
    write("specs/a.yaml", SPEC % "2 TiB")
    found = json.loads(call("specs", "--base", base, "--max-increase", "10", "--max-increase-pct", "50", "-f", "json").out)
    assert [each["code"] for each in found["findings"]] == ["gate.max-increase", "gate.max-increase-pct"]
    assert [each["at"]["file"] for each in found["findings"]] == ["specs/a.yaml"] * 2
    assert float(found["against"]["after"]) > float(found["against"]["before"]) > 0
    assert "`gate.max-increase`" in call("specs", "--base", base, "--max-increase", "10", "-f", "markdown").out
    assert call("specs", "--base", base, "--max-increase", "1000", "--max-increase-pct", "500").code == 0


def test_a_base_that_is_none_is_told(call: Call) -> None:
    for text in ("[]x", "{}", '{"schema": "advisor-findings-1"}', "[1]", '[{"schema": "advisor-report-1", "stores": [1]}]'):
        done = call("docs/clean.md", "--base", write("base.json", text))
        assert done.code == 2 and "base.json:1:1: this is no report and no result of a check" in done.err
    assert call("docs", "--base", "nowhere.json").code == 2 and call("docs", "--max-increase", "5").code == 2


def test_a_comment_is_silent_when_nothing_changed_and_says_what_did(call: Call) -> None:
    write("specs/a.yaml", SPEC % "1 TiB")
    call("specs", "-f", "json", "-o", "base.json")
    assert call("specs", "--base", "base.json", "-f", "markdown") == Done(0, "", "")
    write("specs/a.yaml", (SPEC % "2 TiB") + "budget: 5 USD/month\n")
    write("specs/b.yaml", SPEC % "1 TiB")
    out = call("specs", "--base", "base.json", "-f", "markdown").out
    assert out.startswith("<!-- advisor:comment -->\n### Data and storage: $") and "| b `specs/b.yaml` | — | $" in out
    assert "**New**" in out and "`budget.workload`" in out
    call("specs", "-f", "json", "-o", "base.json")
    write("specs/a.yaml", SPEC % "2 TiB")
    assert "**Mended**" in call("specs", "--base", "base.json", "-f", "markdown").out


BASELINE = "accepted:\n  - {code: chosen.dearer, file: docs/*, need: thumbnails, reason: Moves next spring., until: %s}\n"


def test_accepted_findings_do_not_count_until_their_time_is_over(call: Call) -> None:
    words = ("docs/faults.md", "--baseline", "accepted.yaml", "-f", "json")
    write("accepted.yaml", BASELINE % "2026-11-21")
    found = json.loads(call(*words).out)
    assert "chosen.dearer" not in [each["code"] for each in found["findings"]]
    assert [(each["found"]["code"], each["reason"]) for each in found["accepted"]] == [("chosen.dearer", "Moves next spring.")]
    suppressed = json.loads(call(*words[:-1], "sarif").out)["runs"][0]["results"][-1]["suppressions"]
    assert suppressed[0]["justification"] == "Moves next spring. (until 2026-11-21)"
    write("accepted.yaml", BASELINE % "2026-11-20")
    found = {each["code"]: each for each in json.loads(call(*words).out)["findings"]}
    assert "chosen.dearer" in found and found["baseline.expired"]["at"] == {"file": "accepted.yaml", "line": 2, "column": 5}
    write("accepted.yaml", (BASELINE % "2027-01-01").replace("thumbnails", "originals"))
    assert "baseline.unused" in call(*words).out


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("accepted: x\n", "1:11: a list belongs here"),
        ("accepted:\n  - {code: x}\n", "2:5: `reason` is missing"),
        ("accepted:\n  - {code: x, reason: '', until: 2027-01-01}\n", "2:23: the reason is empty"),
        ("accepted:\n  - {code: x, reason: y, until: 2027-02-30}\n", "is no day"),
        ("accepted:\n  - {code: x, reason: y, until: 2027-02-20, fil: z}\n", 'did you mean "file"'),
    ],
)
def test_a_wrong_baseline_is_told(text: str, says: str, call: Call) -> None:
    done = call("docs/clean.md", "--baseline", write("accepted.yaml", text))
    assert done.code == 2 and says in done.err


@pytest.mark.parametrize("name", ["advisor.toml", "pyproject.toml"])
def test_a_project_settles_how_it_is_checked(name: str, call: Call) -> None:
    head = "[project]\nname = 'x'\n\n[tool.advisor%s]\n" if name == "pyproject.toml" else "%s\n"
    write("a.md", document(SPEC % "1 TiB"))
    write(name, head % "" + 'fail_on = "info"\nmax_monthly = 5\nexclude = ["docs/*"]\n')
    done = call(".")
    assert done.code == 1 and "gate.max-monthly" in done.out and "docs/" not in done.out
    assert call(".", "--max-monthly", "5000").code == 0
    severity = (
        '[tool.advisor.severity]\n"gate.max-monthly" = "info"\n'
        if name == "pyproject.toml"
        else '[severity]\n"gate.max-monthly" = "info"\n'
    )
    write(name, head % "" + 'max-monthly = 5\nexclude = ["docs/*"]\n' + severity)
    done = call(".")
    assert done.code == 0 and " info gate.max-monthly " in done.out
    write("other.toml", "fail_on = 'error'\n")
    assert call("a.md", "--config", "other.toml") == Done(0, "nothing found\n", "")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("fail_on = 'fatal'\n", "advisor.toml:1:1: fail_on cannot be 'fatal'; write error, warning or info"),
        ("\nmax_month = 5\n", 'advisor.toml:2:1: "max_month" is no setting; did you mean "max_monthly"?'),
        ("max_monthly = [\n", "this is not TOML"),
        ("exclude = 'docs'\n", "exclude cannot be"),
        ("max_price_age = -1\n", "max_price_age cannot be '-1'"),
    ],
)
def test_wrong_settings_are_told(text: str, says: str, call: Call) -> None:
    write("advisor.toml", text)
    done = call("docs/clean.md")
    assert done.code == 2 and says in done.err and done.out == ""


def test_the_page_of_a_job_gets_a_summary(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", "summary.md")
    call("docs/faults.md", "-f", "github")
    assert Path("summary.md").read_text(encoding="utf-8").startswith("<!-- advisor:comment -->\n### Data and storage")


# --- what is checked, and hostile input --------------------------------------------------------------------------------


def test_documents_without_specs_are_no_problem_and_other_files_can_be_left_out(call: Call) -> None:
    write("plain.md", "# Nothing\n\n```yaml\nstores: {}\n```\n")
    write("compose.yaml", "services: {web: {image: x}}\n")
    assert call("plain.md") == Done(0, "nothing found\n", "")
    assert call("compose.yaml").code == 2 and call("compose.yaml", "plain.md", "--skip-others").code == 0
    assert call("nowhere.yaml", "--skip-others").code == 2 and call("nowhere.md").code == 2


def test_folders_are_walked_in_order_without_hidden_ones_and_loops(call: Call) -> None:
    for name in ("z/b.yaml", "z/a.yml", "a/c.yaml", ".hidden/d.yaml", "node_modules/e.yaml", "venv/f.yaml"):
        write(f"tree/{name}", SPEC % "1 TiB")
    write("tree/venv/pyvenv.cfg", "")
    Path("tree/z/loop").symlink_to("..")
    Path("tree/z/self.md").symlink_to("self.md")
    done = call("tree", "-f", "json")
    assert [each["file"] for each in json.loads(done.out)["specs"]] == ["tree/a/c.yaml", "tree/z/a.yml", "tree/z/b.yaml"]
    assert done.code == 2 and "tree/z/self.md:1:1: " in done.err and done.err.count("\n") == 1


def test_unreadable_input_wins_and_the_rest_is_still_checked(call: Call) -> None:
    write("tree/a.md", document(SPEC % "1 TiB", "region: eu-west-1\nstores: {a: {kind: objekt}}\n"))
    write("tree/b.md", document((SPEC % "1 TiB") + "budget: 1 USD/month\n"))
    write("tree/c.md", "binary \x00\x01")
    Path("tree/d.md").write_bytes(b"caf\xe9")
    done = call("tree")
    assert done.code == 2 and "tree/b.md:7:1 error budget.workload" in done.out
    assert "tree/d.md:1:4: byte 0xe9 is not UTF-8 text" in done.err and "tree/a.md:11:" in done.err


HOSTILE = {
    "10,000 fences": "".join(f"```yaml advisor name=s{n}\nregion: x\n```\n" for n in range(10_000)),
    "10,000 plain fences": "```yaml advisor\n```\n" + "```\nx\n```\n" * 10_000,
    "an unclosed fence": "```yaml advisor\n" + "a: 1\n" * 100_000,
    "deep quotes": "> " * 200_000 + "\n```yaml advisor\n",
    "deep lists": ("- " * 100_000 + "\n") * 3 + "\n" * 1000 + "```yaml advisor\n",
    "many lists": "- a\n" * 200_000 + "```yaml advisor\n",
    "huge": "x" * 5_000_000,
    "one long line": "<" + "a " * 1_000_000 + "\n```yaml advisor\n",
    "backticks": "`" * 1_000_000 + " `\n```yaml advisor\n",
    "comments": "<!-- " * 100_000 + "\n" + "-->\n```yaml advisor\n",
    "deep YAML": "```yaml advisor\n" + "[" * 100_000 + "\n```\n",
    "sections": "<!-- advisor:begin report -->\n" * 20_000,
    "tabs": "\t" * 500_000 + "```yaml advisor\n" + "```yaml advisor\n",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_documents_are_told_quickly(name: str, call: Call) -> None:
    write("a.md", HOSTILE[name])
    began = time.process_time()
    done = call("a.md")
    took = time.process_time() - began
    assert done.code in (1, 2) and took < 10, f"{took:.1f} s"
    assert len(done.err) < 100_000


def test_a_key_twice_in_a_document_is_told_beside_all_else(call: Call) -> None:
    write("a.md", document("region: us-east-1\nregion: us-east-1\nfoo: 1\nstores: {a: {kind: object}}\n"))
    done = call("a.md", "-f", "json")
    assert done.code == 2 and [each["at"]["line"] for each in json.loads(done.out)["findings"]] == [5, 6]


@pytest.mark.parametrize(("text", "told"), [("", True), ("  \n\n", True), ("# defaults\n", False), ("replicas: 2\n", False)])
def test_an_empty_file_of_a_folder_is_told(text: str, told: bool, call: Call) -> None:
    write("specs/a.yaml", SPEC % "1 TiB")
    write("specs/b.yaml", text)
    done = call("specs")
    assert ("specs/b.yaml:1:1: the spec is empty" in done.err) is told and done.code == (2 if told else 0)


@pytest.mark.parametrize(("region", "said"), [("mx-central-1", True), ("us-east-1", False)])
def test_what_is_recommended_without_a_price_is_told(region: str, said: bool, call: Call) -> None:
    write("a.yaml", f"region: {region}\nstores:\n  v: {{kind: block, size: 500 GiB, iops: 6000 /s, throughput: 250 MiB/s}}\n")
    done = call("a.yaml", "-f", "json")
    (told,) = [each for each in json.loads(done.out)["findings"] if each["code"] == "need.not-priced"] or [None]
    assert done.code == 0 and (told is not None) is said
    assert told is None or (told["severity"] == "warning" and "Storage, gp3; IOPS, gp3; Throughput, gp3" in told["message"])
