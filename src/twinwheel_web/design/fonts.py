"""The Chinese font of this machine, for what is drawn on the server: pictures and PDF."""

from __future__ import annotations

import shutil
import subprocess
from functools import lru_cache
from pathlib import Path


@lru_cache(maxsize=1)
def chinese() -> tuple[Path, int] | None:
    """File and face number of a Chinese sans-serif font that fontconfig knows; None: there is none."""
    command = shutil.which("fc-match")
    if command is None:
        return None
    asked = [command, "-f", "%{file}\n%{index}\n%{lang}", "sans-serif:lang=zh-cn:weight=200"]
    found = subprocess.run(asked, capture_output=True, text=True, timeout=10, check=False).stdout.split("\n")  # noqa: S603
    if len(found) < 3 or "zh-cn" not in found[2]:
        return None
    return Path(found[0]), int(found[1]) & 0xFFFF
