"""Facts: from the collated text of one article to what it says, each fact with its characters.

::

    Reading ─tagger─► words ─people, organisations, places─► Names
    Names ─quotes, asks, relations, indicators, policy_documents, programmes, measures─► [Fact]

Every mention of every fact is a range of ``reading.text``. ``find`` is the way in; a module here finds
one kind of fact and can be read alone.
"""

from __future__ import annotations

from twinwheel.reading.facts.model import Fact, Reading
from twinwheel.reading.facts.tagger import Tagger, tagger

__all__ = ["Fact", "Reading", "Tagger", "find", "tagger"]


def find(reading: Reading, tagger: Tagger | None) -> list[Fact]:
    """Every fact of the article, kind by kind, each kind in the order of the text."""
    from twinwheel.reading.facts import (
        asks,
        indicators,
        measures,
        naming,
        policy_documents,
        programmes,
        quotes,
        relations,
    )
    from twinwheel.reading.facts.narrow import widened

    reading = reading._replace(text=widened(reading.text))
    names = naming.find(reading, tagger)
    said = quotes.find(reading, names)
    known = programmes.find(reading, names)
    facts: list[Fact] = [*names.people, *names.organisations, *programmes.outside(names.places, known)]
    facts += said
    facts += asks.find(reading, names, said)
    documents = policy_documents.find(reading, names)
    facts += relations.find(reading, names, documents, known)
    facts += indicators.find(reading, names)
    facts += documents
    facts += known
    facts += measures.find(reading, names)
    return facts
