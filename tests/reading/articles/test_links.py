"""Where a text that breaks off goes on: by the words on both sides, by figures, by who leads to it."""

from __future__ import annotations

import inspect

import pytest

from reading.articles.pages import plain
from twinwheel.reading.articles import articles, links
from twinwheel.reading.articles.flow import flow

GOES_ON = [
    ("a word of the language is whole", "全区去年新建厂", "房八座，今年再建三座。", "近日，一场雨下了两天。"),
    ("a figure wants its unit", "这条路全长38", "公里，去年冬天通车。", "市长在会上说，还要再快些。"),
    ("a comma stands behind something", "新城一期的厂房已经封顶", "，二期下月动工。", "他说，人手还是不够。"),
    ("zeros go on a figure", "水厂一天供水8", "000吨，够全镇用。", "本刊记者在厂里住了两天。"),
    ("a year has four figures", "规划提出，到202", "7年建成三条环线。", "本刊记者在厂里住了两天。"),
    (
        "a quote that was opened is closed",
        "馆长笑着说：“灯要一直亮",
        "着，孩子们才敢来。”",
        "了三年的路灯换成了新的。",
    ),
]

FOLLOWS = [
    ("a speaker begins a paragraph", "市场一年热闹过一年。", "馆长说，灯要一直亮着。", "的三成来自外省。"),
    ("a time begins one", "市场一年热闹过一年。", "去年冬天，这里下过一场大雪。", "，两条线都停了。"),
]


@pytest.mark.parametrize(
    ("tail", "right", "wrong"), [row[1:] for row in GOES_ON], ids=[r[0] for r in GOES_ON]
)
def test_an_open_end_goes_on_in_the_words_that_fit(tail: str, right: str, wrong: str) -> None:
    assert links.score(links.of_words(tail, right, "")) > links.score(links.of_words(tail, wrong, ""))


@pytest.mark.parametrize(("end", "fresh", "torn"), [row[1:] for row in FOLLOWS], ids=[r[0] for r in FOLLOWS])
def test_a_whole_paragraph_is_followed_by_one_that_begins(end: str, fresh: str, torn: str) -> None:
    first, second = (links.score(links.after_end(end, head, [], 0.0, 0.0)) for head in (fresh, torn))
    assert first > second


def test_what_the_page_says_elsewhere_is_no_border() -> None:
    tail, head = "展厅里摆着云隼", "三号的模型，参观的人排起了队。"
    elsewhere = links.of_words(tail, head, "去年秋天，云隼三号第一次飞过江面。")
    assert elsewhere["said4"] and links.score(elsewhere) > links.score(links.of_words(tail, head, ""))


def test_words_follow_one_another_as_in_the_language() -> None:
    assert flow("他们在", "中国").follows > flow("他们在", "的").follows
    assert flow("", "的确").follows == 0.0


def test_every_weight_is_of_evidence_there_is() -> None:
    source = inspect.getsource(links) + "doubtful strange_head speaker closed_speaker"
    for name in links.WEIGHTS:
        assert name.removeprefix("closed_").rstrip("234") in source


def test_a_heading_of_the_third_level_stands_within_its_text() -> None:
    raw = (
        "## 一座港口的四季\n\n春天的港口最忙，装卸工从早忙到晚，吊车一刻不停，堆场里箱子码到五层。\n\n"
        "### 夏天修船\n\n到了夏天，船坞里泊满等着修理的渔船，焊花一直亮到半夜，船东们催着工期。\n\n"
        "## 山里办起木偶戏团\n\n本报讯 山里的木偶戏团近日成立，十二名农民成了演员，周末在祠堂里排练新戏。\n"
    )
    titles = [found.part("title") for found in articles(plain(raw))]
    assert titles == ["一座港口的四季", "山里办起木偶戏团"]
