"""The numbers Word puts before paragraphs: 第三条, (二), 1.2. They stand in no text, only in the numbering."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from docx.document import Document

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_PLACE = re.compile(r"%([1-9])")
_CHINESE = "零一二三四五六七八九"
_IN_CHINESE = frozenset(
    [
        "chineseCounting",
        "chineseCountingThousand",
        "ideographTraditional",
        "japaneseCounting",
        "taiwaneseCounting",
    ]
)


class _Level(NamedTuple):
    form: str
    """``numFmt``: decimal, chineseCounting, bullet …"""
    text: str
    """``lvlText``: 第%1条"""
    start: int


class Numbering:
    """Counts the numbered paragraphs of one document. Ask for each paragraph once, in order."""

    def __init__(self, document: Document) -> None:
        self._levels: dict[str, dict[int, _Level]] = {}
        self._counts: defaultdict[str, dict[int, int]] = defaultdict(dict)
        self._styles = _numbered_styles(document)
        try:
            root = document.part.numbering_part.element
        except (KeyError, NotImplementedError, AttributeError):  # nothing is numbered
            return
        forms = {form.get(W + "abstractNumId"): _levels(form) for form in root.iter(W + "abstractNum")}
        for number in root.iter(W + "num"):
            form = number.find(W + "abstractNumId")
            if form is not None:
                self._levels[number.get(W + "numId")] = forms.get(form.get(W + "val"), {})

    def label(self, paragraph: Any) -> str:
        """What stands before this paragraph: ``第三条 ``, or nothing."""
        number, depth = self._number(paragraph)
        level = self._levels.get(number, {}).get(depth)
        if level is None or level.form in ("bullet", "none"):
            return ""
        counts = self._counts[number]
        counts[depth] = counts.get(depth, level.start - 1) + 1
        for deeper in [d for d in counts if d > depth]:
            del counts[deeper]
        levels = self._levels[number]

        def shown(place: re.Match[str]) -> str:
            at = int(place[1]) - 1
            form = levels[at].form if at in levels else "decimal"
            return _written(counts.get(at, 1), form)

        label = _PLACE.sub(shown, level.text)
        return label if label.endswith(("、", "）", ")", ".", "．")) else f"{label} "

    def _number(self, paragraph: Any) -> tuple[str, int]:
        properties = paragraph.find(W + "pPr")
        if properties is None:
            return "", 0
        found = _numbered(properties)
        if found is None:
            style = properties.find(W + "pStyle")
            found = self._styles.get(style.get(W + "val")) if style is not None else None
        return found or ("", 0)


def _numbered(properties: Any) -> tuple[str, int] | None:
    numbered = properties.find(W + "numPr")
    if numbered is None:
        return None
    identity, depth = numbered.find(W + "numId"), numbered.find(W + "ilvl")
    if identity is None:
        return None
    return identity.get(W + "val") or "", _whole(depth.get(W + "val") if depth is not None else "0")


def _numbered_styles(document: Document) -> dict[str, tuple[str, int]]:
    found = {}
    for style in document.styles.element.iter(W + "style"):
        properties = style.find(W + "pPr")
        numbered = _numbered(properties) if properties is not None else None
        if numbered:
            found[style.get(W + "styleId")] = numbered
    return found


def _levels(form: Any) -> dict[int, _Level]:
    found = {}
    for level in form.iter(W + "lvl"):
        values = {
            child.tag.removeprefix(W): child.get(W + "val") or ""
            for child in level
            if child.tag in (W + "start", W + "numFmt", W + "lvlText")
        }
        depth = _whole(level.get(W + "ilvl"))
        found[depth] = _Level(
            values.get("numFmt", "decimal"), values.get("lvlText", ""), _whole(values.get("start", "1"))
        )
    return found


def _whole(text: str | None) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 7 else 0


def _written(number: int, form: str) -> str:
    if form in _IN_CHINESE:
        return _in_chinese(number)
    if form in ("lowerLetter", "upperLetter"):
        letter = chr(ord("a") + (number - 1) % 26)
        return letter.upper() if form == "upperLetter" else letter
    if form == "decimalEnclosedCircle" and 1 <= number <= 20:
        return chr(0x2460 + number - 1)
    return str(number)


def _in_chinese(number: int) -> str:
    """1 to 9999 as 一 … 九千九百九十九; others in digits.

    >>> [_in_chinese(n) for n in (3, 10, 14, 20, 105, 110)]
    ['三', '十', '十四', '二十', '一百零五', '一百一十']
    """
    if not 0 < number < 10_000:
        return str(number)
    written, zero = "", False
    for value, unit in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // value % 10
        if digit:
            written += ("零" if zero and written else "") + _CHINESE[digit] + unit
            zero = False
        else:
            zero = True
    return written.removeprefix("一") if 10 <= number < 20 else written
