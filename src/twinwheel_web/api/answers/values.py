"""Values that somebody sends, read as the library reads them; what does not fit is said for all of them at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from twinwheel.criteria.nearest import nearest
from twinwheel.criteria.subject import Subject
from twinwheel.messages import in_language, message
from twinwheel.packs import Pack
from twinwheel_web.api.answers.forms import unknown
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
        raise Misfits((_misfit("", message("at most {most} values at a time", most=MOST_VALUES)),))
    fields, result, wrong = pack.fields_of(type), {}, []
    for name, value in values.items():
        if name not in fields:
            wrong.append(_no_field(name, list(fields)))
            continue
        kind = pack.vocabulary.fields[name]
        try:
            if not _keepable(value):
                raise ExpressionError(
                    message('"{name}": too long, or of signs that cannot be kept', name=name)
                )
            result[name] = canonical(kind, value)
        except ExpressionError as error:
            wrong.append(_misfit(name, error.what, error.advice))
        except OverflowError:
            wrong.append(_misfit(name, message('"{name}": not a finite number', name=name)))
    if wrong:
        raise Misfits(tuple(wrong))
    return {name: value for name, value in result.items() if value is not None}


def both(text: str) -> dict[str, str]:
    """A message in both languages of the API."""
    return {"zh": in_language(text, "zh"), "en": str(text)}


def _keepable(value: Any) -> bool:
    """Not too long, and of signs that a database keeps: no NUL, no half of a pair."""
    if isinstance(value, str):
        return len(value) <= MOST_TEXT and not any(
            each == "\0" or "\ud800" <= each <= "\udfff" for each in value
        )
    return not isinstance(value, list) or (len(value) <= MOST_CODES and all(map(_keepable, value)))


def _misfit(name: str, what: str, advice: str = "") -> Misfit:
    return Misfit(name, both(what), both(advice))


def _no_field(name: str, known: list[str]) -> Misfit:
    shown, guess = name[:80], nearest(name[:80], known)
    advice = message('Did you mean "{guess}"?', guess=guess) if guess else ""
    return _misfit(name, message('unknown field "{name}"', name=shown), advice)
