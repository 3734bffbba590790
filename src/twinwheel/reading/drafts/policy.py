"""The text that is drafted from: its sentences, and the tree they hang on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from twinwheel.reading.drafts.lines import unbroken
from twinwheel.reading.drafts.marks import begins
from twinwheel.reading.drafts.outline import Clause, Sentence, outline
from twinwheel.reading.model import Article
from twinwheel.reading.text import MappedText, Span

MAX_CHARACTERS = 400_000


@dataclass(frozen=True)
class Policy:
    """The text that is drafted from. All offsets are into ``mapped.text`` unless they are called raw."""

    mapped: MappedText
    root: Clause
    sentences: tuple[Sentence, ...]

    @property
    def text(self) -> str:
        return self.mapped.text

    def said(self, sentence: Sentence) -> str:
        return self.text[sentence.start : sentence.end]

    def raw(self, span: Span) -> list[Span]:
        return self.mapped.raw_ranges(*span)


def policy(articles: Sequence[Article]) -> Policy:
    """The articles of one file, in order, as one policy. Raises ValueError where it is too long."""
    parts: list[MappedText] = []
    for article in articles:
        if parts:
            parts.append(
                MappedText.inserted(article.text.raw, "\n", int(parts[-1].ends[-1]) if len(parts[-1]) else 0)
            )
        parts.append(article.text)
    raw = articles[0].text.raw if articles else ""
    return of_text(MappedText.joined(raw, parts))


def of_text(text: MappedText) -> Policy:
    """A policy of a text as it is. Raises ValueError where it is too long."""
    if len(text) > MAX_CHARACTERS:
        raise ValueError(f"{len(text):,} characters; at most {MAX_CHARACTERS:,} are drafted from at once")
    joined = unbroken(text, begins)
    root, sentences = outline(joined)
    return Policy(joined, root, tuple(sentences))
