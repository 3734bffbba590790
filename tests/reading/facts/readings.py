"""Readings for the tests of names, quotes and asks: a text with its titles, and every finder run on it."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from twinwheel.reading.facts import asks, naming, policy_documents, programmes, quotes, relations
from twinwheel.reading.facts.model import Ask, Quote, Reading, Relation
from twinwheel.reading.facts.names import Names
from twinwheel.reading.facts.tagger import Tagger
from twinwheel.reading.model import ArticleKind, Part


class Told(NamedTuple):
    """What the finders of names and of speech find in a reading."""

    names: Names
    quotes: list[Quote]
    asks: list[Ask]
    relations: list[Relation]


def reading(text: str, *, titles: int = 0, kind: ArticleKind = "article") -> Reading:
    """A text a paragraph a line, the first ``titles`` of them its titles."""
    parts: list[Part] = []
    at = 0
    for number, line in enumerate(text.split("\n")):
        parts.append(Part("title" if number < titles else "paragraph", at, at + len(line)))
        at += len(line) + 1
    return Reading(text, tuple(parts), kind, (), None, date(2022, 5, 6))


def told(given: Reading, tagger: Tagger | None = None) -> Told:
    """Everything the finders find."""
    names = naming.find(given, tagger)
    said = quotes.find(given, names)
    documents, made = policy_documents.find(given, names), programmes.find(given, names)
    return Told(names, said, asks.find(given, names, said), relations.find(given, names, documents, made))
