"""Tables that compare relational databases in study notes can be read back out of `advisor rules show`, brought up to date."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from advisor import pages, rules, vocabulary
from advisor.render.pages import rule_page
from advisor.vocabulary import parse_value

ON = date(2026, 11, 21)
ROWS = yaml.safe_load((Path(__file__).parent / "cases" / "relational_tables.yaml").read_text(encoding="utf-8"))
BASE, WORDS = rules.load(rules.families(), ON), vocabulary.load()


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["row"])
def test_the_tables_of_study_notes_can_be_read_back(row: dict[str, Any]) -> None:
    """The page of the decision says what the row says, and the row decides so."""
    table = next(each for each in BASE.every_decision if each.id == row["table"])
    page = rule_page(pages.page(table, WORDS, ON), width=110, color=False)
    said = re.sub(r" \[\d+\](\[\d+\])*", "", re.sub(r"\s+", " ", page.replace("\u00a0", " ")))
    assert [each for each in row["shows"] if each not in said] == []
    given = {name: parse_value(WORDS[name], str(text)) for name, text in row.get("given", {}).items()}
    verdict = rules.decide(table, {name: given.get(name, word.expected(table.for_[0])) for name, word in table.words.items()})
    if "out" in row:
        assert [each.name for each in table.options if not each.last_resort and each.name not in verdict.standing] == row["out"]
    if "fit" in row:
        assert sorted(verdict.fit) == sorted(row["fit"])
    assert row["shows"] or "fit" in row
