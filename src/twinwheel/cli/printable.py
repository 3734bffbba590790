"""Words of a document or a name of a file, as they may go to a terminal."""

from __future__ import annotations


def printable(text: str) -> str:
    """The text on one line, without what a terminal would obey: a document may hold escape sequences."""
    return "".join(char if char.isprintable() else " " for char in text)
