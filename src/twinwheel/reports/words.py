"""Words in both languages: what codes, values, outcomes and verdicts are called on the page."""

from __future__ import annotations

import unicodedata
from datetime import date
from decimal import Decimal
from math import isinf

from twinwheel.criteria import wording
from twinwheel.criteria.subject import Band, Scalar, Verdict
from twinwheel.criteria.vocabulary import SHARE, FieldType, Vocabulary
from twinwheel.criteria.wording import Lang
from twinwheel.matching.plan import Outcome
from twinwheel.packs import Pack
from twinwheel.packs.model import Text
from twinwheel.reports.both import Words as Words

LONGEST = 80  # characters of a subject's name or id that are shown


OUTCOMES = {
    Outcome.ELIGIBLE: Words("符合", "eligible"),
    Outcome.NEEDS_REVIEW: Words("待人工认定", "needs review"),
    Outcome.UNKNOWN: Words("待补充", "unknown"),
    Outcome.INELIGIBLE: Words("不符合", "ineligible"),
}
VERDICTS = {
    Verdict.MET: Words("满足", "met"),
    Verdict.NOT_MET: Words("不满足", "not met"),
    Verdict.UNKNOWN: Words("未知", "unknown"),
    None: Words("待人工", "for a person"),
}
PRECISION = {
    "day": Words("精确到日", "to the day"),
    "month": Words("精确到月", "to the month"),
    "estimated": Words("推定", "estimated"),
}
CONFIDENCE = {
    "A": Words("原文或两处以上来源", "original text, or two sources"),
    "B": Words("一处来源", "one source"),
    "C": Words("一般知识，未核", "general knowledge, unchecked"),
}
NOT_FILED = Words("未填报", "Not filed")
NONE = Words("不在任何一处", "None")
YES, NO = Words("是", "yes"), Words("否", "no")


def words(text: Text) -> Words:
    return Words(text.zh, text.en)


def both(text: str) -> Words:
    """What is the same in both languages."""
    return Words(text, text)


def field(name: str, vocabulary: Vocabulary) -> Words:
    return Words(wording.label(name, vocabulary, "zh"), wording.label(name, vocabulary, "en"))


def listed_code(pack: Pack, code_list: str, value: str) -> Words:
    """A value of a code list that is named by a slug, such as a theme: its Chinese name is its first alias."""
    for code in pack.code_lists[code_list].codes if code_list in pack.code_lists else ():
        if code.value == value:
            slug = code.value.isascii()
            return Words(code.aliases[0] if slug and code.aliases else code.value, code.en)
    return both(value)


def code(value: str, kind: FieldType) -> Words:
    return Words(kind.values.get(value, value), kind.labels.get(kind.values.get(value, value), value))


def value(kind: FieldType, found: Scalar) -> Words:
    """One value of a subject."""
    return Words(_value(kind, found, "zh"), _value(kind, found, "en"))


def _value(kind: FieldType, found: Scalar, lang: Lang) -> str:
    match found:
        case None:
            return getattr(NOT_FILED, lang)  # type: ignore[no-any-return]
        case bool():
            return getattr(YES if found else NO, lang)  # type: ignore[no-any-return]
        case int() | float():
            return wording.quantity(Decimal(repr(found)), kind.unit, lang)
        case date():
            return wording.day(found, "zh") if lang == "zh" else found.isoformat()
        case Band():
            return _band(kind, found, lang)
        case tuple():
            names = ["?" if each is None else getattr(code(each, kind), lang) for each in found]
            return ("、" if lang == "zh" else ", ").join(names) or ("无" if lang == "zh" else "none")
        case str():
            return getattr(code(found, kind), lang)  # type: ignore[no-any-return]


def _band(kind: FieldType, band: Band, lang: Lang) -> str:
    low, high = (Decimal(repr(end)) for end in (band.low, band.high))
    if isinf(band.high):
        return (
            (f"{wording.quantity(low, kind.unit, lang)}以上")
            if lang == "zh"
            else f"{wording.quantity(low, kind.unit, lang)} or more"
        )
    if isinf(band.low):
        return (
            (f"{wording.quantity(high, kind.unit, lang)}以下")
            if lang == "zh"
            else f"up to {wording.quantity(high, kind.unit, lang)}"
        )
    start = wording.quantity(low, kind.unit, lang)
    if lang == "zh" and kind.unit != SHARE:
        start = wording.plain(low)
    return f"{start}–{wording.quantity(high, kind.unit, lang)}"


def shown(text: object) -> str:
    """A name or id from a register, made fit to print: one line, no control characters, not too long."""
    line = "".join(" " if each.isspace() else each for each in str(text))
    safe = "".join("\ufffd" if unicodedata.category(each) in {"Cc", "Cs"} else each for each in line)
    return safe if len(safe) <= LONGEST else safe[: LONGEST - 1] + "…"
