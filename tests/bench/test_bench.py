"""What `make bench` compares must agree first. Nothing is timed here."""

from __future__ import annotations

import subprocess
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest


@pytest.mark.slow
def test_all_engines_give_the_same_answers(root: Path) -> None:
    """Twinwheel in every form, the command too, against what is installed beside it."""
    done = subprocess.run(
        [sys.executable, "-m", "bench", "--quick"], cwd=root, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    found = [line for line in done.stdout.splitlines() if line.endswith("answers")]
    worlds = [line.split(" × ")[0] for line in found]
    assert worlds == ["3,000 subjects", "1,000 subjects", "1,000 subjects of each type"]
    agreeing = [int(line.partition(": ")[2].split()[0]) for line in found]
    assert agreeing[0] >= 5, "Twinwheel in four forms, and DuckDB"
    assert agreeing[1:] == [2, 2]


def test_engines_that_differ_are_not_timed(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(root)
    bench = import_module("bench.__main__")

    def work(entries: list[Any], folder: Path, seconds: float) -> dict[str, dict[str, Any]]:
        assert seconds == 0
        return {each.id: {"sha1": "b" if each.id == "duckdb" else "a"} for each in entries}

    monkeypatch.setattr(bench, "_work", work)
    with pytest.raises(bench.Failed, match="DuckDB, 50 measures a query and Twinwheel, codes kept differ"):
        bench._checked(root, [each for each in bench.CONTENDERS if each.venv == ".venv"])


def test_the_measures_are_the_same_every_time(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(root)
    synthetic = import_module("bench.synthetic")
    few, many = synthetic.measures(50, 7), synthetic.measures(200, 7)
    assert many[:50] == few != synthetic.measures(50, 8)
    uses = [atom for measure in many for criterion in measure.criteria for atom in synthetic.atoms(criterion)]
    assert all(3 <= len(measure.criteria) <= 8 for measure in many)
    assert (len(uses), len(set(uses))) == (1383, 607)
    assert {atom.kind for atom in uses} == set(synthetic.Kind.__args__)
