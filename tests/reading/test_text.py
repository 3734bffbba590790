"""Every character of a clean text leads back to the raw characters it came from."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twinwheel.reading.text import Edit, MappedText, Span

RAW = st.text(alphabet=st.sampled_from("甲乙丙丁 \n，。a1"), max_size=30)


def test_a_name_broken_by_a_line_end_is_one_range_of_the_raw_text() -> None:
    raw = "入驻生命\n\n  科学园。"
    joined = MappedText.of(raw).without(i for i, char in enumerate(raw) if char.isspace())
    start = joined.text.index("生命科学园")
    assert joined.raw_ranges(start, start + 5) == [Span(2, 11)]
    assert raw[2:11] == "生命\n\n  科学园"


def test_an_article_put_together_from_two_places_has_two_ranges() -> None:
    raw = "引进国际代表【别的文章】性企业。"
    text = MappedText.joined(raw, [MappedText.of(raw, 0, 6), MappedText.of(raw, 12)])
    assert text.text == "引进国际代表性企业。"
    start = text.text.index("代表性")
    assert [raw[low:high] for low, high in text.raw_ranges(start, start + 3)] == ["代表", "性"]


def test_a_term_that_changes_its_length_stands_for_the_whole_of_the_old_one() -> None:
    text = MappedText.of("用网际网路医院").edited([Edit(1, 5, "互联网")])
    assert text.text == "用互联网医院"
    assert text.raw_ranges(1, 2) == [Span(1, 5)]
    assert text.raw_ranges(1, 4) == [Span(1, 5)]


def test_a_term_of_the_same_length_keeps_its_characters_apart() -> None:
    text = MappedText.of("用软体").edited([Edit(1, 3, "软件")])
    assert text.raw_ranges(2, 3) == [Span(2, 3)]


def test_what_is_inserted_stands_nowhere() -> None:
    text = MappedText.of("甲乙").edited([Edit(1, 1, "\n")])
    assert text.text == "甲\n乙"
    assert text.raw_ranges(1, 2) == []
    assert text.raw_ranges(0, 3) == [Span(0, 2)]


@pytest.mark.parametrize("edits", [[Edit(2, 1, "")], [Edit(1, 3, ""), Edit(2, 4, "")]])
def test_edits_out_of_order_are_refused(edits: list[Edit]) -> None:
    with pytest.raises(ValueError, match="comes after"):
        MappedText.of("甲乙丙丁").edited(edits)


def test_a_table_that_changes_the_length_is_refused() -> None:
    with pytest.raises(ValueError, match="one character"):
        MappedText.of("甲").translated({ord("甲"): "乙丙"})


@given(RAW, st.data())
def test_what_is_kept_leads_back_to_itself(raw: str, data: st.DataObject) -> None:
    gone = data.draw(st.sets(st.integers(0, len(raw) - 1))) if raw else set()
    text = MappedText.of(raw).without(gone)
    assert text.text == "".join(char for i, char in enumerate(raw) if i not in gone)
    assert all(raw[text.starts[i] : text.ends[i]] == char for i, char in enumerate(text.text))


@given(RAW, st.data())
def test_ranges_hold_every_character_and_follow_one_another(raw: str, data: st.DataObject) -> None:
    cuts = sorted(data.draw(st.sets(st.integers(0, len(raw)), max_size=4)) | {0, len(raw)})
    pieces = [MappedText.of(raw, low, high) for low, high in pairwise(cuts)]
    text = MappedText.joined(raw, data.draw(st.permutations(pieces)))
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    ranges = text.raw_ranges(start, end)
    found = "".join(raw[low:high] for low, high in ranges)
    assert sorted(c for c in found if c.isalnum()) == sorted(c for c in text.text[start:end] if c.isalnum())
    assert all(low < high for low, high in ranges)


@given(
    RAW, st.lists(st.tuples(st.integers(0, 30), st.integers(0, 3), st.text("戊己", max_size=3)), max_size=4)
)
def test_edits_give_the_text_they_say(raw: str, wanted: list[tuple[int, int, str]]) -> None:
    edits, done = [], 0
    for start, length, new in sorted(wanted):
        low, high = min(start, len(raw)), min(start + length, len(raw))
        if low >= done:
            edits.append(Edit(low, high, new))
            done = high
    expected, at = "", 0
    for low, high, new in edits:
        expected += raw[at:low] + new
        at = high
    text = MappedText.of(raw).edited(edits)
    assert text.text == expected + raw[at:]
    assert len(text.starts) == len(text.ends) == len(text.text)
    assert all(0 <= low <= high <= len(raw) for low, high in zip(text.starts, text.ends, strict=True))


def test_ranges_never_overlap_where_several_characters_stand_for_one() -> None:
    text = MappedText.of("甲乙丙丁戊").edited([Edit(0, 3, "己庚")]).edited([Edit(1, 3, "辛")])
    assert text.raw_ranges(0, len(text)) == [Span(0, 5)]
