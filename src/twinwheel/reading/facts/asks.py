"""Asks: who asks whom for what. 希望有关部门能…, 建议…, 诉求是…, 能不能把…, 诚邀…, and titles that ask (尽快完善…).

What is asked is a clause; a verb of asking that takes the clause directly is part of it (希望镇里能…), one with
a mark behind it is not (建议，…). A noun (提出了一些期待) asks nothing, nor does what one plans to do oneself,
nor an editor's note.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from twinwheel.reading.facts import lexicon, speech
from twinwheel.reading.facts.addressees import addressee
from twinwheel.reading.facts.askers import Askers
from twinwheel.reading.facts.candidates import Cover
from twinwheel.reading.facts.model import Ask, Quote, Reading
from twinwheel.reading.facts.names import Names
from twinwheel.reading.facts.scan import scanner
from twinwheel.reading.facts.triggers import COUNTS, VERBS, Trigger, trigger_at, triggers
from twinwheel.reading.text import Span

LONGEST_ASK = 200
"""Characters of one ask."""
LEAST_ASK = 4
"""Characters of what is asked."""
SHORT = 6
"""Characters below which a clause takes the next one along (呼吁，适当放宽…)."""
_CLAUSE_END = "，。；！？,;!?\n”’"
_MARKS = '，,：: “‘"「'


def find(reading: Reading, names: Names, quotes: list[Quote]) -> list[Ask]:
    """Every ask of the article, in order. ``quotes`` tell who speaks where."""
    found = [*_titles(reading, names)]
    if reading.kind not in ("editors_note", "imprint", "junk"):
        taken = [mention for ask in found for mention in ask.mentions]
        found += _Finder(reading, names, quotes).find(taken)
    return sorted(found, key=lambda ask: ask.mentions[0])


def _titles(reading: Reading, names: Names) -> Iterator[Ask]:
    """A title that asks, in the name of the person the titles name."""
    lines = [part for part in reading.parts if part.role in ("title", "subtitle")]
    named = [mention for part in lines for mention in names.named_within(part.start, part.end)]
    person = next((mention.fact.name for mention in named if mention.fact.kind == "person"), None)
    asker = person or (names.people[0].name if reading.kind == "interview" and names.people else None)
    begins = tuple(lexicon.words("asks", "title"))
    for part in lines:
        text = reading.text[part.start : part.end].strip()
        start = reading.text.find(text, part.start)
        colon = max(text.find("："), text.find(":"))
        body = text[colon + 1 :]
        who = asker or (text[:colon].strip() if colon > 0 else None)
        if not body.startswith(begins) or len(body) < 6 or (who is None and reading.kind != "interview"):
            verb = _title_verb(text)
            if verb is None:
                continue
            body, who = text[verb.start("verb") :], asker or verb["who"]
        begin = start + len(text) - len(body)
        span = Span(begin, begin + len(body))
        yield Ask(
            mentions=(span,), rule="asks.title", review=who is None, asker=who, addressee=None, content=body
        )


@lru_cache(maxsize=1)
def _asking_title() -> re.Pattern[str]:
    verbs = lexicon.trie(lexicon.words("asks", "title_verb"))
    return re.compile(rf"(?:^|[\s　：:，,！!？?])(?P<who>[^\s　：:，,！!？?的]{{2,10}})(?P<verb>{verbs})")


def _title_verb(text: str) -> re.Match[str] | None:
    """老人盼“食堂开到家门口”, with a short subject before the verb."""
    found = _asking_title().search(text)
    if found is None or len(text) - found.end() < LEAST_ASK:
        return None
    return found if _is_verb(text, Trigger("wish", *found.span("verb"))) else None


class _Finder:
    """The asks in the text of one article."""

    def __init__(self, reading: Reading, names: Names, quotes: list[Quote]) -> None:
        self._reading, self._names, self._text = reading, names, reading.text
        self._askers = Askers(reading, names, quotes)

    def find(self, taken: list[Span]) -> Iterator[Ask]:
        """The asks outside ``taken``, in order."""
        titles, done = Cover(taken), 0
        for found in triggers(self._text):
            if found.start < done or found.start in titles or self._askers.questioned(found.start):
                continue
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
            if not _is_verb(text, found) and not _told(self._names, found):
                return None
            inner = trigger_at(text, self._skip(end)) if text[end : end + 1] in _MARKS else None
            if inner and inner.kind in VERBS:  # 建议，希望…: the second verb asks
                return None
            return None if kind == "ought" and self._askers.speaker(start) is None else found
        if kind == "need":
            follows = trigger_at(text, self._skip(end))
            who = self._askers.speaker(start)
            duty = who is not None and text[start - 1] in COUNTS and self._askers.superior(who)
            return None if duty or (follows and follows.kind in VERBS) else found
        if kind == "demand":
            return found if self._askers.below(start) else None
        if kind == "propose":
            return found if self._proposes(start, end) else None
        own = self._askers.spoken(start)
        if kind == "may":
            asks = self._is_question(end) and (own or self._askers.speaker(start) is not None)
            return Trigger(kind, self._subject_start(start), end) if asks else None
        if kind == "should":
            start = self._subject_start(start)
            return Trigger(kind, start, end) if own and addressee(self._names, start, end) else None
        if kind == "good":
            begins = speech.sentence_start(text, start, self._names.paragraph(start).start)
            begins = max(begins, *(text.rfind(mark, begins, start) + 1 for mark in "“‘「：:"))
            return Trigger(kind, begins, end) if own else None
        if kind == "please":
            own = own or text[start - 1 : start] == "想"
            return found if own and self._is_plea(end) else None
        stop = _clause_end(text, end)
        able = "能" in text[end:stop] and addressee(self._names, end, stop) is not None
        return found if own and (able or "就好" in text[end : self._names.sentence(end).end]) else None

    def _proposes(self, start: int, end: int) -> bool:
        """写信提出，图书馆应…: said of somebody else, by one who is not his superior."""
        clause = _clause_end(self._text, end)
        asked = addressee(self._names, end, clause)
        if asked is None or not self._text.startswith(
            ("应", "也应"), self._text.find(asked, end) + len(asked)
        ):
            return False
        who = self._askers.speaker(start)
        return who is not None and not self._askers.superior(who)

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
            asker = self._askers.of(trigger.start, invited=False)
            yield self._ask("asks.if_only", trigger.start, trigger.end, asker, None)
            return
        marked = text[trigger.end : trigger.end + 1] in _MARKS or text[trigger.end - 1] in _MARKS
        stripped = (marked and trigger.kind in ("ask", "wish", "only", "demand")) or trigger.kind in (
            "need",
            "propose",
        )
        start = self._skip(trigger.end) if stripped else trigger.start
        end = _clause_end(text, max(start, trigger.end))
        end = self._main_clause(max(start, trigger.end), end)
        body = text[max(start, trigger.end) : end].strip("，,：: ")
        asked = addressee(self._names, self._skip(trigger.end), end)
        if len(body) < LEAST_ASK or (trigger.kind == "wish" and asked is None and _is_plan(body)):
            return
        asker = self._askers.of(trigger.start, invited=trigger.kind == "invite")
        yield self._ask(f"asks.{trigger.kind}", start, end, asker, asked)
        if stripped:
            yield from self._more(trigger.kind, end, asker)

    def _more(self, kind: str, end: int, asker: str | None) -> Iterator[Ask]:
        """Further asks of the sentence, their verb left out: …，回程货能多一些；口岸能快一些."""
        text, names = self._text, self._names
        while text[end : end + 1] in ("，", ",", "；", ";"):
            start = end + 1
            item = _item().match(text, start)
            start = item.end() if item else start
            stop = _clause_end(text, start)
            asked = addressee(names, start, stop)
            own = trigger_at(text, start) or speech.verbs().search(text, start, stop)
            if own or stop - start < LEAST_ASK or text[start] in "“‘「":
                return
            asks = item is not None or asked is not None
            if kind == "need":
                asks = asks or any(word in text[start:stop] for word in ("能", "再", "少", "多", "别", "早"))
            if not asks:
                end = stop
                continue
            stop = self._main_clause(start, stop)
            yield self._ask(f"asks.{kind}", start, stop, asker, asked)
            end = stop

    def _ask(self, rule: str, start: int, end: int, asker: str | None, asked: str | None) -> Ask:
        return Ask(
            mentions=(Span(start, end),),
            rule=rule,
            review=asker is None,
            asker=asker,
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
        leads = text.startswith(tuple(lexicon.words("asks", "condition")), start)
        if not leads or text[end : end + 1] not in ("，", ",") or _ACTS.search(text, start, end):
            return end
        place = text[start] == "在" and not text.endswith(_TIMES, start, end)
        own = trigger_at(text, end + 1) or text.startswith("并", end + 1)
        return end if place or own else _clause_end(text, end + 1)


_PLEA = re.compile(
    r"(?:问.{1,12}?能|把|给|不要|勿|别|将|让|大家|各位|你们|您|允许|帮|多|少|尽快|早|放心|相信|再|先|务必|记住)"
)
_TIMES = ("时", "中", "上", "下", "里", "内", "前", "后", "方面", "期间", "同时")
_ACTS = re.compile(r"应|增设|尽快|加大|加强|给予|建立|出台|开设|提供|推出|设立")


@lru_cache(maxsize=1)
def _item() -> re.Pattern[str]:
    return re.compile(rf"{lexicon.trie(lexicon.words('asks', 'item'))}[，,：:]?")


def _told(names: Names, verb: Trigger) -> bool:
    """A verb with a comma behind it asks where its subject stands before it in the clause: 她希望，…"""
    text, at = names.text, verb.start
    if text[verb.end : verb.end + 1] not in ("，", ",", "：", ":"):
        return False
    if text.startswith(tuple(lexicon.words("asks", "turns")), verb.end + 1):
        return False
    if text[at - 1 : at] in ("他", "她", "们"):
        return True
    low = max(text.rfind(mark, max(0, at - speech.LONGEST_SPEAKER), at) for mark in "，,。；;：:！？\n”") + 1
    before, noun = text[low:at], lexicon.words("asks", "noun_before")
    if any(before.endswith(word) for word in noun):
        return False
    return speech.speaker(names, low, at) is not None


def _is_verb(text: str, verb: Trigger) -> bool:
    """False for a noun: 提出了一些期待, 意见建议, 建议书."""
    if verb.kind in ("invite", "ought"):
        return True
    before, (_, start, end) = lexicon.words("asks", "noun_before"), verb
    if any(text[start - length : start] in before for length in (1, 2, 3) if start >= length):
        return False
    following = text[end : end + 1]
    if following in ("，", ",") and verb.kind == "ask":
        return True
    return following not in ("", "\n") and _noun_behind().match(text, end) is None


@lru_cache(maxsize=1)
def _noun_behind() -> re.Pattern[str]:
    return scanner(lexicon.words("asks", "noun_behind"))


def _is_plan(body: str) -> bool:
    """A wish that asks nobody for anything: 希望成为第一."""
    return body.startswith(tuple(lexicon.words("asks", "plan"))) and not any(
        word in body for word in lexicon.words("asks", "appeal")
    )


_STOP = re.compile(r"[，。；！？,;!?\n：:“‘「”’」.]")


def _clause_end(text: str, at: int) -> int:
    """The end of the clause; a short one takes the next along, and a pair of marks within it is no end of it."""
    limit, depth = min(len(text), at + LONGEST_ASK), 0
    for mark in _STOP.finditer(text, at, limit):
        end, char = mark.start(), mark.group()
        if char in "“‘「":
            depth += 1
        elif char in "”’」" and depth:
            depth -= 1
        elif char == "\n" or (depth == 0 and (char != "." or speech.ends(text, end))):
            short = char in "，,：:" and end - at < SHORT
            if not short:
                return end
    return limit
