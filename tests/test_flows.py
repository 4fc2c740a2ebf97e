"""What is said of how objects come and go is held against itself: refused where it cannot be, told where it hardly can."""

from __future__ import annotations

from datetime import date

import pytest

from advisor.advise import advise
from advisor.prices import FileCatalog
from advisor.spec import read_spec

TIB_A_MONTH = "writes: 1048576 /month, object_size: 1 MiB"  # 1 TiB a month


def told(store: str) -> list[str]:
    """Codes of what is refused, else of the warnings about how objects come and go, with their numbers."""
    workload, problems = read_spec(f"region: us-east-1\nstores:\n  it: {{kind: object, {store}}}\n", "spec.yaml")
    if workload is None:
        return [f"{each.code}: {each.message}" for each in problems]
    found = advise(workload, FileCatalog(), date(2026, 11, 21), full=False).stores[0].findings
    return [f"{each.code}: {each.message}" for each in found if each.code.startswith("object.")]


@pytest.mark.parametrize(
    ("store", "codes"),
    [
        # growth is no more than what is written, but for rounding
        (f"size: 1 TiB, {TIB_A_MONTH}, growth: 1.1 TiB /month", []),
        (f"size: 1 TiB, {TIB_A_MONTH}, growth: 1.11 TiB /month", ["spec.contradiction"]),
        ("size: 1 TiB, object_size: 1 MiB, writes: 0 /s, growth: 1 GiB /month", ["spec.contradiction"]),
        (f"size: 1 TiB, {TIB_A_MONTH}, growth: 0.9 TiB /month..3 TiB /month", []),  # a range that may be
        ("size: 1 TiB, object_size: 1 MiB, growth: 1 GiB /month", []),  # the writes follow from it
        # what more is written than grows has to go somehow
        (f"size: 1 TiB, {TIB_A_MONTH}, growth: 512 GiB /month", []),
        (f"size: 1 TiB, {TIB_A_MONTH}, growth: 511 GiB /month", ["object.goes-unsaid"]),
        (f"size: 1 TiB, {TIB_A_MONTH}, growth: 0 GiB /month", ["object.goes-unsaid"]),
        (f"size: 1 TiB, {TIB_A_MONTH}, growth: 0 GiB /month, overwrites: true", []),
        (f"size: 1 TiB, {TIB_A_MONTH}", []),  # it all stays
        # kept for a year, 12 TiB are stored in the end
        (f"size: 12 TiB, {TIB_A_MONTH}, keep: 1 year", []),
        (f"size: 6 TiB, {TIB_A_MONTH}, keep: 1 year", []),
        (f"size: 5.9 TiB, {TIB_A_MONTH}, keep: 1 year", ["object.fills-up"]),
        (f"size: 5.9 TiB, {TIB_A_MONTH}, keep: 1 year, growth: 1 TiB /month", []),
        (f"size: 5.9 TiB, {TIB_A_MONTH}, keep: 1 year, overwrites: true", []),
        (f"size: 24 TiB, {TIB_A_MONTH}, keep: 1 year", []),
        (f"size: 24.1 TiB, {TIB_A_MONTH}, keep: 1 year", ["object.more-than-is-kept"]),
    ],
)
def test_amounts_that_do_not_go_together_are_told(store: str, codes: list[str]) -> None:
    assert [each.partition(":")[0] for each in told(store)] == codes


def test_they_are_told_with_their_numbers() -> None:
    assert told("size: 10 TB, writes: 1000 /s, object_size: 1 MB, growth: 1 TB /month") == [
        "object.goes-unsaid: Writes of 1000 /s bring 2.448 PiB a month, and growth says 1 TiB /month; the rest is taken to be"
        " deleted or replaced as fast as it comes."
    ]
    assert told("size: 10 TB, writes: 10 /h, object_size: 1 MB, growth: 1 TB /month") == [
        "spec.contradiction: writes of 10 /h, 1 MB an object, bring 7300 MiB a month; growth says 1 TB /month"
    ]
    assert told(f"size: 1 TB, {TIB_A_MONTH}, keep: 7 years") == [
        "object.fills-up: Writes bring 1 TiB a month, and nothing is deleted before 7 years: 1 TiB becomes 84 TiB, and growth"
        " says 0 B/s."
    ]
