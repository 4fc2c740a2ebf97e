"""What is taken for true of a table's indexes is told beside what is assumed of its need."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from commands import caller

NEED = "kind: database, model: key_value, size: 50 GiB, item_size: 1 KiB, reads: 100 /s, writes: 50 /s"
SIZE = ("projected_size", "item_size")


@pytest.mark.parametrize(
    ("index", "told"),
    [
        ("projects: keys, changes_key: 0 %, covers: 100 %",
         {("key", "other_partition"), ("touched", "100 %"), ("reads", "0 %"), SIZE}),
        ("projects: [a], projected_size: 90 B, key: other_partition, touched: 10 %, reads: 5 %",
         {("changes_key", "0 %"), ("covers", "100 %")}),
        ("projects: all, key: other_partition, touched: 10 %, changes_key: 0 %, covers: 1 %, reads: 5 %", set()),
        ("key: other_partition, touched: 10 %, changes_key: 0 %, covers: 1 %, reads: 5 %", {("projects", "all")}),
    ],
)  # fmt: skip
def test_what_nobody_said_of_an_index_is_told(
    index: str, told: set[tuple[str, str]], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    spec = f"region: us-east-1\nstores:\n  a: {{{NEED}, indexes: {{by_user: {{{index}}}}}}}\n"
    Path("a.yaml").write_text(spec, encoding="utf-8")
    done = caller(monkeypatch, capsys, "recommend")("a.yaml", "-f", "json", "--on", "2026-11-21")
    (need,) = json.loads(done.out)["stores"]
    told_of = {(each["fact"], each["value"]) for each in need["assumptions"] if each["fact"].startswith("indexes.")}
    assert told_of == {(f"indexes.by_user.{name}", value) for name, value in told}
    assert all(each["why"] for each in need["assumptions"])


def test_the_starter_shows_what_an_index_costs() -> None:
    """Without its comment signs it is a spec."""
    from advisor import folders, spec, vocabulary

    lines = (folders.templates() / "starters" / "database.yaml").read_text(encoding="utf-8").splitlines()
    text = "\n".join(line.replace("    # ", "    ", 1) if "# indexes:" in line or "#   " in line else line for line in lines)
    workload, problems = spec.read_spec(text, "spec.yaml", vocabulary=vocabulary.load())
    assert workload is not None, problems
    (store,) = workload.stores
    assert {"index_projected_size", "index_touched", "index_reads"} <= store.indexes["by_user"].keys()
