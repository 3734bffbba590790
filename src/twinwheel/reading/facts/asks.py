"""Asks: who asks whom for what. 希望有关部门能…, 建议…, 诉求是…, 能不能把…, 诚邀…, and titles that ask (尽快完善…).

What is asked is a clause; a verb of asking that takes the clause directly is part of it (希望镇里能…), one with
a mark behind it is not (建议，…). A noun (提出了一些期待) asks nothing, nor does what one plans to do oneself,
nor an editor's note.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from twinwheel.reading.facts import lexicon, speech
from twinwheel.reading.facts.addressees import addressee
from twinwheel.reading.facts.askers import Askers
from twinwheel.reading.facts.candidates import Cover
from twinwheel.reading.facts.model import Ask, Quote, Reading
from twinwheel.reading.facts.names import Names
from twinwheel.reading.text import Span

LONGEST_ASK = 200
"""Characters of one ask."""
LEAST_ASK = 4
"""Characters of what is asked."""
SHORT = 6
"""Characters below which a clause takes the next one along (呼吁，适当放宽…)."""
_CLAUSE_END = "，。；！？,;!?\n”’"
_MARKS = '，,：: “‘"「'
_VERBS = ("wish", "only", "ask", "invite", "ought")


class _Trigger(NamedTuple):
    """What shows an ask: its ``kind``, where it stands, and where what is asked begins."""

    kind: str
    start: int
    end: int


@lru_cache(maxsize=1)
def _triggers() -> re.Pattern[str]:
    """Every trigger, by the group that matched."""
    verbs = lexicon.trie(word for kind in _VERBS for word in lexicon.words("asks", kind))
    need, need_of = (lexicon.trie(lexicon.words("asks", key)) for key in ("need", "need_of"))
    behind = lexicon.trie(lexicon.words("asks", "need_behind"))
    most = lexicon.trie(lexicon.words("asks", "most"))
    ends = "".join(sorted({word[-1] for word in lexicon.words("asks", "addressee")}))
    may, please = (lexicon.trie(lexicon.words("asks", key)) for key in ("may", "please"))
    return re.compile(
        rf"(?P<need>(?:{need}|(?<=的){need_of})[，,]?(?:{behind}[：:，,]?|[：:])|最(?:大的)?(?:{most})(?:的[，,]?(?:还|就|也)?是|[，,]是)[：:，,]?)"
        rf"|(?P<verb>{verbs})|(?P<may>{may})|(?P<please>(?:(?<=[\n。，；：！？“‘「,;:!?\" ])|(?<=我[也还])|(?<=倒想)|(?<=只想)|(?<=想)){please})"
        rf"|(?P<propose>(?:提出|主张|写道|反映|留言)[，,：:])|(?P<should>(?<=[{ends}])应(?:当|该)?(?![用急对付答酬邀声运]))"
        rf"|(?P<demand>要求)|(?P<if_only>(?<=[\n。，；：！？“‘「,;:!?\"])(?:要是|如果|假如|若是|倘若))"
    )


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


def _title_verb(text: str) -> re.Match[str] | None:
    """老人盼“食堂开到家门口”, with a short subject before the verb."""
    verbs = lexicon.trie(lexicon.words("asks", "title_verb"))
    found = re.search(
        rf"(?:^|[\s　：:，,！!？?])(?P<who>[^\s　：:，,！!？?的]{{2,10}})(?P<verb>{verbs})", text
    )
    if found is None or len(text) - found.end() < LEAST_ASK:
        return None
    return found if _is_verb(text, found.start("verb"), found.end("verb"), found["verb"]) else None


class _Finder:
    """The asks in the text of one article."""

    def __init__(self, reading: Reading, names: Names, quotes: list[Quote]) -> None:
        self._reading, self._names, self._text = reading, names, reading.text
        self._askers = Askers(reading, names, quotes)

    def find(self, taken: list[Span]) -> Iterator[Ask]:
        """The asks outside ``taken``, in order."""
        titles, done = Cover(taken), 0
        for found in _triggers().finditer(self._text):
            if found.start() < done or found.start() in titles or self._askers.questioned(found.start()):
                continue
            trigger = self._trigger(found)
            if trigger is None:
                continue
            for ask in self._asks(trigger):
                yield ask
                done = ask.mentions[0].end

    def _trigger(self, found: re.Match[str]) -> _Trigger | None:
        """What kind of ask a match shows; None where it is a noun, a plan, or a duty."""
        text, names = self._text, self._names
        kind, start, end = found.lastgroup or "", found.start(), found.end()
        own = self._askers.spoken(start)
        if kind == "verb":
            kind = next(each for each in _VERBS if found.group() in lexicon.words("asks", each))
            if not _is_verb(text, start, end, found.group()) and not _told(names, found):
                return None
            if kind == "ought" and self._askers.speaker(start) is None:
                return None
        elif kind == "need":
            verb = _triggers().match(text, self._skip(end))
            if verb and verb.lastgroup == "verb":
                return None
        elif kind == "propose":
            if not self._proposes(start, end):
                return None
        elif kind == "should":
            start = self._subject_start(start)
            if not own or addressee(names, start, end) is None:
                return None
        elif kind == "may":
            if not (own or self._askers.speaker(start)) or not self._is_question(end):
                return None
            start = self._subject_start(start)
        elif kind == "please":
            if not own or not self._is_plea(end):
                return None
        elif kind == "if_only":
            clause = text[end : _clause_end(text, end)]
            if not own or not ("能" in clause and addressee(names, end, end + len(clause))):
                return None
        elif kind == "demand" and not self._askers.below(start):
            return None
        return _Trigger(kind, start, end)

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

    def _asks(self, trigger: _Trigger) -> Iterator[Ask]:
        """What the trigger asks, and what the rest of the sentence asks in the same breath."""
        text = self._text
        marked = text[trigger.end : trigger.end + 1] in _MARKS or text[trigger.end - 1] in _MARKS
        stripped = (
            marked
            and trigger.kind in ("ask", "wish", "only", "demand")
            or trigger.kind in ("need", "propose")
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
            own = _triggers().match(text, start) or speech.verbs().search(text, start, stop)
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
        if leads and text[end : end + 1] in ("，", ",") and not _HAS_VERB.search(text, start, end):
            return _clause_end(text, end + 1)
        return end


_PLEA = re.compile(
    r"(?:问.{1,12}?能|把|给|不要|勿|别|将|让|大家|各位|你们|您|允许|帮|多|少|尽快|早|放心|相信|再|先|务必|记住)"
)
_HAS_VERB = re.compile(r"应|尽快|加大|加强|给予|建立|出台|开设|提供|推出|设立")


@lru_cache(maxsize=1)
def _item() -> re.Pattern[str]:
    return re.compile(rf"{lexicon.trie(lexicon.words('asks', 'item'))}[，,：:]?")


def _told(names: Names, verb: re.Match[str]) -> bool:
    """A verb with a comma behind it asks where its subject stands before it in the clause: 她希望，…"""
    text, at = names.text, verb.start()
    if text[verb.end() : verb.end() + 1] not in ("，", ",", "：", ":"):
        return False
    if text.startswith(tuple(lexicon.words("asks", "turns")), verb.end() + 1):
        return False
    if text[at - 1 : at] in ("他", "她", "们"):
        return True
    low = max(text.rfind(mark, max(0, at - speech.LONGEST_SPEAKER), at) for mark in "，,。；;：:！？\n”") + 1
    before, noun = text[low:at], lexicon.words("asks", "noun_before")
    if any(before.endswith(word) for word in noun):
        return False
    return speech.speaker(names, low, at) is not None


def _is_verb(text: str, start: int, end: int, verb: str) -> bool:
    """False for a noun: 提出了一些期待, 意见建议, 建议书."""
    if verb in lexicon.words("asks", "invite") or verb in lexicon.words("asks", "ought"):
        return True
    before, behind = lexicon.words("asks", "noun_before"), lexicon.words("asks", "noun_behind")
    if any(text[start - length : start] in before for length in (1, 2, 3) if start >= length):
        return False
    following = text[end : end + 1]
    if following in ("，", ",") and verb in lexicon.words("asks", "ask"):
        return True
    return following != "" and following != "\n" and not any(text.startswith(word, end) for word in behind)


def _is_plan(body: str) -> bool:
    """A wish that asks nobody for anything: 希望成为第一."""
    return body.startswith(tuple(lexicon.words("asks", "plan"))) and not any(
        word in body for word in lexicon.words("asks", "appeal")
    )


def _clause_end(text: str, at: int) -> int:
    """The end of the clause; a short one takes the next along, and a pair of marks within it is no end of it."""
    end, limit, depth = at, min(len(text), at + LONGEST_ASK), 0
    while end < limit and text[end] != "\n":
        char = text[end]
        if char in "“‘「":
            depth += 1
        elif char in "”’」" and depth:
            depth -= 1
        elif depth == 0 and (char in _CLAUSE_END or char in "：:" or speech.ends(text, end)):
            if char not in "，,：:" or end - at >= SHORT:
                break
        end += 1
    return end
