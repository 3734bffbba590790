"""Other processes: a module of ``bench`` that answers in JSON, and a command whose time and memory are taken.

What starts them stays small and loads nothing: the kernel counts the memory of a parent at the start of its child.
"""

from __future__ import annotations

import importlib.util
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

from bench.contenders import Entry

ROOT = Path(__file__).resolve().parent.parent
STEP = re.compile(r"([a-z][a-z ]*?) (\d+\.\d+) s")
RESUMED = re.compile(r"(\d+) of (\d+) parts were there already")


class Failed(Exception):
    """A contender could not run, or did not agree."""


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def python_of(venv: str) -> Path:
    return Path(sys.executable) if venv == ".venv" else ROOT / venv / "bin" / "python"


def installed(entries: Iterable[Entry]) -> Iterator[Entry]:
    """The contenders that can run here; why the others cannot is said."""
    for entry in entries:
        if not python_of(entry.venv).exists():
            say(f"{entry.label} is left out: there is no {entry.venv} (`make bench` makes it)")
        elif entry.needs and importlib.util.find_spec(entry.needs) is None:
            say(f"{entry.label} is left out: {entry.needs} is not installed")
        else:
            yield entry


def work(entries: Sequence[Entry], worlds: dict[str, Path], *, check: bool, seconds: float) -> dict[str, Any]:
    """What workers say of some contenders: one process for each virtual environment. ``worlds``: a folder a world."""
    found: dict[str, Any] = {}
    for venv, group in groupby(sorted(entries, key=lambda each: each.venv), key=lambda each: each.venv):
        folders = {each.id: str(worlds[each.world]) for each in group}
        asked = {"worlds": folders, "check": check, "seconds": seconds}
        found |= call("bench.worker", asked, venv)
    return found


def agreeing(entries: Sequence[Entry], found: dict[str, Any]) -> None:
    """Raises Failed where two contenders of one world gave different answers."""
    first: dict[str, Entry] = {}
    for entry in entries:
        against = first.setdefault(entry.world, entry)
        if found[entry.id]["sha1"] != found[against.id]["sha1"]:
            raise Failed(
                f"{entry.label} and {against.label} differ: {found[entry.id]} and {found[against.id]}"
            )


def call(module: str, asked: object, venv: str = ".venv") -> Any:
    """What a module prints when it is given ``asked``, both as JSON."""
    done = subprocess.run(
        [str(python_of(venv)), "-m", module, json.dumps(asked)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise Failed(f"{module} {json.dumps(asked)} failed:\n{done.stderr[-3000:]}")
    return json.loads(done.stdout or "null")


def twinwheel(*arguments: str | Path) -> dict[str, Any]:
    """One run of the command line: seconds on the wall and of all processors, megabytes, and the steps it tells."""
    argv = [sys.executable, "-m", "twinwheel", *map(str, arguments)]
    with tempfile.TemporaryFile("w+") as said:
        began = time.perf_counter()
        process = subprocess.Popen(argv, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=said)
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - began
        process.returncode = os.waitstatus_to_exitcode(status)
        said.seek(0)
        text = said.read()
    if process.returncode:
        raise Failed(f"{' '.join(argv)} failed:\n{text[-3000:]}")
    unit = 1 if sys.platform == "darwin" else 1024
    return {
        "resumed": next((list(map(int, each)) for each in RESUMED.findall(text)), None),
        "wall": wall,
        "cpu": usage.ru_utime + usage.ru_stime,
        "peak_mb": usage.ru_maxrss * unit / 1e6,
        "load": os.getloadavg()[0],
        "steps": {name.strip(): float(seconds) for name, seconds in STEP.findall(text.splitlines()[-1])},
    }


def killed(after: float, *arguments: str | Path) -> bool:
    """Start the command line and kill it (SIGKILL) after some seconds. False: it had ended of itself."""
    argv = [sys.executable, "-m", "twinwheel", *map(str, arguments)]
    process = subprocess.Popen(argv, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        process.wait(after)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGKILL)
        process.wait()
        return True
    return False


def options_of(command: str) -> str:
    """What ``--help`` of a command prints, to see which options it has."""
    argv = [sys.executable, "-m", "twinwheel", command, "--help"]
    done = subprocess.run(argv, cwd=ROOT, capture_output=True, text=True, check=False)
    return done.stdout
