"""Renditions of articles as they come: a text layer in narrow lines, an OCR of columns, a longer web edition.

All of it is drawn from a seed, and each rendition says what it is: of every character its place in its
article (``Origin``), and of every place where it departs from the article, how (``Change``).
"""

from __future__ import annotations

import html
import random
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from bench.reading.annotated import Annotated, Part
from bench.reading.glyphs import Change, Glyph, Glyphs, Origin, furniture, joined, printed, text_of

CONFUSIONS = Path(__file__).with_name("confusions.txt")
HALF_WIDTH = str.maketrans("，：；！？（）", ",:;!?()")
# Code points that PDF text layers carry in place of the usual ones.
COMPATIBLE = str.maketrans({"北": "\uf963", "里": "\uf9e9", "金": "\uf90a", "文": "\u2f42", "人": "\u2f08"})
SENTENCE_END = "。！？"


@dataclass
class Page:
    """A rendition. ``text`` is its raw text with ``origin``; both are None where the file is no text (PDF, picture)."""

    file: str
    style: str
    articles: list[Annotated]
    data: bytes
    text: str | None = None
    origin: Origin | None = None
    changes: list[Change] = field(default_factory=list)
    titled: dict[int, bool] = field(default_factory=dict)
    """Which articles (by number in ``articles``) bear their title on this page."""


def text_page(
    file: str, style: str, articles: list[Annotated], glyphs: Glyphs, changes: list[Change]
) -> Page:
    text = text_of(glyphs)
    present = {(glyph.article, glyph.at) for glyph in glyphs}
    titled = {
        i: all((i, at) in present for part in article.parts if part.role == "title" for at in (part.start,))
        for i, article in enumerate(articles)
    }
    return Page(file, style, articles, text.encode(), text, Origin.of(glyphs), changes, titled)


def clean(article: Annotated) -> Page:
    """The article as it was written, a paragraph a line, with its date and publisher under the title."""
    pieces = [printed(article.text[p.start : p.end], 0, p.start) for p in article.parts]
    titles = sum(part.role in ("title", "subtitle") for part in article.parts)
    pieces.insert(titles, furniture(f"{article.date} 来源：{article.publisher}", 0))
    return text_page(f"{article.name}.txt", "clean", [article], joined(pieces, "\n"), [])


# --- the text layer of a newspaper page --------------------------------------------------------


def text_layer(file: str, articles: list[Annotated], rng: random.Random) -> Page:
    """Lines of 18 to 24 characters with an empty line after each; all titles but the first stand together.

    An editor's note comes as one long line behind the byline before it, as it does where a page was set so.
    """
    changes: list[Change] = []
    pieces: list[Glyphs] = []
    stacked = [i for i in range(1, len(articles)) if articles[i].kind not in ("sidebar", "editors_note")]
    for i, article in enumerate(articles):
        if article.kind == "editors_note" and pieces:
            pieces[-1] = pieces[-1] + furniture("\n ") + _body_of(article, i)
            continue
        body = _lines(article, i, rng.randint(18, 24), rng, changes)
        titles = [] if i in stacked else _titles(article, i)
        pieces.append(joined([*titles, *body], "\n\n"))
        if i == 0:
            pieces += [title for j in stacked for title in _titles(articles[j], j)]
    return text_page(file, "text layer", articles, joined(pieces, "\n\n") + furniture("\n"), changes)


def _titles(article: Annotated, number: int) -> list[Glyphs]:
    titles = [part for part in article.parts if part.role in ("title", "subtitle")]
    titles.sort(key=lambda part: part.role == "title")  # the small line stands above the great one
    return [printed(article.text[part.start : part.end], number, part.start) for part in titles]


def _body_of(article: Annotated, number: int) -> Glyphs:
    body = [part for part in article.parts if part.role not in ("title", "subtitle")]
    return joined([printed(article.text[p.start : p.end], number, p.start) for p in body], "\n")


