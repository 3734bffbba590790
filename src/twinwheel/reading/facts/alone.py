"""Places that stand for themselves: not a country that only tells where a house is from, nor part of a name in marks."""

from __future__ import annotations

import re
from collections.abc import Iterable

from twinwheel.reading.facts.model import Organisation, Place
from twinwheel.reading.text import Span

_SITE = re.compile(
    "[一-鿿]{0,8}?(?:基地|工厂|厂区|研究院|研发中心|中心|总部|园区|产业园|项目|数据港|枢纽|门店|分公司|车间)"
)
"""Behind a firm and a place it shows that the place only tells which site of the firm is meant: 某某新材|某市|生产基地."""
_LONGEST_QUOTED = 8
"""Characters in marks that are one name: “某河护理班”."""


def alone(text: str, places: Iterable[Place], houses: Iterable[Organisation]) -> list[Place]:
    """The places that stand somewhere as places."""
    houses = list(houses)
    begin = {mention.start for house in houses for mention in house.mentions}
    ends = {mention.end for house in houses if house.type == "enterprise" for mention in house.mentions}
    return [
        place
        for place in places
        if not all(
            (place.type == "country" and mention.end in begin)
            or _part_of_marked(text, mention)
            or (mention.start in ends and _SITE.match(text, mention.end) is not None)
            for mention in place.mentions
        )
    ]


def _part_of_marked(text: str, place: Span) -> bool:
    """True where more than the place stands between the marks around it: “某河|护理班”."""
    start = text.rfind("“", max(0, place.start - _LONGEST_QUOTED), place.start) + 1
    end = text.find("”", place.end, place.end + _LONGEST_QUOTED)
    inside = text[start:end] if start > 0 and end > 0 else ""
    return place.end - place.start < len(inside) <= _LONGEST_QUOTED and inside.isalnum()
