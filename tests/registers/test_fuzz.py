"""Whatever the bytes: a register is read, or refused with a place and advice. Nothing else escapes."""

from __future__ import annotations

import zipfile
from io import BytesIO
from pathlib import Path

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from twinwheel.errors import RegisterError
from twinwheel.packs import Pack
from twinwheel.registers import check_register, open_register

FEW = 30 if settings.default.max_examples == 100 else settings.default.max_examples  # type: ignore[union-attr]
CSV = 'subject_id,企业名称,营业收入（元）,从业人数,成立日期,资质\na,甲,"1,000",20-49,2024-01-05,高企、x\nb,乙,5万,7,,无\n'
JSON = (
    '[{"subject_id": "a", "营业收入": 5.5, "资质": ["高企", null]},\n {"subject_id": "b", "居民企业": true}]'
)
PIECES = st.one_of(
    st.binary(max_size=12),
    st.sampled_from([b'"', b",", b"\n", b"\r\n", b"\r", b"\0", b"\xff", b"\xef\xbb\xbf", b"[", b"]", b"{", b"}", b":", b"null",
                     "高企".encode(), "高企".encode("gb18030"), b"1e999", b"-", b"\\u0000", b"\\ud800", b"a" * 300]),
)  # fmt: skip


@st.composite
def damaged(draw: st.DrawFn, original: bytes) -> bytes:
    """The original with some pieces put in, taken out or written over."""
    data = original
    for _ in range(draw(st.integers(0, 4))):
        at = draw(st.integers(0, len(data)))
        cut = draw(st.integers(0, 8))
        data = data[:at] + draw(PIECES) + data[at + cut :]
    return data


def parquet() -> bytes:
    buffer = BytesIO()
    columns = {
        "subject_id": ["a", "b"],
        "营业收入": [1.5, None],
        "资质": [["高企"], []],
        "居民企业": ["是", "否"],
    }
    pq.write_table(pa.table(columns), buffer, compression="none")
    return buffer.getvalue()


def excel() -> bytes:
    book, buffer, stored = openpyxl.Workbook(), BytesIO(), BytesIO()
    for row in (["subject_id", "营业收入", "资质"], ["a", 5, "高企"], ["b", "5万", None]):
        book.active.append(row)
    book.save(buffer)
    with zipfile.ZipFile(buffer) as packed, zipfile.ZipFile(stored, "w", zipfile.ZIP_STORED) as plain:
        for name in packed.namelist():  # unpacked, so that damage reaches the XML
            plain.writestr(zipfile.ZipInfo(name), packed.read(name))
    return stored.getvalue()


ORIGINALS = {
    "a.csv": CSV.encode(), "gb.csv": CSV.encode("gb18030"), "crlf.csv": CSV.replace("\n", "\r\n").encode("utf-8-sig"),
    "a.json": JSON.encode(), "a.ndjson": JSON[1:-1].replace(",\n", "\n").encode(), "a.parquet": parquet(), "a.xlsx": excel(),
}  # fmt: skip


@pytest.mark.parametrize("name", ORIGINALS)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=FEW)
@given(data=st.data())
def test_damaged_files(pack: Pack, tmp_path: Path, name: str, data: st.DataObject) -> None:
    path = tmp_path / name
    path.write_bytes(data.draw(damaged(ORIGINALS[name])))
    try:
        register = open_register(pack, path)
    except RegisterError as error:
        told(error)
    else:
        assert sum(batch.num_rows for batch in register.batches()) == register.rows > 0
        assert all(problem.what and problem.file == str(path) for problem in register.problems)
    try:
        found = check_register(pack, path, clean=tmp_path / "clean.parquet", rejects=tmp_path / "r.csv")
    except RegisterError as error:
        told(error)
    else:
        assert found.rows == found.clean + found.rejected
        assert pq.read_metadata(tmp_path / "clean.parquet").num_rows == found.clean


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=2 * FEW)
@given(
    name=st.sampled_from(["a.csv", "a.tsv", "a.txt", "a", "a.json", "a.parquet", "a.xlsx"]),
    data=st.binary(max_size=200),
)
def test_rubbish(pack: Pack, tmp_path: Path, name: str, data: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(RegisterError) as caught:
        open_register(pack, path)
    told(caught.value)


def told(error: RegisterError) -> None:
    """What is wrong, where, and what to do; short, and nothing a terminal would obey."""
    assert error.problems
    for problem in error.problems:
        assert problem.file
        assert problem.what
        assert problem.advice
        assert len(problem.what) < 1000
        assert problem.what.isprintable()
