"""Lifecycles: 1,000 random buckets against other policies, 10,000 against single classes and rules of thumb; and how fast
the search and the simulation of ten years are.

python benchmarks/lifecycle.py [buckets against policies] [buckets against rules of thumb]
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

import life  # noqa: E402
from needs import need  # noqa: E402

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


def main(policies: int = 1000, thumbs: int = 10_000) -> None:
    """Prints what is cheaper than what was found, of which there should be nothing."""
    speed()
    for what, count, test in (("policies", policies, life.cheaper), ("rules of thumb", thumbs, life.beaten)):
        began = time.perf_counter()
        wrong = [text for seed in range(count) for text in test(seed)]
        print(*wrong[:20], sep="\n")
        print(f"{count} buckets against {what}: {len(wrong)} cheaper, in {time.perf_counter() - began:.0f} s")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
