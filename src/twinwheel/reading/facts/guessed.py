"""Houses the dictionary or the tagger holds to be some, where the lists do not contradict."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from twinwheel.reading.facts import lexicon
from twinwheel.reading.facts.candidates import Candidate
from twinwheel.reading.facts.offices import type_of
from twinwheel.reading.facts.organisations import without_country
from twinwheel.reading.facts.sheet import MARKS, Sheet, proper, trimmed


def by_dictionary(sheet: Sheet) -> Iterator[Candidate]:
    """Words that the dictionary holds to be houses: 世界气象组织."""
    generic = lexicon.words("organisations", "generic")
    for token in sheet.words:
        if token.tag == "nt" and len(token.word) > 2 and token.word not in generic:
            yield Candidate(token.start, token.end, type_of(token.word), "organisations.dictionary")


def tagged(sheet: Sheet) -> Iterator[Candidate]:
    """What the tagger holds to be organisations and the lists do not contradict."""
    generic = lexicon.words("organisations", "generic") | lexicon.words("zones", "generic")
    for token in sheet.tagged:
        if token.tag != "ORG" or len(token.word) < 2 or token.word in generic or token.word[-1] in "和与及、":
            continue
        if any(mark in "，。；：、！？\n“”" for mark in token.word) or token.word[0] in MARKS:
            continue
        if sheet.splits_word(token.end):
            continue
        start, end = trimmed(sheet, token.start, token.end), _without_deed(sheet, token.start, token.end)
        if end in sheet.title_ending and sheet.title_ending[end].start > start:
            end = sheet.title_ending[end].start  # 某区委|书记
        start = without_country(sheet, start, end, "")
        if sheet.text[start] in MARKS:
            continue
        if end - start < 2 or (end - start == 2 and not _stands_for_firm(sheet, start, end)):
            continue
        name = sheet.text[start:end]
        zone = next((kind for ending, kind in _zones() if name.endswith(ending)), None)
        if zone:
            yield Candidate(start, end, zone, "places.tagger")  # 某科学城, 某生命科学园
        elif proper(sheet.tokens(start, end)):
            yield Candidate(start, end, type_of(name), "organisations.tagger")


def _without_deed(sheet: Sheet, start: int, end: int) -> int:
    """Without the verb behind a body that the tagger took along: 某县人民政府|合作."""
    tokens = sheet.tokens(start, end)
    deed = len(tokens) > 1 and tokens[-1].tag in ("v", "vn")
    bodies = tuple(body for body in lexicon.words("organisations", "bodies") if len(body) > 1)
    return tokens[-1].start if deed and sheet.text.endswith(bodies, start, tokens[-1].start) else end


@lru_cache(maxsize=1)
def _zones() -> list[tuple[str, str]]:
    """Endings of zones and parks with their type; the models that tag names hold them to be organisations."""
    endings = lexicon.typed("zones", "endings").items()
    return [(ending, kind) for ending, kind in endings if kind in ("zone", "park")]


def _stands_for_firm(sheet: Sheet, start: int, end: int) -> bool:
    """Two characters are too few to tell a firm from a town: something beside them must."""
    name = sheet.text[start:end]
    if (
        any(f"{name}{level}" in sheet.text for level in "省市县区州镇")
        or sheet.after(end) in "省市县区州镇政发办函字"
    ):
        return False
    word = sheet.word_after(start)
    if word is not None and word.end == end and word.tag == "ns":
        return False
    following = sheet.word_after(end)
    return following is not None and (
        following.word in lexicon.words("titles", "heads")
        or following.tag in ("v", "p", "d")
        or following.word in ("、", "等", "的")
    )
