"""Columns that are the same bytes are told from those that have to be read."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from random_subjects import random_pack, seeded
from twinwheel.errors import RegisterError
from twinwheel.matching.changes.chunks import read_group, same_chunks
from twinwheel.registers import canonical

COLUMNS: dict[str, Any] = {
    "subject_id": pa.array(list("abcdef")),
    "收入": pa.array([1.0, 2.0, None, 4.0, 5.0, 6.0]),
    "行业": pa.array(["制造业", "软件业"] * 3),
    "资质": pa.array([["小巨人"], [], None, ["小巨人", None], [], []], pa.list_(pa.string())),
}


def written(path: Path, rows: int = 2, **changed: Any) -> Path:
    table = pa.table({**COLUMNS, **changed})
    with canonical.writer(path, table.schema, random_pack(seeded(1)), "firm") as out:
        for start in range(0, table.num_rows, rows):
            (batch,) = table.slice(start, rows).combine_chunks().to_batches()
            out.write_batch(batch, rows)
    return path


def test_only_the_column_and_group_that_changed_are_not_the_same(tmp_path: Path) -> None:
    one = written(tmp_path / "one")
    assert same_chunks(one, written(tmp_path / "two")) == [frozenset(COLUMNS)] * 3
    other = written(tmp_path / "three", 收入=pa.array([1.0, 2.0, 3.0, 4.0, 5.0, 6.0]))
    assert same_chunks(one, other) == [frozenset(COLUMNS), frozenset(COLUMNS) - {"收入"}, frozenset(COLUMNS)]
    lists = pa.array([["小巨人"], [], None, ["小巨人", None], [], ["小巨人"]], pa.list_(pa.string()))
    assert same_chunks(one, written(tmp_path / "four", 资质=lists))[2] == frozenset(COLUMNS) - {"资质"}  # type: ignore[index]


def test_another_type_is_never_the_same(tmp_path: Path) -> None:
    nothing = {"收入": pa.nulls(6, pa.float64()), "行业": pa.nulls(6, pa.float64())}
    empty = {"收入": pa.nulls(6, pa.float64()), "行业": pa.nulls(6, pa.date32())}
    found = same_chunks(written(tmp_path / "one", **nothing), written(tmp_path / "two", **empty))
    assert found is not None
    assert all("收入" in each and "行业" not in each for each in found)


def test_groups_that_are_cut_otherwise_are_not_compared(tmp_path: Path) -> None:
    assert same_chunks(written(tmp_path / "one"), written(tmp_path / "two", rows=3)) is None


def test_a_group_is_read_in_the_order_of_the_columns_asked_for(tmp_path: Path) -> None:
    batch = read_group(written(tmp_path / "one"), 1, ["资质", "subject_id"])
    assert batch.to_pydict() == {"资质": [None, ["小巨人", None]], "subject_id": ["c", "d"]}


def test_a_broken_group_says_which_file(tmp_path: Path) -> None:
    path = written(tmp_path / "one.parquet")
    found = bytearray(path.read_bytes())
    found[4:40] = bytes(36)
    path.write_bytes(bytes(found))
    with pytest.raises(RegisterError, match=r"one\.parquet"):
        read_group(path, 0, ["subject_id"])
