"""Programmes, platforms, systems, products: what has a name and is planned, built or run."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from reading.facts.figures import named, reading
from twinwheel.reading.facts import programmes
from twinwheel.reading.facts.names import Names

CASES = yaml.safe_load((Path(__file__).parent / "programmes.yaml").read_text("utf-8"))
PIECES = st.sampled_from(
    [
        *"“”《》，。的和",
        "平台",
        "系统",
        "建设了",
        "将",
        "中心",
        "数据资源",
        "TensorFlow",
        "框架",
        "工程",
        "由",
        "承建的",
    ]
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["case"])
def test_the_programmes_of_a_text(case: dict[str, Any]) -> None:
    text = case["text"]
    found = programmes.find(reading(text), named(text, case))
    assert [[fact.name, fact.type, fact.owner, fact.status] for fact in found] == case["is"]


def test_a_programme_without_marks_waits_for_a_person() -> None:
    text = "云浦区建设了应收账款确权融资中心，上线“惠企通”平台。"
    assert [fact.review for fact in programmes.find(reading(text), Names(text))] == [True, False]


@given(st.one_of(st.text(max_size=80), st.lists(PIECES, max_size=40).map("".join)))
def test_programmes_never_raise_and_slice_to_their_words(text: str) -> None:
    for fact in programmes.find(reading(text), Names(text)):
        assert text[slice(*fact.mentions[0])] == fact.name


@pytest.mark.parametrize("unit", ["“", "“星潮”平台", "建设了平台", "数据平台", "A", "和中心", "《星潮平台》"])
def test_a_long_text_takes_time_in_proportion(unit: str) -> None:
    text = unit * 1_000
    assert isinstance(programmes.find(reading(text), Names(text)), list)


def test_a_place_in_the_name_of_a_programme_is_not_meant() -> None:
    text = "“江澜市智算”平台上线。江澜市很重视。"
    names = named(text, {"places": {"江澜市": "city"}})
    kept = programmes.outside(names.places, programmes.find(reading(text), names))
    assert [span.start for place in kept for span in place.mentions] == [text.rindex("江澜市")]


@pytest.mark.parametrize("unit", ["超强磁场", "电子", "“澜算”", "平台和", "中国", "建设"])
def test_four_times_the_text_takes_some_four_times_as_long(unit: str) -> None:
    def seconds(times: int) -> float:
        text = "装置。" + unit * times
        start = time.process_time()
        programmes.find(reading(text), Names(text))
        return time.process_time() - start

    ratios = (seconds(4_000) / max(seconds(1_000), 1e-3) for _ in range(5))
    assert any(ratio < 8 for ratio in ratios), "a square would be 16"
