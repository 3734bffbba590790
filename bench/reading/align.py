"""Which character of which article a character of extracted text is, where the file itself cannot say.

For text taken out of a PDF, a picture or a page of HTML: runs of characters that stand only once in the
articles are the seeds, each grows to both sides as long as the characters agree, and single characters
between two such runs (misread ones) are counted with them.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from bench.reading.glyphs import NOWHERE, Origin

SEED = 5
COMPATIBLE = frozenset(map(chr, [*range(0xF900, 0xFB00), *range(0x2F00, 0x2FE0)]))
LARGEST_GAP = 3


@lru_cache(maxsize=1)
def _converter() -> object:
    import opencc

    return opencc.OpenCC("t2s")


def simplified(text: str) -> str:
    """In simplified characters, as long as before; the words of the other side with them."""
    found: str = _converter().convert(text)  # type: ignore[attr-defined]
    if len(found) != len(text):
        found = "".join(_converter().convert(char)[:1] for char in text)  # type: ignore[attr-defined]
    return found.replace("软体", "软件").replace("人工智慧", "人工智能")


def letters(text: str) -> tuple[str, list[int]]:
    """The letters and digits of a text, in simplified characters, and where they stand."""
    plain = simplified(_usual(text))
    kept = [i for i, char in enumerate(plain) if char.isalnum()]
    return "".join(plain[i] for i in kept), kept


def _usual(text: str) -> str:
    """Compatibility ideographs and radicals as the usual ones."""
    if not any(char in text for char in COMPATIBLE):
        return text
    return "".join(unicodedata.normalize("NFKC", char)[:1] if char in COMPATIBLE else char for char in text)


def origin_of(raw: str, articles: Sequence[str]) -> Origin:
    """Of each character of ``raw``, its article (its number) and its place in that article's text."""
    read, places = letters(raw)
    whole, homes = _whole(articles)
    seeds = _seeds(whole)
    found = np.full(len(read), NOWHERE, dtype=np.int64)
    for start in range(len(read) - SEED + 1):
        if found[start] >= 0 and found[start + SEED - 1] >= 0:
            continue
        home = seeds.get(read[start : start + SEED], NOWHERE)
        if home >= 0:
            _grow(found, read, whole, start, home)
    _bridge(found)
    origin = Origin(np.full(len(raw), NOWHERE, dtype=np.int32), np.full(len(raw), NOWHERE, dtype=np.int32))
    for i, home in enumerate(found.tolist()):
        if home >= 0 and homes[home][0] >= 0:
            origin.article[places[i]], origin.at[places[i]] = homes[home]
    return origin


def _whole(articles: Sequence[str]) -> tuple[str, list[tuple[int, int]]]:
    """All articles as one string, with a mark that nothing agrees with between them."""
    whole: list[str] = []
    homes: list[tuple[int, int]] = []
    for number, text in enumerate(articles):
        plain, places = letters(text)
        whole.append(plain + "\0")
        homes += [(number, place) for place in places] + [(NOWHERE, NOWHERE)]
    return "".join(whole), homes


def _seeds(whole: str) -> dict[str, int]:
    """Where each run of SEED characters stands; -1 for those that stand more than once."""
    found: dict[str, int] = {}
    for start in range(len(whole) - SEED + 1):
        run = whole[start : start + SEED]
        found[run] = NOWHERE if run in found else start
    return found


def _grow(found: np.ndarray, read: str, whole: str, start: int, home: int) -> None:
    low, high = 0, SEED
    while start - low > 0 and home - low > 0 and read[start - low - 1] == whole[home - low - 1]:
        low += 1
    while (
        start + high < len(read)
        and home + high < len(whole)
        and read[start + high] == whole[home + high] != "\0"
    ):
        high += 1
    here = slice(start - low, start + high)
    found[here] = np.where(found[here] < 0, np.arange(home - low, home + high), found[here])


def _bridge(found: np.ndarray) -> None:
    """Characters between two runs that go on as if those had been read right."""
    known = np.flatnonzero(found >= 0)
    for before, after in zip(known[:-1].tolist(), known[1:].tolist(), strict=True):
        gap = after - before
        if 1 < gap <= LARGEST_GAP + 1 and found[after] - found[before] == gap:
            found[before + 1 : after] = np.arange(found[before] + 1, found[after])
