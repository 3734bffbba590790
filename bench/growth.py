"""Growth: matching over more subjects and over more measures, the whole way from files to file, and the floor.

A point is asked of all contenders; they must agree, and are timed in the same process. One that would take too long,
going by its last point, is left out from there on.
"""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from shutil import rmtree
from typing import Any

from bench.contenders import Entry, entry
from bench.process import agreeing, call, installed, options_of, say, twinwheel, work
from bench.synthetic import AS_OF, Size

CONTENDERS = ("numpy", "numba-1", "numba-2", "polars", "duckdb")
SECONDS = 1.0
LONGEST = 20.0  # a point that would take longer is left out
ROWS = (20_000, 100_000, 300_000, 1_000_000, 3_000_000, 10_000_000)
MEASURES = (50, 200, 500, 2_000, 10_000)
END_TO_END_ROWS = (20_000, 100_000, 300_000, 1_000_000, 3_000_000)
END_TO_END_MEASURES = (50, 200, 500, 2_000)


def run(
    folder: Path,
    usual: Size,
    rows: tuple[int, ...] = ROWS,
    measures: tuple[int, ...] = MEASURES,
    files_rows: tuple[int, ...] = END_TO_END_ROWS,
    files_measures: tuple[int, ...] = END_TO_END_MEASURES,
    among: tuple[str, ...] = CONTENDERS,
) -> dict[str, Any]:
    """All curves. ``usual`` is where they cross. Raises Failed where two differ."""
    over_rows = [Size(each, usual.measures, usual.seed) for each in rows]
    over_measures = [Size(usual.rows, each, usual.seed) for each in measures]
    in_files = {Size(each, usual.measures, usual.seed) for each in files_rows} | {
        Size(usual.rows, each, usual.seed) for each in files_measures
    }
    # On a cross alone one cannot tell what a measure costs from what a pair costs.
    corner = Size(min(files_rows), max(files_measures), usual.seed)
    in_files.add(corner)
    points: dict[Size, dict[str, Any]] = {}
    for sizes, who in ((over_rows, among), (over_measures, among), ([corner], among[:1])):
        last: dict[str, tuple[float, float]] = {}  # of each contender: pairs and seconds of its last point
        for size in sizes:
            if size not in points:
                asked = _in_time(who, size, last)
                points[size] = _point(folder / "world", size, asked, files=size in in_files)
            for id, each in points[size]["found"].items():
                last[id] = size.rows * size.measures, min(each["wall"])
    floor = call("bench.floor", {"seconds": 0.5})
    return {
        "floor": floor,
        "subjects": [points[each] for each in over_rows],
        "measures": [points[each] for each in over_measures],
        "corner": [points[corner]],
    }


def _in_time(among: tuple[str, ...], size: Size, last: dict[str, tuple[float, float]]) -> list[Entry]:
    """Those that would not take too long, going by pairs and seconds of their last point."""
    pairs = size.rows * size.measures
    return [
        each
        for each in installed(map(entry, among))
        if each.id not in last or last[each.id][1] * pairs / last[each.id][0] < LONGEST
    ]


def _point(world: Path, size: Size, asked: list[Entry], *, files: bool) -> dict[str, Any]:
    say(
        f"growth: {size.rows:,} subjects × {size.measures:,} measures: {', '.join(each.id for each in asked)}"
    )
    call("bench.world", {"folder": str(world), "size": asdict(size)})
    found = work(asked, {"large": world}, check=True, seconds=SECONDS)
    agreeing(asked, found)
    result = {"rows": size.rows, "measures": size.measures, "found": found}
    result["cost"] = call("bench.floor", {"world": str(world)})
    if files:
        result["files"] = end_to_end(world)
    rmtree(world)
    return result


def end_to_end(world: Path) -> dict[str, Any]:
    """``twinwheel match`` twice: without codes beside the register, then with those that the first run left."""
    result = {}
    for run in ("first", "again"):
        say(f"  files to decisions.parquet, {run}")
        to = world / f"results-{run}"
        result[run] = twinwheel(*match(world, to))
        result[run]["bytes"] = (to / "decisions.parquet").stat().st_size
        rmtree(to)
    return result


def match(world: Path, to: Path) -> list[str | Path]:
    """What to ask of the command: decisions that are not negative, and no report."""
    lean = [each for each in ("--eligible", "--no-report") if each in options_of("match")]
    return ["match", world / "pack", world / "register.parquet", "--as-of", str(AS_OF), "-o", to, *lean]
