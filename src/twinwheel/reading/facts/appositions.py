"""A title that stands beside a name: 秘书长：甲; 甲（某院院长）; 甲是某院院长; 甲，男，1970年生，现任某公司董事长.

Who takes part in a round table is listed a line each: 甲　某院院长, 乙：某公司董事长.
"""

from __future__ import annotations

import re
from functools import lru_cache

from twinwheel.reading.facts import lexicon, speech
from twinwheel.reading.facts.sheet import MARKS, Sheet
from twinwheel.reading.facts.titles import Title

LONGEST = 60
"""Characters in which a title must end behind a name."""
_BEFORE = ("", "：", ":", " ", "　", "“", "：“")
_STOPS = re.compile(r"[，,。；;：:！？!?\n（）()“”]")
_LISTED = " 　：:｜|—"
_LINE_BEGINS = re.compile(r"[ 　■●◆·]*(?P<latin>[A-Za-z][A-Za-z .·-]{0,40}[（(])?")
_SENTENCE = re.compile(r"[，。；！？]")
_BIO = re.compile(
    r"(?:[男女]|[一-鿿]{1,3}族|\d{2,3}岁|[一二三四五六七八九十]{2,3}岁|(?:19|20)\d{2}年(?:\d{1,2}月)?(?:出?生)?|[一-鿿]{2,8}人|中共党员|无党派|(?:博士|硕士|大学|本科|专科)(?:研究生)?(?:学历|学位)?|博士|硕士)[，,]"
)


@lru_cache(maxsize=1)
def _holds() -> re.Pattern[str]:
    """甲|被任命为|…, 甲|现任|…"""
    return re.compile(rf"(?:同志|先生|女士)?{lexicon.trie(lexicon.words('titles', 'holds'))}")


def beside(sheet: Sheet, start: int, end: int) -> Title | None:
    """The title of the name ``text[start:end]``, before it or told behind it; None where none is."""
    for gap in _BEFORE:
        title = sheet.title_ending.get(start - len(gap))
        if (
            title
            and sheet.text.startswith(gap, start - len(gap))
            and (len(gap) == 0 or sheet.after(end) in MARKS)
        ):
            return title
    return _behind(sheet, start, end)


def _listed(sheet: Sheet, start: int, end: int) -> Title | None:
    """The title that ends a line which a name begins: 甲　某院院长, Ann Lee（乙）　某院院长."""
    text = sheet.text
    line = text.rfind("\n", 0, start) + 1
    begins = _LINE_BEGINS.fullmatch(text, line, start)
    end += begins is not None and begins["latin"] is not None and text[end : end + 1] in ("）", ")")
    if begins is None or sheet.after(end) not in _LISTED:
        return None
    last = text.find("\n", end)
    last = len(text) if last < 0 else last
    return None if _SENTENCE.search(text, end, last) else sheet.title_ending.get(last)


def _behind(sheet: Sheet, start: int, end: int) -> Title | None:
    text = sheet.text
    listed = _listed(sheet, start, end)
    if listed:
        return listed
    if text[end : end + 1] in ("（", "("):
        return _ending(sheet, end + 1)
    called = _called(sheet, end)
    if called:
        return called
    verb = _holds().match(text, end)
    if verb:
        return _ending(sheet, verb.end())
    if text[end : end + 1] not in ("，", ",") or sheet.before(start) not in "\n。；;！？”　 ●■◆":
        return None
    at = end + 1
    while bio := _BIO.match(text, at, end + LONGEST):
        at = bio.end()
    holds = _holds().match(text, at)
    return _ending(sheet, holds.end() if holds else at, acts=False)


def _called(sheet: Sheet, end: int) -> Title | None:
    """The title a name is called by: 许方|委员|建议, 许方|院士|团队; not 许方|夫人."""
    title = sheet.title_starting.get(end)
    if title is None:
        return None
    said = sheet.text[title.start : title.end]
    own = said in _NO_CALL and not speech.said().match(sheet.text, title.end)
    return None if own or said in lexicon.words("titles", "kin") else title


_NO_CALL = frozenset(("代表", "秘书", "司机", "助理", "客户", "作者", "队员"))
"""Who belongs to somebody, and is not he: 许方|秘书."""


def _ending(sheet: Sheet, at: int, *, acts: bool = True) -> Title | None:
    """The last title of the clause that begins at ``at``, where the clause ends with it; ``acts``: it may hold a verb."""
    stop = _STOPS.search(sheet.text, at, at + LONGEST)
    title = sheet.title_ending.get(stop.start() if stop else min(len(sheet.text), at + LONGEST))
    if title is None or title.start < at:
        return None
    deed = any(word.tag == "v" and word.word in _acts() for word in sheet.tokens(at, title.start))
    return None if deed and not acts else title


@lru_cache(maxsize=1)
def _acts() -> frozenset[str]:
    return lexicon.words("titles", "acts") | lexicon.words("organisations", "outside")
