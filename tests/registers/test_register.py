"""Opening a register for matching: what is streamed as it lies, and what is read in full."""

from __future__ import annotations

import gc
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from twinwheel.errors import RegisterError, UsageError
from twinwheel.packs import Pack
from twinwheel.registers import Register, check_register, open_register
from twinwheel.registers.canonical import Mark, mark_of

CSV = """subject_id,企业名称,营业收入,从业人数,研发占比,成立日期,居民企业,行业,资质
a,甲,5000.5,20-49,12%,2024-01-05,是,C,高企
b,乙,,超过500人,,,,,无
c,丙,超过1000.5万元,7,0.5,1999-12-31,否,,
"""


def rows_of(register: Register, **options: Any) -> list[dict[str, object]]:
    return [row for batch in register.batches(**options) for row in batch.to_pylist()]


@pytest.fixture
def csv(tmp_path: Path) -> Path:
    path = tmp_path / "a.csv"
    path.write_text(CSV, encoding="utf-8")
    return path


@pytest.fixture
def clean(pack: Pack, csv: Path, tmp_path: Path) -> Path:
    check_register(pack, csv, clean=tmp_path / "clean.parquet")
    return tmp_path / "clean.parquet"


def test_a_written_register_is_streamed_as_it_lies(pack: Pack, csv: Path, clean: Path) -> None:
    register = open_register(pack, clean)
    assert register.path == clean
    assert rows_of(register) == rows_of(open_register(pack, csv))
    assert register.columns == ("营业收入", "从业人数", "研发占比", "成立日期", "居民企业", "行业", "资质")
    assert mark_of(pq.read_schema(clean)) == Mark("enterprise", pack.hash)


def test_a_register_written_for_another_pack_is_read_in_full(pack: Pack, clean: Path, tmp_path: Path) -> None:
    table = pq.read_table(clean)
    metadata = table.schema.metadata | {b"twinwheel.pack": b"0" * 64}
    other = tmp_path / "other.parquet"
    pq.write_table(table.replace_schema_metadata(metadata), other)
    register = open_register(pack, other)
    assert register.path != other
    assert register.problems == ()
    assert rows_of(register) == table.to_pylist()


def test_a_mark_does_not_excuse_wrong_types(pack: Pack, clean: Path, tmp_path: Path) -> None:
    table = pq.read_table(clean)
    table = table.set_column(
        table.schema.get_field_index("居民企业"), "居民企业", pa.array(["是", "x", None])
    )
    forged = tmp_path / "forged.parquet"
    pq.write_table(table, forged)
    register = open_register(pack, forged)
    assert [row["居民企业"] for row in rows_of(register)] == [True, None, None]
    assert [(p.row, p.field) for p in register.problems] == [(2, "居民企业")]


@pytest.mark.parametrize(("id", "words"), [("a", "occurs 2 times"), (None, "no usable id")])
def test_a_mark_does_not_excuse_wrong_ids(
    pack: Pack, clean: Path, tmp_path: Path, id: str | None, words: str
) -> None:
    table = pq.read_table(clean)
    schema = table.schema.set(0, pa.field("subject_id", pa.string()))
    table = pa.table([pa.array(["a", "b", id]), *table.columns[1:]], schema=schema)
    pq.write_table(table, tmp_path / "forged.parquet")
    with pytest.raises(RegisterError, match=words):
        open_register(pack, tmp_path / "forged.parquet")


@pytest.mark.parametrize(
    ("field", "value"),
    [("研发占比", float("nan")), ("研发占比", float("inf")), ("从业人数[max]", float("nan"))],
)
def test_a_mark_does_not_excuse_nonsense(
    pack: Pack, clean: Path, tmp_path: Path, field: str, value: float
) -> None:
    """NaN and infinity never come out."""
    table = pq.read_table(clean)
    table = table.set_column(table.schema.get_field_index(field), field, pa.array([value, None, None]))
    pq.write_table(table, tmp_path / "forged.parquet")
    register = open_register(pack, tmp_path / "forged.parquet")
    with pytest.raises(RegisterError, match="holds NaN or infinity"):
        rows_of(register)


def test_a_wider_register_is_read_in_full(pack: Pack, clean: Path, tmp_path: Path) -> None:
    table = pq.read_table(clean).append_column("别的", pa.array([1, 2, 3]))
    pq.write_table(table, tmp_path / "wide.parquet")
    register = open_register(pack, tmp_path / "wide.parquet")
    assert "别的" not in register.columns
    assert [p.field for p in register.problems] == ["别的"]


def test_batches_and_columns(pack: Pack, clean: Path) -> None:
    register = open_register(pack, clean)
    assert [batch.num_rows for batch in register.batches(2)] == [2, 1]
    some = list(register.batches(columns=["资质", "subject_id"]))
    assert some[0].schema.names == ["资质", "subject_id"]
    assert some[0].column(0).to_pylist() == [["高新技术企业"], [], None]


def test_find(pack: Pack, csv: Path) -> None:
    register = open_register(pack, csv)
    found = register.find("b")
    assert found is not None
    assert (found["subject_name"], found["从业人数"], found["从业人数[min]"]) == ("乙", None, 501.0)
    assert register.find("d") is None
    assert register.find("") is None


def test_the_subject_type_of_a_written_register(pack: Pack, tmp_path: Path) -> None:
    file = tmp_path / "p.csv"
    file.write_text("人员编号,年龄\n1,30\n", encoding="utf-8")
    check_register(pack, file, subject="person", clean=tmp_path / "p.parquet")
    assert open_register(pack, tmp_path / "p.parquet").subject == "person"
    with pytest.raises(RegisterError, match="type person, not enterprise"):
        open_register(pack, tmp_path / "p.parquet", subject="enterprise")
    with pytest.raises(UsageError, match="no subject type"):
        open_register(pack, file, subject="firm")


def test_nothing_is_left_behind(
    pack: Pack, csv: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(scratch))
    register = open_register(pack, csv)
    assert len(list(scratch.iterdir())) == 1
    del register
    gc.collect()
    assert list(scratch.iterdir()) == []
    csv.write_text("subject_id,行业\na\n", encoding="utf-8")
    with pytest.raises(RegisterError):
        open_register(pack, csv)
    assert list(scratch.iterdir()) == []


def test_the_hash_is_of_the_bytes_given(pack: Pack, csv: Path) -> None:
    import hashlib

    data = CSV.encode("gb18030")
    csv.write_bytes(data)
    assert open_register(pack, csv).hash == hashlib.sha256(data).hexdigest()


def test_exact_ends_survive_writing(pack: Pack, csv: Path, clean: Path) -> None:
    found = open_register(pack, clean).find("c")
    assert found is not None
    assert (
        found["营业收入[min]"] == 1000.50000000001
    )  # the least number above 1000.5 that a register can hold
    assert found["营业收入[max]"] == float("inf")
