"""Alignment: two texts, character against character."""

from __future__ import annotations

import time

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from twinwheel.reading.renditions.alignment import Edit, aligned, edits, passages, seeds_of

few = st.text(alphabet="港口园区发展创新，。", max_size=60)
pieces = st.lists(st.text(alphabet="甲乙丙丁戊己庚辛壬癸，。", min_size=1, max_size=30), max_size=6)


def test_a_text_is_aligned_with_itself_by_one_run() -> None:
    text = "港口经济区已聚集航运企业一千余家。"
    assert aligned(text, text).tolist() == list(range(len(text)))
    assert edits(aligned(text, text), len(text)) == []


@pytest.mark.parametrize(
    ("one", "other", "changes"),
    [
        pytest.param("市长毕晟表示要加快建设", "市长毕成表示要加快建设", [("晟", "成")], id="one character"),
        pytest.param("不断创新发展的环节", "不断发展的环节", [("创新", "")], id="a word lost"),
        pytest.param(
            "甲已完成。乙正推进。", "甲已完成。", [("乙正推进。", "")], id="a sentence, not 。and half of it"
        ),
        pytest.param(
            "加快港口建设", "港口加快建设", [("加快港口", "港口加快")], id="words that changed places"
        ),
        pytest.param(
            "提升发展质量水平", "提升发展品质水平", [("质量", "品质")], id="a word for a word, moved by one"
        ),
        pytest.param(
            "他说“好，走”。", "他说“好，走。”", [("”。", "。”")], id="a mark that moved is one change"
        ),
    ],
)
def test_differences_read_as_a_person_would_mark_them(
    one: str, other: str, changes: list[tuple[str, str]]
) -> None:
    found = edits(aligned(one, other), len(other))
    assert [(one[e.i0 : e.i1], other[e.j0 : e.j1]) for e in found] == changes


def test_a_moved_passage_is_found_where_it_stands() -> None:
    first, second = "老港区已建成岸电设施三十五套并投入使用。", "新港区正在规划建设两条铁路支线与堆场。"
    middle = "对于这样的变化，码头工人们看在眼里。"
    at = aligned(first + middle + second, second + middle + first)
    assert at[0] == len(second + middle)
    assert at[len(first + middle)] == 0


@given(few, few)
def test_every_character_is_aligned_or_in_exactly_one_difference(one: str, other: str) -> None:
    check(one, other)


@given(pieces, st.randoms(use_true_random=False))
def test_so_it_is_with_passages_that_moved(texts: list[str], rng: object) -> None:
    moved = texts[:]
    rng.shuffle(moved)  # type: ignore[attr-defined]
    check("".join(texts), "".join(moved))


def check(one: str, other: str) -> None:
    at = aligned(one, other)
    matched = [(i, j) for i, j in enumerate(at.tolist()) if j >= 0]
    assert all(one[i] == other[j] for i, j in matched)
    assert len({j for _, j in matched}) == len(matched)
    found = edits(at, len(other))
    left = sorted(i for e in found for i in range(e.i0, e.i1))
    right = sorted(j for e in found for j in range(e.j0, e.j1))
    assert left == [i for i in range(len(one)) if at[i] < 0]
    assert right == sorted(set(range(len(other))) - {j for _, j in matched})
    assert all(isinstance(e, Edit) and (e.i0 < e.i1 or e.j0 < e.j1) for e in found)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("港" * 30_000, "港" * 29_000, id="one character, over and over"),
        pytest.param("港口" * 15_000, "口港" * 15_000, id="two in turn"),
        pytest.param("".join(map(chr, range(0x4E00, 0x9000))), "".join(map(chr, range(0x8FFF, 0x4DFF, -1))), id="back to front"),
        pytest.param("甲" * 200_000, "乙" * 200_000, id="nothing in common"),
    ],
)  # fmt: skip
def test_hostile_texts_take_no_long_time(one: str, other: str) -> None:
    start = time.perf_counter()
    at = aligned(one, other)
    assert at.dtype == np.int32
    assert time.perf_counter() - start < 5


def shared(one: str, other: str) -> str:
    """The characters of one text that stand in the other, as ``passages`` has it."""
    at = passages(one, other, seeds_of(one), seeds_of(other))
    assert all(one[i] == other[j] for i, j in enumerate(at.tolist()) if j >= 0)
    return "".join(one[i] for i in np.flatnonzero(at >= 0))


def test_a_passage_is_found_between_texts_that_tell_of_other_things() -> None:
    passage = "老港区已建成岸电设施三十五套并投入使用，靠港船舶全部接入。"
    spoiled = passage.replace("三十五", "三五").rstrip("。")
    one = "今年雨水充足，水稻丰收在望。" * 3 + passage + "村民说收成比往年好。"
    other = "新港区正在规划两条铁路支线。" + spoiled + "。工人们看在眼里，记在心上。" * 3
    assert shared(one, other).strip("。") == spoiled


def test_texts_without_a_common_seed_share_nothing() -> None:
    assert shared("港口经济区聚集航运企业千家", "水稻丰收在望，村民说收成好") == ""
    assert shared("", "港口") == ""
