"""Houses that several countries have together: 金砖国家|网络研究院, 中法|海洋联合实验室."""

from __future__ import annotations

import re
from collections.abc import Iterator

from twinwheel.reading.facts import lexicon
from twinwheel.reading.facts.candidates import Candidate
from twinwheel.reading.facts.offices import type_of
from twinwheel.reading.facts.sheet import Sheet
from twinwheel.reading.facts.words import known

_HOUSE = re.compile(
    r"(?:中国[—-]?(?:东盟|阿拉伯国家|中东欧国家|中亚|非洲|欧盟|拉美)|金砖国家|东盟国家|上合组织国家|“一带一路”(?:国家|沿线国家)?"
    r"|澜湄(?:国家)?|中东欧国家|阿拉伯国家|中亚国家|中(?:阿|德|法|俄|欧|日|韩|英|美|以|新|非|拉|意|荷|瑞|芬|丹|泰|越|老|柬|缅|马|印|巴|哈|蒙|澳|加|白|匈|塞|波|捷))"
    r"(?P<what>[一-鿿]{2,12}?)(?:研究院|研究所|联合实验室|实验室|研究中心|合作中心|创新中心|培训中心|技术转移中心|学院|联盟|工商理事会|商会|协会)"
)
_NEVER = frozenset("purydqm")


def unions(sheet: Sheet) -> Iterator[Candidate]:
    """Every such house by its full name."""
    generic = lexicon.words("organisations", "generic")
    for house in _HOUSE.finditer(sheet.text):
        start, end = house.span()
        words = sheet.tokens(*house.span("what"))
        deed = any(word.tag[0] in _NEVER or word.word in _DEEDS for word in words if known(word.word))
        if deed or sheet.splits_word(start) or sheet.splits_word(end) or house["what"] in generic:
            continue
        yield Candidate(start, end, type_of(house[0]), "organisations.known")


_DEEDS = frozenset(
    ("共建", "合作共建", "双方", "企业", "两国", "建设", "成立", "设立", "联合举办", "签署", "关系")
)
