"""Who may own the figures of an article: its names, and the noun phrases that stand where a subject stands.

A finder of names misses some. So the article's own topic is read from its title and dateline
(``栗州：…``, ``2008年栗湖区…公报``), and a clause that begins with a noun like 中心站 or 槐坪村 has that for a subject.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Collection, Iterator, Sequence
from functools import cache
from typing import NamedTuple

from twinwheel.reading.facts.indicators.clauses import Clause, Clauses
from twinwheel.reading.facts.model import Organisation, Person, Place, Reading
from twinwheel.reading.facts.names import Mention, Names
from twinwheel.reading.facts.programmes import Named
from twinwheel.reading.facts.tables import any_of, table

LEAD = re.compile(
    r"(?:[^一-鿿]|其中|而|但|同时|此外|目前|现在|如今|截至|近日|日前|据悉|据了解|今年|去年|年|月|日|底|末|到|至|以来|期间|上旬|中旬|下旬|对于|关于|作为|随着|至此|会上|去|今|一|二|三|四|是|此前)*"
)
_HEADS = re.compile(r"总|经理|董事|主任|长|创始人|CEO|负责人|主席|书记|首席|合伙人")
_OUTSIDER = re.compile(r"分析师|专家|教授|学者|研究员|评论员|顾问|律师|经济学家")
_HAN = "一-鿿"
_LEVEL = r"(?:自治州|自治县|省|市|县|区|州|镇|乡|村)"
_PLACE_IN_TITLE = re.compile(
    rf"(?:^|[\d年“”：:！？，。 ])(?P<place>(?![年月日在于到从各])[{_HAN}]{{2,3}}?{_LEVEL})(?![{_HAN}]?(?:场|长|委书记))"
)
_NO_PLACE = re.compile(
    r"^[我全本该各两三多一每某这那城都地社景校山农乡小园片新老街]?(?:省|市|县|区|州|镇|乡|村)$|城[市区镇乡]|[园景社小校街片厂辖]区|乡[镇村]|农村|地区|都市|超市|门市|股市|楼市|钢市|车市|上市|夜市"
)
_TOPIC = re.compile(rf"^(?P<topic>[{_HAN}A-Za-z·]{{2,9}})[：:丨｜|]")
_DATELINE = re.compile(
    rf"(?:本报|新华社|中新社|中新网|新华网|人民网|[{_HAN}]{{2,6}}[讯报社网])\s?(?P<place>[{_HAN}]{{2,5}}?)\s?\d{{1,2}}月\d{{1,2}}日(?:电|讯|消息)"
)
_PUBLISHER = re.compile(rf"^(?P<place>[{_HAN}]{{2,6}}?(?:省|市|县|区|州))[{_HAN}]{{0,14}}[局委办厅府会院]$")
_MOST_TOPICS = 6
_TAGS = frozenset("nabjlizrm")


class Subject(NamedTuple):
    """What may own a figure: a name at its place."""

    start: int
    end: int
    name: str
    """The full name, however it is called here."""
    said: str
    kind: str
    """``person``, ``firm``, ``government``, ``place``, ``country``, ``thing``, ``noun``, ``other``."""
    owner: str | None = None
    """Of a person, the organisation."""
    leads: bool = False
    """A person who speaks for a house, even where it is not said for which."""
    employs: bool = False
    """It is only named as the house of somebody who is named behind it: 某某证券分析师…"""


def subjects(
    reading: Reading, names: Names, things: Sequence[Named], clauses: Clauses, paragraphs: Collection[int]
) -> list[Subject]:
    """Everything that may own a figure, in order, none inside another.

    Noun phrases are only looked for in these ``paragraphs``, by their numbers.
    """
    text = reading.text
    found = [_named(text, mention) for mention in names.named_within(0, len(text))]
    found += [_thing(text, thing) for thing in things]
    for topic in list(dict.fromkeys(topics(reading)))[:_MOST_TOPICS]:
        found += _everywhere(text, topic)
    found += _events(text)
    kept = _apart([*found, *_quoted(text, clauses)])
    heads = list(_heads(text, clauses, kept, paragraphs))
    return _marked(text, _apart([*kept, *heads]) if heads else kept)


def topics(reading: Reading) -> Iterator[str]:
    """The places and names that title, dateline and publisher say the article is about."""
    text = reading.text
    for part in reading.parts:
        if part.role == "title":
            topic = _TOPIC.match(text[part.start : part.end])
            if topic and text.find(topic["topic"], part.end) >= 0:
                yield topic["topic"]
            for place in _PLACE_IN_TITLE.finditer(text[part.start : min(part.end, part.start + 200)]):
                if not _NO_PLACE.search(place["place"]):
                    yield place["place"]
    body = next((part for part in reading.parts if part.role in ("paragraph", "dateline")), None)
    dateline = _DATELINE.search(text, body.start, min(body.end, body.start + 40)) if body else None
    if dateline:
        yield dateline["place"]
    publisher = _PUBLISHER.match(reading.publisher or "")
    if publisher:
        yield publisher["place"]


_QUOTED = re.compile(
    r"[“‘](?P<in>[^“”‘’，。；：！？、\n]{2,10})[”’](?=是|让|已|在|由|共|自|于|建成|覆盖|累计|平台|系统|工程|上线|运行|投用|的)"
)


def _quoted(text: str, clauses: Clauses) -> Iterator[Subject]:
    """“潮声”让…: what is in marks at the beginning of a clause, and does something."""
    for match in _QUOTED.finditer(text):
        if (
            match.start() - clauses.all[clauses.at(match.start())].start <= 1
            or text[match.start() - 1] == "的"
        ):
            yield Subject(match.start(), match.end(), match["in"], match[0], "thing")


_EVENT = re.compile(
    rf"第[一二三四五六七八九十百\d]{{1,4}}届(?:中国)?[（(“]?[{_HAN}A-Za-z·—”）)]{{2,20}}?(?:博览会|交易会|洽谈会|展销会|运动会|大会|论坛|峰会|年会|文化节|艺术节|大赛|展览?会|节)(?![{_HAN}]{{0,2}}[上委组])"
)
_AGAIN = re.compile(rf"(?:本|此|这)[届次场][{_HAN}]{{0,4}}(?:会|展|节|赛|论坛)|[本此这][届次]")


def _events(text: str) -> Iterator[Subject]:
    """第九届…交易会, and 本届药交会 behind it: only in an article that numbers one event."""
    named = list(dict.fromkeys(match[0] for match in _EVENT.finditer(text)))
    if len(named) == 1:
        for match in [*_EVENT.finditer(text), *_AGAIN.finditer(text)]:
            yield Subject(match.start(), match.end(), named[0], match[0], "event")


def _everywhere(text: str, name: str) -> Iterator[Subject]:
    at = text.find(name)
    firm = "公司" in text
    kind = "place" if name[-1] in "省市县区州镇乡村" or not firm else "firm"
    while at >= 0:
        yield Subject(at, at + len(name), name, name, kind)
        at = text.find(name, at + len(name))


def _apart(found: list[Subject]) -> list[Subject]:
    kept: list[Subject] = []
    for subject in sorted(found, key=lambda each: (each.start, -each.end)):
        if not kept or subject.start >= kept[-1].end:
            kept.append(subject)
    return kept


def _thing(text: str, thing: Named) -> Subject:
    said = text[thing.start : thing.end]
    return Subject(thing.start, thing.end, said, said, "thing")


def _named(text: str, mention: Mention) -> Subject:
    fact, said = mention.fact, text[mention.start : mention.end]
    if isinstance(fact, Person):
        title = fact.title or ""
        leads = bool(_HEADS.search(title)) or text[mention.start - 1 : mention.start] in ("理", "长")
        owner = None if _OUTSIDER.search(title) else fact.organisation
        return Subject(mention.start, mention.end, fact.name, said, "person", owner, leads)
    kind = "other"
    if isinstance(fact, Place):
        kind = "country" if fact.type == "country" else "place"
    elif isinstance(fact, Organisation):
        kind = {"enterprise": "firm", "government": "government"}.get(fact.type, "other")
    return Subject(mention.start, mention.end, fact.name, said, kind)


def _marked(text: str, found: list[Subject]) -> list[Subject]:
    """Those that stand before a person and his title are his house."""
    marked = []
    for index, subject in enumerate(found):
        after = found[index + 1] if index + 1 < len(found) else None
        if (
            after is not None
            and after.kind == "person"
            and subject.kind != "person"
            and re.fullmatch(rf"[{_HAN}、]{{0,14}}", text[subject.end : after.start])
            and "的" not in text[subject.end : after.start]
        ):
            subject = subject._replace(employs=True)
        marked.append(subject)
    return marked


@cache
def _owners() -> re.Pattern[str]:
    return re.compile(rf"(?:{any_of(table('indicators')['owners'])})$")


def _heads(
    text: str, clauses: Clauses, known: list[Subject], paragraphs: Collection[int]
) -> Iterator[Subject]:
    """The noun phrases that clauses begin with, where they name a place, a house or a work."""
    starts = [subject.start for subject in known]
    shorts = _short_forms(known)
    for clause in clauses.all:
        if clause.paragraph not in paragraphs:
            continue
        lead = LEAD.match(text, clause.start, clause.end)
        start = lead.end() if lead else clause.start
        index = bisect_right(starts, start) - 1
        if index >= 0 and start < known[index].end:
            continue
        head = _short_form(text, start, shorts) or _head(text, clause, start)
        if head:
            yield head


@cache
def _is_word(text: str) -> bool:
    import rjieba

    return rjieba.has_word(text)


def _short_forms(known: list[Subject]) -> dict[str, Subject]:
    """槐坪 for 槐坪村, 砺行 for 砺行装备."""
    found: dict[str, Subject] = {}
    for subject in known:
        if subject.kind == "place" and len(subject.name) > 2 and subject.name[-1] in "省市县区州镇乡村":
            found.setdefault(subject.name[:-1], subject)
        elif subject.kind == "firm" and len(subject.name) > 3 and not _is_word(subject.name[:2]):
            found.setdefault(subject.name[:2], subject)
    return found


def _short_form(text: str, start: int, shorts: dict[str, Subject]) -> Subject | None:
    for length in (2, 3, 4):
        whole = shorts.get(text[start : start + length])
        if whole and not text.startswith(whole.name, start):
            return Subject(start, start + length, whole.name, text[start : start + length], whole.kind)
    return None


def _head(text: str, clause: Clause, start: int) -> Subject | None:
    import rjieba

    place = _PLACE_FIRST.match(text, start, clause.end)
    if place and not _NO_PLACE.search(place[0]):
        return Subject(start, place.end(), place[0], place[0], "place")
    end = min(start + 24, clause.end)
    at, found = start, None
    for word, tag in rjieba.tag(text[start:end]):
        if tag[0] not in _TAGS or word[0] in _NO_HEAD or word[0].isdigit():
            break
        at += len(word)
        if (
            at - start >= (2 if word in _WHOLE else 3)
            and _owners().search(text[start:at])
            and not _COUNTED.match(text, at)
        ):
            found = at
            break
    if found is None:
        return None
    said = text[start:found]
    return Subject(start, found, said, said, "noun")


_PLACE_FIRST = re.compile(
    rf"(?:(?![占比全我本各该照在于与和向对从按为居据由是多外每某])[{_HAN}]){{2}}[省市县](?![{_HAN}]?[场长值])"
)
_NO_HEAD = frozenset("我他她它们这那该其此本每各单整某同首多占新老另大小两")
_WHOLE = frozenset(("流域",))
_COUNTED = re.compile(
    r"(?:总?数|数量|家数|个数)?(?:已?达到?|为|约|近|超过?|有|共|仅)?[\d一二两三四五六七八九十百千几数]|[一-鿿]?(?:负责人|主任|局长|书记|院长|经理)"
)
