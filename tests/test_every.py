"""The policy found is the cheapest of all: all those of small buckets are billed (benchmarks/lifecycle.py: of 1,000)."""

from __future__ import annotations

import every
import pytest

from advisor.exact import Fraction
from advisor.services.s3_tiers import Opted

QUICK = (0, 1, *range(4, 13), 14, 15, 16, 404)  # the others have policies by the thousand


@pytest.mark.parametrize("seed", QUICK)
def test_no_policy_there_is_costs_less(seed: int) -> None:
    tried, differing = every.differing(seed)
    assert differing == [] and tried > 0


@pytest.mark.parametrize("seed", (0, 1, 3, 4))
def test_no_policy_there_is_costs_less_where_prices_fall_with_use(seed: int) -> None:
    tried, differing = every.differing(seed, pooled=True)
    assert differing == [] and tried > 0


def test_a_day_between_those_on_which_something_changes_may_cost_least() -> None:
    # Ever more is written, so ever fewer objects are older, for whom monitoring is paid; all are archived 200 days old.
    one = every.small(528)
    policy, bucket, day = one.cheapest()["STANDARD"], every.Bucket(one), 86_400
    cost = one.total(policy.on(one.template))
    every_day = [
        one.total(bucket.design("STANDARD", [((age, "INTELLIGENT_TIERING"),)], Opted(Fraction((200 - age) * day), None)))
        for age in range(32)
    ]
    assert cost == min(every_day) == every_day[3]
