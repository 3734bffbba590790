"""Whether the words before 平台, 项目 or 中心 name one of them: not where they are a clause, tell a kind, or name a house."""

from __future__ import annotations

import re
from functools import cache

from twinwheel.reading.facts import lexicon
from twinwheel.reading.facts.model import Organisation
from twinwheel.reading.facts.names import Mention, Names
from twinwheel.reading.facts.programme_words import generic
from twinwheel.reading.facts.tables import table

_NEVER = frozenset("rcuyz")
"""Tags of words that stand in no name: 这, 暨, 的."""
_TIME = re.compile(
    r"[今去明前近每][年日天]|目前|当前|眼下|日前|近日|[年月]初|[年月]底|[上下]半年|年内|季度|\d[年月日]"
)
_LEAGUES = ("association", "other")
_SAYS_WHEN = re.compile("还在?|也|都|已经?|正在?|将|就|再|又|仍|原先|原来|曾|一直|不断|[由在从向把被]")
_OF_ALL = re.compile(r"(?:国家|省|市|区|县|高能|[高多首])级|(?:国际|国家|省市?|市)?(?:重点|重大)|几|暨")
"""What begins the words for many of a kind."""
_PRAISED = re.compile(
    "(?:领先|一流|最大|唯一|先进|知名|重要|权威|完善|完备|特色|水平|影响力|竞争力|未来|世界|全球|全国)的\\Z"
)
"""国内领先的|某某平台 says what it is to become."""


def is_of_one(names: Names, start: int, end: int, own: Mention | None, suffix: str) -> bool:
    """False for a clause (某市举办数字经济|项目, 目前某某|中心), a kind (高能级创新|平台) and a house (某某部|航海中心)."""
    words = names.words.within(start, end)
    said = names.text[start:end]
    adverbs = any(tag[0] in _NEVER or _SAYS_WHEN.fullmatch(word) for word, tag in words)
    if adverbs or _TIME.search(said) or _OF_ALL.match(names.text, start):
        return False
    if _PRAISED.search(names.text, max(0, start - 6), start):
        return False
    verbs = [index for index, (word, _) in enumerate(words) if word in clausal()]
    if any(0 < index < len(words) - 1 for index in verbs):
        return False
    if own is None:
        return bool(generic().sub("", said)) or suffix not in ("平台", "中心", "项目", "工程")
    if suffix in table("programmes")["sure"]:
        return True
    house = isinstance(own.fact, Organisation) and own.fact.type not in _LEAGUES and suffix == "中心"
    return bool(generic().sub("", names.text[own.end : end])) and not house


@cache
def clausal() -> frozenset[str]:
    """Verbs that no name holds; behind a subject they make a clause."""
    return lexicon.words("titles", "acts") | frozenset(table("programmes")["acts"])
