"""What a heading is, what it says its part is for, and the name that is left when that is taken away."""

from __future__ import annotations

import re
from functools import cache

from twinwheel.reading.drafts import data

_RULE = re.compile(r"(?:不得|不能|不予|禁止|除外|不适用)[^。；：:，]{0,12}[。；]$")
"""严重失信主体不能申请。 is no heading, however short."""
_ASKS = "？?"
MAX_HEADING, MAX_QUESTION = 30, 40
_SPOKEN = re.compile(r"^(?:[问答][:：]|[QA]\d{0,2}[:：])[ \u3000]*")


_ACTS = re.compile(
    r"(?:降低|提高|提升|加大|扩大|拓展|优化|放宽|完善|支持|鼓励|引导|推动|推进|促进|强化|加强|落实|实行|减轻|做好|建立|健全|打造|培育|保障|创新)"
)
_BARE = re.compile(
    r"(?:支持|扶持|激励|奖励|政策|措施|考核|监督|管理|认定|备案|评审|评价|准入|培育|保障|服务|与|和|及|的|\s)*"
)


def is_name(heading: str) -> bool:
    """Whether a heading names what stands below it, beside saying what it is for."""
    if not heading:
        return False
    role = heading_role(heading)
    if asks(heading) and role in ("excludes", "materials", "window", "process"):
        return False
    return bool(name_of(heading)) if role else not _BARE.fullmatch(heading)


def heading_role(heading: str) -> str | None:
    """The role a heading gives to what stands below it; ``other`` is for parts that hold no measure."""
    bare = heading.strip("。：:；; \u3000")
    if not bare:
        return None
    if bare[-1] in _ASKS:
        return next((role for role, pattern in _patterns("asked") if pattern.search(bare)), None)
    for role, words in data.table("roles")["headings"].items():
        if any(word in bare for word in words):
            return str(role)
    if _ACTS.match(bare):
        return None  # 降低准入门槛: what is done, not what stands below
    return next((role for role, pattern in _patterns("endings") if pattern.search(bare)), None)


@cache
def _patterns(table: str) -> list[tuple[str, re.Pattern[str]]]:
    return [(role, re.compile(pattern)) for role, pattern in data.table("roles")[table]]


def name_of(words: str) -> str:
    """What a heading or head names, without what it says of it: 高新技术企业认定条件 names 高新技术企业.

    Empty where nothing is left but words that fit any measure: 申报条件, 支持对象, 本办法所称企业.
    """
    bare = _SPOKEN.sub("", words)
    listed = [word for every in data.table("roles")["headings"].values() for word in every]
    for word in sorted((each for each in listed if each in bare), key=len, reverse=True):
        bare = bare.replace(word, "")
    bare = _common().sub("", bare)
    return bare if len(re.findall("[一-龥A-Za-z0-9]", bare)) >= 2 and re.search("[一-龥A-Za-z]", bare) else ""


@cache
def _common() -> re.Pattern[str]:
    table = data.table("roles")
    return re.compile(
        "|".join([*map(re.escape, sorted(table["generic"], key=len, reverse=True)), r"[^\w]|\d"])
    )


def is_label(words: str) -> bool:
    """支持对象：, 申请条件：: a heading in the line of its text."""
    bare = words.strip().rstrip("：:")
    return 2 <= len(bare) <= 12 and not re.search(r"[，,、。；]", bare) and heading_role(bare) is not None


def asks(words: str) -> bool:
    """A question, as the heading of its answer."""
    words = words.strip()
    return words[-1:] in _ASKS and len(words) <= MAX_QUESTION


def named(words: str, *, alone: bool, more: bool) -> str:
    """The heading that the first sentence of a part is: a line of its own, or short words before others; or nothing.

    ``alone``: nothing else stands in its line; ``more``: something stands below or behind it.
    """
    words = words.strip()
    bare = words.rstrip("。：:；;")
    if not more or _RULE.search(words):
        return ""
    if asks(words):
        return words
    comma = re.search(r"[，,]", bare)
    if alone and not comma and len(bare) <= MAX_HEADING:
        if words[-1:] not in "。；;：:":
            return bare
        if words[-1:] in "：:" and len(bare) <= 16 and not re.search(r"下列|以下|如下|应|须|不得", bare):
            return bare
    short = len(bare) <= 18 and words.endswith("。")
    return bare if short and not re.search(r"[，,；;\d]", bare) else ""
