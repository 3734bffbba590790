"""Documents by name, with their kind, issuer, number and short forms."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from reading.facts.figures import reading
from twinwheel.reading.facts import policy_documents

CASES = yaml.safe_load((Path(__file__).parent / "policy_documents.yaml").read_text("utf-8"))
PIECES = st.sampled_from(
    [*"《〈〉》“”（）()，。\n〔〕", "以下简称", "印发", "国务院", "方案", "十条", "发〔2020〕3号", "市"]
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["case"])
def test_the_documents_of_a_text(case: dict[str, Any]) -> None:
    found = policy_documents.find(reading(case["text"]))
    said = [
        [fact.name, fact.type, fact.issuer, fact.number, list(fact.aliases), len(fact.mentions)]
        for fact in found
    ]
    assert said == case["is"]


def test_every_mention_slices_to_the_name_or_a_short_form_of_it() -> None:
    for case in CASES:
        for fact in policy_documents.find(reading(case["text"])):
            assert {case["text"][slice(*span)] for span in fact.mentions} <= {fact.name, *fact.aliases}


def test_the_date_is_when_it_was_put_out() -> None:
    text = "2021年6月，岚州市印发《专利办法》。2022年，记者读到《人才办法》。"
    assert [fact.date for fact in policy_documents.find(reading(text))] == ["2021-06", None]


@given(st.one_of(st.text(max_size=80), st.lists(PIECES, max_size=40).map("".join)))
def test_documents_never_raise_and_slice_to_their_words(text: str) -> None:
    for fact in policy_documents.find(reading(text)):
        assert text[slice(*fact.mentions[0])] == fact.name


@pytest.mark.parametrize(
    "unit", ["《", "《办法", "《甲乙办法》", "〈》", "“十条”", "《某市某某办法》（以下简称《办法》）", "（"]
)
def test_a_long_text_takes_time_in_proportion(unit: str) -> None:
    assert isinstance(policy_documents.find(reading(unit * 1_000)), list)
