"""The word lists beside the finders, read once, when the first text is.

They are data (``data/``, and ``reading/surnames.txt``): surnames, titles, speech verbs, endings of organisations and zones, the
administrative divisions. Nothing here is about a particular text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from importlib.resources import files
from typing import Any

from twinwheel.reading.facts.tables import table
from twinwheel.reading.surnames import surnames as surnames


def _text(name: str) -> str:
    return (files("twinwheel.reading.facts") / "data" / name).read_text(encoding="utf-8")


def _lines(name: str) -> list[str]:
    return [line for line in _text(name).splitlines() if line.strip() and not line.startswith("#")]


def fitted(name: str) -> dict[str, Any]:
    """Numbers that were fitted, with how in the file's first lines: ``fitted("names")``."""
    numbers: dict[str, Any] = table(name)
    return numbers


@lru_cache(maxsize=256)
def words(name: str, *keys: str) -> frozenset[str]:
    """The words of one list: ``words("titles", "heads")``."""
    found: Any = table(name)
    for key in keys:
        found = found[key]
    return frozenset(found.split())


@lru_cache(maxsize=16)
def typed(name: str, key: str) -> dict[str, str]:
    """A list of lists turned round, from word to type: ``typed("zones", "endings")["镇"] == "street"``.

    A word that stands in two lists keeps the type of the first.
    """
    lists: dict[str, str] = table(name)[key]
    found: dict[str, str] = {}
    for kind, listed in lists.items():
        for word in listed.split():
            found.setdefault(word, kind)
    return found


@lru_cache(maxsize=1)
def transliteration() -> frozenset[str]:
    """The characters that foreign names are spelled with."""
    return frozenset("".join(_lines("transliteration.txt")))


@lru_cache(maxsize=1)
def departments() -> frozenset[str]:
    """What departments of government look after: ``经济和信息化``."""
    return frozenset(" ".join(_lines("departments.txt")).split())


_LEVELS = (
    "特别行政区",
    "自治区",
    "自治州",
    "自治县",
    "自治旗",
    "地区",
    "新区",
    "林区",
    "省",
    "市",
    "区",
    "县",
    "旗",
    "盟",
)
_PEOPLES = re.compile(
    "(?:蒙古|回|藏|维吾尔|苗|彝|壮|布依|朝鲜|满|侗|瑶|白|土家|哈尼|哈萨克|傣|黎|傈僳|佤|畲|拉祜|水|东乡|纳西|景颇|柯尔克孜|土|达斡尔"
    "|仫佬|羌|布朗|撒拉|毛南|仡佬|锡伯|普米|塔吉克|怒|鄂温克|保安|裕固|独龙|鄂伦春|门巴|各)族"
)


@lru_cache(maxsize=1)
def divisions() -> dict[str, tuple[str, str | None]]:
    """Every administrative division by name, with its type and the division it lies in.

    A name that is used twice (长安区) has no division it lies in.
    """
    found: dict[str, tuple[str, str | None]] = {}

    def put(name: str, kind: str, parent: str | None) -> None:
        known = found.get(name)
        found[name] = (kind, parent) if known is None else (known[0], None)

    for line in _lines("divisions.txt"):
        province, *cities = line.split("\t")
        # Beijing, Shanghai, Tianjin and Chongqing are provinces by rank and cities by name.
        put(province, "city" if province.endswith("市") else "province", None)
        for cell in cities:
            city, _, below = cell.partition(":")
            if city:
                put(city, "city" if city.endswith("市") else "region", province)
            for name in below.split():
                put(name, "city" if name.endswith("市") else "district", city or province)
    return found


@lru_cache(maxsize=1)
def short_divisions() -> dict[str, str]:
    """The short name of a division and its full one: 海淀 → 海淀区, 内蒙古 → 内蒙古自治区.

    Short names that are everyday words (和平, 新华) are left out.
    """
    found: dict[str, str] = {}
    everyday = words("zones", "not_places")
    ranks = {"province": 0, "city": 1, "region": 1, "district": 2}
    listed = divisions()
    for name in sorted(
        listed, key=lambda each: (ranks[listed[each][0]], each.endswith("市") and listed[each][1] is None)
    ):
        short = short_name(name)
        if len(short) >= 2 and short != name and short not in everyday:
            found.setdefault(short, name)
    return found


@lru_cache(maxsize=4096)
def short_name(name: str) -> str:
    """A division without its level: 江阴市 → 江阴, 宁夏回族自治区 → 宁夏."""
    for level in _LEVELS:
        if name.endswith(level) and len(name) - len(level) >= 2:
            return _PEOPLES.sub("", name[: -len(level)]) or name
    return name


@lru_cache(maxsize=1)
def plain_places() -> frozenset[str]:
    """Short names of cities, provinces and regions that are no words of another kind, and cities abroad.

    The dictionary holds many of them to be verbs or people (遵义, 保定, 大连) or has not got them (川渝).
    """
    listed = divisions()
    cities = {short for short, full in short_divisions().items() if listed[full][0] != "district"}
    places = cities | words("zones", "foreign_cities") | words("zones", "regions") | words("zones", "areas")
    everyday = words("zones", "not_places") | words("zones", "everyday")
    return frozenset(name for name in places if len(name) > 1) - everyday


def trie(listed: Iterable[str]) -> str:
    """A pattern for any of the words, the longest first, that never tries a word whose first letter is not there."""
    ordered = sorted(set(listed), key=lambda word: (-len(word), word))
    by_first: dict[str, list[str]] = {}
    for word in ordered:
        by_first.setdefault(word[0], []).append(word[1:])
    branches = [
        re.escape(first) + (f"(?:{'|'.join(map(re.escape, rests))})" if rests != [""] else "")
        for first, rests in by_first.items()
    ]
    return f"(?=[{''.join(map(re.escape, by_first))}])(?:{'|'.join(branches)})"
