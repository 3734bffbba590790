"""Numbers are exact, rounded once, and say nothing that is not so."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from math import inf

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twinwheel.criteria.subject import Band
from twinwheel.criteria.vocabulary import FieldType
from twinwheel.reports import words as say
from twinwheel.reports.numbers import exact_money, fen, money, share, width


@pytest.mark.parametrize(
    ("yuan", "zh", "en"),
    [
        ("0", "0 元", "CNY 0"),
        ("0.05", "0.05 元", "CNY 0.05"),
        ("9999.99", "9,999.99 元", "CNY 9,999.99"),
        ("10000", "1 万元", "CNY 10,000"),
        ("9999999.99", "1,000 万元", "CNY 10 million"),
        ("99999999.99", "1 亿元", "CNY 100 million"),
        ("123456789.01", "1.23 亿元", "CNY 123.46 million"),
        ("1250000000", "12.5 亿元", "CNY 1.25 billion"),
        ("123450", "12.35 万元", "CNY 123,450"),
        ("-12345.678", "-1.23 万元", "CNY -12,345.68"),
        ("9007199254740993", "90,071,992.55 亿元", "CNY 9,007,199.25 billion"),
    ],
)
def test_money_is_printed_in_the_unit_it_is_read_in(yuan: str, zh: str, en: str) -> None:
    assert money(Decimal(yuan)) == (zh, en)


def test_money_to_the_fen_keeps_every_digit() -> None:
    assert exact_money(fen(900_719_925_474_099_300 + 1)).zh == "9,007,199,254,740,993.01 元"


@given(st.integers(0, 10**9), st.integers(0, 10**9))
def test_a_share_is_only_nothing_or_all_when_it_is(one: int, other: int) -> None:
    part, whole = min(one, other), max(one, other)
    text = share(part, whole)
    assert (text == "100%") == (part == whole > 0)
    assert (text == "0%") == (part == 0 < whole)
    if whole and text[0].isdigit():
        assert abs(Decimal(text[:-1]) - Decimal(100 * part) / whole) <= Decimal("0.05")


def test_a_width_is_a_length_in_css() -> None:
    assert (width(1, 3), width(0, 0), width(5, 5)) == ("33.33%", "0%", "100.00%")


REVENUE = FieldType("营业收入", "number", "Revenue", "万元", band=True)
STAFF = FieldType("从业人数", "number", "Employees", "人", band=True)


@pytest.mark.parametrize(
    ("kind", "value", "zh", "en"),
    [
        (REVENUE, 1234.5, "1,234.5万元", "CNY 12.345 million"),
        (FieldType("占比", "number", "Share", "比例"), 0.1, "10%", "10%"),
        (STAFF, Band(20, 49), "20–49人", "20–49"),
        (STAFF, Band(300, inf), "300人以上", "300 or more"),
        (STAFF, Band(-inf, 9), "9人以下", "up to 9"),
        (FieldType("甲", "bool", "A"), True, "是", "yes"),
        (FieldType("甲", "bool", "A"), None, "未填报", "Not filed"),
        (FieldType("成立日期", "date", "Founded"), date(2026, 3, 1), "2026年3月1日", "2026-03-01"),
        (FieldType("区", "code", "District", labels={"海淀区": "Haidian"}, values={"海淀区": "海淀区"}), "海淀区", "海淀区", "Haidian"),
        (FieldType("资质", "codes", "Titles", labels={"高企": "HNTE"}, values={"高企": "高企"}), ("高企", None), "高企、?", "HNTE, ?"),
        (FieldType("资质", "codes", "Titles"), (), "无", "none"),
    ],
)  # fmt: skip
def test_values_are_printed_in_both_languages(kind: FieldType, value: object, zh: str, en: str) -> None:
    assert say.value(kind, value) == (zh, en)  # type: ignore[arg-type]


def test_a_name_is_one_short_line() -> None:
    assert say.shown("a\nb\x00c\x7f") == "a b\ufffdc\ufffd"
    assert say.shown("长" * 500) == "长" * 79 + "…"
