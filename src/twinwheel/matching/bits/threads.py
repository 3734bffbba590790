"""Work that several threads share. NumPy, Arrow and numba hold no lock while they compute."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

A = TypeVar("A")
B = TypeVar("B")


def processors() -> int:
    """How many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0)) or 1
    return os.cpu_count() or 1


def in_threads(work: Callable[[A], B], items: Iterable[A], threads: int | None = None) -> Iterator[B]:
    """The results of ``work`` in the order of ``items``.

    An item is taken when a thread is free for it, so that no more of them are held than are worked on.
    """
    threads = threads or processors()
    with ThreadPoolExecutor(threads) as pool:
        running: deque[Future[B]] = deque()
        try:
            for item in items:
                running.append(pool.submit(work, item))
                if len(running) >= threads:
                    yield running.popleft().result()
            while running:
                yield running.popleft().result()
        finally:
            for each in running:
                each.cancel()
