"""Programmes named in marks: “潮汐”智算平台, “海淀区大数据平台”, “安心贷”, 调度系统“海星”, 登录“某某在线”."""

from __future__ import annotations

import re
from functools import cache
from typing import cast

import rjieba

from twinwheel.reading.facts.programme_clauses import clausal
from twinwheel.reading.facts.programme_words import HAN, Named, Type, generic, types
from twinwheel.reading.facts.tables import any_of, table


def in_marks(text: str) -> list[Named]:
    """Every place where one stands, in no order; they may overlap."""
    return [*_in_marks(text), *_by_own_end(text), *_called(text), *_used(text)]


@cache
def _quoted() -> re.Pattern[str]:
    suffix = any_of(types())
    return re.compile(
        rf"[“‘「](?P<whole>[{HAN}A-Za-z0-9·—-]{{2,16}}(?P<own>{suffix}))[”’」]"
        rf"|[“‘「](?P<in>[^“”‘’「」，。；：？！、\n]{{2,14}})[”’」](?P<tail>(?!的)(?:\d{{2}})?[{HAN}A-Za-z0-9]{{0,10}}?(?P<suffix>{suffix}))(?!{any_of(table('programmes')['not_before'])})"
        rf"|[“‘「](?P<called>[^“”‘’「」，。；：？！、\n]{{1,10}})[”’」]的(?P<what>[{HAN}A-Za-z]{{0,12}}?(?P<of>{suffix}))"
    )


@cache
def _more() -> re.Pattern[str]:
    """What goes on behind the word that seemed to end a name."""
    within = any_of(table("programmes")["generic"] + table("programmes")["within"])
    end = any_of(types())
    return re.compile(rf"(?:{within})?(?P<more>{end})(?!{any_of(table('programmes')['not_before'])})")


_DONE = re.compile(
    "[了着过再已]|能够|可以|之外|新增|包括|首批|成为|带动|助力|一[条家个批台座]|十[一二三]期|[开发拓进扩伸舒]展"
)
"""Behind the mark something is done: “某某会”开了十二期, “某某”开展…."""
_INTRODUCED = re.compile(
    r"(?:名为|取名|名叫|命名为|称为|推出的?|建立了?|形成了?|发布的?|研发的?|打造的?|开发的?|上线的?|登录|通过|用好|在|一款|一套|依托|借助|自主研发的)$"
)
_COUNTED = re.compile(r"[一二三四五六七八九两\d](?![\d])|\d{2}(?!\d)|\d+[个大项类]")
"""“六大工程” counts; “3551光谷人才计划” is called so."""


def _in_marks(text: str) -> list[Named]:
    found = []
    for match in _quoted().finditer(text):
        if match["whole"]:
            if _COUNTED.match(match["whole"]) or not generic().sub("", match["whole"][: -len(match["own"])]):
                continue
            found.append(Named(match.start("whole"), match.end("whole"), types()[match["own"]], None, True))
        elif match["called"]:
            if _INTRODUCED.search(text[max(match.start() - 8, 0) : match.start()]):
                whole = match["of"].endswith("机制")
                start, end = match.start(), match.end() if whole else match.end("called") + 1
                found.append(Named(start, end, types()[match["of"]], match["called"], True))
        elif (
            not _NUMBER.match(match["tail"])
            and not match["tail"].startswith(("等", "和", "与", "及", "中", "是", "为"))
            and not _DONE.search(match["tail"])
            and not _says_more(match["in"], match["tail"], match["suffix"])
        ):
            alias = match["in"]
            longer = _more().match(text, match.end())  # “某某”轴承寿命|评测平台
            end, suffix = (longer.end(), longer["more"]) if longer else (match.end(), match["suffix"])
            found.append(Named(match.start(), end, types()[suffix], alias, True))
    return found


_PERIOD = re.compile("十[一二三四五六七]五|[一二三四五六七八九十]年")
"""“十四五”计划…: a time, no name."""
_MADE_IN = re.compile(f"[{HAN}]{{1,5}}[造产]")
"""“石港造”机器人 says where they are made."""
_OWN_NAME = ("大桥", "隧道", "铁路", "高铁", "高速公路", "快速路", "航站楼", "医院", "电站")
"""Works with names of their own: of “门户”石港|大桥 the marks are no part."""
_JOINS = frozenset("并而或且就都也还已将才再对把为以从向则")


def _says_more(inside: str, tail: str, suffix: str) -> bool:
    """Whether the words behind the mark are a clause or another name: “…”并列入|工程, “…”就能看懂|系统."""
    between = tail[: -len(suffix)]
    if (
        any(word in between for word in ("和", "与", "及"))
        or _PERIOD.fullmatch(inside)
        or (suffix in _OWN_NAME and between)
    ):
        return True
    if _MADE_IN.fullmatch(inside) or (between and inside in table("programmes")["slogans"]):
        return True
    if suffix == "框架" and not inside.strip("0123456789+＋N"):
        return True  # “1+4”产业|框架
    words = [word for word, _ in rjieba.tag(between)] if between else []
    return any(word in clausal() for word in words) or (bool(words) and words[0] in _JOINS)


