"""The words of a text, asked by position."""

from __future__ import annotations

import pytest

from twinwheel.reading.facts.words import Words, words

TEXT = "床位从20张加到54张，服务居民3000户。"


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        (0, 6, ["床位", "从", "20", "张"]),
        (6, 8, ["加", "到"]),
        (1, 3, ["位", "从"]),
        (12, 16, ["服务", "居民"]),
        (3, 3, []),
        (16, 99, ["3000", "户", "。"]),
    ],
)
def test_words_between_two_borders(start: int, end: int, expected: list[str]) -> None:
    assert [word for word, _ in Words(TEXT).within(start, end)] == expected


def test_what_a_border_leaves_of_a_word_has_its_own_part_of_speech() -> None:
    """The dictionary may take a measure and the verb behind it for a name: 张加."""
    assert [token.word for token in words(TEXT)][3] == "张加"
    assert Words(TEXT).within(6, 7) == [("加", "v")]


def test_words_that_are_known_are_not_looked_up_again() -> None:
    tokens = words(TEXT)[:2]
    assert Words(TEXT, tokens).within(0, 6) == [(token.word, token.tag) for token in tokens]
