"""The policy found is the cheapest of all: all those of small buckets are billed (benchmarks/lifecycle.py: of 1,000)."""

from __future__ import annotations

import every
import pytest


@pytest.mark.parametrize("seed", range(16))
def test_no_policy_there_is_costs_less(seed: int) -> None:
    tried, differing = every.differing(seed)
    assert differing == [] and tried > 0


@pytest.mark.parametrize("seed", range(2, 6))
def test_no_policy_there_is_costs_less_where_prices_fall_with_use(seed: int) -> None:
    tried, differing = every.differing(seed, pooled=True)
    assert differing == [] and tried > 0
