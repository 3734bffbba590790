"""Renditions of articles as they come: as written, as a text layer in narrow lines, as an OCR of columns.

All of it is drawn from a seed, and each rendition says what it is: of every character its place in its
article (``Origin``), and of every place where it departs from the article, how (``Change``).
"""

from __future__ import annotations

import random

from bench.reading.annotated import Annotated
from bench.reading.glyphs import Change, Glyph, Glyphs, furniture, joined, printed
from bench.reading.misreading import misread
from bench.reading.page import Page, text_page, titles_of

HALF_WIDTH = str.maketrans("，：；！？（）", ",:;!?()")
# Code points that PDF text layers carry in place of the usual ones.
COMPATIBLE = str.maketrans({"北": "\uf963", "里": "\uf9e9", "金": "\uf90a", "文": "\u2f42", "人": "\u2f08"})


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
        titles = [] if i in stacked else titles_of(article, i)
        pieces.append(joined([*titles, *body], "\n\n"))
        if i == 0:
            pieces += [title for j in stacked for title in titles_of(articles[j], j)]
    return text_page(file, "text layer", articles, joined(pieces, "\n\n") + furniture("\n"), changes)


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
