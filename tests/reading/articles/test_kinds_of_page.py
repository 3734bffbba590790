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


def test_a_post_keeps_its_lists_and_the_article_behind_its_recommendations() -> None:
    _, found = _read("post.txt")
    post, second, _, junk = found
    assert [one.kind for one in found] == ["article", "article", "imprint", "junk"]
    assert (post.publisher, post.date) == ("沧浦新区科技创新局", "2026-04-02")
    assert "✅ 没有列入严重失信名单\n❓怎么领？\n登录" in post.text.text
    assert second.part("title") == "江澜省一季度外贸成绩单出炉：进出口2186.4亿元"
    assert (second.publisher, second.date) == ("江澜商报", "2026-04-03")
    assert "点击上方蓝字" in junk.text.text
    assert "往期推荐\n📌 沧浦新区" in junk.text.text


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


def test_what_an_office_asks_and_answers_itself_is_no_interview() -> None:
    raw = "\n".join(
        [
            "政策问答：外贸企业稳岗补贴怎么领",
            "针对来电较多的问题，新区商务局作如下解答。",
            "问：哪些企业可以申领？",
            "答：上年进出口额达到五百万元、参保职工不少于二十人的企业都可以申领补贴。",
            "问：要带什么材料？",
            "答：网上填表即可，参保和进出口数据由部门之间核对，企业不必再交证明材料。",
        ]
    )
    (found,) = articles(plain(raw))
    assert found.kind == "article"


def test_nothing_gives_nothing() -> None:
    assert articles(plain("")) == []
    assert articles(plain(" \n\n\t\n")) == []


def test_sentences_under_the_word_for_links_are_a_box_of_the_paper() -> None:
    raw = (
        "滨江市集成电路产业园二期竣工\n4月28日，滨江市集成电路产业园二期竣工，新增厂房12万平方米，已有企业27家。\n"
        "链接\n滨江市集成电路产业园2019年成立，面积3.2平方公里。\n"
    )
    assert "面积3.2平方公里" in articles(plain(raw))[0].text.text


def test_what_follows_the_name_of_who_asks_is_a_turn() -> None:
    raw = "滨江市召开新闻发布会\n海东日报记者：\n请问今年有哪些新举措？\n卓南星：\n今年将投入技改资金5亿元，新建车间60个。\n"
    [found] = articles(plain(raw))
    roles = {found.text.text[part.start : part.end]: part.role for part in found.parts}
    assert roles["请问今年有哪些新举措？"] == "paragraph"


def test_the_table_of_an_office_may_stand_above_the_title() -> None:
    raw = (
        "| 索引号 | 330100-2023-000231 |\n| 文号 | 滨经信〔2023〕31号 |\n# 关于申报首台套装备的办事安排\n"
        "为推动装备制造业发展，现将申报首台套装备有关事项通知如下，请各单位按时报送。\n"
    )
    [found] = articles(plain(raw, kind="markdown", name="page.md"))
    assert found.part("title") == "关于申报首台套装备的办事安排"
