"""Break-evens that lie at a limit of the rules are told at the limit, never beyond it."""

from __future__ import annotations

from datetime import date

import pytest

from advisor.advise import advise
from advisor.prices import FileCatalog
from advisor.spec import read_spec

SPEC = """
region: eu-west-1
stores:
  d: {{kind: database, model: key_value, size: 200 GiB, item_size: {size}, reads: 10 /s, writes: 5 /s}}
"""


# https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html: an item holds at most 400 KB
@pytest.mark.parametrize(("size", "side", "service"), [("100 KiB", "above", "dynamodb"), ("500 KiB", "below", "rds")])
def test_a_turn_at_the_largest_item_is_that_limit(size: str, side: str, service: str) -> None:
    workload, problems = read_spec(SPEC.format(size=size), "spec.yaml")
    assert workload is not None, problems
    need = advise(workload, FileCatalog(), date(2026, 11, 22), deep=True).stores[0]
    assert need.recommended is not None and need.recommended.service == service
    turns = [(each.at, each.value) for each in need.break_evens if (each.fact, each.side) == ("item_size", side)]
    assert turns == [("400 KiB", "400 KiB")]
    assert all(each.at.startswith("about ") for each in need.break_evens if each.fact == "size")
