"""What is told as said, without marks: 甲某表示，…, to the end of the sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from twinwheel.reading.facts import lexicon, speech
from twinwheel.reading.facts.candidates import Cover
from twinwheel.reading.facts.model import Quote
from twinwheel.reading.facts.names import Names
from twinwheel.reading.text import Span

_NAMED_SO = tuple("下简统名职号俗又堪昵尊合全别为作呼赞之")
_MARK = re.compile(r"[“「”」！？!?。.\n]")
LEAST = 6
"""Characters of what is told."""


def find(names: Names, inside: list[Span]) -> Iterator[Quote]:
    """Indirect speech outside the quotes ``inside``; sentences behind it are not taken along."""
    text = names.text
    opens, inner = {span.start for span in inside}, Cover(inside)
    tells_nothing = lexicon.words("speech", "not_told")
    done = 0
    for verb in speech.verbs().finditer(text):
        if verb.start() < done or verb.group() in tells_nothing or verb.start() in inner:
            continue
        before, behind = text[verb.start() - 1 : verb.start()], text[verb.end() : verb.end() + 2]
        if verb.group()[0] == "称" and (before in _NAMED_SO or behind[:1] in _NAMED_SO):
            continue  # 以下简称, 名称, 称赞
        if before in ("的", "所", "传") or behind in lexicon.words("speech", "feelings"):
            continue  # …的主张, 所称, 传说; 表示|感谢
        start = _content(text, verb.end(), verb.group())
        if start is None or start + 1 in opens:
            continue
        low = speech.sentence_start(text, verb.start(), done)
        who = speech.speaker(names, low, verb.start())
        if who is None or (start == verb.end() and not _subject_touches(names, low, verb.start(), who)):
            continue
        end = _sentence_end(text, start)
        if end - start < LEAST:
            continue
        done = end
        yield Quote(
            mentions=(Span(start, end),),
            rule="quotes.told",
            mode="indirect",
            speaker=who,
            text=text[start:end],
        )


@lru_cache(maxsize=1)
def _bare() -> tuple[str, ...]:
    return tuple(lexicon.words("speech", "bare"))


def _content(text: str, at: int, verb: str) -> int | None:
    """Where what is told begins behind the verb; None where the verb takes no clause."""
    if text[at : at + 1] in ("，", "：", ",", ":"):
        return at + 1
    takes = verb.endswith(_bare()) and text[at : at + 1] not in "了的过着。；、\n”）) "
    return at if takes else None


def _subject_touches(names: Names, low: int, verb: int, who: str) -> bool:
    """A verb without a comma takes a clause only where its subject stands right before it."""
    said = names.named_within(low, verb)
    return bool(said) and verb - said[-1].end <= 4 and who == said[-1].fact.name


def _sentence_end(text: str, at: int) -> int:
    """The end of the sentence, without its mark; an end mark within “” ends nothing."""
    depth = 0
    for mark in _MARK.finditer(text, at):
        char = mark.group()
        if char in "“「":
            depth += 1
        elif char in "”」":
            depth = max(0, depth - 1)
        elif char == "\n" or (depth == 0 and speech.ends(text, mark.start())):
            return mark.start()
    return len(text)
