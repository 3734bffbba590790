"""Whom an ask addresses: the words behind its verb that end like a body, a group or an office, before a verb of their own."""

from __future__ import annotations

import re
from functools import lru_cache

from twinwheel.reading.facts import lexicon
from twinwheel.reading.facts.names import Names

_INNER = re.compile(r".[也都能应将已]")
"""Who is asked is named before what he is to do."""
LONGEST = 20
"""Characters an addressee has at most."""
_LEADS = re.compile(r"(?:由|请|未来|今后|下一步|也|让|各位|问)?")


@lru_cache(maxsize=1)
def _acts() -> re.Pattern[str]:
    """Where the words for whoever is asked end: at what they are to do."""
    acts = lexicon.trie(lexicon.words("asks", "acts"))
    return re.compile(rf"(?:在.{{1,12}}?(?:上|中|方面|领域))?(?:也|都|今后|未来|早日|尽早)?{acts}")


@lru_cache(maxsize=1)
def _groups() -> tuple[str, ...]:
    return tuple(lexicon.words("asks", "addressee"))


def addressee(names: Names, start: int, end: int) -> str | None:
    """Who is asked in the clause ``[start, end)``, in the words of the text."""
    text = names.text
    while start < end and text[start] in "，,：: “‘":
        start += 1
    leads = _LEADS.match(text, start, end)
    start = leads.end() if leads else start
    for modal in _acts().finditer(text, start + 2, min(end, start + LONGEST)):
        words = text[start : modal.start()]
        if _INNER.search(words):
            return None
        if words[0] in "应要把将对须在为从以能给":
            return None
        if words.endswith(_groups()) or (words.endswith("们") and len(words) <= 8):
            return words
        known = names.named_within(start, modal.start())
        if known and known[-1].end == modal.start():
            return words
    return None
