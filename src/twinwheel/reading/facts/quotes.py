"""Quotes: what is said in “” by somebody, the turns of a printed interview, and what is told as said (indirect).

Words in “” that nobody says (“软环境”) are no quotes. A quote is one pair of marks; where somebody speaks over
several paragraphs, each opened and only the last closed, each paragraph is a quote of the same speaker.
"""

from __future__ import annotations

from collections.abc import Iterator

from twinwheel.reading.facts import attribution, told, turns
from twinwheel.reading.facts.around import Last, Said
from twinwheel.reading.facts.candidates import Cover
from twinwheel.reading.facts.marks import Marked, marked
from twinwheel.reading.facts.model import Quote, Reading
from twinwheel.reading.facts.names import Names
from twinwheel.reading.text import Span


def find(reading: Reading, names: Names) -> list[Quote]:
    """Every quote of the article, in order."""
    answers = list(turns.find(reading, names)) or list(turns.headed(reading, names))
    spoken = [span for quote in answers for span in quote.mentions]
    direct = _in_one_breath(list(_direct(reading, names, spoken)))
    inside = [span for quote in (*direct, *answers) for span in quote.mentions]
    indirect = list(told.find(names, inside))
    return sorted([*answers, *direct, *indirect], key=lambda quote: quote.mentions[0])


def _direct(reading: Reading, names: Names, answers: list[Span]) -> Iterator[Quote]:
    """What stands in marks; words in marks within an answer are part of the answer."""
    last: Last | None = None
    before: Marked | None = None
    answered = Cover(answers)
    for pair in marked(reading.text):
        if pair.start in answered:
            continue
        if last and before and _open_ended(reading.text, before, pair):
            said: Said | None = Said(last.who, "quotes.paragraphs")
        else:
            said = attribution.said(names, pair, last)
        before = pair
        if said is None:
            continue
        last = Last(pair.end, said.who)
        yield Quote(
            mentions=(Span(pair.start, pair.end),),
            rule=said.rule,
            review=said.who is None or not (pair.sure and said.sure),
            mode="direct",
            speaker=said.who,
            text=reading.text[pair.start : pair.end],
        )


def _in_one_breath(quotes: list[Quote]) -> list[Quote]:
    """“…”“…”某某某连声道谢: words that end where the next begin are of the same speaker."""
    for index in range(len(quotes) - 2, -1, -1):
        one, following = quotes[index], quotes[index + 1]
        if one.speaker is None and following.mentions[0].start - one.mentions[0].end <= 2:
            quotes[index] = one.model_copy(update={"speaker": following.speaker, "rule": "quotes.goes_on"})
    return quotes


def _open_ended(text: str, before: Marked, pair: Marked) -> bool:
    """A paragraph that was never closed goes on in the next one, which opens its own mark."""
    return not before.sure and text[before.end : pair.start - 1].strip(" 　") == "\n"
