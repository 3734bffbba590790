"""Conditions on a calendar day, and on the time since one."""

from __future__ import annotations

import re

from twinwheel.criteria import tree
from twinwheel.reading.drafts.canonical import key
from twinwheel.reading.drafts.lexicon import Lexicon
from twinwheel.reading.drafts.quantities import Day, Quantity, days

_SIDE = re.compile(
    r"(?:\((?:不含|含)[^()]{0,6}\))?(?:及|或)?(?:以后|之后|以来|以前|之前|后|前|起|开始)(?:\((?:不含|含)\))?"
)


def dated(lexicon: Lexicon, words: str) -> tree.Node | None:
    """2027年1月1日以后成立, or a day between two; None where the words are not all about one day."""
    found = list(days(words))
    if not found or len(found) > 2:
        return None
    if len(found) == 2:
        phrase = words[: found[0].start] + words[found[1].end :]
        middle = words[found[0].end : found[1].start]
        if key(marks(middle)).strip("至到-—~,期间起") or "不含" in words:
            return None
        phrase = marks(phrase).replace("之间", "").replace("期间", "").replace("止", "")
        name = _day(lexicon, phrase)
        ends = tree.Literal(found[0].first), tree.Literal(found[1].last)
        return tree.Between(tree.Name(name), *ends) if name else None
    day = found[0]
    match = _SIDE.match(words, day.end)
    if match is None:
        return None
    name = _day(lexicon, words[: day.start] + words[match.end() :])
    if name is None:
        return None
    return beside(name, match[0], day)


def _day(lexicon: Lexicon, phrase: str) -> str | None:
    return lexicon.named(phrase, {"date"}) or lexicon.made_of(phrase, {"date"})


def marks(text: str) -> str:
    return text.replace("(含)", "").replace("(含当日)", "")


def beside(name: str, side: str, day: Day) -> tree.Node:
    late = any(word in side for word in ("后", "来", "起", "开始"))
    op: tree.CompareOp = ">=" if late else "<="
    if "不含" in side:
        op = ">" if late else "<"
    bound = day.last if op in {"<=", ">"} else day.first
    return tree.Compare(op, tree.Name(name), tree.Literal(bound))


def age(name: str, op: tree.CompareOp, value: Quantity) -> tree.Node | None:
    """A stretch of time since a day: at least a year means the day is at least a year back."""
    size = value.value
    if size != size.to_integral_value() or value.kind not in {"months", "days"}:
        return None
    years = value.kind == "months" and size % 12 == 0
    count = int(size / 12 if years else size)
    unit: tree.CalendarUnit = "YEAR" if years else "MONTH" if value.kind == "months" else "DAY"
    turned: dict[tree.CompareOp, tree.CompareOp] = {">=": "<=", ">": "<", "<=": ">=", "<": ">"}
    if op not in turned:
        return None
    back = tree.Arithmetic("-", tree.Given("as_of"), tree.Interval(count, unit))
    return tree.Compare(turned[op], tree.Name(name), back)
