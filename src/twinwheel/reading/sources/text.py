"""Plain text and Markdown, in UTF-8, GB18030 or Big5: one block a line."""

from __future__ import annotations

import re

from twinwheel.errors import DocumentError
from twinwheel.messages import heard, message
from twinwheel.reading.model import Block, Role
from twinwheel.reading.sources.limits import MAX_CHARACTERS

COMMON = "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学法所民得经"
COMMON_HANT = "的一是在不了有和人這中大為上個國我以要他時來用們生到作地於出就分對成會可主發年動同工也能下過子說產種面而方後多定行學法所民得經"
_LINE = re.compile(r"[^\n]+")
_HEADING = re.compile(r"\s{0,3}(#{1,6})\s+\S")


def decoded(data: bytes, name: str) -> tuple[str, str]:
    """The text, and the encoding it was in: that of its byte order mark, or the first of UTF-8, GB18030
    and Big5 that fits; of the last two the one that gives more of the commonest characters.

    The text is not changed: line ends and a byte order mark stay, so that offsets are those of the file.

    Raises:
        DocumentError: it is no text in any of these.
    """
    for mark, encoding in ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(mark):
            return _decode(data, encoding, name), encoding
    if b"\0" in data[:8192]:
        raise DocumentError.of(
            name,
            message("it is not a text: it holds zero bytes"),
            message("Give the document itself, such as its PDF."),
        )
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError as error:
        wrong = error
    fitting = [
        (text, encoding) for encoding in ("gb18030", "big5hkscs") if (text := _or_none(data, encoding))
    ]
    if not fitting:
        raise DocumentError.of(
            name,
            message(
                "it is no text in UTF-8, GB18030 or Big5: byte {byte} is 0x{value:02x}",
                byte=wrong.start,
                value=data[wrong.start],
            ),
            message("Save it as UTF-8."),
        )
    text, encoding = max(fitting, key=lambda found: _familiar(found[0]))
    return text, "big5" if encoding.startswith("big5") else encoding


def _decode(data: bytes, encoding: str, name: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise DocumentError.of(
            name,
            message(
                "it is damaged {encoding}: {reason}", encoding=encoding.upper(), reason=heard(error.reason)
            ),
            message("Save it as UTF-8."),
        ) from error


def _or_none(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _familiar(text: str) -> float:
    """Share of the commonest characters among those that are not ASCII, in a sample."""
    sample = [char for char in text[:20_000] if char > "\x7f"]
    common = set(COMMON) | set(COMMON_HANT)
    return sum(char in common for char in sample) / len(sample) if sample else 0.0


def blocks_of(raw: str) -> tuple[Block, ...]:
    """A block for each line that is not blank; ``# …`` is a heading, as OCR programs and Markdown write it."""
    found = []
    for line in _LINE.finditer(raw):
        text = line.group()
        if not text.strip():
            continue
        start = line.start() + len(text) - len(text.lstrip())
        end = line.start() + len(text.rstrip())
        marks = _HEADING.match(text)
        role: Role = "heading" if marks else "text"
        found.append(Block(start, end, role=role, level=len(marks[1]) if marks else 0))
    return tuple(found)


def within_limit(raw: str, name: str) -> str:
    """The text itself. Raises DocumentError where it is longer than we read."""
    if len(raw) > MAX_CHARACTERS:
        raise DocumentError.of(
            name,
            message(
                "it has {count:,} characters; at most {most:,} are read", count=len(raw), most=MAX_CHARACTERS
            ),
            message("Split it into several files."),
        )
    return raw
