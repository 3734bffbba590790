"""Whose title it is, and where it begins: the words before a title, read back from where it stands.

Before a title stand who employs, and a part of the house or a field of work that belongs to the title:
某大学材料学院|教授, 某局|信用科科长, |退休教师.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from twinwheel.reading.facts import lexicon, offices, organisations
from twinwheel.reading.facts.candidates import Candidate
from twinwheel.reading.facts.sheet import MARKS, NO_BEGINNING, Sheet, is_han, may_be_inside, proper, trimmed
from twinwheel.reading.facts.titles import Title
from twinwheel.reading.facts.words import Token, known

TITLE, SAID = "organisations.title", "employers.said"
"""Rules of an employer: only the title shows that the words name someone (静水时钟|创始人); a body said without its
place (市政协|主席)."""
LONGEST_OFFICE = 12
"""Characters between an employer and a title (人体器官移植中心|心脏大血管外科|主任)."""
_LONGEST_UNCUT = 6
"""Characters of a firm's name without an ending."""
LONGEST_PHRASE = 24
"""Characters of an employer with an office."""
_LONGEST_MARKED = 14
"""Characters of a name in marks before a title."""
_COMMITTEE = re.compile(r"(?:[省市区县州旗]|自治区)委")
_PARTY = ("党委", "党组", "党总支", "党支部", "党工委", "工委", "支部", "团委", "纪委", "工会")
"""What every house has: who leads it has its title of the house."""
_LOCAL = re.compile(
    r"[一-鿿]{2,6}(?:村|社区|嘎查|教学点|小学|中学|学校|幼儿园|卫生室|卫生院|合作社|林场|农场|茶场)"
)
"""A house of a village: no part of a title."""
_TOWN = re.compile(r"(?:镇|乡|街道)(?=党委|党工委|政府|人大|纪委)")
_SURE = ("organisations.body", "organisations.local", "places.level", "places.listed")
"""Rules of names that may reach into a title though they do not stand: 某市政协|副主席."""
_PLACED = (
    "长",
    "书记",
    "主任",
    "主席",
    "委员",
    "代表",
    "大使",
    "领事",
    "总统",
    "首相",
    "总理",
    "大臣",
    "公使",
    "参赞",
    "特使",
    "指挥",
)
"""A place has these; it employs no 教师 and no 经济学家."""
_BODY_END = re.compile(r"(?:组织|[代表联络服务管理]{2}处)\Z|[局厅委院会所办行司署社校馆站厂店队团]\Z")


_OF_A_WORK = (
    "作者", "编者", "译者", "著者", "导演", "编剧", "制片人", "出品人", "主演", "演员", "作曲", "作曲家", "作家", "诗人", "编导",
    "制作人", "主创", "画家", "摄影师", "主角", "主人公", "总导演", "监制", "撰稿人", "歌手", "读者", "策划", "总策划", "起草人", "负责人",
)  # fmt: skip
"""Who makes or reads a work is employed by none."""


class Ending(NamedTuple):
    """The names known so far, by where they end, and where each begins."""

    by_end: dict[int, Candidate]
    starts: dict[int, int]
    stands: frozenset[Candidate]
    """Those that are names without a title behind them."""


def office(sheet: Sheet, title: Title, names: Ending) -> tuple[Title, Candidate | None]:
    """A title from where it begins, and the employer named before it."""
    text, at = sheet.text, title.start
    inside = (names.by_end[end] for end in range(at + 1, title.end) if end in names.by_end)
    over = next(
        (each for each in inside if each.start < at and (each in names.stands or each.rule in _SURE)), None
    )
    if over is not None:  # 清溪区|区委书记, 德源镇|党委书记, 某市政协|副主席
        if text[at : over.end] in _PARTY:  # 某厂|党总支书记
            return title, over._replace(end=at)
        return title if _COMMITTEE.match(text, at) else title._replace(start=over.end), over
    while at > 1 and (text[at - 1] in "的 " or _closes_name(text, at)):
        at -= 1
    of = "的" in text[at : title.start]
    if text[at - 1 : at] == "》" and "《" in text[max(0, at - 24) : at]:
        if text_of(sheet, title).endswith(_OF_A_WORK):  # 《某某传》|作者
            return title, None
        return title, Candidate(text.rfind("《", 0, at) + 1, at - 1, "media", SAID)
    before = _before_brackets(text, at)
    named = names.by_end.get(at) or names.by_end.get(before)
    if named is not None:
        if named.rule.startswith("organisations.") and (
            named not in names.stands or not proper(sheet.tokens(named.start, named.end))
        ):
            named = named._replace(start=trimmed(sheet, _back(sheet, named.start, names), named.end))
        return title, named if _employs(named, text_of(sheet, title)) else None
    aside, at = before < at, before  # 某研究所（下称某所）|研究员
    if of and title.generic:
        return title, None
    if of:
        return title, _phrase(sheet, title._replace(start=at), at, names)[1]
    whole, employer = _phrase(sheet, title._replace(start=at) if at < title.start else title, at, names)
    # Of “某某”|总裁 the marks are no part, nor is what stands before brackets.
    marked = aside or any(mark in text_of(sheet, whole) for mark in "“”‘’")
    return (title if marked or whole.start == at < title.start else whole), employer


