"""Programmes with a proper name: in marks, in Latin letters, railways by their characters, fairs by their ordinal."""

from __future__ import annotations

import re
from functools import cache
from typing import Literal, NamedTuple, cast

from twinwheel.reading.facts.model import Place
from twinwheel.reading.facts.names import Names
from twinwheel.reading.facts.tables import any_of, table

Type = Literal["programme", "platform", "system", "centre", "fund", "facility", "product"]

_HAN = "一-鿿"


class Named(NamedTuple):
    """``text[start:end]`` is the name; ``alias`` the words between its marks, where they stand for it."""

    start: int
    end: int
    type: Type
    alias: str | None
    quoted: bool
    made: bool = False
    """A verb says that it is made: then it is one even where it is an organisation too."""


@cache
def types() -> dict[str, Type]:
    return {word: cast(Type, kind) for kind, words in table("programmes")["kinds"].items() for word in words}


@cache
def _quoted() -> re.Pattern[str]:
    suffix = any_of(types())
    return re.compile(
        rf"[“‘「](?P<in>[^“”‘’「」，。；：？！、\n]{{2,14}})[”’」](?P<tail>(?!的)(?:\d{{2}})?[{_HAN}A-Za-z0-9]{{0,10}}?(?P<suffix>{suffix}))(?!{any_of(table('programmes')['not_before'])})"
        rf"|[“‘「](?P<whole>[{_HAN}A-Za-z0-9·—-]{{2,16}}(?P<own>{suffix}))[”’」]"
        rf"|[“‘「](?P<called>[^“”‘’「」，。；：？！、\n]{{1,10}})[”’」]的(?P<what>[{_HAN}A-Za-z]{{0,12}}?(?P<of>{suffix}))"
    )


_LATIN = re.compile(
    rf"(?:(?P<kind>深度学习框架|操作系统|大模型|框架|系统|芯片|平台)(?P<own>[{_HAN}]{{0,4}}?)(?P<after>[A-Z][A-Za-z0-9]{{2,20}}(?:[.-][A-Za-z0-9]{{1,8}})?))"
    r"|(?P<before>[A-Z][A-Za-z0-9]{2,20})(?P<tail>深度学习框架|操作系统|大模型|框架|平台|系统|芯片)"
    r"|芯片(?P<small>[A-Za-z][A-Za-z0-9-]{2,20})"
)
_INTRODUCED = re.compile(
    r"(?:名为|取名|名叫|命名为|称为|推出的?|建立了?|形成了?|发布的?|研发的?|打造的?|开发的?|上线的?|登录|通过|用好|在|一款|一套|依托|借助|自主研发的)$"
)
_COUNTED = re.compile(r"[一二三四五六七八九两\d](?![\d])|\d{2}(?!\d)|\d+[个大项类]")
"""“六大工程” counts; “3551光谷人才计划” is called so."""
PHRASE_START = re.compile(r"[，。；：！？、,;:!?\n“”‘’《》（）()]|(?:和|与|以及|及|的|基于|等)(?=.{2})")


@cache
def generic() -> re.Pattern[str]:
    return re.compile(rf"(?:{any_of(table('programmes')['generic'])})")


def with_a_proper_name(text: str, names: Names) -> list[Named]:
    """Every place where one stands, in no order; they may overlap."""
    return [
        *_in_marks(text),
        *_by_own_end(text),
        *_called(text),
        *_in_latin(text),
        *_fairs(text, names),
        *_lines(text),
    ]


def _in_marks(text: str) -> list[Named]:
    found = []
    for match in _quoted().finditer(text):
        if match["whole"]:
            if (
                len(match["whole"]) - len(match["own"]) < 2
                or _COUNTED.match(match["whole"])
                or _SHORT_FOR.search(text, max(0, match.start() - 6), match.start())
                or not generic().sub("", match["whole"][: -len(match["own"])])
            ):
                continue
            found.append(Named(match.start("whole"), match.end("whole"), types()[match["own"]], None, True))
        elif match["called"]:
            if _INTRODUCED.search(text[max(match.start() - 8, 0) : match.start()]):
                whole = match["of"].endswith("机制")
                start, end = match.start(), match.end() if whole else match.end("called") + 1
                found.append(Named(start, end, types()[match["of"]], match["called"], True))
        elif not match["tail"].startswith(("的", "等", "和", "与", "及", "中", "是", "为")) and not _IN.match(
            match["tail"]
        ):
            alias = match["in"]
            found.append(Named(match.start(), match.end(), types()[match["suffix"]], alias, True))
    return found


