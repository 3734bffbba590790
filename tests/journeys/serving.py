"""A real portal (gunicorn, worker, SQLite on disk), served as ``twinwheel serve --demo`` serves it."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PACK = Path(__file__).resolve().parents[2] / "packs" / "beijing-sti"
ROWS = 200
START = 240  # seconds the portal may take to be filled and served on a busy machine


@contextmanager
def served(data: Path) -> Iterator[str]:
    """The address of a demo on a free port; what it keeps lies in ``data``, which does not exist yet or is empty."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith(("TWINWHEEL_", "DJANGO_"))
    }
    command = [sys.executable, "-m", "twinwheel", "serve", "--demo", "--no-scans", "--workers", "2"]
    command += ["--port", str(port), "--rows", str(ROWS), "--data", str(data), "--pack", str(PACK)]
    log = data.with_suffix(".log")
    with log.open("wb") as out:
        portal = subprocess.Popen(command, env=environment, stdout=out, stderr=out)
    try:
        until = time.monotonic() + START
        while "Ctrl-C" not in log.read_text("utf-8"):
            assert portal.poll() is None, log.read_text("utf-8")
            assert time.monotonic() < until, log.read_text("utf-8")
            time.sleep(0.2)
        yield f"http://127.0.0.1:{port}"
    finally:
        portal.send_signal(signal.SIGTERM)
        portal.wait(40)
