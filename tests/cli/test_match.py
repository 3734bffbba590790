"""The command ``match``, as far as it is more than the library behind it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from twinwheel.cli.main import main

PACK = str(Path(__file__).parents[2] / "packs" / "beijing-sti")


def matched(register: Path, *options: str) -> int:
    return main(["match", PACK, str(register), "--as-of", "2026-11-21", *options])


def test_a_cell_with_terminal_markup_is_quoted_and_nothing_more(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    register = tmp_path / "r.csv"
    register.write_text("subject_id,居民企业\na,[/red]\nb,[bold]\n", encoding="utf-8")
    assert matched(register, "-o", str(tmp_path / "out")) == 0
    said = capsys.readouterr().err
    assert '"[/red]" is neither yes nor no' in said
    assert '"[bold]" is neither yes nor no' in said


def test_problems_that_are_not_shown_are_not_hidden(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    register = tmp_path / "r.csv"
    rows = "".join(f"s{number},maybe\n" for number in range(40))
    register.write_text(f"subject_id,居民企业\n{rows}", encoding="utf-8")
    assert matched(register, "-o", str(tmp_path / "out")) == 0
    assert "these are the first 25" in capsys.readouterr().err


def test_several_files_do_not_go_to_stdout(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    register = tmp_path / "r.csv"
    register.write_text("subject_id,居民企业\na,是\n", encoding="utf-8")
    assert matched(register, "-o", "-") == 2
    assert "Give a folder" in capsys.readouterr().err


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("register") / "firms.parquet"
    sample = ["register", "sample", PACK, "-n", "300", "--seed", "1", "--as-of", "2026-11-21"]
    assert main([*sample, "-o", str(path)]) == 0
    return path


def rows(folder: Path) -> list[dict[str, object]]:
    return pq.read_table(folder / "decisions.parquet").to_pylist()  # type: ignore[no-any-return]


def test_eligible_writes_what_a_subject_can_have_and_counts_the_rest(register: Path, tmp_path: Path) -> None:
    assert matched(register, "-o", str(tmp_path / "usual")) == 0
    assert matched(register, "-o", str(tmp_path / "some"), "--eligible") == 0
    can_have = [row for row in rows(tmp_path / "usual") if row["outcome"] in ("eligible", "needs_review")]
    assert rows(tmp_path / "some") == can_have
    assert can_have
    for name in ("summary.json", "report.html", "combinations.parquet"):
        assert (tmp_path / "some" / name).read_bytes() == (tmp_path / "usual" / name).read_bytes()


def test_all_and_eligible_exclude_each_other(
    register: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert matched(register, "-o", str(tmp_path / "out"), "--all", "--eligible") == 2
    assert "say opposite things" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_no_report_leaves_none_of_an_earlier_run_either(register: Path, tmp_path: Path) -> None:
    assert matched(register, "-o", str(tmp_path)) == 0
    decisions = (tmp_path / "decisions.parquet").read_bytes()
    assert matched(register, "-o", str(tmp_path), "--no-report") == 0
    names = {path.name for path in tmp_path.iterdir()}
    assert names == {"summary.json", "combinations.parquet", "decisions.parquet"}
    assert (tmp_path / "decisions.parquet").read_bytes() == decisions


def test_codes_are_kept_beside_the_register_unless_one_says_no(register: Path, tmp_path: Path) -> None:
    folder = register.with_name("firms.parquet.codes")
    shutil.rmtree(folder, ignore_errors=True)
    assert matched(register, "-o", str(tmp_path / "a"), "--no-codes") == 0
    assert not folder.exists()
    for name in ("b", "c"):  # they are written, then read
        assert matched(register, "-o", str(tmp_path / name)) == 0
        assert any(folder.iterdir())
        assert rows(tmp_path / name) == rows(tmp_path / "a")


def test_resume_with_nothing_to_go_on_with_is_a_run(
    register: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert matched(register, "-o", str(tmp_path), "--resume", "--no-report") == 0
    assert "0 of 1 parts were there already" in capsys.readouterr().err
