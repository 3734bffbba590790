"""Asks: who asks whom for what. 希望有关部门能…, 建议…, 诚邀…, and titles that ask (尽快完善…).

A noun (提出了一些期待) asks nothing, nor does what one plans to do oneself, nor an editor's note.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from twinwheel.reading.facts import lexicon, speech
from twinwheel.reading.facts.candidates import Cover
from twinwheel.reading.facts.model import Ask, Quote, Reading
from twinwheel.reading.facts.names import Names
from twinwheel.reading.text import Span

LONGEST_ASK = 200
"""Characters of one ask."""
_CLAUSE_END = "，。；！？,;!?\n”’"
_MODAL = re.compile(
    r"(?:在.{1,12}?(?:上|中|方面|领域))?(?:也|都|今后|未来|早日|尽早)?(?:能够|能|可以|可|应当|应该|应|要|将|把|对|加大|加快|尽快|尽早|进一步|给予|推出|发布|引入|提升|研究|组织|打通|帮助|解决|增加|减少|拓宽|调整|优化|落实|改进|联合|形成|搭建|打造|明确|落地|细化|率先|带头|及时|多|更|继续|持续|积极|不断|开设|开发|出台|建立|设立|提供|支持|参加|参与|与|共同|一起|来|自己|放宽|允许|简化|完善|推动|探索|少|别|适当|扩大|降低|开放|加强|牵头|成立|采取|制定|在)"
)


@lru_cache(maxsize=1)
def _verbs() -> re.Pattern[str]:
    listed = [word for kind in ("wish", "ask", "invite", "ought") for word in lexicon.words("asks", kind)]
    return re.compile(lexicon.trie(listed))


def find(reading: Reading, names: Names, quotes: list[Quote]) -> list[Ask]:
    """Every ask of the article, in order. ``quotes`` tell who speaks where."""
    found = [*_titles(reading, names)]
    if reading.kind not in ("editors_note", "imprint", "junk"):
        taken = [mention for ask in found for mention in ask.mentions]
        found += _in_text(reading, names, quotes, taken)
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
        if not text or not body.startswith(begins) or len(body) < 6:
            continue
        who = asker or (text[:colon].strip() if colon > 0 else None)
        if who is None and reading.kind != "interview":
            continue
        begin = start + len(text) - len(body)
        span = Span(begin, begin + len(body))
        yield Ask(
            mentions=(span,), rule="asks.title", review=who is None, asker=who, addressee=None, content=body
        )


def _in_text(reading: Reading, names: Names, quotes: list[Quote], taken: list[Span]) -> Iterator[Ask]:
    text = reading.text
    done = 0
    last: tuple[int, str | None] = (-1, None)  # where the sentence of the last ask begins, and who asked
    titles = Cover(taken)
    speakers = [
        _Speakers([quote for quote in quotes if quote.mode == mode]) for mode in ("direct", "indirect")
    ]
    for verb in _verbs().finditer(text):
        if verb.start() < done or verb.start() in titles:
            continue
        if not _is_verb(text, verb.start(), verb.end(), verb.group()) and not _told(names, verb):
            continue
        end = _clause_end(text, verb.end())
        body = text[verb.end() : end].strip("，,：: ")
        asked = _addressee(names, verb.end(), end)
        if len(body) < 4 or (asked is None and _is_plan(verb.group(), body)):
            continue
        sentence = names.sentence(verb.start()).start
        before = last[1] if last[0] == sentence else None
        asker = _asker(reading, names, speakers, verb.start(), verb.group(), before)
        last = (sentence, asker)
        done = end
        yield Ask(
            mentions=(Span(verb.start(), end),),
            rule=f"asks.{_kind(verb.group())}",
            review=asker is None,
            asker=asker,
            addressee=asked,
            content=text[verb.start() : end],
        )


def _told(names: Names, verb: re.Match[str]) -> bool:
    """A verb with a comma behind it asks where its subject stands right before it: 她希望，…"""
    text, at = names.text, verb.start()
    if text[verb.end() : verb.end() + 1] not in ("，", ","):
        return False
    before = names.named_before(at)
    return text[at - 1 : at] in ("他", "她") or (
        before is not None and before.fact.kind == "person" and at - before.end <= 2
    )


def _kind(verb: str) -> str:
    return next(kind for kind in ("wish", "ask", "invite", "ought") if verb in lexicon.words("asks", kind))


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


def _is_plan(verb: str, body: str) -> bool:
    """A wish that asks nobody for anything: 希望成为第一."""
    if verb not in lexicon.words("asks", "wish"):
        return False
    return not any(word in body for word in lexicon.words("asks", "appeal"))


def _clause_end(text: str, at: int) -> int:
    """The end of the clause; a short one takes the next along (呼吁，适当放宽…)."""
    end = at
    while end < min(len(text), at + LONGEST_ASK) and text[end] != "\n":
        if text[end] in _CLAUSE_END and not (text[end] in "，,” ’" and end - at < 6):
            break
        end += 1
    return end


class _Speakers:
    """Who speaks at a position, by the quotes of one mode."""

    def __init__(self, quotes: list[Quote]) -> None:
        spans = [(span, quote.speaker) for quote in quotes for span in quote.mentions]
        self._cover, self._who = Cover(span for span, _ in spans), [who for _, who in spans]

    def at(self, position: int) -> tuple[bool, str | None]:
        """Whether the position is quoted, and who speaks there."""
        found = self._cover.at(position)
        return (False, None) if found is None else (True, self._who[found])


def _asker(
    reading: Reading, names: Names, speakers: list[_Speakers], at: int, verb: str, before: str | None
) -> str | None:
    """The speaker of the words around, or the subject of the clause, or who was named last in the paragraph."""
    if verb in lexicon.words("asks", "invite"):
        return _host(reading, names)
    direct, indirect = (each.at(at) for each in speakers)
    if direct[0]:
        return direct[1]
    start = speech.sentence_start(reading.text, at)
    told = speech.speaker(names, start, at) or indirect[1] or before
    if told:
        return told
    person = names.person_before(at)
    if person:
        return person.name
    return _host(reading, names) if "我们" in reading.text and _signed(reading, names) else None


def _signed(reading: Reading, names: Names) -> bool:
    return any(fact.mentions[-1].end >= len(reading.text) - 40 for fact in names.organisations)


def _host(reading: Reading, names: Names) -> str | None:
    """Who invites: the body that signs the page, or the first it names."""
    signed = [fact for fact in names.organisations if fact.mentions[-1].end >= len(reading.text) - 40]
    if signed:
        return max(signed, key=lambda fact: len(fact.mentions)).name
    return names.organisations[0].name if names.organisations else reading.publisher


def _addressee(names: Names, start: int, end: int) -> str | None:
    """Who is asked: the words behind the verb up to a verb of their own, where they end like a body or group."""
    text = names.text
    if text[start : start + 1] in ("，", ",", "：", ":", "由"):
        start += 1
    for modal in _MODAL.finditer(text, start + 2, min(end, start + 20)):
        words = text[start : modal.start()]
        if words[0] in "应要把将对须":
            return None
        if words.endswith(tuple(lexicon.words("asks", "addressee"))):
            return words
        known = names.named_within(start, modal.start())
        if known and known[-1].end == modal.start():
            return text[start : modal.start()]
    return None
