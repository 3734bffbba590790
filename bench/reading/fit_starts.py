"""``python -m bench.reading.fit_starts``: fit what tells titles from headings within a text (``articles/starts.py``).

Pages are made of the gold articles to tune on, under several seeds and in other groups each time, and each article by
itself; at every place where the reader asks, the truth is whether the text behind is of another article than the one
above. Prints the weights, and how many places they tell for each set that is left out of the fit.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any
from unittest import mock

import numpy as np

from bench.reading import spoil
from bench.reading.annotated import held_back, read_all, splits
from bench.reading.fitting import Sample, fit, matrix
from bench.reading.page import Page
from bench.reading.sets import grouped
from twinwheel.reading.articles import articles, starts
from twinwheel.reading.articles.unit import Unit
from twinwheel.reading.sources import open_source

SINGLE = 5.0
"""How often a place on a page of one article counts."""


def pages(split: str, seeds: int) -> Iterator[tuple[Page, float]]:
    """The pages of a set, each with what its places count."""
    for seed in range(seeds):
        rng = random.Random(f"{seed} {split} starts")
        shuffled = list(read_all(split))
        rng.shuffle(shuffled)
        for number, group in enumerate(grouped(shuffled)):
            yield spoil.text_layer(f"{split}-{seed}-{number}-a.txt", group, rng), 1.0
            yield spoil.ocr(f"{split}-{seed}-{number}-b.txt", group, rng), 1.0
    for article in read_all(split):
        yield spoil.clean(article), SINGLE


def places(page: Page, folder: Path) -> list[tuple[dict[str, float], bool]]:
    """The evidence at every place of a page where the reader asks, and whether an article starts there."""
    path = folder / page.file
    path.write_bytes(page.data)
    found: list[tuple[dict[str, float], bool]] = []
    asked = starts.evidence

    def seen(pending: Sequence[Unit], section: Sequence[Unit], *rest: Any) -> dict[str, float]:
        told = asked(pending, section, *rest)
        titles = [_article(page, unit) for unit in pending if unit.kind == "heading"]
        above = _article(page, section[0], before=pending[0].start)
        if section and titles[0] is not None and above is not None:
            found.append((told, _article(page, section[0]) != above))
        return told

    with mock.patch.object(starts, "evidence", seen):
        articles(open_source(path, page.file))
    return found


def _article(page: Page, unit: Unit, *, before: int | None = None) -> int | None:
    """Which article a unit is of, or the last character of a body before an offset."""
    assert page.origin is not None
    whole = range(unit.start, len(page.text or "")) if before is None else range(before - 1, -1, -1)
    return next((int(page.origin.article[i]) for i in whole if page.origin.at[i] >= 0), None)


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.reading.fit_starts", description=__doc__)
    parser.add_argument("--seeds", type=int, default=5)
    tuned = [split for split in splits() if not held_back(split)]
    parser.add_argument("--split", action="append", choices=tuned, help="a folder of gold (all to tune on)")
    options = parser.parse_args(arguments)
    told: dict[str, list[tuple[dict[str, float], bool, float]]] = {}
    with tempfile.TemporaryDirectory() as folder:
        for split in options.split or tuned:
            told[split] = [
                (evidence, truth, weight)
                for page, weight in pages(split, options.seeds)
                for evidence, truth in places(page, Path(folder))
            ]
    for split, rows in told.items():
        weights = fit(_sample([row for other, each in told.items() if other != split for row in each]))
        print(
            f"{split}: {_right(weights, rows):.3f} by the others, {_right(starts.WEIGHTS, rows):.3f} as it is"
        )
    print(
        {
            name: round(value, 2)
            for name, value in fit(_sample([r for each in told.values() for r in each])).items()
        }
    )
    return 0


def _sample(rows: list[tuple[dict[str, float], bool, float]]) -> Sample:
    named = np.array([row[1] for row in rows], float)
    return Sample([row[0] for row in rows], named, np.array([row[2] for row in rows]), [])


def _right(weights: dict[str, float], rows: list[tuple[dict[str, float], bool, float]]) -> float:
    names = list(weights)
    score = matrix([evidence for evidence, _, _ in rows], names) @ np.array([weights[name] for name in names])
    return float(((score > 0) == np.array([truth for _, truth, _ in rows])).mean())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
