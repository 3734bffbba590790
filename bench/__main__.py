"""``python -m bench``: measures part after part, keeps what it found in a file, and puts it into the pages.

This process stays small and loads nothing: the kernel counts the memory of a parent at the start of its child.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from bench import compare, growth, large, latency, pages, report, spark
from bench.process import ROOT, Failed, say
from bench.synthetic import Size

Part = Callable[[argparse.Namespace, Path], Any]


def _compare(options: argparse.Namespace, folder: Path) -> Any:
    small = Size(min(options.rows, options.small), options.measures, options.seed)
    return compare.run(folder, _size(options), small, options.rounds)


def _growth(options: argparse.Namespace, folder: Path) -> Any:
    if not options.quick:
        return growth.run(folder, _size(options))
    rows, measures = (options.rows // 3, options.rows), (options.measures,)
    return growth.run(folder, _size(options), rows, measures, rows, measures, among=("numpy", "numba-1"))


def _latency(options: argparse.Namespace, folder: Path) -> Any:
    counts = (options.measures,) if options.quick else (options.measures, 2_000, 10_000)
    return latency.run(folder, _size(options), counts, seconds=0.1 if options.quick else 1.0)


def _spark(options: argparse.Namespace, folder: Path) -> Any:
    return spark.run(folder, _size(options))


def _large(options: argparse.Namespace, folder: Path) -> Any:
    size = Size(options.rows, options.measures, options.seed) if options.quick else large.SIZE
    return large.run(folder, size)


PARTS: dict[str, Part] = {
    "compare": _compare,
    "growth": _growth,
    "latency": _latency,
    "spark": _spark,
    "large": _large,
}
SHOWN = {  # what is printed of each part
    "compare": ("compare",),
    "growth": ("growth-subjects", "growth-measures", "floor", "files", "steps"),
    "latency": ("latency",),
    "spark": ("spark",),
    "large": ("large",),
}
USUAL = ["compare", "growth", "latency"]
LARGE = ["large", "spark"]


def main(arguments: list[str]) -> int:
    options = _options(arguments)
    results: dict[str, Any] = {}
    if options.results.exists():
        results = json.loads(options.results.read_text(encoding="utf-8"))
    try:
        for name in options.only:
            if name == "pages":
                continue
            with tempfile.TemporaryDirectory(prefix="twinwheel-bench-") as folder:
                found = PARTS[name](options, Path(folder))
            results[name] = {**found, "machine": report.this_machine(f"{datetime.now():%Y-%m-%d}")}
            options.results.parent.mkdir(parents=True, exist_ok=True)
            options.results.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
            _show(name, results, timed=not options.quick)
        if options.docs:
            for path in pages.write(options.docs, results):
                say(f"written: {path}")
    except Failed as error:
        say(str(error))
        return 1
    return 0


def _show(name: str, results: dict[str, Any], *, timed: bool) -> None:
    if name == "compare":
        print(report.agreement(results))
    for section in SHOWN[name] if timed else ():
        print(f"\n{pages.SECTIONS[section][1](results)}")
    sys.stdout.flush()


def _size(options: argparse.Namespace) -> Size:
    return Size(options.rows, options.measures, options.seed)


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m bench", description="How fast matching is, beside other engines, and how it grows."
    )
    parser.add_argument(
        "--only",
        action="append",
        choices=[*PARTS, "pages"],
        help=f"one part; may be given again ({', '.join(USUAL)}). `pages` writes the pages from what is kept",
    )
    parser.add_argument("--large", action="store_true", help=f"the parts that take long: {', '.join(LARGE)}")
    parser.add_argument(
        "--quick", action="store_true", help="a small world; all must agree, and figures mean nothing"
    )
    parser.add_argument("--rows", type=int, help="subjects (1,000,000)")
    parser.add_argument("--measures", type=int, help="measures (200)")
    parser.add_argument(
        "--small", type=int, help="subjects for what takes them one by one, and for the real packs (20,000)"
    )
    parser.add_argument("--rounds", type=int, help="how often each contender is started (3)")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument(
        "--results", type=Path, metavar="FILE", help="where figures are kept (build/bench.json)"
    )
    parser.add_argument(
        "--docs", type=Path, metavar="FOLDER", help="pages to write them into (docs; none if --quick)"
    )
    options = parser.parse_args(arguments)
    usual = (3_000, 60, 1_000, 0) if options.quick else (1_000_000, 200, 20_000, 3)
    for name, value in zip(("rows", "measures", "small", "rounds"), usual, strict=True):
        if getattr(options, name) is None:
            setattr(options, name, value)
    options.only = options.only or (
        _large_parts() if options.large else ["compare"] if options.quick else USUAL
    )
    name = "bench-quick.json" if options.quick else "bench.json"
    options.results = options.results or ROOT / "build" / name
    options.docs = options.docs or (None if options.quick else ROOT / "docs")
    return options


def _large_parts() -> list[str]:
    if spark.available():
        return LARGE
    say(f"Spark is left out: there is no {spark.VENV} (`make test-engines` makes it)")
    return [each for each in LARGE if each != "spark"]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
