"""What units turn out to be by the units around them: authors, items of lists, the names of what is attached."""

from __future__ import annotations

import re
from collections.abc import Sequence

from twinwheel.reading.articles import bylines
from twinwheel.reading.articles.setting import LONGEST_HEADING
from twinwheel.reading.articles.unit import Unit

ATTACHED = 60
"""Characters of the name of something attached."""

_NUMBER = re.compile(
    "[（(]?(?:[一二三四五六七八九十]{1,3}|\\d{1,2})[）)、.．]|[①-⑳]|附件\\s?\\d{0,2}|第[一二三四五六七八九十\\d]{1,3}[章节条]"
)
_DIGITS = re.compile("[一二三四五六七八九十]+|\\d+|[①-⑳]")
_ATTACHED = re.compile("附件?\\s?[：:]\\s?\\S")


def amend(found: Sequence[Unit]) -> None:
    """Correct the kinds of units in reading order, in place."""
    _authors(found)
    _signatures(found)
    _listed(found)
    _attached(found)
    _over_title(found)


def _authors(found: Sequence[Unit]) -> None:
    """A name by itself before a text is that of its author."""
    for i in range(len(found) - 1):
        unit, following = found[i], found[i + 1]
        if unit.kind == "heading" and not unit.level and following.kind == "body" and not following.anchored:
            above = found[i - 1] if i else None
            comes_in = above is None or above.kind in ("heading", "byline", "meta") or not above.open_end
            if comes_in and bylines.is_name(unit.text) and following.lines[0].form == "plain":
                unit.kind = "byline"


def _signatures(found: Sequence[Unit]) -> None:
    """A name in brackets below a whole paragraph is that of its author; what headings come then are titles."""
    for i, unit in enumerate(found):
        above = found[i - 1] if i else None
        inner = unit.text[1:-1].replace(" ", "").replace("\u3000", "")
        brackets = unit.text[0] in "（(" and unit.text[-1] in "）)"
        if unit.kind == "label" and brackets and above and above.kind == "body" and bylines.is_name(inner):
            unit.kind = "byline"
        if unit.kind == "heading" and above and (_is_last(above) or (above.kind == "heading" and above.sure)):
            unit.sure = True


def _is_last(unit: Unit) -> bool:
    """Whether a text ends with this: a byline or where it is from in brackets, or whom to ask."""
    return (unit.kind in ("byline", "meta") and unit.text[0] in "（(") or unit.lines[0].form == "contact"


def _listed(found: Sequence[Unit]) -> None:
    """Numbered lines right below each other are the items of a list, not headings with nothing under them."""
    shapes = [_numeral(unit) for unit in found]
    for i, unit in enumerate(found):
        beside = [shapes[k] for k in (i - 1, i + 1) if 0 <= k < len(found)]
        if shapes[i] and shapes[i] in beside and unit.kind == "heading" and not unit.level:
            unit.kind, unit.row = "body", True


def _attached(found: Sequence[Unit]) -> None:
    """The names of what is attached, from the line that says so: 附件：1.…"""
    listing = False
    for unit in found:
        begins = bool(_ATTACHED.match(unit.text)) and not unit.level
        listing = begins or (listing and bool(_NUMBER.match(unit.text)))
        if listing and unit.kind in ("heading", "body") and len(unit.text) <= ATTACHED:
            unit.kind, unit.row = "body", True


def _numeral(unit: Unit) -> str:
    """The shape of the number a line begins with, the number itself aside; empty where there is none."""
    number = _NUMBER.match(unit.text)
    if not number or unit.lines[0].form != "numbered":
        return ""
    return _DIGITS.sub(
        lambda digits: "1" if digits[0].isascii() else "①" if "①" <= digits[0] <= "⑳" else "一", number[0]
    )


def _over_title(found: Sequence[Unit]) -> None:
    """A few words right over the first title that the file marks as one belong to it."""
    first = next((i for i, unit in enumerate(found) if unit.level), 0)
    over = found[first - 1] if first else None
    texts = (unit for unit in found[: max(first - 1, 0)] if unit.kind == "body" and unit.lines[0].closed)
    short = over is not None and over.kind == "body" and not over.row and len(over.text) <= LONGEST_HEADING
    if over and short and not any(texts) and not over.lines[0].closed and over.lines[0].form == "plain":
        over.kind = "heading" if over.lines[0].block.role == "text" else over.kind
