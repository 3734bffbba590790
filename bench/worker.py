"""Contenders at work in a process of their own: ``python -m bench.worker FOLDER SECONDS ID...``.

Prints one line of JSON. With 0 seconds the answers are summed up; else the one contender is timed, twice at
least and again while the seconds last. Memory is the most the process ever held, by the kernel's count
(``ru_maxrss``), loading included.
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

from bench.contenders import CONTENDERS, Rails


def main(folder: str, seconds: str, *ids: str) -> None:
    print(json.dumps({id: _found(id, Path(folder), float(seconds)) for id in ids}))


def _found(id: str, folder: Path, seconds: float) -> dict[str, Any]:
    (entry,) = (each for each in CONTENDERS if each.id == id)
    contender = entry.make()
    contender.load(folder / entry.world)
    found = timed(contender.run, seconds) if seconds else summed(contender.answers(contender.run()))
    found["version"] = (
        f"{entry.package} {version(entry.package)}" if entry.package else platform.python_version()
    )
    return found


def timed(run: Callable[[], Any], seconds: float) -> dict[str, Any]:
    """Seconds on the wall and of all processors, per run; megabytes; and how busy the machine was."""
    wall: list[float] = []
    cpu: list[float] = []
    while len(wall) < 2 or sum(wall) < seconds:
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
    digest, measures, pairs, sure, possible = hashlib.sha1(), 0, 0, 0, 0
    for t, p in answers:
        for bits in (t, p):
            digest.update(np.packbits(bits).tobytes())
        measures, pairs = measures + 1, pairs + len(t)
        sure, possible = sure + int(np.count_nonzero(t)), possible + int(np.count_nonzero(p))
    return {
        "sha1": digest.hexdigest(),
        "measures": measures,
        "pairs": pairs,
        "met": sure,
        "unknown": possible - sure,
    }


if __name__ == "__main__":
    main(*sys.argv[1:])
