"""The policy found is the cheapest of all: all those of small buckets are billed (benchmarks/lifecycle.py: of 1,000)."""

from __future__ import annotations

import every
import pytest

QUICK = (0, 1, *range(4, 13), 14, 15, 16)  # the others have policies by the thousand


@pytest.mark.parametrize("seed", QUICK)
def test_no_policy_there_is_costs_less(seed: int) -> None:
    tried, differing = every.differing(seed)
    assert differing == [] and tried > 0


@pytest.mark.parametrize("seed", (0, 1, 3, 4))
def test_no_policy_there_is_costs_less_where_prices_fall_with_use(seed: int) -> None:
    tried, differing = every.differing(seed, pooled=True)
    assert differing == [] and tried > 0
