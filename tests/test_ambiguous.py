"""A catalog with two prices for one day is refused as what it is: no guess, no bug."""

import shutil
from pathlib import Path

import pytest

from advisor import folders, run
from advisor.prices import FileCatalog

SPEC = "region: us-east-1\nstores:\n  photos: {kind: object, size: 1 TiB, object_size: 1 MiB, access: 2 /month, writes: 1 /s}\n"


def test_an_ambiguous_price_is_refused_by_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    pricing = tmp_path / "pricing"
    shutil.copytree(folders.pricing(), pricing)
    file = pricing / "s3" / "us-east-1.csv"
    row = next(line for line in file.read_text().splitlines() if line.startswith("request.tier1.standard,"))
    other = row.replace("0.000005", "0.000006").replace(",,,", ",2020-01-01,,", 1)
    file.write_text(file.read_text().replace(row, f"{row}\n{other}"))
    monkeypatch.setattr(run, "_catalog", lambda: FileCatalog(pricing))  # kept for the process: another test's otherwise
    spec = tmp_path / "spec.yaml"
    spec.write_text(SPEC)
    with pytest.raises(SystemExit) as stopped:
        run.answer(run.screen("json", None, None), [str(spec)], "2026-11-21", None, "recommend", brief=False)
    said = capsys.readouterr().err
    assert stopped.value.code == 2
    assert "s3.request.tier1.standard in us-east-1 has two prices" in said and "prices verify" in said
