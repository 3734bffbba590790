"""Which blocks of a web page are its article: trafilatura's judgement, put right by what the page says of itself.

trafilatura leaves out a title that stands apart from its text, and takes up the short lines of lists behind it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from twinwheel.reading.model import Block

if TYPE_CHECKING:
    from lxml import etree

LONG = 40
"""Characters from which a block that ends a sentence is prose, whatever trafilatura says of it."""
TITLE = 6
"""Characters of a title at least: shorter lines are the name of a column, above the title too."""
ABOVE = 4
"""Blocks above the text among which a heading is its title, where the page does not say what its title is."""
APART = 2
"""Blocks that are not of the article, one behind the other after its last prose, from which on none is."""
_NOT_WORDS = re.compile(r"\W+")
_BORDER = re.compile(r"[\s_\-—–|｜·:：>《（(【\[\]】)）》]")
_ATTACHED = re.compile(
    r"附件|附[:：]|\d{1,2}\s?[.．、]|.*\.(?:docx?|xlsx?|pdf|ofd|wps|et|zip|rar|ceb)\b", re.I
)
_ORIGIN = re.compile(r"(?:19|20)\d\d\s?[-/.年]\s?\d|来源")
_LABELLED = re.compile(
    r"[（(【\[]?(?:(?:信息|文章|稿件|新闻)?来\s*源|稿源|转载?自|原载|作\s*者|发布(?:时间|日期))\s?(?:[:：|丨]|(?=《))"
)
"""What a line below a text begins with that says where and when it appeared."""
_RECORD = re.compile(r"(?:索\s?引\s?号|(?:发布|发文|公开)(?:机构|机关|单位|日期)|成文日期)\s?[:：]?\s")
"""What a row of the table says that offices set above a title: who issued the text, and when."""
_FOOT = re.compile(
    r"版权所有|Copyright|ICP备|公网安备|网站标识码|扫一扫|关注该公众号|分享到|关闭窗口"
    r"|^(?:阅读|浏览|访问)(?:次数|量)?\s?[:：]?\s?\d+$|^[上下]一[篇条页]",
    re.I,
)
_BUTTON = re.compile(r"(?:字号|字体|图集|组图|评论|分享|打印|收藏|纠错|听新闻)$")
_EDITOR = re.compile(r"责任编辑|责编|^[【\[（(]?编辑\s?[:：]")
_PATH = re.compile(r"首页|位置\s?[:：]")


def judged(root: etree._Element, blocks: Sequence[Block], raw: str, title: str) -> tuple[Block, ...]:
    """The blocks, with junk marked: what trafilatura leaves out, but for the title and prose within what it keeps;
    and what comes behind the foot of the article. ``title`` is that which the page states."""
    kept = _kept(root)
    texts = [raw[block.start : block.end] for block in blocks]
    main = [_key(text) in kept for text in texts]
    if sum(map(len, kept)) < LONG or not any(main):  # it found no article: leave all as it is
        return tuple(blocks)
    first, last = main.index(True), len(main) - 1 - main[::-1].index(True)
    main = [good or (first < i < last and _prose(texts[i])) for i, good in enumerate(main)]
    prose = [i for i, text in enumerate(texts) if main[i] and _prose(text) and not _teases(blocks, i)]
    main = [good and not (prose and _teases(blocks, i)) for i, good in enumerate(main)]
    for before, after in pairwise(prose):
        if all(block.role != "junk" for block in blocks[before:after]):  # headings within the text
            main[before:after] = [True] * (after - before)
    end = _foot(blocks, texts, main, prose[-1] if prose else last)
    begin = prose[0] if prose else first
    at = _title(blocks, texts, begin, first, title)
    found = []
    for i, block in enumerate(blocks):
        if i == at:
            found.append(replace(block, role="heading", level=block.level or 1))
        elif at is not None and (
            (i < at and (texts[i] == texts[at] or _is_path(texts[i]) or len(texts[i]) <= TITLE))
            or (at < i < begin and _BUTTON.match(texts[i]))
        ):
            found.append(replace(block, role="junk"))
        elif (
            (main[i] and i < end)
            or (last < i < end and _says_origin(texts[i]))
            or _in_head(block, texts[i], at, i, begin)
        ):
            found.append(block)
        else:
            found.append(replace(block, role="junk"))
    return tuple(found)


def _teases(blocks: Sequence[Block], i: int) -> bool:
    """Whether it stands in a list under a link: the first words of another page, or its date."""
    return i > 0 and blocks[i].role == "list" and blocks[i - 1].role == "junk"


def _in_head(block: Block, text: str, at: int | None, i: int, begin: int) -> bool:
    """Whether a line that trafilatura leaves out is of the article: a great heading, a row of the table above the
    title that says who issued the text, or a heading or the line of its origin between the title and the text."""
    if at is None:
        return block.level == 1
    if i < at:
        return block.role == "table" and bool(_RECORD.search(text))
    return at < i < begin and (block.role == "heading" or bool(_ORIGIN.search(text)))


def _title(blocks: Sequence[Block], texts: Sequence[str], begin: int, first: int, stated: str) -> int | None:
    """Where the title is: the last line before the text that is what the page states, with or without the name of
    the site; else the nearest heading above the text."""
    above = [i for i in range(begin) if blocks[i].role != "junk"]
    closed = "".join(stated.split())
    said = [i for i in above if _states(stated, texts[i]) or _states(closed, "".join(texts[i].split()))]
    if said:
        return said[-1]
    near = (i for i in reversed(above) if first - ABOVE <= i and blocks[i].role == "heading")
    return next((i for i in near if len(texts[i]) >= TITLE and not _is_path(texts[i])), None)


def _is_path(text: str) -> bool:
    return len(text) < LONG and bool(_PATH.search(text))


def _states(stated: str, text: str) -> bool:
    """Whether a title as the page states it is this line, alone or with other words before or behind a border."""
    if len(text) < TITLE or text not in stated:
        return False
    if text == stated:
        return True
    behind, before = stated[len(text) :], stated[: -len(text)]
    return bool(
        (stated.startswith(text) and _BORDER.match(behind))
        or (stated.endswith(text) and _BORDER.match(before[-1:]))
    )


def _foot(blocks: Sequence[Block], texts: Sequence[str], main: Sequence[bool], last: int) -> int:
    """Where what is behind the article begins. What is attached to it is a part of it, and links."""
    run = 0
    for i in range(last + 1, len(blocks)):
        if _FOOT.search(texts[i]):
            return i
        if _EDITOR.search(texts[i]):
            return i + 1
        if main[i] or blocks[i].role in ("table", "list"):
            run = 0
        elif not _ATTACHED.match(texts[i]) and not _says_origin(texts[i]):
            run += 1
        if run == APART:
            return i
    return len(blocks)


def _says_origin(text: str) -> bool:
    return len(text) < 2 * LONG and bool(_LABELLED.match(text))


def _prose(text: str) -> bool:
    return len(text) >= LONG and text.rstrip("”」』)）").endswith(("。", "！", "？", "；", ";", "."))


def _kept(root: etree._Element) -> set[str]:
    """The lines of what trafilatura takes for the article, without spaces and marks."""
    from lxml import etree
    from trafilatura import extract

    text = extract(
        etree.tostring(root, encoding="unicode", method="html"),
        output_format="txt",
        include_tables=True,
        include_comments=False,
        favor_recall=True,
        deduplicate=False,
    )
    return {
        key
        for line in (text or "").splitlines()
        for piece in (line, *line.split("|"))
        if (key := _key(piece))
    }


def _key(text: str) -> str:
    return _NOT_WORDS.sub("", text)
