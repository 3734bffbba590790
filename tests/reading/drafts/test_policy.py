"""Texts become sentences on a tree; nothing that says something is in none of them."""

from __future__ import annotations

from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as st

from twinwheel.reading.drafts.outline import Clause
from twinwheel.reading.drafts.policy import of_text
from twinwheel.reading.text import MappedText

MARKS = [
    "第一条 ",
    "第二条　",
    "第一章 ",
    "一、",
    "二、",
    "（一）",
    "(2)",
    "1.",
    "2、",
    "①",
    "一是",
    "方向1：",
]
WORDS = [
    "支持范围",
    "研发费用不低于100万元",
    "在甲市注册",
    "符合下列条件之一：",
    "给予50万元奖励",
    "《办法》（试行）",
    "“引号”",
]
ENDS = ["。", "；", "：", "，", "\n", " ", "（", "）", "？", "1", "　"]
TEXTS = st.lists(st.sampled_from([*MARKS, *WORDS, *ENDS]), max_size=60).map("".join)


@given(TEXTS)
def test_every_character_that_says_something_is_in_exactly_one_sentence(text: str) -> None:
    read = of_text(MappedText.of(text))
    inside = [0] * len(read.text)
    for sentence in read.sentences:
        assert 0 <= sentence.start <= sentence.mark <= sentence.end <= len(read.text)
        for place in range(sentence.start, sentence.end):
            inside[place] += 1
    assert all(count <= 1 for count in inside)
    assert all(count == 1 for count, char in zip(inside, read.text, strict=True) if char.isalnum())


@given(TEXTS)
def test_the_tree_holds_every_sentence_once(text: str) -> None:
    read = of_text(MappedText.of(text))
    assert [each.number for each in read.root.all_sentences()] == [each.number for each in read.sentences]


def outline(clause: Clause) -> list[object]:
    return [(each.cite(), each.heading, *outline(each)) for each in clause.below]


def test_articles_and_items_hang_on_each_other(file: Callable[[str], str]) -> None:
    read = of_text(MappedText.of(file("rules.txt")))
    fourth = next(each for each in read.root.walk() if each.label.strip() == "第四条")
    assert fourth.heading == "规模成长奖励"
    assert [each.cite() for each in fourth.below] == ["第四条（一）", "第四条（二）"]


def test_a_reference_to_an_article_is_no_article() -> None:
    read = of_text(MappedText.of("第一条 范围。\n第二条所称企业，是指居民企业。\n第二条 条件。"))
    assert [each.label.strip() for each in read.root.below] == ["第一条", "第二条"]


def test_lines_broken_by_the_edge_of_the_paper_are_put_together(file: Callable[[str], str]) -> None:
    read = of_text(MappedText.of(file("broken-lines.txt")))
    assert any("应当设立在综合保税区内" in read.said(each) for each in read.sentences)
    for sentence in read.sentences:
        raw = "".join(
            read.mapped.raw[low:high] for low, high in read.mapped.raw_ranges(sentence.start, sentence.end)
        )
        assert [char for char in raw if char.isalnum()] == [
            char for char in read.said(sentence) if char.isalnum()
        ]


def test_a_list_in_running_text_ends_at_its_full_stop(file: Callable[[str], str]) -> None:
    read = of_text(MappedText.of(file("running-list.txt")))
    paragraph = next(each for each in read.root.walk() if each.level == "paragraph" and each.below)
    assert len(paragraph.below) == 3
    assert [read.said(each)[:3] for each in paragraph.sentences[1:]] == ["申领人", "持卡人"]
