"""A text in one spelling, each character knowing where it stood: what phrases are looked up in.

Half-width marks, no spaces, Latin letters in capitals, one word where official Chinese has several.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from twinwheel.reading.drafts import data
from twinwheel.reading.drafts.quantities import quantities
from twinwheel.reading.text import Span

MAX_REMEMBERED = 20_000
"""Words whose spelling is kept."""

_WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20, 0xFF0C: 0x2C}
_DROPPED = frozenset(" \t\r\n\u3000\u00a0\u200b\ufeff“”‘’\"'「」『』《》〈〉*")
_NOTE = re.compile(r"\((?!不?含(?:本数|当日|该日|[\d.]+[^()]{0,4})?\))([^()]{0,80})\)")
_OTHERS = re.compile(r"除外|放宽|可为|[^和]或.{0,20}(?:企业|机构|人员|项目)")
_NEAR = re.compile(
    r"(?:近|最近|前|过去)([1-9一二两三四五])(?:个)?(?:会计|完整|自然|财务)?(?:年度|年)(?:内|以来|来|度)?(?!以)"
)
_FITTING = re.compile(
    r"(?:符合|满足|达到)(?!(?:下列|以下|如下)[^,;。]{0,24}:$)[^,、;。的且并]{0,12}(?:要求|规定|条件|标准)的(?=[^,、;。]{2})|真实完整的|合法有效的"
)
_PEOPLE = r"(?:现任|主要|其他|高级)*(?:经营)?(?:法定代表人|法人代表|实际控制人|实控人|控股股东|股东|投资者|出资人|负责人|董事|监事|高管|管理人员|经营管理人员|责任人|合伙人)"
_BESIDES = re.compile(
    rf"(?:以及|及|和)其?{_PEOPLE}(?:[、和及与或]{_PEOPLE}){{0,6}}(?=(?:均|都|近|最近|在|应)?[^,、;。]{{0,6}}(?:未|无|没有|不))"
)
"""Who else must have done nothing wrong; the fields of a pack are of the applicant."""
_MISREAD = re.compile(r"(?<=\d)O(?=[\d万亿元%个家人名项件])")
_YEAR = re.compile(r"(?:19|20)\d\d年(?:度|(?=首次|新(?:认定|获|入选|评|备案|增?列)))")
_MONTHS = re.compile(r"(?<![\d年])([1-9])个月内?(?=[A-Z一-龥])")
_HAN = {
    "1": "一",
    "2": "两",
    "3": "三",
    "4": "四",
    "5": "五",
    "6": "六",
    "7": "七",
    "8": "八",
    "9": "九",
    "二": "两",
}


@dataclass(frozen=True)
class Canonical:
    """``text[i]`` stood at ``[starts[i], ends[i])`` of the text it was made from."""

    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def __len__(self) -> int:
        return len(self.text)

    def cut(self, start: int, end: int) -> Canonical:
        return Canonical(self.text[start:end], self.starts[start:end], self.ends[start:end])

    def span(self, start: int = 0, end: int | None = None) -> Span:
        """Where ``text[start:end]`` stood; nothing stands nowhere, at offset 0."""
        end = len(self.text) if end is None else end
        if start >= end:
            return Span(0, 0)
        return Span(min(self.starts[start:end]), max(self.ends[start:end]))


class Spelling:
    """One spelling for each word, the pack's words included.

    >>> Spelling({"研发投入": "研发费用"}).of("上年度 研发投入占营业收入的比重").text
    '上年度研发费用占营业收入的占比'
    """

    def __init__(self, words: Mapping[str, str]) -> None:
        self.same = {
            _folded(old): _folded(new) for old, new in (data.table("words")["same"] | dict(words)).items()
        }
        ordered = sorted(filter(None, self.same), key=len, reverse=True)
        self.pattern = re.compile("|".join(map(re.escape, ordered)))
        self._words: dict[str, str] = {}

    def word(self, text: str) -> str:
        """A word of the pack in one spelling; remembered, as every type of subject asks for the same."""
        if text not in self._words:
            if len(self._words) >= MAX_REMEMBERED:
                self._words.clear()
            self._words[text] = self.of(text).text
        return self._words[text]

    def of(self, text: str, at: int = 0) -> Canonical:
        """``text`` in one spelling; ``at`` is the offset its first character stands at."""
        chars = [
            (folded, place)
            for place, char in enumerate(text, at)
            if (folded := _folded(char)) and char not in _DROPPED
        ]
        found = Canonical(
            "".join(char for char, _ in chars),
            tuple(place for _, place in chars),
            tuple(place + 1 for _, place in chars),
        )
        found = _replaced(found, _NOTE, lambda match: match[0] if _changes(match) else "")
        found = _replaced(found, _MISREAD, lambda match: "0")
        found = _replaced(found, _FITTING, lambda match: "")
        found = _replaced(found, _BESIDES, lambda match: "")
        found = _replaced(found, _NEAR, lambda match: f"近{_HAN.get(match[1], match[1])}年")
        found = _replaced(found, _MONTHS, lambda match: f"{_HAN[match[1]]}个月")
        found = _replaced(found, _YEAR, lambda match: "年度")
        return _replaced(found, self.pattern, lambda match: self.same[match[0]])


def _changes(note: re.Match[str]) -> bool:
    """Whether what stands in brackets lets in others: 不少于50家(专业孵化器30家); but 5年(60个月) says it once more."""
    words = note[1]
    if "其中" in words:
        return False
    figures = list(quantities(words))
    if not figures:
        return _OTHERS.search(words) is not None
    before = list(quantities(note.string[max(0, note.start() - 24) : note.start()]))
    alike = bool(before) and (before[-1].kind, before[-1].value) == (figures[0].kind, figures[0].value)
    return not (alike and len(figures) == 1) and any(each.kind != "plain" for each in figures)


def _folded(text: str) -> str:
    return text.translate(_WIDE).upper()


def _replaced(text: Canonical, pattern: re.Pattern[str], new: Callable[[re.Match[str]], str]) -> Canonical:
    """Where the length changes, each new character stands for all of what it replaces."""
    parts: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    done = 0
    for match in pattern.finditer(text.text):
        word = new(match)
        start, end = match.span()
        parts += [text.text[done:start], word]
        starts += text.starts[done:start]
        ends += text.ends[done:start]
        low, high = text.span(start, end)
        starts += [low] * len(word)
        ends += [high] * len(word)
        done = end
    if not done:
        return text
    parts.append(text.text[done:])
    return Canonical("".join(parts), (*starts, *text.starts[done:]), (*ends, *text.ends[done:]))


@cache
def _words(name: str) -> tuple[str, ...]:
    """A list of words in one spelling, the longest first."""
    return tuple(sorted(map(_folded, data.table("words").get(name, ())), key=len, reverse=True))


@cache
def _filler(loose: bool) -> re.Pattern[str]:
    listed = [*_words("fillers"), *_words("joiners"), *(_words("loose") if loose else ())]
    kept = "|".join(map(re.escape, _words("whole")))
    left_out = "|".join(sorted(map(re.escape, listed), key=len, reverse=True))
    longer = "|".join(re.escape(each) for each in sorted(listed, key=len, reverse=True) if len(each) > 1)
    return re.compile(f"(?:{longer})|(?P<kept>{kept})|{left_out}")


@lru_cache(maxsize=50_000)
def key(text: str, *, loose: bool = False) -> str:
    """What is left of a phrase in one spelling without particles and joiners; two that agree mean the same.

    >>> key("具有独立法人资格的"), key("具有独立法人资格的", loose=True)
    ('独立法人资格', '独立法人')
    """
    found = _filler(loose).sub(lambda match: match["kept"] or "", text).strip("()、,.;。")
    edges = (*_words("edges"), *(_words("loose_edges") if loose else ()))
    while found:
        if found[0] in edges and not found.startswith(_words("whole")):
            found = found[1:]
        elif found[-1] in edges and not found.endswith(_words("whole")):
            found = found[:-1]
        else:
            break
    return found
