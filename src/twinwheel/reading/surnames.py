"""Chinese surnames (``surnames.txt``): by them bylines and the names in a text are told from other words."""

from __future__ import annotations

from functools import cache
from importlib.resources import files


@cache
def surnames() -> tuple[frozenset[str], frozenset[str]]:
    """The surnames of one character, and those of two."""
    text = (files("twinwheel.reading") / "surnames.txt").read_text(encoding="utf-8")
    single, double = (line for line in text.splitlines() if line.strip() and not line.startswith("#"))
    return frozenset(single), frozenset(double.split())
