"""The names of one article, and which of them governs a place in its text.

The finders of figures, programmes and measures ask here whose figure it is: ``names.place_before(at)``
is the place last named before ``at`` in the same paragraph.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from twinwheel.reading.facts.model import Organisation, Person, Place
from twinwheel.reading.facts.recogniser import Seen
from twinwheel.reading.facts.words import Token, Words
from twinwheel.reading.text import Span

Named = Person | Organisation | Place

# A sentence ends at its mark and takes the closing marks behind it along.
_SENTENCE = re.compile(r"[^。！？!?\n]+(?:[。！？!?]+[”’」』）)\]】》]*)?|[。！？!?]+")


class Mention(NamedTuple):
    """One place where a name stands: ``text[start:end]``, and the fact it is a mention of."""

    start: int
    end: int
    fact: Named


def sentences(text: str) -> list[Span]:
    """The sentences of a text, in order, without the line ends between them."""
    return [Span(*found.span()) for found in _SENTENCE.finditer(text)]


class Mentions:
    """The mentions of some facts in the order of the text, asked by position."""

    def __init__(self, facts: Iterable[Named]) -> None:
        self._all = sorted(
            (Mention(span.start, span.end, fact) for fact in facts for span in fact.mentions),
            key=lambda mention: (mention.start, -mention.end),
        )
        self._starts = [mention.start for mention in self._all]

    def last_before(self, at: int, since: int) -> Mention | None:
        """The last mention that starts in ``[since, at)`` and ends by ``at``."""
        for index in range(bisect_right(self._starts, at - 1) - 1, -1, -1):
            mention = self._all[index]
            if mention.start < since:
                return None
            if mention.end <= at:
                return mention
        return None

    def within(self, start: int, end: int) -> list[Mention]:
        """The mentions that lie in ``[start, end)``, in order."""
        low, high = bisect_right(self._starts, start - 1), bisect_right(self._starts, end - 1)
        return [mention for mention in self._all[low:high] if mention.end <= end]

    def at(self, position: int) -> Mention | None:
        """The mention that covers this character."""
        found = self.last_before_or_over(position)
        return found if found and found.end > position else None

    def last_before_or_over(self, position: int) -> Mention | None:
        """The last mention that starts at or before ``position``."""
        index = bisect_right(self._starts, position) - 1
        return self._all[index] if index >= 0 else None


@dataclass(frozen=True, eq=False)
class Names:
    """The people, organisations and places of one article.

    A helper that asks for what stands *before* a position looks back to the start of its paragraph, or to
    ``since`` where that is given; it returns None where nothing is named there.
    """

    text: str
    people: Sequence[Person] = ()
    organisations: Sequence[Organisation] = ()
    places: Sequence[Place] = ()
    tokens: Sequence[Token] | None = None
    """The words of the text, where whoever found the names has them."""
    seen: Seen | None = None
    """What the recogniser makes of the text, where it ran."""

    @cached_property
    def words(self) -> Words:
        """The words of the text, asked by position."""
        return Words(self.text, self.tokens)

    @cached_property
    def sentences(self) -> list[Span]:
        """The sentences of the text, in order."""
        return sentences(self.text)

    @cached_property
    def _sentence_starts(self) -> list[int]:
        return [span.start for span in self.sentences]

    @cached_property
    def _people(self) -> Mentions:
        return Mentions(self.people)

    @cached_property
    def _organisations(self) -> Mentions:
        return Mentions(self.organisations)

    @cached_property
    def _places(self) -> Mentions:
        return Mentions(self.places)

    @cached_property
    def _named(self) -> Mentions:
        return Mentions([*self.people, *self.organisations, *self.places])

    def sentence(self, at: int) -> Span:
        """The sentence that ``at`` lies in; between two of them, the one before; empty in an empty text."""
        index = bisect_right(self._sentence_starts, at) - 1
        return self.sentences[index] if index >= 0 else Span(0, 0)

    def paragraph(self, at: int) -> Span:
        """The line of the text that ``at`` lies in."""
        start = self.text.rfind("\n", 0, at) + 1
        end = self.text.find("\n", at)
        return Span(start, len(self.text) if end < 0 else end)

    def person_before(self, at: int, since: int | None = None) -> Person | None:
        """The person last named before ``at``."""
        found = self._people.last_before(at, self._since(at, since))
        return found.fact if found and isinstance(found.fact, Person) else None

    def organisation_before(self, at: int, since: int | None = None) -> Organisation | None:
        """The organisation last named before ``at``."""
        found = self._organisations.last_before(at, self._since(at, since))
        return found.fact if found and isinstance(found.fact, Organisation) else None

    def place_before(self, at: int, since: int | None = None) -> Place | None:
        """The place last named before ``at``; one that is only part of an organisation's name is not meant."""
        found = self._places.last_before(at, self._since(at, since))
        return found.fact if found and isinstance(found.fact, Place) else None

    def named_before(self, at: int, since: int | None = None) -> Mention | None:
        """The last mention of anything named before ``at``."""
        return self._named.last_before(at, self._since(at, since))

    def named_at(self, position: int) -> Mention | None:
        """What is named by the character at this position."""
        return self._named.at(position)

    def named_within(self, start: int, end: int) -> list[Mention]:
        """Every mention that lies in ``[start, end)``, in order."""
        return self._named.within(start, end)

    def _since(self, at: int, since: int | None) -> int:
        return self.paragraph(at).start if since is None else since
