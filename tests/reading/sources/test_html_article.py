"""Web pages as sites build them: which of their blocks are the article, and what they say of themselves."""

from __future__ import annotations

import pytest

from twinwheel.reading.articles import articles
from twinwheel.reading.model import Article, Source
from twinwheel.reading.sources.html import read_html

FIRST = "滨江市今天发布若干措施，对符合条件的企业给予最高300万元补助。相关负责人表示，此举将惠及2万余家企业，持续三年。"
SECOND = "市工业和信息化局介绍，企业可以通过政务服务网申报，材料由原来的七份减少到三份，审核时限压缩到十个工作日以内。"
THIRD = (
    "下一步，各区将设立服务专员，逐户上门讲解，帮助企业把各项补助领到手，让更多企业得到实实在在的便利和支持。"
)
TITLE = "滨江市发布支持企业的若干措施"
LINKS = "".join(
    f'<li><a href="/{i}">{word}</a></li>' for i, word in enumerate(("首页", "新闻", "政务", "服务"))
)
PARAGRAPHS = f"<p>{FIRST}</p><p>{SECOND}</p><p>{THIRD}</p>"


def page(body: str, *, head: str = f"<title>{TITLE}_要闻_滨江网</title>") -> Source:
    return read_html(f"<html><head>{head}</head><body>{body}</body></html>".encode(), "a.html")


def shown(source: Source, *roles: str) -> list[str]:
    return [source.raw[block.start : block.end] for block in source.blocks if block.role in roles]


def only(source: Source) -> Article:
    """The one article of a page."""
    found = [one for one in articles(source) if one.kind not in ("junk", "imprint")]
    assert len(found) == 1
    return found[0]


@pytest.mark.parametrize(
    "above",
    [
        f'<div class="tit"><span>{TITLE}</span></div><div>2023-05-06 10:00 来源：滨江日报</div>',
        f"<div><h2>{TITLE}</h2><h3>补助最高300万元</h3></div><ul><li>2023-05-06 10:00 来源：滨江日报</li></ul>",
    ],
)
def test_a_title_apart_from_its_text_is_the_title(above: str) -> None:
    body = f'<ul>{LINKS}</ul>{above}<div><a href="#">打印</a></div><div>{PARAGRAPHS}</div>'
    found = only(page(body))
    assert found.part("title") == TITLE
    assert (found.publisher, found.date) == ("滨江日报", "2023-05-06")


def test_where_the_page_states_a_column_the_nearest_heading_is_the_title() -> None:
    body = f"<h3>首页 - 要闻动态</h3><h5>{TITLE}</h5><div>发布时间：2023-05-06</div>{PARAGRAPHS}"
    assert only(page(body, head="<title>要闻动态--滨江网</title>")).part("title") == TITLE


def test_neither_the_column_above_a_title_nor_a_button_below_it_is_of_the_article() -> None:
    body = f"<div>■ 要闻动态</div><div>{TITLE}</div><p>2023-05-06 10:00</p><span>字号</span>{PARAGRAPHS}"
    assert only(page(body)).text.text.split("\n") == [TITLE, "2023-05-06 10:00", FIRST, SECOND, THIRD]


def test_a_form_around_the_page_hides_no_text() -> None:
    body = f"<form><input name='v'><ul>{LINKS}</ul><h1>{TITLE}</h1>{PARAGRAPHS}</form>"
    assert shown(page(body), "text") == [FIRST, SECOND, THIRD]


def test_a_form_to_fill_in_is_no_text() -> None:
    body = f"<form><p>请输入用户名</p><label>记住我</label></form><h1>{TITLE}</h1>{PARAGRAPHS}"
    assert "用户名" not in page(body).raw


TABLES = f"""<table><tr><td><table><tr><td>现在位置：<a href="/">首页</a> &gt;&gt; 要闻 &gt;&gt; 正文</td></tr></table>
<table><tr><td><div><b>{TITLE}</b><br><font>来源于：滨江日报</font></div></td></tr><tr><td height="8"></td></tr>
<tr><td>{PARAGRAPHS}
<table><tr><td>企业</td><td>231家</td></tr><tr><td>面积</td><td>31.85平方公里</td></tr></table></td></tr>
<tr><td>发布日期：2023-05-06 责任编辑：苗苗</td></tr></table></td></tr></table>"""


def test_a_page_laid_out_in_tables_is_read_as_any_other() -> None:
    source = page(TABLES)
    assert shown(source, "table") == ["企业 231家", "面积 31.85平方公里"]
    found = only(source)
    assert found.part("title") == TITLE
    assert (found.publisher, found.date) == ("滨江日报", "2023-05-06")
    assert "现在位置" not in found.text.text


