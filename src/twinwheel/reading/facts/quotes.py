"""Quotes: what is said in “” by somebody, the turns of a printed interview, and what is told as said (indirect).

Words in “” that nobody says (“软环境”) are no quotes. A quote is one pair of marks; one that goes on over
several paragraphs, each opened and only the last closed, has a mention for each of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from twinwheel.reading.facts import speech
from twinwheel.reading.facts.candidates import Cover
from twinwheel.reading.facts.marks import OPEN, Marked, marked
from twinwheel.reading.facts.model import Quote, Reading
from twinwheel.reading.facts.names import Names
from twinwheel.reading.text import Span

_ENDS = "。！？!?…"
_STOPS = "，。！？；：,;:!?…"


def find(reading: Reading, names: Names) -> list[Quote]:
    """Every quote of the article, in order."""
    direct = list(_direct(reading, names))
    turns = list(_turns(reading, names))
    inside = [span for quote in (*direct, *turns) for span in quote.mentions]
    told = list(_indirect(reading.text, names, inside))
    return sorted([*turns, *direct, *told], key=lambda quote: quote.mentions[0])


def _direct(reading: Reading, names: Names) -> Iterator[Quote]:
    text = reading.text
    pairs = marked(text)
    last: tuple[int, str | None] | None = None
    runs = _runs(text, pairs)
    for run in runs:
        said = _said(text, names, run[0], last)
        if said is None and len(run) == 1:
            continue
        who, rule = said or (None, "quotes.paragraphs")
        last = (run[-1].end, who)
        yield Quote(
            mentions=tuple(Span(pair.start, pair.end) for pair in run),
            rule=rule,
            review=who is None or not run[0].sure,
            mode="direct",
            speaker=who,
            text="\n".join(text[pair.start : pair.end] for pair in run),
        )


def _runs(text: str, pairs: list[Marked]) -> list[list[Marked]]:
    """Quotes over paragraphs put together: each paragraph opens one, the last closes it."""
    runs: list[list[Marked]] = []
    for pair in pairs:
        if pair.start == pair.end:
            continue
        open_ended = bool(runs) and not runs[-1][-1].sure and text[runs[-1][-1].end : pair.start - 1] == "\n"
        if open_ended:
            runs[-1].append(pair)
        else:
            runs.append([pair])
    return runs


def _said(
    text: str, names: Names, pair: Marked, last: tuple[int, str | None] | None
) -> tuple[str | None, str] | None:
    """Who says the words in marks and the rule that told; None where nobody says them."""
    words = text[pair.start : pair.end]
    opening = pair.start - 1 if pair.start and text[pair.start - 1] in OPEN + '"' else pair.start
    start = speech.sentence_start(text, opening, last[0] + 1 if last and last[0] < opening else 0)
    clauses = any(mark in words for mark in _STOPS)
    closed = pair.end + 1 >= len(text) or text[pair.end + 1] in "。！？!?\n；"
    cue = speech.cue_before().search(text, max(start, opening - 24), opening)
    if cue and len(words) >= 4 and (clauses or closed or len(words) >= 14):
        who = speech.speaker(names, start, cue.start())
        return who or _before(names, start, last), "quotes.announced"
    if not clauses and len(words) < 10:
        return None
    after = speech.cue_after().match(text, pair.end + 1)
    if after and _names_somebody(names, after.start("who"), after.start("verb")):
        return speech.speaker(names, after.start("who"), after.start("verb")), "quotes.attributed"
    if opening > start and text[opening - 1] in "：:" and words[-1] in _ENDS:
        who = speech.speaker(names, start, opening - 1)
        if who:
            return who, "quotes.colon"
    if words[-1] in _ENDS and clauses and opening == start:
        return _goes_on(text, names, opening, pair.end, last)
    return None


def _names_somebody(names: Names, start: int, end: int) -> bool:
    return speech.speaker(names, start, end) is not None


def _before(names: Names, start: int, last: tuple[int, str | None] | None) -> str | None:
    """The speaker of a clause without a subject: who spoke last in the paragraph, or was named last in it."""
    paragraph = names.paragraph(start)
    if last and last[0] >= paragraph.start and last[1]:
        return last[1]
    person = names.person_before(start, paragraph.start)
    return person.name if person else None


def _goes_on(
    text: str, names: Names, opening: int, closing: int, last: tuple[int, str | None] | None
) -> tuple[str | None, str] | None:
    """A quote that is a sentence by itself: the speaker of the one before, or who the sentence before is about."""
    paragraph = names.paragraph(opening)
    if last and last[0] >= paragraph.start:
        return last[1], "quotes.goes_on"
    person = names.person_before(opening, paragraph.start)
    if person:
        return person.name, "quotes.goes_on"
    follows = names.sentence(closing + 1)
    told = speech.verbs().search(text, closing + 1, min(follows.end, closing + 120))
    who = speech.speaker(names, closing + 1, told.start()) if told else None
    if who:  # “…”11月2日，在…会上，某某某表示，…
        return who, "quotes.told_behind"
    if opening == paragraph.start and last and text[last[0] : opening].count("\n") == 1:
        return last[1], "quotes.goes_on"
    return None, "quotes.unattributed"


_TURN = re.compile(r"(?:^|\n)(?P<who>[^：:，。\n“”]{1,24})[：:]")
_QUESTION = ("记者", "问", "Q", "主持人", "提问")
_ANSWER = ("答", "A")


def _turns(reading: Reading, names: Names) -> Iterator[Quote]:
    """The answers of a printed interview: NAME：…, as far as the next turn."""
    text = reading.text
    turns = list(_TURN.finditer(text))
    asked = sum(turn["who"].strip().endswith(_QUESTION) for turn in turns)
    people = {person.name: person for person in names.people}
    interviewee = max(names.people, key=lambda person: len(person.mentions), default=None)
    for index, turn in enumerate(turns):
        label = turn["who"].strip()
        who = label if label in people else next((name for name in people if label.endswith(name)), None)
        if label in _ANSWER and interviewee:
            who = interviewee.name
        if who is None or asked == 0 or text[turn.end() : turn.end() + 1] in OPEN:
            continue
        stop = turns[index + 1].start() if index + 1 < len(turns) else names.paragraph(turn.end()).end
        words = text[turn.end() : stop].rstrip()
        if len(words) >= 4:
            yield Quote(
                mentions=(Span(turn.end(), turn.end() + len(words)),),
                rule="quotes.turn",
                mode="direct",
                speaker=who,
                text=words,
            )


_NO_INDIRECT = (
    "建议",
    "呼吁",
    "希望",
    "期待",
    "期望",
    "期盼",
    "要求",
    "倡议",
    "看来",
    "肯定",
    "感到",
    "评价",
    "宣布",
    "分享",
    "提出",
    "问道",
    "反问",
    "回应",
    "回答",
)
_NAMED_SO = tuple("简统名职号俗又堪昵尊合全别")
_BARE = (
    "认为",
    "指出",
    "强调",
    "坦言",
    "透露",
    "直言",
    "介绍",
    "表示",
    "告诉记者",
    "称",
    "说",
)


def _indirect(text: str, names: Names, inside: list[Span]) -> Iterator[Quote]:
    """X表示，…: from the verb to the end of the sentence; sentences behind it are not taken along."""
    opens, inner = {span.start for span in inside}, Cover(inside)
    done = 0
    for verb in speech.verbs().finditer(text):
        if verb.start() < done or verb.group() in _NO_INDIRECT or verb.start() in inner:
            continue
        if verb.group()[0] == "称" and text[verb.start() - 1 : verb.start()] in _NAMED_SO:
            continue  # 以下简称, 名称, 职称
        start = _content(text, verb.end(), verb.group())
        if start is None or start in opens or start + 1 in opens:
            continue
        low = speech.sentence_start(text, verb.start(), done)
        who = speech.speaker(names, low, verb.start())
        if who is None or (start == verb.end() and not _subject_touches(names, low, verb.start(), who)):
            continue
        end = _sentence_end(text, start)
        if end - start < 6:
            continue
        done = end
        yield Quote(
            mentions=(Span(start, end),),
            rule="quotes.told",
            mode="indirect",
            speaker=who,
            text=text[start:end],
        )


def _content(text: str, at: int, verb: str) -> int | None:
    """Where what is told begins behind the verb; None where the verb takes no clause."""
    if text[at : at + 1] in ("，", "：", ",", ":"):
        return at + 1
    return (
        at
        if verb.endswith(_BARE) and text[at : at + 1] not in "了的过着。；、\n”）) " and at < len(text)
        else None
    )


def _subject_touches(names: Names, low: int, verb: int, who: str) -> bool:
    """A verb without a comma takes a clause only where its subject stands right before it."""
    said = names.named_within(low, verb)
    return bool(said) and verb - said[-1].end <= 4 and who == said[-1].fact.name


def _sentence_end(text: str, at: int) -> int:
    """The end of the sentence, without its mark; an end mark within “” ends nothing."""
    depth = 0
    while at < len(text) and text[at] != "\n":
        if text[at] in "“「":
            depth += 1
        elif text[at] in "”」":
            depth = max(0, depth - 1)
        elif text[at] in "。！？!?" and depth == 0:
            break
        at += 1
    return at
