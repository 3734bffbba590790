"""The country before the name of a house: part of it (法国|交通部) or not (法国|里昂商学院)."""

from __future__ import annotations

from twinwheel.reading.facts import lexicon
from twinwheel.reading.facts.sheet import Sheet, proper


def without_country(sheet: Sheet, start: int, end: int, ending: str = "") -> int:
    """法国|里昂商学院: the country before a name that stands by itself; 法国|交通部 does not."""
    first = sheet.word_after(start)
    if first is None or first.end >= end or first.word not in lexicon.words("zones", "countries"):
        return start
    if (
        first.word == "中国"
        or sheet.text.startswith(("国立", "皇家"), first.end)
        or ending
        in (
            "部",
            "局",
            "委员会",
            "署",
            "厅",
            "政府",
            "大使馆",
            "领事馆",
            "总领事馆",
            "总领馆",
            "处",
        )
        or sheet.text.endswith(("协会", "商会", "学会", "联合会", "总会"), first.end, end)
    ):
        return start
    rest = sheet.tokens(first.end, end)
    return first.end if len(rest) > 1 and proper(rest[:-1]) else start
