"""Ranks that no measure follows: 增速居全省第二, 由第十前移到第七, 排全国首位. 第二位 is found as a number with its measure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from twinwheel.reading.facts.numbers import Number
from twinwheel.reading.facts.numerals import NUMERALS, chinese

_LOOK_BACK = 14
_RANK = re.compile(
    rf"(?:首位|第(?P<rank>[{NUMERALS}]{{1,4}}|\d{{1,4}}))(?=[，。；、！？：）”’\s]|$|[前上跃升提攀晋后下][移升进至到降滑])"
)
_AMONG = re.compile(
    r"(?:全[国省市区县州球行系]|世界|[国省市区县州业园][内里中]?|同[类行]|业|亚洲|欧洲|地区|城市|口岸|港|企|[之类]首|[中里内])$"
)
"""全市第一, 西部城市第三: among whom."""
_PLACED = re.compile(
    r"(?:排名?[在到至]?|排行|名次|位次|[位名并跃稳高][列居]|[居列]|[升移跃进退降滑][至到]|[由从])[一-鿿“”]{0,10}$"
)
_NEVER = re.compile(r"[是有之的]$")


def ranks(text: str) -> Iterator[Number]:
    """In the order of the text; 质量第一 and 第一，… rank nothing."""
    for match in _RANK.finditer(text):
        before = text[max(match.start() - _LOOK_BACK, 0) : match.start()]
        if not (_AMONG.search(before) or _PLACED.search(before)) or _NEVER.search(before):
            continue
        said = match["rank"] or "一"
        value = Decimal(said) if said[0].isdigit() else chinese(said)
        if value:
            core = match.span("rank" if match["rank"] else 0)
            unit = "" if match["rank"] else "位"
            yield Number(
                *match.span(), core, value, None, unit, "", unit, Decimal(1), None, None, ordinal=True
            )
