"""Whose title it is: the organisation or place that stands before a title."""

from __future__ import annotations

import re
from bisect import bisect_left

from twinwheel.reading.facts import lexicon, organisations
from twinwheel.reading.facts.candidates import Candidate
from twinwheel.reading.facts.sheet import MARKS, Sheet, is_han, proper, trimmed
from twinwheel.reading.facts.titles import Title
from twinwheel.reading.facts.words import Token, known

_COMMITTEES = ("省委", "市委", "区委", "县委", "州委", "旗委")
_AT_THE_HEAD = (
    "创始人",
    "CEO",
    "COO",
    "CTO",
    "CFO",
    "首席执行官",
    "首席技术官",
    "首席科学家",
    "董事长",
    "总裁",
    "总经理",
    "合伙人",
    "总监",
)
_OF_A_FIRM = (*_AT_THE_HEAD, "车间主任", "董事会秘书")
_SAID = {
    "公司": "enterprise",
    "集团": "enterprise",
    "企业": "enterprise",
    "银行": "enterprise",
    "学校": "university",
    "医院": "hospital",
    "实验室": "institute",
    "研究院": "institute",
    "研究所": "institute",
    "学院": "university",
    "协会": "association",
    "商会": "association",
    "联盟": "association",
}
_BODIES = ("管委会", "党工委", "市政府", "县政府", "区政府", "省政府", "镇政府", "街道办", "村委会", "居委会")
"""Bodies that are said without their place, at the start of a clause."""
_FAR = 300
"""Characters between 公司 and the firm it stands for: about a paragraph."""


def employer(sheet: Sheet, title: Title | None, by_end: dict[int, Candidate]) -> Candidate | None:
    """The employer named before a title, or None. ``by_end`` are the names known so far.

    Its rule is ``organisations.title`` where only the title shows that the words before it name someone
    (静水时钟|创始人).
    """
    if title is None:
        return None
    text, at = sheet.text, title.start
    if (
        text.startswith(_COMMITTEES, at)
        and at + 1 in by_end
        and by_end[at + 1].end - by_end[at + 1].start > 2
    ):
        return by_end[at + 1]
    if text.startswith(_COMMITTEES, at) and at in by_end:
        return _division(text, by_end[at], at)
    while at > 1 and text[at - 1] in "的”’ ":
        at -= 1
    named = by_end.get(at)
    if named is not None and named.rule.startswith("organisations."):
        return named  # a branch: 渣打（中国）|经济学家
    at = _before_brackets(text, at)
    named = by_end.get(at)
    if named is not None:
        return named
    said = next((body for body in _BODIES if text.endswith(body, 0, at)), None)
    if said and (at == len(said) or sheet.before(at - len(said)) in MARKS):
        return Candidate(at - len(said), at, "government", "employers.said")
    if at >= 3 and text[at - 1] == text[title.start] and text[at - 1] in "省市县区镇乡":
        before = sheet.word_before(at - 1)  # 青石|县|县长
        if before and 2 <= len(before.word) <= 4:
            return Candidate(before.start, at, "district", "places.level")
    found = _by_title(
        sheet, at, text[title.start : title.end], {end: each.start for end, each in by_end.items()}
    )
    if found is None:
        return _over_office(sheet, at, by_end)
    # A field of work may stand between the two: 某国现代化部|通信|国务秘书.
    for end in range(at - 1, max(at - 9, 0), -1):
        inner = by_end.get(end)
        if inner and inner.start == found.start and not inner.rule.startswith("places."):
            return inner
    return found


_FIELD_ENDS = frozenset("部科系室处股班组所院队站办行")


def _over_office(sheet: Sheet, at: int, by_end: dict[int, Candidate]) -> Candidate | None:
    """The employer before a field of work or a part of it: 某大学|桥梁系|教授, 某公司|物流|经理."""
    for end in range(at - 1, max(at - 9, 0), -1):
        found = by_end.get(end)
        if found is None or found.rule.startswith("places."):
            continue
        gap = sheet.tokens(end, at)
        plain = all(token.tag[0] in "nvajsbgilz" and is_han(token.word) for token in gap)
        outside = lexicon.words("organisations", "outside")
        whole = sheet.text[at - 1] in _FIELD_ENDS or not proper(gap)
        return found if plain and whole and not any(token.word in outside for token in gap) else None
    return None


