"""Every printed flip of 2,000 random specs, written into the spec and answered again: how many, and which do not flip.

python benchmarks/flips.py [how many specs] [first seed]
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

import laws  # noqa: E402


def main(count: int = 2000, first: int = 0) -> None:
    """Tries the flips of so many specs and prints what became of them."""
    began, tried, failed = time.perf_counter(), 0, 0
    for seed in range(first, first + count):
        for what, wrong in laws.flips(laws.case(seed)):
            tried += 1
            if wrong:
                failed += 1
                print(f"seed {seed}: {what}: {wrong}")
    print(f"{tried} flips of {count} specs, {failed} failed, in {time.perf_counter() - began:.0f} s")
    sys.exit(failed > 0)


if __name__ == "__main__":
    main(*(int(each) for each in sys.argv[1:]))
