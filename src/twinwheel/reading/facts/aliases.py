"""Other names for the same thing: stated ones (以下简称), and short forms that agree with one full name.

A short form is united with a full one only where the text has both and one full name fits.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from twinwheel.reading.facts import lexicon
from twinwheel.reading.facts.candidates import Candidate
from twinwheel.reading.facts.sheet import Sheet
from twinwheel.reading.facts.words import known

_STATED = re.compile(
    r"[（(](?:以下|下文|下|以下统|统)?(?:简称|称|统称|合称)(?:为)?[：: ]?[“‘「\"]?(?P<alias>[^“”‘’「」\"（）()，。；：《》\n]{1,20})[”’」\"]?[）)]"
)
_LETTERS = re.compile(
    r"[（(](?:英文(?:简称|缩写|名)?[：: ]?|简称[：: ]?)?(?P<alias>[A-Za-z][A-Za-z0-9&.\- ]{1,14})[）)]"
)
MOST_NAMES = 300
"""Names are held against each other up to this many of a kind; an article has fewer."""
BY_KIND = ("管委会", "新区", "开发区", "高新区", "经开区", "自贸试验区", "自贸区", "综保区", "科学城")
"""What a text calls a thing by when it has just one of the kind: 管委会."""


def stated(sheet: Sheet, named: Iterable[Candidate]) -> dict[str, str]:
    """Alias → full name, where the text says so in brackets behind the full name."""
    by_end = {candidate.end: candidate for candidate in named}
    found: dict[str, str] = {}
    for pattern in (_STATED, _LETTERS):
        for hit in pattern.finditer(sheet.text):
            full = by_end.get(hit.start())
            if full:
                name = sheet.text[full.start : full.end]
                if hit["alias"].strip() != name:
                    found.setdefault(hit["alias"].strip(), name)
    return found


def of_organisations(names: dict[str, str], text: str) -> dict[str, str]:
    """Short form → full name among the organisations of a text (name → type)."""
    found: dict[str, str] = {}
    ordered = sorted(list(names)[:MOST_NAMES], key=len, reverse=True)
    for short in ordered:
        kind = names[short]
        for full in ordered:
            if len(full) <= len(short):
                break
            if names[full] == kind and shortens(short, full, kind):
                found[short] = full
                break
    for full in ordered:
        if full in found:
            continue
        for short in _stems(full, names[full]):
            if short not in names and short not in found and _stands_alone(short, full, text):
                found[short] = full
                break
    return found


def shortens(short: str, full: str, kind: str) -> bool:
    """True where one name is a shorter form of the other: 市经信局 and 某市经济和信息化局."""
    if kind == "government":
        if short[-1] != full[-1] or not _in_order(short, full):
            return short.replace("区区委", "区委") == full.replace("区区委", "区委")
        return short[0] == full[0] or full.endswith(short) or short[0] in "省市区县"
    if kind == "enterprise":
        return short in _stems(full, kind) or (full.endswith(short) and full[: -len(short)] in _place_names())
    if kind in ("institute", "association", "university", "hospital", "media", "other"):
        return full.endswith(short) and full[: -len(short)] in _place_names()
    return False


@lru_cache(maxsize=1)
def _place_names() -> frozenset[str]:
    listed = lexicon.words("zones", "countries") | lexicon.words("zones", "regions")
    return frozenset(lexicon.short_divisions()) | frozenset(lexicon.divisions()) | listed


def _in_order(short: str, full: str) -> bool:
    rest = iter(full)
    return all(char in rest for char in short)


@lru_cache(maxsize=1024)
def _stems(full: str, kind: str) -> tuple[str, ...]:
    """A firm's name without its last words, one by one, and without the place it begins with."""
    if kind != "enterprise":
        return ()
    shed = lexicon.words("organisations", "shed")
    most, forms = max(map(len, shed)), [full]
    for length in range(min(8, len(full) - 2), 1, -1):
        if full[:length] in _place_names():
            forms.append(full[length:])
            break
    found: list[str] = []
    for form in forms:
        if form != full:
            found.append(form)
        while tail := next((n for n in range(min(most, len(form) - 2), 0, -1) if form[-n:] in shed), 0):
            form = form[:-tail]
            found.append(form)
    return tuple(found)


def _stands_alone(short: str, full: str, text: str) -> bool:
    """True where a short form that is no word of the dictionary stands in the text without the full name."""
    if (
        known(short)
        or len(short) < 2
        or short in _place_names()
        or short in lexicon.words("organisations", "common")
    ):
        return False
    at = text.find(short)
    while at >= 0:
        around = text.find(full, max(0, at - len(full)), at + len(full))
        if around < 0 or not around <= at < around + len(full):
            return True
        at = text.find(short, at + 1)
    return False


def of_places(names: dict[str, str], text: str) -> dict[str, str]:
    """Short form → full name among the places of a text (name → type)."""
    found: dict[str, str] = {}
    ordered = sorted(list(names)[:MOST_NAMES], key=len, reverse=True)
    for short in ordered:
        full = next(
            (full for full in ordered if len(full) > len(short) and _same_place(short, full, names)), None
        )
        if full:
            found[short] = full
    for full in ordered:
        if names[full] in ("zone", "park"):
            for short in _zone_shorts(full):
                if short not in names and short not in found and _stands_alone(short, full, text):
                    found[short] = full
    for full in ordered:
        bare = _unlevelled(full)
        if (
            bare
            and bare not in names
            and names[full] in ("city", "district", "province", "region")
            and bare in text.replace(full, "")
        ):
            found[bare] = full
    return found


def _zone_shorts(full: str) -> Iterator[str]:
    """滨江生命科学园 is also 生命科学园 and 生命园: without its place, or two of its characters and the last."""
    generic = lexicon.words("zones", "generic")
    for length in (4, 3, 2):
        rest = full[length:]
        if full[:length] in _place_names() and len(rest) >= 4 and rest not in generic:
            yield rest
            break
    for at in range(2, len(full) - 3):
        short = full[at : at + 2] + full[-1]
        if short not in generic and known(full[at : at + 2]):
            yield short


@lru_cache(maxsize=4096)
def _unlevelled(name: str) -> str | None:
    short = lexicon.short_name(name)
    return (
        short
        if short != name and len(short) >= 2 and short not in lexicon.words("zones", "not_places")
        else None
    )


def _same_place(short: str, full: str, names: dict[str, str]) -> bool:
    if _unlevelled(full) == short:
        return True
    kinds = {names[short], names[full]}
    if kinds <= {"zone", "park"} and short[-1] == full[-1]:
        return short[0] in full and _abbreviates(short, full)
    return False


def _abbreviates(short: str, full: str) -> bool:
    """True for 综保区 of 综合保税区 behind the same proper name."""
    return len(short) >= 3 and _in_order(short, full) and (short[:2] == full[:2] or short[:2] in full)


def by_kind(names: Iterable[str], text: str) -> dict[str, str]:
    """管委会 → the one 某管委会 of the text."""
    found: dict[str, str] = {}
    listed = list(names)
    for kind in BY_KIND:
        fits = [name for name in listed if name.endswith(kind) and name != kind]
        if len(fits) == 1 and kind in text.replace(fits[0], ""):
            found[kind] = fits[0]
    return found
