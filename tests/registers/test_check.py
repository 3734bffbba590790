"""Checking a register: rows in = clean + rejected, with every reason."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from twinwheel.errors import OutputError, RegisterError
from twinwheel.packs import Pack
from twinwheel.registers import check_register, open_register, uscc
from twinwheel.registers.limits import MAX_LISTED
from twinwheel.registers.values import IdRule

A, B, C = (uscc.complete(f"91000000{number:08d}") for number in (1, 2, 3))
WRONG = A[:17] + ("0" if A[17] != "0" else "1")


def write(path: Path, heading: str, *rows: str) -> Path:
    path.write_text("\n".join([heading, *rows]) + "\n", encoding="utf-8")
    return path


def rejects_of(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def test_good_rows_are_kept_and_bad_ones_explained(pack: Pack, tmp_path: Path) -> None:
    file = write(
        tmp_path / "a.csv", "统一社会信用代码,企业名称,营业收入（元）,成立日期,资质,备注2",
        f'{A},甲,"1,000,000",2024-01-05,高企,x',
        f"{B},乙,约5万,2024年1月,高企、诺贝尔奖,y",
        f"{WRONG},丙,1,,无,z",
        f"{C},丁,1,,无,",
    )  # fmt: skip
    clean, rejects = tmp_path / "clean.parquet", tmp_path / "rejects.csv"
    found = check_register(pack, file, clean=clean, rejects=rejects)
    assert (found.rows, found.clean, found.rejected) == (4, 2, 2)
    assert found.counts == {"not-a-number": 1, "date": 1, "unknown-code": 1, "check-digit": 1}
    assert [(p.row, p.line, p.field) for p in found.problems] == [
        (None, None, "备注2"), (2, 3, "成立日期"), (2, 3, "营业收入"), (2, 3, "资质"), (3, 4, "subject_id"),
    ]  # fmt: skip
    rows = rejects_of(rejects)
    assert rows[0] == [
        "row",
        "reason",
        "统一社会信用代码",
        "企业名称",
        "营业收入（元）",
        "成立日期",
        "资质",
        "备注2",
    ]
    assert [row[0] for row in rows[1:]] == ["2", "3"]
    assert rows[1][2:] == [B, "乙", "约5万", "2024年1月", "高企、诺贝尔奖", "y"]
    assert rows[1][1].split("; ") == [
        '营业收入（元）: "约5万" is not a number', '成立日期: "2024年1月": the day is missing', '资质: "诺贝尔奖" is not in the code list',
    ]  # fmt: skip
    assert rows[2][1] == f'统一社会信用代码: "{WRONG}": the last check digit should be {A[17]}'
    register = open_register(pack, clean)
    assert register.problems == ()
    assert [row["subject_id"] for batch in register.batches() for row in batch.to_pylist()] == [A, C]
    assert register.find(A) == pq.read_table(clean).to_pylist()[0]


def test_two_rows_with_one_id_are_both_rejected(pack: Pack, tmp_path: Path) -> None:
    file = write(tmp_path / "a.csv", "subject_id,营业收入", "a,1", "b,2", " a ,3", ",4", "c,5")
    found = check_register(pack, file, rejects=tmp_path / "r.csv")
    assert (found.clean, found.rejected, found.counts) == (2, 3, {"duplicate": 2, "id": 1})
    assert [row[:2] for row in rejects_of(tmp_path / "r.csv")[1:]] == [
        ["1", 'subject_id: the id "a" also stands in row 3'],
        ["3", 'subject_id: the id "a" also stands in row 1'],
        ["4", "subject_id: the row has no id"],
    ]


def test_the_credit_code_is_checked_beside_a_subject_id_too(pack: Pack, tmp_path: Path) -> None:
    file = write(tmp_path / "a.csv", "subject_id,统一社会信用代码", f"1,{A}", f"2,{WRONG}", "3,")
    found = check_register(pack, file)
    assert (found.clean, found.counts) == (2, {"check-digit": 1})
    assert open_register(pack, file).rows == 3  # for matching, an id is an id


def test_empty_rows_are_no_rows(pack: Pack, tmp_path: Path) -> None:
    file = write(tmp_path / "a.csv", "subject_id,营业收入", "a,1", ",", "b,x", ",")
    found = check_register(pack, file, rejects=tmp_path / "r.csv")
    assert (found.rows, found.rejected) == (2, 1)
    assert "2 empty rows are left out" in [p.what for p in found.problems]
    assert rejects_of(tmp_path / "r.csv")[1][0] == "3"


def test_what_is_not_listed_is_counted(pack: Pack, tmp_path: Path) -> None:
    rows = 3 * MAX_LISTED
    file = write(
        tmp_path / "a.csv",
        "subject_id,居民企业,营业收入",
        *(f"{row},vielleicht{row},5" for row in range(rows)),
    )
    found = check_register(pack, file, rejects=tmp_path / "r.csv")
    assert found.counts == {"bool": rows}
    assert sum(p.cells for p in found.problems) == rows
    assert len(found.problems) == MAX_LISTED + 1
    assert found.problems[-1].what == "居民企业: 200 more cells with neither yes nor no"
    assert len(rejects_of(tmp_path / "r.csv")) == rows + 1


def test_outputs_appear_only_when_all_is_read(pack: Pack, tmp_path: Path) -> None:
    clean, rejects = tmp_path / "clean.parquet", tmp_path / "r.csv"
    clean.write_text("earlier")
    rejects.write_text("earlier")
    file = write(tmp_path / "a.csv", "subject_id,营业收入", *(f"{row},1" for row in range(9)), "x,1,2")
    with pytest.raises(RegisterError):
        check_register(pack, file, clean=clean, rejects=rejects)
    assert (clean.read_text(), rejects.read_text()) == ("earlier", "earlier")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.csv", "clean.parquet", "r.csv"]
    with pytest.raises(OutputError, match="cannot be written"):
        check_register(pack, write(file, "subject_id", "a"), clean=tmp_path / "none" / "clean.parquet")


CELL = st.one_of(
    st.sampled_from(
        [
            "",
            "-",
            "5",
            "1,000",
            "20-49",
            "约5",
            "是",
            "C",
            "高企、x",
            "2024-01-05",
            "2024年1月",
            "万",
            "5万元",
            "NaN",
            "无",
        ]
    ),
    st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=6),
)
FIELDS = [
    "subject_id",
    "统一社会信用代码",
    "营业收入",
    "从业人数",
    "研发占比",
    "成立日期",
    "居民企业",
    "行业",
    "资质",
    "备注",
    "别的",
]
ROWS = st.lists(st.lists(CELL, min_size=len(FIELDS), max_size=len(FIELDS)), min_size=1, max_size=8)


FEW = 40 if settings.default.max_examples == 100 else settings.default.max_examples  # type: ignore[union-attr]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=FEW)
@given(rows=ROWS, encoding=st.sampled_from(["utf-8", "utf-8-sig"]))
def test_nothing_is_lost(pack: Pack, tmp_path: Path, rows: list[list[str]], encoding: str) -> None:
    """Every row is in the clean file or in the rejects, as it was; and a clean file is clean when read again."""
    file, clean, rejects = tmp_path / "a.csv", tmp_path / "clean.parquet", tmp_path / "r.csv"
    with file.open("w", encoding=encoding, newline="") as out:
        csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows([FIELDS, *rows])
    found = check_register(pack, file, clean=clean, rejects=rejects)
    # Line ends inside a cell become \n; rows without any value are no rows.
    given = {number: [ends(cell) for cell in row] for number, row in enumerate(rows, 1) if any(row)}
    lost = {int(row[0]): [ends(cell) for cell in row[2:]] for row in rejects_of(rejects)[1:]}
    kept = pq.read_table(clean).to_pylist()
    assert (found.rows, found.clean, found.rejected) == (len(given), len(kept), len(lost))
    assert lost == {number: given[number] for number in lost}
    assert [row["subject_id"] for row in kept] == [
        IdRule()(row[0])[0] for number, row in given.items() if number not in lost
    ]
    again = check_register(pack, clean, clean=tmp_path / "again.parquet")
    assert (again.clean, again.rejected, again.counts) == (found.clean, 0, {})
    assert pq.read_table(tmp_path / "again.parquet").to_pylist() == kept
    if found.clean:
        assert read(pack, clean) == kept


def ends(cell: str) -> str:
    return cell.replace("\r\n", "\n").replace("\r", "\n")


def read(pack: Pack, path: Path) -> list[dict[str, Any]]:
    return [row for batch in open_register(pack, path).batches() for row in batch.to_pylist()]
