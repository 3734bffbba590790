"""The turns of a printed interview: 记者：…, NAME（title）：…, 问：/答：, each as far as the next turn."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from twinwheel.reading.facts import lexicon
from twinwheel.reading.facts.marks import OPEN
from twinwheel.reading.facts.model import Quote, Reading
from twinwheel.reading.facts.names import Names
from twinwheel.reading.text import Span

LEAST_SPEAKERS = 3
"""Turns of named people that make an interview of a page on which nobody is called the one who asks."""
_TURN = re.compile(r"(?:^|\n)[ 　]*(?P<who>[^：:，。\n“”]{1,40})[：:]")
_ASIDE = re.compile(r"[（(【\[][^（()）]*[）)】\]]|[【】\[\]]")
_HOST = re.compile(r"主持(?:人|嘉宾)?[：: ]([^\n，。？?！!]{2,30})(?=\n|\Z)")

_GUESTS = re.compile(r"嘉宾|发布|出席|对话|受访|主讲|答|[：:]")


class _Turn(NamedTuple):
    """Who is called the speaker, the person that is, and the words ``text[start:end]``."""

    label: str
    person: str | None
    start: int
    end: int


def find(reading: Reading, names: Names) -> Iterator[Quote]:
    """The answers, a turn each. Nothing where neither questions nor several speakers show an interview."""
    text = reading.text
    turns = list(_turns(names))
    hosts = _hosts(text, turns)
    asking = [_asks(turn, hosts) for turn in turns]
    if not any(asking) and sum(turn.person is not None for turn in turns) < LEAST_SPEAKERS:
        return
    interviewee = max(
        (person for person in names.people if person.name not in hosts),
        key=lambda person: len(person.mentions),
        default=None,
    )
    for turn, asks in zip(turns, asking, strict=True):
        words = text[turn.start : turn.end]
        who = turn.person
        if interviewee and turn.label in lexicon.words("speech", "answer"):
            who = interviewee.name
        if asks or who is None or len(words) < 4 or words[0] in OPEN + '"':
            continue
        if any(asking) or words[-1] in "。！？!?”…":
            yield Quote(
                mentions=(Span(turn.start, turn.end),),
                rule="quotes.turn",
                mode="direct",
                speaker=who,
                text=words,
            )


def _turns(names: Names) -> Iterator[_Turn]:
    text = names.text
    people = {person.name for person in names.people}
    found = list(_TURN.finditer(text))
    for index, turn in enumerate(found):
        label = _ASIDE.sub("", turn["who"]).strip()
        stop = found[index + 1].start() if index + 1 < len(found) else names.paragraph(turn.end()).end
        start = turn.end()
        end = start + len(text[start:stop].rstrip())
        person = label if label in people else next((name for name in people if label.endswith(name)), None)
        yield _Turn(label, person, start, end)


@lru_cache(maxsize=1)
def _questions() -> tuple[str, ...]:
    return tuple(lexicon.words("speech", "question"))


def _asks(turn: _Turn, hosts: set[str]) -> bool:
    """Whether who speaks so asks for the paper: 记者, 某报记者, 主持人 某某."""
    return (
        turn.person in hosts or turn.label.endswith(_questions()) or turn.label.startswith(("主持人", "记者"))
    )


def _hosts(text: str, turns: list[_Turn]) -> set[str]:
    """The people who only ask: presented as 主持人, or, where nobody is, all their turns end in a question."""
    presented = " ".join(_GUESTS.split(each)[0] for each in _HOST.findall(text))
    unknown = not any(_asks(turn, set()) for turn in turns)
    asked: dict[str, list[bool]] = {}
    for turn in turns:
        if turn.person:
            asked.setdefault(turn.person, []).append(text[turn.start : turn.end].endswith(("？", "?")))
    return {
        person
        for person, each in asked.items()
        if (person in presented and any(each)) or (unknown and len(each) > 1 and all(each))
    }
