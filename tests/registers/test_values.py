"""One cell at a time: the rules, as a table of what is read, what is missing and what is refused."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from twinwheel.packs import Pack
from twinwheel.packs.yaml12 import load
from twinwheel.registers import units
from twinwheel.registers.limits import MAX_CELL
from twinwheel.registers.problems import KINDS
from twinwheel.registers.values import Band, IdRule, TextRule, plain, rule_for

TABLE = load(Path(__file__).with_name("values.yaml"), "values.yaml")
assert not TABLE.problems, TABLE.problems
CASES = [(field, case) for field, cases in TABLE.value.items() for case in cases]  # type: ignore[union-attr]


def expected(value: Any, kind: str) -> Any:
    if kind in ("number", "ratio"):
        if isinstance(value, list):
            return Band(*(float(end) for end in value))
        return None if value is None else float(value)
    if kind == "date" and value is not None:
        return date.fromisoformat(value)
    return value


@pytest.mark.parametrize(
    ("field", "case"), CASES, ids=[f"{field}-{case['cell'][:24]}" for field, case in CASES]
)
def test_cell(pack: Pack, field: str, case: dict[str, Any]) -> None:
    spec = pack.fields[field]
    value, refused = rule_for(spec, pack.code_lists)(case["cell"])
    assert value == expected(case.get("is"), spec.type)
    assert (refused.kind if refused else None) == case.get("refused")
    if refused:
        assert refused.kind in KINDS
        assert refused.what
        assert refused.advice


@pytest.mark.parametrize(
    "field", ["营业收入", "从业人数", "研发占比", "成立日期", "居民企业", "行业", "资质", "备注"]
)
def test_huge_cell_is_refused_shortly(pack: Pack, field: str) -> None:
    _, refused = rule_for(pack.fields[field], pack.code_lists)("9" * 1_000_000)
    assert refused is not None
    assert len(refused.what) < 200


def test_column_in_another_unit(pack: Pack) -> None:
    in_yuan = rule_for(pack.fields["营业收入"], pack.code_lists, exponent=-4)
    assert in_yuan("12345678.9") == (1234.56789, None)
    assert in_yuan("5000万元") == (5000.0, None)  # a cell's own unit goes before its column's


def test_separator_of_a_mapping(pack: Pack) -> None:
    rule = rule_for(pack.fields["资质"], pack.code_lists, separator="/")
    assert rule("高企/创新型中小企业") == (["高新技术企业", "创新型中小企业"], None)


def test_id_is_one_line_of_text() -> None:
    assert IdRule()(" E-1 ") == ("E-1", None)
    for text in ("", "-", "不详", "a\nb", "a\x00b", "x" * 201):
        value, refused = IdRule()(text)
        assert value is None
        assert refused is not None and refused.kind == "id"


def test_text_at_the_limit() -> None:
    assert TextRule()("x" * MAX_CELL)[1] is None
    assert TextRule()("x" * (MAX_CELL + 1))[1] is not None


@pytest.mark.parametrize(
    ("stated", "wanted", "power"),
    [
        ("万元", "万元", 0), ("元", "万元", -4), ("亿元", "万元", 4), ("亿", "万元", 4), ("万美元", "万元", None),
        ("万", "人", 4), ("人", "家", None), ("户", "家", 0), ("月", "年", None), ("天", "日", 0), ("", "万元", None),
        ("%", "比例", -2), ("万", "比例", None), ("亿", "亿", 0), ("万", "亿", -4), ("篇", "篇", 0), ("磅", None, None),
        ("千", None, 3), ("nm", "nm", 0), ("公顷", "平方米", 4),
    ],
)  # fmt: skip
def test_units(stated: str, wanted: str | None, power: int | None) -> None:
    assert units.exponent(stated, wanted) == power


def test_no_unit_is_written_twice() -> None:
    names = [name.casefold() for written in units.BASES.values() for name in set(map(str.casefold, written))]
    assert len(names) == len(set(names))
    assert not set(names) & set(units.MULTIPLIERS)


@pytest.mark.parametrize("number", [0.1 + 0.2, 1e-7, 1e15, 123456789.123, -2.5, 1 / 3])
def test_plain_is_a_number_a_rule_takes(number: float) -> None:
    assert Decimal(plain(number)) == Decimal(f"{number:.15g}")
    assert "e" not in plain(number)