def _lines(
    article: Annotated, number: int, width: int, rng: random.Random, changes: list[Change]
) -> list[Glyphs]:
    lines: list[Glyphs] = []
    for part in article.parts:
        if part.role in ("title", "subtitle"):
            continue
        glyphs = printed(article.text[part.start : part.end], number, part.start)
        if part.role != "paragraph":
            lines.append(glyphs)
            continue
        glyphs = _lost(glyphs, 0.0008, rng, changes)
        around_picture = rng.random() < 0.2
        while glyphs:
            take = width - rng.randint(6, 10) if around_picture and rng.random() < 0.4 else width
            take = _kept_together(glyphs, take)
            lines.append(_justified(glyphs[:take], take < len(glyphs), rng))
            glyphs = glyphs[take:]
    return [_with_compatible(line, rng) for line in lines]


def _kept_together(glyphs: Glyphs, take: int) -> int:
    """No line begins with a mark that ends a clause, as type is set."""
    while take < len(glyphs) and glyphs[take].char in "，。、；：！？”’）》":
        take += 1
    return take


def _justified(line: Glyphs, full: bool, rng: random.Random) -> Glyphs:
    """A line that holds Latin words is set wide: a space after each character, now and then."""
    if not full or not any(glyph.char.isascii() for glyph in line) or rng.random() < 0.5:
        return line
    spaced: Glyphs = []
    for before, glyph in zip([Glyph(" "), *line], line, strict=False):
        if spaced and not (before.char.isascii() and glyph.char.isascii()):
            spaced.append(Glyph(" "))
        spaced.append(glyph)
    return spaced


def _with_compatible(line: Glyphs, rng: random.Random) -> Glyphs:
    return [
        glyph._replace(char=glyph.char.translate(COMPATIBLE)) if rng.random() < 0.3 else glyph
        for glyph in line
    ]


def _lost(glyphs: Glyphs, rate: float, rng: random.Random, changes: list[Change]) -> Glyphs:
    kept: Glyphs = []
    for glyph in glyphs:
        if glyph.char.isalpha() and rng.random() < rate:
            changes.append(Change(glyph.article, glyph.at, glyph.at + 1, "omission", ""))
        else:
            kept.append(glyph)
    return kept


# --- an OCR of the page --------------------------------------------------------------------------


def ocr(file: str, articles: list[Annotated], rng: random.Random, *, stray: Annotated | None = None) -> Page:
    """Paragraphs cut at column ends, half-width marks, one article within another, ``##`` titles, an imprint.

    ``stray`` is an article of which only the end is on the page, and its title is not.
    """
    changes: list[Change] = []
    marked = rng.random() < 0.6
    parts = [_columns(article, i, rng, marked=marked) for i, article in enumerate(articles)]
    order = _interleaved(parts, rng)
    everyone = [*articles, stray] if stray else articles
    if stray:
        order.insert(rng.randint(1, len(order)), _headless(stray, len(articles), rng))
    blocks = [block for part in order for block in part]
    blocks = [misread(block, rng, changes) for block in blocks]
    blocks = [_half_width(block) for block in blocks]
    return text_page(file, "ocr", everyone, joined(blocks, "\n\n") + furniture("\n"), changes)


def _columns(article: Annotated, number: int, rng: random.Random, *, marked: bool) -> list[list[Glyphs]]:
    """The article as blocks, in one or two pieces; a piece ends where a column does, inside a word."""
    blocks: list[Glyphs] = []
    for part in article.parts:
        glyphs = printed(article.text[part.start : part.end], number, part.start)
        mark = {"title": "# " if rng.random() < 0.3 else "## ", "heading": "### "}.get(part.role, "")
        if part.role == "paragraph" and len(glyphs) > 60 and rng.random() < 0.35:
            cut = rng.randint(20, len(glyphs) - 20)
            blocks += [glyphs[:cut], glyphs[cut:]]
        else:
            blocks.append(furniture(mark if marked else "") + glyphs)
    if article.kind == "sidebar":
        return [_out_of_order(blocks, rng)]
    long = [i for i, block in enumerate(blocks) if len(block) > 60 and i > 1]
    if not long or len(article.text) < 300 or rng.random() < 0.3:
        return [blocks]
    at = rng.choice(long)
    cut = rng.randint(25, len(blocks[at]) - 25)
    return [[*blocks[:at], blocks[at][:cut]], [blocks[at][cut:], *blocks[at + 1 :]]]


