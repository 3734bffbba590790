"""What is named by a code, a number or a short form: 机型“AK-7”, 主打产品QX-11, 某某一号火箭, 检测仪“探微”, 第三届某博会."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from twinwheel.reading.facts.names import Names
from twinwheel.reading.facts.programme_words import HAN, Named
from twinwheel.reading.facts.sheet import NO_BEGINNING
from twinwheel.reading.facts.tables import any_of, table
from twinwheel.reading.facts.words import known

_CODE = r"[A-Z][A-Za-z]{0,9}(?:[- ]?|[- ][A-Z])\d{1,4}[A-Za-z]{0,3}(?:[ -]?(?:Pro|Max|Plus|Mini|Air|Ultra))?"
_ANY_CODE = re.compile(_CODE)


def models_and_fairs(text: str, names: Names) -> list[Named]:
    """Every place where one stands, in no order; they may overlap."""
    return [*_coded(text), *_devices(text), *_kept_calling(text), *_craft(text, names), *_fairs(text)]


@cache
def _product() -> re.Pattern[str]:
    """What is said to be a product, and its code; a code in marks, and what it is."""
    kinds = any_of(table("programmes")["coded"])
    return re.compile(
        rf"(?:{kinds})(?:[“‘「](?P<marked>{_CODE})[”’」]|(?P<bare>{_CODE})(?![A-Za-z\d%‰℃]|[个家台人元亿万年月日]))"
        rf"|[“‘「]{_CODE}[”’」](?:{kinds})"
    )


def _coded(text: str) -> Iterator[Named]:
    for match in _product().finditer(text) if _ANY_CODE.search(text) else ():
        if match["bare"]:
            yield Named(match.start("bare"), match.end("bare"), "product", None, True)
        elif match["marked"]:
            yield Named(match.start("marked") - 1, match.end("marked") + 1, "product", match["marked"], True)
        else:
            closing = max(text.rfind(mark, match.start(), match.end()) for mark in "”’」")
            yield Named(match.start(), match.end(), "product", text[match.start() + 1 : closing], True)


@cache
def _device() -> re.Pattern[str]:
    ends = any_of(table("programmes")["devices"])
    name = rf"[“‘「](?P<name>[{HAN}A-Za-z]{{1,6}}\d{{0,3}}(?:\.\d)?)[”’」]"
    return re.compile(rf"(?:{ends}){name}(?![{HAN}]{{0,3}}[称叫喊])")


def _devices(text: str) -> Iterator[Named]:
    """检测仪“探微”: a machine and its name in marks; 手机 and 司机 are none of the machines."""
    for match in _device().finditer(text):
        start, end = match.span("name")
        yield Named(start - 1, end + 1, "product", match["name"], True)


_TIMES = 3
"""How often a text says a name without marks that only what stands before it once shows."""
_STRONG = 2
"""How often it must stand where only the name of a product does: 定义|小鹭, 小鹭|发布了."""


@cache
def _kind_before() -> re.Pattern[str]:
    kinds = any_of(table("programmes")["talked_of"])
    return re.compile(rf"(?:{kinds})(?=[{HAN}]{{2}})")


def _as_a_product(name: str) -> re.Pattern[str]:
    made = "定义|训练|唤醒|呼叫|打开|下载|叫做|名叫|名为|给|让|与|和"
    return re.compile(
        rf"(?:{made}){name}|{name}(?=[已也还又]?(?:发布|推出|上线|升级|亮相|迭代|诞生|面世|现在|如今|之所以|学会))"
    )


def _kept_calling(text: str) -> Iterator[Named]:
    """聊天机器人|小鹭, and 小鹭 wherever the text says it again: no word of the language, said three times or more."""
    found: set[str] = set()
    judged: set[str] = set()
    for kind in _kind_before().finditer(text):
        start = kind.end()
        if text[start : start + 4] in judged:
            continue
        judged.add(text[start : start + 4])
        pieces = [text[start : start + size] for size in (2, 3, 4)]
        counted = [
            (text.count(piece), len(piece), piece)
            for piece in pieces
            if not known(piece) and piece[0] not in NO_BEGINNING
        ]
        times, _, name = max(counted, default=(0, 0, ""))
        if times >= _TIMES and len(_as_a_product(re.escape(name)).findall(text)) >= _STRONG:
            found.add(name)
    for name in found:
        for again in re.finditer(re.escape(name), text):
            yield Named(again.start(), again.end(), "product", None, False, True)


@cache
def _numbered_craft() -> re.Pattern[str]:
    craft = any_of(table("programmes")["craft"])
    return re.compile(
        rf"[一二三四五六七八九十]{{1,3}}号[甲乙丙丁A-Z]?(?:遥[一二三四五六七八九十]+)?(?:{craft})"
    )


def _craft(text: str, names: Names) -> Iterator[Named]:
    """某某一号运载火箭, and 某某一号 wherever the text says it again."""
    found: set[str] = set()
    for match in _numbered_craft().finditer(text):
        number = text.index("号", match.start()) + 1
        words = names.words.within(max(0, match.start() - 4), match.start())
        size, index = 0, len(words) - 1
        while index >= 0 and size < 2:
            size += len(words[index][0])
            index -= 1
        if 2 <= size <= 4:
            found.add(text[match.start() - size : number])
    for name in found:
        for again in re.finditer(re.escape(name), text):
            yield Named(again.start(), again.end(), "product", None, True)


@cache
def _short_fair() -> re.Pattern[str]:
    listed = any_of(table("programmes")["short_fairs"])
    ordinal = r"(?:第[一二三四五六七八九十百零\d]{1,4}届|首届|20\d{2})"
    return re.compile(
        rf"(?P<ordinal>{ordinal}(?:中国)?)?(?P<short>{listed})(?![{HAN}]?[员议])|(?P<counted>{ordinal})[{HAN}]{{1,3}}[博交洽消贸]会(?![{HAN}]?[员议])"
    )


@cache
def _fair_ends() -> tuple[str, ...]:
    """What every fair ends with: most texts have none of it, and are not searched."""
    counted = ("博会", "交会", "洽会", "消会", "贸会")
    return (*counted, *(word for word in table("programmes")["short_fairs"] if not word.endswith(counted)))


def _fairs(text: str) -> Iterator[Named]:
    """广交会, 第三届某博会: fairs by the short form everybody knows, or that their ordinal shows."""
    for match in _short_fair().finditer(text) if any(end in text for end in _fair_ends()) else ():
        yield Named(match.start(), match.end(), "programme", match["short"], False, True)
