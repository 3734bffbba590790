"""Expressions that are changed by a program: written back as text, and with a number moved."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from random_subjects import Writer
from twinwheel.criteria import edit
from twinwheel.criteria.parse import parse
from twinwheel.criteria.write import write
from twinwheel.packs import read_pack

ROOT = Path(__file__).parents[2]


@given(st.data())
def test_what_is_written_is_read_as_the_same_tree(data: st.DataObject) -> None:
    writer = Writer(lambda options: data.draw(st.sampled_from(options)))
    node = parse(writer.condition(3))
    assert parse(write(node)) == node


def test_every_expression_of_the_real_packs_comes_back() -> None:
    for *_, text, _ in read_pack(ROOT / "packs" / "beijing-sti").expressions():
        assert parse(write(parse(text))) == parse(text)


@pytest.mark.parametrize(
    "text",
    [
        "收入 >= -5",
        "收入 - (支出 - 1) > 0",
        "-(收入) < 3",
        "NOT (甲 AND (乙 OR 丙))",
        "has_all(资质, 'it''s', '小巨人')",
        "成立日期 <= :as_of - INTERVAL 3 MONTH",
        "成立日期 >= DATE '2024-02-29' OR 名称 IS NULL",
        "starts_with(名称, '北京') AND 收入 BETWEEN 1 AND 2",
        "coalesce(收入, 0) * 0.5 >= greatest(支出, 1)",
        "甲 = FALSE",
        '"say ""so""" > 3',
    ],
)
def test_brackets_and_quotes_are_put_where_they_are_needed(text: str) -> None:
    assert parse(write(parse(text))) == parse(text)


TIERS = "占比 >= CASE WHEN 收入 <= 5000 THEN 0.05 ELSE 0.03 END AND 成立日期 > :as_of - INTERVAL 5 YEAR"


def test_numbers_stand_in_the_order_they_are_written() -> None:
    found = [each.count if hasattr(each, "count") else each.value for each in edit.numbers(parse(TIERS))]
    assert found == [5000, Decimal("0.05"), Decimal("0.03"), 5]


def test_one_number_is_moved_and_no_other() -> None:
    assert edit.with_number(parse(TIERS), 1, Decimal("0.04")) == parse(TIERS.replace("0.05", "0.04"))
    assert edit.with_number(parse(TIERS), 3, Decimal(3)) == parse(TIERS.replace("5 YEAR", "3 YEAR"))
    assert edit.with_number(parse("成立日期 > DATE '2024-01-01'"), 0, date(2025, 1, 1)) == parse(
        "成立日期 > DATE '2025-01-01'"
    )


def test_the_same_number_twice_is_moved_once() -> None:
    assert edit.with_number(parse("收入 > 5 OR 支出 > 5"), 1, Decimal(6)) == parse("收入 > 5 OR 支出 > 6")


def test_the_compared_side_is_the_one_without_the_field() -> None:
    (tiered,) = edit.comparisons(parse(TIERS.split(" AND ")[0]))
    assert edit.with_compared(tiered, tiered, parse("0.04")) == parse("占比 >= 0.04")
    (mirrored,) = edit.comparisons(parse("300 >= 人数"))
    assert edit.with_compared(mirrored, mirrored, parse("200")) == parse("200 >= 人数")


def test_texts_and_yes_or_no_are_no_comparisons_of_numbers() -> None:
    assert edit.comparisons(parse("行业 = '制造业' AND 甲 = TRUE AND NOT 乙")) == []
