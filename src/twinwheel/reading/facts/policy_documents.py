"""Documents by name: ``《…》``, ``〈…〉``, and policies that people call by their number of articles: “民营经济十条”.

A name that is later shortened (以下简称《行动计划》) is one document with all its mentions.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import cache
from typing import Literal, NamedTuple, cast

from twinwheel.reading.facts import dates as dates_
from twinwheel.reading.facts.model import PolicyDocument, Reading
from twinwheel.reading.facts.moments import When
from twinwheel.reading.facts.names import Names
from twinwheel.reading.facts.tables import any_of, table
from twinwheel.reading.text import Span

Type = Literal["policy", "report", "book", "newspaper", "declaration"]

_HAN = "一-鿿"
_LONGEST = 90
_MARKS = re.compile(r"[《〈〉》\n]")
_NUMBER = re.compile(rf"[{_HAN}]{{1,12}}\s?[〔\[（(【](?:19|20)\d{{2}}[〕\]）)】]\s?(?:第\s?)?\d{{1,5}}\s?号")
_SHORT = re.compile(
    r"(?:以下|下文|文中)?(?:简称|称)(?:为)?[：:]?(?:《(?P<title>[^《》\n]{1,40})》|[“‘\"「](?P<words>[^”’\"」\n]{1,40})[”’\"」]|(?P<bare>[一-鿿]{2,16})(?=[）)]))"
)
_BRACKET = re.compile(
    r"[（(](?P<inside>[^（）()\n]{0,80}(?:[（(][^（）()\n]{0,20}[）)][^（）()\n]{0,40})?)[）)]"
)
_ARTICLES = re.compile(
    r"[“‘「](?P<name>[^“”‘’「」，。；：！？、\n]{1,16}?(?:[\d一二三四五六七八九十百]{1,4}条|新政)(?:[（(][^（）()\n]{1,8}[）)])?(?:措施|政策|意见)?)[”’」]"
)
_EDITION = re.compile(r"(?:[（(][^（）()]{0,30}[）)]|\d{4}(?:[-—–~至]\d{4})?年?版?|第.版)+$")
_CLAUSE_START = re.compile(r"[，。；：！？,;:!?\n“”《》（）()]")


class Title(NamedTuple):
    """``text[start:end]`` is the name without its marks."""

    start: int
    end: int
    name: str
    numbered: bool = False
    """It is called by its number of articles, in quotation marks."""


def find(reading: Reading, names: Names | None = None) -> list[PolicyDocument]:
    """The documents the article names, in the order of their first mention."""
    text = reading.text
    titles = sorted([*titles_in(text), *_by_articles(text)])
    if not titles:
        return []
    groups = _grouped(text, titles)
    dates = dates_.find(text, reading.date)
    return [_document(text, group, aliases, dates, names) for group, aliases in groups]


def titles_in(text: str) -> Iterator[Title]:
    """What stands in 《》 or 〈〉. A closing mark closes the last one opened, whatever its shape: OCR mixes them.

    A title in a title is part of it; a mark that is never closed is no title.

    >>> [title.name for title in titles_in("《市里制定完成〈孵化器评价办法〉，见《关于印发〈规程〉的通知》")]
    ['孵化器评价办法', '关于印发〈规程〉的通知']
    """
    opened: list[int] = []
    waiting: list[Title] = []
    for mark in _MARKS.finditer(text):
        char, at = mark[0], mark.start()
        if char == "\n":
            yield from _outermost(waiting)
            opened, waiting = [], []
        elif char in "《〈":
            opened.append(at)
        elif opened:
            start = opened.pop() + 1
            if _is_title(text, start, at):
                waiting.append(Title(start, at, text[start:at]))
    yield from _outermost(waiting)


def _outermost(titles: list[Title]) -> Iterator[Title]:
    end = -1
    for title in sorted(titles, key=lambda each: (each.start, -each.end)):
        if title.start >= end:
            yield title
            end = title.end


def _is_title(text: str, start: int, end: int) -> bool:
    return 0 < end - start <= _LONGEST and not re.search("[。；！？]", text[start:end].rstrip("！？"))


def _by_articles(text: str) -> Iterator[Title]:
    for match in _ARTICLES.finditer(text):
        yield Title(match.start("name"), match.end("name"), match["name"], numbered=True)


def _grouped(text: str, titles: list[Title]) -> list[tuple[list[Title], list[str]]]:
    """The mentions of each document, with its short forms."""
    groups: list[tuple[list[Title], list[str]]] = []
    by_name: dict[str, int] = {}
    for title in titles:
        at = by_name.get(_plain(title.name))
        if at is None:
            at = _longer(groups[-40:], title)
            at = None if at is None else at + max(len(groups) - 40, 0)
        if at is None:
            at = len(groups)
            groups.append(([], []))
        groups[at][0].append(title)
        groups[at][1].append(title.name)
        by_name.setdefault(_plain(title.name), at)
        for short in _short_forms(text, title):
            by_name[_plain(short)] = at
            groups[at][1].append(short)
    return groups


def _plain(name: str) -> str:
    return name.translate(str.maketrans("（）［］", "()[]")).replace(" ", "")


def _short_forms(text: str, title: Title) -> Iterator[str]:
    """(以下简称《方案》) behind the closing mark."""
    bracket = _BRACKET.match(text, title.end + 1, title.end + 160)
    if bracket:
        for match in _SHORT.finditer(bracket["inside"]):
            yield match["title"] or match["words"] or match["bare"]


def _longer(groups: list[tuple[list[Title], list[str]]], title: Title) -> int | None:
    """The one document named before that this name shortens: same ending, its characters in the same order."""
    if title.numbered or len(title.name) < 4:
        return None
    found = [
        index
        for index, (titles, _) in enumerate(groups)
        if not titles[0].numbered
        and len(titles[0].name) > len(title.name)
        and _shortens(title.name, titles[0].name)
    ]
    return found[0] if len(found) == 1 else None


def _shortens(short: str, long: str) -> bool:
    long = _EDITION.sub("", long) or long
    if short[-2:] != long[-2:]:
        return False
    if long.endswith(short):
        return True
    at = -1
    for char in short:
        at = long.find(char, at + 1)
        if at < 0:
            return False
    return len(short) >= 6


def _document(
    text: str, titles: list[Title], aliases: list[str], dates: list[When], names: Names | None
) -> PolicyDocument:
    first = titles[0]
    numbers = (_number(text, title) for title in titles)
    issuers = (_issuer(text, title, names) for title in titles)
    return PolicyDocument(
        mentions=tuple(Span(title.start, title.end) for title in titles),
        rule="articles" if first.numbered else "title",
        name=first.name,
        aliases=tuple(dict.fromkeys(alias for alias in aliases if alias != first.name)),
        type=_type(text, first),
        issuer=next(filter(None, issuers), None),
        number=next(filter(None, numbers), None),
        date=_date(text, first, dates),
    )


@cache
def _endings() -> list[tuple[Type, tuple[str, ...]]]:
    return [(cast(Type, kind), tuple(words)) for kind, words in table("documents")["ending"].items()]


def _type(text: str, title: Title) -> Type:
    """By what stands behind it, then by the longest ending of its name that is known; else a book."""
    if title.numbered:
        return "policy"
    for kind, words in table("documents")["after"].items():
        if text.startswith(tuple(words), title.end + 1):
            return cast(Type, kind)
    name = _EDITION.sub("", title.name) or title.name
    known = [(len(word), kind) for kind, words in _endings() for word in words if name.endswith(word)]
    if known:
        return max(known)[1]
    if name.startswith("关于"):
        return "policy"
    return "report" if text.startswith("显示", title.end + 1) else "book"


def _number(text: str, title: Title) -> str | None:
    """国函〔2019〕16号, in brackets behind the name or right before it."""
    bracket = _BRACKET.match(text, title.end + 1, title.end + 160)
    found = _NUMBER.search(bracket["inside"]) if bracket else None
    if found is None:
        plain = re.compile(r"[（(]").match(text, title.end + 1)
        found = _NUMBER.match(text, title.end + 1 + bool(plain), title.end + 60)
    return found[0] if found else None


@cache
def _issued() -> re.Pattern[str]:
    data = table("documents")
    between = any_of(data["between"])
    return re.compile(
        rf"(?P<who>.*?)(?:{between})*(?:{any_of(data['issued'])})(?:了|的|实施|完成|并|新版|最新|首个|一份|[一-鿿]{{0,4}}文件)*$"
    )


@cache
def _organisation() -> re.Pattern[str]:
    return re.compile(rf"[{_HAN}（）()]{{0,30}}(?:{any_of(table('documents')['organisation'])})$")


def _issuer(text: str, title: Title, names: Names | None) -> str | None:
    """Who 印发, 发布, 制定 …: the subject of the verb before the opening mark, in this clause or the one before."""
    opening = title.start - 1
    low = max(opening - 60, 0)
    marks = [match.end() for match in _CLAUSE_START.finditer(text, low, opening)]
    start = marks[-1] if marks else low
    match = _issued().search(text[start:opening])
    if match is None:
        return None
    who = match["who"]
    if not who and len(marks) > 1 and text[marks[-1] - 1] in "，,":
        start, who = marks[-2], text[marks[-2] : marks[-1] - 1]
    if names is not None:
        named = (mention.fact for mention in names.named_within(start, start + len(who)))
        inside = [fact.name for fact in named if fact.kind != "person"]
        if inside:
            return inside[-1]
    word = next(iter(dates_.scan(who)), None)
    who = who[word.end :] if word else who
    lead = [cut.end() for cut in re.finditer(any_of(table("documents")["lead_in"]), who)]
    who = who[max((end for end in lead if len(who) - end >= 2), default=0) :]
    found = _organisation().search(who)
    return found[0] if found else None


_PUT_OUT = re.compile(r"印发|发布|出台|公布|颁布|批复|下发|通过|施行|实施|签署")


def _date(text: str, title: Title, dates: list[When]) -> str | None:
    """The date before the name in its sentence where it is said to be put out then."""
    stop = max(text.rfind(mark, max(title.start - 80, 0), title.start) for mark in "。；！？\n")
    index = bisect_right(dates, title.start - 1, key=lambda when: when.start)
    for when in reversed(dates[max(index - 4, 0) : index]):
        if when.start <= stop:
            break
        if when.precision in ("day", "month") and _PUT_OUT.search(text, when.end, title.start):
            return when.iso
    return None
