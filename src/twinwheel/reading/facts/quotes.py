"""Quotes: what is said in “” by somebody, the turns of a printed interview, and what is told as said (indirect).

Words in “” that nobody says (“软环境”) are no quotes. A quote is one pair of marks; one that goes on over
several paragraphs, each opened and only the last closed, has a mention for each of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from twinwheel.reading.facts import lexicon, speech
from twinwheel.reading.facts.model import Quote, Reading
from twinwheel.reading.facts.names import Names
from twinwheel.reading.text import Span

_ENDS = "。！？!?…"
_STOPS = "，。！？；：,;:!?…"
_OPEN, _CLOSE = "“‘「『", "”’」』"


class Marked(NamedTuple):
    """``text[start:end]`` stands in marks; ``sure`` is False where one of the marks is missing."""

    start: int
    end: int
    sure: bool = True


def find(reading: Reading, names: Names) -> list[Quote]:
    """Every quote of the article, in order."""
    direct = list(_direct(reading, names))
    turns = list(_turns(reading, names))
    inside = [span for quote in (*direct, *turns) for span in quote.mentions]
    told = list(_indirect(reading.text, names, inside))
    return sorted([*turns, *direct, *told], key=lambda quote: quote.mentions[0])


def marked(text: str) -> list[Marked]:
    """The outermost pairs of quotation marks of each paragraph, also half-width and ill-matched ones."""
    found: list[Marked] = []
    start = 0
    for paragraph in text.split("\n"):
        found += _outermost(_pairs(text, start, start + len(paragraph)))
        start += len(paragraph) + 1
    return found


def _pairs(text: str, start: int, end: int) -> list[Marked]:
    found: list[Marked] = []
    stack: list[int] = []
    for at in range(start, end):
        char = text[at]
        if char in _OPEN or (char == '"' and not stack):
            stack.append(at)
        elif char in _CLOSE or char == '"':
            opened = _opening(text, stack, char)
            if opened is not None:
                found.append(Marked(opened + 1, at))
            elif char == "”":
                found += _unopened(text, max([start, *(pair.end + 1 for pair in found)]), at)
    found += [Marked(at + 1, end, False) for at in stack[:1] if text[at] in '“「"' and _heralded(text, at)]
    return found


def _opening(text: str, stack: list[int], close: str) -> int | None:
    """The mark that this one closes: the last of its kind, or the last of any kind (OCR mixes them)."""
    if not stack:
        return None
    kind = {"”": "“", "’": "‘", "」": "「", "』": "『"}.get(close)
    for index in range(len(stack) - 1, -1, -1):
        if text[stack[index]] == kind:
            opened = stack[index]
            del stack[index:]
            return opened
    return None if close == "’" else stack.pop()


def _unopened(text: str, floor: int, close: int) -> list[Marked]:
    """梁某表示：我们围绕…。” has lost its opening mark: it stood behind the colon."""
    herald = None
    for herald in _herald().finditer(text, floor, close):
        break
    return [Marked(herald.end(), close, False)] if herald and close - herald.end() >= 8 else []


def _heralded(text: str, at: int) -> bool:
    """A quote that is never closed counts where a verb of speech opens it, or as a paragraph of a long one."""
    return bool(_cue_before().search(text[max(0, at - 24) : at])) or at == 0 or text[at - 1] == "\n"


def _outermost(pairs: list[Marked]) -> list[Marked]:
    kept: list[Marked] = []
    for pair in sorted(pairs, key=lambda pair: (pair.start, -pair.end)):
        if kept and pair.end <= kept[-1].end:
            continue
        if kept and not kept[-1].sure and pair.start < kept[-1].end:
            kept.pop()
        kept.append(pair)
    return kept


@lru_cache(maxsize=1)
def _verbs() -> str:
    return lexicon.trie(lexicon.words("speech", "plain"))


@lru_cache(maxsize=1)
def _herald() -> re.Pattern[str]:
    return re.compile(rf"{_verbs()}[：:]")


@lru_cache(maxsize=1)
def _cue_before() -> re.Pattern[str]:
    return re.compile(rf"(?P<verb>{_verbs()})(?:的?[：:]|[，,]|道[：:，,]?|)[ ]?\Z")


@lru_cache(maxsize=1)
def _cue_after() -> re.Pattern[str]:
    return re.compile(rf"[，,]?(?P<who>[^，。！？；：\n“”]{{1,48}}?)(?P<verb>{_verbs()})(?:道|着)?(?=[，。：:；！,;]|\Z|\n)")


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


def _said(text: str, names: Names, pair: Marked, last: tuple[int, str | None] | None) -> tuple[str | None, str] | None:
    """Who says the words in marks and the rule that told; None where nobody says them."""
    words = text[pair.start : pair.end]
    opening = pair.start - 1 if pair.start and text[pair.start - 1] in _OPEN + '"' else pair.start
    start = speech.sentence_start(text, opening, last[0] + 1 if last and last[0] < opening else 0)
    clauses = any(mark in words for mark in _STOPS)
    closed = pair.end + 1 >= len(text) or text[pair.end + 1] in "。！？!?\n；"
    cue = _cue_before().search(text, max(start, opening - 24), opening)
    if cue and len(words) >= 4 and (clauses or closed or len(words) >= 14):
        who = speech.speaker(names, start, cue.start())
        return who or _before(names, start, last), "quotes.announced"
    if not clauses and len(words) < 10:
        return None
    after = _cue_after().match(text, pair.end + 1)
    if after and _names_somebody(names, after.start("who"), after.start("verb")):
        return speech.speaker(names, after.start("who"), after.start("verb")), "quotes.attributed"
    if opening > start and text[opening - 1] in "：:" and words[-1] in _ENDS:
        who = speech.speaker(names, start, opening - 1)
        if who:
            return who, "quotes.colon"
    if words[-1] in _ENDS and clauses and opening == start:
        return _goes_on(text, names, opening, last)
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
    text: str, names: Names, opening: int, last: tuple[int, str | None] | None
) -> tuple[str | None, str] | None:
    """A quote that is a sentence by itself: the speaker of the one before, or who the sentence before is about."""
    paragraph = names.paragraph(opening)
    if last and last[0] >= paragraph.start:
        return last[1], "quotes.goes_on"
    person = names.person_before(opening, paragraph.start)
    if person:
        return person.name, "quotes.goes_on"
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
        if who is None or asked == 0 or text[turn.end() : turn.end() + 1] in _OPEN:
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


_NO_INDIRECT = ("建议", "呼吁", "希望", "期待", "期望", "期盼", "要求", "倡议", "看来", "肯定", "感到", "评价", "宣布", "分享", "提出", "问道", "反问", "回应", "回答")
_BARE = ("认为", "指出", "强调", "坦言", "透露", "直言", "介绍", "表示", "告诉记者", "称", "说", "预计", "相信", "提醒")


def _indirect(text: str, names: Names, inside: list[Span]) -> Iterator[Quote]:
    """X表示，…: from the verb to the end of the sentence; sentences behind it are not taken along."""
    opens = {span.start for span in inside}
    done = 0
    for verb in speech.verbs().finditer(text):
        if verb.start() < done or verb.group() in _NO_INDIRECT or _within(inside, verb.start()):
            continue
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
        yield Quote(mentions=(Span(start, end),), rule="quotes.told", mode="indirect", speaker=who, text=text[start:end])


def _content(text: str, at: int, verb: str) -> int | None:
    """Where what is told begins behind the verb; None where the verb takes no clause."""
    if text[at : at + 1] in ("，", "：", ",", ":"):
        return at + 1
    return at if verb.endswith(_BARE) and text[at : at + 1] not in "了的过着。；、\n”）) " and at < len(text) else None


def _subject_touches(names: Names, low: int, verb: int, who: str) -> bool:
    """A verb without a comma takes a clause only where its subject stands right before it."""
    said = names.named_within(low, verb)
    return bool(said) and verb - said[-1].end <= 4 and who == said[-1].fact.name


def _within(spans: list[Span], at: int) -> bool:
    return any(span.start <= at < span.end for span in spans)


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
