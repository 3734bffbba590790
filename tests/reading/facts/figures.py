"""What the tests of figures share: a reading of one text, and the names in it as the finder of names gives them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from twinwheel.reading.facts.model import Organisation, Person, Place, Reading
from twinwheel.reading.facts.names import Names
from twinwheel.reading.model import Part
from twinwheel.reading.text import Span


def reading(text: str, published: date | None = None, title: str | None = None) -> Reading:
    """An article of one paragraph a line; the first line is its title where that is given."""
    parts: list[Part] = []
    at = 0
    for line in text.split("\n"):
        parts.append(Part("title" if line == title else "paragraph", at, at + len(line)))
        at += len(line) + 1
    return Reading(text, tuple(parts), "article", (), None, published)


def named(text: str, case: Mapping[str, Any]) -> Names:
    """``places`` by type, ``firms`` and ``governments`` by name, ``people`` with their organisation."""

    def organisations(key: str, kind: Any) -> Sequence[Organisation]:
        return [
            Organisation(mentions=_mentions(text, name), rule="given", name=name, type=kind)
            for name in case.get(key, [])
        ]

    return Names(
        text,
        [
            Person(mentions=_mentions(text, name), rule="given", name=name, organisation=organisation)
            for name, organisation in case.get("people", {}).items()
        ],
        [*organisations("firms", "enterprise"), *organisations("governments", "government")],
        [
            Place(mentions=_mentions(text, name), rule="given", name=name, type=kind)
            for name, kind in case.get("places", {}).items()
        ],
    )


def _mentions(text: str, name: str) -> tuple[Span, ...]:
    return tuple(Span(*match.span()) for match in re.finditer(re.escape(name), text))
