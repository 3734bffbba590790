"""Where something lies: 东至某路，南抵某河, 落户某谷, 经十东路. Places are named there whatever words they are made of."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from twinwheel.reading.facts import lexicon
from twinwheel.reading.facts.candidates import Candidate
from twinwheel.reading.facts.scan import scanner
from twinwheel.reading.facts.sheet import Sheet
from twinwheel.reading.facts.words import Token, known


@lru_cache(maxsize=1)
def _pattern() -> re.Pattern[str]:
    ends = lexicon.trie(lexicon.words("zones", "bounds"))
    return re.compile(
        rf"(?<![一-鿿])(?:[东西南北]{{1,2}})(?:部|侧|面)?(?:至|到|起|临|靠|抵|接|邻|依|濒|连|以)(?P<name>[一-鿿]{{1,6}}?{ends})"
        r"(?=[，。、；）)\n]|为界|以[东西南北])"
    )


@lru_cache(maxsize=1)
def _settled() -> re.Pattern[str]:
    where = scanner(lexicon.words("zones", "settles")).pattern
    sites = lexicon.trie(lexicon.words("zones", "sites"))
    return re.compile(rf"(?:{where})(?P<name>[一-鿿]{{2,6}}?{sites})(?=[，。、；的内里）]|[一二三]期)")


def settled(sheet: Sheet) -> Iterator[Candidate]:
    """Parks and buildings that one settles in, whatever words they are made of: 落户|量子谷, 位于|基因大厦."""
    kinds, generic = lexicon.typed("zones", "endings"), lexicon.words("zones", "generic")
    for site in _settled().finditer(sheet.text):
        start, end = site.span("name")
        tokens = sheet.tokens(start, end)
        if len(tokens) > 2 and tokens[0].end - start > 2 and tokens[0].word in lexicon.divisions():
            start, tokens = tokens[1].start, tokens[1:]  # 落户|某某区|量子谷
        verbal = any(token.tag[0] in "pcurdmtqv" and known(token.word) for token in tokens[:-1])
        name = sheet.text[start:end]
        if name not in generic and not verbal and start in sheet.starts_at and not _of_a_kind(tokens):
            kind = next((kinds[name[at:]] for at in range(1, len(name)) if name[at:] in kinds), "zone")
            yield Candidate(start, end, kind, "places.bound")


def _of_a_kind(tokens: list[Token]) -> bool:
    """True for what only says of what kind it is: 产业|园."""
    kinds, common = lexicon.words("zones", "kinds"), lexicon.words("organisations", "common")
    return len(tokens) < 2 or all(token.word in kinds or token.word in common for token in tokens[:-1])


_GRID = re.compile("(?<![曾已一])[经纬][一二三四五六七八九十]{1,3}[东西南北中]?路")


def grid(sheet: Sheet) -> Iterator[Candidate]:
    """Streets that are counted along and across: 经十东路, 纬二路."""
    for street in _GRID.finditer(sheet.text):
        yield Candidate(*street.span(), "street", "places.bound")


@lru_cache(maxsize=1)
def _phase() -> re.Pattern[str]:
    """A part of the one park a text is about, at the head of a clause: 软件园三期."""
    kinds = lexicon.trie(word for word in lexicon.words("zones", "generic") if word[-1] in "园区城")
    return re.compile(rf"(?<![一-鿿\w”）)]){kinds}[一二三四五六七八九][期](?!工程|项目|建设)")


def phases(sheet: Sheet) -> Iterator[Candidate]:
    """Parts of a park that are called by their number."""
    for part in _phase().finditer(sheet.text):
        yield Candidate(*part.span(), "park", "places.phase")


def bounds(sheet: Sheet) -> Iterator[Candidate]:
    """Every road, water or hill that something reaches to."""
    kinds = lexicon.typed("zones", "endings")
    for side in _pattern().finditer(sheet.text):
        start, end = side.span("name")
        kind = next(
            (kinds[sheet.text[at:end]] for at in range(start + 1, end) if sheet.text[at:end] in kinds),
            "other",
        )
        yield Candidate(start, end, kind, "places.bound")
