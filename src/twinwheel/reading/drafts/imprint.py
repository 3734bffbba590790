"""Lines about the text itself: those a web page puts above it, and the signature of a notice that hands on another text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from twinwheel.reading.drafts.outline import Clause, Sentence
from twinwheel.reading.drafts.policy import Policy
from twinwheel.reading.drafts.quantities import Day, days

MAX_LINE = 80
_LABEL = (
    r"(?:(?:发布|发文|成文|印发|生成|公开|更新|公布|制定)(?:日期|时间)|日期|(?:发布|发文|制定|公开)(?:机构|机关|单位|部门)|索引号|发文字号|文号|信息(?:来源|分类|类别|名称)|来源|作者"
    r"|(?:浏览|点击|阅读|访问)(?:次数|量|人次|数)?|责任编辑|责编|编辑|审核|字体|字号|主题(?:分类|词)|公开(?:方式|属性|类型)|有效性)[：:]"
)
_PAGE = re.compile(
    rf"{_LABEL}|时间[：:][ ]?(?=(?:19|20)\d\d)|(?:19|20)\d\d[-/.]\d{{1,2}}[-/.]\d{{1,2}}(?: \d{{1,2}}:\d\d(?::\d\d)?)?(?:$|[ \u3000]+{_LABEL})"
    r"|[抄主分][ \u3000]*[送报](?:单位|机关)?[：:]|[^，。]{4,40}(?:19|20)\d\d年\d{1,2}月\d{1,2}日[ \u3000]*印发$"
)
"""How a line about the page or the paper begins; 申报时间： is none."""
_DAY = re.compile(r"(?:发布|发文|成文|印发|生成|公布|制定)(?:日期|时间)[：:]|(?:^|[ 　])(?:日期|时间)[：:]")
_BY = re.compile(r"(?:发布|发文|制定)(?:机构|机关|单位|部门)[：:][ 　]?(?P<name>[一-龥]{3,30})")
_NOTED = re.compile(
    r"[（(](?:此件|此文)?[^（）()]{0,8}(?:公开|发布|征求意见稿|试行|暂行|修订|不予公开)[^（）()]{0,8}[）)]"
)
_DATE = re.compile(r"(?:19|20)\d\d年\d{1,2}月\d{1,2}日")


def page_lines(policy: Policy) -> Iterator[tuple[list[Sentence], str]]:
    """The lines a web page puts around the text, each with its words."""
    for clause in policy.root.walk():
        if clause.level != "paragraph" or not clause.sentences:
            continue
        words = policy.text[clause.sentences[0].start : clause.sentences[-1].end].strip()
        if len(words) <= MAX_LINE and _PAGE.match(words):
            yield clause.sentences, words


def told_of(words: str) -> tuple[Day | None, str | None]:
    """The day and the office that such a line names as those of the text."""
    label, by = _DAY.search(words), _BY.search(words)
    day = next(days(words[label.end() :]), None) if label else None
    return day, by["name"] if by else None


def noted(words: str) -> bool:
    """（此件公开发布）, （征求意见稿）."""
    return _NOTED.fullmatch(words) is not None


def signed(policy: Policy) -> Iterator[tuple[Sentence | None, Sentence, list[Sentence]]]:
    """Where a notice ends and the text it hands on begins: the office, the day below it, and the lines to the first part."""
    before: list[Clause] = []
    for clause in policy.root.below:
        if clause.level != "paragraph":
            break
        before.append(clause)
    for place, clause in enumerate(before):
        words = "".join(policy.said(each) for each in clause.sentences).strip()
        if place and place + 1 < len(policy.root.below) and _DATE.fullmatch(re.sub(r"\s", "", words)):
            above = before[place - 1].sentences
            rest = [each for later in before[place + 1 :] for each in later.sentences]
            yield above[0] if len(above) == 1 else None, clause.sentences[0], rest
            return
