"""Work shared out to processes where there is much of it, which changes nothing but the time."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import TypeVar

_T = TypeVar("_T")
_R = TypeVar("_R")
FEW = 24  # pieces of work one process is quicker with
MOST_PROCESSES = 8


def shared(work: Callable[[_T], _R], pieces: Sequence[_T]) -> list[_R]:
    """What comes of each piece, in the order given; `work`, the pieces and what comes of them must be picklable."""
    processes = min(processors(), MOST_PROCESSES, len(pieces) // (FEW // 2))
    if len(pieces) < FEW or processes < 2:
        return _each(work, pieces)
    from concurrent.futures import ProcessPoolExecutor
    from concurrent.futures.process import BrokenProcessPool

    try:
        with ProcessPoolExecutor(processes) as pool:
            return [found for some in pool.map(partial(_each, work), _portions(pieces, processes)) for found in some]
    except (BrokenProcessPool, OSError):  # no processes to be had: one does it
        return _each(work, pieces)


def _each(work: Callable[[_T], _R], pieces: Sequence[_T]) -> list[_R]:
    """What comes of each piece of a portion."""
    return [work(each) for each in pieces]


def _portions(pieces: Sequence[_T], processes: int) -> Iterator[Sequence[_T]]:
    """The pieces in portions, each a share of what is left: the last ones are small, so that all processes end together."""
    begin = 0
    while begin < len(pieces):
        end = begin + max(1, (len(pieces) - begin) // (4 * processes))
        yield pieces[begin:end]
        begin = end


def processors() -> int:
    """Processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
