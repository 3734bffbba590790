"""Narrow marks among Chinese words are read as wide ones."""

from __future__ import annotations

import pytest

from twinwheel.reading.facts.narrow import widened


@pytest.mark.parametrize(
    ("printed", "read"),
    [
        ("今年,全市开工;明年,投产.", "今年，全市开工；明年，投产."),
        ("他问:“行吗?”增长8.5%,创新高!", "他问：“行吗？”增长8.5%，创新高！"),
        ("8:30开门,共1,200人,其中A,B两组", "8:30开门，共1,200人，其中A,B两组"),
    ],
)
def test_marks_are_read_wide_where_they_stand(printed: str, read: str) -> None:
    assert widened(printed) == read
    assert len(read) == len(printed)
