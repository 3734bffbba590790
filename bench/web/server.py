"""The portal as ``twinwheel serve`` runs it: started, watched and stopped."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.process import Failed
from bench.web.asked import WORKERS, environment

PATIENCE = 120.0  # seconds until it must answer
COMMAND = (sys.executable, "-m", "twinwheel", "serve", "--demo")


class Server:
    """A portal that runs. Its log holds one line of JSON for each request."""

    def __init__(self, pid: int, port: int, log: Path) -> None:
        self.pid, self.port, self.log = pid, port, log

    def mark(self) -> int:
        """Where the log ends now."""
        return self.log.stat().st_size

    def spent(self, since: int) -> list[float]:
        """Milliseconds of the requests that were logged since a mark, in their order."""
        with self.log.open("rb") as file:
            file.seek(since)
            return list(milliseconds(file.read().decode(errors="replace").splitlines()))

    def workers(self) -> list[int]:
        """The processes that answer: the children of the web server."""
        for child in children(self.pid):
            if "gunicorn" in Path(f"/proc/{child}/cmdline").read_text().replace("\0", " "):
                return children(child)
        return []


def milliseconds(lines: list[str]) -> Iterator[float]:
    """What the portal says a request took; other lines are stepped over."""
    for line in lines:
        try:
            said = json.loads(line)
        except ValueError:
            continue
        if isinstance(said, dict) and "ms" in said:
            if said["status"] >= 400:
                raise Failed(f"{said['path']} answered {said['status']}")
            yield float(said["ms"])


def prepare(data: Path, rows: int) -> None:
    """Fill the data folder with synthetic enterprises and a run over them, once: later it is used as it lies."""
    data.mkdir(parents=True, exist_ok=True)
    run([*COMMAND, "--prepare", "--data", str(data), "--rows", str(rows)], data)


def run(command: list[str], data: Path) -> None:
    done = subprocess.run(command, env={**os.environ, **environment(data)}, check=False)
    if done.returncode:
        raise Failed(f"{' '.join(command[1:4])} ended with {done.returncode}")


@contextmanager
def serving(data: Path, rows: int, workers: int = WORKERS) -> Iterator[Server]:
    """A portal on a free port of loopback, until the block ends."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    log = data / "bench.log"
    command = [
        *COMMAND,
        "--data",
        str(data),
        "--rows",
        str(rows),
        "--port",
        str(port),
        "--workers",
        str(workers),
    ]
    with log.open("wb") as out:
        process = subprocess.Popen(
            command, env={**os.environ, **environment(data)}, stdout=subprocess.DEVNULL, stderr=out
        )
    try:
        _wait(process, port)
        yield Server(process.pid, port, log)
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()


def _wait(process: subprocess.Popen[bytes], port: int) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if process.poll() is not None:
            raise Failed(f"twinwheel serve ended with {process.returncode}")
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise Failed(f"twinwheel serve does not answer after {PATIENCE:.0f} s")


def children(pid: int) -> list[int]:
    return [
        int(each)
        for task in Path(f"/proc/{pid}/task").iterdir()
        for each in (task / "children").read_text().split()
    ]


def memory(pid: int) -> tuple[float, float]:
    """MB a process holds: all of it, and with what it shares counted only in its part."""
    lines = dict(
        line.split(":", 1) for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:]
    )
    rss, pss = (int(lines[name].split()[0]) / 1000 for name in ("Rss", "Pss"))
    return rss, pss
