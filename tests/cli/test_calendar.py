"""``calendar``: what it prints, writes and refuses."""

from __future__ import annotations

import json
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from twinwheel.cli.main import main

ROOT = Path(__file__).parents[2]
PACK = str(ROOT / "examples" / "example-bay")
REGISTER = str(ROOT / "examples" / "example-bay.csv")
SPAN = ("--from", "2026-06-01", "--to", "2028-01-31")


def calendar(*options: str, span: tuple[str, ...] = SPAN) -> int:
    return main(["calendar", PACK, REGISTER, *span, *options])


def test_the_table_the_file_and_the_json_agree(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert calendar("-o", str(tmp_path), "--json") == 0
    facts = json.loads(capsys.readouterr().out)
    assert json.loads((tmp_path / "calendar.json").read_text("utf-8")) == facts
    rows = pq.read_table(tmp_path / "calendar.parquet").to_pylist()
    turns = [row for row in rows if row["subject_id"] is not None]
    sums = [each[kind] for each in facts["measures"].values() for kind in ("gained", "lost", "other")]
    assert sum(sums) == len(turns) > 0
    assert facts["subjects_concerned"] == len({row["subject_id"] for row in turns})
    events = [
        (row["day"].isoformat(), row["measure_id"], row["because"])
        for row in rows
        if row["subject_id"] is None
    ]
    assert events == [(each["day"], each["measure"], each["kind"]) for each in facts["events"]]
    assert ("2026-06-01", "nat-tech-sme-2017", "window_opens") in events
    assert ("2026-08-31", "nat-tech-sme-2017", "window_closes") in events
    for measure in facts["measures"].values():
        for day, numbers in measure["days"].items():
            assert facts["from"] <= day <= facts["to"]
            assert sum(numbers.values()) > 0
    page = (tmp_path / "calendar.html").read_text("utf-8")
    assert "政策日历" in page and "Policy calendar" in page


def test_one_subject_sees_its_own_days_with_the_reason(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert calendar("-o", str(tmp_path / "all"), "--json") == 0
    capsys.readouterr()
    every = pq.read_table(tmp_path / "all" / "calendar.parquet").to_pylist()
    subject = next(row["subject_id"] for row in every if row["because"] == "day")
    assert calendar("--id", subject, "--json", "-o", str(tmp_path / "one")) == 0
    facts = json.loads(capsys.readouterr().out)
    mine = [{**row, "day": row["day"].isoformat()} for row in every if row["subject_id"] == subject]
    assert facts["turns"] == mine
    assert calendar("--id", subject, "--lang", "en") == 0
    said = capsys.readouterr().out
    assert all(row["day"] in said for row in mine)
    page = (tmp_path / "one" / "calendar.html").read_text("utf-8")
    assert subject in page
    assert not any(row["subject_id"] in page for row in every if row["subject_id"] not in (None, subject))


def test_days_in_which_nothing_changes_are_said_to_be_so(capsys: pytest.CaptureFixture[str]) -> None:
    assert calendar("--lang", "en", span=("--from", "2026-03-03", "--to", "2026-03-03")) == 0
    assert "Nothing changes for anybody." in capsys.readouterr().out


@pytest.mark.parametrize(
    ("span", "told"),
    [
        (("--from", "2026-12-02", "--to", "2026-12-01"), "is before"),
        (("--from", "2026-01-01", "--to", "2046-01-01"), "more than ten years"),
    ],
)
def test_a_span_that_means_nothing_is_refused(
    span: tuple[str, ...], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert calendar(span=span) == 2
    assert told in capsys.readouterr().err


def test_a_subject_that_is_not_there_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert calendar("--id", "nobody") == 1
    assert 'no subject "nobody"' in capsys.readouterr().err
