"""Dates and periods, absolute and reckoned from the day of publication."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from twinwheel.reading.facts import dates

CASES = yaml.safe_load((Path(__file__).parent / "dates.yaml").read_text("utf-8"))
PIECES = st.sampled_from(
    [
        *"一二三十〇0123456789月日号年-—至到.前底末初中“”",
        "今年",
        "去年",
        "同期",
        "上半年",
        "季度",
        "近三年",
        "十四五",
        "2020年",
        "上旬",
        "世纪",
    ]
)
TEXTS = st.one_of(st.text(max_size=60), st.lists(PIECES, max_size=40).map("".join))
DAYS = st.one_of(st.none(), st.dates(date(1950, 1, 1), date(2099, 12, 31)))


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['text']} ({case.get('published')})")
def test_the_dates_of_a_text(case: dict[str, Any]) -> None:
    before = case.get("before", "")
    text = before + case["text"]
    found = [
        [text[each.start : each.end], each.iso, each.role]
        for each in dates.find(text, case.get("published"))
        if each.start >= len(before)
    ]
    assert found == case["dates"]


def test_a_date_that_needs_the_day_of_publication_says_so() -> None:
    relative = [each.relative for each in dates.find("2019年，去年，8月", date(2020, 1, 1))]
    assert relative == [False, True, True]


@given(TEXTS, DAYS)
def test_dates_never_raise_stay_in_order_and_slice_to_their_words(text: str, published: date | None) -> None:
    done = 0
    for when in dates.find(text, published):
        assert done <= when.start < when.end <= len(text)
        assert when.iso is None or (when.year is not None and when.iso[:4].isdigit())
        done = when.end


@pytest.mark.parametrize("unit", ["1-", "一", "1月1日-", "十", "“十", "2020年", "近一", "上半年同期", "1"])
def test_a_long_run_of_anything_takes_time_in_proportion(unit: str) -> None:
    assert isinstance(dates.find(unit * 5_000, date(2020, 1, 1)), list)
