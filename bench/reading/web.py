"""The web edition of an article, as text in traditional characters and as a page of HTML."""

from __future__ import annotations

import html
import random
from functools import lru_cache
from typing import Any

from bench.reading.annotated import Annotated, Part
from bench.reading.glyphs import Change, Glyph, Glyphs, furniture, joined, printed, text_of
from bench.reading.page import Page, text_page, titles_of

SENTENCE_END = "。！？"
EXTRA = (
    "业内人士普遍认为，这一变化折射出当地发展思路的转变。",
    "记者在现场看到，前来咨询办事的人络绎不绝，工作人员忙着解答各类问题。",
    "在不少受访者看来，好的环境比一时的优惠更为重要。",
    "值得一提的是，类似的探索在其他地方也已陆续展开。",
    "那么，下一步又该如何走？对于这个问题，各方都在寻找答案。",
    "从过去的跟跑到如今的并跑，变化正在一点一滴地发生。",
    "采访中，多位负责人不约而同地提到了“耐心”二字。",
)
TEASERS = (
    "{}\n    同时，记者从有关方面了解到，今年以来当地持续优化服务，新增注册企业{}家，完成投资{}亿元...",
    "{}\n    近日，一场以产业协作为主题的交流活动举行，来自各地的{}名代表参加，签约金额达{}亿元。",
    "{}\n    据悉，项目总占地{}亩，计划投资{}亿元，目前正在进行前期准备工作，预计明年开工...",
)
HEADLINES = (
    "多地出台举措 推动民营经济高质量发展",
    "又一批重大项目集中开工 总投资再创新高",
    "聚焦一线丨开发区里的“不眠夜”",
    "「行走新区」一座未来之城正在崛起",
    "开放的大门越开越大 外资企业这样看",
    "数据资产入表来了 企业准备好了吗？",
    "全省首单落地！看看这里怎么做",
)
WEB_WORDS = (("軟件", "軟體"), ("人工智能", "人工智慧"))


def web(file: str, article: Annotated, rng: random.Random, *, marker: bool) -> Page:
    """The article in traditional characters and longer, with two dates and other articles' teasers behind it."""
    changes: list[Change] = []
    head = furniture(f"{article.title}【深度观察】...\n\n{_later(article.date)} {article.publisher}\n")
    title = [glyph for piece in titles_of(article, 0) for glyph in [*piece, Glyph("\n")]]
    names = " ".join(article.byline) or "本网"
    line = furniture(f"\n出处：{article.publisher} 作者：{names} 网编：陶然 {article.date}\n\n", 0)
    body = joined(
        [_longer(printed(article.text[p.start : p.end], 0, p.start), rng, changes) for p in _told(article)],
        "\n\n",
    )
    glyphs = head + title + line + body + furniture(_tail(rng, marker=marker))
    return text_page(file, "web", [article], _traditional(glyphs), changes)


def _told(article: Annotated) -> list[Part]:
    return [part for part in article.parts if part.role not in ("title", "subtitle")]


def _later(date: str) -> str:
    return f"{date[:-2]}{min(28, int(date[-2:]) + 4):02}"


def _longer(glyphs: Glyphs, rng: random.Random, changes: list[Change]) -> Glyphs:
    ends = [i for i, glyph in enumerate(glyphs) if glyph.char in SENTENCE_END]
    if len(glyphs) < 80 or not ends or rng.random() < 0.4:
        return glyphs
    at = ends[-1] + 1
    extra = rng.choice(EXTRA)
    before = glyphs[at - 1]
    changes.append(Change(before.article, before.at + 1, before.at + 1, "edition", extra))
    return glyphs[:at] + furniture(extra, before.article) + glyphs[at:]


def _tail(rng: random.Random, *, marker: bool) -> str:
    items = [
        "  • "
        + rng.choice(TEASERS).format(headline, rng.randint(20, 900), f"{rng.randint(10, 4000) / 10:.1f}")
        for headline in rng.sample(HEADLINES, 5)
    ]
    return (
        ("\n\n" + rng.choice(("相关焦点", "相关阅读", "延伸阅读")) if marker else "")
        + "\n\n"
        + "\n".join(items)
        + "\n"
    )


@lru_cache(maxsize=1)
def _converter() -> Any:
    import opencc

    return opencc.OpenCC("s2tw")


def _traditional(glyphs: Glyphs) -> Glyphs:
    """OpenCC over the whole, which keeps the length; then words and marks of the other side, as converters leave them."""
    text = text_of(glyphs)
    found = str(_converter().convert(text))
    if len(found) != len(text):
        found = "".join(str(_converter().convert(char))[:1] for char in text)
    for word, other in WEB_WORDS:
        found = found.replace(word, other)
    found = found.translate(str.maketrans("“”‘’", "「」『』"))
    return [glyph._replace(char=char) for glyph, char in zip(glyphs, found, strict=True)]


# --- a page of HTML ------------------------------------------------------------------------------


def web_page(file: str, article: Annotated, rng: random.Random, *, hinted: bool) -> Page:
    """A page with navigation, related articles and a footer.

    Where it is not ``hinted``, no class name says what is what, and the related articles stand in the same
    element as the text.
    """
    related = "<ul>" + "".join(_related(headline, rng) for headline in rng.sample(HEADLINES, 5)) + "</ul>"
    body = "\n".join(_element(article, part) for part in _told(article))
    title = html.escape(article.title, quote=False)
    subtitles = "".join(f"<h2>{html.escape(line, quote=False)}</h2>" for line in article.role("subtitle"))
    if hinted:
        text = f'<div class="article-content">{body}</div>\n<div class="related-news">{related}</div>'
        nav, footer = "nav", "footer"
    else:
        text = f'<div class="c{rng.randint(10, 99)}">{body}\n{related}</div>'
        nav, footer = f"m{rng.randint(10, 99)}", f"b{rng.randint(10, 99)}"
    page = f"""<!DOCTYPE html>
<html lang="zh"><head><meta charset="utf-8"><title>{title}_{article.publisher}网</title></head>
<body><div class="{nav}"><ul>{_navigation()}</ul></div>
<div><h1>{title}</h1>{subtitles}
<div><span>{article.date} 08:15</span> <span>来源：{article.publisher}</span></div>
{text}</div>
<div class="{footer}"><p>关于我们 | 版权声明 | 违法和不良信息举报电话：010-12345678</p><p>京ICP备00000000号</p></div>
</body></html>
"""
    return Page(file, "html", [article], page.encode(), titled={0: True})


def _navigation() -> str:
    words = ("首页", "要闻", "产经", "科技", "视频", "数据")
    return "".join(f'<li><a href="/{i}">{word}</a></li>' for i, word in enumerate(words))


def _related(headline: str, rng: random.Random) -> str:
    """A link to another article and the beginning of its text: what is so hard to tell from the article."""
    teaser = rng.choice(TEASERS).format("", rng.randint(20, 900), f"{rng.randint(10, 4000) / 10:.1f}").strip()
    return f'<li><a href="/a/{rng.randint(1000, 9999)}">{headline}</a><p>{teaser}</p></li>'


def _element(article: Annotated, part: Part) -> str:
    tag = "h3" if part.role == "heading" else "p"
    return f"<{tag}>{html.escape(article.text[part.start : part.end], quote=False)}</{tag}>"
