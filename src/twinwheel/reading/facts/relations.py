"""Relations between named things, in the few forms that leave no doubt: 位于, 隶属于, 与…合作, 旗下, 发布《…》, 研制."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Literal

from twinwheel.reading.facts.model import (
    Organisation,
    Person,
    Place,
    PolicyDocument,
    Programme,
    Reading,
    Relation,
)
from twinwheel.reading.facts.names import Mention, Names
from twinwheel.reading.text import Span

_LOCATED = re.compile(r"(?:总部)?(?:位于|坐落于|坐落在|地处|落户于?|设在|设立在|注册在了?)")
_PART = re.compile(r"(?:隶属于|下属于|是.{0,4}的组成部分)")
_WITH = re.compile(r"(?:与|和|同|会同|联合|携手)")
_COOPERATES = re.compile(r"(?:[^。；\n]{0,16}?)(?:签署|签订|签约|合作|共建|联合|达成|共同|举行签约)")
_MAKES = re.compile(
    r"[^，。；：！？\n]{0,6}?(?:自主|独立|成功)?(?:研发|研制|生产|制造|开发|推出|打造)[^，。；：！？\n]{0,12}"
)
_OWNS = re.compile(r"(?:投资建设了?|全资拥有|控股了?|旗下的?|子公司|收购了?)")


def find(
    reading: Reading, names: Names, documents: list[PolicyDocument], programmes: list[Programme]
) -> list[Relation]:
    """Every relation of the article, each once, with the characters it is told in."""
    found: dict[tuple[str, str, str], Relation] = {}
    for relation in [
        *_aliases(names),
        *_leads(names),
        *_parts(names),
        *_between(reading.text, names),
        *_issued(documents),
        *_produced(names, programmes),
    ]:
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


_HEADS = ("书记", "长", "主任", "总经理", "总裁", "主席", "首席执行官", "CEO", "创始人", "负责人", "董事长")
_NOT_THE_HEAD = re.compile(
    r"副|助理|原|前任|曾|时任|名誉|荣誉|候任|秘书|[科处股室系班组队]长|[^、]{1,8}[部科处室系]"
)
"""Deputies, those who led once, and heads of a part of the house."""


def _leads(names: Names) -> Iterator[Relation]:
    """A person with a title that leads (书记, 主任, 总经理…) and the employer it was found with."""
    for person in names.people:
        titles = (person.title or "").split("、")
        heads = any(title.endswith(_HEADS) and not _NOT_THE_HEAD.match(title) for title in titles)
        if (
            heads
            and person.organisation
            and not person.review
            and not _NOT_THE_HEAD.search(person.title or "")
        ):
            yield Relation(
                mentions=person.mentions[:1],
                rule="relations.leads",
                type="leads",
                subject=person.name,
                object=person.organisation,
            )


def _issued(documents: list[PolicyDocument]) -> Iterator[Relation]:
    """A policy that somebody issued, a report or declaration that somebody released."""
    for document in documents:
        if document.issuer:
            yield Relation(
                mentions=document.mentions[:1],
                rule="relations.issuer",
                type="issued" if document.type == "policy" else "released",
                subject=document.issuer,
                object=document.name,
            )


def _produced(names: Names, programmes: list[Programme]) -> Iterator[Relation]:
    """某公司研制的|“…”芯片: a product behind the firm that makes it, in one clause."""
    for programme in programmes:
        at = programme.mentions[0].start
        maker = names.organisation_before(at) if programme.type in ("product", "system") else None
        span = next((span for span in reversed(maker.mentions) if span.end <= at), None) if maker else None
        if maker and span and _MAKES.fullmatch(names.text[span.end : at]):
            yield Relation(
                mentions=(Span(span.start, programme.mentions[0].end),),
                rule="relations.produces",
                type="produces",
                subject=maker.name,
                object=programme.name,
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
    kind = _kind(text, left, right, end)
    if kind:
        yield Relation(
            mentions=(Span(left.start, right.end),),
            rule=f"relations.{kind}",
            type=kind,
            subject=left.fact.name,
            object=right.fact.name,
        )


def _kind(
    text: str, left: Mention, right: Mention, end: int
) -> Literal["located_in", "part_of", "cooperates_with", "owner_of"] | None:
    gap, one, other = text[left.end : right.start], left.fact, right.fact
    if isinstance(one, Person) or isinstance(other, Person) or one.name == other.name:
        return None
    if isinstance(other, Place) and _LOCATED.fullmatch(gap):
        return "located_in"
    if _PART.fullmatch(gap):
        return "part_of"
    if isinstance(one, Organisation) and isinstance(other, Organisation):
        if _WITH.fullmatch(gap) and _COOPERATES.match(text[right.end : min(end, right.end + 24)]):
            return "cooperates_with"
        if _OWNS.fullmatch(gap):
            return "owner_of"
    return None
