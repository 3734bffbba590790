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
    r"^.*?(?:提交|上传|提供|报送|递交|包括|一式[一二三四五六两]份|如下|材料(?:主要)?(?:包括|有|为)?)(?:下列|以下)?(?:材料|资料)?(?:[:：]|(?=[^:：]*$))"
)
_HAN = r"(?:(?![由向从经在对报送交给]|会同)[一-龥])"
_HANDED = re.compile(
    r"(?:提交|报送|递交|提供|上传|准备(?:好)?)(?:下列|以下|如下)?(?:材料)?[:：]?(?P<list>[^，,。；;、]+、[^，,。；;]+)"
)
_PLACE = rf"(?:各(?:有关)?|所在地|属地|国家|[省市区县州]|{_HAN}{{1,7}}?(?:省|市|区|县|州|盟|旗|镇|科学城|新城|产业园|科技园|[一-龥][港谷湾岛园]))"
_TRADE = (
    r"(?:财政|税务|金融|地方金融|金融发展|财政金融|科技|科学技术|科技创新|科创|工信|工业和信息化|经济和信息化|经信|发展(?:和)?改革|发改|经济发展|产业发展|产业促进|投资促进|招商|商务"
    r"|人社|人力资源(?:和)?社会保障|人才|组织|教育|民政|公安|司法|审计|统计|国资|外事|自然资源|规划|建设|住建|住房(?:和)?城乡建设|交通|交通运输|水务|水利|农业农村|文化(?:和)?旅游|文旅"
    r"|卫健|卫生健康|医保|医疗保障|药监|应急管理|生态环境|市场监管|市场监督管理|知识产权|数据|大数据|数据资源|政务服务|行政审批|行政服务|企业服务)"
)
"""What offices look after, for one that stands without a place: 会同财政局."""
_BODY = r"(?:局|办(?![理法公事学])|委(?![员托会派])|委员会|厅|部门|办公室|管委会|管理局|管理机构|服务中心|科创中心|中心|海关|税务机关|主管机构)"
_DOES = (
    r"(?:组织|负责|受理|审核|审查|初审|复核|审批|牵头|会同|联合|配合|自|在|对|于|按|将|每|拨付|推荐|核定|解释|落实|办理|另行|保障|应当?|可|提出|"
    r"制定|认定|备案|作出|汇总|公示|发布|予以|给予|获悉|介绍|了解|提醒|[^，。]{0,4}负责人|共同|提交|报送|推送|直接|统一|[一-龥]{2,8}[处科]|根据|依据|及时|会|[ \u3000]|完成|下达|安排|统筹|实施|为|是|\d|[，,。；;、（()）]|和|及|$)"
)
_OFFICE = rf"{_BODY}(?:{_TRADE}(?:局|处|科|部|办公室|中心))?"
"""某区管委会招商服务局, 某局人才服务处: an office within an office."""
_CALLED = re.compile(r"[一-龥]{2,6}(?:部门|单位|机构|科室)[为是]")
_DEPARTMENT = re.compile(
    rf"(?:(?<![一-龥])|(?<=[由向报送交从到给和及、])|(?<=会同))(?P<name>(?:{_PLACE}(?:(?!由|向|会同|从|报|后|送)[一-龥]){{0,13}}?|{_HAN}{{2,6}}?(?=管委会|管理局|海关|税务机关|管理机构|主管部门|部门)|{_TRADE}(?=[局厅委办部])){_OFFICE})(?={_DOES})"
)
_ALONE = re.compile(r"[一-龥]{2,8}(?:局|委员会|厅|海关)")
"""An office alone in a cell of a table: 科技创新局."""
_WITH = re.compile(r"(?:和|及|与)(?=各|[省市区县州]|[一-龥]{2,7}?(?:省|市|区|县)|国家)")
"""科技局和市财政局 are two; 工业和信息化局 is one."""


def window_of(words: str) -> tuple[date | None, date | None]:
    """The first and last day to apply that a sentence names."""
    first = next(iter(days(words)), None)
    if first is None:
        return None, None
    ends = last_day(words, first.end, first.first.year)
    if ends is not None:
        return first.first, ends
    closing = re.match(
        r"(?:[（(][^（()）]{1,8}[）)])?.{0,8}(?:前|截止|止)|\d{1,2}[时:：]", words[first.end :]
    )
    return None, first.last if closing or "截止" in words[: first.start] else None


def last_day(words: str, at: int, year: int | None) -> date | None:
    second = next((each for each in days(words) if each.start >= at), None)
    if second is not None and re.fullmatch(r"[ 　]*[至到—\-–~～]{1,2}[ 　]*", words[at : second.start]):
        return second.last
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


def handed_in(words: str, at: int) -> Iterator[tuple[str, Span]]:
    """The papers a sentence about procedure has somebody hand in: 提交贷款合同、放款凭证，银行初审."""
    match = _HANDED.search(words)
    if match is not None:
        yield from papers(match["list"], at + match.start("list"))


def departments(words: str, at: int) -> Iterator[tuple[str, Span]]:
    """The offices that a sentence has do something, or sends the papers to."""
    if _ALONE.fullmatch(words):
        yield words, Span(at, at + len(words))
        return
    for match in _DEPARTMENT.finditer(words):
        start = match.start("name")
        for name in _WITH.split(match["name"]):
            if called := _CALLED.match(name):
                name = name[called.end() :]  # 受理部门为市科技局
            place = words.find(name, start)
            start = place + len(name)
            if len(name) >= 3 and re.search(rf"{_OFFICE}$", name):
                yield name, Span(at + place, at + start)
