"""The same register in every format and encoding, and files that cannot be read."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from datetime import date, datetime, time
from pathlib import Path

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from twinwheel.errors import RegisterError
from twinwheel.packs import Pack
from twinwheel.registers import Register, open_register
from twinwheel.registers.limits import MAX_LINE_BYTES

HEADINGS = ["subject_id", "企业名称", "营业收入", "从业人数", "成立日期", "居民企业", "行业", "资质"]
ROWS = [
    ["E1", "甲", "5000.5", "20-49", "2024-01-05", "是", "制造业", "高企、创新型中小企业"],
    ["E2", "乙，二", "", "不足20", "", "否", "A", "无"],
    ["E3", '丙"三"', "0", "7", "1999-12-31", "", "", ""],
]
BATCH = [
    {"subject_id": "E1", "subject_name": "甲", "营业收入": 5000.5, "营业收入[min]": None, "营业收入[max]": None, "从业人数": None,
     "从业人数[min]": 20.0, "从业人数[max]": 49.0, "成立日期": date(2024, 1, 5), "居民企业": True, "行业": "制造业",
     "资质": ["高新技术企业", "创新型中小企业"]},
    {"subject_id": "E2", "subject_name": "乙，二", "营业收入": None, "营业收入[min]": None, "营业收入[max]": None, "从业人数": None,
     "从业人数[min]": float("-inf"), "从业人数[max]": 19.0, "成立日期": None, "居民企业": False, "行业": "农、林、牧、渔业",
     "资质": []},
    {"subject_id": "E3", "subject_name": '丙"三"', "营业收入": 0.0, "营业收入[min]": None, "营业收入[max]": None, "从业人数": 7.0,
     "从业人数[min]": None, "从业人数[max]": None, "成立日期": date(1999, 12, 31), "居民企业": None, "行业": None, "资质": None},
]  # fmt: skip


def rows_of(register: Register) -> list[dict[str, object]]:
    return [row for batch in register.batches() for row in batch.to_pylist()]


def delimited(delimiter: str = ",", end: str = "\n") -> str:
    quote = lambda cell: '"' + cell.replace('"', '""') + '"' if set(cell) & set('",;\t|\n') else cell  # noqa: E731
    return "".join(delimiter.join(map(quote, row)) + end for row in [HEADINGS, *ROWS])


def text_formats() -> dict[str, tuple[str, bytes]]:
    csv = delimited()
    return {
        "utf-8": ("a.csv", csv.encode()),
        "utf-8 with BOM": ("a.csv", csv.encode("utf-8-sig")),
        "gb18030": ("a.csv", csv.encode("gb18030")),
        "crlf": ("a.csv", delimited(end="\r\n").encode()),
        "gb18030 crlf": ("a.csv", delimited(end="\r\n").encode("gb18030")),
        "old mac": ("a.csv", delimited(end="\r").encode()),
        "mixed line ends": ("a.csv", csv.replace("\n", "\r\n", 2).encode()),
        "no last line end": ("a.csv", csv.rstrip("\n").encode()),
        "empty rows at the end": ("a.csv", (csv + ",,,,,,,\n,,,,,,,\n").encode()),
        "tab": ("a.tsv", delimited("\t").encode()),
        "semicolon": ("a.csv", delimited(";").encode()),
        "json": ("a.json", json.dumps([dict(zip(HEADINGS, row, strict=True)) for row in ROWS]).encode()),
        "json indented, real types": (
            "a.json",
            json.dumps(
                [
                    dict(zip(HEADINGS, ROWS[0], strict=True)) | {"营业收入": 5000.50, "居民企业": True, "资质": ["高企", "创新型中小企业"]},
                    {"subject_id": "E2", "企业名称": "乙，二", "从业人数": "不足20", "居民企业": False, "行业": "A", "资质": []},
                    {"subject_id": "E3", "企业名称": '丙"三"', "营业收入": 0, "从业人数": 7, "成立日期": "1999-12-31", "资质": None},
                ],
                ensure_ascii=False, indent=1,
            ).encode("utf-8-sig"),
        ),
        "ndjson": (
            "a.ndjson",
            "\n".join(json.dumps(dict(zip(HEADINGS, row, strict=True)), ensure_ascii=False) for row in ROWS).encode("gb18030"),
        ),
        "objects over several lines": (
            "a.json", "\n".join(json.dumps(dict(zip(HEADINGS, row, strict=True)), indent=2) for row in ROWS).encode(),
        ),
    }  # fmt: skip


@pytest.mark.parametrize("name", text_formats())
def test_text_formats_read_the_same(pack: Pack, tmp_path: Path, name: str) -> None:
    file, data = text_formats()[name]
    path = tmp_path / file
    path.write_bytes(data)
    register = open_register(pack, path)
    assert rows_of(register) == BATCH
    assert [str(p) for p in register.problems if "empty rows" not in p.what] == []
    assert register.columns == ("营业收入", "从业人数", "成立日期", "居民企业", "行业", "资质")
    assert register.rows == 3


def test_excel(pack: Pack, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    for _ in range(2):
        sheet.append([])  # a register need not begin in the first row
    sheet.append([None, *HEADINGS])
    sheet.append(
        [None, "E1", "甲", 5000.5, "20-49", datetime(2024, 1, 5), "是", "制造业", "高企、创新型中小企业"]
    )
    sheet.append([None, "E2", "乙，二", None, "不足20", None, False, "A", "无"])
    sheet.append([None, "E3", '丙"三"', 0, 7, date(1999, 12, 31), None, None, None])
    book.create_sheet("说明").append(["x"])
    path = tmp_path / "名册.xlsx"
    book.save(path)
    register = open_register(pack, path)
    assert rows_of(register) == BATCH
    assert [p.what for p in register.problems] == ['only the sheet "Sheet" is read; the file also has "说明"']


def test_excel_numbers_and_dates(pack: Pack, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["subject_id", "营业收入", "成立日期", "从业人数"])
    book.active.append([1, 0.1 + 0.2, datetime(2024, 1, 5, 13, 30), 20.0])
    book.active.append([2.0, 5000.0, 45296, time(3, 4)])
    book.save(tmp_path / "a.xlsx")
    register = open_register(pack, tmp_path / "a.xlsx")
    first, second = rows_of(register)
    assert (first["subject_id"], first["营业收入"], first["从业人数"], first["成立日期"]) == (
        "1",
        0.3,
        20.0,
        None,
    )
    assert (second["subject_id"], second["营业收入"], second["成立日期"], second["从业人数"]) == (
        "2",
        5000.0,
        None,
        None,
    )
    assert [(p.row, p.field, p.kind) for p in register.problems] == [  # type: ignore[attr-defined]
        (1, "成立日期", "date"), (2, "从业人数", "not-a-number"), (2, "成立日期", "date"),
    ]  # fmt: skip


def test_parquet_of_another_program(pack: Pack, tmp_path: Path) -> None:
    table = pa.table(
        {
            "subject_id": pa.array([1, 2, 3], pa.int64()),
            "营业收入": pa.array([5000.5, float("nan"), 1e17]),
            "从业人数": pa.array([20, None, -1], pa.int32()),
            "成立日期": pa.array([datetime(2024, 1, 5), None, datetime(2024, 1, 5, 1)], pa.timestamp("us")),
            "居民企业": pa.array([True, False, None]),
            "行业": pa.array(["C", "65", "火星"]).dictionary_encode(),
            "资质": pa.array([["高企", None], [], ["x"]]),
            "应纳税所得额": pa.array(["1,000", "5万元", None]),
        }
    )
    pq.write_table(table, tmp_path / "a.parquet")
    register = open_register(pack, tmp_path / "a.parquet")
    assert [row["subject_id"] for row in rows_of(register)] == ["1", "2", "3"]
    columns = {name: [row[name] for row in rows_of(register)] for name in register.columns}
    assert columns == {
        "营业收入": [5000.5, None, None],
        "从业人数": [20.0, None, None],
        "成立日期": [date(2024, 1, 5), None, None],
        "居民企业": [True, False, None],
        "行业": ["制造业", "软件和信息技术服务业", None],
        "资质": [["高新技术企业", None], [], [None]],
        "应纳税所得额": [1000.0, 5.0, None],
    }
    assert sorted((p.row, p.kind) for p in register.problems) == [  # type: ignore[attr-defined]
        (2, "not-a-number"), (3, "date"), (3, "out-of-range"), (3, "too-many-digits"), (3, "unknown-code"), (3, "unknown-code"),
    ]  # fmt: skip


def test_ends_of_ranges_in_their_own_columns(pack: Pack, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(
        "subject_id,从业人数,从业人数[min],从业人数[max]\na,7,,\nb,,20,49\nc,,500,inf\nd,,30,20\ne,5,1,9\nf,,7,7\ng,,7,\n",
        encoding="utf-8",
    )
    register = open_register(pack, path)
    found = [(row["从业人数"], row["从业人数[min]"], row["从业人数[max]"]) for row in rows_of(register)]
    none = (None, None, None)
    assert found == [
        (7, None, None),
        (None, 20, 49),
        (None, 500, float("inf")),
        none,
        none,
        (7, None, None),
        none,
    ]
    assert [p.row for p in register.problems] == [4, 5, 7]


BROKEN: dict[str, tuple[str, bytes | Callable[[], bytes], str, int | None]] = {
    "empty": ("a.csv", b"", "the file is empty", None),
    "one line end": ("a.csv", b"\n", "the first line holds no headings", 1),
    "headings only": ("a.csv", "subject_id,行业\n".encode(), "there is no subject", None),
    "no id column": ("a.csv", "名称,行业\n甲,C\n".encode(), "no column holds the subject's id (the file has 名称、行业)", None),
    "a row too short": ("a.csv", "subject_id,行业,园区\na,C\nb,C,东园\n".encode(), "Expected Number of Columns: 3 Found: 2", 2),
    "a row too long": ("a.csv", "subject_id,行业\na,C\nb,C,东园\n".encode(), "Expected Number of Columns: 2 Found: 3", 3),
    "an open quote": ("a.csv", 'subject_id,行业\na,"C\nb,C\n'.encode(), "unterminated quote", 2),
    "a quote inside": ("a.csv", 'subject_id,行业\na,"C"x\nb,C\n'.encode(), "quote", 2),
    "a column twice": ("a.csv", "subject_id,行业,行业\na,C,C\n".encode(), 'columns 2 and 3 are both called "行业"', None),
    "a field twice": ("a.csv", "subject_id,年营收,营业收入（元）\na,1,1\n".encode(), "both hold the field 营业收入", None),
    "a unit that does not fit": ("a.csv", "subject_id,营业收入(美元)\na,1\n".encode(), 'the unit "美元" does not fit', None),
    "an id twice": ("a.csv", "subject_id,行业\na,C\nb,C\n a ,C\n".encode(), 'the id "a" occurs 2 times, first in row 1', 4),
    "no id in a row": ("a.csv", "subject_id,行业\na,C\n,C\n".encode(), "the row has no usable id", 3),
    "a NUL": ("a.csv", "subject_id,行业\na,C\nb,\0C\n".encode(), "is a NUL: this is not a text file", 3),
    "UTF-16": ("a.csv", "subject_id,行业\na,C\n".encode("utf-16"), "this is UTF-16 text", None),
    "UTF-16 without a mark": ("a.csv", "subject_id,行业\na,C\n".encode("utf-16-le"), "is a NUL", 1),
    "no encoding": ("a.csv", b"subject_id,x\na,1\nb,\xff\xff\n", "byte 19 is neither UTF-8 nor GB18030", 3),
    "two encodings": ("a.csv", "subject_id,备注\na,中文备注\n".encode() + "b,中文备注\n".encode("gb18030"),
                      "line 1 is UTF-8, line 3 is not", 3),
    "BOM, then GB18030": ("a.csv", "subject_id\n".encode("utf-8-sig") + "中文\n".encode("gb18030"), "neither UTF-8", 2),
    "one very long line": ("a.csv", lambda: b"subject_id,x\na," + b"y" * (MAX_LINE_BYTES + 9) + b"\n", "line", 2),
    "too many columns": ("a.csv", lambda: ("subject_id" + "," * 3000 + "\n").encode(), "3,001 columns", 1),
    "a picture": ("a.csv", b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "is a NUL", 3),
    "Excel that is none": ("a.xlsx", b"subject_id\na\n", "this is not a .xlsx file", None),
    "Excel cut short": ("a.xlsx", b"PK\x03\x04" + b"x" * 200, "cannot be read", None),
    "Parquet that is none": ("a.parquet", b"subject_id\na\n", "this is not a .parquet file", None),
    "Parquet cut short": ("a.parquet", b"PAR1" + b"x" * 200, "cannot be read", None),
    "JSON cut short": ("a.json", b'[{"subject_id": "a"},\n{"subject_id": ', "this is not JSON", 2),
    "JSON of numbers": ("a.json", b"[1, 2]", "this is no object but", None),
    "JSON without objects": ("a.json", b"[]", "no object with keys", None),
    "JSON key twice": ("a.json", b'[{"subject_id": "a", "subject_id": "b"}]', 'the key "subject_id" occurs twice', None),
    "NDJSON broken": ("a.ndjson", b'{"subject_id": "a"}\n{"subject_id": "b"\n', "this is not JSON", 2),
    "JSON half a character": ("a.json", b'[{"subject_id": "a"},\n{"subject_id": "\\uD83D"}]', r"\ud83d is half a character", 2),
    "NDJSON two on a line": ("a.ndjson", b'{"subject_id": "a"}\n{"subject_id": "b"}{}\n', "this is not JSON", 2),
}  # fmt: skip


@pytest.mark.parametrize("name", BROKEN)
def test_broken_files_say_what_and_where(pack: Pack, tmp_path: Path, name: str) -> None:
    file, data, words, line = BROKEN[name]
    path = tmp_path / file
    path.write_bytes(data() if callable(data) else data)
    with pytest.raises(RegisterError) as caught:
        open_register(pack, path)
    problem = caught.value.problems[0]
    assert words in problem.what
    assert problem.line == line
    assert problem.advice
    assert problem.file == str(path)
    assert len(str(caught.value)) < 2000


def test_every_broken_line_is_told(pack: Pack, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("subject_id,行业\n" + "a,C\nb\nc,C,C\n" * 3, encoding="utf-8")
    with pytest.raises(RegisterError) as caught:
        open_register(pack, path)
    assert [problem.line for problem in caught.value.problems] == [3, 4, 6, 7, 9, 10]


def test_a_zip_bomb_is_not_unpacked(pack: Pack, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from twinwheel.registers.formats import excel

    book = openpyxl.Workbook()
    book.active.append(["subject_id"])
    book.save(tmp_path / "a.xlsx")
    monkeypatch.setattr(excel, "MAX_UNPACKED_BYTES", 1000)
    with pytest.raises(RegisterError, match="unpacks to"):
        open_register(pack, tmp_path / "a.xlsx")


def test_a_stray_cell_does_not_take_all_memory(pack: Pack, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active["A1"] = "subject_id"
    book.active["XFD1048576"] = 1
    book.save(tmp_path / "a.xlsx")
    with pytest.raises(RegisterError, match=r"spans 17,179,869,184 cells"):
        open_register(pack, tmp_path / "a.xlsx")


def test_nested_and_binary_parquet_columns(pack: Pack, tmp_path: Path) -> None:
    for array in (pa.array([{"x": 1}]), pa.array([b"x"]), pa.array([[["x"]]])):
        pq.write_table(pa.table({"subject_id": ["a"], "备注": array}), tmp_path / "a.parquet")
        with pytest.raises(RegisterError, match='column "备注" holds'):
            open_register(pack, tmp_path / "a.parquet")


def test_names_that_look_like_patterns(pack: Pack, tmp_path: Path) -> None:
    for name in ("a*.csv", "[ab].csv", "a'b.csv", "s3:x.csv", "%00.csv", "a.csv.gz.csv"):
        (tmp_path / name).write_text("subject_id\na\n", encoding="utf-8")
        assert open_register(pack, tmp_path / name).rows == 1


def test_no_such_file(pack: Pack, tmp_path: Path) -> None:
    with pytest.raises(RegisterError, match="there is no such file"):
        open_register(pack, tmp_path / "a.csv")
    with pytest.raises(RegisterError, match="this is a folder"):
        open_register(pack, tmp_path)


def test_standard_input(pack: Pack, monkeypatch: pytest.MonkeyPatch) -> None:
    class Stdin:
        buffer = io.BytesIO(b'{"subject_id": "a"}\n{"subject_id": "b"}\n')

    monkeypatch.setattr("sys.stdin", Stdin)
    register = open_register(pack, "-")
    assert register.rows == 2
    assert register.find("b") == {"subject_id": "b"}
