"""Any bytes in a file of a pack are read, or are problems with a line; nothing else is raised."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from functools import cache
from pathlib import Path

from small_pack import FILES
from twinwheel.packs.check import check_pack
from twinwheel.packs.yaml12 import load

NAMES = sorted(FILES)


@cache
def folder() -> Path:
    """The small pack on disk, kept while the process lives."""
    made = Path(tempfile.mkdtemp(prefix="twinwheel-fuzz-"))
    atexit.register(shutil.rmtree, made, ignore_errors=True)
    for name, text in FILES.items():
        path = made / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return made


def one(data: bytes) -> None:
    """The first byte chooses the file that the rest replaces."""
    name = NAMES[data[0] % len(NAMES)] if data else NAMES[0]
    path = folder() / name
    path.write_bytes(data[1:])
    try:
        for problem in load(path, name).problems:
            assert problem.line
            assert problem.what
        check_pack(folder())
    finally:
        path.write_text(FILES[name], encoding="utf-8")
