"""``twinwheel sql``: what it prints runs, and says what it is."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest
import sqlglot

from small_pack import Write
from small_pack import small_pack as small_pack
from twinwheel.cli.main import main

DAY = ["--as-of", "2026-11-21", "--subject", "firm"]


def printed(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    assert main(["sql", "pack", *DAY, *words]) == 0
    return capsys.readouterr().out


def test_what_is_printed_runs(small_pack: Write, capsys: pytest.CaptureFixture[str]) -> None:
    small_pack()
    database = duckdb.connect()
    database.execute(printed(capsys, "--create", "--table", "firms"))
    database.execute("INSERT INTO firms (subject_id, 人数) VALUES ('a', 300), ('b', 301), ('c', NULL)")
    found = database.execute(printed(capsys, "--table", "firms")).fetchall()
    assert sorted(found) == [("a", "eligible"), ("b", "ineligible"), ("c", "unknown")]


@pytest.mark.parametrize("dialect", ["duckdb", "postgres", "spark", "clickhouse"])
def test_every_dialect_says_which_measure_and_criterion_and_where_it_stands(
    dialect: str, small_pack: Write, capsys: pytest.CaptureFixture[str]
) -> None:
    cited = ("when: 人数 <= :人数上限\n", "when: 人数 <= :人数上限\n    cite: 第三条\n")
    small_pack(edits={"measures/tax/m1.yaml": cited})
    text = printed(capsys, "--dialect", dialect, "--table", "zone.firms")
    assert "-- m1: 措施一 《样例文件》" in text
    assert "-- m1/staff: 人数不超过上限 (第三条)" in text
    assert "statement 1 of 1, measures 1 to 1 of 1" in text
    assert sqlglot.parse_one(text, read=dialect)


def test_english_comments_and_a_file(small_pack: Write, capsys: pytest.CaptureFixture[str]) -> None:
    small_pack()
    assert printed(capsys, "--lang", "en", "-o", "plan.sql") == ""
    assert "-- m1/staff: not too many staff" in Path("plan.sql").read_text(encoding="utf-8")


def test_a_title_of_several_lines_stays_in_its_comment(
    small_pack: Write, capsys: pytest.CaptureFixture[str]
) -> None:
    small_pack(edits={"measures/tax/m1.yaml": ("{zh: 措施一,", '{zh: "措施一\\nDROP TABLE firms; --",')})
    assert "-- m1: 措施一 DROP TABLE firms; --" in printed(capsys)


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--dialect", "oracle"], "Dialects: duckdb, postgres, spark, clickhouse."),
        (["--measure", "m9"], 'no measure "m9"'),
        (["--lang", "fr"], "'zh', 'en'"),
        (["--like", "nowhere.parquet"], "register check PACK FILE -o CLEAN.parquet"),
        (["--like", "pack/pack.yaml"], "--like wants a Parquet file, and pack/pack.yaml is none"),
    ],
)
def test_what_it_cannot_print_is_said(
    words: list[str], says: str, small_pack: Write, capsys: pytest.CaptureFixture[str]
) -> None:
    small_pack()
    assert main(["sql", "pack", *DAY, *words]) == 2
    assert says in capsys.readouterr().err


def test_options_that_mean_nothing_on_an_engine_are_refused(
    small_pack: Write, capsys: pytest.CaptureFixture[str]
) -> None:
    small_pack()
    words = ["match", "pack", "firms", *DAY, "-o", "out", "--engine", "duckdb://", "--resume"]
    assert main(words) == 2
    assert "--resume does not go with --engine" in capsys.readouterr().err
