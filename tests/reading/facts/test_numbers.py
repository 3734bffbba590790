"""Numbers: what they are worth, what they count, and what is no number."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from twinwheel.reading.facts import numbers, numerals

CASES = yaml.safe_load((Path(__file__).parent / "numbers.yaml").read_text("utf-8"))
PIECES = st.sampled_from(
    [
        *"一二三十百千万亿几数半0123456789,.%％约近-—至到/余多家个元年日内",
        "百分之",
        "分之",
        "万元",
        "以上",
        "不超过",
        "个百分点",
    ]
)
TEXTS = st.one_of(st.text(max_size=60), st.lists(PIECES, max_size=40).map("".join))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["text"])
def test_the_numbers_of_a_text(case: dict[str, Any]) -> None:
    text = case["text"]
    found = [
        [text[each.start : each.end], _value(each), each.unit, each.bound] for each in numbers.find(text)
    ]
    wanted = [[words, str(value), unit, bound] for words, value, unit, bound in case["numbers"]]
    assert found == wanted


def _value(number: numbers.Number) -> str:
    low = f"{number.value:f}"
    return low if number.value_to is None else f"{low}..{number.value_to:f}"


def test_the_base_of_a_unit_is_what_amounts_are_compared_in() -> None:
    first, second = numbers.find("1811.8亿元，181180000000元")
    assert first.base_value == second.base_value
    assert (first.base, first.factor) == ("元", Decimal(100000000))
    hectares = numbers.find("120公顷")[0]
    assert (hectares.base_value, hectares.base) == (Decimal("1.20"), "平方公里")


def test_an_ordinal_says_which_one_not_how_many() -> None:
    assert [each.ordinal for each in numbers.find("第20年，前10名，20年，目前10名")] == [
        True,
        True,
        False,
        False,
    ]


@pytest.mark.parametrize(
    ("numeral", "value"),
    [
        ("一百二十三", 123),
        ("两千零五", 2005),
        ("十", 10),
        ("三亿零五百万", 305000000),
        ("二〇二三", 2023),
        ("三七二十一", None),
        ("几千万", None),
        ("", None),
    ],
)
def test_chinese_numerals(numeral: str, value: int | None) -> None:
    assert numerals.chinese(numeral) == value


@given(TEXTS)
def test_numbers_never_raise_stay_in_order_and_slice_to_their_words(text: str) -> None:
    done = 0
    for number in numbers.find(text):
        assert done <= number.start < number.end <= len(text)
        assert number.start <= number.core[0] < number.core[1] <= number.end
        assert number.value_to is None or number.value_to > number.value or number.unit
        assert isinstance(number.value, Decimal) and number.value.is_finite()
        done = number.core[1]


@pytest.mark.parametrize(
    "unit", ["1,", "一", "1.", "百", "三分之", "1至", "5—", "万亿", "半", "1多", "123,456"]
)
def test_a_long_run_of_anything_takes_time_in_proportion(unit: str) -> None:
    """A pattern that tries every way to cut a run would not come back from this."""
    assert isinstance(numbers.find(unit * 5_000), list)
