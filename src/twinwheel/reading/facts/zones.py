"""Zones, parks, towns, streets and sites: a chain of nouns before an ending, with something proper in it."""

from __future__ import annotations

import re
from functools import lru_cache

from twinwheel.reading.facts import lexicon
from twinwheel.reading.facts.candidates import Candidate
from twinwheel.reading.facts.levels import LEVELS, name_like
from twinwheel.reading.facts.sheet import Sheet, proper, trimmed
from twinwheel.reading.facts.words import Token, known

_COUNTED = re.compile(
    r"^[一二三四五六七八九十几多\d]+[大个家类项座批]|[一二三两四五六七八九十][大家个座]|先进"
)
_PARTS_OF_ZONES = ("组团", "片区", "区块")


_SIDE = re.compile("[东西南北]{1,2}(?:临|至|接|邻|靠|距|抵|起|到)")
"""What says on which side of a zone something lies: 东临|京杭大运河."""
_CORES = ("核心区", "起步区", "启动区", "拓展区")
"""Parts of a zone that have no name of their own."""


def zones(sheet: Sheet, divisions: list[Candidate]) -> list[Candidate]:
    """Every zone, park, town, street and site that has a name of its own."""
    endings = lexicon.typed("zones", "endings")
    known = [found for found in divisions if found.type != "zone" or found.rule == "places.listed"]
    by_end = {found.end: found.start for found in known}
    by_start = {found.start: found.end for found in known}
    settled = {found.end: found.start for found in known if found.rule == "places.settlement"}
    found: list[Candidate] = []
    ends: set[int] = set()
    last = _last_characters()
    for token in sheet.words:
        if token.word[-1] not in last:
            continue
        ending = _over_words(sheet, token, endings) or _ending(token.word, endings)
        if ending is None:
            continue
        if len(ending) > len(token.word) and (first := sheet.word_before(token.start)):
            token = Token(first.start, token.end, f"{first.word}{token.word}", "n")
        start = _begin(sheet, token, ending, by_end, by_start, ends)
        if 0 < settled.get(token.end, start) - start <= 2:
            continue  # the dictionary glued what stands before it: 经|某州口岸
        if _is_name(sheet, start, token, ending, by_start):
            found.append(Candidate(start, token.end, endings[ending], "places.ending"))
            ends.add(token.end)
    return found


@lru_cache(maxsize=1)
def _last_characters() -> frozenset[str]:
    """What the last character of an ending may be: most words are done with after one look."""
    return frozenset(ending[-1] for ending in lexicon.typed("zones", "endings"))


def _ending(word: str, endings: dict[str, str]) -> str | None:
    """The longest ending of the word; a single character only where it is the whole word or the word is unknown."""
    for length in range(min(len(word), 9), 1, -1):
        if word[-length:] in endings:
            return word[-length:]
    if word[-1] in endings and (len(word) == 1 or (len(word) >= 3 and not known(word))):
        return word[-1]
    return None


def _over_words(sheet: Sheet, token: Token, endings: dict[str, str]) -> str | None:
    """An ending that the dictionary cut: 航空港|区."""
    if len(token.word) > 1 or token.word not in endings:
        return None
    last_two = sheet.text[max(0, token.start - 1) : token.end]
    return last_two if last_two in endings else None


def _begin(
    sheet: Sheet, head: Token, ending: str, by_end: dict[int, int], by_start: dict[int, int], ends: set[int]
) -> int:
    """Where the name begins whose last word is ``head``. ``ends`` are the ends of the zones before it."""
    start = sheet.back(head.start, by_end)
    # A zone inside a zone is named by itself: 某自贸区 | 某片区.
    inner = max((part.end for part in sheet.tokens(start, head.start) if part.end in ends), default=None)
    if inner is not None and head.end - inner >= len(ending) + 2 and proper(sheet.tokens(inner, head.start)):
        start = inner
    acts = sheet.word_after(inner) if inner is not None else None
    if acts is not None and acts.tag[0] == "v" and acts.end <= head.start:
        start = acts.end  # 某高新区|建设|世界领先科技园区
    start = _behind_marks(sheet, trimmed(sheet, start, head.end), head)
    if sheet.text[start] in "趟座" and head.start - start > 2:
        start += 1  # 去一|趟|禄口|机场
    side = _SIDE.match(sheet.text, start, head.start)
    start = side.end() if side else start
    for part in reversed(sheet.tokens(start, head.start)):
        if part.word.endswith(("政府", "公司", "集团", "银行", "协会", "管委会")):
            start = part.end  # what a firm does to a place is no part of its name
            break
        if part.word.endswith(("大学", "学院")) and not ending.startswith("科技园"):
            start = part.end  # 某大学|光谷…
            break
    start = _own_part(sheet, start, head.end, by_start)
    if sheet.text[start] in "（(":  # 某经开区（某区）|某新城
        close = max(sheet.text.find(mark, start, head.start) for mark in "）)")
        return close + 1 if close > start else start
    return start


