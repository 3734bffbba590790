"""Figures: which numbers are, and whose, when and how sure they are."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from reading.facts.figures import named, reading
from twinwheel.reading.facts import indicators
from twinwheel.reading.facts.indicators.figures import names_with_digits
from twinwheel.reading.facts.names import Names

CASES = yaml.safe_load((Path(__file__).parent / "indicators.yaml").read_text("utf-8"))
PIECES = st.sampled_from(
    [
        *"0123456789亿万家个元%，。；、“”《》\n",
        "同比增长",
        "占全市的",
        "前者",
        "到2025年",
        "力争",
        "目前",
        "其中",
        "分别为",
        "某某公司",
        "2019年",
        "第",
        "位",
        "从",
        "提高到",
    ]
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["case"])
def test_the_figures_of_a_text(case: dict[str, Any]) -> None:
    text = case["text"]
    found = indicators.find(reading(text, case.get("date"), case.get("title")), named(text, case))
    said = [
        [text[slice(*fact.mentions[0])], f"{fact.value:f}", fact.unit, fact.scope, fact.as_of, fact.status]
        for fact in found
    ]
    assert said == [[row[0], str(row[1]), *row[2:6]] for row in case["is"]]
    for fact, row in zip(found, case["is"], strict=True):
        for field, value in (row[6] if len(row) > 6 else {}).items():
            assert getattr(fact, field) == value, f"{field} of {row[0]}"


def test_a_figure_said_twice_is_one_figure_with_two_mentions() -> None:
    text = "总面积12平方公里。\n园区总面积12平方公里。"
    found = indicators.find(reading(text), Names(text))
    assert [len(fact.mentions) for fact in found] == [2]


def test_figures_whose_sum_does_not_come_out_are_for_a_person() -> None:
    found = indicators.find(reading("全市有园区56家，其中市级46家，占28.1%。"), Names(""))
    assert [fact.rule for fact in found] == ["figure, arithmetic"] * 3
    assert all(fact.review for fact in found)
    assert [
        fact.rule for fact in indicators.find(reading("全市有园区56家，其中市级46家，占82.1%。"), Names(""))
    ] == ["figure"] * 3


def test_a_number_in_a_quoted_sentence_is_not_part_of_a_name() -> None:
    text = "他说：“我们引进了30家企业，还会更多。”"
    assert names_with_digits(text) == []
    assert len(indicators.find(reading(text), Names(text))) == 1


@given(st.one_of(st.text(max_size=80), st.lists(PIECES, max_size=40).map("".join)))
def test_indicators_never_raise_and_slice_to_their_words(text: str) -> None:
    for fact in indicators.find(reading(text), Names(text)):
        for span in fact.mentions:
            assert 0 <= span.start < span.end <= len(text)
        assert fact.value.is_finite()


@pytest.mark.parametrize("unit", ["3家，", "从3家", "占3%", "“3家”", "2019年3家。", "同期，", "前者3家，"])
def test_a_long_text_takes_time_in_proportion(unit: str) -> None:
    text = unit * 1_000
    assert isinstance(indicators.find(reading(text), Names(text)), list)
