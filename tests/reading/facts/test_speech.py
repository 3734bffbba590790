"""Quotes and asks: who says what, and who asks whom for what."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from reading.facts.readings import Told, reading, told
from twinwheel.reading.facts.marks import marked

CASES = yaml.safe_load((Path(__file__).parent / "speech.yaml").read_text("utf-8"))
PIECES = st.sampled_from(
    [
        *'“”‘’"，。：！\n（）',
        "表示",
        "说",
        "卫玥",
        "创始人",
        "希望",
        "建议",
        "有关部门能",
        "她",
        "记者：",
        "我们",
        "尽快",
    ]
)


def _told(case: dict[str, Any]) -> tuple[str, Told]:
    text = "\n".join([*([case["before"]] if "before" in case else []), case["text"]])
    return text, told(reading(text, titles=case.get("titles", 0), kind=case.get("kind", "article")))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["case"])
def test_what_is_said_and_asked(case: dict[str, Any]) -> None:
    _, found = _told(case)
    for mode, key in (("direct", "direct"), ("indirect", "told")):
        said = [quote for quote in found.quotes if quote.mode == mode]
        if key not in case:
            continue
        assert [quote.speaker for quote in said] == [speaker for speaker, _, _ in case[key]]
        for quote, (_, first, last) in zip(said, case[key], strict=True):
            assert quote.text.startswith(first)
            assert quote.text.endswith(last)
        if "review" in case:
            assert [quote.review for quote in said] == [case["review"]]
    if "asks" in case:
        assert [[ask.asker, ask.addressee, ask.content] for ask in found.asks] == case["asks"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["case"])
def test_the_mentions_are_the_words(case: dict[str, Any]) -> None:
    _words_stand(*_told(case))


@given(st.lists(PIECES, max_size=50).map("".join))
def test_the_mentions_are_the_words_of_any_text(text: str) -> None:
    _words_stand(text, told(reading(text, titles=1)))


def _words_stand(text: str, found: Told) -> None:
    for quote in found.quotes:
        assert quote.text == "\n".join(text[span.start : span.end] for span in quote.mentions)
    for ask in found.asks:
        assert ask.content == text[ask.mentions[0].start : ask.mentions[0].end]
    for relation in found.relations:
        assert all(0 <= span.start < span.end <= len(text) for span in relation.mentions)


@given(st.text(alphabet='“”‘’"「」说：。，甲\n', max_size=80))
def test_outermost_marks_do_not_overlap(text: str) -> None:
    pairs = marked(text)
    assert all(0 <= pair.start <= pair.end <= len(text) for pair in pairs)
    assert all(one.end <= other.start for one, other in pairwise(pairs))


def test_relations_are_told_in_the_words_of_the_text() -> None:
    text = (
        "澄沙光电总部位于石港市。石港市投资促进局与澄沙光电签署合作协议。"
        "石港市投资促进局局长贺晓棠出席。澄沙光电旗下沐光半导体有限公司同日揭牌。"
    )
    found = {(relation.type, relation.subject, relation.object) for relation in told(reading(text)).relations}
    assert {
        ("located_in", "澄沙光电", "石港市"),
        ("cooperates_with", "石港市投资促进局", "澄沙光电"),
        ("leads", "贺晓棠", "石港市投资促进局"),
        ("owner_of", "澄沙光电", "沐光半导体有限公司"),
    } <= found


def test_policies_are_issued_reports_released_and_products_made() -> None:
    text = (
        "石港市发展改革委印发《关于促进低空经济发展的若干措施》。石港大学发布《海洋产业报告（2021）》。"
        "星澜智能自主研发的“星睿一号”芯片已量产。"
    )
    found = {(relation.type, relation.subject, relation.object) for relation in told(reading(text)).relations}
    assert {
        ("issued", "石港市发展改革委", "关于促进低空经济发展的若干措施"),
        ("released", "石港大学", "海洋产业报告（2021）"),
        ("produces", "星澜智能", "“星睿一号”芯片"),
    } <= found


@pytest.mark.parametrize("title", ["副局长", "原局长", "外贸处处长", "局长助理"])
def test_who_is_no_longer_or_not_the_head_leads_nothing(title: str) -> None:
    relations = told(reading(f"石港市商务局{title}段成林出席。")).relations
    assert not [relation for relation in relations if relation.type == "leads"]
