"""Web pages as sites of many kinds build them: how they print source, date, author and editor around an article.

The builds are those of portals, offices, WeChat accounts and reposts; all words are our own.
"""

from __future__ import annotations

import html
from collections.abc import Callable
from datetime import date, timedelta
from typing import NamedTuple

from bench.reading.annotated import Annotated
from bench.reading.page import Page

SITE = "江海在线"
"""The site that shows a text, which is not the paper the text is from."""


class Build(NamedTuple):
    """What stands in the head of the file, above the text, and below it."""

    head: str
    above: str
    below: str = ""


def site_page(file: str, article: Annotated, number: int) -> Page:
    """The page of an article in one of the builds, taken in turn."""
    build = BUILDS[number % len(BUILDS)](article)
    body = "\n".join(_element(article, i) for i in range(len(article.parts)))
    page = f"""<!DOCTYPE html>
<html lang="zh"><head><meta charset="utf-8">{build.head}</head>
<body><ul><li><a href="/">首页</a></li><li><a href="/1">要闻</a></li><li><a href="/2">专题</a></li></ul>
{build.above}
<div>{body}</div>
{build.below}
<div><p>关于我们 | 联系我们 | 版权声明</p><p>江ICP备00000000号</p></div></body></html>
"""
    return Page(file, "sites", [article], page.encode(), titled={0: True})


def _element(article: Annotated, i: int) -> str:
    part = article.parts[i]
    if part.role in ("title", "subtitle"):
        return ""
    tag = "h3" if part.role == "heading" else "p"
    return f"<{tag}>{_escaped(article.text[part.start : part.end])}</{tag}>"


def _escaped(text: str) -> str:
    return html.escape(text, quote=False)


def _titles(article: Annotated, tag: str, **attributes: str) -> str:
    given = "".join(f' {name}="{value}"' for name, value in attributes.items())
    small = "".join(f"<h2>{_escaped(line)}</h2>" for line in article.role("subtitle"))
    return f"<{tag}{given}>{_escaped(article.title)}</{tag}>{small}"


def _day(article: Annotated) -> str:
    year, month, day = article.date.split("-")
    return f"{year}年{month}月{day}日"


def _later(article: Annotated) -> str:
    """The day of a repost."""
    return (date.fromisoformat(article.date) + timedelta(days=3)).isoformat()


def _portal(a: Annotated) -> Build:
    """A party paper's site: path, line of origin with a linked source, editor in brackets below."""
    return Build(
        f"<title>{_escaped(a.title)}--{SITE}</title>",
        f'<div><a href="/">{SITE}</a>&gt;&gt;<a href="/1">要闻</a></div>{_titles(a, "h1")}'
        f'<div>{_day(a)}08:15 | 来源：<a href="/s">{a.publisher}</a></div><div>小字号</div>',
        "<div>(责编：陶然、苏木)</div>",
    )


def _office(a: Annotated) -> Build:
    """An office: a table of what is known of the page, the title in no heading."""
    title = _escaped(a.title)
    return Build(
        f"<title>{title}_{SITE}</title>",
        "<table><tr><td>索 引 号：</td><td>000014349/2023-00012</td><td>主题分类：</td><td>其他</td></tr>"
        f"<tr><td>发布机构：</td><td>{a.publisher}</td><td>发布日期：</td><td>{_day(a)}</td></tr>"
        f'<tr><td>名　　称：</td><td colspan="3">{title}</td></tr></table>{_titles(a, "div")}',
    )


def _buttons(a: Annotated) -> Build:
    """An office: date, source, count of visits and buttons on one line below a title in no heading."""
    return Build(
        f"<title>{SITE} 通知公告 {_escaped(a.title)}</title>",
        '<div>您当前的位置：<a href="/">首页</a> &gt; <a href="/1">通知公告</a> &gt; 正文</div>'
        f"{_titles(a, 'p')}<div>发布日期：{a.date} 08:15 &nbsp; 来源：{a.publisher} &nbsp; 浏览次数：<span>132</span>"
        ' 字号：[<a href="#">大</a> <a href="#">中</a> <a href="#">小</a>] <a href="#">打印</a></div>',
        "<div>扫一扫在手机打开当前页</div>",
    )


