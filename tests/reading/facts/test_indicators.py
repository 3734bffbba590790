"""Figures: which numbers are, and whose, when and how sure they are."""

from __future__ import annotations

import time
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from reading.facts.figures import named, reading
from twinwheel.reading.facts import indicators
from twinwheel.reading.facts.indicators import evidence, united
from twinwheel.reading.facts.indicators.evidence import Candidate
from twinwheel.reading.facts.indicators.figures import names_with_digits
from twinwheel.reading.facts.indicators.scope import chances_of
from twinwheel.reading.facts.model import Indicator
from twinwheel.reading.facts.names import Names
from twinwheel.reading.facts.tables import table
from twinwheel.reading.text import Span

CASES = yaml.safe_load((Path(__file__).parent / "indicators.yaml").read_text("utf-8"))
AMOUNTS = yaml.safe_load((Path(__file__).parent / "amounts.yaml").read_text("utf-8"))
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
    text = "总面积12平方公里。\n总面积达12平方公里。"
    found = indicators.find(reading(text), Names(text))
    assert [len(fact.mentions) for fact in found] == [2]


def test_figures_whose_sum_does_not_come_out_are_for_a_person() -> None:
    wrong, right = (f"全市有园区56家，其中市级46家，占{share}%。" for share in ("28.1", "82.1"))
    found = indicators.find(reading(wrong), Names(wrong))
    assert [fact.rule for fact in found] == ["figure, arithmetic"] * 3
    assert all(fact.review for fact in found)
    assert [fact.rule for fact in indicators.find(reading(right), Names(right))] == ["figure"] * 3


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


@pytest.mark.parametrize("case", AMOUNTS, ids=lambda case: case["text"][:12])
def test_the_value_and_unit_of_every_figure_of_a_sentence(case: dict[str, Any]) -> None:
    text = case["text"]
    found = indicators.find(reading(text), Names(text))
    said = sorted((span, fact.value, fact.unit) for fact in found for span in fact.mentions)
    assert [(text[slice(*span)], value, unit) for span, value, unit in said] == [
        (words, Decimal(value), unit) for words, value, unit in case["is"]
    ]


def test_the_chances_of_all_candidates_add_up_to_one_and_the_subject_of_the_clause_has_the_best() -> None:
    candidates = [
        Candidate("甲市", ("here/subject",)),
        Candidate("乙县", ("before/subject",)),
        Candidate("甲市", ("before/subject",)),
    ]
    chances = chances_of(candidates)
    assert sum(chances.values()) == pytest.approx(1)
    assert chances["甲市"] > 0.8
    assert chances_of([]) == {}


def test_a_scope_for_which_no_more_speaks_than_for_others_is_for_a_person() -> None:
    text = "甲市派人来。乙县派人来。丙州派人来。丁县派人来。\n大家建成3座桥。"
    places = {"甲市": "city", "乙县": "district", "丙州": "city", "丁县": "district"}
    (fact,) = indicators.find(reading(text), named(text, {"places": places}))
    assert fact.review


def test_all_evidence_has_a_weight_and_every_weight_is_of_evidence_that_is_told() -> None:
    told = evidence.__doc__ or ""
    for word in table("scope_weights"):
        assert all(part in told for part in word.split("/")), word


HOSTILE = ["5%", "万元", "1元", "5%，", "1元。", "由3家", "从3家", "占3%", "3家\n", "分别3家、", "其中3家，", "“3家”", "2019年3家", "《3家",
           "该公司3家", "全市3家，", "他说3家", "前者3家，", "同期，", "第3位"]  # fmt: skip


@pytest.mark.parametrize("unit", HOSTILE)
def test_four_times_the_text_takes_some_four_times_as_long(unit: str) -> None:
    def seconds(times: int) -> float:
        text = unit * times
        start = time.process_time()
        indicators.find(reading(text), Names(text))
        return time.process_time() - start

    ratios = (seconds(2_000) / max(seconds(500), 1e-3) for _ in range(5))
    assert any(ratio < 8 for ratio in ratios), "a square would be 16"


def test_a_figure_that_is_said_a_thousand_times_costs_no_more_each_time() -> None:
    """All of them are one figure, whose mentions must not be copied for each."""

    def seconds(times: int) -> float:
        facts = [
            Indicator(mentions=(Span(at, at + 1),), rule="figure", name="企业", value=Decimal(500), unit="家")
            for at in range(times)
        ]
        start = time.process_time()
        (one,) = united(facts)
        assert len(one.mentions) == times
        return time.process_time() - start

    ratios = (seconds(24_000) / max(seconds(3_000), 1e-3) for _ in range(5))
    assert any(ratio < 20 for ratio in ratios), "a square would be 64"
