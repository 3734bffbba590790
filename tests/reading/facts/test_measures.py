"""Measures in the prose of policy: who does what for whom, and on what condition."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from reading.facts.figures import named, reading
from twinwheel.reading.facts import measures
from twinwheel.reading.facts.names import Names

CASES = yaml.safe_load((Path(__file__).parent / "measures.yaml").read_text("utf-8"))
PIECES = st.sampled_from(
    [
        *"，。；“”《》一二、",
        "一是",
        "支持",
        "鼓励",
        "对首次上市的企业",
        "给予",
        "将",
        "云浦区",
        "希望",
        "的",
        "建设",
    ]
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["case"])
def test_the_measures_of_a_text(case: dict[str, Any]) -> None:
    text = case["text"]
    found = measures.find(reading(text), named(text, case))
    assert [[fact.actor, fact.instrument, fact.object, fact.condition] for fact in found] == case["is"]


def test_the_mention_holds_instrument_object_and_condition() -> None:
    text = "对首次上市的企业，给予最高500万元奖励。"
    fact = measures.find(reading(text), Names(text))[0]
    assert text[slice(*fact.mentions[0])] == text[:-1]


def test_titles_give_no_measures() -> None:
    text = "支持企业发展\n支持企业发展。"
    assert len(measures.find(reading(text, title="支持企业发展"), Names(text))) == 1


@given(st.one_of(st.text(max_size=80), st.lists(PIECES, max_size=40).map("".join)))
def test_measures_never_raise_and_slice_to_their_words(text: str) -> None:
    for fact in measures.find(reading(text), Names(text)):
        said = text[slice(*fact.mentions[0])]
        assert fact.instrument in said and (fact.condition or "") in said


@pytest.mark.parametrize("unit", ["支持企业，", "对企业的，给予奖励，", "一是支持", "“支持", "希望支持。"])
def test_a_long_text_takes_time_in_proportion(unit: str) -> None:
    text = unit * 1_000
    assert isinstance(measures.find(reading(text), Names(text)), list)
