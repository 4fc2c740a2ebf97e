"""Lifecycles: 1,000 random small buckets against every policy there is for them, 200 of them of 45 to 900 TiB, where prices
fall with use; 1,000 random buckets against other policies, 1,000 large ones, 10,000 against single classes and rules of thumb;
and how fast the search and the simulation of ten years are.

python benchmarks/lifecycle.py [small ones] [large ones of them] [against policies] [large ones] [against rules of thumb]
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

import every  # noqa: E402
import life  # noqa: E402
from needs import need  # noqa: E402

from advisor.lifecycle_pools import FAR, ROUGHLY  # noqa: E402
from advisor.services.s3_design import Design  # noqa: E402

SIZES = ", ".join(
    f"{size}: 10 %" for size in ["4 KiB", "20 KiB", "64 KiB", "150 KiB", "300 KiB", "1 MiB", "4 MiB", "8 MiB", "64 MiB", "1 GiB"]
)
ACCESS = "[{until: 30 days, reads: 5 /month}, {until: 180 days, reads: 0.2 /month}, {reads: 0.01 /month}]"
TEN_YEARS = f"kind: object\nsize: 10 TiB\nobject_size: {{{SIZES}}}\ngrowth: 100 GiB /month\naccess: {ACCESS}"


def speed(times: int = 7) -> None:
    """The best of some runs, in milliseconds of processor time: ten years, every class a lifecycle knows, ten sizes."""
    one = life.Case(need(TEN_YEARS), 120, life.CLASSES)
    policy = one.cheapest()["STANDARD"]
    runs = {"search": one.cheapest, "simulation": lambda: one.best("STANDARD", policy)}
    for what, run in runs.items():
        taken = []
        for _ in range(times):
            began = time.process_time()
            run()
            taken.append(time.process_time() - began)
        print(f"{what} of 120 months: {min(taken) * 1000:.1f} ms")
    print(f"{policy.ways:.3g} policies to choose from; {policy.on(Design('STANDARD')).rules}")


def large(seed: int) -> list[str]:
    """A bucket with pooled prices: nothing cheaper, and nothing left to prove of what may be the cheapest."""
    found = life.case(seed, pooled=True).cheapest()
    least = min(each.cost for each in found.values())
    left = [f"seed {seed}: {start} may be {each.slack} cheaper" for start, each in found.items()
            if each.slack and (each.cost <= FAR * least or each.slack > ROUGHLY * each.cost)]  # fmt: skip
    return left + life.cheaper(seed, pooled=True)


def exhaustive(count: int, pooled: bool) -> None:
    """Prints where the cheapest of all policies is another than the one found, of which there should be nothing."""
    began, tried, wrong = time.process_time(), 0, list[str]()
    for seed in range(count):
        policies, differing = every.differing(seed, pooled)
        tried, wrong = tried + policies, wrong + differing
    print(*wrong[:20], sep="\n")
    what = "of 45 to 900 TiB, " if pooled else ""
    print(f"{count} small buckets, {what}all {tried} policies: {len(wrong)} differ, in {time.process_time() - began:.0f} s")


def main(small: int = 800, falling: int = 200, policies: int = 1000, pooled: int = 1000, thumbs: int = 10_000) -> None:
    """Prints what is cheaper than what was found, of which there should be nothing."""
    speed()
    exhaustive(small, False)
    exhaustive(falling, True)
    tests = (
        ("policies", policies, life.cheaper),
        ("policies, with pooled prices,", pooled, large),
        ("rules of thumb", thumbs, life.beaten),
    )
    for what, count, test in tests:
        began = time.perf_counter()
        wrong = [text for seed in range(count) for text in test(seed)]
        print(*wrong[:20], sep="\n")
        print(f"{count} buckets against {what}: {len(wrong)} cheaper, in {time.perf_counter() - began:.0f} s")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
