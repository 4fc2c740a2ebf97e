"""Work shared out to processes where there is much of it, which changes nothing but the time."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
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

    before = signal.signal(signal.SIGINT, partial(_end, os.getpid()))
    try:
        with ProcessPoolExecutor(processes, initializer=_undisturbed) as pool:
            with _waiting():
                given = [pool.submit(_each, work, some) for some in _portions(pieces, processes)]
            return [found for some in given for found in some.result()]
    except Exception as fault:
        if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:  # ended by `_end`, wherever that left the pool
            raise KeyboardInterrupt from None
        if isinstance(fault, (BrokenProcessPool, OSError)):  # no processes to be had: one does it
            return _each(work, pieces)
        raise
    finally:
        signal.signal(signal.SIGINT, before)


@contextmanager
def _waiting() -> Iterator[None]:
    """Lets an interrupt wait until processes are begun: what a fork calls on its way would print it and go on."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _undisturbed() -> None:
    """Leaves an interrupt from the keyboard, which every process of a terminal gets, to the first of them."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _end(process: int, *_: object) -> None:
    """Ends the processes that one gave work to, whatever they are at; a second interrupt would leave some that wait for ever."""
    from multiprocessing import active_children

    if os.getpid() != process:
        return  # one of them, which has only begun
    _undisturbed()
    for each in active_children():
        each.kill()
    raise KeyboardInterrupt


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
