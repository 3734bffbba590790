"""Whether a figure is reached, aimed at, forecast or past: what has the most evidence.

The words of evidence tell of its date (``date ahead``), of the clauses up to it by their cues (``cues.py``: ``own target``,
``before forecast``; ``near actual`` of the nearest that has any) and of turns of phrase (``data/status.yaml``), those again with
whether the date is ahead, over or open. What each weighs stands in ``data/status_weights.yaml``: ``exp(sum of weights)`` is in
proportion to the chance of a status, that of ``actual`` being 1 (decision 0032).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cache
from typing import Literal, NamedTuple

from twinwheel.reading.facts.indicators.clauses import Clause, Clauses
from twinwheel.reading.facts.indicators.cues import Cues, cues_before, cues_of
from twinwheel.reading.facts.indicators.sections import Sections, is_ahead
from twinwheel.reading.facts.model import Reading
from twinwheel.reading.facts.moments import When
from twinwheel.reading.facts.numbers import Number
from twinwheel.reading.facts.tables import table

Status = Literal["actual", "target", "forecast", "historic"]
OTHERS: tuple[Status, ...] = ("target", "forecast", "historic")
"""What needs evidence: a figure about which nothing is said is actual."""

FROM = re.compile(r"(?:从|由|自)[^，。；\n]{0,14}$")
HELD_AGAINST = re.compile(r"(?:比|较)[^，。；\n]{1,16}的$")
STANDING = re.compile(str(table("status")["standing"]["clause"]))
_FORMER = re.compile(r"比[^，。；]{0,8}同期的$")
_OPPOSED = re.compile(r"相[比较](?:于)?[^，。；\n]{1,12}的$")
_WAS = re.compile(
    r"^[^，。；\n]{0,4}?(?:发展|提高|增加|增长|缩减|缩短|下?降|上升|跃升|压缩|减少|扩大|提升|扩展|收窄|放缓|回[落升]|升|增|减|涨)[了]?(?:到|至|为)|^[^，。；\n\d]{0,2}[转改变](?:[为成]|[负正])"
    r"|^[^，。；、\n\d]{0,8}[一-鿿](?:到|至|成)(?:了|(?:目前|现在|如今|今天|眼下|当前)的)?[约近超]?[\d一二两三四五六七八九十百千第]"
)
_CHANGED = re.compile(r"[^，。；、\n\d]{0,4}?[增减多少高低升降提涨跌快慢翻]")
_BASE = re.compile(r"(?<![相对占同环])(?:比(?![重例赛拼如较])|较)[^，。；\n]{2,20}$")
_BASE_CHANGED = re.compile(r"(?:上?下?[增减涨跌降升]|多[出了]|少了|提高|回[落升])")
_THEN = re.compile(
    r"这[一个]?数[字据]?[^，。变达升增扩涨到]{0,3}?(?:[还只仅为是才])|[只仅]|(?<!人)才(?![能会可])|不[足到]"
)
_BUT_NOW = re.compile(
    r"[^。！？\n“”]{0,24}[，；](?:而|可|但)?(?:如今|现在|这[回次]|而今|眼下|今天)(?=[^。\n]{0,16}[\d一二两三四五六七八九十])"
)
_DONE = re.compile(r"已(?!经?(?:成为|是))")
_DOES = re.compile(r"设立|[建创]设|[新扩改]建|新增|培育|引进|实施|推[进广]|打造|改造|组建|布局|发展|支持")
_ARRANGES = re.compile(r"(?:安排|筹措|筹集|统筹|整合)[^，。；\n]{0,16}$")
_MUST_HAVE = re.compile(
    r"应|须|申[报请]|承诺|给予|补[助贴]|奖励|始终|一直|历来|一般|以上|具[有备]|符合|满足|条件|的企业"
)
_ONCE_READY = re.compile(
    r"(?:运营|投运|投用|启用|使用|开业|开园|开诊|开馆|开港|开学|开通|贯通|通车|通航|交付|落成|建成|达产|投产|满产|量产|完工|竣工|完成|并网|并线|封顶|实施|推广|铺开|到位|改造|扩建|落地|上线|入驻)[^，。；已了\d]{0,4}(?<!最)(?:之|以)?后(?!来|期|台|续)[^。；！？\n已累了曾]{0,30}?"
    r"(?:可(?!比|持续|再生|支配)|能(?![源量力耗])|每年|每[天月日]|年产(?!业|品)|年均|年处理|年[发供用减节输出吞加生][一-鿿]{0,4}|日产|日处理|日均|日供|预计|料|将(?!近))[^。；！？\n已累了曾]{0,40}$"
    r"|(?:计划|预计|将|拟)[^。；\n已]{0,20}(?:投产|投运|投用|启用|建成|竣工|完工|达产)[，,](?:届时)?[^，。；\n已]{0,4}(?:年|一天|每[天月日])(?:可|能)[^。；！？\n已累了曾]{0,24}$"
)
"""运营后每年可完成…, 投用后，年处理能力…: when it is ready. 投用后已接待… is told of what was."""
_FAR = 120
"""Characters of a sentence before the figure, or before a semicolon, that are looked at."""
_TAIL = 60
"""Characters of a clause before the figure where a turn that ends at it is looked for."""
_ALREADY = re.compile(
    r"现有|现状|总数|已|目前|累计|以来|为止|过去|历史|首次突破|提前(?:实现|完成)|创[^，。]{0,8}新高|同比|给予|补助|奖励|补贴|贴息|最高|不超过|资助|奖补|以上的"
)
"""In a section of plans, what is so already, or what would be paid."""
_STOP = re.compile(r"[。！？\n]")
_AGO = "一二两三四五六七八九十123456789"
_BEHIND = 30
"""Characters behind the clause of a figure that may say that it is so: 实现收入5亿元，|同比增长6%."""
_CLASSED = ("ratio", "money", "times", "points")


class Turn(NamedTuple):
    """A turn of phrase and where it is looked for."""

    word: str
    pattern: re.Pattern[str]
    unless: re.Pattern[str] | None


class Statuses:
    """Tells the status of one figure after another."""

    def __init__(self, reading: Reading, clauses: Clauses, sections: Sections) -> None:
        self._text = reading.text
        self._clauses = clauses
        self._sections = sections
        self._published = reading.date
        self._known: dict[Clause, Cues] = {}
        """Of clauses before that of a figure."""

    def of(self, number: Number, when: When | None, *, in_fact: bool, whole: Status | None = None) -> Status:
        """``when`` is the date of the figure's sentence; ``in_fact``: the last dated figure of the paragraph is a fact;
        ``whole`` is the status of what it is a part of."""
        return likeliest(self.evidence(number, when, in_fact=in_fact, whole=whole), _weights())

    def evidence(
        self, number: Number, when: When | None, *, in_fact: bool, whole: Status | None = None
    ) -> set[str]:
        """The words of evidence about a figure, those with its date too."""
        clauses = self._clauses.before(number.start)
        date = self._date(when)
        words = {"always", f"date {date}"}
        if self._sections.at(number.start).plans:
            words |= {"plans", f"plans, date {date}"}
            if not self._is_already(clauses):
                words |= {"plans alone", f"plans alone, date {date}"}
        if when is not None and when.start >= clauses[0].start:
            words.add("date own")
        if in_fact:
            words.add("in fact")
        if whole:
            words.add(f"whole {whole}")
        if number.kind in _CLASSED:
            words.add(f"kind {number.kind}")
        over = date if date in ("ahead", "now") else "over" if date.startswith("over") else "open"
        for word in (
            *self._cues(clauses, number),
            *self._turns(clauses, number),
            *self._told(clauses, number, when),
        ):
            words |= {word, f"{word}, {over}"}
        return words

    def _is_already(self, clauses: Sequence[Clause]) -> bool:
        """Something in the sentence says that it is so, or that it is what would be paid."""
        end = clauses[0].end
        stop = _STOP.search(self._text, end - 1, end + _BEHIND)
        return (
            _ALREADY.search(self._text, clauses[-1].start, stop.start() if stop else end + _BEHIND)
            is not None
        )

    def _date(self, when: When | None) -> str:
        """``none``, ``vague``, ``ahead``, ``now``, or ``over`` with how many years ago, at most 3."""
        if when is None or when.iso is None:
            return "none" if when is None else "vague"
        if is_ahead(when, self._published) or (when.role == "by" and self._published is None):
            return "ahead"
        if not self._has_ended(when) or self._published is None:
            return "now"
        return f"over {min(self._published.year - int(when.iso.rpartition('/')[2][:4]), 3)}"

    def _cues(self, clauses: Sequence[Clause], number: Number) -> Iterator[str]:
        nearest = True
        for clause in clauses:
            own = clause is clauses[0]
            cues = self._of_clause(clause, number if own else None)
            if not any(cues):
                continue
            said = [name for name in Cues._fields if getattr(cues, name)]
            yield from (f"{'own' if own else 'before'} {name}" for name in said)
            if nearest:
                yield f"near {said[0]}"
                nearest = False

    def _turns(self, clauses: Sequence[Clause], number: Number) -> Iterator[str]:
        end = number.start
        start, own = max(clauses[-1].start, end - _FAR), max(clauses[0].start, end - _TAIL)
        for turn in _table("clause"):
            if turn.pattern.search(self._text, own, end) and not (
                turn.unless and turn.unless.search(self._text, own, end)
            ):
                yield turn.word
        yield from (turn.word for turn in _table("sentence") if turn.pattern.search(self._text, start, end))
        yield from (turn.word for turn in _table("behind") if turn.pattern.match(self._text, number.end))

    def _told(self, clauses: Sequence[Clause], number: Number, when: When | None) -> Iterator[str]:
        """What no pattern alone can tell."""
        start, own = max(clauses[-1].start, number.start - _FAR), clauses[0].start
        if self._is_former(number, self._text[own : number.start]):
            yield "former"
        if self._is_floor(number, when, start):
            yield "floor"
        if self._goes_on(clauses, when):
            yield "goes on"
        if self._is_once_ready(start, number.start, when):
            yield "once ready"
        if any(
            each.role == "from" and self._is_day_ahead(each)
            for each in self._sections.between(start, number.start)
        ):
            yield "to start"
        if when is None:
            return
        if when.end <= own and _DONE.search(self._text, when.end, number.start):
            yield "done by then"
        if self._is_contrasted(when, number):
            yield "in contrast"
        if self._is_then(when, number):
            yield "only then"
        if (
            when.role == "before"
            and when.precision == "year"
            and when.relative
            and self._text[when.start] in _AGO
        ):
            yield "years ago"

    def _of_clause(self, clause: Clause, number: Number | None) -> Cues:
        if number is not None:
            return cues_of(self._text[clause.start : number.start])
        if clause not in self._known:
            self._known[clause] = cues_before(self._text[clause.start : clause.end])
        return self._known[clause]

    def _is_former(self, number: Number, here: str) -> bool:
        """从30万元提高到50万元: the first of the two. 比去年同期的196.4万标箱增加: what it is held against."""
        after = self._text[number.end : number.end + 24]
        if number.kind not in ("ratio", "points", "times") and (
            _OPPOSED.search(here[-18:]) or (_BASE.search(here[-24:]) and _BASE_CHANGED.match(after))
        ):
            return True
        if _FORMER.search(here) or (HELD_AGAINST.search(here[-18:]) and _CHANGED.match(after)):
            return True
        return bool(FROM.search(here[-24:]) and _WAS.match(after))

    def _is_floor(self, number: Number, when: When | None, start: int) -> bool:
        """占比不低于65%: who sets a least amount aims at it, unless that is what others must have."""
        if self._text[number.start : number.start + 3] not in ("不低于", "不少于"):
            return False
        arranged = _ARRANGES.search(self._text, start, number.start) is not None
        over = when is not None and self._has_ended(when)
        return not over and (arranged or not _MUST_HAVE.search(self._text, start, number.start))

    def _goes_on(self, clauses: Sequence[Clause], when: When | None) -> bool:
        """到2025年产值达到700亿元；设立10亿元的基金: the second of two aims, in a sentence of both."""
        start = clauses[-1].start
        if self._text[start - 1 : start] != "；" or not _DOES.match(self._text, start):
            return False
        if when is not None and self._has_ended(when):
            return False
        before = re.split(r"[。！？\n]", self._text[max(start - _FAR, 0) : start])[-1]
        cues, dates = cues_of(before), self._sections.between(start - len(before), start)
        ahead = any(is_ahead(each, self._published) for each in dates)
        return (ahead or cues.target) and not cues.actual

    def _is_once_ready(self, start: int, end: int, when: When | None) -> bool:
        """投用后将新增岗位900个; what was told of a month that is over, or of a day after it is ready, is not."""
        ready = _ONCE_READY.search(self._text, start, end)
        if ready is None or when is None or when.end <= ready.start():
            return ready is not None
        ahead = is_ahead(when, self._published)
        return not self._has_ended(when) and not (when.start > ready.start() and ahead)

    def _is_then(self, when: When, number: Number) -> bool:
        """2013年只有38家, 去年这一数字为3568亿元: told to hold something later against it."""
        if when.iso is None or self._published is None or when.end > number.start:
            return False
        then = _THEN.search(self._text, when.end, min(number.start, when.end + 24))
        if then is None or "\n" in self._text[when.end : number.start]:
            return False
        year = int(when.iso.rpartition("/")[2][:4])
        return year < self._published.year - 1 or (then[0][0] == "这" and year < self._published.year)

    def _is_contrasted(self, when: When, number: Number) -> bool:
        """去年要等70天；这回只要22天: told to hold today against it."""
        if when.iso is None or self._published is None or when.end > number.start:
            return False
        if when.iso.rpartition("/")[2][:4] >= str(self._published.year):
            return False
        return _BUT_NOW.match(self._text, number.end, number.end + 60) is not None

    def _is_day_ahead(self, when: When) -> bool:
        if self._published is None or when.iso is None or len(when.iso) != 10:
            return is_ahead(when, self._published)
        return when.iso > self._published.isoformat()

    def _has_ended(self, when: When) -> bool:
        """It ended before the year of publication, or before its month."""
        if when.iso is None or self._published is None or is_ahead(when, self._published):
            return False
        end = when.iso.rpartition("/")[2]
        return len(end) > 4 or end < str(self._published.year)


def likeliest(words: Collection[str], weights: Mapping[str, Mapping[Status, float]]) -> Status:
    """The status that has the most evidence; ``actual`` needs none. In order, so that every run adds up the same."""
    scores = dict.fromkeys(OTHERS, 0.0)
    for word in sorted(words):
        for status, weight in weights.get(word, {}).items():
            scores[status] += weight
    best = max(OTHERS, key=lambda status: scores[status])
    return best if scores[best] > 0 else "actual"


@cache
def _table(place: str) -> tuple[Turn, ...]:
    """The turns of phrase that are looked for there."""
    return tuple(
        Turn(word, re.compile(told[place]), re.compile(told["unless"]) if "unless" in told else None)
        for word, told in table("status").items()
        if place in told
    )


@cache
def _weights() -> dict[str, dict[Status, float]]:
    found: dict[str, dict[Status, float]] = table("status_weights")
    return found
