"""Titles and employers: where a title begins, whose it is, and what the text gives only elsewhere."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from reading.facts.readings import reading
from twinwheel.reading.facts import naming

CASES = yaml.safe_load((Path(__file__).parent / "offices.yaml").read_text("utf-8"))
PIECES = st.sampled_from(
    [
        *"、，。（）的”《》兼 ",
        "市委书记",
        "局长",
        "该局",
        "公司",
        "总经理",
        "王海涛",
        "清溪区",
        "教授",
        "是",
        "，男，",
        "财政",
        "部长",
    ]
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["case"])
def test_who_holds_which_office(case: dict[str, Any]) -> None:
    people = naming.find(reading(case["text"]), None).people
    assert [[person.name, person.title, person.organisation] for person in people] == case["people"]
    if "review" in case:
        assert [person.review for person in people] == [case["review"]]


@given(st.lists(PIECES, max_size=40).map("".join))
def test_titles_and_employers_are_words_of_any_text(text: str) -> None:
    for person in naming.find(reading(text), None).people:
        assert (person.title or "") in text
        assert (person.organisation or "") in text
