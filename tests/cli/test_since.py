"""``match --keep`` and ``match --since``: what they write, say and refuse."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from twinwheel.cli.main import main

ROOT = Path(__file__).parents[2]
PACK = str(ROOT / "packs" / "cn")
REGISTER = ROOT / "examples" / "enterprises-corrected.csv"


def match(register: Path, out: Path, *options: str, day: str = "2026-11-21") -> int:
    return main(["match", PACK, str(register), "--as-of", day, "-o", str(out), *options])


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("runs") / "first"
    assert match(REGISTER, out, "--keep") == 0
    return out


def test_nothing_changed_is_said_and_decided_nothing(
    kept: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert match(REGISTER, tmp_path / "next", "--since", str(kept)) == 0
    said = capsys.readouterr()
    assert "0 项结论变了" in said.out
    assert "0 decisions made anew" in said.err
    assert pq.read_table(tmp_path / "next" / "changes.parquet").num_rows == 0


def test_runs_chain_and_each_says_what_changed(
    kept: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = REGISTER.read_text(encoding="utf-8-sig").splitlines()
    shorter = tmp_path / "shorter.csv"
    shorter.write_text("\n".join(lines[:-1]) + "\n", encoding="utf-8")
    gone = lines[-1].split(",")[0]
    assert match(shorter, tmp_path / "one", "--since", str(kept), "--json") == 0
    facts = json.loads(capsys.readouterr().out)
    assert facts["register_changes"] == {"new": 0, "removed": 1, "changed": 0}
    assert set(facts["changes"]["by_reason"]) == {"subject_removed"}
    rows = pq.read_table(tmp_path / "one" / "changes.parquet").to_pylist()
    assert rows and {row["subject_id"] for row in rows} == {gone}
    assert facts["changes"]["pairs"] == len(rows)

    assert match(REGISTER, tmp_path / "two", "--since", str(tmp_path / "one")) == 0
    back = pq.read_table(tmp_path / "two" / "changes.parquet").to_pylist()
    assert [(row["measure_id"], row["outcome_after"]) for row in back] == [
        (row["measure_id"], row["outcome_before"]) for row in rows
    ]


def test_a_moved_day_is_told_in_both_languages(
    kept: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert match(REGISTER, tmp_path / "zh", "--since", str(kept), day="2028-01-01") == 0
    assert "措施失效" in capsys.readouterr().out
    assert match(REGISTER, tmp_path / "en", "--since", str(kept), "--lang", "en", day="2028-01-01") == 0
    said = capsys.readouterr().out
    assert "the measure lapsed" in said
    assert "for example" in said
    assert "2026-11-21 → 2028-01-01" in said


def test_a_folder_that_kept_nothing_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert match(REGISTER, tmp_path / "next", "--since", str(tmp_path)) == 1
    assert "--keep" in capsys.readouterr().err
    assert not (tmp_path / "next").exists()


def test_the_earlier_run_is_never_overwritten(kept: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert match(REGISTER, kept, "--since", str(kept)) == 2
    assert "Give another folder" in capsys.readouterr().err


def test_a_run_without_keep_keeps_nothing_and_leaves_no_stale_basis(kept: Path, tmp_path: Path) -> None:
    out = tmp_path / "again"
    shutil.copytree(kept, out)
    assert (out / "basis").is_dir()
    assert match(REGISTER, out, day="2026-11-22") == 0
    assert not (out / "basis").exists()


def test_another_type_of_subject_is_refused(
    kept: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    people = tmp_path / "people.csv"
    people.write_text("subject_id,国籍\np1,中国\n", encoding="utf-8")
    assert match(people, tmp_path / "next", "--since", str(kept), "--subject", "person") == 2
    assert "one type of subject" in capsys.readouterr().err


def test_help_says_that_a_basis_is_private(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["match", "--help"]) == 0
    assert "private" in capsys.readouterr().out
