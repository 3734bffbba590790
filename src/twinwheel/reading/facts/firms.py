"""Firms without an ending: an unknown word and its trade (某某光电), and members of a list that is said to be one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from twinwheel.reading.facts import lexicon
from twinwheel.reading.facts.candidates import Candidate
from twinwheel.reading.facts.levels import LEVELS
from twinwheel.reading.facts.places import gazetteer
from twinwheel.reading.facts.sheet import MARKS, NO_BEGINNING, Sheet, behind_role, is_han, proper, trimmed
from twinwheel.reading.facts.words import Token, known

_JOINS = frozenset("和与及")
FUNCTION = frozenset("pcurdmtqfy")
"""Single words of these kinds are no part of what a firm is called by."""
_LOOSE = ("g", "ng", "vg", "zg", "ag", "tg", "x", "nr", "nrt", "nz", "ns", "j")


def firms(sheet: Sheet, sure: list[Candidate]) -> list[Candidate]:
    """Short names of firms: an unknown word of two to four characters and a trade, with a border behind it.

    ``sure`` are the houses known by themselves: a trade right behind one makes another of it (某某集团|创投).
    """
    trades = lexicon.words("organisations", "trades")
    houses = {house.end: house.start for house in sure if house.type == "enterprise"}
    found = list(_of_places(sheet))
    for index, token in enumerate(sheet.words):
        hit, word = None, token.word
        if index and (word in trades or (word[:2] in trades and word[2:] in trades)):  # 精密机械
            wide = sheet.words[index - 1]
            if wide.word in ("国际", "环球") and index > 1:  # 远达|国际|货运
                token = Token(wide.start, token.end, wide.word + token.word, token.tag)
                index -= 1
            hit = (
                _of_house(sheet, token, houses)
                or _firm(sheet, index, token)
                or _local_firm(sheet, index, token)
                or _dealt_with(sheet, index, token)
            )
        elif 4 <= len(word) <= 6 and not known(word):
            tail = next((word[-n:] for n in (3, 2) if word[-n:] in trades), None)
            if tail and ends_name(sheet, token.end):
                glued = word[0] in NO_BEGINNING and len(word) > 4
                hit = Candidate(token.start + glued, token.end, "enterprise", "organisations.trade")
        if hit:
            found.append(hit)
    return found


def _firm(sheet: Sheet, index: int, trade: Token) -> Candidate | None:
    if not ends_name(sheet, trade.end):
        return None
    if trade.tag[0] == "v" and sheet.words[index - 1].word in lexicon.words("organisations", "trades"):
        return None  # 某某能源|投资 80亿元
    start, rare = trade.start, False
    for back in range(index - 1, max(-1, index - 5), -1):
        token = sheet.words[back]
        if trade.start - token.start > 4 or token.word[-1] in "等的了为之" or not is_han(token.word):
            break
        if token.word in lexicon.words("organisations", "no_stems"):
            break
        odd = _stem(token, acting=sheet.after(trade.end) not in MARKS)
        joined = token.word in _JOINS and back and sheet.words[back - 1].tag in ("g", "zg", "x", "ng")
        if not (odd or joined or token.tag == "nz"):
            break
        rare = rare or odd or (token.tag == "nz" and _called(sheet, token))
        start = token.start
    if sheet.text[trade.start - 1] in "级型式性化用类款":
        return None  # 车规级|芯片
    if not rare or not 2 <= trade.start - start <= 4:
        return None
    first = sheet.word_before(start)
    if first and len(first.word) == 1 and first.tag == "a" and sheet.before(first.start) in MARKS:
        start = first.start  # 新|柏岭|机器人 at the start of a clause
    if (behind_role(sheet, start) or sheet.text[start] in NO_BEGINNING) and trade.start - start > 2:
        start += 1  # 运营|方岭数|科技
    if first and first.tag[0] == "m":
        return None  # 年产20|吉瓦|电池
    return Candidate(_with_place(sheet, start), trade.end, "enterprise", "organisations.trade")


def field(sheet: Sheet, at: int) -> bool:
    """True where the field of somebody at a house follows its name: 紫薇证券|医药|首席分析师."""
    field, house = sheet.word_after(at), sheet.word_before(at)
    things, trades = lexicon.words("organisations", "things"), lexicon.words("organisations", "trades")
    if field is None or house is None or field.word not in things:
        return False
    if house.word not in trades or house.word in things:
        return False
    return any(at in sheet.title_starting for at in range(field.start, field.end + 3))


def _with_place(sheet: Sheet, start: int) -> int:
    """With the place that a firm is called by: 东莞|沛岭动力, but not 德国|某某动力."""
    place = sheet.word_before(start)
    if place is None or place.tag != "ns" or (len(place.word) > 2 and place.word[-1] in LEVELS):
        return start
    return start if gazetteer().get(place.word) in (None, "country") else place.start


def _of_house(sheet: Sheet, trade: Token, houses: dict[int, int]) -> Candidate | None:
    """A firm on the list and a trade: 比亚迪|半导体, 招商局|创投."""
    start = houses.get(trade.start)
    if start is None or not 2 <= trade.start - start <= 7 or not ends_name(sheet, trade.end):
        return None
    named = sheet.text[start : trade.start] in lexicon.typed("organisations", "known")
    return Candidate(start, trade.end, "enterprise", "organisations.trade") if named else None


def _of_places(sheet: Sheet) -> Iterator[Candidate]:
    """A place and what makes a firm of it: 武汉|高科, 陕西|电信."""
    local = lexicon.words("organisations", "local_trades")
    for token in sheet.words:
        if token.word not in local:
            continue
        place = sheet.word_before(token.start)
        if place is None or place.word not in gazetteer() or sheet.after(token.end).isdigit():
            continue  # 某市地铁|13号线
        further, inner = sheet.word_after(token.end), field(sheet, token.end)
        if not inner and further is not None and further.word in lexicon.words("organisations", "trades"):
            token = further  # 某省|建投|物流
        if inner or ends_name(sheet, token.end):
            yield Candidate(place.start, token.end, "enterprise", "organisations.trade")


def _local_firm(sheet: Sheet, index: int, trade: Token) -> Candidate | None:
    """A place, two characters that describe nothing, and a trade: 嘉兴|立远|精密, 贵州|黔|澍|园艺."""
    if index < 2:
        return None
    stem, place = sheet.words[index - 1], sheet.words[index - 2]
    trades, things = lexicon.words("organisations", "trades"), lexicon.words("organisations", "things")
    if not ends_name(sheet, trade.end):
        return _local_firm_of(sheet, place, stem, trade)
    if len(stem.word) == len(place.word) == 1 and index > 2 and is_han(place.word + stem.word):
        if stem.tag[0] in FUNCTION or place.tag[0] in FUNCTION:
            return None
        place = sheet.words[index - 3]  # 贵州|黔|澍|园艺
    elif trade.word in trades and trade.word not in things:
        if not 2 <= len(stem.word) <= 3 or _describes(stem) or stem.tag[0] in FUNCTION:
            return None  # 陕西|彩虹|光电
    elif _plain(stem) or (stem.tag[0] not in "dajzxg" and stem.tag not in ("nz", "nr", "nrt")):
        return None
    if place.tag != "ns" or gazetteer().get(place.word) in (None, "country"):
        return None
    return Candidate(place.start, trade.end, "enterprise", "organisations.trade")


def _local_firm_of(sheet: Sheet, place: Token, stem: Token, trade: Token) -> Candidate | None:
    """A firm with what it makes right behind it: 湖州|朗屿|电子|背光模组占三成. Only an unknown word is clear enough."""
    if len(stem.word) != 2 or known(stem.word) or not is_han(stem.word):
        return None
    if gazetteer().get(place.word) in (None, "country") or sheet.text.startswith(_sites(), trade.end):
        return None
    following = sheet.word_after(trade.end)
    if (
        following is None
        or following.tag[0] != "n"
        or following.word in lexicon.words("organisations", "lines")
    ):
        return None
    return Candidate(place.start, trade.end, "enterprise", "organisations.trade")


@lru_cache(maxsize=1)
def _sites() -> tuple[str, ...]:
    """What is called by a word and a trade, and is no firm: 某某|电子|城."""
    return (*lexicon.words("organisations", "called_so"), *lexicon.typed("organisations", "endings"))


def _called(sheet: Sheet, stem: Token) -> bool:
    """True for a name of the dictionary between a border and a trade: 和|兴华|重工."""
    border = sheet.before(stem.start)
    return (border in MARKS or border in "和与向由") and not _plain(stem)


def _plain(stem: Token) -> bool:
    """True for a word that describes what a firm does, or is too short or long for what it is called by."""
    return len(stem.word) != 2 or _describes(stem)


def _describes(stem: Token) -> bool:
    keys = ("common", "inside", "outside", "trades", "generic", "leading", "no_stems")
    return not is_han(stem.word) or any(stem.word in lexicon.words("organisations", key) for key in keys)


def _dealt_with(sheet: Sheet, index: int, trade: Token) -> Candidate | None:
    """Two characters and a trade where one deals with a firm: 向|云河|动力|增资, …的|镜湖|光学|落户."""
    if index < 2:
        return None
    stem, border, following = sheet.words[index - 1], sheet.words[index - 2], sheet.word_after(trade.end)
    if _plain(stem) or following is None or stem.tag[0] not in "nasz":
        return None
    deed = following.word in lexicon.words("organisations", "deeds")
    dealt = border.word in ("向", "由", "与", "同", "给") and (following.tag[0] in "v" or deed)
    return (
        Candidate(stem.start, trade.end, "enterprise", "organisations.trade")
        if dealt or (border.word == "的" and deed)
        else None
    )


def _stem(token: Token, *, acting: bool) -> bool:
    """True for a word that the name of a firm is made of: an unknown one, or a loose character.

    A place name nobody lists (澄沙) is one as well where the firm does something right behind it.
    """
    if token.word in lexicon.words("organisations", "common"):
        return False
    if len(token.word) == 1:
        return token.tag in _LOOSE
    if not known(token.word):
        return token.tag not in ("t", "m", "v") and token.word[0] not in "一二三四五六七八九十两"
    if token.word in gazetteer():
        return False
    return acting and token.tag == "ns" and len(token.word) == 2


def ends_name(sheet: Sheet, at: int) -> bool:
    """True where a name may end: a mark, a verb, a preposition, a title, but no further noun."""
    following = sheet.word_after(at)
    if following is None:
        return at >= len(sheet.text)
    if at in sheet.title_starting:
        return True
    if following.tag == "vn" and sheet.after(following.end) in MARKS:
        return True  # 由某某资本|管理
    return (
        following.word[0] in MARKS
        or following.tag in ("p", "c", "d", "v", "u", "uj", "ul", "f", "t", "r", "m", "x", "vg")
        or (
            following.word in lexicon.words("titles", "heads")
            or following.word in lexicon.words("titles", "before")
            or following.word in lexicon.words("organisations", "does_next")
        )
    )


@lru_cache(maxsize=1)
def _listed_pattern() -> re.Pattern[str]:
    kinds = lexicon.trie(lexicon.words("organisations", "listed"))
    return re.compile(
        rf"等(?:[^，。；：、\n“”]{{0,10}}?)[“]?(?P<kind>{kinds})|等(?P<many>(?:\d{{1,4}}|[一二三四五六七八九十百]{{1,4}})[余多]?家)(?=[，。；])|(?:[两三四五六七八九十]|\d{{1,3}})[家所](?P<count>{kinds})"
    )


def enumerated(sheet: Sheet, names: list[Candidate]) -> list[Candidate]:
    """Members of a list that is said to be one of firms or institutes: 甲科技、乙、丙等企业."""
    found: list[Candidate] = []
    ends = {name.end: name.start for name in names}
    for tail in _listed_pattern().finditer(sheet.text):
        items = list(_items(sheet, tail.start(), ends))
        good = [item for item in items if ends.get(item[1]) == item[0] or _odd(sheet, item)]
        if (len(items) >= 2 and 2 * len(good) > len(items)) or (len(items) == 1 and good and tail["kind"]):
            kind = _kind_of_list(tail["kind"] or tail["count"] or "企业")
            found += [
                Candidate(*item, kind, "organisations.listed") for item in items if _nameable(sheet, item)
            ]
    return found


def _items(sheet: Sheet, end: int, ends: dict[int, int]) -> Iterator[tuple[int, int]]:
    """The members of the list that ends at ``end``, from the last to the first."""
    while True:
        start = sheet.back(end, ends)
        start = _to_comma(sheet, start, end)
        start = trimmed(sheet, start, end) if start < end else start
        opened = sheet.text.rfind("（", start, end)
        if opened > start and sheet.text[end - 1] == "）" and sheet.text[opened + 1 : end - 1].isascii():
            yield _after_country(sheet, start, opened), opened  # 某某联合会（ABC）等机构
            if sheet.before(start) not in "、和与":
                return
            end = start - 1
            continue
        if not 2 <= end - start <= 24:
            return
        yield _after_country(sheet, start, end), end
        if sheet.before(start) not in "、和与":
            return
        end = start - 1


def _after_country(sheet: Sheet, start: int, end: int) -> int:
    """美国|应用泛林: the country before a member of a list is no part of it."""
    first = sheet.word_after(start)
    if first is None or first.word == "中国" or first.word not in lexicon.words("zones", "countries"):
        return start
    return first.end if end - first.end >= 2 else start


def _odd(sheet: Sheet, item: tuple[int, int]) -> bool:
    """True for a member that reads like a name: a proper word, a trade behind two characters, loose characters."""
    tokens = sheet.tokens(*item)
    if proper(tokens):
        return True
    trade = (
        len(tokens) > 1
        and tokens[-1].word in lexicon.words("organisations", "trades")
        and item[1] - item[0] == 4
    )
    return trade or sum(len(token.word) == 1 for token in tokens) >= 2


def _to_comma(sheet: Sheet, start: int, end: int) -> int:
    """A member of a list back to its mark 、, whatever words the dictionary sees in it (中|科|创|星)."""
    comma = sheet.text.rfind("、", max(0, end - 9), end)
    words = sheet.text[comma + 1 : end]
    if comma < 0 or comma + 1 >= start or any(char in "的了在与和是有为以把被，。；：“”\n" for char in words):
        return start
    return comma + 1


def _nameable(sheet: Sheet, item: tuple[int, int]) -> bool:
    name = sheet.text[item[0] : item[1]]
    if name in lexicon.words("organisations", "trades"):
        return False
    if name in lexicon.words("organisations", "generic") or name in lexicon.words("organisations", "common"):
        return False
    if name in gazetteer() or name.endswith(_zones()):
        return False  # 南宁、柳州等市的企业; 某某经开区等19家园区
    if name.endswith(_DONE):
        return False  # 某某研究院|项目
    return not (known(name) and len(name) > 2 and not proper(sheet.tokens(*item)))


_DONE = ("项目", "工程", "业务", "活动", "计划", "大赛", "论坛", "平台", "系统", "服务")
"""What is done by houses, and no house."""


@lru_cache(maxsize=1)
def _zones() -> tuple[str, ...]:
    """Endings of zones, which lists of houses hold as well."""
    kinds = lexicon.typed("zones", "endings").items()
    return tuple(ending for ending, kind in kinds if kind == "zone" and len(ending) > 1)


def _kind_of_list(said: str) -> str:
    if said.endswith(("大学", "高校", "院校")):
        return "university"
    if said.endswith(("科研院所", "研发机构", "研究机构", "科研机构")):
        return "institute"
    if said.endswith("部门"):
        return "government"
    return {"医院": "hospital", "媒体": "media", "协会": "association", "单位": "other", "机构": "other"}.get(
        said, "enterprise"
    )
