"""What must hold of every answer, on thousands of random specs: counts of cases tried and of laws broken, law by law.

python benchmarks/properties.py [how many specs] [first seed]
"""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

import capable  # noqa: E402
import laws  # noqa: E402
import monotone  # noqa: E402

MONOTONE_EVERY = 10  # each takes some forty answers


def broken(seed: int, tried: Counter[str]) -> Iterator[tuple[str, str]]:
    """Each law a spec breaks, and how."""
    found = laws.case(seed, full=False)
    for weighed in found.weighed():
        tried["candidates"] += len(weighed.ranked)
        yield from (("a rule excludes it", each) for each in capable.every_exclusion(weighed, found.context))
        yield from (("too small", each) for each in capable.plain_arithmetic(weighed, found.context.limits))
        yield from (("less protected", each) for each in capable.equally_capable(weighed))
    for need in found.report.stores:
        tried["bill lines"] += sum(len(each.bill) for each in (need.recommended, *need.alternatives) if each)
    yield from (("does not add up", each) for each in laws.bills_add_up(found.report))
    yield from (("free", each) for each in laws.nothing_is_free(found.report))
    yield from (("chosen differs", each) for each in laws.round_trip(found))
    yield from (("measured", each) for each in laws.measured(found))
    if seed % MONOTONE_EVERY == 0:
        tried["monotone specs"] += 1
        yield from (("cheaper", each) for each in monotone.broken(seed))


def main(count: int = 2000, first: int = 0) -> None:
    """Tries so many specs and prints every law broken."""
    began, tried, laws_broken = time.perf_counter(), Counter[str](), Counter[str]()
    for seed in range(first, first + count):
        for law, what in broken(seed, tried):
            laws_broken[law] += 1
            print(f"seed {seed}: {law}: {what}")
    what = ", ".join(f"{number:,} {name}" for name, number in tried.items())
    print(f"{count} specs ({what}) in {time.perf_counter() - began:.0f} s; laws broken: {dict(laws_broken) or 'none'}")
    sys.exit(bool(laws_broken))


if __name__ == "__main__":
    main(*(int(each) for each in sys.argv[1:]))
