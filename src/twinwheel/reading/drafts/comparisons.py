"""Figures with what they are held to: 不低于5%, 300万元至2000万元, 5000万元（含）以下, 不低于销售收入的6%."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from itertools import pairwise
from typing import Literal

from twinwheel.criteria import tree
from twinwheel.reading.drafts import data
from twinwheel.reading.drafts.atoms import Context
from twinwheel.reading.drafts.canonical import key
from twinwheel.reading.drafts.quantities import Quantity, quantities

MAX_FIGURES = 8
"""Figures of one phrase; a phrase with more is no condition."""


@dataclass(frozen=True)
class Comparison:
    op: tree.CompareOp
    value: Quantity


@cache
def _comparators(side: Literal["before", "after"]) -> re.Pattern[str]:
    listed = [word for words in data.table("words")[side].values() for word in words]
    found = "|".join(sorted(map(re.escape, listed), key=len, reverse=True))
    verbs = "(?:有|拥有|具有|配备|配有|聘请|聘有|设有|设立|建有|建成|培育|形成|举办|组织|开展|提供|为)?"
    return re.compile(f"(?P<word>{found}){verbs}$" if side == "before" else f"(?P<word>{found})")


@cache
def _meaning(side: Literal["before", "after"]) -> dict[str, tree.CompareOp]:
    return {word: op for op, words in data.table("words")[side].items() for word in words}


_INCLUDED = re.compile(r"\((不?含)[^()]{0,12}\)")
_INCLUDED_BEFORE = re.compile(r"\((不?含)\)$")


def comparisons(words: str, context: Context) -> tuple[list[Comparison], str, str] | None:
    """The one or two figures of a group with what they are held to, and the words left and right of them."""
    listed = list(quantities(words))
    if not 1 <= len(listed) <= MAX_FIGURES:
        return None
    bracketed = [match.span() for match in _INCLUDED.finditer(words)]
    listed = [each for each in listed if not any(low <= each.start < high for low, high in bracketed)]
    if (tiers := _tiers(words, listed)) is not None:
        return tiers
    found = _held(words, listed)
    if not 1 <= len(found) <= 2:
        return None
    read = [_compared(words, each) for each in found]
    left, right = words[: read[0][0]], words[read[-1][1] :]
    if len(found) == 2:
        middle = words[read[0][1] : read[1][0]]
        if middle.strip("、,且并和与至到-—~但而"):
            return None
        ops = [each[2] for each in read]
        ranged = any(char in words[found[0].end : found[1].start] for char in "至到-—~") or (
            right.startswith("之间") and middle in ("和", "与")
        )
        if (
            ranged
            and ops[0] in (None, ">=")
            and (ops[1] is None or "之间" in right or ops[1] in ("<=", "<", ">="))
        ):
            ends: list[tree.CompareOp] = [read[0][3] or ">=", read[1][4] or "<="]
            right = right.removeprefix("之间").removeprefix("范围").removeprefix("内")
        elif (ops[0] in (">=", ">") and ops[1] in ("<=", "<")) or (
            ops[0] in ("<=", "<") and ops[1] in (">=", ">")
        ):
            ends = [ops[0], ops[1]]
        else:
            return None
        return [Comparison(op, value) for op, value in zip(ends, found, strict=True)], left, right
    op = read[0][2]
    if op is None and context.op is not None and not key(left) and key(right):
        op = context.op
    inner = rf"(?:{_before_words()}).{{2,24}}?的?$"
    if op is None and found[0].kind in ("share", "times") and re.search(inner, left):
        op = ">="  # said before the whole; see share_of
    return None if op is None else ([Comparison(op, found[0])], left, right)


def _held(words: str, listed: Sequence[Quantity]) -> list[Quantity]:
    """The figures that something is held to; another is part of a name: 近两年, 三个月内, 每千平方米."""
    ends = {place for place in range(len(listed) - 1) if _ranges(words, listed[place].end, listed[place + 1])}
    kept = [
        each
        for place, each in enumerate(listed)
        if _compared(words, each)[2] is not None or place in ends or place - 1 in ends
    ]
    if len(kept) > 1 and kept[0].kind == "months" != kept[-1].kind:
        kept = kept[1:]  # 连续三个月消费额达到5000元: the time is part of the name
    if kept:
        return kept
    parts = [each for each in listed if each.kind in ("share", "times")]
    return list(listed) if len(listed) == 1 else parts if len(parts) == 1 else []


def _tiers(words: str, listed: Sequence[Quantity]) -> tuple[list[Comparison], str, str] | None:
    """首次达到5000万元、1亿元、5亿元: whoever reaches the lowest of the steps is in."""
    if len(listed) < 2 or len({each.kind for each in listed}) > 1:
        return None
    between = [words[one.end : other.start] for one, other in pairwise(listed)]
    start, _, op, _, _ = _compared(words, listed[0])
    behind = [_compared(words, each)[2] for each in listed[1:]]
    if op not in (">=", ">") or any(each not in (None, op) for each in behind):
        return None
    rising = all(one.value < other.value for one, other in pairwise(listed))
    if not rising or not all(each in ("、", "和", "及", "或", "以及", "或者") for each in between):
        return None
    end = _compared(words, listed[-1])[1]
    return [Comparison(op, listed[0])], words[:start], words[end:]


def _ranges(words: str, end: int, other: Quantity) -> bool:
    """20万元至50万元, 20万元和50万元之间."""
    between = words[end : other.start]
    if between in ("和", "与"):
        return words.startswith("之间", other.end)
    return re.fullmatch(r"(?:\([^()]*\))?[至到\-—~～]{1,2}", between) is not None


_Compared = tuple[int, int, tree.CompareOp | None, tree.CompareOp | None, tree.CompareOp | None]


def _compared(words: str, value: Quantity) -> _Compared:
    """From where to where figure and comparators stand, what they say, and how it is as either end of a range."""
    start, end = value.start, value.end
    weak = set(data.table("words")["weak"])
    told = _INCLUDED_BEFORE.search(words[:start])  # 低于（含）2000万元
    before = _comparators("before").search(words[: told.start() if told else start])
    first = before["word"] if before else ""
    start = before.start() if before else start
    inclusive = told[1] if told and before else None
    if match := _INCLUDED.match(words, end):
        inclusive, end = match[1], match.end()
    after = _comparators("after").match(words, end)
    last = after[0] if after else ""
    if last == "内" and next(quantities(words[end:]), None) is not None:
        last = ""  # 三个月内消费额达到5000元: part of a name
    end += len(last)
    if match := _INCLUDED.match(words, end):
        inclusive, end = match[1], match.end()
    op = _meaning("before").get(first) if first and first not in weak else None
    op = op or (_meaning("after").get(last) if last else None)
    if first.startswith("放宽") and value.kind != "age":
        op = None  # of an age it is the highest; of anything else it may be either
    if op is None and first in weak - {"在", "为", "介于", "处于"}:
        op = ">="
    if op is not None:
        op = _strict(op) if inclusive == "不含" else _open(op) if inclusive == "含" else op
    low: tree.CompareOp = ">" if inclusive == "不含" else ">="
    high: tree.CompareOp = "<" if inclusive == "不含" else "<="
    return start, end, op, low, high


def _strict(op: tree.CompareOp) -> tree.CompareOp:
    return {">=": ">", "<=": "<"}.get(op, op)  # type: ignore[return-value]  # one of the operators of Op in, one out


def _open(op: tree.CompareOp) -> tree.CompareOp:
    return {">": ">=", "<": "<="}.get(op, op)  # type: ignore[return-value]  # one of the operators of Op in, one out


def share_of(found: tuple[list[Comparison], str, str]) -> tuple[list[Comparison], str, str] | None:
    """研发费用不低于销售收入的6%: the comparison stands before what the share is of."""
    comparisons, left, right = found
    if len(comparisons) != 1 or right:
        return None
    match = re.fullmatch(rf"(?P<part>.{{2,30}}?)(?P<op>{_before_words()})(?P<whole>.{{2,24}}?)的?", left)
    if match is None:
        return None
    op = _meaning("before")[match["op"]]
    link = "占" if comparisons[0].value.kind == "share" else "达到"
    return [Comparison(op, comparisons[0].value)], f"{match['part']}{link}{match['whole']}", ""


@cache
def _before_words() -> str:
    listed = [
        word
        for words in data.table("words")["before"].values()
        for word in words
        if len(word) > 1 or word == "达"
    ]
    return "|".join(sorted(map(re.escape, listed), key=len, reverse=True))


def nonzero(words: str) -> tuple[list[Comparison], str, str] | None:
    match = re.search(r"(?:不为|大于|高于|不得为|不等于)(?:零|0)$", words)
    if match is None:
        return None
    return (
        [Comparison(">", Quantity(match.start(), match.end(), Decimal(0), "zero"))],
        words[: match.start()],
        "",
    )
