"""Kinds of places and of works that have figures as one place has: 一线城市, 西部12省市, 70个大中城市, 两处园区."""

from __future__ import annotations

import re

from twinwheel.reading.facts.indicators.clauses import Clause
from twinwheel.reading.facts.indicators.subjects import Subject

_N = "一二三四五六七八九十"
_COUNTS = frozenset(f"0123456789{_N}百两")
_FIRST = frozenset(f"0123456789{_N}百两新东中西沿内直计地县省副特超热重旅")
"""What they begin with: most clauses are done with after one look."""
_ZONES = (
    "自贸试验区|自贸区|综保区|综合保税区|高新区|经开区|开发区|新区|产业园区?|园区|口岸|省份|省区市|县区|区县"
)
_WORKS = "园区|片区|基地|工厂|线路|港区|校区|机场|口岸|医院|学校|展区"
_KIND = re.compile(
    r"(?:直辖|计划单列|地级|县级)市|(?:省会|副省级|特大|超大|中小|沿海|内陆|热点|重点|旅游)城市|"
    rf"新一线(?:城市)?|[{_N}]{{1,3}}线(?:及以下)?城市"
    rf"|(?:[东中西]部|中西部|东北|沿海|内陆)(?:地区|[\d{_N}]{{1,3}}个?[省市区]{{1,3}})"
    rf"|[\d{_N}百]{{1,4}}个?(?:大中|主要|重点|热点|样本|试点|中心|副省级|计划单列|特大|超大|节点|核心){{1,2}}(?:城市|省市|省份|地区|县市?)"
    rf"(?=[中里内计新的将共已平]|[^，。；\d]{{0,8}}[住房价率增降])"
    rf"|[\d{_N}百]{{1,4}}[家个](?:国家级|省级)?(?:{_ZONES})(?=[实完共合累的均去今年总平同增吸利使贡])"
    rf"|[两\d{_N}]{{1,2}}[处个座条家](?:{_WORKS})(?=的?(?:总|合计|共计|建筑|占地|预计|规划))"
)


def kind_of(text: str, clause: Clause, start: int) -> Subject | None:
    """Where a clause begins with one; what leads it may have taken the 40 of 40个重点城市."""
    while start > clause.start and text[start - 1] in _COUNTS:
        start -= 1
    if text[start : start + 1] not in _FIRST:
        return None
    match = _KIND.match(text, start, clause.end)
    return Subject(*match.span(), match[0], match[0], "noun") if match else None