def _out_of_order(blocks: list[Glyphs], rng: random.Random) -> list[Glyphs]:
    """An OCR reads the labels of a drawing as they come: one of them behind what it stands over."""
    if len(blocks) > 4:
        label = rng.randint(1, len(blocks) - 3)
        blocks.insert(label + 2, blocks.pop(label))
    return blocks


def _interleaved(parts: list[list[list[Glyphs]]], rng: random.Random) -> list[list[Glyphs]]:
    """Pieces in the order of a page: each first piece, and second pieces behind one or two other articles."""
    order: list[list[Glyphs]] = []
    waiting: list[tuple[int, list[Glyphs]]] = []
    for i, pieces in enumerate(parts):
        order.append(pieces[0])
        waiting = [(left - 1, piece) for left, piece in waiting]
        order += [piece for left, piece in waiting if left <= 0]
        waiting = [(left, piece) for left, piece in waiting if left > 0]
        if len(pieces) > 1:
            if i == len(parts) - 1:
                order.append(pieces[1])
            else:
                waiting.append((rng.randint(1, 2), pieces[1]))
    return order + [piece for _, piece in waiting]


def _headless(article: Annotated, number: int, rng: random.Random) -> list[Glyphs]:
    body = [part for part in article.parts if part.role == "paragraph"]
    first = len(body) // 2
    blocks = [printed(article.text[p.start : p.end], number, p.start) for p in body[first:]]
    return [blocks[0][min(rng.randint(8, 20), len(blocks[0]) // 2) :], *blocks[1:]]


def _half_width(block: Glyphs) -> Glyphs:
    return [glyph._replace(char=glyph.char.translate(HALF_WIDTH)) for glyph in block]


# --- how a reader misreads -----------------------------------------------------------------------


@lru_cache
def _confusions() -> dict[str, list[tuple[str, str]]]:
    found: dict[str, list[tuple[str, str]]] = {"shape": [], "usual": [], "name": []}
    for line in CONFUSIONS.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            kind, one, other = line.split()
            found[kind].append((one, other))
    return found


def misread(glyphs: Glyphs, rng: random.Random, changes: list[Change]) -> Glyphs:
    """A block as OCR reads it; what it got wrong is added to ``changes``."""
    glyphs = _usual_words(glyphs, rng, changes)
    shapes = dict(_confusions()["shape"]) | {b: a for a, b in _confusions()["shape"]}
    names = dict(_confusions()["name"])
    read: Glyphs = []
    for glyph in glyphs:
        char, chance = glyph.char, rng.random()
        if glyph.article < 0:
            read.append(glyph)
        elif char in names and chance < 0.3:
            read.append(_changed(glyph, names[char], "ocr_normalisation", changes))
        elif char in shapes and chance < 0.012:
            read.append(_changed(glyph, shapes[char], "ocr_shape", changes))
        elif char in "“”《》" and chance < 0.04:
            other = {"“": "《", "”": "", "《": "", "》": "”"}[char]
            read.append(_changed(glyph, other, "punctuation", changes))
        elif chance < 0.0007:
            read.append(_changed(glyph, "", "omission", changes))
        else:
            read.append(glyph)
    return [glyph for glyph in read if glyph.char]


def _changed(glyph: Glyph, char: str, kind: str, changes: list[Change]) -> Glyph:
    changes.append(Change(glyph.article, glyph.at, glyph.at + 1, kind, char))
    return glyph._replace(char=char)


def _usual_words(glyphs: Glyphs, rng: random.Random, changes: list[Change]) -> Glyphs:
    text = text_of(glyphs)
    for word, other in _confusions()["usual"]:
        at = text.find(word)
        if at < 0 or glyphs[at].article < 0 or rng.random() < 0.6:
            continue
        first = glyphs[at]
        glyphs[at : at + len(word)] = [
            glyph._replace(char=char) for glyph, char in zip(glyphs[at : at + len(word)], other, strict=True)
        ]
        changes.append(Change(first.article, first.at, first.at + len(word), "ocr_normalisation", other))
        text = text_of(glyphs)
    return glyphs


# --- the web edition -----------------------------------------------------------------------------

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
    title = [glyph for piece in _titles(article, 0) for glyph in [*piece, Glyph("\n")]]
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