def _wechat(a: Annotated) -> Build:
    """A WeChat account that is the publisher: its name stands between title and text, beside date and place."""
    return Build(
        f'<meta property="og:title" content="{html.escape(a.title)}"><meta property="og:site_name" content="微信公众平台">'
        "<title></title>",
        f"{_titles(a, 'h1', id='activity-name')}<div><span>原创</span> <span><a id='js_name' href='#'>{a.publisher}</a></span>"
        f" <em>{a.date} 08:15</em> <em>江苏</em></div><div>点击蓝字 关注我们</div>",
        "<p>编辑 | 陶然</p><p>校对 | 苏木</p><p>审核 | 林外</p>",
    )


def _account(a: Annotated) -> Build:
    """A WeChat account that took a text over: its own name above, the source on a line of its own below."""
    return Build(
        f'<meta property="og:title" content="{html.escape(a.title)}">',
        f"{_titles(a, 'h1', id='activity-name')}<div><a id='js_name' href='#'>江海微讯</a></div>"
        f"<div><em>{a.date} 08:15</em></div>",
        f"<p>来源：{a.publisher}</p><p>编辑：陶然</p><p>责编：苏木</p>",
    )


def _repost(a: Annotated) -> Build:
    """Another site's copy, some days later, with the origin and its date below."""
    return Build(
        f"<title>{_escaped(a.title)}_{SITE}</title>",
        f"{_titles(a, 'h1')}<div>{_later(a)} 10:12:40 &nbsp; {SITE}</div>",
        f"<p>（原载《{a.publisher}》 {_day(a)}）</p>",
    )


def _forwarded(a: Annotated) -> Build:
    """稿源 and 编辑 in spans without a space between them."""
    return Build(
        f"<title>{_escaped(a.title)}-{SITE}</title>",
        f"{_titles(a, 'h1')}<div><span>稿源：{a.publisher}</span><span>编辑：陶然</span><span>{a.date} 08:15:32</span></div>",
    )


def _bare(a: Annotated) -> Build:
    """Time and source without labels; the title broken into two lines."""
    half = len(a.title) // 2
    title = f"<h1>{_escaped(a.title[:half])}<br>{_escaped(a.title[half:])}</h1>"
    small = "".join(f"<h2>{_escaped(line)}</h2>" for line in a.role("subtitle"))
    return Build(
        f"<title>{_escaped(a.title)}_{SITE}</title>",
        f"{title}{small}<div><span>{a.date} 08:15</span> <span>{a.publisher}</span></div>",
    )


def _meta(a: Annotated) -> Build:
    """An office whose page prints nothing of it and states all in its head."""
    return Build(
        f'<meta name="ArticleTitle" content="{html.escape(a.title)}"><meta name="PubDate" content="{a.date} 08:15">'
        f'<meta name="ContentSource" content="{a.publisher}"><meta name="SiteName" content="{SITE}">'
        f"<title>{_escaped(a.title)}</title>",
        _titles(a, "div"),
    )


def _below(a: Annotated) -> Build:
    """Everything at the foot, a line each."""
    return Build(
        f"<title>{_escaped(a.title)} - {SITE}</title>",
        _titles(a, "h2"),
        f"<p>信息来源：{a.publisher}</p><p>发布时间：{a.date}</p><p>责任编辑：陶然</p>",
    )


BUILDS: tuple[Callable[[Annotated], Build], ...] = (
    _portal,
    _office,
    _buttons,
    _wechat,
    _account,
    _repost,
    _forwarded,
    _bare,
    _meta,
    _below,
)
