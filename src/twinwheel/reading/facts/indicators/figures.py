"""Which numbers are figures. Left out: slogans, names and titles with digits, ordinals, addresses, durations
that are only told (三年过去), and small numbers that count nothing (三个一批).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import cache

from twinwheel.reading.facts.numbers import Number
from twinwheel.reading.facts.tables import any_of, table
from twinwheel.reading.text import Span

_QUOTED = re.compile(
    r"“[^“”\n]{1,24}”|‘[^‘’\n]{1,24}’|\"[^\"\n]{1,24}\"|《[^《》\n]{1,120}》|〈[^〈〉\n]{1,120}〉|〔[^〔〕\n]{1,12}〕|\[\d{4}\]\d*号?"
)
_SAYS_SOMETHING = re.compile(r"[，。；：？！,;:?!]|\.(?!\d)")
_SCORE = re.compile(r"得分|评分|分数|总分|满意度|均分|成绩|指数|评估")
_LIST_OF_WORKS = re.compile(
    r"(?:出台|推出|提出|制定|发布|梳理|征集|收到|形成|印发|实施|整理|落实)(?:了|的)?(?:新一批|首批|共)?$"
)
_TELLS = re.compile(r"[\u4e00-\u9fff“]")


@cache
def _words(key: str) -> frozenset[str]:
    return frozenset(table("indicators")[key])


@cache
def _duration_before() -> re.Pattern[str]:
    return re.compile(rf"(?:{any_of(table('indicators')['durations'])})(?:约|近|大约|仅|的)?$")


_DONE_IN = re.compile(r"(?:之?内)?(?:就[能可]|即[能可]|便[能可]|可以?办|办结|办完|到账|送达|放行)")
_EARLIER = re.compile(
    r"[由从](?:原来|原先|早先|先前|此前|以前|以往|过去|当初|传统|最初|改革前|之前)的?(?:约|近|大约|平均)?$"
    r"|(?:从前|过去|以前|以往|原来|原先|早先|此前)(?:动辄|往往|通常|一般|至少|要|需要?|得|花)+$"
)
"""由过去的45天, 从前动辄5周: what it once took."""
_CLOCK = re.compile(r"\d分钟?$")
"""2分47秒: not 47 seconds"""
_ALWAYS = re.compile(r"(?:自助|无人|智能|便利|受理|营业|值[班守]|服务|热线|开[放门]|在线|不间?断|不打烊|轮)")
_PER_HEAD = re.compile(r"口?[一-鿿]{1,12}?(?:拥有量|拥有|数|量|率)")
_LINES = re.compile(r"[一-鿿]{0,6}?(?:线|通道|跑道|车道|道路|公路|铁路|街|河|渠|索道)")
"""两条生产线 are things that are counted, 两条经验 are not."""
_RULES = re.compile(
    r"(?:政策|措施|意见|办法|规定|经济|条例|举措|新政|发展|若干|细则|规则|纾困|稳企|惠企|稳[增经].{1,2})$"
)
_CALLED = re.compile(r"[的是和与及等已在将]|发[布出文放]")
_INDEX = re.compile(
    r"(?:指数|系数|[评得均]分|比值|(?:收入|性别|生师|师生|医护|护患|市盈|投入产出|杠杆|容积)[比率]|PUE|PMI|CPI|PPI|DSA?|NPS)"
    r"[^，。；、\n\d]{0,8}(?:\d+(?:\.\d+)?[^，。；、\n\d]{0,6})?$"
)
_STAYS = re.compile(
    r"(?:车行|步行|驱车|骑行|未来|今后|近|过去|最近|连续|前|后|第|每|再过|成立|走过|历经|时隔|不出)$"
)


def names_with_digits(text: str) -> list[Span]:
    """Short quoted words without a mark inside them, and titles: a number in them belongs to a name.

    >>> [text[a:b] for text in ["实现“3新1平台10项目”，引进“500家企业。”"] for a, b in names_with_digits(text)]
    ['“3新1平台10项目”']
    """
    return [
        Span(*match.span())
        for match in _QUOTED.finditer(text)
        if match[0][0] in "《〈〔[" or not _SAYS_SOMETHING.search(match[0])
    ]


_WHOLE_OF = re.compile(r"(?:占|达|近|超|超过|过|约|的|有)$")
_OF_WHOLE = re.compile(r"[是靠来超用为卖销出归投流属在]|都|已")
"""水泵一半该换了, 一半来自外地."""


def figures(text: str, numbers: list[Number]) -> Iterator[Number]:
    """The numbers that count or measure something."""
    named = names_with_digits(text)
    starts = [span.start for span in named]
    for number in _with_units(text, numbers):
        index = bisect_right(starts, number.start) - 1
        inside = index >= 0 and number.start < named[index].end
        if inside and (
            text[named[index].start] in "《〈〔["
            or (number.kind not in ("ratio", "points", "money") and number.bound is None)
        ):
            continue
        number = _of_hours(text, number)
        if is_rank(text, number) or (not number.ordinal and _is_figure(text, number)):
            yield number


_LISTED = re.compile(r"[、和与及]|以及")
_SHARED = frozenset(("money", "ratio", "points"))


def _with_units(text: str, numbers: list[Number]) -> Iterator[Number]:
    """12.5亿、8.1亿和6亿元, 0.4和0.7个百分点: the unit of all stands behind the last."""
    behind: Number | None = None
    found: list[Number] = []
    for number in reversed(numbers):
        if behind and not number.unit and _LISTED.fullmatch(text, number.end, behind.start):
            number = _in_unit_of(text, number, behind)
        behind = number if number.kind in _SHARED else None
        found.append(number)
    return reversed(found)


def _in_unit_of(text: str, number: Number, last: Number) -> Number:
    """As it is where it has another multiple than the last: 3亿和5000万元."""
    digits = text[slice(*number.core)]
    multiple = digits[len(digits.rstrip("万亿")) :]
    if number.ordinal or multiple != last.unit[: len(last.unit) - len(last.unit.lstrip("万亿"))]:
        return number
    value = number.value / last.factor if multiple else number.value
    return number._replace(value=value, unit=last.unit, kind=last.kind, base=last.base, factor=last.factor)


_HOURS = re.compile(r"小时|月|星期|学期|世纪")
_YEARS = re.compile(r"年头|春秋|寒暑|春夏|昼夜|日夜|轮回|来回|回合|世纪")
"""走过六个年头: time that passed, and nothing that is counted."""


def _of_hours(text: str, number: Number) -> Number:
    """3个多小时: the word stands behind the 多."""
    behind = _HOURS.match(text, number.end) if number.unit == "个" and number.qualifier == "多" else None
    if behind is None:
        return number
    unit = "小时" if behind[0] == "小时" else "个" + behind[0]
    return number._replace(
        end=behind.end(), core=(number.core[0], behind.end()), unit=unit, base=unit, kind="time"
    )


def is_rank(text: str, number: Number) -> bool:
    """居全省第二位, 排名由第67位."""
    if not number.ordinal or number.unit not in ("位", "名"):
        return False
    before = text[max(number.core[0] - 14, 0) : number.core[0]]
    return any(word in before for word in _words("ranking")) and not before.endswith("前")


def _is_figure(text: str, number: Number) -> bool:
    start, end = number.core
    before = text[max(start - 8, 0) : start]
    if _is_denominator(text, number, before):
        return False
    if before.endswith(("+", "＋", "/", "×")) or text[end : end + 1] in tuple("+＋×级"):
        return False
    if text[start] in "百千万亿" and number.qualifier == "以上" and _TELLS.match(text, number.end):
        return False  # 亿元以上项目 is a class of projects
    if text[start:end] == "一半":
        told = _WHOLE_OF.search(before) or _OF_WHOLE.match(text, number.end)
        return bool(told) or number.qualifier is not None
    match number.kind:
        case (
            "ratio" | "points" | "money" | "area" | "length" | "mass" | "volume" | "energy" | "data" | "times"
        ):
            return True
        case "time":
            return _is_duration(text, number, before)
        case "score":
            return bool(_SCORE.search(text, max(start - 16, 0), end + 4))
        case "count":
            return _is_count(text, number, before)
    return _is_bare(text, number)


def _is_denominator(text: str, number: Number, before: str) -> bool:
    """每万人, 千人床位数, 一吨水, 翻一番: what is counted by, and 一, which only says each."""
    start, end = number.core
    if text[start] == "一" and number.value == 1 and number.kind not in ("ratio", "times"):
        return True
    if text[start:end] == "一番":
        return True
    if text[start] in "百千万" and number.qualifier is None and number.unit in ("人", "户", "元"):
        return before.endswith("每") or _PER_HEAD.match(text, end) is not None
    return False


def _is_bare(text: str, number: Number) -> bool:
    """用户突破3亿: no unit, but a 万 or 亿; PUE为1.25: an index."""
    start, end = number.core
    if not text[start].isdigit():
        return number.qualifier is not None and number.value >= 10000  # 从业者十余万
    if any(char in text[start:end] for char in "万亿"):
        return True
    return "." in text[start:end] and _INDEX.search(text[max(start - 24, 0) : start]) is not None


def _is_duration(text: str, number: Number, before: str) -> bool:
    if number.base == "岁" or (number.unit == "年" and number.value > 100):
        return False
    head = text[max(number.start - 8, 0) : number.start]
    if _STAYS.search(head) or text.startswith(("来", "前", "后", "过去", "以来", "间", "多来"), number.end):
        return False
    if number.base == "秒" and _CLOCK.search(before):
        return False
    if number.base in ("分钟", "秒", "小时", "工作日") and "×" not in before:
        around_the_clock = number.value == 24 and _ALWAYS.match(text, number.end)
        return not around_the_clock and not head.endswith(("全天候", "全天"))
    if _EARLIER.search(text, max(number.start - 12, 0), number.start):
        return True
    return bool(_duration_before().search(head) or _DONE_IN.match(text, number.end))


_THEY = re.compile(
    r"(?:企业|公司|工厂|单位|部门|机构|银行|学校|城市|地|方|人|集团|园区|省份|市|县)?(?:也|还|又)?(?:的变化|都|均|皆|加起来|加在一起|合起来|携手|联手|一道)"
)
"""三家工厂都…, 两家携手: those that were just named."""


def _is_count(text: str, number: Number, before: str) -> bool:
    start = number.core[0]
    if number.unit == "个" and _YEARS.match(text, number.end):
        return False
    if text[start] in "两三四五" and number.core[1] - start == 2 and _THEY.match(text, number.end):
        return False
    if before.endswith(tuple(_words("never_after"))) and number.unit in ("层", "间", "单"):
        return False
    if number.unit in ("栋", "幢", "座") and text[number.end : number.end + 1].isdigit():
        return False  # 9栋3单元
    if number.unit in ("条", "款") and not _counts_rules(text, number, before):
        return False
    if text[start].isdigit() or number.value >= 100:
        return text[start] != "第"
    if number.qualifier and number.qualifier not in ("满", "内", "起"):
        return number.value >= 10 or (number.value > 1 and number.unit in _words("small_counts"))
    if number.value >= 10:
        return number.unit not in ("条", "大")
    told = _TELLS.match(text, number.end) and not text.startswith(("城市", "大"), number.end)
    small = number.unit in _words("small_counts") or (number.unit == "条" and _LINES.match(text, number.end))
    return number.value > 1 and bool(small) and bool(told)


def _counts_rules(text: str, number: Number, before: str) -> bool:
    """15条措施 are counted; 民营经济十条 and 支持政策21条 are what people call a document."""
    if _LIST_OF_WORKS.search(before) or number.value > 50:
        return True
    after = text[number.end : number.end + 1]
    if _RULES.search(before) or (after and _CALLED.match(text, number.end)):
        return False
    return text[number.core[0]].isdigit() or bool(after and "\u4e00" <= after <= "\u9fff")
