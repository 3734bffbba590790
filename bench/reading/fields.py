"""The fields of articles: right, wrong or invented, one by one, on pages of every style.

A field is *wanted* where the page prints it; where the page does not, giving none is right, and one that is given
all the same is *invented*, unless it is what the gold says.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import filterfalse
from typing import Any

from bench.reading.align import letters
from bench.reading.annotated import Annotated
from bench.reading.articles import spoken_for
from bench.reading.output import Document

_ORIGIN = re.compile(r"\d{4}[-年]\d|来源\s?[:：]")
"""In a line that the gold calls a subtitle for want of a better word."""
_NO_AUTHOR = re.compile(
    r"(?:来源|出处|供稿|时间|发布日期|浏览次数)[:：]\s?\S*|(?:网编|编辑|选稿|责编|摄影)\s?[:：\s]\s?\S+|摘自《[^》]+》|摘自\S+?(?=\d)"
    r"|\d{4}[-年.]\d{1,2}[-月.]\d{1,2}日?(?:\s\d{1,2}:\d{2}(?::\d{2})?)?|发自\S+|发表于\S+"
)
_AUTHOR = re.compile(r"[^\s（(，、]*(?:记者|通讯员|作者|实习生|评论员|撰文|主持)[:：]?|文/图|[文图]/")
_REPORTED = re.compile(r"[（(]([^（）()]*记者[^（）()]+)[)）]")
_PEN_NAME = re.compile(r"[（(]([\u4e00-\u9fff] ?[\u4e00-\u9fff]{1,2})[)）]$")
_NAME = re.compile(r"[\u4e00-\u9fff]{2,4}|[\u4e00-\u9fff]+(?:·[\u4e00-\u9fff]+)+")
FIELDS = ("title", "subtitle", "byline", "publisher", "date", "basis", "kind")
DATED = ("clean", "web", "html", "sites")
"""Styles whose pages print when and where an article appeared; the others print what its own text holds."""


@dataclass
class Score:
    """Of one field."""

    wanted: int = 0
    right: int = 0
    wrong: int = 0
    """Another value than the wanted one; the rest of ``wanted`` has none."""
    invented: int = 0
    misses: list[str] = field(default_factory=list)

    def plain(self) -> dict[str, int]:
        return {name: getattr(self, name) for name in ("wanted", "right", "wrong", "invented")}


Scores = dict[str, Score]


def score(document: Document, scores: Scores) -> None:
    """Add the fields of every article of a document that an output article speaks for."""
    spoken = spoken_for(document)
    for i, article in enumerate(document.truth.articles):
        if article.kind == "imprint" or i not in spoken:
            continue
        record = document.record["articles"][spoken[i][0]]
        truth = wanted(article, document.truth.style, titled=document.truth.titled.get(i, False))
        for name, value in truth.items():
            if name == "basis" and not value:
                continue  # whether the date may be given at all is counted as the date
            where = f"{document.truth.file} {article.name}: {name}"
            _count(
                scores.setdefault(name, Score()), value, _found(record, name), _known(article, name), where
            )


def wanted(article: Annotated, style: str, *, titled: bool) -> dict[str, str]:
    """What a page of a style prints of the fields of an article; an empty text where it prints nothing of one."""
    dated = style in DATED
    named = any(article.publisher in line for line in article.role("byline"))
    return {
        "title": _plain(article.title) if titled else "",
        "subtitle": _plain("".join(filterfalse(_ORIGIN.search, article.role("subtitle")))) if titled else "",
        "byline": " ".join(authors(article)),
        "publisher": _plain(article.publisher) if dated or named else "",
        "date": article.date if dated else "",
        "basis": "stated" if dated else "",
        "kind": article.kind,
    }


def authors(article: Annotated) -> list[str]:
    """Who wrote it, in the order printed: in lines of origin, in brackets with 记者, and in brackets at the end."""
    found: list[str] = []
    for line in article.role("byline") + _REPORTED.findall(article.text):
        bare = _NO_AUTHOR.sub(" ", line)
        if bare == line or _AUTHOR.search(bare):  # beside a date and a source alone stands no author
            found += _names(_AUTHOR.sub(" ", bare), article.publisher)
    found += [name.replace(" ", "") for name in _PEN_NAME.findall(article.text)]
    return list(dict.fromkeys(found))


def _names(text: str, publisher: str) -> list[str]:
    """A name of two characters may be printed with a space inside."""
    whole = re.sub(
        r"(?<![\u4e00-\u9fff·])([\u4e00-\u9fff])\s([\u4e00-\u9fff])(?![\u4e00-\u9fff·])", r"\1\2", text
    )
    return [
        name
        for name in re.split(r"[\s，、,()（）]+", whole)
        if _NAME.fullmatch(name) and name not in publisher
    ]


def _known(article: Annotated, name: str) -> str:
    """What may be given though the page does not print it: what is true of the article."""
    return {"publisher": _plain(article.publisher), "date": article.date}.get(name, "")


def _found(record: dict[str, Any], name: str) -> str:
    if name == "byline":
        return " ".join(record["byline"])
    if name in ("title", "subtitle", "publisher"):
        return _plain(record[name] or "")
    return record["date_basis" if name == "basis" else name] or ""


def _plain(text: str) -> str:
    return "".join(letters(text)[0])


def _count(score: Score, value: str, found: str, known: str, where: str) -> None:
    score.wanted += bool(value)
    if value and found == value:
        score.right += 1
    elif value and found:
        score.wrong += 1
        score.misses.append(f'{where} "{found}" for "{value}"')
    elif value:
        score.misses.append(f'{where} none for "{value}"')
    elif found and not known.startswith(found):  # a month where the gold has the day is no invention
        score.invented += 1
        score.misses.append(f'{where} "{found}" invented')
