"""Runs a command beside a demo of its own: ``python tools/with_portal.py pytest tests/journeys -m journey``.

The command finds its address in TWINWHEEL_TEST_PORTAL and its data in TWINWHEEL_TEST_DATA: all processes of the tests then
walk through one portal. It goes with the command.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests" / "journeys"))

from serving import served


def main(command: list[str]) -> int:
    with tempfile.TemporaryDirectory(prefix="twinwheel-portal-") as folder:
        data = Path(folder) / "portal"
        with served(data) as url:
            environment = {**os.environ, "TWINWHEEL_TEST_PORTAL": url, "TWINWHEEL_TEST_DATA": str(data)}
            return subprocess.run(command, env=environment, check=False).returncode  # noqa: S603 - what was typed


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
