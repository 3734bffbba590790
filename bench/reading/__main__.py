"""``python -m bench.reading``: how well pages are read. Scores against gold, beside what others make of the same pages.

Figures are kept in ``build/reading/scores.json`` and put into ``docs/reading.md``. What fell short is told in
``build/reading/misses-SPLIT-STYLE.txt``, a line each; of ``held`` and ``held2`` only figures are shown, so that
nothing is tuned on them.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

from bench import pages
from bench.process import ROOT, Failed, say
from bench.reading import press, report, score
from bench.reading.annotated import held_back, splits
from bench.reading.sets import STYLES
from bench.report import this_machine


def main(arguments: list[str]) -> int:
    options = _options(arguments)
    folder = options.folder
    folder.mkdir(parents=True, exist_ok=True)
    kept = folder / "scores.json"
    results: dict[str, Any] = json.loads(kept.read_text(encoding="utf-8")) if kept.exists() else {}
    todo = [(split, style) for split in options.split for style in options.style if _possible(style)]
    try:
        for i, (split, style) in enumerate(todo):
            found = score.run(
                folder / split,
                style,
                split,
                seed=options.seed,
                progress=_Bar(i, len(todo)),
                with_peers=not options.no_peers,
            )
            misses = _misses(found)
            if not held_back(split):
                (folder / f"misses-{split}-{style}.txt").write_text(misses, encoding="utf-8")
            results.setdefault("pages", {}).setdefault(split, {})[style] = found
            results["machine"] = this_machine(f"{datetime.now():%Y-%m-%d}")
            kept.write_text(json.dumps(results, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        for name, make in report.SECTIONS.items():
            print(f"\n{name}\n{make(results)}")
        for path in _written(options.docs, results):
            say(f"written: {path}")
    except Failed as error:
        say(str(error))
        return 1
    return 0


class _Bar:
    """A line on stderr that is drawn anew; where stderr is a file, a line each."""

    def __init__(self, done: int, total: int) -> None:
        self.done, self.total = done, total

    def __call__(self, what: str) -> None:
        full = round(20 * self.done / self.total)
        line = f"[{'#' * full}{'.' * (20 - full)}] {self.done + 1}/{self.total} {what}"
        if sys.stderr.isatty():
            print(f"\r\x1b[K{line}", end="", file=sys.stderr, flush=True)
        else:
            say(line)


def _possible(style: str) -> bool:
    if style == "scan" and not press.has_fonts():
        say("scan is left out: pictures of pages need Noto Serif CJK (Debian: fonts-noto-cjk)")
        return False
    if style == "scan" and importlib.util.find_spec("rapidocr") is None:
        say("scan is left out: the extra [ocr] is not installed")
        return False
    return True


def _misses(found: dict[str, Any]) -> str:
    misses = found.pop("misses")
    return "".join(f"{part}: {miss}\n" for part, each in misses.items() for miss in each)


def _written(docs: Path | None, results: dict[str, Any]) -> list[Path]:
    """Put the tables into the page. The sections of other benches are left as they are."""
    if docs is None:
        return []
    page = docs / "reading.md"
    text = page.read_text(encoding="utf-8")

    def made(found: Any) -> str:
        begin, name, end = found.groups()
        make = report.SECTIONS.get(name)
        return f"{begin}{make(results)}\n{end}" if make else str(found.group())

    page.write_text(pages.SECTION.sub(made, text), encoding="utf-8")
    return [page]


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m bench.reading",
        description="How well pages are read, beside what others make of them.",
    )
    parser.add_argument(
        "--style", action="append", choices=STYLES, help="one kind of page; may be given again"
    )
    parser.add_argument(
        "--split",
        action="append",
        choices=splits(),
        help="a folder of gold (dev and held; may be given again)",
    )
    parser.add_argument("--no-peers", action="store_true", help="leave the other readers out")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument(
        "--folder",
        type=Path,
        default=ROOT / "build" / "reading",
        help="for pages and figures (build/reading)",
    )
    parser.add_argument("--docs", type=Path, metavar="FOLDER", help="write the tables into FOLDER/reading.md")
    options = parser.parse_args(arguments)
    options.style = options.style or list(STYLES)
    options.split = options.split or list(report.USUAL)
    return options


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
