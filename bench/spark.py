"""Spark on the SQL that Twinwheel writes for it, on this machine's cores: what the arithmetic of a cluster starts from.

Needs ``.venv-engines``, where ``make test-engines`` puts pyspark, and Java 17.
"""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

from bench.contenders import entry
from bench.process import Failed, call, python_of, say, work
from bench.synthetic import Size

VENV = ".venv-engines"
ROWS = (20_000, 200_000)


def available() -> bool:
    return python_of(VENV).exists()


def run(folder: Path, large: Size, rows: tuple[int, ...] = ROWS) -> dict[str, Any]:
    """Raises Failed where pyspark is not installed, or answers differ."""
    if not available():
        raise Failed(f"there is no {VENV}: `make test-engines` makes it")
    sizes = [Size(each, large.measures, large.seed) for each in rows]
    worlds = [folder / str(size.rows) for size in sizes]
    for size, world in zip(sizes, worlds, strict=True):
        call("bench.world", {"folder": str(world), "size": asdict(size)})
    say(f"Spark: {', '.join(f'{size.rows:,}' for size in sizes)} subjects × {large.measures} measures")
    found: dict[str, Any] = call("bench.spark_worker", [str(each) for each in worlds], VENV)
    for size, world, point in zip(sizes, worlds, found["points"], strict=True):
        ours = work([entry("numpy")], {"large": world}, check=True, seconds=0.5)["numpy"]
        if ours["sha1"] != point["sha1"]:
            raise Failed(f"Spark and Twinwheel differ over {size.rows:,} subjects: {point} and {ours}")
        point |= {"rows": size.rows, "measures": size.measures, "twinwheel": min(ours["wall"])}
    return found
