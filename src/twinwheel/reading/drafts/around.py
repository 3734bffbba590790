"""What stands around the conditions: the papers, the offices, the days."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from twinwheel.reading.drafts.quantities import days
from twinwheel.reading.text import Span

_SECOND = re.compile(
    r"[^至到—\-–~～]{0,10}[至到—\-–~～]{1,2}(?:(?P<year>(?:19|20)\d\d)年)?(?:(?P<month>\d{1,2})月)?(?P<day>\d{1,2})日"
)
_PAPERS = re.compile(
    r"^.*?(?:提交|上传|提供|报送|递交|包括|一式[一二三四五六两]份|如下|材料)(?:下列|以下)?(?:材料|资料)?(?:[:：]|(?=[^:：]*$))"
)
_DEPARTMENT = re.compile(
    r"(?:由|向|会同|和|及|、|^|[，,。；;])(?P<name>(?:(?![由向会和及])[一-龥]){0,14}?(?:局|委|科委|委员会|主管部门|管委会|管理中心|服务中心|厅|办公室|管理局|部门|中心|海关))(?=会同|和|及|、|组织|负责|受理|审核|牵头|在受理|实施|落实|[，,。]|$|报送|自受理|办理|推荐|对|制定|解释)"
)


def last_day(words: str, at: int, year: int | None) -> date | None:
    match = _SECOND.match(words, at)
    if match is None or year is None:
        return None
    first = next(iter(days(words)))
    try:
        return date(int(match["year"] or year), int(match["month"] or first.first.month), int(match["day"]))
    except ValueError:
        return None


def papers(words: str, at: int) -> Iterator[tuple[str, Span]]:
    """The papers a sentence lists."""
    head_ = _PAPERS.match(words)
    start = head_.end() if head_ and head_.end() < len(words) else 0
    for match in re.finditer(r"[^、；;，,。]+", words[start:]):
        name = match[0].strip()
        shift = start + match.start() + (len(match[0]) - len(match[0].lstrip()))
        if name.startswith(("和", "及", "以及")):
            cut = 2 if name.startswith("以及") else 1
            name, shift = name[cut:], shift + cut
        for piece in re.split(r"(?<=[同据告证书票志])和(?=[一-龥]{3,})", name):
            place = words.find(piece, shift)
            if len(piece) >= 2:
                yield piece, Span(at + place, at + place + len(piece))


def departments(words: str, at: int) -> Iterator[tuple[str, Span]]:
    for match in _DEPARTMENT.finditer(words):
        name = match["name"]
        if len(name) >= 3:
            yield name, Span(at + match.start("name"), at + match.end("name"))
