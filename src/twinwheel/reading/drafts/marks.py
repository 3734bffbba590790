"""The marks that lines and the items in them begin with: 第三条, （二）, 1．, 一是."""

from __future__ import annotations

import re
from collections.abc import Iterator

_HAN = "一二三四五六七八九十百零〇两"
_MARKS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (level, re.compile(pattern))
    for level, pattern in (
        ("chapter", rf"第[{_HAN}\d]{{1,4}}[编章][ \u3000]*"),
        ("section", rf"第[{_HAN}\d]{{1,4}}节[ \u3000]*"),
        ("article", rf"第[{_HAN}\d]{{1,5}}条[ \u3000:：]*"),
        ("annex", r"附件[ ]?[\d一二三四五]{0,2}(?:[：:][ \u3000]*|[ \u3000]+|(?=\n|$))"),
        ("question", r"(?:问[:：]|Q\d{0,2}[:：.]?|【[^】\n]{1,20}】)[ \u3000]*"),
        ("ordinal", rf"第[{_HAN}]{{1,2}}[步件类批档][，,：:、 \u3000]*"),
        ("han", rf"[{_HAN}]{{1,3}}[ ]?[、．.][ \u3000]*"),
        ("step", rf"[{_HAN}]{{1,2}}是[ ]?"),
        ("han-bracket", rf"[（(][ ]?[{_HAN}]{{1,3}}[ ]?[）)][ \u3000、]*"),
        (
            "direction",
            rf"(?:支持)?(?:方向|专题|类别|任务|赛道|专项)[ ]?[{_HAN}\dA-Z]{{1,2}}[：:、.．][ \u3000]*",
        ),
        ("number", r"\d{1,2}[ ]?(?:[、．]|\.(?!\d(?!\d{3}年)))[ \u3000]*"),
        ("bracket", r"[（(][ ]?\d{1,2}[ ]?[）)][ \u3000、]*|\d{1,2}[)）][ ]*"),
        ("circle", r"[①-⑳][ \u3000]*"),
        ("star", r"[◎★☆※▶►◇◆✦■●▪][ \u3000]*"),
        ("bullet", r"[—\-•·][ \u3000]+|——(?=[一-龥“])"),
    )
)
INLINE = ("number", "bracket", "han-bracket", "circle", "step")
"""The marks of items that may stand within a line."""
_REFERENCE = re.compile(r"规定|的|所|、|，|,|和|至|款|第|中|及|或|执行|以")
_INNER = re.compile(r"[；;。：:][ \u3000]*(?=[（(①-⑳\d一二三四五六七八九十])")


def begins(line: str) -> bool:
    """Whether a line begins with a mark of its own."""
    found = marked(line, 0)
    return found is not None and found[0] != "bullet"


def marked(text: str, at: int) -> tuple[str, int] | None:
    """The level of the mark at a place, and where the words behind it begin; None where there is none."""
    for level, pattern in _MARKS:
        if match := pattern.match(text, at):
            spaced = match[0][-1:].isspace()
            if level == "article" and not spaced and _REFERENCE.match(text, match.end()):
                return None  # 第四条的规定, 第一条所称: a reference
            return level, match.end()
    return None


def items(text: str, start: int, end: int) -> Iterator[tuple[int, int, str, int]]:
    """The items of one line: where each begins and ends, its level, and where its words begin."""
    found = marked(text, start)
    begin, level, mark = start, found[0] if found else "", found[1] if found else start
    place = mark
    while place < end:
        nearest = _INNER.search(text, place, end)
        if nearest is None:
            break
        after = nearest.end()
        inner = marked(text, after)
        if inner and inner[0] in INLINE and inner[1] < end:
            yield begin, nearest.start() + 1, level, mark
            begin, level, mark = after, inner[0], inner[1]
            place = mark
        else:
            place = after
    yield begin, end, level, mark