def _closes_name(text: str, at: int) -> bool:
    """Whether the mark before ``at`` closes a name (“某某”|总裁), not a sentence (…。”|校长)."""
    if text[at - 1] not in "”’":
        return False
    opening = max(text.rfind(mark, max(0, at - _LONGEST_MARKED), at - 1) for mark in "“‘")
    return opening >= 0 and not any(mark in text[opening:at] for mark in "，。！？；：\n")


def _phrase(sheet: Sheet, title: Title, at: int, names: Ending) -> tuple[Title, Candidate | None]:
    """The noun phrase that ends at ``at``, cut into who employs and what belongs to the title."""
    text, said = sheet.text, text_of(sheet, title)
    start = _back(sheet, at, names)
    ends = range(at - 1, max(start, at - LONGEST_OFFICE), -1)
    inner = next((names.by_end[end] for end in ends if names.by_end.get(end) in names.stands), None)
    if inner is not None:
        start = min(start, inner.start)
    area = inner.end if inner else trimmed(sheet, start, at)
    town = _TOWN.match(text, at) if at == title.start and 2 <= at - area <= 3 else None
    if town:  # 东港|镇党委副书记
        return title._replace(start=town.end()), Candidate(area, town.end(), "street", SAID)
    body = _body_end(sheet, inner.end if inner else start, at)
    if body:
        begins = trimmed(sheet, start, body)
        begins = organisations.without_country(sheet, begins, body)
        led = _firm(sheet, body, at, said) if at - body > 1 else None
        if led:
            return title, led  # 设备厂|南溪芯业|总经理
        if 2 < body - begins <= LONGEST_PHRASE and text[begins:body] not in _no_bodies():
            kind = offices.type_of(text[begins:body])
            return title._replace(start=body), Candidate(begins, body, kind, TITLE)
    elif inner is not None:
        if _LOCAL.fullmatch(text, inner.end, at):
            return title, Candidate(inner.end, at, "other", SAID)  # 某某镇|岭下村|村民
        modified = _modified(sheet, title, inner.end, at)
        return modified or title, inner if modified and _employs(inner, said) else None
    firm = None if body else _firm(sheet, trimmed(sheet, start, at), at, said) or _uncut(sheet, at, said)
    return (title, firm) if firm else (_modified(sheet, title, start, at) or title, None)


@lru_cache(maxsize=1)
def _acts() -> frozenset[str]:
    """Verbs that stand before a house and are no part of its name."""
    return lexicon.words("organisations", "outside") | lexicon.words("titles", "acts")


def _back(sheet: Sheet, at: int, names: Ending) -> int:
    """Where the noun phrase before a title begins.

    A verb may be part of a name (国家|治理|研究院, 育种|室) where nothing but words of a name stands between it and a
    border; else the phrase begins behind it (走访|腾飞集团|董事长).
    """
    surely = sheet.back(at, names.starts)
    inside = lexicon.words("organisations", "inside")
    start = surely
    if start == at and sheet.splits_word(at):  # 育种|室主任: the title is part of a word
        start = sheet.words[sheet.covering(at) or 0].start
    held = [word.end for word in sheet.tokens(surely, at) if word.word in lexicon.words("titles", "holds")]
    if held:
        return held[-1]  # 某某|现任|某协会会长
    while at - start <= LONGEST_PHRASE:
        word = sheet.word_before(start)
        ends = start == at and word is not None and _BODY_END.search(word.word)
        if word is None or word.word[0] in MARKS or (word.tag[0] in "pucr" and not ends):
            return start
        joins = ends or (word.tag[0] == "v" and start < at and word.word not in _acts())
        counts = word.tag[0] == "m" and is_han(word.word) and sheet.after(start) in "公局院所中队厂小分支建"
        if not (joins or counts or may_be_inside(word, inside)):
            return surely
        start = word.start
    return surely


def text_of(sheet: Sheet, title: Title) -> str:
    """The characters of a title."""
    return sheet.text[title.start : title.end]


def _employs(named: Candidate, title: str) -> bool:
    small = named.type in ("street", "park", "zone", "other")  # 金桥社区|网格员
    return not named.rule.startswith("places.") or small or title.endswith(_PLACED)


