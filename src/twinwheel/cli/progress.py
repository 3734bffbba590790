"""A bar on the terminal for what takes longer than a person likes to wait without a word."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from twinwheel.registers.advance import Advance

PATIENCE = 2.0  # seconds before a bar appears


@contextmanager
def progress(what: str, total: int | None = None) -> Iterator[Advance]:
    """Call what this gives with the number of rows just done. Nothing is shown where stderr is no terminal,
    or before two seconds have gone; without ``total`` the rows are only counted."""
    if not sys.stderr.isatty():
        yield lambda rows: None
        return
    began, done = time.monotonic(), 0
    with ExitStack() as stack:
        show: Advance | None = None

        def advance(rows: int) -> None:
            nonlocal show, done
            done += rows
            if show is None and time.monotonic() - began > PATIENCE:
                show = _bar(stack, what, total, done)
            elif show is not None:
                show(rows)

        yield advance


def _bar(stack: ExitStack, what: str, total: int | None, done: int) -> Advance:
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

    count = "{task.completed:,.0f}" + ("" if total is None else " / {task.total:,.0f}")
    left = TimeElapsedColumn() if total is None else TimeRemainingColumn()
    columns = (what, BarColumn(), TextColumn(count), left)
    bar = stack.enter_context(Progress(*columns, console=Console(stderr=True), transient=True))
    task = bar.add_task(what, total=total, completed=done)
    return lambda rows: bar.advance(task, rows)


@contextmanager
def stages(names: dict[str, str]) -> Iterator[Callable[[str, int, int], None]]:
    """A bar for each stage of a longer work. Call what this gives with the stage, how much of it is done, and
    of how much; the bars appear after two seconds, and only on a terminal."""
    if not sys.stderr.isatty():
        yield lambda stage, done, total: None
        return
    began = time.monotonic()
    with ExitStack() as stack:
        bars: dict[str, Callable[[int, int], None]] = {}

        def advance(stage: str, done: int, total: int) -> None:
            if time.monotonic() - began < PATIENCE:
                return
            if not bars:
                bars.update(_bars(stack, names))
            bars[stage](done, total)

        yield advance


def _bars(stack: ExitStack, names: dict[str, str]) -> dict[str, Callable[[int, int], None]]:
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = ("{task.description}", BarColumn(), TextColumn("{task.completed:,.0f} / {task.total:,.0f}"))
    shown = Progress(*columns, TimeElapsedColumn(), console=Console(stderr=True), transient=True)
    stack.enter_context(shown)

    def bar(name: str) -> Callable[[int, int], None]:
        task = shown.add_task(name, total=0, visible=False)
        return lambda done, total: shown.update(task, completed=done, total=total, visible=True)

    return {stage: bar(name) for stage, name in names.items()}
