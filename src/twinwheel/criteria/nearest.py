"""The name a writer most likely meant."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word closest to ``word``, or None where none is close.

    >>> nearest("研发费用占销售收人比", ["从业人数", "研发费用占销售收入比"])
    '研发费用占销售收入比'
    """
    close = get_close_matches(word, list(known), n=1, cutoff=0.6)
    return close[0] if close else None
