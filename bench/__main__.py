"""``python -m bench``: first all must agree, then each is timed in turn, then the table.

This process stays small and loads nothing: the kernel counts the memory of a parent at the start of its child.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from itertools import groupby
from pathlib import Path
from typing import Any

from bench.contenders import CONTENDERS, Entry
from bench.report import agreement, table
from bench.synthetic import Size

ROOT = Path(__file__).resolve().parent.parent
PACK = ROOT / "packs" / "beijing-sti"
RESULTS = ROOT / "build" / "bench.json"
SECONDS = 3.0  # a contender runs this long per round, and twice at least


class Failed(Exception):
    """A contender could not run, or did not agree."""


def main(arguments: list[str]) -> int:
    options = _options(arguments)
    large = Size(options.rows, options.measures, options.seed)
    small = Size(min(options.rows, options.small), options.measures, options.seed)
    asked = {
        "large": asdict(large),
        "small": asdict(small),
        "real": {"pack": str(PACK), "rows": small.rows, "seed": options.seed},
    }
    try:
        with tempfile.TemporaryDirectory(prefix="twinwheel-bench-") as folder:
            say(
                f"writing {large.rows:,} subjects and {large.measures} measures, and {small.rows:,} for the real packs"
            )
            _call(sys.executable, "bench.world", folder, json.dumps(asked))
            found = _checked(Path(folder), [each for each in installed() if each.quick or not options.quick])
            print(agreement(found, options.rows, small.rows))
            if not options.quick:
                rounds = [_round(Path(folder), found, number) for number in range(1, options.rounds + 1)]
                for id, each in found.items():
                    each["rounds"] = [one[id] for one in rounds]
                print(table(found, asked))
                RESULTS.parent.mkdir(exist_ok=True)
                RESULTS.write_text(json.dumps({"asked": asked, "found": found}, indent=1) + "\n")
                say(f"all of it is in {RESULTS.relative_to(ROOT)}")
    except Failed as error:
        say(str(error))
        return 1
    return 0


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m bench", description="How fast matching is, beside other engines."
    )
    parser.add_argument(
        "--quick", action="store_true", help="a small world, agreement only, nothing is timed"
    )
    parser.add_argument("--rows", type=int, help="subjects (1,000,000)")
    parser.add_argument("--measures", type=int, help="measures (200)")
    parser.add_argument("--small", type=int, help="subjects for plain Python and for the real packs (20,000)")
    parser.add_argument("--rounds", type=int, default=3, help="how often each contender is started (3)")
    parser.add_argument("--seed", type=int, default=7)
    options = parser.parse_args(arguments)
    usual = (3_000, 60, 1_000) if options.quick else (1_000_000, 200, 20_000)
    for name, value in zip(("rows", "measures", "small"), usual, strict=True):
        setattr(options, name, getattr(options, name) or value)
    return options


def installed() -> Iterator[Entry]:
    """The contenders whose virtual environment is there."""
    for entry in CONTENDERS:
        if _python(entry).exists():
            yield entry
        else:
            say(f"{entry.label} is left out: there is no {entry.venv} (`make bench` makes it)")


def _checked(folder: Path, entries: list[Entry]) -> dict[str, dict[str, Any]]:
    """What every contender answers. Raises Failed where two differ."""
    found: dict[str, dict[str, Any]] = {}
    for venv, group in groupby(sorted(entries, key=lambda each: each.venv), key=lambda each: each.venv):
        asked = list(group)
        say(f"asking, in {venv}: {', '.join(each.id for each in asked)}")
        found |= _work(asked, folder, 0)
    first: dict[str, Entry] = {}
    for entry in entries:
        against = first.setdefault(entry.world, entry)
        if found[entry.id]["sha1"] != found[against.id]["sha1"]:
            raise Failed(
                f"{entry.label} and {against.label} differ: {found[entry.id]} and {found[against.id]}"
            )
    return found


def _round(folder: Path, ids: Iterable[str], number: int) -> dict[str, dict[str, Any]]:
    result: dict[str, dict[str, Any]] = {}
    for entry in CONTENDERS:
        if entry.id in ids:
            say(f"round {number}: {entry.label}")
            result |= _work([entry], folder, SECONDS)
    return result


def _work(entries: list[Entry], folder: Path, seconds: float) -> dict[str, dict[str, Any]]:
    """What the worker says of contenders of one virtual environment."""
    ids = [each.id for each in entries]
    said = _call(str(_python(entries[0])), "bench.worker", str(folder), str(seconds), *ids)
    found: dict[str, dict[str, Any]] = json.loads(said)
    return found


def _python(entry: Entry) -> Path:
    return Path(sys.executable) if entry.venv == ".venv" else ROOT / entry.venv / "bin" / "python"


def _call(python: str, module: str, *arguments: str) -> str:
    done = subprocess.run(
        [python, "-m", module, *arguments], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise Failed(f"{module} {' '.join(arguments)} failed:\n{done.stderr[-3000:]}")
    return done.stdout


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
