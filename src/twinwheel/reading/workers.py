"""Work on many documents in processes of their own, so that one that crashes its reader harms no other."""

from __future__ import annotations

import faulthandler
import gc
import multiprocessing
import os
import signal
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from functools import partial
from itertools import islice
from multiprocessing import forkserver
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

WARM = "twinwheel.reading.warm"
"""The module that loads all that reading needs."""

_COLLECT = 20_000
"""Objects after which a process looks for cycles among the young: the work makes hardly any, and many objects."""

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
    collect_seldom()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C goes to the process that started this one


def collect_seldom() -> None:
    """Look for cycles seldom, and only in what is made from now on: what was loaded before stays."""
    gc.freeze()
    gc.set_threshold(_COLLECT, 10, 100)


def begin(modules: Sequence[str]) -> None:
    """Start what the processes are made from, with these modules loaded in it: each of them then begins ready to
    work. Once for a program; it goes on beside it. Without effect where there is no ``forkserver``."""
    if _method() == "forkserver":
        multiprocessing.set_forkserver_preload(list(modules))
        forkserver.ensure_running()


def _method() -> str:
    return "forkserver" if "forkserver" in multiprocessing.get_all_start_methods() else "spawn"


class _Pool:
    """Processes that can be had anew when one of them died."""

    def __init__(self, jobs: int, heard: Callable[[Any], None] | None = None) -> None:
        self.jobs = jobs
        self._heard = heard
        self._context = multiprocessing.get_context(_method())
        self.renew()

    def renew(self) -> None:
        self._told: SimpleQueue[Any] = (
            self._context.SimpleQueue()
        )  # one that died may hold the lock of the last
        self._executor = self._new(self.jobs)

    def _new(self, jobs: int) -> ProcessPoolExecutor:
        return ProcessPoolExecutor(jobs, mp_context=self._context, initializer=_begin, initargs=(self._told,))

    def submit(self, work: Callable[[T], R], task: T) -> Future[R]:
        return self._executor.submit(work, task)

    def wait(self, running: Iterable[Future[Any]]) -> set[Future[Any]]:
        """Those that are done, maybe none yet; what was told until then is handed on."""
        done, _ = wait(running, timeout=LISTEN, return_when=FIRST_COMPLETED)
        while not self._told.empty():
            what = self._told.get()
            if self._heard is not None:
                self._heard(what)
        return done

    def alone(self, work: Callable[[T], R], task: T) -> R | Crashed:
        """Do one task in a process of its own, to see whether it is the one that crashes."""
        with self._new(1) as executor:
            future = executor.submit(work, task)
            while not self.wait([future]):
                pass
            return Crashed() if isinstance(future.exception(), BrokenProcessPool) else future.result()

    def close(self, *, at_once: bool = False) -> None:
        if at_once:
            for process in multiprocessing.active_children():
                process.terminate()
        self._executor.shutdown(cancel_futures=True)


def apart(work: Callable[[T], R], task: T) -> R | Crashed:
    """One task in a process of its own. ``work`` is a function of a module, and raises nothing."""
    pool = _Pool(1)
    try:
        return pool.alone(work, task)
    finally:
        pool.close()


def in_processes(
    work: Callable[[T], R],
    tasks: Iterable[T],
    jobs: int,
    heard: Callable[[Any], None] | None = None,
    *,
    together: int = 1,
) -> Iterator[tuple[T, R | Crashed]]:
    """Each task with its result, as they are done. ``work`` is a function of a module, and raises nothing.

    Tasks are taken from the iterable as there is room, and so many ``together`` are handed to a process: to hand
    over a task takes half a millisecond. A task that kills its process has ``Crashed`` as its result; the others
    that were under way then are done again. Without ``jobs`` all of it is done here.
    """
    if not jobs:
        yield from ((task, work(task)) for task in tasks)
        return
    pool, waiting = _Pool(jobs, heard), iter(tasks)
    running: dict[Future[list[R]], list[T]] = {}
    ended = False
    try:
        while True:
            while len(running) < jobs * AHEAD and (bundle := list(islice(waiting, together))):
                running[pool.submit(partial(_each, work), bundle)] = bundle
            if not running:
                break
            broken: list[T] = []
            for future in pool.wait(running):
                bundle = running.pop(future)
                if isinstance(future.exception(), BrokenProcessPool):
                    broken += bundle
                else:
                    yield from zip(bundle, future.result(), strict=True)
            if broken:
                broken += [task for bundle in running.values() for task in bundle]
                running.clear()
                pool.close()
                pool.renew()
                for task in broken:
                    yield task, pool.alone(work, task)
        ended = True
    finally:
        pool.close(at_once=not ended)


def _each(work: Callable[[T], R], tasks: list[T]) -> list[R]:
    return [work(task) for task in tasks]
