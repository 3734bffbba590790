"""Where the time of a command went."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager


class Clock:
    """The seconds of each step. What a step spends inside another is counted once, for the inner one."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self._inner = [0.0]

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        self._inner.append(0.0)
        began = time.perf_counter()
        yield
        spent = time.perf_counter() - began
        self.seconds[name] = self.seconds.get(name, 0.0) + spent - self._inner.pop()
        self._inner[-1] += spent

    def __str__(self) -> str:
        steps = " · ".join(f"{name} {seconds:.2f} s" for name, seconds in self.seconds.items())
        return f"{steps} · total {self._inner[0]:.2f} s"
