"""What may own the figures of an article, each at its place and with the part it plays there.

Names, named programmes, numbered events, what title and dateline say the article is about, noun phrases that
begin a clause (``nouns.py``), and words that stand for one of these (``anaphora.py``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from twinwheel.reading.facts.indicators.clauses import Clauses
from twinwheel.reading.facts.indicators.roles import Role, lead_end, role_of
from twinwheel.reading.facts.model import Organisation, Person, Place, Reading
from twinwheel.reading.facts.names import Mention, Names
from twinwheel.reading.facts.programmes import Named
from twinwheel.reading.facts.words import Words

_HAN = "一-鿿"
_OUTSIDER = re.compile(r"分析师|专家|教授|学者|研究员|评论员|顾问|律师|经济学家")
_LEVEL = r"(?:自治州|自治县|省|市|县|区|州|镇|乡|村)"
_PLACE_IN_TITLE = re.compile(
    rf"(?:^|[\d年“”：:！？，。 ])(?P<place>(?![年月日在于到从各])[{_HAN}]{{2,3}}?{_LEVEL})(?![{_HAN}]?(?:场|长|委书记))"
)
NO_PLACE = re.compile(
    r"^[我全本该各两三多一每某这那城都地社景校山农乡小园片新老街]?(?:省|市|县|区|州|镇|乡|村)$|城[市区镇乡]|[园景社小校街片厂辖]区|乡[镇村]|全[省市区县州镇乡村]|农村|地区|都市|超市|门市|股市|楼市|钢市|车市|上市|夜市"
)
_TOPIC = re.compile(rf"^(?P<topic>[{_HAN}A-Za-z·]{{2,9}})[：:丨｜|]")
_DATELINE = re.compile(
    rf"(?:本报|新华社|中新社|中新网|新华网|人民网|[{_HAN}]{{2,6}}[讯报社网])\s?(?P<place>[{_HAN}]{{2,5}}?)\s?\d{{1,2}}月\d{{1,2}}日(?:电|讯|消息)"
)
_PUBLISHER = re.compile(
    rf"^(?P<place>[{_HAN}]{{2,6}}?(?:省|市|县|区|州))[{_HAN}]{{0,14}}(?:[局委办厅府会院报网台]|发布|中心)$"
)
_TITLE = re.compile(rf"[{_HAN}、]{{0,14}}")
_NUMBER = re.compile(r"(?:已?达|共|约|近|超过?)?(?!\d{1,4}[年月日])\d")
_HOME = re.compile(
    rf"的?(?:一家)?(?:[{_HAN}]{{0,8}}的)?(?:[{_HAN}]{{0,9}}(?:企业|公司|民企|国企|央企|[药车房钢船]企|厂商|巨头|品牌|小店|老厂|农企|新秀))?[“‘]?"
)
_LONGEST_HOME = 16
_MOST_TOPICS = 6
_LONGEST_DESCRIPTION = 20
_CLASSED = re.compile(r"(?:公司|企业|厂商|对手|同行|巨头|品牌|厂家|机构|新秀|龙头|民企|国企|[药车]企|伙伴)$")
"""一家做滤芯的公司某某, 老对手某某: what it is stands right before its name."""


class Subject(NamedTuple):
    """What may own a figure: a name at its place."""

    start: int
    end: int
    name: str
    """The full name, however it is called here."""
    said: str
    kind: str
    """``person``, ``firm``, ``government``, ``place``, ``country``, ``thing``, ``noun``, ``event``, ``region``,
    ``again``, ``other``."""
    owner: str | None = None
    """Of a person, the organisation."""
    clause: int = -1
    """The index of its clause; -1 before it is placed."""
    role: Role = "object"


def named(reading: Reading, names: Names, things: Sequence[Named], topics: Sequence[str]) -> list[Subject]:
    """The names of an article, in order, none inside another."""
    text = reading.text
    found = [_named(text, mention) for mention in names.named_within(0, len(text))]
    found += [
        Subject(*thing[:2], text[slice(*thing[:2])], text[slice(*thing[:2])], "thing") for thing in things
    ]
    for topic in topics:
        found += _everywhere(text, topic)
    found += _events(text)
    return apart(found)


def placed(
    text: str, found: Sequence[Subject], clauses: Clauses, words: Words | None = None
) -> list[Subject]:
    """With the clause and the part each plays in it; those that have a clause already keep it."""
    placed: list[Subject] = []
    first = 0
    for index, subject in enumerate(found):
        if not (
            index
            and found[index - 1].kind in ("place", "country")
            and (found[index - 1].end == subject.start or _is_of_place(text, found[index - 1], subject))
        ):
            first = subject.start
        if subject.clause >= 0:
            placed.append(subject)
            continue
        at = clauses.at(subject.start)
        clause = clauses.all[at]
        after = found[index + 1] if index + 1 < len(found) else None
        if after and _is_house(text, subject, after):
            role: Role = "house"
        elif after and _is_of_place(text, subject, after):
            role = "oblique"
        else:
            role = role_of(text, subject.end, first, clause.start, clause.end)
            if subject.kind in ("thing", "noun", "label") and _NUMBER.match(text, subject.end):
                role = "oblique"  # 创新平台148个: counted
            if (
                role == "object"
                and words
                and subject.kind != "person"
                and _is_described(words, clause.start, first)
            ):
                role = "subject"
        placed.append(subject._replace(clause=at, role=role))
    return placed


def _is_of_place(text: str, place: Subject, after: Subject) -> bool:
    """临江的飞桥电器, 德国企业莱恩: the place only says where the other is at home."""
    return (
        place.kind in ("place", "country")
        and after.kind in ("firm", "other", "thing", "label")
        and 0 < after.start - place.end <= _LONGEST_HOME
        and _HOME.fullmatch(text, place.end, after.start) is not None
    )


def _is_described(words: Words, start: int, first: int) -> bool:
    """种植大户某某, 电机厂商某某: nothing but a noun phrase that says what it is stands before it in its clause."""
    start = lead_end(words.text, start, first)
    if not 1 < first - start <= _LONGEST_DESCRIPTION:
        return False
    said = words.within(start, first)
    if said and _CLASSED.search(words.text, start, first):
        return True
    return bool(said) and said[-1][1] == "n" and all(tag[0] in "nabjlzsf" or tag == "vn" for _, tag in said)


def _is_house(text: str, subject: Subject, after: Subject) -> bool:
    """It stands before a person and his title: 某某局局长某某."""
    between = text[subject.end : min(after.start, subject.end + 15)]
    return (
        after.kind == "person"
        and subject.kind != "person"
        and _TITLE.fullmatch(between) is not None
        and "的" not in between
    )


def topics_of(reading: Reading) -> dict[str, str]:
    """The places and names that title and dateline say the article is about (``topic``), and that of the ``publisher``."""
    found: dict[str, str] = {}
    for name in _topics(reading):
        if len(found) < _MOST_TOPICS:
            found[name] = "topic"
    publisher = _PUBLISHER.match(reading.publisher or "")
    if publisher and not NO_PLACE.search(publisher["place"]):
        found.setdefault(publisher["place"], "publisher")
    return found


def _topics(reading: Reading) -> Iterator[str]:
    text = reading.text
    for part in reading.parts:
        if part.role == "title":
            topic = _TOPIC.match(text[part.start : min(part.end, part.start + 20)])
            if topic and text.find(topic["topic"], part.end) >= 0:
                yield topic["topic"]
            for place in _PLACE_IN_TITLE.finditer(text[part.start : min(part.end, part.start + 200)]):
                if not NO_PLACE.search(place["place"]):
                    yield place["place"]
    body = next((part for part in reading.parts if part.role in ("paragraph", "dateline")), None)
    dateline = _DATELINE.search(text, body.start, min(body.end, body.start + 40)) if body else None
    if dateline:
        yield dateline["place"]


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
    kind = "place" if name[-1] in "省市县区州镇乡村" or "公司" not in text else "firm"
    while at >= 0:
        yield Subject(at, at + len(name), name, name, kind)
        at = text.find(name, at + len(name))


def apart(found: list[Subject]) -> list[Subject]:
    """In order, of those that overlap the first and longest."""
    kept: list[Subject] = []
    for subject in sorted(found, key=lambda each: (each.start, -each.end)):
        if not kept or subject.start >= kept[-1].end:
            kept.append(subject)
    return kept


def _named(text: str, mention: Mention) -> Subject:
    fact, said = mention.fact, text[mention.start : mention.end]
    if isinstance(fact, Person):
        owner = None if _OUTSIDER.search(fact.title or "") else fact.organisation
        return Subject(mention.start, mention.end, fact.name, said, "person", owner)
    kind = "other"
    if isinstance(fact, Place):
        kind = "country" if fact.type == "country" else "place"
    elif isinstance(fact, Organisation):
        kind = {"enterprise": "firm", "government": "government"}.get(fact.type, "other")
    return Subject(mention.start, mention.end, fact.name, said, kind)
