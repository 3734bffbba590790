"""The time of a figure whose own sentence names none: of all times around it, what has the most evidence.

A time that was said goes on to the next figures, but not to all of them. What speaks for each candidate is a handful
of words; ``data/date_weights.yaml`` says what each weighs, as for scopes (decision 0022). The candidates are

``last``
    the time of the last figure before that is aimed at, or reached, as this one is;
``opening``
    that of the first figure of the paragraph;
``topic``
    the period title or heading are about; ``lead``: the one the article begins with;
``event``
    the day of the event that a sentence before tells of;
``none``
    no time: it holds now, or for as long as there is what it measures.

Each says how far away it was named (``last/next``, ``last/before``), whose it was (``last/other``), and what kind of
time it is for what kind of figure (``period/flow``, ``point/stock``); ``none/…`` is what speaks for no time at all.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from math import exp
from typing import NamedTuple

from twinwheel.reading.facts.indicators.clauses import Clauses
from twinwheel.reading.facts.indicators.sections import Sections, is_ahead
from twinwheel.reading.facts.indicators.status import STANDING, Status
from twinwheel.reading.facts.moments import When
from twinwheel.reading.facts.numbers import Number
from twinwheel.reading.facts.tables import table

_SINCE_THEN = re.compile(r"目前|已|现有|累计|如今|现在|过去|至今|眼下|正在|在建")
_FLOW = re.compile(
    r"实现|完成|接待|运送|发送|开行|收入|产值|产量|营收|利润|净利|税收|税金|缴税|进出口|出口|进口|销售|成交|零售|增加值|生产总值|支出|消费|交易额|吞吐量"
)
_ADDED = re.compile(
    r"新增|新建|新签|新设|新注册|新开|改造|发放|办理|受理|投放|签约|引进|培训|审结|接种|压减|关停|举办|组织"
)
_GROWTH = re.compile(r"同比|环比|增长|下降|回落|提高|提升|上升|减少|增速|增幅|占比|占|比重")
_STOCK = re.compile(
    r"拥有|现有|共有|设有|集聚|聚集|入驻|余额|总数|达到?|覆盖|员工|职工|从业|人口|存量|保有|在[建校岗]|有$"
)
_TERMS = re.compile(
    r"给予|补助|奖励|补贴|贴息|最高|不超过|资助|奖补|每[一-鿿]{1,3}[补奖]|额度|利率|费率|价格|[票售电水]价"
)
_EACH = re.compile(r"每|一[家位个名台条]|单[个台笔]|起步|平均|只要|只需|仅需|用时|缩短|压缩")
SINGLE = re.compile(r"[，]?单[月日季]|当[月日天季]|[一-鿿]{0,2}瞬时|最高")
_CAN = re.compile(r"可(?!比|持续|支配|再生|转[债换])|能力|能够")
_BEGINS = re.compile(r"(?:分|从|按)[^，。；\n]{1,8}看|其中|同期|年末|合计|此外|同时|截至")
_ATTENDS = re.compile(r"参[加会展赛与]|出席|到[会场]|与会|[应实]到|嘉宾|代表|观众|来自|签约|成交|本届|现场")
"""500余人参加: of the event itself, not of what was opened there."""
_FAR = 400
"""Characters before a figure that are looked at."""
_EARLY = 4
"""Paragraphs that are still about what the article begins with, its title counted."""
_BULLET = re.compile(r"[—•●·■◆\-*]|[（(]?[一二三四五六七八九十\d]{1,2}[）)、.．]")
_KINDS = {"count": "count", "money": "money", "ratio": "ratio", "points": "ratio", "time": "time"}

Words = tuple[str, ...]


class Said(NamedTuple):
    """The time of a figure that had one."""

    when: When
    paragraph: int
    sentence: int
    point: bool
    """It is the day of a count: 截至6月30日."""
    owner: str | None
    single: bool
    """It is a part that is told beside the whole: 4月单月…."""


class Candidate(NamedTuple):
    when: When | None
    evidence: Words


class Carrying:
    """Told of every figure with a time, and asked for those without, in the order of the text."""

    def __init__(self, text: str, clauses: Clauses, sections: Sections) -> None:
        self._text = text
        self._clauses = clauses
        self._sections = sections
        self._last: dict[bool, Said] = {}
        """Of what is and of what is aimed at."""
        self._opening: dict[bool, Said] = {}
        self._previous: tuple[int, str | None] = (-1, None)
        """The last figure: its sentence and time."""

    def heed(self, said: Said, aim: bool) -> None:
        """A figure had this time."""
        self._last[aim] = said
        opening = self._opening.get(aim)
        if opening is None or opening.paragraph != said.paragraph:
            self._opening[aim] = said

    def went(self, number: Number, as_of: str | None) -> None:
        """What time the figure got in the end."""
        self._previous = (self._clauses.all[self._clauses.at(number.start)].sentence, as_of)

    def of(self, number: Number, status: Status, owner: str | None, event: When | None) -> When | None:
        """The time that most speaks for; None where most speaks for none."""
        return chosen(self.candidates(number, status, owner, event))

    def candidates(
        self, number: Number, status: Status, owner: str | None, event: When | None
    ) -> list[Candidate]:
        times = list(self._times(number, status in ("target", "forecast"), owner, event))
        if not times:
            return [Candidate(None, ("none",))]
        kind = self._kind(number)
        none = ("none", *(f"none/{word}" for word in self._for_none(number, status, kind)))
        found = [Candidate(None, (*none, *self._kept(None, number)))]
        alone = ("alone",) if len(times) == 1 else ()
        for when, point, words in times:
            shape = "point" if point else "day" if when.precision in ("day", "days") else "period"
            kept = self._kept(when.iso, number)
            fits = (f"{shape}/{word}" for word in kind)
            found.append(Candidate(when, (*words, shape, *kept, *fits, *alone)))
        return found

    def _kept(self, iso: str | None, number: Number) -> Iterator[str]:
        """The figure before it in the sentence has this time, or another."""
        sentence, before = self._previous
        if sentence == self._clauses.all[self._clauses.at(number.start)].sentence:
            yield "kept" if iso == before else "left"

    def _times(
        self, number: Number, aim: bool, owner: str | None, event: When | None
    ) -> Iterator[tuple[When, bool, list[str]]]:
        last, opening = self._last.get(aim), self._opening.get(aim)
        if last:
            yield last.when, last.point, self._at("last", last, number, owner)
        if last and opening and opening.when.iso != last.when.iso:
            yield opening.when, opening.point, self._at("opening", opening, number, owner)
        section = self._sections.at(number.start)
        ahead = section.topic and is_ahead(section.topic, self._sections.published)
        if section.topic and (aim or not ahead) and (section.plans or not aim):
            yield section.topic, False, ["topic", "topic/heading" if section.start else "topic/title"]
        lead = self._sections.lead
        if lead and not aim:
            listed = _BULLET.match(self._text, self._clauses.paragraph(number.start))
            early = self._clauses.all[self._clauses.at(number.start)].paragraph < _EARLY
            yield (
                lead,
                False,
                ["lead", "lead/listed" if listed else "lead/text", "lead/early" if early else "lead/late"],
            )
        if event:
            there = _ATTENDS.search(self._text, self._clauses.before(number.start)[-1].start, number.end + 8)
            yield event, False, ["event", "event/there" if there else "event/aside"]

    def _at(self, what: str, said: Said, number: Number, owner: str | None) -> list[str]:
        here = self._clauses.all[self._clauses.at(number.start)]
        if said.paragraph == here.paragraph:
            away = min(here.sentence - said.sentence, 3)
            words = [what, f"{what}/{('same', 'next', 'near', 'far')[away]}"]
            if (
                0 < away < 3
                and self._text.find("。", max(said.when.end, number.start - _FAR), number.start) < 0
            ):
                words.append(f"{what}/listed on")  # only semicolons stand between them
        else:
            away = min(here.paragraph - said.paragraph, 3)
            words = [what, f"{what}/{('before', 'earlier', 'long')[away - 1]}"]
            start = self._clauses.paragraph(number.start)
            if _BULLET.match(self._text, start):
                words.append(f"{what}/listed")
            if _BEGINS.match(self._text, self._clauses.before(number.start)[-1].start):
                words.append(f"{what}/goes on")
        if self._text.startswith("其中", self._clauses.before(number.start)[-1].start):
            words.append(f"{what}/part")
        if said.single:
            words.append(f"{what}/single")
        if owner and said.owner:
            words.append(f"{what}/own" if owner == said.owner else f"{what}/other")
        return words

    def _kind(self, number: Number) -> list[str]:
        """What kind of figure it is."""
        said = self._text[self._clauses.all[self._clauses.at(number.start)].start : number.start]
        words = []
        for word, pattern in (("growth", _GROWTH), ("flow", _FLOW), ("added", _ADDED), ("stock", _STOCK)):
            if pattern.search(said):
                words.append(word)
                break
        return words or ["other"]

    def _for_none(self, number: Number, status: Status, kind: list[str]) -> Iterator[str]:
        clauses = self._clauses.before(number.start)
        said = self._text[clauses[0].start : number.start]
        yield _KINDS.get(number.kind, "size")
        yield from kind
        yield status
        if STANDING.search(said):
            yield "standing"
        if _SINCE_THEN.search(self._text, clauses[-1].start, number.start):
            yield "since"
        if _TERMS.search(said):
            yield "terms"
        if _EACH.search(said):
            yield "each"
        if _CAN.search(said):
            yield "can"
        start = max(self._clauses.paragraph(number.start), number.start - _FAR)
        if self._text.rfind("“", start, number.start) > self._text.rfind("”", start, number.start):
            yield "quoted"


def chosen(candidates: Sequence[Candidate]) -> When | None:
    """What is most likely; the evidence of the same time at several places is taken together."""
    chances: dict[str | None, float] = {}
    whens: dict[str | None, When | None] = {}
    for when, evidence in candidates:
        iso = when.iso if when else None
        chances[iso] = chances.get(iso, 0.0) + exp(score(evidence))
        whens.setdefault(iso, when)
    return whens[max(chances, key=lambda iso: chances[iso])]


def score(evidence: Words) -> float:
    weights = _weights()
    return sum([weights.get(word, 0.0) for word in evidence])


@cache
def _weights() -> dict[str, float]:
    return {str(word): float(weight) for word, weight in table("date_weights").items()}