def test_headings_within_the_text_are_of_it() -> None:
    heading = "<section><section><strong><span>一、支持什么</span></strong></section></section>"
    body = f"<h1>{TITLE}</h1><section><p>{FIRST}</p></section>{heading}<p>{SECOND}</p><p>{THIRD}</p>"
    assert shown(page(body), "text") == [FIRST, "一、支持什么", SECOND, THIRD]


def test_nothing_behind_the_foot_is_of_the_article() -> None:
    hot = '<ul><div>热帖</div><li><a href="/1">另一条新闻的标题</a><div>2018-03-02 08:58:39</div></li></ul>'
    body = (
        f"<h1>{TITLE}</h1><div>2023-05-06 来源：滨江日报</div><div>{PARAGRAPHS}<a>【纠错】</a>"
        f"<div>责任编辑： 苗苗</div></div><div>加载更多</div>{hot}<div>热词</div><div>地址：滨江路1号</div>"
    )
    found = only(page(body))
    assert found.text.text.endswith(THIRD)
    assert found.date == "2023-05-06"


def test_the_first_words_of_other_pages_are_no_text() -> None:
    teaser = (
        "据悉，这个项目计划投资十亿元，目前正在进行前期准备工作，预计明年上半年开工建设，两年以后建成投产。"
    )
    others = f'<ul><li><a href="/1">一座新城正在崛起</a><p>{teaser}</p></li></ul>'
    assert shown(page(f"<h1>{TITLE}</h1>{PARAGRAPHS}{others}"), "text", "list") == [FIRST, SECOND, THIRD]


def test_a_signature_below_what_is_attached_is_of_the_article() -> None:
    attached = '<p><a href="/1.docx">附件：1.申请表.docx</a></p><p><a href="/2.docx">2.承诺书.docx</a></p>'
    body = (
        f"<h1>{TITLE}</h1>{PARAGRAPHS}{attached}<p>滨江市人民政府</p><p>2023年5月6日</p><p>滨江网版权所有</p>"
    )
    text = only(page(body)).text.text
    assert "滨江市人民政府" in text
    assert "2023年5月6日" in text
    assert "版权所有" not in text


def test_the_word_of_a_menu_begins_no_list_of_links() -> None:
    short = "".join(
        f"<p>{sentence}</p>" for sentence in ("他说很好。", FIRST, "她也这样看。", SECOND, "好。")
    )
    body = f"<ul>{LINKS}</ul><h1>{TITLE}</h1><div>2023-05-06 10:00 来源: 滨江网</div>{short}"
    assert FIRST in only(page(body)).text.text


@pytest.mark.parametrize(
    ("head", "stated"),
    [
        ('<meta name="author" content="104363">', {}),
        ('<meta name="author" content="admin">', {}),
        ('<meta name="author" content="卓南星，郁文洲">', {"author": "卓南星 郁文洲"}),
        ('<meta name="source" content="来源：滨江日报 原创稿">', {"publisher": "滨江日报"}),
        ('<meta name="source" content="1"><meta name="sitename" content="滨江网">', {"publisher": "滨江网"}),
        ('<meta name="firstpublishedtime" content="2023-05-06-10:00:00">', {"date": "2023-05-06"}),
    ],
)
def test_what_a_page_states_is_taken_only_where_it_says_something(head: str, stated: dict[str, str]) -> None:
    assert page(f"<p>{FIRST}</p>", head=head).stated == stated


def test_an_account_without_a_name_hides_no_publisher() -> None:
    head = f'<meta property="og:title" content="{TITLE}"><meta property="og:site_name" content="滨江发布">'
    body = f'<h1>{TITLE}</h1><a id="js_name"> </a><div id="js_content">{PARAGRAPHS}</div>'
    assert only(page(body, head=head)).publisher == "滨江发布"


def test_the_account_of_a_wechat_page_is_its_publisher() -> None:
    head = f'<meta property="og:title" content="{TITLE}"><meta property="og:site_name" content="某某平台">'
    body = (
        f'<h1>{TITLE}</h1><div><a id="js_name"> 滨江发布 </a><em>2023-05-06 18:00</em></div>'
        f'<div id="js_content" style="visibility: hidden;">{PARAGRAPHS}</div>'
    )
    found = only(page(body, head=head))
    assert (found.part("title"), found.publisher, found.date) == (TITLE, "滨江发布", "2023-05-06")
