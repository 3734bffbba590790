"""Pages made of known articles, cut into columns and put out of order: how much of them is put right again."""

from __future__ import annotations

from random import Random
from statistics import fmean
from typing import Any

import pytest

from reading.articles.pages import scrambled, share_right, texts
from twinwheel.reading.articles import articles

PAGES = [
    ("in order, with marks for titles", {"jumps": 0}, 0.99),
    ("in order, in printed lines", {"jumps": 0, "marks": False, "lines": 20}, 0.99),
    ("one column moved", {"jumps": 1}, 0.93),
    ("one column moved, printed lines", {"jumps": 1, "marks": False, "lines": 20}, 0.90),
    ("two columns moved, no marks", {"jumps": 2, "marks": False}, 0.90),
    ("titles apart from their bodies", {"jumps": 0, "marks": False, "titles_apart": 0.6}, 0.95),
    ("all out of order", {"jumps": 6}, 0.75),
]


@pytest.mark.parametrize(("how", "least"), [p[1:] for p in PAGES], ids=[p[0] for p in PAGES])
def test_most_characters_come_back_to_their_article_and_place(how: dict[str, Any], least: float) -> None:
    shares = []
    for seed in range(16):
        chosen = Random(seed).sample(texts(), 2 + seed % 4)
        page = scrambled(chosen, seed, **how)
        shares.append(share_right(page, articles(page.source)))
    assert fmean(shares) >= least


def test_nothing_is_lost_and_nothing_comes_twice() -> None:
    for seed in range(8):
        page = scrambled(Random(seed).sample(texts(), 4), seed, jumps=4, marks=bool(seed % 2))
        found = articles(page.source)
        at = [i for one in found for span in one.segments for i in range(*span) if not page.raw[i].isspace()]
        assert sorted(at) == [i for i, char in enumerate(page.raw) if not (char.isspace() or char == "#")]
