"""Where two articles meet that nothing parts, and which title goes with which text."""

from __future__ import annotations

import pytest

from reading.articles.pages import plain, texts
from twinwheel.reading.articles import articles, bylines, glue, seams
from twinwheel.reading.articles.headlines import main
from twinwheel.reading.articles.lines import Page
from twinwheel.reading.articles.paragraphs import units
from twinwheel.reading.articles.titles import pair_regions
from twinwheel.reading.articles.topics import Topics
from twinwheel.reading.model import Block, Box, Region, Source


def test_two_texts_are_further_apart_than_the_halves_of_one() -> None:
    pieces = [text.paragraphs for text in texts()[:6]]
    found = units(
        Page.of(source := plain("\n".join(line for one in pieces for line in one))).lines(source.blocks)
    )
    for number, unit in enumerate(found):
        unit.number = number
    topics = Topics([unit.text for unit in found])
    at, within, between = 0, [], []
    for one in pieces:
        within += [
            seams.odds(found[at : at + i], found[at + i : at + len(one)], topics) for i in range(1, len(one))
        ]
        at += len(one)
        if at < len(found):
            between.append(seams.odds(found[:at], found[at:], topics))
    assert max(between) > 0 > min(within)
    assert sorted(between)[len(between) // 2] > sorted(within)[len(within) // 2] + 2


def test_titles_that_stand_together_go_to_the_texts_below_them() -> None:
    three = texts()[:3]
    lines = [text.title for text in three] + [line for text in three for line in text.paragraphs]
    found = {article.part("title"): article.text.text for article in articles(plain("\n".join(lines)))}
    for text in three:
        assert all(line in found[text.title] for line in text.paragraphs)


def test_a_title_apart_from_its_text_on_a_page_with_boxes_is_put_to_it() -> None:
    raw = "渔港夜市亮起百盏灯\n山区小学有了图书馆\n入夜，渔港夜市里人头攒动，灯下的摊主忙着烤海鲜，今年夜市添了新棚。\n"
    starts = [0, *(i + 1 for i, char in enumerate(raw) if char == "\n")][:3]
    blocks = [
        Block(at, raw.index("\n", at), box=Box(40, 40.0 + 60 * n, 300, 60.0 + 60 * n))
        for n, at in enumerate(starts)
    ]
    page = Page.of(Source("page.pdf", "0" * 64, "pdf", raw, tuple(blocks)))
    regions = [Region((b,), titles=(b,), box=b.box) for b in blocks[:2]] + [
        Region((blocks[2],), box=blocks[2].box)
    ]
    paired = pair_regions(page, regions)
    assert [[block.start for block in region.titles] for region in paired] == [[starts[1]], [starts[0]]]
    assert paired[1].blocks == (blocks[0], blocks[2])


@pytest.mark.parametrize(
    ("small", "great"),
    [
        ("——滨江新区旧厂房改造见闻", "老厂房里的新故事"),
        ("滨江市居民用水价格听证会侧记", "水价怎么涨？听听他们怎么说"),
        ("我市召开民营企业座谈会，当场答复九条诉求", "企业开口 部门上门"),
    ],
)
def test_the_small_line_above_is_not_the_headline(small: str, great: str) -> None:
    source = plain(f"{small}\n{great}")
    line = main(Page.of(source).lines(source.blocks), 0.0)
    assert line is not None
    assert line.text == great


@pytest.mark.parametrize(
    ("text", "name"), [("闻人羽", True), ("卓南星", True), ("目标定位", False), ("时评", False)]
)
def test_a_name_by_itself(text: str, name: bool) -> None:
    assert bylines.is_name(text) is name


@pytest.mark.parametrize(
    ("head", "oddly"),
    [("个月，采集的数据", True), ("9%，比上年高", True), ("他说，事情要做", False), ("记者看到", False)],
)
def test_what_no_paragraph_begins_with(head: str, oddly: bool) -> None:
    assert glue.starts_oddly(head) is oddly
