"""When an article was published: what its page states, else what its text lets one infer, else nothing.

An article that was taken over from elsewhere states two dates: that of the publication stands beside its origin; where
none is named, the earlier one is that of the publication, the later one that of the copy.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import Literal, NamedTuple

_FULL = re.compile(
    r"((?:19|20)\d{2})\s?(?:年|[-/.])\s?(0?[1-9]|1[0-2])\s?(?:月|[-/.])\s?(0?[1-9]|[12]\d|3[01])(?!\d)"
)
_CHINESE = re.compile(
    "([一二][〇○零０Oo0九][〇○零０Oo一二三四五六七八九]{2})年([一二三四五六七八九十]{1,2})月([一二三四五六七八九十]{1,3})日"
)
_DATELINE = re.compile(r"(?:(20\d{2}|19\d{2})年)?(\d{1,2})月(\d{1,2})日?\s?(?:专?电|讯|消息)")
_NEWS = re.compile("记者|获悉|召开|举行|举办|发布|印发|出台|启动|揭牌|签约|开幕|闭幕|宣布|通报")
_DAY = re.compile(r"(?<![\d年])(?:(今年)?)(1[0-2]|[1-9])月(3[01]|[12]\d|[1-9])日")
_YEAR = re.compile(r"(20\d{2})年")
_AIM = re.compile(r"(?:到|至|力争|截至到|预计|展望|面向|—|-|~|～)$")
_COMING = re.compile("将|拟|定于|预计|计划|截至")
_ORIGIN = re.compile("出处|原载|来源|稿源|首发|作者")
"""A line that names where a text is from is of its publication; a date alone may be that of the copy, or of the
day the text was signed."""
_EVENT = re.compile(r"(?:会议)?时间\s?[:：].*(?:地点|\d\s?[时点]|[上下]午)")
"""When something took place, not when the text appeared."""
_DIGITS = {
    **{char: i for i, char in enumerate("〇一二三四五六七八九")},
    "○": 0,
    "零": 0,
    "０": 0,
    "O": 0,
    "o": 0,
    "0": 0,
}

Basis = Literal["stated", "inferred"]


class Published(NamedTuple):
    """ISO 8601, as precise as it is known, and how it was found."""

    date: str
    basis: Basis


def in_text(text: str) -> list[str]:
    """The full dates in a line, as ISO 8601, those that are days of the calendar."""
    found = [_iso(int(y), int(m), int(d)) for y, m, d in _FULL.findall(text)]
    found += [_iso(_year(y), _number(m), _number(d)) for y, m, d in _CHINESE.findall(text)]
    return [day for day in found if day]


def published(
    stated: Iterable[str],
    head: str,
    page: Iterable[str],
    text: str,
    month: str | None,
    *,
    issued: bool = False,
) -> Published | None:
    """The date of an article.

    ``stated`` are the lines of the article and fields of its file that say so, ``head`` the first words of its
    text, ``page`` the lines of the page's own head, ``text`` all of it, ``month`` what ``month_of`` it says.
    ``issued``: it is an official document, whose day is that on which it was issued.
    """
    lines = [line for line in stated if not _EVENT.match(line)]
    named = [day for line in lines if _ORIGIN.search(line) and not issued for day in in_text(line)]
    if days := named or [day for line in lines for day in in_text(line)]:
        return Published(min(days), "stated")
    printed = [day for line in page for day in in_text(line)]
    line = _DATELINE.search(head[:60])
    if line:
        year = line[1] or (min(printed)[:4] if printed else None)
        day = _iso(int(year), int(line[2]), int(line[3])) if year else None
        if day and not printed:
            return Published(day, "stated")
    if printed:
        return Published(min(printed), "stated")
    return _reported(text) or (Published(month, "inferred") if month else None)


def month_of(news: Iterable[str], whole: str) -> str | None:
    """The month an article seems to have appeared in: the latest that its first words name, with the year it
    speaks of; None where either is in doubt."""
    months = {
        int(found[2])
        for text in news
        for found in _DAY.finditer(text)
        if not _COMING.search(text[max(found.start() - 6, 0) : found.start()])
    }
    year = _this_year(whole)
    if not months or not year or max(months) - min(months) > 3:
        return None
    return f"{year}-{max(months):02d}"


def _reported(text: str) -> Published | None:
    """By a full date in the first paragraphs on which something was done that papers report."""
    lead = text[:400]
    for found in _FULL.finditer(lead):
        day = _iso(*map(int, found.groups()))
        sentence = lead[found.end() : found.end() + 40].split("。")[0]
        if day and _NEWS.search(sentence):
            return Published(day, "inferred")
    return None


def _this_year(whole: str) -> int | None:
    """The latest year a text speaks of as past or present, if it speaks of it more than once and also of 今年,
    去年 or the like."""
    if not re.search("今年|去年|近日|日前|昨日", whole):
        return None
    years = [
        int(found[1])
        for found in _YEAR.finditer(whole)
        if not _AIM.search(whole[max(found.start() - 4, 0) : found.start()])
    ]
    return max(years) if years and years.count(max(years)) > 1 else None


def _iso(year: int, month: int, day: int) -> str | None:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None


def _year(text: str) -> int:
    return int("".join(str(_DIGITS.get(char, 0)) for char in text))


def _number(text: str) -> int:
    """Up to 99, in Chinese numerals."""
    tens, ten, ones = text.partition("十")
    if not ten:
        return _DIGITS.get(text[-1], 0)
    return 10 * (_DIGITS.get(tens, 1) if tens else 1) + (_DIGITS.get(ones, 0) if ones else 0)
