"""Contenders at work in a process of their own: ``python -m bench.worker JSON``, where the JSON says what.

``{"worlds": {"ID": FOLDER, ...}, "seconds": S, "check": true or false}``. Prints one line of JSON. With ``check`` the
answers are summed up; with seconds each contender is timed, again while the seconds last. Memory is the most
the process ever held, by the kernel's count (``ru_maxrss``), loading included.
"""

from __future__ import annotations

import hashlib
import json
import os
import platform
import resource
import sys
import time
from collections.abc import Callable, Iterable
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

from bench.contenders import Rails, entry

LONG = 4.0  # seconds after which one run is enough


def main(text: str) -> None:
    asked = json.loads(text)
    print(json.dumps({id: _found(id, Path(folder), asked) for id, folder in asked["worlds"].items()}))


def _found(id: str, folder: Path, asked: dict[str, Any]) -> dict[str, Any]:
    chosen = entry(id)
    contender = chosen.make()
    contender.load(folder)
    package = f"{chosen.package} {version(chosen.package)}" if chosen.package else ""
    found: dict[str, Any] = {"version": package or f"Python {platform.python_version()}"}
    if asked["check"]:
        found |= summed(contender.answers(contender.run()))
    if asked["seconds"]:
        found |= timed(contender.run, asked["seconds"])
    return found


def timed(run: Callable[[], Any], seconds: float) -> dict[str, Any]:
    """Seconds on the wall and of all processors, per run; megabytes; and how busy the machine was."""
    wall: list[float] = []
    cpu: list[float] = []
    while not wall or sum(wall) < seconds or (len(wall) < 2 and wall[0] < LONG):
        began, spent = time.perf_counter(), time.process_time()
        result = run()
        wall.append(time.perf_counter() - began)
        cpu.append(time.process_time() - spent)
        del result
    unit = 1 if sys.platform == "darwin" else 1024
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6
    return {"wall": wall, "cpu": cpu, "peak_mb": peak, "load": os.getloadavg()[0]}


def summed(answers: Iterable[Rails]) -> dict[str, Any]:
    """SHA-1 over all T and P bits, measure after measure, and how many there are of each."""
    digest, measures, sure, possible = hashlib.sha1(), 0, 0, 0
    for rails in answers:
        t, p = (each if each.dtype == np.uint8 else np.packbits(each, bitorder="little") for each in rails)
        digest.update(np.ascontiguousarray(t))
        digest.update(np.ascontiguousarray(p))
        measures += 1
        sure, possible = sure + _count(t), possible + _count(p)
    return {"sha1": digest.hexdigest(), "measures": measures, "met": sure, "unknown": possible - sure}


def _count(bits: np.ndarray) -> int:
    return int(np.bitwise_count(bits).sum())


if __name__ == "__main__":
    main(sys.argv[1])
