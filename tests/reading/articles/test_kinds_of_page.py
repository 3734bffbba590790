"""Pages of other kinds: an official notice, a repost, a web page with links and no word before them."""

from __future__ import annotations

import pytest

from reading.articles.pages import DATA, plain
from twinwheel.reading.articles import articles
from twinwheel.reading.model import Article


def _read(name: str, kind: str = "text") -> tuple[str, list[Article]]:
    raw = (DATA / name).read_text(encoding="utf-8")
    return raw, articles(plain(raw, kind=kind, name=name))


def test_a_notice_is_one_article_with_headings() -> None:
    _, found = _read("notice.txt")
    assert [one.kind for one in found] == ["article", "junk"]
    notice, links = found
    title = notice.part("title")
    assert title is not None
    assert title.endswith("的通知")
    headings = [notice.text.text[p.start : p.end] for p in notice.parts if p.role == "heading"]
    assert "第二章 申领条件" in headings
    assert notice.publisher == "东川市科学技术局"
    assert (notice.date, notice.date_basis) == ("2023-05-12", "stated"), (
        "when issued, not when put on the web"
    )
    assert "（二）上年度营业收入不超过2亿元；" in notice.text.text.split("\n")
    assert "相关链接" in links.text.text
    assert "版权所有" not in notice.text.text


def test_a_repost_loses_its_buttons() -> None:
    _, found = _read("repost.txt")
    assert [one.kind for one in found] == ["article", "imprint", "junk"]
    assert found[0].date == "2022-03-08"
    assert found[0].publisher == "东川市工业和信息化局"
    assert "往期推荐" in found[2].text.text
    assert "点击上方蓝字" in found[2].text.text


def test_links_at_the_end_are_cut_without_a_word_before_them() -> None:
    raw, found = _read("links.txt")
    assert [one.kind for one in found] == ["article", "junk"]
    main = found[0]
    assert main.text.text.endswith("进一步完善公共服务配套。")
    assert (main.date, main.publisher, main.byline) == ("2022-11-03", "滨江日报", ("卓南星",))
    assert all(raw[s.start : s.end] for one in found for s in one.segments)


@pytest.mark.parametrize("lead", ["", "滨江新区产业地图\n"])
def test_an_infographic_is_a_sidebar(lead: str) -> None:
    body = "北岸组团\n（28.3平方公里）\n○1260余家数字经济企业\n○9家上市公司\n目标定位\n海洋电子创新高地\n"
    found = articles(plain(lead + body))
    assert [one.kind for one in found] == ["sidebar"]
    assert found[0].part("title") == (lead.strip() or None)


def test_questions_and_answers_are_an_interview() -> None:
    raw = "\n".join(
        [
            "给企业一本“明白账”",
            "日前，新区出台惠企政策，记者就此采访了新区经济发展局局长卓南星。",
            "记者：这次政策的重点是什么？",
            "卓南星：重点是把分散在各个部门的政策合到一起，企业在一个窗口就能办完全部手续。",
            "记者：企业什么时候可以申报？",
            "卓南星：从下月一日起就可以在网上申报，十五个工作日之内办结，逾期要说明理由。",
        ]
    )
    (found,) = articles(plain(raw))
    assert found.kind == "interview"
    assert found.part("title") == "给企业一本“明白账”"


def test_nothing_gives_nothing() -> None:
    assert articles(plain("")) == []
    assert articles(plain(" \n\n\t\n")) == []
