"""A body as the subject of a verb of speech, where no finder of names knows it: 某某区委会在提案中|呼吁, 协会|恳请."""

from __future__ import annotations

import re
from functools import lru_cache

from twinwheel.reading.facts import lexicon
from twinwheel.reading.facts.names import Names

_NOT_IN_A_NAME = "也还都则又再就向对给把被将让请使跟很是有"
LONGEST_NAME = 18
"""Characters before what the name of a body ends with."""


@lru_cache(maxsize=1)
def _body() -> re.Pattern[str]:
    ends = lexicon.trie(lexicon.words("speech", "body"))
    leading = lexicon.trie(lexicon.words("speech", "leading"))
    return re.compile(
        rf"(?:{leading})?(?P<who>(?:(?![{_NOT_IN_A_NAME}])[一-鿿（）]){{0,{LONGEST_NAME}}}?(?:{ends}))(?P<rest>[^，,。；;：:！？\n“”]{{0,24}})\Z"
    )


@lru_cache(maxsize=1)
def _adverbs() -> re.Pattern[str]:
    """What may stand between the subject and its verb: 则, 在提案中, 向全体会员, 方面."""
    between = lexicon.trie(lexicon.words("speech", "between"))
    return re.compile(rf"(?:方面)?(?:{between}|(?:在|以|向|对|就|通过|代表|联合|联名)[^，,]*)*")


def subject(names: Names, low: int, high: int) -> str | None:
    """The body that ``[low, high)`` begins with, if it is what the verb behind is said of."""
    found = _body().match(names.text, low, high)
    if found is None or not _adverbs().fullmatch(found["rest"]):
        return None
    who = found["who"]
    meant = _meant(names, who, found.end("who"))
    return None if meant == who in lexicon.words("speech", "body_of_others") else meant


def _meant(names: Names, who: str, at: int) -> str:
    """A bare 协会 or 公司 is the body of that kind named last."""
    if who not in lexicon.words("speech", "body"):
        return who
    before = [
        (mention.end, body.name)
        for body in names.organisations
        for mention in body.mentions
        if mention.end < at and body.name.endswith(who)
    ]
    return max(before)[1] if before else who
