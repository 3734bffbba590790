"""A made page: its bytes, and what is true of every character of it."""

from __future__ import annotations

from dataclasses import dataclass, field

from bench.reading.annotated import Annotated
from bench.reading.glyphs import Change, Glyphs, Origin, printed, text_of


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


def titles_of(article: Annotated, number: int) -> list[Glyphs]:
    """Its small and great headlines, as they stand one above the other."""
    titles = [part for part in article.parts if part.role in ("title", "subtitle")]
    titles.sort(key=lambda part: part.role == "title")  # the small line stands above the great one
    return [printed(article.text[part.start : part.end], number, part.start) for part in titles]
