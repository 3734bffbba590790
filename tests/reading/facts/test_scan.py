"""Words of a long list, found in one pass."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twinwheel.reading.facts.scan import Listed

WORDS = ("局长", "副局长", "局长助理", "书记", "总经理")


def test_at_each_place_the_longest_word_stands() -> None:
    text = "副局长和局长助理、总书记"
    assert [text[start:end] for start, end in Listed(WORDS).spans(text)] == ["副局长", "局长助理", "书记"]


@given(st.text(alphabet="副局长助理书记总经，", max_size=40))
def test_a_list_finds_what_a_pattern_with_a_branch_for_each_finds(text: str) -> None:
    branches = re.compile("|".join(sorted(WORDS, key=len, reverse=True)))
    assert list(Listed(WORDS).spans(text)) == [match.span() for match in branches.finditer(text)]


@pytest.mark.parametrize(("words", "named"), [([], "no word"), (["局长", "区"], "区")])
def test_a_list_that_cannot_be_one_is_refused(words: list[str], named: str) -> None:
    with pytest.raises(ValueError, match=named):
        Listed(words)
