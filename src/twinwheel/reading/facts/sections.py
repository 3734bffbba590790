"""Parts of a house that are bodies themselves: 某部|规划司、科技司和对外合作司, 某省税务局|货物和劳务税处, 某大学|食品学院."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from twinwheel.reading.facts.candidates import Candidate
from twinwheel.reading.facts.sheet import Sheet
from twinwheel.reading.facts.words import Token, known

_HELD = re.compile(r"(?P<what>[一-鿿]{2,12}?)(?P<kind>司|处)(?![长理于罚分置在境法机令])")
_OFFICE = re.compile("[部委局厅署办]\\Z|委员会\\Z|海关\\Z")
_NEXT = re.compile(
    r"(?:、|和|及|与|以及)(?P<name>[一-鿿]{2,14}?(?:司|局|厅|处|办公厅))(?=[、，。；）和及与等有负相同参代人的\n]|\Z|会同|联合)"
)
_SCHOOL = re.compile(r"(?P<what>[一-鿿]{2,10}?)(?:学院|研究所|研究中心|系)(?![院长主所统列])")
_NEVER = frozenset("purydtq")
_JOINS = frozenset("和与及")


def sections(sheet: Sheet, named: Iterable[Candidate]) -> Iterator[Candidate]:
    """The parts of the houses in ``named``, and those listed behind one."""
    for house in named:
        match house.type:
            case "government":
                yield from _departments(sheet, house)
            case "university" | "institute":
                end = _part(sheet, house.end, _SCHOOL)
                if end:
                    yield house._replace(end=end, rule="organisations.branch")


def _departments(sheet: Sheet, house: Candidate) -> Iterator[Candidate]:
    end = house.end
    if _OFFICE.search(sheet.text, house.start, house.end):
        part = _part(sheet, house.end, _HELD)
        if part and part not in sheet.title_starting:
            end = part
            yield house._replace(end=end, rule="organisations.branch")
    if sheet.before(end) != "司" or sheet.text.endswith("公司", house.start, end):
        return
    while following := _NEXT.match(sheet.text, end):
        start, end = following.span("name")
        if sheet.text.endswith("公司", start, end) or not _of_nouns(sheet.tokens(start, end)[1:]):
            return
        yield Candidate(start, end, "government", "organisations.branch")


def _part(sheet: Sheet, at: int, pattern: re.Pattern[str]) -> int | None:
    part = pattern.match(sheet.text, at)
    if part is None or sheet.splits_word(part.end()) or part.end() in sheet.title_ending:
        return None
    return part.end() if _of_nouns(sheet.tokens(*part.span("what"))) else None


def _of_nouns(words: list[Token]) -> bool:
    """True for words that may say what a part is for, none of them a deed."""
    return not any(
        ((word.tag[0] in _NEVER and word.word not in _JOINS) or word.word in ("的", "等", "了"))
        or (word.tag[0] == "v" and word.tag != "vn" and known(word.word) and word is words[0])
        or (word.tag[0] in "mf" and len(word.word) == 1)
        for word in words
    )
