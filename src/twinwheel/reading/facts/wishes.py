"""Whether a verb or noun of wishing asks somebody: 建议，… does, 意见建议 and 希望成为第一 do not."""

from __future__ import annotations

import re
from functools import lru_cache

from twinwheel.reading.facts import lexicon, speech
from twinwheel.reading.facts.names import Names
from twinwheel.reading.facts.scan import scanner
from twinwheel.reading.facts.triggers import Trigger

_PROPOSED = re.compile(r"(?<![自理缘事])由[^，,。；;：:！？!?”\n]{1,20}\Z")


def was_proposed(text: str, at: int) -> bool:
    """由某某|提议，… tells what was done."""
    return _PROPOSED.search(text, max(0, at - 24), at) is not None


def told(names: Names, verb: Trigger) -> bool:
    """A verb with a comma behind it asks where its subject stands before it in the clause: 她希望，…"""
    text, at = names.text, verb.start
    if text[verb.end : verb.end + 1] not in ("，", ",", "：", ":"):
        return False
    low = max(text.rfind(mark, max(0, at - speech.LONGEST_SPEAKER), at) for mark in "，,。；;：:！？\n”") + 1
    before, noun = text[low:at], lexicon.words("asks", "noun_before")
    if any(before.endswith(word) for word in noun):
        return False
    return speech.speaker(names, low, at) is not None


def is_verb(text: str, verb: Trigger) -> bool:
    """False for a noun: 提出了一些期待, 意见建议, 建议书."""
    if verb.kind in ("invite", "ought"):
        return True
    before, (_, start, end) = lexicon.words("asks", "noun_before"), verb
    if any(text[start - length : start] in before for length in (1, 2, 3) if start >= length):
        return False
    following = text[end : end + 1]
    if following in ("，", ",") and verb.kind == "ask":
        return True
    return following not in ("", "\n") and _noun_behind().match(text, end) is None


@lru_cache(maxsize=1)
def _noun_behind() -> re.Pattern[str]:
    return scanner(lexicon.words("asks", "noun_behind"))


def wants_an_act(body: str) -> bool:
    """Whether what is wanted most is something done (能早点通车), not a thing (妈妈做的毛豆腐)."""
    return any(word in body for word in ("能", "尽快", "早日", "早点", "给予", "出台", "增加", "降低"))


def is_plan(body: str) -> bool:
    """A wish that asks nobody for anything: 希望成为第一."""
    begins = max(
        (word for word in lexicon.words("asks", "plan") if body.startswith(word)), key=len, default=None
    )
    return begins is not None and not any(
        word in body[len(begins) :] for word in lexicon.words("asks", "appeal")
    )
