"""The names of an article: candidates of every kind, then which of them stand, then facts with all mentions."""

from __future__ import annotations

from twinwheel.reading.facts import aliases, organisations, people, places
from twinwheel.reading.facts.candidates import Candidate, longest
from twinwheel.reading.facts.model import Reading
from twinwheel.reading.facts.names import Names
from twinwheel.reading.facts.sheet import Sheet
from twinwheel.reading.facts.tagger import Tagger


def find(reading: Reading, tagger: Tagger | None) -> Names:
    """The people, organisations and places of the article, each with every place where it is named."""
    sheet = Sheet(reading, tagger)
    divisions = places.areas(sheet)
    sure = organisations.atoms(sheet, divisions)
    zones = places.zones(sheet, divisions)
    named = [*sure, *organisations.chains(sheet, [*divisions, *zones], sure), *organisations.firms(sheet)]
    named += organisations.enumerated(sheet, named)
    ...
