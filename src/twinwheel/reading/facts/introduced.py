"""Names that are introduced with their short form: 天府绿谷医学城（以下简称“绿谷”）.

What has a short form of its own is called by a name, whatever words the name is made of.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from twinwheel.reading.facts import lexicon
from twinwheel.reading.facts.candidates import Candidate
from twinwheel.reading.facts.sheet import LONGEST_WALK, MARKS, Sheet, trimmed
from twinwheel.reading.facts.words import known

_SHORT_FORM = re.compile(r"[（(](?:以下|下文|下|以下统|统)?(?:简称|称|统称|合称)(?:为)?[：: ]?[“‘「]")
_LEAST = 4
_NEVER_INSIDE = frozenset("purydtq")


def introduced(sheet: Sheet) -> Iterator[Candidate]:
    """Houses and zones before a bracket that says what they are called in short."""
    for bracket in _SHORT_FORM.finditer(sheet.text):
        end = bracket.start()
        start = _begin(sheet, end)
        name = sheet.text[start:end]
        if len(name) < _LEAST:
            continue
        house, zone = _type("organisations", name), _type("zones", name)
        if house:
            yield Candidate(start, end, house, "organisations.introduced")
        elif zone:
            yield Candidate(start, end, zone, "places.introduced")


def _begin(sheet: Sheet, end: int) -> int:
    """Back to a mark or to a word that no name holds."""
    outside, start = lexicon.words("organisations", "outside"), end
    while (token := sheet.word_before(start)) and end - token.start <= LONGEST_WALK:
        verb = token.tag == "v" and token.word not in lexicon.words("organisations", "inside")
        stops = token.word in outside or token.tag[0] in _NEVER_INSIDE
        if token.word[0] in MARKS or (known(token.word) and (stops or verb)):
            break
        start = token.start
    return trimmed(sheet, start, end)


def _type(lists: str, name: str) -> str | None:
    endings = lexicon.typed(lists, "endings")
    return next((endings[name[-n:]] for n in range(min(8, len(name)), 1, -1) if name[-n:] in endings), None)
