"""Whose figure it is: of all that may own it, what has the most evidence.

What a word of evidence (``evidence.py``) weighs stands in ``data/scope_weights.yaml``: ``exp(sum of weights)`` is in
proportion to the chance that a candidate is right.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import cache, lru_cache
from math import exp
from typing import NamedTuple

from twinwheel.reading.facts.indicators.anaphora import Anaphora
from twinwheel.reading.facts.indicators.clauses import Clauses
from twinwheel.reading.facts.indicators.evidence import Candidate, Evidence, Words
from twinwheel.reading.facts.indicators.heads import built, heads
from twinwheel.reading.facts.indicators.lists import Lists
from twinwheel.reading.facts.indicators.nouns import entries, phrases
from twinwheel.reading.facts.indicators.sections import is_heading
from twinwheel.reading.facts.indicators.subjects import Subject, apart, named, placed, topics_of
from twinwheel.reading.facts.model import Reading
from twinwheel.reading.facts.names import Names
from twinwheel.reading.facts.numbers import Number
from twinwheel.reading.facts.programmes import Named
from twinwheel.reading.facts.tables import table

_SURE = 0.5
"""With less of a chance than this, half of them are wrong: a person should look."""
_LEAST = 0.25
"""With less than this, four of five are wrong: none is better."""


class Scope(NamedTuple):
    name: str | None
    guessed: bool = False


class Scopes:
    """Finds the scope of one figure after another."""

    def __init__(
        self,
        reading: Reading,
        names: Names,
        clauses: Clauses,
        things: Sequence[Named],
        figures: Sequence[Number],
    ) -> None:
        text = reading.text
        topics = topics_of(reading)
        paragraphs = {clauses.all[clauses.at(number.start)].paragraph for number in figures}
        headings = {
            clauses.all[clauses.at(part.start)].paragraph for part in reading.parts if is_heading(text, part)
        }
        known = named(reading, names, things, list(topics))
        made = [
            *heads(names.words, clauses, known, paragraphs),
            *built(names.words, clauses, paragraphs),
            *entries(clauses, headings),
        ]
        known = placed(
            text,
            apart([*made, *known, *phrases(names.words, clauses, known, paragraphs)]),
            clauses,
            names.words,
        )
        places = {place.name: place.type for place in names.places}
        anaphora = Anaphora(clauses, known, places, list(topics), names.words)
        again = anaphora.found(paragraphs)
        bodies = {each.name for each in names.organisations if each.type == "government"}
        subjects = [
            _speaking(subject, bodies, anaphora) for subject in placed(text, apart([*known, *again]), clauses)
        ]
        self._lists = Lists(text, clauses, subjects)
        self._evidence = Evidence(reading, clauses, subjects, topics)
        self._decided: tuple[list[Candidate] | None, Scope] = (None, Scope(None))

    def of(self, number: Number) -> Scope:
        """The scope of the figure; None where nothing is named that could own it."""
        member = self._lists.of(number)
        if member:
            return Scope(member)
        candidates = self._evidence.of(number)
        if candidates is self._decided[0]:
            return self._decided[1]
        chances = chances_of(candidates)
        best = max(chances, key=lambda name: chances[name], default=None)
        chance = chances[best] if best is not None else 1.0
        scope = Scope(best if chance >= _LEAST else None, chance < _SURE)
        self._decided = (candidates, scope)
        return scope


def _speaking(subject: Subject, bodies: Collection[str], anaphora: Anaphora) -> Subject:
    """A public body, and who speaks for it, tell the figures of their place."""
    if subject.kind == "government":
        return subject._replace(name=anaphora.speaks_for(subject.name))
    if subject.owner and subject.owner in bodies:
        return subject._replace(owner=anaphora.speaks_for(subject.owner))
    return subject


def chances_of(candidates: Sequence[Candidate]) -> dict[str, float]:
    """The chance of each name; they add up to one.

    What is named at several places has the evidence of all of them.
    """
    scores = [_score(each.evidence) for each in candidates]
    highest = max(scores, default=0.0)
    chances: dict[str, float] = {}
    for candidate, one in zip(candidates, scores, strict=True):
        chances[candidate.name] = chances.get(candidate.name, 0.0) + exp(one - highest)
    total = sum(chances.values())
    return {name: chance / total for name, chance in chances.items()}


@lru_cache(maxsize=4096)
def _score(evidence: Words) -> float:
    weights = _weights()
    return sum([weights.get(word, 0.0) for word in evidence])


@cache
def _weights() -> dict[str, float]:
    return {str(word): float(weight) for word, weight in table("scope_weights").items()}
