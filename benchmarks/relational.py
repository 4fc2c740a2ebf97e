"""Laws over random relational needs: every alternative meets what is stated, bills add up, more never costs less.

python benchmarks/relational.py [how many specs] [first seed]
"""

from __future__ import annotations

import sys
import time
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

import relational_specs  # noqa: E402

MONOTONE_EVERY = 20  # each takes some thirty answers


def main(count: int = 5000, first: int = 0) -> None:
    """Tries so many specs and prints every law broken."""
    began, tried, laws_broken = time.perf_counter(), Counter[str](), Counter[str]()
    for seed in range(first, first + count):
        for law, what in relational_specs.broken(seed, tried, monotone=seed % MONOTONE_EVERY == 0):
            laws_broken[law] += 1
            print(f"seed {seed}: {law}: {what}", flush=True)
    what = ", ".join(f"{number:,} {name}" for name, number in sorted(tried.items()))
    print(f"{count} specs ({what}) in {time.perf_counter() - began:.0f} s; laws broken: {dict(laws_broken) or 'none'}")
    sys.exit(bool(laws_broken))


if __name__ == "__main__":
    main(*(int(each) for each in sys.argv[1:]))