def with_class(sheet: Sheet, title: Title) -> Title:
    """A title with the class before it: 五年级|学生, 2019级|博士生."""
    grade = _CLASS.search(sheet.text, max(0, title.start - 10), title.start)
    return title._replace(start=grade.start()) if grade else title


def full_title(sheet: Sheet, title: Title, works_for: Candidate | None) -> Title:
    """The title with the office between it and the employer: 某大学|桥梁系教授."""
    if works_for is None or works_for.rule.startswith("places.") or works_for.end >= title.start:
        return title
    gap = sheet.text[works_for.end : title.start]
    if len(gap) <= 10 and is_han(gap) and "的" not in gap:
        return title._replace(start=works_for.end)
    return title


_OFFICE = re.compile(r"[、，,和与及](?P<office>(?!街道|[镇村区县市省])[一-鿿]{0,6}[科室系部处组班]|)\Z")
_CLASS = re.compile(
    r"(?:[一二三四五六七八九]年级|第[一二三四五六七八九十]{1,2}代|[七八九0]0后|[大高初研博][一二三四]|(?:\d{4}|[一-鿿]{2}\d{2})级)(?:本科|硕士|博士)?\Z"
)
"""What class a pupil is in: 五年级|学生."""


def with_the_one_before(sheet: Sheet, title: Title, end: int) -> Title | None:
    """The title, from its office on, of one named behind somebody of the same house; None where that is not said.

    ``end`` is where the name before ends: 某医院副院长甲|、呼吸科|主任|乙.
    """
    gap = _OFFICE.fullmatch(sheet.text[end : title.start]) if title.start - end <= 8 else None
    return title._replace(start=end + gap.start("office")) if gap else None


_MOST = 300
"""Names looked through for each title; an article has fewer."""
_HEADS = {
    "校": ("大学", "学校", "中学", "小学", "学院"),
    "院": ("院",),
    "所": ("所",),
    "馆": ("馆",),
    "厂": ("厂",),
    "局": ("局",),
    "行": ("行",),
    "园": ("幼儿园", "园"),
    "会": ("会", "联盟"),
    "关": ("海关",),
}
"""What the house is called that somebody heads: 校长, 院长."""


def _of_the_article(sheet: Sheet, title: Title, named: list[Candidate]) -> Candidate | None:
    """The house of a title that stands by itself (董事长|某某): the firm of the headline, or the one of its kind."""
    text, said = sheet.text, sheet.text[title.start : title.end]
    before = sheet.word_before(title.start)
    if before is not None and before.word[0] not in MARKS and before.tag[0] not in "pcd":
        return None
    fits: dict[str, Candidate] = {}
    named = named[:_MOST]
    if said.endswith(_OF_A_FIRM):
        firms = {text[each.start : each.end]: each for each in reversed(named) if each.type == "enterprise"}
        fits = {name: each for name, each in firms.items() if name in sheet.headline} or firms
    elif said[-1] == "长" and said[-2:-1] in _HEADS:
        ends = _HEADS[said[-2:-1]]
        earlier = [
            each for each in named if each.end <= title.start and text.endswith(ends, each.start, each.end)
        ]
        fits = {text[each.start : each.end]: each for each in reversed(earlier)}
    longest = max(fits, key=len, default="")
    return fits[longest] if fits and all(name in longest for name in fits) else None


def of_the_text(sheet: Sheet, title: Title, named: list[Candidate]) -> Candidate | None:
    """The firm a title without one belongs to: the last one named where 公司 or 集团 stands before it.

    Where nothing does (董事长|某某), the one house of the article that fits.
    """
    text = sheet.text
    word = next((word for word in _SAID if text.endswith(word, 0, title.start)), None)
    if word is None:
        return _of_the_article(sheet, title, named)
    begin = title.start - len(word)
    before = sheet.before(begin)
    if before not in MARKS and before not in "该本":
        return None
    for found in reversed(named[: bisect_left(named, begin, key=lambda candidate: candidate.start)]):
        if begin - found.end > _FAR:
            return None
        if found.type == _SAID[word]:
            return found
    return None


def _division(text: str, area: Candidate, at: int) -> Candidate:
    """浙江|省委书记 works for 浙江省; 海淀区|区委书记 for 海淀区."""
    end = at if text[at - 1] == text[at] or area.type in ("zone", "park") else at + 1
    return Candidate(area.start, end, area.type, area.rule)


