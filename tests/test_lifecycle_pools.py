"""Prices that fall with use: what is found is the cheapest of all, and what is said to be left is never less than there is."""

from __future__ import annotations

import random
from collections.abc import Mapping

import pytest

from advisor.lifecycle_parts import Branch
from advisor.lifecycle_pools import FAR, ROUGHLY, Pool, Pools, Priced, cheapest, lines

TIERS = ((0, 0.023), (50, 0.022), (500, 0.021))


def test_tiers_as_lines() -> None:
    """60 units: 50 at the first price and 10 at the second; 600: 450 more at the second and 100 at the third."""
    pool = Pool("it", None, lines(TIERS, 600.0), 600.0, 600.0)
    assert pool.costs([60.0])[0] == pytest.approx(50 * 0.023 + 10 * 0.022)
    assert pool.costs([600.0])[0] == pytest.approx(50 * 0.023 + 450 * 0.022 + 100 * 0.021)
    assert lines(TIERS, 500.0)[1] == pytest.approx((50 * 0.001, 0.022)) and len(lines(TIERS, 500.0)) == 2


class Drawn:
    """Some policies of two starts: what each costs beside the pools, and its use of two pools over some months."""

    def __init__(self, seed: int, rising: bool) -> None:
        dice = random.Random(seed)
        self.months, self.times = dice.choice(((1, 12), (2, 1), (4, 1), (6, 1)))
        most, self.rising = dice.choice((60.0, 200.0, 900.0)), rising
        self.pools = [Pool(name, None, lines(TIERS, most), most * dice.random(), most) for name in ("one", "other")]
        self.policies = [
            (start, dice.uniform(0, 0.3 * most) * self.months * self.times / 12, [self._use(dice, pool) for pool in self.pools])
            for start in ("here", "there") for _ in range(20)
        ]  # fmt: skip

    def _use(self, dice: random.Random, pool: Pool) -> list[float]:
        """No more than all there is in each month."""
        ends = [pool.first + (pool.last - pool.first) * month / self.months for month in range(self.months)]
        part = [dice.random() for _ in ends]
        part = sorted(part) if self.rising else part
        return [end * each for end, each in zip(ends, part, strict=True)]

    def solve(self, tiers: Pools, branch: Branch, enough: Mapping[str, float]) -> dict[str, Priced]:
        """The cheapest at the prices of a branch, by trying all; that it costs enough is all that is said where it does."""
        best: dict[str, Priced] = {}
        for index, (start, cost, uses) in enumerate(self.policies):
            for pool, parts, use in zip(self.pools, branch, uses, strict=True):
                cost += self.times * sum(tiers.chord(pool, part)[1] * sum(use[part.begin : part.end]) for part in parts)
            if start not in best or cost < best[start].cost:
                best[start] = Priced(index, cost, uses)
        return {
            start: Priced(None, one.cost, ()) if one.cost >= enough.get(start, one.cost + 1) else one
            for start, one in best.items()
        }

    def least(self, start: str) -> float:
        """What the cheapest of all costs from a start."""
        return min(
            cost + self.times * sum(sum(pool.costs(use)) for pool, use in zip(self.pools, uses, strict=True))
            for begins, cost, uses in self.policies if begins == start
        )  # fmt: skip


@pytest.mark.parametrize("rising", [True, False])
@pytest.mark.parametrize("seed", range(30))
def test_the_cheapest_of_all_is_found_or_what_is_left_is_said(seed: int, rising: bool) -> None:
    drawn = Drawn(seed, rising)
    tiers = Pools(drawn.pools, drawn.months, drawn.times, rising)
    for most in (1, 5, 10_000):
        found = cheapest(tiers, lambda *asked: drawn.solve(tiers, *asked), most)
        for start, best in found.items():
            least = drawn.least(start)
            assert best.cost - best.slack <= least * (1 + 1e-8) and best.cost >= least * (1 - 1e-8)
            if rising and most > 5 and best.cost <= FAR * min(each.cost for each in found.values()):
                assert best.cost == pytest.approx(least, rel=1e-8) and best.slack == 0
            elif rising and most > 5:
                assert best.slack <= ROUGHLY * best.cost


def test_regions_that_keep_copies_of_the_same_are_in_tiers_that_go_together() -> None:
    """What is in one Region's pool is in the other's as well, twice; what alone one has besides is at most 100 units."""
    some = lines(TIERS, 900.0)
    one, two = Pool("it", None, some, 900.0, 900.0, 1, 100.0), Pool("it", "there", some, 900.0, 900.0, 2, 0.0)
    found = [tuple(part.low for (part,) in branch) for branch in Pools([one, two], 12, 1, False).steady()]
    possible = {(_tier(kept + more), _tier(2 * kept)) for kept in range(900) for more in range(101)}
    assert sorted(found) == sorted(possible) and len(found) < 9


def _tier(use: float) -> int:
    """The tier so much is in."""
    return sum(use > since for since, _ in TIERS[1:])
