"""Small forms that every answer uses."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from twinwheel.criteria.nearest import nearest
from twinwheel.packs import Pack


def words(text: Any) -> dict[str, str] | None:
    """A text of the pack."""
    return {"zh": text.zh, "en": text.en} if text is not None else None


def exact(value: Decimal | None) -> str | None:
    """A number as text, without trailing noughts and never in powers of ten."""
    if value is None:
        return None
    shown = f"{value:f}"
    return shown.rstrip("0").rstrip(".") if "." in shown else shown


def plain(value: Any) -> Any:
    """A value of a pack as JSON writes it."""
    if isinstance(value, Decimal):
        return exact(value)
    if isinstance(value, list | tuple):
        return [plain(each) for each in value]
    return value if value is None or isinstance(value, bool | str) else str(value)


def named(pack: Pack, list_id: str, value: str) -> dict[str, str]:
    """A value of a code list: of those that are slugs the Chinese name is their first alias."""
    found = next((each for each in pack.code_lists[list_id].codes if each.value == value), None)
    if found is None:
        return {"value": value, "zh": value, "en": value}
    zh = next(iter(found.aliases), value) if value.isascii() else value
    return {"value": value, "zh": zh, "en": found.en}


def subject(pack: Pack, type: str) -> dict[str, str]:
    label = pack.subjects[type].label
    return {"value": type, "zh": label.zh, "en": label.en}


def the_pack(pack: Pack) -> dict[str, str]:
    return {"id": pack.info.id, "hash": pack.hash}


class Wrong(ValueError):
    """A question that cannot be answered: what is wrong and what to do, in both languages."""

    def __init__(self, what: dict[str, str], advice: dict[str, str] | None = None) -> None:
        self.what, self.advice = what, advice or {"zh": "", "en": ""}
        super().__init__(what["en"])


class Unknown(Wrong):
    """Nothing has the name that was asked for."""


def unknown(kind: dict[str, str], word: str, known: Sequence[str]) -> Unknown:
    """The error for a name nobody has, with the nearest that somebody has. ``kind``: what was sought."""
    shown, guess = word[:80], nearest(word[:80], known)
    return Unknown(
        {"zh": f"没有{kind['zh']}“{shown}”", "en": f'no {kind["en"]} "{shown}"'},
        {"zh": f"是否应为“{guess}”？", "en": f'Did you mean "{guess}"?'} if guess else None,
    )
