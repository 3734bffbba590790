"""Values that somebody sends, read as the library reads them; what does not fit is said for all of them at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from twinwheel.criteria.nearest import nearest
from twinwheel.criteria.subject import Subject
from twinwheel.criteria.vocabulary import FieldType
from twinwheel.packs import Pack
from twinwheel_web.api.answers.forms import exact, unknown
from twinwheel_web.api.answers.measures import SUBJECT

MOST_VALUES = 400
MOST_CODES = 200  # values of one field that takes several
MOST_TEXT = 2_000  # characters


@dataclass(frozen=True)
class Misfit:
    """One value that cannot be used: what is wrong and what to do, in both languages. ``name`` "": all of them."""

    name: str
    what: dict[str, str]
    advice: dict[str, str]


class Misfits(ValueError):
    """Values that cannot be used, all of them."""

    def __init__(self, misfits: tuple[Misfit, ...]) -> None:
        self.misfits = misfits
        super().__init__("; ".join(f"{each.what['en']} {each.advice['en']}".strip() for each in misfits))


def known_type(pack: Pack, type: str) -> str:
    """
    Raises:
        Unknown: the pack decides about no such thing.
    """
    if type not in pack.subjects:
        raise unknown(SUBJECT, type, list(pack.subjects))
    return type


def read_values(pack: Pack, type: str, values: Mapping[str, Any]) -> Subject:
    """Values by field for one subject of a type; null is: not known.

    Raises:
        Misfits: fields that do not exist, values that do not fit, too many of them.
    """
    from twinwheel.criteria.values import canonical
    from twinwheel.errors import ExpressionError

    if len(values) > MOST_VALUES:
        what = {"zh": f"一次最多{MOST_VALUES}个值", "en": f"at most {MOST_VALUES} values at a time"}
        raise Misfits((Misfit("", what, {"zh": "", "en": ""}),))
    fields, result, wrong = pack.fields_of(type), {}, []
    for name, value in values.items():
        if name not in fields:
            wrong.append(_no_field(name, list(fields)))
            continue
        kind = pack.vocabulary.fields[name]
        try:
            if not _keepable(value):
                raise ExpressionError(f'"{name}": too long, or of signs that cannot be kept')
            result[name] = canonical(kind, value)
        except ExpressionError as error:
            wrong.append(
                Misfit(name, {"zh": _form(kind), "en": error.what}, _advice(kind, value, error.advice))
            )
        except OverflowError:
            wrong.append(Misfit(name, {"zh": _form(kind), "en": f'"{name}": not a finite number'}, _NONE))
    if wrong:
        raise Misfits(tuple(wrong))
    return {name: value for name, value in result.items() if value is not None}


_NONE = {"zh": "", "en": ""}


def _keepable(value: Any) -> bool:
    """Not too long, and of signs that a database keeps: no NUL, no half of a pair."""
    if isinstance(value, str):
        return len(value) <= MOST_TEXT and not any(
            each == "\0" or "\ud800" <= each <= "\udfff" for each in value
        )
    return not isinstance(value, list) or (len(value) <= MOST_CODES and all(map(_keepable, value)))


def _no_field(name: str, known: list[str]) -> Misfit:
    shown, guess = name[:80], nearest(name[:80], known)
    advice = {"zh": f"是不是“{guess}”？", "en": f'Did you mean "{guess}"?'} if guess else _NONE
    return Misfit(name, {"zh": f"没有“{shown}”这个字段", "en": f'unknown field "{shown}"'}, advice)


def _form(kind: FieldType) -> str:
    """How a value of a field is written, in Chinese."""
    match kind.kind:
        case "number":
            unit = f"，单位为{kind.unit}" if kind.unit else ""
            return f"“{kind.name}”应为{'整数' if kind.integer else '数字'}{unit}{_bounds(kind)}"
        case "date":
            return f"“{kind.name}”应为日期{_bounds(kind)}，写作 2026-03-01"
        case "bool":
            return f"“{kind.name}”应为 true 或 false"
        case "codes":
            return f"“{kind.name}”应为代码表中的值的列表"
        case "code":
            return f"“{kind.name}”应为代码表中的一个值"
    return f"“{kind.name}”应为文本"


def _bounds(kind: FieldType) -> str:
    def shown(end: Decimal | date | None) -> str | None:
        return exact(end) if isinstance(end, Decimal) else end.isoformat() if end else None

    low, high = shown(kind.low), shown(kind.high)
    if low is None and high is None:
        return ""
    return f"，不小于{low}" * (low is not None) + f"，不大于{high}" * (high is not None)


def _advice(kind: FieldType, value: Any, said: str) -> dict[str, str]:
    if kind.kind not in ("code", "codes") or not kind.values:
        return {"zh": "", "en": said}
    texts = [each for each in (value if isinstance(value, list) else [value]) if isinstance(each, str)]
    strange = [each[:80] for each in texts if each not in kind.values]
    guess = next((found for each in strange if (found := nearest(each, kind.values))), None)
    if guess:
        return {"zh": f"是不是“{guess}”？", "en": said}
    return {"zh": f"可用的值：{'、'.join(list(kind.labels)[:12])}。", "en": said}
