"""Relations between named things, in the few forms that leave no doubt: 位于, 包括, 隶属于, 与…合作, 发布."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from twinwheel.reading.facts.model import Organisation, Person, Place, Reading, Relation
from twinwheel.reading.facts.names import Mention, Names
from twinwheel.reading.text import Span

_LOCATED = re.compile(r"(?:总部)?(?:位于|坐落于|坐落在|地处|落户于?|设在|设立在|注册在了?)")
_PART = re.compile(r"(?:隶属于|下属于|是.{0,4}的组成部分)")
_WITH = re.compile(r"(?:与|和|同|会同|联合|携手)")
_COOPERATES = re.compile(r"(?:[^。；\n]{0,16}?)(?:签署|签订|签约|合作|共建|联合|达成|共同|举行签约)")
_OWNS = re.compile(r"(?:投资建设了?|全资拥有|控股了?|旗下的?|子公司|收购了?)")


def find(reading: Reading, names: Names) -> list[Relation]:
    """Every relation of the article, each once, with the characters it is told in."""
    found: dict[tuple[str, str, str], Relation] = {}
    for relation in [*_aliases(names), *_leads(names), *_parts(names), *_between(reading.text, names)]:
        found.setdefault((relation.type, relation.subject, relation.object), relation)
    return sorted(found.values(), key=lambda relation: relation.mentions[0])


def _aliases(names: Names) -> Iterator[Relation]:
    facts: list[Organisation | Place] = [*names.organisations, *names.places]
    for fact in facts:
        for alias in fact.aliases:
            span = next((span for span in fact.mentions if names.text[span.start : span.end] == alias), None)
            if span:
                yield Relation(
                    mentions=(span,), rule="relations.alias", type="alias_of", subject=alias, object=fact.name
                )


def _leads(names: Names) -> Iterator[Relation]:
    """A person with a title that leads (书记, 主任, 总经理…) and the employer it was found with."""
    heads = (
        "书记",
        "长",
        "主任",
        "总经理",
        "总裁",
        "主席",
        "首席执行官",
        "CEO",
        "创始人",
        "负责人",
        "董事长",
    )
    for person in names.people:
        if person.title and person.organisation and person.title.endswith(heads) and "副" not in person.title:
            yield Relation(
                mentions=person.mentions[:1],
                rule="relations.leads",
                type="leads",
                subject=person.name,
                object=person.organisation,
            )


def _parts(names: Names) -> Iterator[Relation]:
    for place in names.places:
        if place.parent:
            yield Relation(
                mentions=place.mentions[:1],
                rule="relations.parent",
                type="part_of",
                subject=place.name,
                object=place.parent,
            )


def _between(text: str, names: Names) -> Iterator[Relation]:
    """What stands between two neighbouring names of one sentence."""
    for sentence in names.sentences:
        inside = names.named_within(sentence.start, sentence.end)
        for left, right in pairwise(inside):
            yield from _pair(text, left, right, sentence.end)


def _pair(text: str, left: Mention, right: Mention, end: int) -> Iterator[Relation]:
    gap = text[left.end : right.start]
    span = Span(left.start, right.end)
    one, other = left.fact, right.fact
    if isinstance(one, Person) or isinstance(other, Person) or len(gap) > 24 or one.name == other.name:
        return
    if isinstance(other, Place) and _LOCATED.fullmatch(gap):
        yield Relation(
            mentions=(span,), rule="relations.located", type="located_in", subject=one.name, object=other.name
        )
    elif _PART.fullmatch(gap):
        yield Relation(
            mentions=(span,), rule="relations.part", type="part_of", subject=one.name, object=other.name
        )
    elif isinstance(one, Organisation) and isinstance(other, Organisation):
        if _WITH.fullmatch(gap) and _COOPERATES.match(text[right.end : min(end, right.end + 24)]):
            yield Relation(
                mentions=(span,),
                rule="relations.with",
                type="cooperates_with",
                subject=one.name,
                object=other.name,
            )
        elif _OWNS.fullmatch(gap):
            yield Relation(
                mentions=(span,), rule="relations.owns", type="owner_of", subject=one.name, object=other.name
            )
