"""``twinwheel register``: what is printed where, and how it ends."""

from __future__ import annotations

import json
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from twinwheel.cli.main import main


@pytest.fixture
def pack(root: Path) -> str:
    return str(root / "tests" / "data" / "registers" / "pack")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "a.csv"
    path.write_text("subject_id,营业收入,居民企业\na,5,是\nb,[red]约5,maybe\nc,1,否\n", encoding="utf-8")
    return path


def test_check_prints_a_table_and_keeps_the_good_rows(
    pack: str, file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "clean.parquet"
    assert main(["register", "check", pack, str(file), "-o", str(out)]) == 1
    words = capsys.readouterr().out
    assert "[red]约5" in words
    assert "3 rows = 2 clean + 1 rejected, 2 fields" in words
    assert f"1 rejected rows written to {tmp_path / 'clean.rejects.csv'}" in words
    assert pq.read_metadata(out).num_rows == 2
    assert main(["register", "check", pack, str(out)]) == 0


def test_check_as_json(pack: str, file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["register", "check", pack, str(file), "--json"]) == 1
    found = json.loads(capsys.readouterr().out)
    assert (found["rows"], found["clean"], found["rejected"]) == (3, 2, 1)
    assert found["counts"] == {"not-a-number": 1, "bool": 1}
    assert found["problems"][0] | {"what": "", "advice": ""} == {
        "row": 2, "line": 3, "field": "居民企业", "kind": "bool", "value": "maybe", "what": "", "advice": "", "cells": 1,
    }  # fmt: skip


def test_check_with_mapping_and_rejects(
    pack: str, file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    mapping, rejects = tmp_path / "m.yaml", tmp_path / "r.csv"
    mapping.write_text("营业收入: null\n居民企业: {field: 居民企业, values: {maybe: 否}}\n", encoding="utf-8")
    assert (
        main(["register", "check", pack, str(file), "--mapping", str(mapping), "--rejects", str(rejects)])
        == 0
    )
    assert len(rejects.read_text(encoding="utf-8-sig").splitlines()) == 1
    assert "3 rows = 3 clean + 0 rejected, 1 fields" in capsys.readouterr().out


def test_check_of_a_broken_file(pack: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "a.csv"
    path.write_text("subject_id,营业收入\na\n", encoding="utf-8")
    assert main(["register", "check", pack, str(path)]) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert f"{path}:2: Expected Number of Columns: 2 Found: 1" in said.err


def test_the_register_its_good_rows_and_the_rejects_are_kept_apart(
    pack: str, file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before, other = file.read_bytes(), str(tmp_path / "a.out")
    for options in (
        ["-o", str(file)],
        ["--rejects", str(file)],
        ["-o", other, "--rejects", other],
        ["-o", "-", "--rejects", "-"],
    ):
        assert main(["register", "check", pack, str(file), *options]) == 2
        assert "cannot be the same file" in capsys.readouterr().err
    assert file.read_bytes() == before


def test_sample(pack: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "s.parquet"
    arguments = [
        "register",
        "sample",
        pack,
        "--subject",
        "enterprise",
        "-n",
        "30",
        "--seed",
        "7",
        "-o",
        str(out),
    ]
    assert main([*arguments, "--missing", "0.2", "--as-of", "2026-01-01"]) == 0
    said = capsys.readouterr()
    assert said.out == ""
    assert "30 synthetic subjects" in said.err
    assert pq.read_metadata(out).num_rows == 30
    assert main([*arguments[:-2], "-o", str(tmp_path / "none" / "s.parquet")]) == 1
    assert main(["register", "sample", pack, "--subject", "firm", "-o", str(out)]) == 2
    assert main(["register", "sample", pack, "-n", "0", "-o", str(out)]) == 2


def test_sample_to_standard_output(
    pack: str, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    assert main(["register", "sample", pack, "-n", "5", "-o", "-"]) == 0
    said = capfdbinary.readouterr()
    assert said.out.startswith(b"PAR1")
    assert said.out.endswith(b"PAR1")
