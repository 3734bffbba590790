"""The large run: files to ``decisions.parquet``, ten million subjects and two thousand measures.

First without anything kept, then with the codes that the first run left, then killed half way and resumed. All
three files must be the same, byte for byte.
"""

from __future__ import annotations

import hashlib
from dataclasses import asdict
from pathlib import Path
from shutil import rmtree
from typing import Any

from bench.growth import match
from bench.process import Failed, call, killed, options_of, say, twinwheel
from bench.synthetic import Size

SIZE = Size(10_000_000, 2_000)
AT = 0.6  # of the time of a whole run, after which it is killed


def run(folder: Path, size: Size) -> dict[str, Any]:
    """Raises Failed where a run gives another file."""
    world = folder / "world"
    say(f"large: writing {size.rows:,} subjects × {size.measures:,} measures")
    call("bench.world", {"folder": str(world), "size": asdict(size)})
    result: dict[str, Any] = {"rows": size.rows, "measures": size.measures}
    files: dict[str, str] = {}
    for name in ("first", "again"):
        say(f"large: {name}")
        to = world / name
        result[name] = twinwheel(*match(world, to))
        files[name] = _sha256(to / "decisions.parquet")
        result["decisions_bytes"] = (to / "decisions.parquet").stat().st_size
        rmtree(to)
    kept = world / "register.parquet.codes"
    result["register_bytes"] = (world / "register.parquet").stat().st_size
    result["codes_bytes"] = sum(each.stat().st_size for each in kept.rglob("*") if each.is_file())
    if "--resume" in options_of("match"):
        to = world / "resumed"
        say(f"large: killed after {AT:.0%} of that, and resumed")
        if not killed(AT * result["again"]["wall"], *match(world, to)):
            raise Failed("the run that was to be killed had ended before")
        result["resumed"] = {**twinwheel(*match(world, to), "--resume"), "killed_at": AT}
        if size == SIZE and not result["resumed"]["resumed"][0]:
            raise Failed("the run that was killed left nothing to resume")
        files["resumed"] = _sha256(to / "decisions.parquet")
    if len(set(files.values())) > 1:
        raise Failed(f"decisions.parquet is not the same every time: {files}")
    return {**result, "sha256": files["first"], "runs": list(files)}


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
