"""Asks: who asks whom for what. 希望有关部门能…, 建议…, 诉求是…, 能不能把…, 诚邀…, and titles that ask (尽快完善…).

What is asked is a clause; a verb of asking that takes the clause directly is part of it (希望镇里能…), one with
a mark behind it is not (建议，…). A noun (提出了一些期待) asks nothing, nor does what one plans to do oneself,
nor an editor's note, unless it invites.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from twinwheel.reading.facts import ask_ends, asking_titles, lexicon, speech, wishes
from twinwheel.reading.facts.addressees import addressee
from twinwheel.reading.facts.askers import Asker, Askers
from twinwheel.reading.facts.candidates import Cover
from twinwheel.reading.facts.model import Ask, Quote, Reading
from twinwheel.reading.facts.names import Names
from twinwheel.reading.facts.triggers import VERBS, Trigger, trigger_at, triggers
from twinwheel.reading.text import Span

LONGEST_ASK = 200
"""Characters of one ask."""
LEAST_ASK = 4
"""Characters of what is asked."""
SHORT = 6
"""Characters below which a clause takes the next one along (呼吁，适当放宽…)."""
_CLAUSE_END = "，。；！？,;!?\n”’—"
_DOCUMENT = re.compile(r"《[^《》\n]{1,80}》")
_MARKS = '，,：: “‘"「'


def find(reading: Reading, names: Names, quotes: list[Quote]) -> list[Ask]:
    """Every ask of the article, in order. ``quotes`` tell who speaks where."""
    found = [*asking_titles.in_titles(reading, names)]
    if reading.kind not in ("imprint", "junk"):
        taken = [mention for ask in found for mention in ask.mentions]
        taken += [Span(*title.span()) for title in _DOCUMENT.finditer(reading.text)]
        asked = _Finder(reading, names, quotes).find(taken)
        found += [ask for ask in asked if reading.kind != "editors_note" or ask.rule == "asks.invite"]
    return sorted(found, key=lambda ask: ask.mentions[0])


class _Finder:
    """The asks in the text of one article."""

    def __init__(self, reading: Reading, names: Names, quotes: list[Quote]) -> None:
        self._reading, self._names, self._text = reading, names, reading.text
        self._askers = Askers(reading, names, quotes)

    def find(self, taken: list[Span]) -> Iterator[Ask]:
        """The asks outside ``taken``, in order."""
        titles, done = Cover(taken), 0
        for found in triggers(self._text):
            if found.start < done or found.start in titles:
                continue
            others = (
                found.kind in VERBS
                and _OTHERS.search(self._text[max(0, found.start - 4) : found.start]) is not None
            )
            if not others and self._askers.questioned(found.start):
                continue
            if found.kind == "may" and done > speech.sentence_start(self._text, found.start):
                continue  # 恳请给个准话：何时能通车 asks once
            trigger = self._shown(found)
            if trigger is None:
                continue
            for ask in self._asks(trigger):
                yield ask
                done = ask.mentions[0].end

    def _shown(self, found: Trigger) -> Trigger | None:
        """The trigger with the clause it asks in; None where it is a noun, a plan, a duty or a question."""
        text, (kind, start, end) = self._text, found
        if kind in VERBS:
            verb = wishes.is_verb(text, found) or wishes.told(self._names, found)
            second = trigger_at(text, self._skip(end)) if text[end : end + 1] in _MARKS else None
            if wishes.was_proposed(text, start) or (second and second.kind in VERBS):
                return None  # 建议，希望…: the second verb asks
            return found if verb and (kind != "invite" or self._invites(found)) else None
        if kind == "need":
            follows = trigger_at(text, self._skip(end))
            duty = self._askers.superior(self._askers.speaker(start))
            return None if duty or (follows and follows.kind in VERBS) else found
        if kind == "demand":
            return found if self._askers.below(start) else None
        if kind == "propose":
            return found if self._proposes(start, end) else None
        own = self._askers.spoken(start)
        if kind == "may":
            return Trigger(kind, self._subject_start(start), end) if own and self._is_question(end) else None
        if kind == "good":
            begins = speech.sentence_start(text, start, self._names.paragraph(start).start)
            begins = max(begins, *(text.rfind(mark, begins, start) + 1 for mark in "“‘「：:"))
            return Trigger(kind, begins, end) if own else None
        if kind == "please":
            own = own or (self._askers.told(start) and text[start] in "也还")
            return found if own and (text[start:end] in _NEVER or self._is_plea(end)) else None
        able = addressee(self._names, end, _clause_end(text, end)) is not None
        return found if own and (able or "就好" in text[end : self._names.sentence(end).end]) else None

    def _invites(self, found: Trigger) -> bool:
        """欢迎 that asks for something (欢迎广大读者提供线索), in the words of the page or of a body."""
        if self._text[found.start : found.end] != "欢迎":
            return True
        begins = self._text[found.start - 1 : found.start] in ("", *_CLAUSE_END)
        welcomes = _WELCOME.search(self._text, found.end, _clause_end(self._text, found.end))
        return bool(welcomes) and (begins or not self._askers.told(found.start))

    def _proposes(self, start: int, end: int) -> bool:
        """写信提出，图书馆应…: said of what somebody else should do, by one who is not his superior."""
        who, clause = self._askers.speaker(start), _clause_end(self._text, end)
        asked = addressee(self._names, end, clause)
        should = asked and self._text.startswith(("应", "也应"), self._text.find(asked, end) + len(asked))
        if should or _BY.match(self._text, end):
            return who is not None and not self._askers.superior(who)
        behind = self._skip(end)
        ought = _OUGHT.search(self._text, behind, _clause_end(self._text, behind))
        return bool(ought) and who is not None and not self._askers.superior(who)

    def _is_question(self, at: int) -> bool:
        """Whether the sentence asks: it ends in ？, or a letter does without."""
        sentence = self._names.sentence(at)
        return (
            any(mark in self._text[at : sentence.end + 1] for mark in "？?")
            or "请" in self._text[at - 8 : at]
        )

    def _subject_start(self, at: int) -> int:
        """Where the clause begins that 能否 stands in."""
        start = at
        while start > 0 and at - start < 24 and self._text[start - 1] not in _CLAUSE_END + '：:“‘「"':
            start -= 1
        return start

    def _is_plea(self, end: int) -> bool:
        """请 that asks somebody to act: 请把…, 请局长们…; not 请来, 请问, 请看."""
        return (
            bool(_PLEA.match(self._text, end))
            or addressee(self._names, end, _clause_end(self._text, end)) is not None
        )

    def _asks(self, trigger: Trigger) -> Iterator[Ask]:
        """What the trigger asks, and what the rest of the sentence asks in the same breath."""
        text = self._text
        if trigger.kind == "good":
            asker = self._askers.of(trigger.start, trigger.end, invited=False)
            yield self._ask("asks.if_only", trigger.start, trigger.end, asker, None)
            return
        stripped = text[trigger.end : trigger.end + 1] in _MARKS or trigger.kind in ("need", "propose")
        start = self._skip(trigger.end) if stripped else trigger.start
        end = _clause_end(text, max(start, trigger.end))
        end = self._main_clause(max(start, trigger.end), end)
        body = text[start if trigger.kind == "may" else max(start, trigger.end) : end].strip("，,：: ")
        asked = addressee(self._names, self._skip(trigger.end), end)
        if trigger.kind == "need" and text[trigger.start] == "最" and not wishes.wants_an_act(body):
            return
        if len(body) < LEAST_ASK or (trigger.kind == "wish" and asked is None and wishes.is_plan(body)):
            return
        asker = self._askers.of(trigger.start, end, invited=trigger.kind == "invite")
        if trigger.kind in _WITH_MORE:
            end = ask_ends.staged(text, start) or self._whole(end, freely=stripped)
        yield self._ask(f"asks.{trigger.kind}", start, end, asker, asked)
        if stripped:
            yield from self._more(trigger.kind, end, asker)

    def _whole(self, end: int, *, freely: bool) -> int:
        """The end of an ask with the clauses behind its first that go on with it."""
        while self._text[end : end + 1] in ("，", ","):
            stop = _clause_end(self._text, end + 1)
            if not ask_ends.goes_on(self._names, end + 1, stop, freely=freely):
                break
            end = stop
        return end

    def _more(self, kind: str, end: int, asker: Asker) -> Iterator[Ask]:
        """Further asks of the sentence, their verb left out: …，回程货能多一些；口岸能快一些."""
        text, names = self._text, self._names
        while text[end : end + 1] in ("，", ",", "；", ";"):
            start = end + 1
            item = _item().match(text, start)
            start = item.end() if item else start
            stop = _clause_end(text, start)
            asked = addressee(names, start, stop)
            if trigger_at(text, start) or stop - start < LEAST_ASK:
                return
            more = kind == "need" and any(word in text[start:stop] for word in _WANTED)
            if not (item or asked or more):
                end = stop
                continue
            stop = self._whole(self._main_clause(start, stop), freely=True)
            yield self._ask(f"asks.{kind}", start, stop, asker, asked)
            end = stop

    def _ask(self, rule: str, start: int, end: int, asker: Asker, asked: str | None) -> Ask:
        return Ask(
            mentions=(Span(start, end),),
            rule=rule,
            review=asker.who is None or not asker.sure,
            asker=asker.who,
            addressee=asked,
            content=self._text[start:end],
        )

    def _skip(self, at: int) -> int:
        while self._text[at : at + 1] and self._text[at] in _MARKS:
            at += 1
        item = _item().match(self._text, at)
        return item.end() if item else at

    def _main_clause(self, start: int, end: int) -> int:
        """A clause that only leads up to what is asked takes the next along: 对…的企业，银行应…"""
        text = self._text
        if text[end : end + 1] not in ("，", ","):
            return end
        leads = text.startswith(tuple(lexicon.words("asks", "condition")), start) or _LEADS_ON.match(
            text, start, end
        )
        on = text.startswith(_goes_on(), end + 1) or (leads and not _ACTS.search(text, start, end))
        return _clause_end(text, end + 1) if on and not trigger_at(text, end + 1) else end


_WITH_MORE = ("wish", "only", "ask", "demand", "propose")
"""Kinds whose ask takes the clauses behind it along."""
_OTHERS = re.compile("(?<![其吉])[他她](?:还|也|又|则|同时|特别|最)?\\Z")
"""他还|建议: what the paper's own words tell of somebody else."""
_NEVER = ("别再", "千万别", "可别", "不妨")
_PLEA = re.compile(
    r"(?:问.{1,12}?能|把|给|不要|勿|别|将|让|大家|各位|你们|您|允许|帮|多|少|尽快|早|放心|相信|再|先|务必|记住)"
)
_WELCOME = re.compile(
    r"(?:提供|提出|反馈|建言|参与|报名|前来|来电|来信|来稿|来函|踊跃|积极|加入|关注|监督|举报|投稿|建言|献策|拨打|光临|洽谈|咨询|告诉|参加|申报|订阅)"
)
_BY = re.compile(r"[，,：:]由[^，。；\n]{2,16}(?:牵头|负责|出面|统筹|承担|组织|建立|制定)")
_LEADS_ON = re.compile(
    r"(?:由|请|让)?[^，。；]{2,16}(?:牵头|出面|挑头|领头|带头|主导|负责)\Z|先[^，。；]+\Z(?<!再)|[^，。；]{2,20}(?:里|方面|过程中|时)\Z"
)
"""Somebody is to take the lead, or something comes first: what is asked comes in the next clause."""
_WANTED = ("能", "再", "少", "多", "别", "早")
"""What a wish told in a noun goes on with: 诉求是…，回程货|能|多一些."""
_OUGHT = re.compile("应当|应该")
_ACTS = re.compile(r"应|增设|尽快|加大|加强|给予|建立|出台|开设|提供|推出|设立")


@lru_cache(maxsize=1)
def _goes_on() -> tuple[str, ...]:
    return tuple(lexicon.words("asks", "goes_on"))


@lru_cache(maxsize=1)
def _item() -> re.Pattern[str]:
    return re.compile(rf"{lexicon.trie(lexicon.words('asks', 'item'))}[，,：:]?")


_STOP = re.compile(r"[，。；！？,;!?\n：:“‘「”’」.]|——")


def _clause_end(text: str, at: int) -> int:
    """The end of the clause; a short one takes the next along, and a pair of marks within it is no end of it."""
    limit, depth = min(len(text), at + LONGEST_ASK), 0
    for mark in _STOP.finditer(text, at, limit):
        end, char = mark.start(), mark.group()[0]
        if char in "“‘「":
            depth += 1
        elif char in "”’」" and depth:
            depth -= 1
        elif char == "\n" or (depth == 0 and (char != "." or speech.ends(text, end))):
            short = char in "，,：:" and end - at < SHORT
            if not short:
                return end
    return limit
