"""Work on many documents in processes of their own, so that one that crashes its reader harms no other."""

from __future__ import annotations

import faulthandler
import multiprocessing
import os
import signal
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any, TextIO, TypeVar

if TYPE_CHECKING:
    from multiprocessing.queues import SimpleQueue

T = TypeVar("T")
R = TypeVar("R")

AHEAD = 4
"""Tasks handed out ahead for each process: enough to keep it busy, few enough to bound what is in memory."""

LATE = 10
"""Seconds given to a task past its time. A library that hangs cannot be interrupted; its process ends then."""

LISTEN = 0.2
"""Seconds between two looks at what the processes tell."""


class Crashed(Exception):
    """The process that did a task died: a defect in a library it called, or no memory left."""


class TooSlow(Exception):
    """A task did not end in its time."""


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Raises TooSlow in the block when it has not ended in time; without effect where there are no signals."""
    if not hasattr(signal, "setitimer"):
        yield
        return

    def late(_signal: int, _frame: FrameType | None) -> None:
        raise TooSlow

    before = signal.signal(signal.SIGALRM, late)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    lives(seconds + LATE)
    try:
        yield
    finally:
        if _told is not None:
            faulthandler.cancel_dump_traceback_later()
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def cores() -> int:
    """How many processes can run at once here."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


_told: SimpleQueue[Any] | None = None


def tell(what: object) -> None:
    """From within a task: say how far it is, to whoever called ``in_processes`` with ``heard``."""
    if _told is not None:
        _told.put(what)


_nowhere: TextIO | None = None


def lives(seconds: float) -> None:
    """From within a task: it goes on. When it does not say so again in so many seconds, nor ends, its process is
    ended, even if it hangs in a library that no signal interrupts. Without effect outside of ``in_processes``."""
    if _nowhere is not None:
        faulthandler.dump_traceback_later(seconds, exit=True, file=_nowhere)


def _begin(told: SimpleQueue[Any]) -> None:
    global _told, _nowhere
    _told, _nowhere = told, Path(os.devnull).open("w")  # noqa: SIM115 - as long as the process
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C goes to the process that started this one


class _Pool:
    """Processes that can be had anew when one of them died."""

    def __init__(self, jobs: int) -> None:
        self.jobs = jobs
        methods = multiprocessing.get_all_start_methods()
        self._context = multiprocessing.get_context("forkserver" if "forkserver" in methods else "spawn")
        self.told: SimpleQueue[Any] = self._context.SimpleQueue()
        self._executor = self._new(jobs)

    def _new(self, jobs: int) -> ProcessPoolExecutor:
        return ProcessPoolExecutor(jobs, mp_context=self._context, initializer=_begin, initargs=(self.told,))

    def submit(self, work: Callable[[T], R], task: T) -> Future[R]:
        return self._executor.submit(work, task)

    def alone(self, work: Callable[[T], R], task: T) -> R | Crashed:
        """Do one task in a process of its own, to see whether it is the one that crashes."""
        with self._new(1) as executor:
            try:
                return executor.submit(work, task).result()
            except BrokenProcessPool:
                return Crashed()

    def renew(self) -> None:
        self._executor.shutdown()
        self._executor = self._new(self.jobs)

    def close(self, *, at_once: bool) -> None:
        if at_once:
            for process in multiprocessing.active_children():
                process.terminate()
        self._executor.shutdown(cancel_futures=True)


def in_processes(
    work: Callable[[T], R],
    tasks: Iterable[T],
    jobs: int,
    heard: Callable[[Any], None] | None = None,
) -> Iterator[tuple[T, R | Crashed]]:
    """Each task with its result, as they are done. ``work`` is a function of a module, and raises nothing.

    Tasks are taken from the iterable as there is room. A task that kills its process has ``Crashed`` as
    its result; the others that were under way then are done again.
    """
    pool, waiting = _Pool(jobs), iter(tasks)
    running: dict[Future[R], T] = {}
    ended = False
    try:
        while True:
            for task in islice(waiting, jobs * AHEAD - len(running)):
                running[pool.submit(work, task)] = task
            if not running:
                break
            done, _ = wait(running, timeout=LISTEN, return_when=FIRST_COMPLETED)
            while heard is not None and not pool.told.empty():
                heard(pool.told.get())
            broken: list[T] = []
            for future in done:
                task = running.pop(future)
                if isinstance(future.exception(), BrokenProcessPool):
                    broken.append(task)
                else:
                    yield task, future.result()
            if broken:
                broken += running.values()
                running.clear()
                for task in broken:
                    yield task, pool.alone(work, task)
                pool.renew()
        ended = True
    finally:
        pool.close(at_once=not ended)
