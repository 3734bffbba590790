"""What a person is told, in English and in Chinese.

A :class:`Message` is the English text, so that whatever prints, compares or files texts needs to know nothing of it. It also keeps
what it was made from, so that a page in another language says the same with the same values::

    raise RegisterError([Problem(file, None, None, None, message("The file has no column {name}.", name="信用代码"), "")])

The catalogue is ``src/twinwheel/locale/zh_Hans/LC_MESSAGES/twinwheel.po``, keyed by the English pattern; ``tools/words.py`` keeps
it, and a test fails on a pattern without Chinese (decision 0027).

This module lies under all rooms and imports none of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import gettext

LOCALE = Path(__file__).parent / "locale"

Value = str | int | float
"""What may be put into a pattern: what JSON keeps as it is. A day or a decimal is given as it shall be read, ``str(day)``."""


class Message(str):
    """An English text that can be said in another language. Made by :func:`message`."""

    __slots__ = ("pattern", "values")
    pattern: str
    values: Mapping[str, Value]

    def __reduce__(self) -> tuple[Any, ...]:
        return _made, (self.pattern, dict(self.values))


def message(pattern: str, /, **values: Value) -> Message:
    """The English ``pattern`` with ``values`` put in for its ``{name}``, as ``str.format`` does. A value may be a message itself.

    ``pattern`` is a literal: it is read from the code, as a key of the catalogue.

    >>> message("{count:,} rows have no {field}", count=1200, field="信用代码")
    '1,200 rows have no 信用代码'
    """
    return _made(pattern, values)


def joined(between: str, texts: Iterable[str]) -> str:
    """Texts one after another, each still to be said in another language, as what stands ``between`` them.

    >>> joined(message(" or "), ["eligible", "unknown"])
    'eligible or unknown'
    """
    values = {f"text{place}": text for place, text in enumerate(texts)}
    return _made("{between}".join(f"{{{name}}}" for name in values), {"between": between, **values})


def _made(pattern: str, values: Mapping[str, Value]) -> Message:
    made = Message(pattern.format(**values))
    made.pattern, made.values = pattern, values
    return made


def in_language(text: str, language: str) -> str:
    """``text`` in ``language`` (``zh…`` or ``en…``): a message in the words of the catalogue, any other text as it stands.

    >>> in_language(message("a whole number was expected"), "en"), in_language("高新技术企业", "zh")
    ('a whole number was expected', '高新技术企业')
    """
    if not isinstance(text, Message) or not language.startswith("zh"):
        return str(text)
    values = {
        name: in_language(value, language) if isinstance(value, str) else value
        for name, value in text.values.items()
    }
    return _chinese().gettext(text.pattern).format(**values)


def to_json(text: str) -> object:
    """What is filed of a text: a message with its pattern and values, any other text as it stands."""
    if not isinstance(text, Message):
        return str(text)
    values = {
        name: to_json(value) if isinstance(value, str) else value for name, value in text.values.items()
    }
    return {"pattern": text.pattern, "values": values}


def from_json(filed: object) -> str:
    """What :func:`to_json` filed."""
    if not isinstance(filed, Mapping):
        return str(filed)
    values = filed["values"]
    return _made(
        filed["pattern"],
        {name: from_json(value) if isinstance(value, Mapping) else value for name, value in values.items()},
    )


@cache
def _chinese() -> gettext.NullTranslations:
    import gettext

    return gettext.translation("twinwheel", LOCALE, ["zh_Hans"], fallback=True)
