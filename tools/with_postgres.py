"""Runs a command with a PostgreSQL of its own: ``python tools/with_postgres.py pytest tests/web``.

The command finds its address in TWINWHEEL_TEST_DATABASE. The cluster lies in a temporary folder and goes with the command.
Where PostgreSQL's server is not installed it says so and ends well: what is skipped is said, not failed.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests" / "engines"))

from servers import postgres, postgres_programs


def main(command: list[str]) -> int:
    if postgres_programs() is None:
        print("PostgreSQL: SKIPPED, its server is not installed (Debian: apt-get install postgresql)")
        return 0
    with postgres() as url:
        environment = {**os.environ, "TWINWHEEL_TEST_DATABASE": url}
        return subprocess.run(command, env=environment, check=False).returncode  # noqa: S603 - what was typed


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