_SHORT_FOR = re.compile("(?:简称[为：:]?|又称|也称|俗称|[称誉]为|网友|网民|昵称|读者|博主|用户)$")
"""What a house is called in short is no programme: （以下简称“创新中心”）; nor is who writes on the net."""
_NUMBER = re.compile("[一二两三四五六七八九十][个大项类家]")
"""“某某”两个平台: the last of a list, and what they are."""
_SAYING = re.compile(r"可以|[就再了给要不能会个把我你他她吗呢得]")


@cache
def _own() -> tuple[re.Pattern[str], dict[str, Type]]:
    kinds = {
        word: cast(Type, kind) for kind, words in table("programmes")["own_ends"].items() for word in words
    }
    version = r"(?:\d(?:\.\d)?)?"
    pattern = rf"[“‘「](?P<name>[{HAN}A-Za-z0-9·]{{1,8}}?(?P<own>{any_of(kinds)}){version})[”’」]"
    return re.compile(pattern), kinds


def _by_own_end(text: str) -> list[Named]:
    """“安心贷”, “河山网”: a name in marks that ends like one, and is no word that only stands in marks."""
    pattern, kinds = _own()
    found = []
    for match in pattern.finditer(text):
        name = match["name"]
        if (
            len(name) < 3
            or _SAYING.search(name[: match.start("own") - match.start("name")])
            or (name[0] in "一二三四五六七八九十两" and name[-1].isalpha())
            or name[0].isdigit()
            or _SHORT_FOR.search(text, max(0, match.start() - 6), match.start())
            or rjieba.has_word(name)
            or _AS_SAID.fullmatch(name)
            or _TOGETHER.match(text, match.end())
        ):
            continue
        found.append(Named(match.start(), match.end(), kinds[match["own"]], name, True))
    return found


_AS_SAID = re.compile(rf"([{HAN}])[{HAN}]\1[{HAN}]|(?:马上|立即|立刻|当[天日]|即时?|限时|就近|上门|一次)办")
"""“特事特办”, “马上办”: how something is done."""


_TOGETHER = re.compile("[双两二三四五六七八多][路轮位维翼端管箭线]")
"""“江河湖网”三路通航 counts what the marks put together."""


@cache
def _called_pattern() -> re.Pattern[str]:
    words = any_of(table("programmes")["called"])
    return re.compile(rf"(?P<what>{words})[“‘「](?P<name>[{HAN}A-Za-z0-9·.\-]{{2,10}})[”’」]")


def _called(text: str) -> list[Named]:
    """调度系统“海星”, 大模型“蓝鲸”: what it is stands before its name."""
    found = []
    for match in _called_pattern().finditer(text):
        name = match["name"]
        if _SAYING.search(name) or name[0] in "一二三四五六七八九十两0123456789":
            continue
        found.append(
            Named(match.start("what") + len(match["what"]), match.end(), _kind(match["what"]), name, True)
        )
    return found


def _kind(what: str) -> Type:
    return types().get(what, "platform" if what in ("软件", "应用", "栏目", "热线") else "product")


_MODEL = re.compile(
    rf"[“‘「](?P<name>[{HAN}]{{1,6}}(?:Pro|Max|Mini|Plus|Air|Ultra|-\d{{1,4}}[A-Z]?|\d\.\d|[A-Z]{{1,3}}-?\d{{0,4}}|[一二三四五六七八九十\d]{{1,3}}号))[”’」]"
)
"""A make of a thing: “某某Pro”, “某某3号”."""


@cache
def _use() -> re.Pattern[str]:
    """What is done with something that one can open, use or bring out, and what it does."""
    use = table("programmes")["used"]
    name = rf"[“‘「](?P<name>[{HAN}A-Za-z0-9·]{{2,8}})[”’」]"
    return re.compile(
        rf"(?:(?:{any_of(use['opened'])}){name}|(?:{any_of(use['brought_out'])}){name.replace('<name>', '<new>')}(?![{HAN}]|[”“])|{name.replace('<name>', '<other>')}(?:{any_of(use['behind'])}))"
    )


def _used(text: str) -> list[Named]:
    """登录“某某在线”, “i某某”上线, “某某Pro”: what is opened, brought out or numbered has a name, however short."""
    found = [Named(*match.span(), "product", match["name"], True) for match in _MODEL.finditer(text)]
    for match in _use().finditer(text):
        group = next(each for each in ("name", "new", "other") if match[each])
        name = match[group]
        if not _SAYING.search(name) and not rjieba.has_word(name) and not _COUNTED.match(name):
            found.append(Named(match.start(group) - 1, match.end(group) + 1, "platform", name, True))
    return found