def _behind_marks(sheet: Sheet, start: int, head: Token) -> int:
    """Behind a word in marks that stands in the midst and only says what is meant: 某地老“门面”|石桥码头."""
    close = sheet.text.rfind("”", start, head.start)
    if close < 0 or sheet.text[start] == "“" or not proper(sheet.tokens(close + 1, head.start)):
        return start
    return close + 1


def _is_name(sheet: Sheet, start: int, head: Token, ending: str, by_start: dict[int, int]) -> bool:
    name, tokens = sheet.text[start : head.end], sheet.tokens(start, head.end)
    if name in lexicon.words("zones", "generic") or len(name) <= len(ending) or "\n" in name:
        return False
    if sheet.text[start : head.end - len(ending)] in lexicon.words("zones", "kinds"):
        return False  # 新建|码头
    if ending in _CORES and _ending(name.removesuffix(ending), lexicon.typed("zones", "endings")):
        return False  # 某开发区|核心区
    quoted = sheet.before(start) in "“‘" and sheet.after(head.end) in "”’"
    if _COUNTED.search(name) or (quoted and len(ending) < 3):
        return False  # 三大片区; a slogan: 一座“算力港”
    if len(ending) == 1 and not (len(name) > 2 and _by_one_character(tokens, head)):
        return False
    before = [part for part in tokens if part.end <= max(head.end - len(ending), head.start)] or tokens
    if proper(before) or any(part.start in by_start for part in tokens):
        return True
    return (
        len(ending) > 2
        or (any(part.tag == "ns" for part in before) and len(ending) > 1)
        or ending in _PARTS_OF_ZONES
        or (ending in _CALLED_BY_A_WORD and _by_one_word(sheet, before, start))
    )


_CALLED_BY_A_WORD = ("新城", "小镇")
_NO_WORD = frozenset("vadmrqbt")


def _by_one_word(sheet: Sheet, before: list[Token], start: int) -> bool:
    """True for one word of the language behind a border, which does not say of what kind it is: 给|军山|新城."""
    if len(before) != 1 or before[0].tag[0] in _NO_WORD:
        return False
    word = before[0].word
    if word in lexicon.words("zones", "kinds") or word in lexicon.words("zones", "town_kinds"):
        return False
    border = sheet.word_before(start)
    return (
        border is None or border.tag[0] in "xpvcu" or border.word in lexicon.words("organisations", "outside")
    )


def _by_one_character(tokens: list[Token], head: Token) -> bool:
    """路, 镇, 港, 村…: only directly behind one unknown or proper word."""
    if head.word in LEVELS:
        return False  # areas() has them
    if len(head.word) == 1 and len(tokens) == 2:
        return name_like(tokens[0])
    if head.word in "园谷港城" and len(tokens) in (3, 4):  # 某地|软件|谷
        return name_like(tokens[0]) and all(len(part.word) == 2 for part in tokens[1:-1])
    return len(tokens) == 1 and head.tag.startswith("n") and head.word[-1] in "镇乡路街港岛湖河江山村"


def _own_part(sheet: Sheet, start: int, end: int, inside: dict[int, int]) -> int:
    """A zone without the divisions before it, when the rest is a name by itself (余杭区 | 未来科技城)."""
    at = start
    while at in inside and inside[at] < end:
        stop = inside[at]
        rest = sheet.text[stop:end]
        levelled = sheet.text[stop - 1] in "省市区县州旗镇" and stop - at > 2  # 杭州 is short
        full = levelled or _by_itself(sheet, stop, end, sheet.text[at:stop])
        if not full or rest in lexicon.words("zones", "generic") or rest[0] in "（(":
            break
        tokens = sheet.tokens(stop, end)
        if not (len(tokens) > 1 and proper(tokens[:-1])) and stop not in inside:
            break
        at = stop
    return at


def _by_itself(sheet: Sheet, stop: int, end: int, division: str) -> bool:
    """True where what follows a short name begins with a proper name of its own: 中国|重庆…, 重庆|两江|新区."""
    if division in lexicon.words("zones", "countries"):
        return True
    if not sheet.text.startswith("新区", end - 2):
        return False
    first = sheet.word_after(stop)
    return first is not None and first.end < end and len(first.word) > 1 and first.tag == "ns"
