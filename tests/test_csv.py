"""The bill as CSV: every line, exact to the last digit, and nothing a spreadsheet would compute."""

from __future__ import annotations

import csv
from decimal import Decimal
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_render import report

from advisor.render import csv as csv_
from advisor.report import Report


def rows(shown: Report) -> list[dict[str, str]]:
    """The rows by column."""
    return list(csv.DictReader(StringIO(csv_.cost(shown, width=0, color=False))))


def test_amounts_add_up_exactly() -> None:
    shown = report(basis="chosen")
    found = rows(shown)
    assert sum(Decimal(each["amount_total"] or 0) for each in found) == shown.total
    assert sum(Decimal(each["amount_first"] or 0) for each in found) == shown.monthly.first
    designs = [need.chosen or need.recommended for need in shown.stores]
    assert len(found) == sum(len(each.bill) for each in designs if each) + len(shown.adjustments)


def test_what_nobody_said_is_empty_and_what_is_not_priced_is_a_line() -> None:
    shown = report()
    assert any(not each["amount_total"] and each["unit_price"] for each in rows(shown))
    need = shown.stores[0]
    assert need.recommended is not None
    bare = need.recommended._replace(unpriced=("=Storage: no price of s3.x",))
    every = rows(shown._replace(stores=(need._replace(recommended=bare),)))
    found = [each for each in every if each["price_confidence"] == "not priced"]
    assert [(each["item"], each["amount_total"]) for each in found] == [("'=Storage: no price of s3.x", "")]


@given(st.text(max_size=30), st.sampled_from(["", "=", "+", "-", "@", "\t=", " =", "\r@", "\n+"]))
def test_no_words_become_a_formula_or_another_cell(said: str, start: str) -> None:
    shown = report()
    need = shown.stores[0]
    assert need.recommended is not None
    line = need.recommended.bill[0]._replace(item=start + said, formula=start + said)
    changed = shown._replace(workload=start + said, stores=(need._replace(recommended=need.recommended._replace(bill=(line,))),))
    found = rows(changed)
    assert len(found) == 1 + len(changed.adjustments)
    for name in ("workload", "item", "formula"):
        assert not found[0][name].startswith(("=", "+", "-", "@", "\t", "\r"))
        assert "".join((start + said).split()) in "".join(found[0][name].split())


@pytest.mark.parametrize("command", ["recommend", "explain"])
def test_csv_is_of_bills_alone(command: str) -> None:
    from typer.testing import CliRunner

    from advisor.commands import app

    done = CliRunner().invoke(app, [command, "examples/sessions.yaml", "-f", "pdf"])
    assert '"pdf" is no format; write one of: html, json, markdown, terminal' in done.output and "csv" not in done.output
    done = CliRunner().invoke(app, [command, "examples/sessions.yaml", "-f", "csv"])
    assert done.exit_code == 2
    assert f"{command} does not print csv; write --format terminal, markdown, html or json" in done.output


def test_several_workloads_are_one_table() -> None:
    text = csv_.together("cost", [report(), report("other")])
    assert text.count("price_confidence") == 1
    assert {each["workload"] for each in csv.DictReader(StringIO(text))} == {"shop", "other"}
