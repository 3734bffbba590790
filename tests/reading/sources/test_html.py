"""Web pages: the text of the page in its order, what is not the article marked."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twinwheel.errors import DocumentError
from twinwheel.reading.model import Source
from twinwheel.reading.sources.html import read_html

PROSE = "示例市今天发布若干措施，对符合条件的企业给予最高300万元补助。相关负责人表示，此举将惠及2万余家企业，持续三年时间。"
PAGE = f"""<!DOCTYPE html><html><head><title>新政_示例网</title>
<meta name="ArticleTitle" content="示例市发布新政"><meta name="PubDate" content="2023-05-06 10:00">
<meta name="ContentSource" content="示例日报"><style>p {{}}</style></head>
<body><nav><ul><li><a href="/">首页</a></li><li><a href="/n">新闻</a></li></ul></nav>
<div><h1>示例市发布新政</h1><p>来源：示例日报 2023-05-06</p>
<p>{PROSE}</p><p>第二段<b>加粗</b>继续。{PROSE}</p>
<table><tr><td>企业</td><td>231家</td></tr><tr><td>面积</td><td>31.85平方公里</td></tr></table>
<p>下一步，还将推进。{PROSE}</p><script>var 秘密 = 1</script><p style="display: none">看不见</p></div>
<div><h3>相关阅读</h3><ul><li><a href="/1">另一条新闻标题</a></li></ul></div>
<footer>版权所有</footer></body></html>"""


def shown(source: Source, *roles: str) -> list[str]:
    return [source.raw[block.start : block.end] for block in source.blocks if block.role in roles]


def test_the_article_is_told_from_what_stands_around_it() -> None:
    source = read_html(PAGE.encode(), "a.html")
    assert shown(source, "heading") == ["示例市发布新政"]
    assert shown(source, "text") == [
        "来源：示例日报 2023-05-06",
        PROSE,
        f"第二段加粗继续。{PROSE}",
        f"下一步，还将推进。{PROSE}",
    ]
    assert shown(source, "table") == ["企业 231家", "面积 31.85平方公里"]
    assert shown(source, "junk") == ["首页", "新闻", "相关阅读", "另一条新闻标题", "版权所有"]


def test_what_the_page_says_of_itself_is_kept_apart_from_its_text() -> None:
    source = read_html(PAGE.encode(), "a.html")
    assert source.stated == {"title": "示例市发布新政", "date": "2023-05-06", "publisher": "示例日报"}
    assert "示例网" not in source.raw


def test_scripts_and_hidden_words_are_no_text() -> None:
    raw = read_html(PAGE.encode(), "a.html").raw
    assert "秘密" not in raw
    assert "看不见" not in raw


@pytest.mark.parametrize(("codec", "said"), [("gb18030", "gb2312"), ("big5", "big5"), ("utf-8", "gbk")])
def test_the_encoding_the_page_states_is_believed_only_where_it_is_true(codec: str, said: str) -> None:
    text = "發布措施" if codec == "big5" else "发布措施"
    page = f'<html><head><meta charset="{said}"></head><body><p>{text}</p></body></html>'
    assert read_html(page.encode(codec), "a.html").raw == text


def test_a_page_nested_too_deep_is_refused() -> None:
    page = "<html><body>" + "<div>" * 5_000 + "甲" + "</div>" * 5_000
    try:
        source = read_html(page.encode(), "a.html")
    except DocumentError as error:
        assert "deep" in str(error)
    else:
        assert source.raw == "甲"  # the parser itself cut the nesting down


def test_a_page_without_text_is_refused() -> None:
    with pytest.raises(DocumentError, match="no text on the page"):
        read_html(b"<html><body><script>1</script></body></html>", "a.html")


def test_no_entity_is_fetched_or_unfolded() -> None:
    page = '<!DOCTYPE html [<!ENTITY x SYSTEM "file:///etc/passwd">]><html><body><p>甲&x;乙</p></body></html>'
    assert "root:" not in read_html(page.encode(), "a.html").raw


@given(st.text(alphabet=st.sampled_from("<>/= \"'ptdivha1&;!-甲乙。"), max_size=80))
def test_any_page_is_read_or_refused_with_a_reason(inside: str) -> None:
    try:
        source = read_html(f"<html><body>{inside}</body></html>".encode(), "a.html")
    except DocumentError:
        return
    assert all(source.raw[block.start : block.end].strip() for block in source.blocks)