_SHORT_FOR = re.compile("简称[为：:]?$")
"""What a house is called in short is no programme: （以下简称“创新中心”）."""
_SAYING = re.compile(r"[就再了要不能会个把我你他她吗呢得]")
_IN = re.compile(r"在(?!线)")


@cache
def _own() -> tuple[re.Pattern[str], dict[str, Type]]:
    kinds = {
        word: cast(Type, kind) for kind, words in table("programmes")["own_ends"].items() for word in words
    }
    return re.compile(rf"[“‘「](?P<name>[{_HAN}A-Za-z0-9·]{{1,8}}?(?P<own>{any_of(kinds)}))[”’」]"), kinds


def _by_own_end(text: str) -> list[Named]:
    """“安心贷”, “河山网”: a name in marks that ends like one, and is no word that only stands in marks."""
    import rjieba

    pattern, kinds = _own()
    found = []
    for match in pattern.finditer(text):
        name = match["name"]
        if (
            len(name) < 3
            or _SAYING.search(name)
            or name[0] in "一二三四五六七八九十两"
            or name[0].isdigit()
            or rjieba.has_word(name)
        ):
            continue
        found.append(Named(match.start(), match.end(), kinds[match["own"]], name, True))
    return found


@cache
def _called_pattern() -> re.Pattern[str]:
    words = any_of(table("programmes")["called"])
    return re.compile(rf"(?P<what>{words})[“‘「](?P<name>[{_HAN}A-Za-z0-9·.\-]{{2,10}})[”’」]")


def _called(text: str) -> list[Named]:
    """调度系统“海星”, 大模型“蓝鲸”: what it is stands before its name."""
    found = []
    for match in _called_pattern().finditer(text):
        name = match["name"]
        if _SAYING.search(name) or name[0] in "一二三四五六七八九十两0123456789" or _IN.match(name):
            continue
        found.append(
            Named(match.start("what") + len(match["what"]), match.end(), _kind(match["what"]), name, True)
        )
    return found


def _kind(what: str) -> Type:
    return types().get(what, "platform" if what in ("软件", "应用", "栏目", "热线") else "product")


@cache
def _line() -> re.Pattern[str]:
    lines = table("programmes")["lines"]
    return re.compile(
        rf"[{lines['places']}]{{2,5}}(?:{any_of(lines['ends'])})(?![{_HAN}]{{0,2}}公司|[网局段])"
    )


def _lines(text: str) -> list[Named]:
    """沪苏湖高铁, 兰新铁路; a border or a small word stands before them."""
    return [
        Named(match.start(), match.end(), "facility", None, False, True)
        for match in _line().finditer(text)
        if not "一" <= text[match.start() - 1 : match.start()] <= "鿿"
        or text[match.start() - 1] in "在从对与和及由将是经为了的到至乘坐"
    ]


_FAIR_BEGINS = re.compile("中国|全国|国际|世界|亚洲|全球|亚欧")


def _fairs(text: str, names: Names) -> list[Named]:
    """第八届中国国际进口博览会, 全国创新创业大赛: from its ordinal, or from 中国, 全国 or the place in its name."""
    found = []
    for end in re.finditer(any_of(table("programmes")["fairs"]), text):
        low = max(0, end.start() - 24)
        clause = PHRASE_START.split(text[low : end.start()])[-1] or ""
        start = end.start() - len(clause)
        ordinal = re.search(r"第[一二三四五六七八九十百零\d]{1,4}届", clause)
        known = _FAIR_BEGINS.search(clause)
        place = next(
            (each for each in names.named_within(start, end.start()) if isinstance(each.fact, Place)), None
        )
        if ordinal:
            at = start + ordinal.start()
        elif known or place:
            begins = [start + known.start()] if known else []
            at = min([*begins, place.start] if place else begins)
        else:
            continue
        if end.start() - at >= 2:
            found.append(Named(at, end.end(), "programme", None, False, True))
    return found


def _in_latin(text: str) -> list[Named]:
    found = []
    for match in _LATIN.finditer(text):
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
