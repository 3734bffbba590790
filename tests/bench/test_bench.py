"""What `make bench` compares must agree first, and what it says gets into the pages. Figures of small worlds mean nothing."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

WORLDS = ["3,000 subjects", "1,000 subjects", "1,000 subjects of each type"]


@pytest.fixture(autouse=True)
def _importable(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(root)


def bench(root: Path, *arguments: object) -> list[str]:
    """What ``python -m bench --quick`` prints."""
    argv = [sys.executable, "-m", "bench", "--quick", *map(str, arguments)]
    done = subprocess.run(argv, cwd=root, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


@pytest.mark.long
def test_all_engines_give_the_same_answers(root: Path, tmp_path: Path) -> None:
    """Twinwheel in every form, the command too, against what is installed beside it."""
    found = [
        line.removeprefix("- ")
        for line in bench(root, "--results", tmp_path / "bench.json")
        if " agree on all " in line
    ]
    assert [line.split(" × ")[0] for line in found] == WORLDS
    agreeing = [int(line.partition(": ")[2].split()[0]) for line in found]
    assert agreeing[0] >= 6, "Twinwheel in four forms, pyarrow and DuckDB"
    assert agreeing[1] >= 2 and agreeing[2] == 3


@pytest.mark.long
def test_growth_and_latencies_are_measured_and_written_into_the_pages(root: Path, tmp_path: Path) -> None:
    docs = tmp_path / "docs"
    docs.mkdir()
    for page in import_module("bench.pages").PAGES:
        shutil.copy(root / "docs" / page, docs)
    kept = tmp_path / "bench.json"
    sizes = ("--rows", 300, "--measures", 12)
    bench(root, "--only", "growth", "--only", "latency", "--results", kept, "--docs", docs, *sizes)
    page = (docs / "performance.md").read_text(encoding="utf-8")
    assert "| 100 × 12 " in page and "| 300 × 12 " in page
    assert "one subject × 12 measures, all verdicts" in page
    assert "| 60,000,000 × 10,000 " in (docs / "scale.zh.md").read_text(encoding="utf-8")
    assert (docs / "images" / "bench-files.zh.svg").read_text(encoding="utf-8").startswith("<svg ")
    results = json.loads(kept.read_text(encoding="utf-8"))
    assert all("numpy" in point["found"] for point in results["growth"]["subjects"])
    again = {each: each.read_bytes() for each in docs.rglob("*.*")}
    bench(root, "--only", "pages", "--results", kept, "--docs", docs)
    assert {each: each.read_bytes() for each in docs.rglob("*.*")} == again, (
        "the same figures, the same bytes"
    )


def test_engines_that_differ_are_not_timed(
    root: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    compare, process = import_module("bench.compare"), import_module("bench.process")
    asked = []

    def work(entries: list[Any], worlds: Any, *, check: bool, seconds: float) -> dict[str, dict[str, Any]]:
        asked.append((check, seconds))
        return {each.id: {"sha1": "b" if each.id == "duckdb" else "a", "measures": 1} for each in entries}

    monkeypatch.setattr(compare, "work", work)
    monkeypatch.setattr(compare, "call", lambda *arguments: None)
    size = import_module("bench.synthetic").Size(10, 1)
    with pytest.raises(
        process.Failed, match="DuckDB, 50 measures a query, two threads and Twinwheel, codes kept, NumPy"
    ):
        compare.run(tmp_path, size, size, rounds=3)
    assert asked == [(True, 0)], "asked once, and not timed"


def test_a_contender_that_would_take_too_long_is_left_out(root: Path) -> None:
    growth, synthetic = import_module("bench.growth"), import_module("bench.synthetic")
    last = {"numpy": (1_000, 1.0), "duckdb": (1_000, 2.1)}

    def asked(rows: int) -> list[str]:
        return [each.id for each in growth._in_time(("numpy", "duckdb"), synthetic.Size(rows, 10), last)]

    assert asked(100) == ["numpy", "duckdb"]
    assert asked(1_000) == ["numpy"]


def test_the_measures_are_the_same_every_time(root: Path) -> None:
    synthetic = import_module("bench.synthetic")
    few, many = synthetic.measures(50, 7), synthetic.measures(200, 7)
    assert many[:50] == few != synthetic.measures(50, 8)
    uses = [atom for measure in many for criterion in measure.criteria for atom in synthetic.atoms(criterion)]
    assert all(3 <= len(measure.criteria) <= 8 for measure in many)
    assert (len(uses), len(set(uses))) == (1383, 607)
    assert {atom.kind for atom in uses} == set(synthetic.Kind.__args__)
