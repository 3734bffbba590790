"""The turns of a printed interview, paragraph by paragraph as far as the next one: 记者：…, NAME（title）：…, 问：/答：, ■ question, answer."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from twinwheel.reading.facts import lexicon, speech
from twinwheel.reading.facts.marks import OPEN
from twinwheel.reading.facts.model import Quote, Reading
from twinwheel.reading.facts.names import Names
from twinwheel.reading.model import Part
from twinwheel.reading.text import Span

LEAST_SPEAKERS = 3
"""Turns of named people that make an interview of a page on which nobody is called the one who asks."""
LEAST_NAMED = 1
"""Turns of people with a name among them."""
LEAST_QUESTIONS = 2
"""Questions without a label, each a line behind a mark, that make an interview."""
LEAST_HEADINGS = 2
"""Headings that each present who speaks below."""
LEAST_WORDS = 4
LONGEST_CALL = 7
"""Characters of what somebody without a name is called by, who takes a turn: 市民代表：…, 网友“晴天”：…"""
_TURN = re.compile(
    r"(?:^|\n)[ 　]*(?P<live>【[^】\n]{1,8}(?:声|访|话)】)?(?:(?P<who>(?:网友|网民|读者|用户)[“‘][^”’\n]{1,20}[”’]|[^：:，。\n“”（(]{1,40}(?:[（(][^（）()\n]{1,40}[）)][^：:，。\n“”（(]{0,10})?|[（(][^：:，。\n“”]{1,40})[：:]"
    r"|【(?P<tag>[^】\n]{1,30})】)"
)
"""甲（某院院长）：…, 【同期声】某院院长 甲：…, 【甲】…; what the programme tells in between stands behind such a mark as well."""
_QUESTION = re.compile(r"(?m)^[ 　]*[■●▲◆★▶►Q][ 　]*[^\n]{3,200}[？?][ 　]*$")
_ANSWER = re.compile(r"[ 　]*[□○△◇☆▷A][ 　.．、:：]*")
_ASIDE = re.compile(r"[（(【\[][^（()）]*[）)】\]]|[【】\[\]]")
_HOST = re.compile(r"主持(?:人|嘉宾)?[：: ]([^\n，。？?！!]{2,30})(?=\n|\Z)")
_GUESTS = re.compile(r"嘉宾|发布|出席|对话|受访|主讲|答|[：:]")
_ENDS = tuple("。！？!?”…")
_FIRST_PERSON = re.compile(r"我|咱|俺")
"""Who says this speaks himself."""
_MARKED = re.compile("“[^”\n]*”")
_CLAUSE = re.compile(r"[^，。！？；：\n“”]{1,40}")
_CLOSED = re.compile("[”」』]")


class _Turn(NamedTuple):
    """Who is called the speaker, the person that is, and the words ``text[start:end]``."""

    label: str
    person: str | None
    titled: bool
    start: int
    end: int


def find(reading: Reading, names: Names) -> Iterator[Quote]:
    """The answers, a turn each. Nothing where neither questions nor several speakers show an interview."""
    text = reading.text
    questions = list(_QUESTION.finditer(text))
    if len(questions) >= LEAST_QUESTIONS:
        if (
            reading.kind == "interview"
        ):  # an explanation of a policy asks and answers so too, and nobody speaks
            yield from _marked(reading, names, questions)
        return
    turns = list(_turns(names))
    hosts = _hosts(text, turns)
    asking = [_asks(turn, hosts) for turn in turns]
    known = {person.name for person in names.people}
    named = sum((turn.person is not None) + turn.titled for turn in turns)
    if sum(turn.person in known for turn in turns) < LEAST_NAMED:
        named = 0
    alone = not any(asking) and named < LEAST_SPEAKERS
    if alone:  # a page that is no interview gives the word to one or two
        turns = [
            turn
            for turn in turns
            if turn.person in known and _FIRST_PERSON.search(text, turn.start, turn.end)
        ]
        asking = [False] * len(turns)
    if not turns:
        return
    interviewee = _interviewee(names, hosts, turns[0].start)
    for turn, asks in zip(turns, asking, strict=True):
        if asks or not text[turn.start : turn.end].endswith(_ENDS):
            continue  # who takes part is presented so: name, colon, position
        answers = turn.label in lexicon.words("speech", "answer")
        who = interviewee if answers else turn.person
        told = _in_marks(text[turn.start :]) or (answers and _is_told(names, turn))
        if not told and (who or (answers and reading.kind == "interview")):
            yield from _paragraphs(names, turn.start, turn.end, who)


def headed(reading: Reading, names: Names) -> Iterator[Quote]:
    """What stands below a heading that presents who says it, where two or more do: 某店总监：许方."""
    presented = [(_presented_by(names, part), number) for number, part in enumerate(reading.parts)]
    if sum(who is not None for who, _ in presented) < LEAST_HEADINGS:
        return
    for who, number in presented:
        for part in reading.parts[number + 1 :] if who else ():
            if part.role != "paragraph":
                break
            if not _in_marks(names.text[part.start : part.end]):
                yield _quote(names.text, part.start, part.end, who)


def _presented_by(names: Names, part: Part) -> str | None:
    """The person a heading ends with, behind his title and a colon."""
    named = names.named_at(part.end - 1) if part.role == "heading" else None
    if named is None or named.fact.kind != "person":
        return None
    return named.fact.name if names.text[named.start - 1] in "：:" else None


def _paragraphs(names: Names, start: int, end: int, who: str | None) -> Iterator[Quote]:
    """An answer paragraph by paragraph, as words in marks are; what the paper tells between two turns is none of it."""
    at, number = start, 0
    for line in names.text[start:end].split("\n"):
        words = line.strip(" 　")
        first = at + len(line) - len(line.lstrip(" 　"))
        if len(words) >= LEAST_WORDS and (not number or not _told(names, first, first + len(words), who)):
            yield _quote(names.text, first, first + len(words), who)
        at, number = at + len(line) + 1, number + bool(words)


def _told(names: Names, start: int, end: int, who: str | None) -> bool:
    """Whether a paragraph tells of somebody else who speaks, or of the reporter."""
    text = names.text
    if _FIRST_PERSON.search(_MARKED.sub("", text[start:end])):
        return False  # the paper does not say 我
    if "记者" in text[start:end]:
        return True
    speaks = (
        speech.speaker(names, start, verb.start()) for verb in speech.said().finditer(names.text, start, end)
    )
    return "“" in names.text[start:end] and any(each is not None and each != who for each in speaks)


def _is_told(names: Names, turn: _Turn) -> bool:
    """Whether an answer only tells what somebody said: 【答】某某某表示，…"""
    clause = _CLAUSE.match(names.text, turn.start, turn.end)
    return clause is not None and any(
        mention.fact.kind == "person" and speech.said().match(names.text, mention.end)
        for mention in names.named_within(*clause.span())
    )


def _in_marks(words: str) -> bool:
    """Whether an answer opens with a sentence in marks, so that these tell what is said; a term in marks does not."""
    closed = _CLOSED.search(words)
    return words[0] in OPEN + '"' and (closed is None or words[closed.start() - 1] in "。！？!?…")


def _quote(text: str, start: int, end: int, who: str | None) -> Quote:
    return Quote(
        mentions=(Span(start, end),),
        rule="quotes.turn",
        review=who is None,
        mode="direct",
        speaker=who,
        text=text[start:end],
    )


def _marked(reading: Reading, names: Names, questions: list[re.Match[str]]) -> Iterator[Quote]:
    """What stands between questions that only a mark shows: ■ 这笔交易谈了多久？"""
    text, who = reading.text, _interviewee(names, set(), len(reading.text))
    told = [part.start for part in reading.parts if part.role in ("byline", "heading", "title", "subtitle")]
    for index, question in enumerate(questions):
        last = index + 1 == len(questions)
        stop = (
            names.paragraph(min(question.end() + 1, len(text))).end if last else questions[index + 1].start()
        )
        stop = min([stop, *(at for at in told if question.end() < at < stop)])
        answer = _ANSWER.match(text, question.end() + 1)
        start = answer.end() if answer else question.end() + 1
        start += len(text[start:stop]) - len(text[start:stop].lstrip())
        end = start + len(text[start:stop].rstrip())
        if end - start >= LEAST_WORDS and not _in_marks(text[start:end]):
            yield _quote(text, start, end, who)


def _interviewee(names: Names, hosts: set[str], first: int) -> str | None:
    """Who answers where no turn says it: who is named most of those presented before."""
    people = [
        person for person in names.people if person.name not in hosts and person.mentions[0].start < first
    ]
    return max(people, key=lambda person: len(person.mentions)).name if people else None


def _turns(names: Names) -> Iterator[_Turn]:
    text = names.text
    people = {person.name for person in names.people}
    found = list(_TURN.finditer(text))
    for index, turn in enumerate(found):
        called = turn["who"] or turn["tag"]
        label = _ASIDE.sub("", called).strip()
        stop = found[index + 1].start() if index + 1 < len(found) else _last_end(names, turn.end())
        start = turn.end()
        end = start + len(text[start:stop].rstrip())
        person = label if label in people else next((name for name in people if label.endswith(name)), None)
        if person is None and len(called) <= LONGEST_CALL:
            person = speech.nameless(names, *turn.span("who" if turn["who"] else "tag"))
        titled = bool(turn["live"]) or person == label != called.strip()
        yield _Turn(label, person, titled, start, end)


def _last_end(names: Names, at: int) -> int:
    """Where the last turn ends: with its paragraph, which may stand below the name."""
    while names.text[at : at + 1] in ("\n", " ", "　"):
        at += 1
    return names.paragraph(at).end


@lru_cache(maxsize=1)
def _questions() -> tuple[str, ...]:
    return tuple(lexicon.words("speech", "question"))


def _asks(turn: _Turn, hosts: set[str]) -> bool:
    """Whether who speaks so asks for the paper: 记者, 某报记者, 主持人 某某."""
    return (
        turn.person in hosts or turn.label.endswith(_questions()) or turn.label.startswith(("主持人", "记者"))
    )


def _hosts(text: str, turns: list[_Turn]) -> set[str]:
    """The people who are presented as hosts (主持人：本刊记者 某某), and ask."""
    presented = " ".join(_GUESTS.split(each)[0] for each in _HOST.findall(text))
    asking = (turn.person for turn in turns if text[turn.start : turn.end].endswith(("？", "?")))
    return {person for person in asking if person and person in presented}
