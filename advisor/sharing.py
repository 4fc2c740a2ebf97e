"""Work shared out to processes where there is much of it, which changes nothing but the time."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from typing import TypeVar

_T = TypeVar("_T")
_R = TypeVar("_R")
FEW = 24  # pieces of work one process is quicker with
MOST_PROCESSES = 8


def shared(work: Callable[[_T], _R], pieces: Sequence[_T]) -> list[_R]:
    """What comes of each piece, in the order given; `work`, the pieces and what comes of them must be picklable."""
    processes = min(processors(), MOST_PROCESSES, len(pieces) // (FEW // 2))
    if len(pieces) < FEW or processes < 2:
        return [work(each) for each in pieces]
    from concurrent.futures import ProcessPoolExecutor
    from concurrent.futures.process import BrokenProcessPool

    try:
        with ProcessPoolExecutor(processes) as pool:
            return list(pool.map(work, pieces, chunksize=max(1, min(16, len(pieces) // (4 * processes)))))
    except (BrokenProcessPool, OSError):  # no processes to be had: one does it
        return [work(each) for each in pieces]


def processors() -> int:
    """Processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
