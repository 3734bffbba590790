"""How well the end of one piece of text goes on in the beginning of another.

Where a column ends in the middle of a word, the dictionary knows: the two halves together are one word, and
far likelier than the two by themselves. ``gain`` is that gain, in nats of a unigram model.
"""

from __future__ import annotations

import re
from functools import lru_cache
from math import log
from typing import Any

from twinwheel.reading.normalise import HAN

TOTAL = 60_000_000
"""About the sum of all frequencies of the dictionary; it only sets what an unknown character is worth."""

_TAIL = re.compile(f"[{HAN}]{{1,6}}$")
_HEAD = re.compile(f"[{HAN}]{{1,6}}")
_BAD_MARK = re.compile("[，。、；：！？）》”’】〉」』,;:!?)%％·/]")
_BAD_CHAR = re.compile("[的了着过们性化之吗呢吧得者地]")
_ONE_HAN = re.compile(f"[{HAN}]")
_NUMBER_HEAD = re.compile(r"\d{1,4}[%％]|[.,]\d|[万亿元吨个家户][，。、；,;]")
_FIRST_WORDS = frozenset(
    "他她它我你您咱谁这那在从到对据按经自向把被让使将由因为以于与和跟同当若如虽但可而却且也又还都就才不没未"
    "有是无今去前近此其该本某各每全一二三四五六七八九十两几第上中下大小老新首再更最很太正已曾仍刚先后春夏秋冬"
    "问答走看听说想谈说问站坐来去每"
)
_NUMBER_TAIL = re.compile(r"\d[.,]?$|\d\s?[万亿]$")
_UNIT_HEAD = re.compile(
    r"\d|[.,]\d|[%％/]|[万亿元吨家个人户亩项件台套米名次倍年月日多余](?![民类事们])|公里|平方|千|标箱|分钟|小时|秒|天|周岁|毛钱|块钱|角钱|层|所|处|座|辆|架|艘|艇|只|头|条|张|份|篇|位|支|版|届|期"
)
_PARAGRAPH_START = re.compile(
    "[“‘【《]|[一二三四五六七八九十]{1,2}[是要、]|第[一二三四五六七八九十]|"
    "(?:近日|日前|近年来|目前|此外|同时|另外|其中|对于|对此|据|根据|按照|随着|为了|为|在|从|当前|今年|去年|"
    "\\d{1,2}月|记者|本报|据悉|据了解|除了|不过|然而|但|值得|与此同时|下一步|未来|作为|针对|围绕|\\d{4}年|首先|其次|最后)"
)


def gain(tail: str, head: str) -> float:
    """What the text gains by being joined: 0 where no word of the dictionary crosses the border."""
    number = _NUMBER_TAIL.search(tail[-8:])
    if number and _UNIT_HEAD.match(head) and not (number[0][-1] in "万亿" and head[0].isdigit()):
        return 4.0
    left, right = _TAIL.search(tail[-6:]), _HEAD.match(head[:6])
    if not left or not right:
        return _latin(tail, head)
    return _gain(left[0], right[0])


def _latin(tail: str, head: str) -> float:
    """A Latin word cut in two goes on in lower case."""
    if tail[-1:].isascii() and tail[-1:].isalpha() and head[:1].isascii() and head[:1].islower():
        return 4.0
    return 0.0


@lru_cache(maxsize=65536)
def _gain(left: str, right: str) -> float:
    if not any(
        _has(left[-i:] + right[:j])
        for i in range(1, min(4, len(left)) + 1)
        for j in range(1, min(4, len(right)) + 1)
    ):
        return 0.0
    return max(_worth(left + right) - _worth(left) - _worth(right), 0.0)


def starts_badly(head: str) -> bool:
    """Whether no paragraph would begin like this: with a comma, a closing quote, a 的 that is a word."""
    if _BAD_CHAR.match(head):
        return len(_first_word(head[:6])) == 1
    return bool(_BAD_MARK.match(head))


def starts_oddly(head: str) -> bool:
    """Whether hardly a paragraph would begin like this: with one character that is no word to begin with."""
    if _NUMBER_HEAD.match(head):
        return True
    word = _first_word(head[:6]) if head else ""
    return len(word) == 1 and bool(_ONE_HAN.match(word)) and word not in _FIRST_WORDS


@lru_cache(maxsize=4096)
def _first_word(head: str) -> str:
    return str(dictionary().cut(head, False)[0])


def starts_well(head: str) -> bool:
    """Whether many paragraphs begin like this."""
    return bool(_PARAGRAPH_START.match(head))


def open_quotes(text: str) -> int:
    """Quotes and book marks opened less those closed; negative where the text begins inside one."""
    return sum(map(text.count, "“《（(「『")) - sum(map(text.count, "”》）)」』"))


def _worth(text: str) -> float:
    """The logarithm of how likely the words of the text are."""
    return sum(_word(word) for word in dictionary().cut(text, False))


@lru_cache(maxsize=65536)
def _word(word: str) -> float:
    return log(max(dictionary().suggest_freq(word), 1) / TOTAL)


@lru_cache(maxsize=65536)
def _has(word: str) -> bool:
    return bool(dictionary().has_word(word))


@lru_cache(maxsize=1)
def dictionary() -> Any:
    """The segmenter with its dictionary: the one the module has loaded for itself, which takes a tenth of a second."""
    import rjieba

    return rjieba
