"""Whom an ask addresses: the words behind its verb that end like a body, a group or an office, before a verb of their own."""

from __future__ import annotations

import re
from functools import lru_cache

from twinwheel.reading.facts import lexicon
from twinwheel.reading.facts.names import Names

LONGEST = 20
"""Characters an addressee has at most."""
_MODAL = re.compile(
    r"(?:在.{1,12}?(?:上|中|方面|领域))?(?:也|都|今后|未来|早日|尽早)?(?:能够|能|可以|可|应当|应该|应|要|将|把|对|加大|加快|尽快|尽早|进一步|给予|推出|发布|引入|提升|研究|组织|打通|帮助|解决|增加|减少|拓宽|调整|优化|落实|改进|联合|形成|搭建|打造|明确|落地|细化|率先|带头|及时|多|更|继续|持续|积极|不断|开设|开发|出台|建立|设立|提供|支持|参加|参与|与|共同|一起|来|自己|放宽|允许|简化|完善|推动|探索|少|别|适当|扩大|降低|开放|加强|牵头|成立|采取|制定|在|给|为|让|向|按|派|先|再|早点|不要|务必|统一|互认|拨打|不妨|合作|印制|增设|每年|每月|定期|配|开|修|拿出|站出来)"
)
_LEADS = re.compile(r"(?:由|请|未来|今后|下一步|也|让|各位|问)?")


@lru_cache(maxsize=1)
def _groups() -> tuple[str, ...]:
    return tuple(lexicon.words("asks", "addressee"))


def addressee(names: Names, start: int, end: int) -> str | None:
    """Who is asked in the clause ``[start, end)``, in the words of the text."""
    text = names.text
    while start < end and text[start] in "，,：: “‘":
        start += 1
    leads = _LEADS.match(text, start, end)
    start = leads.end() if leads else start
    for modal in _MODAL.finditer(text, start + 2, min(end, start + LONGEST)):
        words = text[start : modal.start()]
        if words[0] in "应要把将对须在为从以能给":
            return None
        if words.endswith(_groups()) or (words.endswith("们") and len(words) <= 8):
            return words
        known = names.named_within(start, modal.start())
        if known and known[-1].end == modal.start():
            return words
    return None
