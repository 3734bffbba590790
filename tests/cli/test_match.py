"""The command ``match``, as far as it is more than the library behind it."""

from __future__ import annotations

from pathlib import Path

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
