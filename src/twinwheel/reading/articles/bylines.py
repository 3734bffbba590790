"""A byline → the names in it, and the paper that is named in it."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from typing import NamedTuple

import yaml

from twinwheel.reading.articles import glue
from twinwheel.reading.surnames import surnames

_NAME = re.compile("[\u4e00-\u9fff]{2,4}|[\u4e00-\u9fff]{1,6}(?:·[\u4e00-\u9fff]{1,8}){1,3}")
_SPLIT = re.compile(r"[\s、，,;；|丨/／&]+")
_URL = re.compile(r"https?:|www\.|\.(?:com|cn|org|net)\b", re.ASCII)
_DATE = re.compile(r"\d{4}\s?[-/.年].*$")
_PRINTED = re.compile(r"^《([^《》]+)》\s?[（(][^（）()]{0,20}版[^（）()]{0,8}[)）]$")
"""The paper and its page: 《滨海日报》（第03版）, the date taken out."""
_COUNTED = re.compile(r"\s(?:评论|阅读|浏览|点击|点赞)\s?\d*\s*$")
_PAPERS = ("报", "刊", "网", "社", "电视台", "电台", "客户端", "新闻", "发布")
_SIGNATURE = re.compile(r"(?<=[。！？”])[（(【]([^（）()【】。]{2,30})[)）】]\s*$")
_REPORTED = re.compile(
    r"(?:[讯电]\s?|日消息\s?|^)[（(]\s?([^（）()]{0,12}(?:记者|通讯员)[^（）()]{2,40})[)）]|[（(]\s?(本[报刊台][^（）()]{0,8}记者[^（）()]{2,30})[)）]"
)
_SPACED = re.compile(r"(?<![\u4e00-\u9fff])(来|作|编|时|日|记)[ \u3000]{1,4}(源|者|辑|间|期)(?=\s?[:：丨|])")
"""A label set as wide as its neighbours: 来　源：."""
_MARKS = "()（）[]【】■□◎▲△◆◇●○ \u3000:：/／"


class Byline(NamedTuple):
    """Authors in the order printed; the paper or site, if one is named."""

    names: tuple[str, ...]
    publisher: str | None


def read(text: str) -> Byline:
    """The authors and the publisher a byline or a line of origin states."""
    names: list[str] = []
    publisher: str | None = None
    text = _SPACED.sub(r"\1\2", text)
    role, at = "记者" if text[:1] in "■□◎▲△◆◇●○(（" else "", 0
    for label in [*_labels().finditer(text), None]:
        before = text[at : label.start()] if label else text[at:]
        if role in _words()["sources"]:
            publisher = publisher or _source(before)
        elif role in _words()["authors"]:
            names += [name for name in _names(before, label[1] if label else "") if name not in names]
        named = (
            at > 0 and role in _words()["authors"] and before[-1:].isspace()
        )  # 记者 丁一 记者 丁二: no paper
        if label and label[1] in ("记者", "评论员") and not named:
            publisher = publisher or _paper(before)
        if label:
            role, at = label[1], label.end()
    return Byline(tuple(names), publisher)


def reported(beginning: str) -> Byline | None:
    """Who the first words of a news text say reports: ``本报讯（记者 丁一）``, ``滨海5月3日电（记者丁一）``."""
    found = _REPORTED.search(beginning[:90])
    return read(found[1] or found[2]) if found else None


def signature(paragraph: str) -> tuple[int, Byline] | None:
    """Where the author in brackets at the end of a paragraph begins, and who it is."""
    found = _SIGNATURE.search(paragraph)
    if not found:
        return None
    inside = found[1]
    if len(inside) <= 8 and not _labels().search(inside):
        names = _names(inside, "")
        return (found.start(), Byline(tuple(names), None)) if len(names) >= 1 else None
    byline = read(inside)
    return (found.start(), byline) if byline.names else None


def is_name(text: str) -> bool:
    """Whether a text is a Chinese name: a surname, one or two characters, and no word of the dictionary."""
    if not re.fullmatch("[\u4e00-\u9fff]{2,4}", text) or glue.dictionary().has_word(text):
        return False
    single, double = surnames()
    if text[:2] in double:
        return len(text) in (3, 4)
    return text[0] in single and len(text) in (2, 3)


def dated_source(text: str) -> str | None:
    """The site named beside the date of a line that is nothing but the two: ``2021-01-20 滨海日报``."""
    rest = re.sub(r"\d{4}\s?[-/.年]\s?\d{1,2}\s?[-/.月]\s?\d{1,2}\s?日?|\d{1,2}:\d{2}(?::\d{2})?", " ", text)
    words = _PRINTED.sub(r"\1", _COUNTED.sub("", rest)).split()
    if len(words) == 2 and words[0].endswith(_PAPERS) and is_name(words[1]):
        words.pop()
    if len(words) == 1 and words[0].endswith(("时间", "日期")):
        return None
    return words[0] if len(words) == 1 and re.fullmatch("[\u4e00-\u9fffA-Za-z]{2,16}", words[0]) else None


def _names(text: str, label: str) -> list[str]:
    """The names in a stretch of a byline. A name of two characters may be printed with a space inside."""
    words = [word for word in _SPLIT.split(_DATE.sub("", text).strip(_MARKS)) if word]
    if label in ("记者", "评论员") and words and not text.endswith(tuple(" \u3000、")):
        words = words[:-1]  # the paper of the next one
    joined: list[str] = []
    for word in words:
        single = len(word) == 1 and "\u4e00" <= word <= "\u9fff"
        if single and joined and len(joined[-1]) == 1:
            joined[-1] += word
        else:
            joined.append(word)
    return [word for word in joined if _NAME.fullmatch(word)]


def _source(text: str) -> str | None:
    name = _DATE.sub("", text).strip(_MARKS + "|丨-—").split("  ")[0].split("\u3000")[0].strip()
    name = name.strip("《》“”")
    if not name or _URL.search(name) or len(name) > 30 or name in _words()["nowhere"]:
        return None
    return name.split(" ")[0] if len(name.split(" ")) > 1 and len(name.split(" ")[0]) >= 2 else name


def _paper(text: str) -> str | None:
    """The paper before the word 记者."""
    words = _SPLIT.split(text.strip(_MARKS))
    name = words[-1].strip("《》") if words else ""
    for word in _words()["unnamed"]:
        name = name.removesuffix(word)
    if name in _words()["unnamed"] or not re.fullmatch("[\u4e00-\u9fffA-Za-z·]{2,14}", name):
        return None
    return name


@cache
def _words() -> dict[str, list[str]]:
    found: dict[str, list[str]] = yaml.safe_load(
        (files(__package__) / "data" / "bylines.yaml").read_text(encoding="utf-8")
    )
    return found


@cache
def _labels() -> re.Pattern[str]:
    """A word of a byline with the colon or space after it; a single character only with a mark after it."""
    words = sorted({*_words()["authors"], *_words()["others"], *_words()["sources"]}, key=len, reverse=True)
    long = "|".join(re.escape(word) + "(?!辑)" * word.endswith("编") for word in words if len(word) > 1)
    short = "|".join(re.escape(word) for word in words if len(word) == 1)
    return re.compile(
        rf"({long}|(?:(?<![\u4e00-\u9fff])|(?<=\s))(?:{short})(?=\s?[:：/／丨|])|(?<=[/／\s])(?:{short})(?=$|\s|[)）]))\s?[:：/／丨|]?"
    )
