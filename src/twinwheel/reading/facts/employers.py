"""Whose title it is: the organisation or place that stands before a title."""

from __future__ import annotations

from bisect import bisect_left

from twinwheel.reading.facts import lexicon, organisations
from twinwheel.reading.facts.candidates import Candidate
from twinwheel.reading.facts.sheet import MARKS, Sheet, is_han, proper, trimmed
from twinwheel.reading.facts.titles import Title

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
    "协会": "association",
    "商会": "association",
    "联盟": "association",
}
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
    at = _before_brackets(text, at)
    known = by_end.get(at)
    if known is not None:
        return known
    if at >= 3 and text[at - 1] == text[title.start] and text[at - 1] in "省市县区镇乡":
        before = sheet.word_before(at - 1)  # 青石|县|县长
        if before and 2 <= len(before.word) <= 4:
            return Candidate(before.start, at, "district", "places.level")
    found = _by_title(
        sheet, at, text[title.start : title.end], {end: known.start for end, known in by_end.items()}
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


def full_title(sheet: Sheet, title: Title, works_for: Candidate | None) -> Title:
    """The title with the office between it and the employer: 某大学|桥梁系教授."""
    if works_for is None or works_for.rule.startswith("places.") or works_for.end >= title.start:
        return title
    gap = sheet.text[works_for.end : title.start]
    if len(gap) <= 10 and is_han(gap) and "的" not in gap:
        return title._replace(start=works_for.end)
    return title


def of_the_text(sheet: Sheet, title: Title, named: list[Candidate]) -> Candidate | None:
    """The firm a title without one belongs to: the last one named where 公司 or 集团 stands before it.

    Where nothing does (董事长|某某), the firm of the headline.
    """
    text = sheet.text
    word = next((word for word in _SAID if text.endswith(word, 0, title.start)), None)
    if word is None:
        if not text[title.start : title.end].endswith(_OF_A_FIRM) or sheet.before(title.start) not in MARKS:
            return None
        head = text.find("\n")
        fits = [found for found in named if found.type == "enterprise" and found.end <= head]
        return fits[0] if len({text[found.start : found.end] for found in fits}) == 1 else None
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
    if "的" in name or (
        name.endswith(("科", "室", "系", "生", "组")) and not title.endswith(_AT_THE_HEAD)
    ):
        return None
    words = sheet.tokens(start, at)
    # A name of common words is believed where a firm is led (静水时钟|创始人), not of 冷链|老板.
    least = 2 if title.endswith(_AT_THE_HEAD) else 3
    housed = _housed(name, title)
    if len(name) < least or (not proper(words) and (least == 3 or len(name) < 3) and not housed):
        return None
    start = organisations.without_country(sheet, start, at)
    name = sheet.text[start:at]
    return Candidate(start, at, organisations.type_of(name), "organisations.title")


def _housed(name: str, title: str) -> bool:
    """True where a name of common words ends in the house that the title heads: 晶莹水晶厂|厂长, 县医院|院长.

    Or where a body of government is said without its place: 水库管理局|总工程师.
    """
    if name[-1] in "与和及的等":
        return False
    if name.endswith(("管理局", "工程局", "建设局", "医院", "海关", "集团", "公司", "合作社")):
        return len(name) >= 4 or (name[0] in "省市区县州镇乡" and len(name) >= 3)
    if name.endswith(("中学", "小学", "学院", "大学", "幼儿园")):
        return len(name) >= (4 if title.endswith("长") else 6)
    return len(name) >= 3 and title[-1] == "长" and title[-2:-1] == name[-1]
