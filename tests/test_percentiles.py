"""Sizes told by percentiles: the curve has them, the mean comes out, what no distribution has is refused; it is an assumption."""

from __future__ import annotations

from datetime import date
from math import exp, log
from statistics import NormalDist

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.advise import advise
from advisor.exact import Fraction
from advisor.percentiles import Unfit, fitted
from advisor.prices import FileCatalog
from advisor.report import Need
from advisor.spec import read_spec

KIB, MIB = 1024, 1024**2


def fit(**said: int) -> tuple[tuple[Fraction, Fraction], ...]:
    """The shares by size."""
    return fitted({name: Fraction(each) for name, each in said.items()})


def mean(found: tuple[tuple[Fraction, Fraction], ...]) -> float:
    """Their mean."""
    return float(sum(size * share for size, share in found))


@given(st.integers(200, 2**30), st.integers(2, 200), st.integers(2, 50))
def test_two_percentiles_are_a_log_normal_distribution(p50: int, times: int, more: int) -> None:
    """Its mean is the median times exp(s²/2) (s: the logarithm's deviation); half of the objects are below the median."""
    found = fit(p50=p50, p90=p50 * times)
    deviation = log(times) / NormalDist().inv_cdf(0.9)
    assert sum(share for _, share in found) == 1
    assert mean(found) == pytest.approx(p50 * exp(deviation**2 / 2), rel=1e-3, abs=1)
    assert sum(share for size, share in found if size < p50) >= Fraction(4, 10)
    told = fit(p50=p50, p90=p50 * times, mean=int(mean(found) * more))
    assert sum(size * share for size, share in told) == int(mean(found) * more)


@pytest.mark.parametrize(("p50", "p90"), [(60 * KIB, MIB), (128 * KIB, 2 * MIB), (1 * MIB, 90 * MIB)])
def test_the_share_of_small_objects_is_that_of_the_curve(p50: int, p90: int) -> None:
    deviation = log(p90 / p50) / NormalDist().inv_cdf(0.9)
    small = NormalDist(log(p50), deviation).cdf(log(128 * KIB))
    assert float(sum(share for size, share in fit(p50=p50, p90=p90) if size < 128 * KIB)) == pytest.approx(small, abs=2e-4)


def test_a_median_and_a_mean_are_one_too() -> None:
    found = fit(median=60 * KIB, mean=500 * KIB)
    assert mean(found) == 500 * KIB
    assert found[-2][0] == pytest.approx(
        fit(p50=60 * KIB, p90=int(60 * KIB * exp(1.2815516 * (2 * log(500 / 60)) ** 0.5)))[-2][0], rel=0.01
    )


def test_nothing_is_larger_than_the_largest() -> None:
    assert max(size for size, _ in fit(p50=MIB, p90=50 * MIB, max=60 * MIB)) <= 60 * MIB
    assert max(size for size, _ in fit(p50=MIB, p90=50 * MIB)) > 60 * MIB


@pytest.mark.parametrize(
    ("said", "wrong"),
    [
        ({"p50": 100}, "too little"),
        ({"mean": 100}, "too little"),
        ({"p90": 100, "mean": 100}, "too little"),
        ({"p50": 100, "max": 1000}, "too little"),
        ({"p50": 100, "p90": 100}, "not larger than the one below"),
        ({"p50": 100, "median": 200}, "not larger than the one below"),
        ({"p50": 100, "mean": 100}, "not above the median"),
        ({"p50": 100, "p90": 1000, "max": 999}, "below a percentile"),
        ({"p50": MIB, "p90": 10 * MIB, "mean": 2 * MIB}, "less than these percentiles"),
        ({"p50": MIB, "p90": 10 * MIB, "mean": 20 * MIB, "max": 30 * MIB}, "more than these percentiles"),
        ({"p0": 1, "p50": 100}, "p0 is no percentile"),
    ],
)
def test_figures_that_do_not_go_together_are_refused(said: dict[str, int], wrong: str) -> None:
    with pytest.raises(Unfit, match=wrong):
        fit(**said)


def need(sizes: str) -> Need:
    """A bucket with such sizes."""
    text = f"region: us-east-1\nstores:\n  it: {{kind: object, size: 10 TiB, object_size: {sizes}, access: 0.1 /month}}\n"
    workload, problems = read_spec(text, "spec.yaml")
    assert workload is not None, "\n".join(map(str, problems))
    return advise(workload, FileCatalog(), date(2026, 11, 21)).stores[0]


def test_they_are_told_as_an_assumption_and_decide() -> None:
    """A mean of 4 MiB alone hides that half of the objects are below 60 KiB."""
    found = need("{p50: 60 KiB, mean: 4 MiB}")
    (told,) = (each for each in found.assumptions if each.fact == "object_size")
    assert told.value == "4 MiB" and "p50 60 KiB, mean 4 MiB (log-normal): 10 % of" in told.why
    assert not any(each.fact == "object_size" for each in need("4 MiB").assumptions)
    assert found.recommended is not None and found.recommended.total != need("4 MiB").recommended.total  # type: ignore[union-attr]


def test_a_wrong_one_is_told_where_it_stands() -> None:
    text = "region: us-east-1\nstores:\n  it: {kind: object, object_size: {p50: 2 MiB, p90: 1 MiB}}\n"
    workload, problems = read_spec(text, "spec.yaml")
    assert workload is None and [(each.at.line, each.message) for each in problems if each.at] == [
        (3, "object_size: a percentile is not larger than the one below it")
    ]


def test_a_misspelt_one_is_told() -> None:
    text = "region: us-east-1\nstores:\n  it: {kind: object, object_size: {p50: 2 MiB, most: 1 GiB}}\n"
    workload, problems = read_spec(text, "spec.yaml")
    assert workload is None and [each.message for each in problems] == ['"most" is no percentile']
