"""Programmes, platforms and systems: what has a name and is planned, built or run.

Named in three ways: with marks (``“潮汐”智算平台``, ``“海淀区大数据平台”``), with a Latin name
(``深度学习框架天元MegEngine``), or without any by a noun phrase that something is done to
(``搭建中小企业金融服务平台``). 平台 or 中心 alone is no name.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from functools import cache, lru_cache
from typing import Literal, cast

from twinwheel.reading.facts import settling
from twinwheel.reading.facts.candidates import Cover
from twinwheel.reading.facts.model import Person, Place, Programme, Reading
from twinwheel.reading.facts.names import Names
from twinwheel.reading.facts.programme_clauses import is_of_one
from twinwheel.reading.facts.programme_words import PHRASE_START, Named, describing, generic, suffix, types
from twinwheel.reading.facts.proper_programmes import with_a_proper_name
from twinwheel.reading.facts.tables import any_of, table
from twinwheel.reading.text import Span

__all__ = ["Named", "find", "named_things", "outside"]

Status = Literal["planned", "under_way", "existing"]


_BY = re.compile(
    r"由(?P<owner>[^，。；\n]{2,30}?)(?:共同|联合|牵头|负责|自主)?(?:承建|建设|研发|开发|运营|打造|推出|搭建|发起|设立)的?$"
)
_MAKES = re.compile(r"开源|研发|推出|发布|自研|打造|研制|开发|设计|上线|运营|拥有")
_AT = re.compile(r"(?:[在于赴到自从向]|落户|位于|来自|面向|走进|登陆|总部)\Z")
"""Before a place: it is where something is done, and does nothing."""
_PURPOSE = re.compile(
    r"(?:[，,](?:来|以|旨在|用于|可|能够)|，?(?=为[^，。；\n]{2,24}提供))(?P<purpose>[^，。；\n]{4,60})"
)
_INSIDE_TITLE = re.compile(r"《[^《》\n]{1,120}》")


def find(reading: Reading, names: Names) -> list[Programme]:
    """The programmes of the article, each with every place where its name or its short form stands."""
    text = reading.text
    found: dict[str, list[Named]] = {}
    for named in named_things(text, names):
        found.setdefault(_key(text, named), []).append(named)
    return sorted(
        (_programme(text, names, mentions) for mentions in found.values()), key=lambda fact: fact.mentions[0]
    )


def outside(places: Sequence[Place], programmes: Sequence[Programme]) -> list[Place]:
    """The places without their mentions inside the name of a programme: 大湾区 in 大湾区创业大赛 is not meant."""
    cover = Cover(
        (span.start, span.end)
        for each in programmes
        if not each.name.endswith("期")  # 某软件园|三期 is still the park
        for span in each.mentions
    )
    found = []
    for place in places:
        kept = tuple(span for span in place.mentions if span.start not in cover)
        if kept:
            found.append(place if kept == place.mentions else place.model_copy(update={"mentions": kept}))
    return found


@lru_cache(maxsize=1)
def named_things(text: str, names: Names) -> tuple[Named, ...]:
    """Every place where a programme is named, in order, none inside another.

    Those of the last text are kept: figures are asked for first, and need them too.
    """
    titles = [Span(*match.span()) for match in _INSIDE_TITLE.finditer(text)]
    found = [*with_a_proper_name(text, names), *_without_marks(text, names)]
    if names.seen:
        found = settling.settled_programmes(names.seen, text, found)
    kept: list[Named] = []
    for named in sorted(found, key=lambda each: (each.start, -each.end)):
        if kept and named.start < kept[-1].end:
            continue
        index = bisect_right(titles, named.start, key=lambda title: title.start) - 1
        if (index >= 0 and named.start < titles[index].end) or _is_name(names, named):
            continue
        kept.append(named)
    return tuple(kept)


def _is_name(names: Names, named: Named) -> bool:
    """It is an organisation, a place or a person that is already known by these words."""
    if named.quoted and named.alias is None:
        house = names.named_at(named.start)
        return house is not None and not isinstance(house.fact, Place) and house.end == named.end
    if named.quoted or named.made:
        return False
    known = names.named_at(named.end - 1)
    return known is not None and (known.end > named.end or known.start <= named.start + 1)  # 某某铁路|物流园


def _key(text: str, named: Named) -> str:
    return named.alias or text[named.start : named.end].strip("“”‘’「」")


@cache
def _verbs() -> list[tuple[str, Status]]:
    verbs = table("programmes")["verbs"]
    pairs = [(word, cast(Status, status)) for status, words in verbs.items() for word in words]
    return sorted(pairs, key=lambda pair: -len(pair[0]))


@cache
def _verb_before() -> re.Pattern[str]:
    words = any_of(word for word, _ in _verbs())
    return re.compile(
        rf"(?:{words})(?:了|一批|[一两三四五六七八九\d]+[个座支项]|(?P<sum>.{{0,12}}[万亿]元的?))?(?=(?P<name>.*)$)"
    )


def _without_marks(text: str, names: Names) -> list[Named]:
    """A noun phrase behind a verb that makes or runs it, or behind the name of its place."""
    found = []
    for match in suffix().finditer(text):
        start = _phrase(text, match, names)
        if start is None:
            continue
        made = bool(_MADE.search(text[max(start - 6, 0) : start]))
        kind = types().get(match["suffix"], "facility")
        found.append(Named(start, match.end(), kind, None, False, made))
    return found


_MADE = re.compile(r"(?:组建|建设|搭建|打造|设立|建立|建成|新建|成立|筹建|创建)(?:了|一个)?$")
_RUNS = re.compile(
    r"(?:今日|近日|日前|昨日|在[^，。；\n]{2,12}?)?(?:已|揭牌|挂牌|落成|启幕|获批|投产|竣工|正式|建成|开通|并网|投用|投运|上线|开工|竣工|启用|全线|顺利|投入)"
)
_SIGNED = re.compile(
    r"(?:、[^，。；\n]{2,40})?(?:等\d{1,4}个(?:[^，。；\n]{0,8})项目|(?:成功|正式|现场|集中)?(?:签约|落户|落地|开工|奠基|投产)|(?:计划|预计|规划)?(?:总|建设|占)?(?:用地|占地|投资|选址|位于|坐落)|总建筑|一期|达产)"
)
"""What becomes of projects that are named in full: …项目、…项目等12个项目签约."""
_SIGNED_LEAST = 6
_WISH = re.compile(r"建议|希望|呼吁|期待|盼望")


def _phrase(text: str, match: re.Match[str], names: Names) -> int | None:
    """Where the name that ends with the suffix starts; None where it is no name."""
    suffix = match.start("suffix")
    low = max(suffix - 20, 0)
    said = text[low:suffix]
    breaks = list(PHRASE_START.finditer(said))
    cut = breaks[-1].end() if breaks else 0
    phrase = said[cut:]
    introduced = match["suffix"] in table("programmes")["sure"] or bool(_RUNS.match(text, match.end()))
    verbs = list(_verb_before().finditer(phrase))
    if verbs:
        verb = verbs[-1]
        cut += verb.start("name")
        phrase = said[cut:]
        introduced = True
    elif breaks and breaks[-1][0] in ("和", "、", "与", "及", "以及"):
        introduced = introduced or _list_is_introduced(text, low + breaks[-1].start())
    elif breaks and breaks[-1][0] in ("的", "基于"):
        at = low + breaks[-1].start()  # 规模十亿元的|某某母基金
        introduced = (
            introduced
            or match["suffix"].endswith("基金")
            or bool(_verb_before().search(text[max(at - 24, 0) : at]))
        )
    if match.string.endswith(_houses(), 0, match.end()):
        return None
    own = names.named_at(low + cut) if phrase else None
    placed = own is not None and not isinstance(own.fact, Person)
    if match["suffix"] in table("programmes")["of_a_house"]:
        signed = len(phrase) >= _SIGNED_LEAST and _SIGNED.match(text, match.end()) is not None
        if match["suffix"].endswith(_SITES):
            signed = signed or _site(names, match, low + cut, placed=placed)
        if not signed:
            return None
        introduced = True
    if own is not None and own.end >= suffix and match["suffix"] not in table("programmes")["sure"]:
        return None
    if not (introduced or placed) or not _is_specific(phrase, match["suffix"], placed=placed):
        return None
    if not is_of_one(names, low + cut, suffix, own if placed else None, match["suffix"]):
        return None
    if _WISH.search(text, max(low + cut - 24, 0), low + cut):
        return None
    return low + cut


_SITES = ("基地", "资源库", "样本库", "语料库")


def _site(names: Names, match: re.Match[str], start: int, *, placed: bool) -> bool:
    """A base or a bank that is named: by its place, as it opens, or at the head of a line of a list."""
    text, end = match.string, match.end()
    words = names.words.within(start, match.start("suffix"))
    said = [word for word, _ in words if not generic().fullmatch(word)]
    if not said or any(tag[0] in "adrmcpu" for _, tag in words):
        return False
    heads = _NUMBERED.search(text, max(0, start - 6), start) is not None
    return placed or heads or _RUNS.match(text, end) is not None


_NUMBERED = re.compile(r"(?:^|\n)[ 　]*(?:\d{1,2}|[（(]?[一二三四五六七八九十]{1,2}[）)]?)[、.．\s]+\Z")
_LIST_BEFORE = re.compile(r"[^，。；：\n]{0,40}$")


def _list_is_introduced(text: str, at: int) -> bool:
    """建设国际人才会客厅和人才驿站: the verb before the first holds for the second."""
    before = _LIST_BEFORE.search(text, max(at - 40, 0), at)
    return bool(before and _verb_before().search(before[0]))


@cache
def _houses() -> tuple[str, ...]:
    return tuple(table("programmes")["houses"])


_VERBAL = re.compile(
    r"[一二三四五六七八九十两几多数\d][个大类座项批家]|[，的了着过]|(?<!\d)\d{1,2}(?![\dA-Za-z英纳微毫])|授权|旗下|所属|下属|以上|落户|首次|新增|包括|[总与等及和或把将要给对向在被让用从由该本此这]$|^(?:助推|助力|助长|推动|促进|加快|聚焦|围绕|瞄准|赋能|支撑|支持|服务|保障|带动|引领|发展|培育|引进|吸引|对接|争取|谋划|梳理|梳理出|盘活|招引|储备|落实|承接|承担|参与|配合|整合|涉及|涵盖|覆盖|包含|面向|针对|利用|借助|通过|结合)(?=[一-鿿]{4})|首[座个家批]|^(?:是|一|两|三|四|五|六|七|八|九|十|多|各|该|这|本|其|此|某|等|新|大|更|全)"
)


_SAYS_ENOUGH = ("会客厅", "驿站", "数据湖", "资金池", "行动计划", "研究型医院")


def _is_specific(phrase: str, suffix: str, *, placed: bool) -> bool:
    """At least two things are said of it that any platform could not say of itself."""
    said = "江川" + phrase[2:] if placed else phrase  # 大连 and 三亚 count nothing
    if _VERBAL.search(said) or len(phrase) < (2 if suffix in _SAYS_ENOUGH or suffix.endswith("基金") else 3):
        return False
    if suffix.endswith("基金") and phrase in table("programmes")["funds_of_a_kind"]:
        return False
    if suffix in _SAYS_ENOUGH or suffix.endswith("基金"):
        return True
    return len((generic() if placed else describing()).sub("", phrase)) >= 2


def _programme(text: str, names: Names, mentions: list[Named]) -> Programme:
    first = mentions[0]
    name = text[first.start : first.end]
    spans = [Span(each.start, each.end) for each in mentions]
    status = next((found for found in (_status(text, each) for each in mentions) if found), None)
    owner = next((found for found in (_owner(text, names, each) for each in mentions) if found), None)
    purpose = _PURPOSE.match(text, first.end, first.end + 80)
    return Programme(
        mentions=tuple(spans),
        rule="marks" if first.quoted else "phrase",
        name=name,
        type=first.type,
        owner=owner,
        status=status,
        purpose=purpose["purpose"] if purpose else None,
        review=not first.quoted,
    )


@cache
def _states() -> list[tuple[Status, re.Pattern[str]]]:
    return [
        (cast(Status, name), re.compile(any_of(words)))
        for name, words in table("programmes")["status"].items()
    ]


def _status(text: str, named: Named) -> Status | None:
    """What is said of it in its own clause first, then in its sentence; then the verb that brings it in."""
    low, high = _around(text, named, "，。；！？\n")
    wide_low, wide_high = _around(text, named, "。；！？\n")
    for start, end in ((low, high), (wide_low, wide_high)):
        said = text[start : named.start] + "|" + text[named.end : end]
        for status, pattern in _states():
            if pattern.search(said):
                return status
        if start == low:
            before = text[low : named.start]
            for verb, status in _verbs():
                if verb in before:
                    return status
    return None


def _around(text: str, named: Named, stops: str) -> tuple[int, int]:
    low = max(named.start - 60, 0)
    before = max(text.rfind(stop, low, named.start) for stop in stops)
    ends = [at for at in (text.find(stop, named.end, named.end + 60) for stop in stops) if at >= 0]
    return (before + 1 if before >= 0 else low), (min(ends) if ends else min(named.end + 60, len(text)))


def _owner(text: str, names: Names, named: Named) -> str | None:
    """Who builds or runs it: 由…承建的, else who is named last before it in its sentence."""
    low = max(named.start - 80, 0)
    stop = max(text.rfind(mark, low, named.start) for mark in "。；！？\n")
    start = stop + 1 if stop >= 0 else low
    by = _BY.search(text[start : named.start])
    if by:
        inside = names.named_within(start + by.start("owner"), start + by.end("owner"))
        return "/".join(mention.fact.name for mention in inside) or by["owner"]
    holder = names.named_at(named.start - 2) if text[named.start - 1 : named.start] == "的" else None
    if holder and not isinstance(holder.fact, Person):
        return holder.fact.name
    clause = max(text.rfind(mark, start, named.start) for mark in "，,；：") + 1
    if named.type == "product" and not _MAKES.search(text, max(clause, start), named.start):
        return None
    before = names.named_within(start, named.start)
    acting = [
        each for each in before if not (isinstance(each.fact, Place) and _AT.search(text, start, each.start))
    ]
    for mention in reversed(acting or before):  # 某某科技|在上海|推出…
        if not isinstance(mention.fact, Person):
            return mention.fact.name
        if mention.fact.organisation:
            return mention.fact.organisation
    return None
