"""Whole columns: casting at once gives what the rules give cell by cell."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from twinwheel.packs import Pack
from twinwheel.registers.columns import Column
from twinwheel.registers.convert import Converter
from twinwheel.registers.formats.parquet import as_text
from twinwheel.registers.values import Band, IdRule, rule_for

NUMBERS = st.one_of(
    st.integers(-(10**17), 10**17).map(str),
    st.decimals(-(10**9), 10**9, places=3).map(str),
    st.decimals(0, 10**16).map(lambda d: f"{d:,f}"),
    st.floats().map(str),
    st.from_regex(r"[0-9]{1,3}(,[0-9]{3}){0,2}(\.[0-9]{1,3})?(万|万元|%|人|以上)?", fullmatch=True),
    st.from_regex(r"[0-9]{1,4}[-~–][0-9]{1,4}", fullmatch=True),
    st.sampled_from(["", "-", "不详", "约5", " 7 ", "-0", "0", "1000000000000000", "0.30", "+1"]),
    st.text(max_size=5),
)
WORDS = st.one_of(
    st.sampled_from(["示例0000001号科技有限公司", "E-1", "null", "不详", "-", " a", "a ", "N/A", "NA", "a\nb", "甲（乙）", "(", ")"]),
    st.text(max_size=8),
)  # fmt: skip


def convert(pack: Pack, field: str, cells: list[str | None], exponent: int = 0) -> tuple[list[Any], set[int]]:
    """Values and refused rows of one column, read as a block."""
    spec = pack.fields[field]
    ids = Column(0, "id", "subject_id", "id", None, IdRule())
    column = Column(1, field, field, "value", spec, rule_for(spec, pack.code_lists, exponent=exponent))
    raw = pa.record_batch(
        [pa.array([f"E{row}" for row in range(len(cells))], pa.string()), pa.array(cells, pa.string())],
        names=["0", "1"],
    )
    block = Converter([ids, column]).block(np.arange(1, len(cells) + 1), raw)
    values = block.batch.column(field).to_pylist()
    if spec.band:
        low, high = (block.batch.column(f"{field}[{end}]").to_pylist() for end in ("min", "max"))
        values = [
            Band(a, b) if a is not None else value for value, a, b in zip(values, low, high, strict=True)
        ]
    return values, {int(row) for _, bad in block.bad for row in bad.rows}


@pytest.mark.parametrize(
    ("field", "exponent"),
    [("营业收入", 0), ("营业收入", -4), ("从业人数", 0), ("研发占比", 0), ("增长率", -2)],
)
@given(cells=st.lists(st.one_of(st.none(), NUMBERS), max_size=12))
def test_numbers_at_once_are_numbers_one_by_one(
    pack: Pack, field: str, exponent: int, cells: list[str | None]
) -> None:
    rule = rule_for(pack.fields[field], pack.code_lists, exponent=exponent)
    outcomes = [(None, None) if cell is None else rule(cell) for cell in cells]
    values, refused = convert(pack, field, cells, exponent)
    assert values == [value for value, _ in outcomes]
    assert [str(value) for value in values if value == 0] == ["0.0"] * values.count(0)  # no negative zero
    assert refused == {row for row, (_, wrong) in enumerate(outcomes) if wrong}


@given(cells=st.lists(WORDS, min_size=1, max_size=12))
def test_ids_at_once_are_ids_one_by_one(cells: list[str]) -> None:
    rule = IdRule()
    column = Column(0, "id", "subject_id", "id", None, rule)
    for array in (pa.array(cells, pa.string()), pa.array(cells, pa.string()).dictionary_encode()):
        block = Converter([column]).block(np.arange(len(cells)), pa.record_batch([array], names=["0"]))
        assert block.batch.column(0).to_pylist() == [rule(cell)[0] for cell in cells]
        assert {int(row) for _, bad in block.bad for row in bad.rows} == {
            row for row, cell in enumerate(cells) if rule(cell)[1]
        }


@given(number=st.decimals(0, 10**11, places=2))
def test_a_unit_in_the_heading_converts_exactly(pack: Pack, number: Decimal) -> None:
    values, _ = convert(pack, "营业收入", [str(number)], exponent=-4)
    assert values == [float(number.scaleb(-4))]


def test_refused_rows_are_all_named_with_their_value(pack: Pack) -> None:
    spec = pack.fields["居民企业"]
    column = Column(0, "居民企业", "居民企业", "value", spec, rule_for(spec, {}))
    ids = Column(1, "id", "subject_id", "id", None, IdRule())
    cells = ["是", "x", None, "z", "x", "否"]
    raw = pa.record_batch([pa.array(cells), pa.array(list("abcdef"))], names=["0", "1"])
    bad = Converter([ids, column]).block(np.arange(1, 7), raw).bad
    assert {(each.value, tuple(each.rows.tolist())) for _, each in bad} == {("x", (1, 4)), ("z", (3,))}


@pytest.mark.parametrize(
    ("array", "text"),
    [
        (pa.array([0.5, 20.0, None, 0.1 + 0.2, 1e20, 1e-7, float("nan"), float("-inf")]),
         ["0.5", "20", None, "0.3", "100000000000000000000", "0.0000001", "nan", "-inf"]),
        (pa.array([1, None, -5]), ["1", None, "-5"]),
        (pa.array([True, None, False]), ["true", None, "false"]),
        (pa.array([Decimal("5000.50"), None]), ["5000.50", None]),
        (pa.array([None, None]), [None, None]),
        (pa.array([19727, None], pa.date32()), ["2024-01-05", None]),
        (pa.array([19727 * 86_400_000], pa.date64()), ["2024-01-05"]),
        (pa.array([["a", "b"], [], None, ["c"]]), ['["a","b"]', "[]", None, '["c"]']),
        (pa.array([["a", None], ['q"'], None]), ['["a", null]', '["q\\""]', None]),
        (pa.array([["a"], None, ["b"]]).slice(1), [None, '["b"]']),
        (pa.array([[1, 2]]), ['["1","2"]']),
        (pa.array(["a", None]).dictionary_encode(), ["a", None]),
        (pa.array([1, 1]).dictionary_encode(), ["1", "1"]),
    ],
)  # fmt: skip
def test_parquet_columns_as_text(array: pa.Array, text: list[str | None]) -> None:
    assert as_text(array).to_pylist() == text


def test_timestamps_are_read_in_their_own_zone() -> None:
    midnight = pa.array([1704384000000], pa.timestamp("ms", "Asia/Shanghai"))  # 2024-01-05 00:00 in Beijing
    assert as_text(midnight).to_pylist() == ["2024-01-05 00:00:00.000"]
