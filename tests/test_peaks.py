"""The usual value of an average or a peak nobody said has to do with the one that was said."""

from __future__ import annotations

import pytest
from needs import need

from advisor.exact import Fraction
from advisor.sets import number


@pytest.mark.parametrize(
    ("said", "usual"),
    [
        ("reads: {average: 300 /s}", {"reads": 300, "reads_peak": 600}),
        ("reads: {peak: 600 /s}", {"reads": 300, "reads_peak": 600}),
        ("writes: {peak: 600 /s}", {"writes": 300, "writes_peak": 600}),
        ("writes: {peak: 600 /s}\ntraffic: steady", {"writes": 600, "writes_peak": 600}),
        ("writes: {peak: 600 /s}\ntraffic: idle", {"writes": 60, "writes_peak": 600}),
        ("writes: {average: 60 /s}\ntraffic: idle", {"writes": 60, "writes_peak": 600}),
        ("writes: {peak: 500..600 /s}", {"writes": 300, "writes_peak": 600}),
        (f"writes: {{peak: 600 /s}}\ntraffic: [{', '.join(['1'] * 23)}, 25]", {"writes": Fraction(600 * 48, 24 * 25)}),
        ("reads: {average: 10 /s, peak: 600 /s}", {"reads": 10, "reads_peak": 600}),
        ("model: key_value", {"reads": 100, "reads_peak": 200, "writes": 20, "writes_peak": 40}),
    ],
)
def test_usual(said: str, usual: dict[str, Fraction]) -> None:
    known = need(f"kind: database\n{said}", usual=True).facts
    assert {name: number(known.values[name]) for name in usual} == usual


def test_what_is_billed_stays_unknown() -> None:
    known = need("kind: database\nreads: {peak: 600 /s}").facts
    assert {"reads", "writes", "writes_peak"} <= set(known.unknown)
