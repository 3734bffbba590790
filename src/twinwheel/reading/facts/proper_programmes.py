"""Programmes with a proper name: in marks, in Latin letters, works, fairs by their ordinal."""

from __future__ import annotations

import re
from functools import cache

from twinwheel.reading.facts.model import Place
from twinwheel.reading.facts.models_and_fairs import models_and_fairs
from twinwheel.reading.facts.names import Names
from twinwheel.reading.facts.programme_words import HAN, PHRASE_START, Named
from twinwheel.reading.facts.quoted_programmes import in_marks
from twinwheel.reading.facts.tables import any_of, table
from twinwheel.reading.facts.works import works

_LATIN = re.compile(
    rf"(?:(?P<kind>深度学习框架|操作系统|大模型|框架|实验装置|装置|系统|芯片|平台)(?:叫做?|名为|是|为|——)?(?P<own>(?![叫名是为和与的])[{HAN}]{{0,4}}?)(?P<after>[A-Z][A-Za-z0-9]{{2,20}}(?:[.-][A-Za-z0-9]{{1,8}})?))"
    r"|(?P<before>[A-Z][A-Za-z0-9]{2,20})(?P<tail>深度学习框架|操作系统|大模型|数据库|框架|平台|系统|芯片)"
    r"|芯片(?P<small>[A-Za-z][A-Za-z0-9-]{2,20})"
)


_LETTERS = re.compile("[A-Za-z][A-Za-z0-9-]{2}")


def with_a_proper_name(text: str, names: Names) -> list[Named]:
    """Every place where one stands, in no order; they may overlap."""
    return [
        *in_marks(text),
        *works(text, names),
        *_in_latin(text),
        *_fairs(text, names),
        *models_and_fairs(text, names),
    ]


_FAIR_BEGINS = re.compile("中国|全国|国际|世界|亚洲|全球|亚欧")


_HELD = re.compile(r"\d日|[在于]")
"""A phrase with these tells where or when: 第五届某某博览会12日在某会展…"""
_ORDINAL = re.compile(
    r"(?:20\d{2}年?)?第[一二三四五六七八九十百零\d]{1,4}届|首届|20\d{2}(?!年?\d|年|[余多]?[名个家人项场万亿元])"
)
_BRACKETED = re.compile(rf"（[{HAN}]{{2,6}}）")
_FARTHEST = 28


def _fairs(text: str, names: Names) -> list[Named]:
    """第八届中国国际进口博览会, 全国创新创业大赛: from its ordinal or year, or from 中国, 全国 or the place in its name."""
    found = []
    for end in _fair_ends().finditer(text):
        start = _clause(text, end.start())
        ordinal = _ORDINAL.search(text, start, end.start())
        fair = end[0] in table("programmes")["fairs"]
        known = _FAIR_BEGINS.search(text, start, end.start()) if fair else None
        place = next(
            (each for each in names.named_within(start, end.start()) if isinstance(each.fact, Place)), None
        )
        if ordinal:
            at = ordinal.start()
        elif fair and (known or place):
            at = min([*([known.start()] if known else []), *([place.start] if place else [])])
        else:
            continue
        if end.start() - at >= 2 and not _HELD.search(text, at, end.end()):
            found.append(Named(at, end.end(), "programme", None, False, True))
    return found


@cache
def _fair_ends() -> re.Pattern[str]:
    """Fairs; and meetings, which only their ordinal or year makes a name. Every branch begins with a letter."""
    data = table("programmes")
    meetings = (
        rf"{word}(?<!代表{word})(?<!会员{word})(?<!股东{word})(?![{HAN}]?[议员])"
        for word in sorted(data["meetings"], key=lambda word: (-len(word), word))
    )
    return re.compile("|".join([any_of(data["fairs"]), *meetings]))


def _clause(text: str, end: int) -> int:
    """Where the phrase that ends at ``end`` begins; a place in brackets is part of it: 中国（某市）博览会."""
    low = max(0, end - _FARTHEST)
    said = _BRACKETED.sub(lambda bracket: "某" * len(bracket[0]), text[low:end])
    breaks = list(PHRASE_START.finditer(said))
    return low + (breaks[-1].end() if breaks else 0)


def _in_latin(text: str) -> list[Named]:
    found = []
    for match in _LATIN.finditer(text) if _LETTERS.search(text) else ():
        if match["small"]:
            found.append(Named(match.start("small"), match.end("small"), "product", None, True))
        elif match["after"]:
            start = (
                match.start("own")
                if match["own"] not in ("和", "与", "的", "是", "为")
                else match.start("after")
            )
            found.append(Named(start, match.end(), "product", None, True))
        elif match["before"].upper() != match["before"] or len(match["before"]) > 4:
            found.append(Named(match.start("before"), match.end("before"), "product", None, True))
    return found
