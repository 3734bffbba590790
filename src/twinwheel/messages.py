"""What a person is told, in English and in Chinese.

A :class:`Message` is the English text, so that whatever prints, compares or files texts needs to know nothing of it. It also keeps
what it was made from, so that a page in another language says the same with the same values::

    raise RegisterError([Problem(file, None, None, None, message("The file has no column {name}.", name="信用代码"), "")])

The catalogue is ``src/twinwheel/locale/zh_Hans/LC_MESSAGES/twinwheel.po``, keyed by the English pattern; ``tools/words.py`` keeps
it, and a test fails on a pattern without Chinese (decision 0027).

This module lies under all rooms and imports none of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
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


def altered(text: str, change: Callable[[str], str]) -> str:
    """``text`` with whatever words were put into it changed; of a text that is no message, all of it."""
    if not isinstance(text, Message):
        return change(text)
    values = {
        name: altered(value, change) if isinstance(value, str) else value
        for name, value in text.values.items()
    }
    return _made(text.pattern, values)


def heard(words: object) -> str:
    """What a library or the system said, a message where that is known: it is told beside what is wrong, as its reason.

    >>> in_language(heard(OSError("Permission denied")), "zh"), heard("never heard of")
    ('没有权限', 'never heard of')
    """
    return _OTHERS.get(str(words), str(words))


def in_language(text: str, language: str) -> str:
    """``text`` in ``language`` (``zh…`` or ``en…``): a message in the words of the catalogue, any other text as it stands.

    >>> in_language(message("a whole number was expected"), "en"), in_language("高新技术企业", "zh")
    ('a whole number was expected', '高新技术企业')
    """
    if not isinstance(text, Message) or not text.pattern or not language.startswith("zh"):
        return str(text)  # by the empty pattern a catalogue tells of itself
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


_OTHERS: dict[str, str] = {
    each: each
    for each in (
        message("Bad magic number for central directory"),
        message("Expecting property name enclosed in double quotes"),
        message("Expecting value"),
        message("Expecting ',' delimiter"),
        message("Expecting ':' delimiter"),
        message("Extra data"),
        message("Extra inputs are not permitted"),
        message("Failed to load document (PDFium: Data format error)."),
        message("Failed to load page."),
        message("Field required"),
        message("File is not a zip file"),
        message("File name too long"),
        message("Input should be a valid dictionary or instance of Decision"),
        message("Input should be a valid dictionary or instance of Target"),
        message("Input should be a valid string"),
        message("Is a directory"),
        message("No space left on device"),
        message("No such file or directory"),
        message("Not a directory"),
        message(
            "Parquet magic bytes not found in footer. Either the file is corrupted or this is not a parquet file."
        ),
        message("Permission denied"),
        message("Read-only file system"),
        message("Unterminated string starting at"),
        message("illegal multibyte sequence"),
        message("image file is truncated"),
        message("incomplete multibyte sequence"),
        message("invalid continuation byte"),
        message("invalid start byte"),
        message("truncated data"),
        message("unexpected end of data"),
    )
}
