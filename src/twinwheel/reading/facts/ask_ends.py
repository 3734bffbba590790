"""Where an ask ends: the clauses behind the first one that go on saying what is to be done.

建议，放宽…，简化…，把…连起来 is one ask to the end of its sentence, and so is 希望大家多…，让…. What is somebody else's
(各银行应…), said in marks, or why it is asked (因为…, 目前…, 我们…) is no part of it.
"""

from __future__ import annotations

import re

from twinwheel.reading.facts import lexicon, speech
from twinwheel.reading.facts.addressees import addressee
from twinwheel.reading.facts.names import Names
from twinwheel.reading.facts.triggers import VERBS, trigger_at

_ELSE = re.compile(
    r"[“‘「\"《]|(?:但|而|却|可(?!以)|不过|因为|因此|所以|由于|毕竟|否则|不然|要不|目前|现在|眼下|如今|当前|这|那|我|你|您|他|她|它|咱|其|如果|要是|别|不要|不让|免得|又(?!好又)|有点|逾期|联系|咨询|地址|电话|截至|据|记者)"
)
"""A clause that opens so says something else than what is to be done, or what would come of not doing it."""
_ALSO = re.compile(r"(?:[并也还更又]|同时|此外|另外){0,3}")
_GOES_ON = ("并", "同时")
_ACTS = frozenset("vdpazil")
"""What a clause without a subject begins with, by the tag of its first word."""
_STAGED = re.compile(r"[^，。；\n]{0,12}(?:[分按走][^，。；\n]{1,8}|如下|以下[^，。；\n]{0,6})[：:]")
LONGEST_LIST = 300
"""Characters of an ask that is told in stages."""


def staged(text: str, start: int) -> int | None:
    """The end of an ask that is a list behind a colon: 建议分两步走：先…；再…。"""
    head = _STAGED.match(text, start)
    if head is None:
        return None
    end = head.end()
    while end < len(text) and end - start < LONGEST_LIST and not speech.ends(text, end):
        end += 1
    return end


def goes_on(names: Names, start: int, stop: int, *, freely: bool) -> bool:
    """Whether the clause ``[start, stop)`` is still what is asked; ``freely`` where the asking verb stands apart (建议，…)."""
    text = names.text
    begins = _ALSO.match(text, start)
    opened = begins.end() if begins else start
    if _ELSE.match(text, start) or stop - start < 2 or text.startswith(_items(), start):
        return False
    again = trigger_at(text, opened)
    if (again and again.kind in (*VERBS, "please", "may")) or speech.verbs().search(text, start, stop):
        return False
    if opened > start and addressee(names, opened, stop) is not None:
        return False
    words = names.words.within(opened, stop)
    acts = bool(words) and words[0][1][:1] in _ACTS
    return acts or (freely and addressee(names, start, stop) is None)


def _items() -> tuple[str, ...]:
    """What begins an ask of its own; 并 and 同时 only go on."""
    return tuple(word for word in lexicon.words("asks", "item") if not word.startswith(_GOES_ON))
