"""Who words in marks belong to by what is around them: who was named or spoke before, who is named in the next sentence."""

from __future__ import annotations

from typing import NamedTuple

from twinwheel.reading.facts import speech
from twinwheel.reading.facts.names import Names

_NEAR = 60
"""Characters behind a quote in which its speaker may stand."""


class Last(NamedTuple):
    """The quote before: where it ends, and who speaks."""

    end: int
    who: str | None


class Said(NamedTuple):
    """Who speaks, and the rule that told."""

    who: str | None
    rule: str
    sure: bool = True


def clause_end(text: str, at: int) -> int:
    """The end of the clause at ``at``."""
    limit = min(len(text), at + _NEAR)
    while at < limit and text[at] not in "\n“，,；;：:" and not speech.ends(text, at):
        at += 1
    return at


def before(names: Names, start: int, high: int, last: Last | None) -> str | None:
    """The speaker of a clause without a subject: who was named since the last quote, who spoke it, or was named before."""
    paragraph = names.paragraph(start)
    spoken = last if last and last.end >= paragraph.start and last.who else None
    since = spoken.end if spoken else paragraph.start
    sentence = names.sentence(max(since, start - 1)) if start > since else None
    if sentence and sentence.start >= since:
        about = speech.subject(names, sentence.start, min(sentence.end, high))
        told = None if about else speech.said().search(names.text, sentence.start, min(sentence.end, high))
        about = about or (speech.speaker(names, sentence.start, told.start()) if told else None)
        if about:
            return about
    person = names.person_before(high, since)
    if person:
        return person.name
    return spoken.who if spoken else None


def around(names: Names, opening: int, closing: int, last: Last | None) -> Said:
    """A quote that is a sentence by itself: who the sentences before are about, or who speaks behind."""
    text = names.text
    who = before(names, opening, opening, last)
    if who:
        return Said(who, "quotes.goes_on", sure=last is not None and who == last.who)
    follows = names.sentence(closing + 1)
    told = speech.verbs().search(text, closing + 1, min(follows.end, closing + 120))
    who = speech.speaker(names, closing + 1, told.start()) if told else None
    if not any(person.name == who for person in names.people):
        who = (
            _first_behind(names, closing + 1, follows.end) or who
        )  # a person before a body: 某所研究员|某某某
    if who:  # “…”11月2日，在…会上，某某某表示，…
        return Said(who, "quotes.told_behind")
    return _paragraph_before(names, opening)


def _first_behind(names: Names, low: int, high: int) -> str | None:
    """The person the sentence behind names first."""
    while low < high:
        stop = max(clause_end(names.text, low), low + 1)
        who = speech.subject(names, low, min(stop, high))
        if who:
            return who
        low = stop
    return None


def _paragraph_before(names: Names, opening: int) -> Said:
    """A paragraph that opens with a quote: who the last sentence before is about."""
    if opening < 2:
        return Said(None, "quotes.unattributed")
    sentence = names.sentence(opening - 2)
    who = speech.subject(names, sentence.start, sentence.end)
    announced = names.text[opening - 2] in "：:"
    return Said(who, "quotes.goes_on", sure=announced) if who else Said(None, "quotes.unattributed")