@lru_cache(maxsize=1)
def _no_bodies() -> frozenset[str]:
    return lexicon.words("organisations", "generic") | lexicon.words("organisations", "common")


@lru_cache(maxsize=1)
def _endings() -> tuple[str, ...]:
    """The endings of bodies that stand for themselves: 管委会, 中心, 学院."""
    listed = {*lexicon.typed("organisations", "endings"), *lexicon.words("organisations", "whole")}
    return tuple(word for word in listed if len(word) > 1)


def _body_end(sheet: Sheet, start: int, at: int) -> int | None:
    """Where a body ends in a phrase, from behind: 浙江大学|计算机学院|, 市监局|信用科."""
    words, trades = sheet.tokens(start, at), lexicon.words("organisations", "trades")
    for index in range(len(words) - 1, -1, -1):
        token = words[index]
        stem = words[index - 1].word
        named = index and (len(stem) == 1 or not known(stem) or _traded(words[index - 1 : index + 1]))
        trade = named and token.word in trades and token.end < at  # 云岬|光学|知识产权|经理
        if trade or token.word.endswith(_endings()) or _BODY_END.search(token.word):
            return token.end
    return None


def _modified(sheet: Sheet, title: Title, start: int, at: int) -> Title | None:
    """The title with the words before it that say more of it (退休|教师; not 著名|作曲家); None where they do not."""
    words = sheet.tokens(start, at)
    praise, holds = lexicon.words("titles", "praise"), lexicon.words("titles", "holds")
    while words and (words[0].word in praise or words[0].word in holds):
        words = words[1:]
    if words and words[0].word[0] in NO_BEGINNING and not known(words[0].word):
        start = words[0].start + 1  # the dictionary glues a preposition to an unknown word: 由县|人大代表
        words = sheet.tokens(start, at)
    outside = lexicon.words("organisations", "outside")
    if not words:
        return title
    return None if any(word.word in outside for word in words) else title._replace(start=words[0].start)


def _before_brackets(text: str, at: int) -> int:
    """Before the short form in brackets: 某协会(GSMA)|会长."""
    if text[at - 1 : at] in (")", "）"):
        opening = max(text.rfind("(", max(0, at - 16), at), text.rfind("（", max(0, at - 16), at))
        if opening > 0:
            return opening
    return at


def _firm(sheet: Sheet, start: int, at: int, title: str) -> Candidate | None:
    """A name that only the title behind it shows: 静水时钟|创始人, 红桥|咨询|合伙人."""
    name, words = sheet.text[start:at], sheet.tokens(start, at)
    led = title.endswith(tuple(lexicon.words("titles", "leads")))
    if not 2 <= len(name) <= 20 or any(mark in name for mark in "\n的（(") or name in _no_bodies():
        return None
    if not led and name[-1] in "科室系生组处部班股":
        return None
    # A name of common words is believed where a firm is led (静水时钟|创始人), not of 冷链|老板.
    if (
        not (led and len(name) > 2)
        and not (proper(words) and len(name) > (1 if led else 2))
        and not _traded(words)
    ):
        return None
    start = organisations.without_country(sheet, start, at)
    return Candidate(start, at, offices.type_of(sheet.text[start:at]), TITLE)


def _uncut(sheet: Sheet, at: int, title: str) -> Candidate | None:
    """A name that the dictionary cuts to pieces, particles among them (博雅|辑|因|首席执行官): all that stands between a
    mark and one who leads a firm."""
    text, start = sheet.text, at
    while start > 0 and at - start <= _LONGEST_UNCUT and text[start - 1].isalnum():
        start -= 1
    words = sheet.tokens(start, at)
    while words and (words[0].tag[0] in "vdtr" or words[0].word in NO_BEGINNING) and known(words[0].word):
        words = words[1:]  # 对话|某某某|创始人
    if not words or not title.endswith(tuple(lexicon.words("titles", "leads"))):
        return None
    pieces = sum(len(word.word) for word in words if len(word.word) == 1 or not known(word.word))
    start = words[0].start
    if pieces < 2 or not 3 <= at - start <= _LONGEST_UNCUT:
        return None
    return Candidate(start, at, "enterprise", TITLE)


def _traded(words: list[Token]) -> bool:
    """True for two characters that describe no trade, and a trade: 红桥|咨询."""
    if len(words) != 2 or len(words[0].word) != 2:
        return False
    plain = any(
        words[0].word in lexicon.words("organisations", key)
        for key in ("common", "inside", "trades", "generic", "no_employer", "leading")
    )
    return not plain and words[1].word in lexicon.words("organisations", "trades")
