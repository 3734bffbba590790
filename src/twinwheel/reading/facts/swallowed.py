"""What a finder took along in front of a name and no name begins with: a deed (移师|某市会展中心), 同|某新区政府."""

from __future__ import annotations

import re

from twinwheel.reading.facts import lexicon
from twinwheel.reading.facts.candidates import Candidate
from twinwheel.reading.facts.places import gazetteer
from twinwheel.reading.facts.sheet import NO_BEGINNING, Sheet
from twinwheel.reading.facts.words import Token

_SURE = ("places.listed", "organisations.known", "organisations.listed", "organisations.brand")
"""Lists and neighbours say where these begin."""
_LEADS = frozenset("同跟教请让叫给使令替为帮助")
"""Prepositions and verbs of one character that stand before somebody; some names begin with them too."""


def without_deed(sheet: Sheet, candidate: Candidate) -> Candidate | None:
    """The proposal from where the name begins; None where nothing is left of it."""
    if candidate.rule in _SURE:
        return candidate
    if not candidate.rule.startswith("places."):
        candidate = _without_province(sheet, candidate)
    glued = candidate.rule.startswith("places.") and sheet.text[candidate.start] in NO_BEGINNING
    if glued and sheet.text[candidate.start + 1 : candidate.end] in gazetteer():
        return candidate._replace(start=candidate.start + 1)  # 向|某某市
    tokens = sheet.tokens(candidate.start, candidate.end)
    while len(tokens) > 1 and _leads(tokens[0], tokens[1]):
        tokens = tokens[1:]
    if tokens[0].start == candidate.start:
        return candidate
    rest = sheet.text[tokens[0].start : candidate.end]
    return None if rest in _of_a_kind(candidate) else candidate._replace(start=tokens[0].start)


_PROVINCE = re.compile("[一-鿿]{2,3}省|[一-鿿]{2,7}自治区")


def _without_province(sheet: Sheet, house: Candidate) -> Candidate:
    """A house of a city without the province the city lies in: 某某省|某某市住建局."""
    province = _PROVINCE.match(sheet.text, house.start, house.end)
    if province is None or province[0] not in lexicon.divisions():
        return house
    city = sheet.word_after(province.end())
    full = city is not None and city.end < house.end and city.word[-1] in "市州县区盟旗"
    return house._replace(start=province.end()) if full and city and city.word in gazetteer() else house


def _of_a_kind(candidate: Candidate) -> frozenset[str]:
    kind = "zones" if candidate.rule.startswith("places.") else "organisations"
    return lexicon.words(kind, "generic")


def _leads(first: Token, second: Token) -> bool:
    """True for a word that only leads to the name behind it."""
    if len(first.word) == 1:
        return first.word in _LEADS and _begins(second)
    return first.word in lexicon.words("organisations", "outside") and first.word not in gazetteer()


def _begins(token: Token) -> bool:
    """True for what a name may begin with that is clear by itself: a place."""
    return len(token.word) > 1 and token.word in gazetteer()
