"""What a question says an answer costs is what the bill says once it is written."""

from __future__ import annotations

from datetime import date

import pytest
import specs

from advisor.advise import advise
from advisor.prices import FileCatalog

ON = date(2026, 11, 20)
READS = "reads: 100 /s, "
SPEC = """region: us-east-1
stores:
  a: {kind: database, model: key_value, size: 50 GiB, item_size: 1 KiB, reads: 100 /s, writes: 50 /s, transaction_items: 101}
"""


@pytest.mark.parametrize(
    ("path", "written"),
    [
        ("reads.peak", lambda value: f"reads: {{average: 100 /s, peak: {value}}}, "),
        ("vcpus", lambda value: f"{READS}vcpus: {value}, "),
    ],
)
def test_the_amount_beside_an_answer_is_the_bill_of_the_answer(path, written):
    catalog = FileCatalog()
    [need] = advise(specs.workload(SPEC), catalog, ON).stores
    [question] = [each for each in need.questions if each.path == path]
    for outcome in question.outcomes:
        [said] = advise(specs.workload(SPEC.replace(READS, written(outcome.answer))), catalog, ON).stores
        assert said.recommended.option in outcome.option
        assert said.recommended.total / 12 == outcome.monthly, outcome
