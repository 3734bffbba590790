"""One contender in a process of its own: ``python -m bench.worker ID FOLDER SECONDS``.

Prints one line of JSON. With 0 seconds the answers are summed up instead of timed; else it runs twice at least,
and again while they last. Memory is the most the process ever held, by the kernel's count (``ru_maxrss``),
loading included.
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


def main(id: str, folder: str, seconds: str) -> None:
    (entry,) = (each for each in CONTENDERS if each.id == id)
    contender = entry.make()
    contender.load(Path(folder))
    found = (
        timed(contender.run, float(seconds)) if float(seconds) else summed(contender.answers(contender.run()))
    )
    found["version"] = (
        f"{entry.package} {version(entry.package)}" if entry.package else platform.python_version()
    )
    print(json.dumps(found))


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
