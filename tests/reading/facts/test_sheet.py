"""The sheet: a text with its words, as the finders of names look at it."""

from __future__ import annotations

import random

import pytest

from twinwheel.reading.facts.model import Reading
from twinwheel.reading.facts.sheet import Sheet, is_han


def sheet(text: str) -> Sheet:
    return Sheet(Reading(text, (), "article", (), None, None), None)


@pytest.mark.parametrize("size", [400, 40_000], ids=["counted", "by the table of a long text"])
def test_how_often_a_name_stands_in_the_text(size: int) -> None:
    rng = random.Random(7)
    text = "".join(rng.choice("陈林何宁安清海岚𠮷，。\n") for _ in range(size))
    page = sheet(text)
    for name in ("陈安", "林清海", "𠮷宁", "何岚𠮷", "宁清安海", "赵安"):
        assert page.times(name) == text.count(name), name


@pytest.mark.parametrize(
    ("word", "expected"), [("海岚", True), ("", True), ("海a", False), ("𠮷", False), ("、", False)]
)
def test_chinese_characters_are_those_of_the_common_block(word: str, *, expected: bool) -> None:
    assert is_han(word) is expected
