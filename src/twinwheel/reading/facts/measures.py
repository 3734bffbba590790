"""Measures: what an actor does for someone, or asks of them, in the prose of policy.

``对首次上市的企业，市财政给予最高500万元奖励`` has an actor (市财政), an instrument (给予), an object and
a condition. Every clause gives one measure at most. Wishes (希望, 建议) are asks, and quoted wishes too.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cache
from typing import NamedTuple

from twinwheel.reading.facts.indicators.clauses import Clause, Clauses, clauses_of
from twinwheel.reading.facts.model import Measure, Person, Reading
from twinwheel.reading.facts.names import Mention, Names
from twinwheel.reading.facts.tables import any_of, table
from twinwheel.reading.text import Span

_LONGEST = 120
_ENUMERATOR = r"(?:[一二三四五六七八九十]是|[（(][一二三四五六七八九十\d]{1,3}[）)]|[一二三四五六七八九十\d]{1,3}[、.．])"
_CONDITION = re.compile(
    r"^(?:对于?|凡|符合|经|在|获|入选|首次|年|新)[^\n]{2,100}的$"
    r"|^(?:对于?|凡|凡是)[^\n]{4,100}(?:企业|机构|项目|单位|人才|个人|园区|平台|组织|团队|人员|基地|产品|载体|主体|家庭|农户|商户)$"
)
_NAMED = re.compile(r"《[^《》\n]{1,120}》|“[^“”\n，。]{1,20}”")
_FOR_WHOM = re.compile(r"^对(?!于)(?P<who>[^\n]{2,60}?)(?:，|,)?(?:市财政|区财政|财政)?$")
_PAIRS = {"”": "“", "’": "‘", "」": "「", "）": "（", ")": "("}


@cache
def _set(key: str) -> frozenset[str]:
    return frozenset(table("measures")[key])


@cache
def _verb() -> re.Pattern[str]:
    data = table("measures")
    return re.compile(
        rf"(?P<verb>{any_of([*data['strong'], *data['weak'], *data['doubled']])})(?!{any_of(data['noun_after'])})"
    )


@cache
def _before_verb() -> re.Pattern[str]:
    return re.compile(rf"(?:{any_of(table('measures')['adverbs'])})+$")


@cache
def _wish() -> re.Pattern[str]:
    return re.compile(any_of(table("measures")["wishes"]))


@cache
def _prose() -> re.Pattern[str]:
    return re.compile(any_of(table("measures")["prose"]))


def find(reading: Reading, names: Names) -> list[Measure]:
    """The measures of the article in the order of the text, one a clause."""
    text = reading.text
    clauses = clauses_of(text)
    actors = _Actors(text, names, clauses)
    policy = _policy_sentences(text, clauses)
    titles = [part for part in reading.parts if part.role in ("title", "subtitle", "heading", "byline")]
    starts = [part.start for part in titles]
    found: list[Measure] = []
    wished = -1
    for index, clause in enumerate(clauses.all):
        at = bisect_right(starts, clause.start) - 1
        if at >= 0 and clause.start < titles[at].end:
            continue
        if _wish().search(text, clause.start, clause.end):
            wished = clause.sentence
        if clause.sentence == wished or clause.end - clause.start > _LONGEST:
            continue
        measure = _measure(text, clauses, index, actors, clause.sentence in policy)
        if measure:
            found.append(measure)
    return found


def _policy_sentences(text: str, clauses: Clauses) -> set[int]:
    return {clause.sentence for clause in clauses.all if _prose().search(text, clause.start, clause.end)}


def _measure(text: str, clauses: Clauses, index: int, actors: _Actors, policy: bool) -> Measure | None:
    clause = clauses.all[index]
    verb = _instrument(text, clause, actors, policy)
    if verb is None or text[clause.end : clause.end + 1] in ("？", "?"):
        return None
    start, instrument = verb
    actor = actors.of(index, start)
    if actor.is_firm and instrument in _set("weak"):
        return None
    end = clause.end - len(_closing(text, clause))
    what = text[start + len(instrument) : end].strip()
    if len(what) < 2:
        return None
    head = text[clause.start : start]
    condition_span = _condition(text, clauses, index)
    whom = _FOR_WHOM.match(_before_verb().sub("", head))
    first = clause.start + (len(head) - len(head.lstrip(" ○•—“‘·")))
    return Measure(
        mentions=(Span(condition_span.start if condition_span else first, end),),
        rule="instrument",
        actor=actor.name,
        instrument=instrument,
        object=what if whom is None else f"{whom['who']}：{what}",
        condition=text[condition_span.start : condition_span.end] if condition_span else None,
    )


def _closing(text: str, clause: Clause) -> str:
    """Closing marks at its end that were opened before it."""
    end = clause.end
    while (
        end > clause.start
        and text[end - 1] in _PAIRS
        and _PAIRS[text[end - 1]] not in text[clause.start : end]
    ):
        end -= 1
    return text[end : clause.end]


def _instrument(text: str, clause: Clause, actors: _Actors, policy: bool) -> tuple[int, str] | None:
    """The first verb of policy that is the verb of its clause, and where it stands."""
    for match in _verb().finditer(text, clause.start, clause.end):
        verb, around = match["verb"], _NAMED.finditer(text, max(clause.start - 60, 0), clause.end + 60)
        if (
            any(named.start() < match.start() < named.end() for named in around)
            or actors.is_name(match.start())
            or ((verb in _set("weak") or verb == "降低") and _FIGURE.match(text, match.end()))
        ):
            continue
        strong = verb in _set("strong") or verb in _set("doubled")
        if not (strong or policy):
            continue
        before = text[clause.start : match.start()]
        if "如何" in before:
            return None
        if before.endswith(tuple(_set("noun_before"))):
            continue
        if _is_main(before):
            return match.start(), verb
    return None


_FIGURE = re.compile(r"(?:了|到|至|为|约|近|超过?)?[\d]")
_SUBJECT = re.compile(rf"^(?:{_ENUMERATOR})?[^的]{{0,40}}$")


def _is_main(before: str) -> bool:
    """Nothing stands before the verb but a subject, a time, an enumerator, for whom, and adverbs."""
    head = _before_verb().sub("", before)
    if len(head) <= 1 or re.fullmatch(_ENUMERATOR, head):
        return True
    if head.startswith(("对", "为", "通过", "以", "在", "针对", "围绕", "依托", "由")):
        return True
    return head != before or (len(head) <= 14 and bool(_SUBJECT.match(head)))


def _condition(text: str, clauses: Clauses, index: int) -> Span | None:
    """对…的，in the clause before, or the clauses before that lead up to it."""
    if index == 0:
        return None
    here, before = clauses.all[index], clauses.all[index - 1]
    said = text[before.start : before.end]
    if before.sentence != here.sentence or len(said) > _LONGEST:
        return None
    if _CONDITION.match(said):
        return Span(before.start, before.end)
    if index > 1:
        first = clauses.all[index - 2]
        joined = text[first.start : before.end]
        if first.sentence == here.sentence and len(joined) <= _LONGEST and _CONDITION.match(joined):
            return Span(first.start, before.end)
    return None


class _Actor(NamedTuple):
    name: str | None
    is_firm: bool = False


class _Actors:
    """Who acts: the subject of the clause, of the sentence, or who the paragraph is about."""

    def __init__(self, text: str, names: Names, clauses: Clauses) -> None:
        self._text = text
        self._clauses = clauses
        self._names = names
        self._by_clause: dict[int, list[Mention]] = {}
        self._firms = {each.name for each in names.organisations if each.type in ("enterprise", "media")}
        for mention in names.named_within(0, len(text)):
            self._by_clause.setdefault(clauses.at(mention.start), []).append(mention)

    def of(self, index: int, until: int) -> _Actor:
        here = self._clauses.all[index]
        for at in range(index, max(index - 12, -1), -1):
            clause = self._clauses.all[at]
            if clause.paragraph != here.paragraph:
                break
            for mention in self._by_clause.get(at, ()):
                if mention.end <= until and self._acts(clause, mention):
                    name = (
                        mention.fact.organisation if isinstance(mention.fact, Person) else mention.fact.name
                    )
                    return _Actor(name, name in self._firms)
        return _Actor(None)

    def is_name(self, position: int) -> bool:
        """人力资源和社会保障厅: 保障 is part of a name."""
        mention = self._names.named_at(position)
        return mention is not None and mention.start < position

    def _acts(self, clause: Clause, mention: Mention) -> bool:
        before = self._text[clause.start : mention.start]
        if before.endswith(_NO_ACTOR_AFTER):
            return False
        fact = mention.fact
        return not isinstance(fact, Person) or bool(fact.organisation)


_NO_ACTOR_AFTER = (
    "支持",
    "与",
    "对",
    "为",
    "在",
    "向",
    "到",
    "引进",
    "包括",
    "和",
    "、",
    "据",
    "从",
    "《",
    "“",
)