def _before_brackets(text: str, at: int) -> int:
    """Before the short form in brackets: 某协会(GSMA)|会长."""
    if text[at - 1 : at] in (")", "）"):
        opening = max(text.rfind("(", max(0, at - 16), at), text.rfind("（", max(0, at - 16), at))
        if opening > 0:
            return opening
    return at


def _whole_line(sheet: Sheet, start: int, at: int) -> int:
    """The line or clause from its beginning, where a walk was stopped by a character that looks like a preposition.

    远山成|因|首席执行官: a firm's name may hold any character.
    """
    token = sheet.word_before(start)
    if (
        token is None
        or len(token.word) != 1
        or token.word in "是为与和及由被"
        or token.tag not in ("p", "c", "v", "d", "u", "uj", "ul", "m", "q", "f")
    ):
        return start
    line = start
    while line > 0 and sheet.text[line - 1] not in MARKS and at - line <= 8:
        line -= 1
    words = sheet.tokens(line, start)
    outside = lexicon.words("organisations", "outside")
    plain = any(
        (len(word.word) > 1 and word.word in outside) or word.tag in ("r", "t", "d") for word in words
    )
    return start if at - line > 8 or plain or sheet.text[line] in "在由从对向据与和是的了为被" else line


def _by_title(sheet: Sheet, at: int, title: str, atoms: dict[int, int]) -> Candidate | None:
    start = sheet.back(at, atoms)
    start = trimmed(sheet, _whole_line(sheet, start, at), at)
    start = max(start, 0)
    name = sheet.text[start:at]
    if not 2 <= len(name) <= 20 or name[0] in MARKS or "\n" in name:
        return None
    if name in lexicon.words("organisations", "generic") or name in lexicon.words("organisations", "common"):
        return None
    if name in lexicon.words("organisations", "no_employer"):
        return None
    if name.endswith(tuple(lexicon.words("organisations", "no_employer_ends"))):
        return None
    if all(token.word in lexicon.words("organisations", "no_employer") for token in sheet.tokens(start, at)):
        return None
    if "的" in name or (name.endswith(("科", "室", "系", "生", "组")) and not title.endswith(_AT_THE_HEAD)):
        return None
    words = sheet.tokens(start, at)
    first = sheet.word_before(start)
    alone = first is not None and len(words) == 1 and known(name) and sheet.before(first.start) in MARKS
    if alone and first and len(first.word) == 2 and is_han(first.word) and not _outside(first):
        start, words = first.start, [first, *words]  # 启明|模具厂: a firm's name may be a verb
        name = sheet.text[start:at]
    # A name of common words is believed where a firm is led (静水时钟|创始人), not of 冷链|老板.
    least = 2 if title.endswith(_AT_THE_HEAD) else 3
    housed = _housed(name, title) or _traded(words)
    if len(name) < least or (not proper(words) and (least == 3 or len(name) < 3) and not housed):
        return None
    start = organisations.without_country(sheet, start, at)
    name = sheet.text[start:at]
    return Candidate(start, at, organisations.type_of(name), "organisations.title")


def _outside(token: Token) -> bool:
    return token.word in lexicon.words("organisations", "outside") | lexicon.words("organisations", "leading")


def _housed(name: str, title: str) -> bool:
    """True where a name of common words ends in the house that the title heads: 凌云模具厂|厂长, 县医院|院长.

    Or where a body of government is said without its place: 水库管理局|总工程师.
    """
    if name[-1] in "与和及的等":
        return False
    if name[0] == "团" and name[-1] == "委":
        return True
    if name.endswith(("管理局", "工程局", "建设局", "医院", "海关", "集团", "公司", "合作社")):
        return len(name) >= 4 or (name[0] in "省市区县州镇乡" and len(name) >= 3)
    if name.endswith(("中学", "小学", "学院", "大学", "幼儿园")):
        return len(name) >= (4 if title.endswith("长") else 6)
    return len(name) >= 3 and title[-1] == "长" and title[-2:-1] == name[-1]


def _traded(words: list[Token]) -> bool:
    """True for two characters that describe no trade, and a trade: 红桥|咨询."""
    if len(words) != 2 or len(words[0].word) != 2:
        return False
    plain = any(
        words[0].word in lexicon.words("organisations", key)
        for key in ("common", "inside", "trades", "generic", "no_employer", "leading")
    )
    return not plain and words[1].word in lexicon.words("organisations", "trades")
