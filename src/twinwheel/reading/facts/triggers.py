"""What shows an ask in a text, before it is decided whether it is one: 希望, 诉求是, 能不能, 请, 要是."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from twinwheel.reading.facts import lexicon
from twinwheel.reading.facts.scan import scanner

VERBS = ("wish", "only", "ask", "invite", "ought")
"""The kinds of verb that ask by themselves."""
COUNTS = ("点", "条", "项", "个", "下")
"""A noun that asks may stand behind one of these: 提出三点|建议："""
_CLAUSE_BEGINS = '\n。，；：！？“‘「,;:!?" '
_BEFORE_PLEA = (
    "我也",
    "我还",
    "我们也",
    "我们还",
    "想",
    "到时候",
    "届时",
    "所以",
    "因此",
    "在此",
    "还是",
    "这里",
)
_ARGUES = re.compile(r"不妨[^，。；]{0,6}(?:看|说|想|设想|回顾|比较|打个|算)")
"""不妨这样看 leads on one's own argument."""


class Trigger(NamedTuple):
    """``text[start:end]`` shows an ask of this kind; what is asked begins behind it."""

    kind: str
    start: int
    end: int


def triggers(text: str) -> Iterator[Trigger]:
    """Every trigger of a text, in order."""
    kinds = _kinds()
    for found in _scanner().finditer(text):
        kind = kinds[found.group()]
        trigger = _need(text, found, kind) or Trigger(kind, found.start(), found.end())
        noun = trigger.kind in ("need", "most")
        if trigger.end > found.end() if noun else _begins(text, trigger):
            yield trigger


def trigger_at(text: str, at: int) -> Trigger | None:
    """The trigger that begins here."""
    found = _scanner().match(text, at)
    if found is None:
        return None
    kind = _kinds()[found.group()]
    trigger = _need(text, found, kind) or Trigger(kind, found.start(), found.end())
    return trigger if trigger.kind not in ("need", "most") or trigger.end > found.end() else None


@lru_cache(maxsize=1)
def _kinds() -> dict[str, str]:
    """Every word that may show an ask, and of what kind it is."""
    listed = {"最": "most"}
    for kind in ("need", "propose", "please", "may", "if_only", "good", "demand", *reversed(VERBS)):
        listed |= dict.fromkeys(lexicon.words("asks", kind), kind)
    return listed


@lru_cache(maxsize=1)
def _scanner() -> re.Pattern[str]:
    return scanner(_kinds())


@lru_cache(maxsize=1)
def _behind() -> re.Pattern[str]:
    """What makes an ask of a noun: 诉求|很简单："""
    behind = lexicon.trie(lexicon.words("asks", "need_behind"))
    return re.compile(rf"[，,]?{behind}[：:，,]?|[：:]")


@lru_cache(maxsize=1)
def _most() -> re.Pattern[str]:
    most = lexicon.trie(lexicon.words("asks", "most"))
    return re.compile(rf"最(?:大的)?(?:{most})(?:的[，,]?(?:还|就|也)?是|[，,]是)[：:，,]?")


def _need(text: str, found: re.Match[str], kind: str) -> Trigger | None:
    """A noun with what makes an ask of it; the same of a verb behind 的: 他的建议是."""
    word, start = found.group(), found.start()
    if word[0] == "最":
        most = _most().match(text, start)
        return Trigger("need", start, most.end()) if most else None
    noun = kind == "need" or text[start - 1 : start] == "的"
    counted = text[start - 1 : start] in COUNTS and text[found.end() : found.end() + 1] in ("：", ":")
    behind = _behind().match(text, found.end()) if noun or counted else None
    return Trigger("need", start, behind.end()) if behind else None


def _begins(text: str, trigger: Trigger) -> bool:
    """Whether a word that asks only where it heads or follows something stands there."""
    before, behind = text[trigger.start - 1 : trigger.start], text[trigger.end : trigger.end + 1]
    if trigger.kind == "please" and _ARGUES.match(text, trigger.start):
        return False
    if trigger.kind == "please":
        return before == "" or before in _CLAUSE_BEGINS or text.endswith(_BEFORE_PLEA, 0, trigger.start)
    if trigger.kind == "if_only":
        return before == "" or before in _CLAUSE_BEGINS
    if trigger.kind == "propose":
        return behind != "" and behind in "，,：:"
    return True
