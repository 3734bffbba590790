"""How a long read or write tells that it is getting on."""

from __future__ import annotations

from collections.abc import Callable

Advance = Callable[[int], None]
"""Called with the number of rows just done."""


def ignore(rows: int) -> None:
    """Nobody is watching."""
