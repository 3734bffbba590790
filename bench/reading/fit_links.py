"""``python -m bench.reading.fit_links``: fit what tells in which column another one goes on (``articles/links.py``).

Pages are made as for ``fit_starts``, in other groups under each seed. Of every column that may go on elsewhere, the one
it goes on in is right, or none; and of every column that others may lead to, the one that does. The weights make what is
right likely (a conditional logit). What a column is about is told by what was joined to it, so the pages are read with
the weights so far and fitted again, a few rounds. Prints the weights, and the share that each set has right when it is
left out of the fit.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple
from unittest import mock

import numpy as np

from bench.reading import fit_starts
from bench.reading.annotated import held_back, splits
from bench.reading.page import Page
from twinwheel.reading.articles import articles, links
from twinwheel.reading.articles.columns import Chain, Column, Linker
from twinwheel.reading.articles.unit import Unit
from twinwheel.reading.sources import open_source

ROUNDS = 3
RIDGE = 1.0
RARE = 8
"""Evidence of fewer ends than this gets no weight."""


class Choice(NamedTuple):
    """What may go on with one end, or lead to one beginning, and which of it is right."""

    candidates: list[dict[str, float]]
    right: int


def choices(page: Page, folder: Path) -> list[Choice]:
    """Those of a page, read with the weights as they are."""
    path = folder / page.file
    path.write_bytes(page.data)
    found: list[Choice] = []
    real = Linker.chains

    def chains(self: Linker) -> list[Chain]:
        read = real(self)
        after = _truth(page, self.columns)
        before = {right: left for left, right in after.items() if right is not None}
        asked = [(left, right, said) for left, each in self.candidates() for right, said in each]
        for left in {left for left, _, _ in asked} & set(after):
            these = {right: said for one, right, said in asked if one == left}
            if after[left] in these:
                found.append(Choice(list(these.values()), list(these).index(after[left])))
        for head in {right for _, right, _ in asked if right is not None and right in after}:
            those = [(left, said) for left, right, said in asked if right == head]
            lefts = [left for left, _ in those]
            right = lefts.index(before[head]) if before.get(head) in lefts else len(lefts)
            found.append(Choice([*(said for _, said in those), links.HEADLESS], right))
        return read

    with mock.patch.object(Linker, "chains", chains):
        articles(open_source(path, page.file))
    return found


def _truth(page: Page, columns: Sequence[Column]) -> dict[int, int | None]:
    """Column → the one that its article goes on in."""
    ends = [(column.number, _place(page, column.units, -1)) for column in columns if column.units]
    starts = [
        (column.number, place)
        for column in columns
        if column.units and (place := _place(page, column.units, 1)) is not None
    ]
    found: dict[int, int | None] = {}
    for number, end in ends:
        if end is not None:
            later = [(at, other) for other, (article, at) in starts if article == end[0] and at > end[1]]
            found[number] = min(later)[1] if later else None
    return found


def _place(page: Page, units: Sequence[Unit], step: int) -> tuple[int, int] | None:
    """The article and the place in it of the first of the characters of some units, or of the last (``step`` -1)."""
    assert page.origin is not None
    for unit in units[::step]:
        for line in unit.lines[::step]:
            for start, end in line.pieces[::step]:
                for i in range(start, end)[::step]:
                    if page.origin.at[i] >= 0:
                        return int(page.origin.article[i]), int(page.origin.at[i])
    return None


def fit(found: Sequence[Choice], ridge: float = RIDGE) -> dict[str, float]:
    """The weights under which what is right is most likely, by Newton's steps."""
    counts = Counter(word for each in found for word in {word for one in each.candidates for word in one})
    names = sorted(word for word, times in counts.items() if times >= RARE)
    index = {name: number for number, name in enumerate(names)}
    tables = []
    for each in found:
        table = np.zeros((len(each.candidates), len(names)))
        for row, one in enumerate(each.candidates):
            for word, value in one.items():
                if word in index:
                    table[row, index[word]] = value
        tables.append(table)
    weights = np.zeros(len(names))
    for _ in range(25):
        slope, curve = ridge * weights, ridge * np.eye(len(names))
        for table, each in zip(tables, found, strict=True):
            chance = _chances(table @ weights)
            mean = chance @ table
            slope += mean - table[each.right]
            curve += (table * chance[:, None]).T @ table - np.outer(mean, mean)
        step = np.linalg.solve(curve, slope)
        weights -= step * min(1.0, 3.0 / max(float(np.abs(step).max()), 1e-9))
        if float(np.abs(step).max()) < 1e-3:
            break
    return {name: round(float(weight), 2) for name, weight in zip(names, weights, strict=True)}


def _chances(scores: np.ndarray) -> np.ndarray:
    raised = np.exp(scores - scores.max())
    return np.asarray(raised / raised.sum())


def told(weights: dict[str, float], found: Sequence[Choice]) -> float:
    """The share of the ends of which what is right has the highest score."""
    with mock.patch.object(links, "WEIGHTS", weights):
        right = [
            max(range(len(each.candidates)), key=lambda i: links.score(each.candidates[i])) == each.right
            for each in found
        ]
    return sum(right) / max(len(right), 1)


def gathered(names: Sequence[str], seeds: int) -> Iterator[tuple[str, list[Choice]]]:
    with tempfile.TemporaryDirectory() as folder:
        for split in names:
            pages = fit_starts.pages(split, seeds)
            yield split, [choice for page, _ in pages for choice in choices(page, Path(folder))]


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.reading.fit_links", description=__doc__)
    parser.add_argument("--seeds", type=int, default=5)
    tuned = [split for split in splits() if not held_back(split)]
    parser.add_argument("--split", action="append", choices=tuned, help="a folder of gold (all to tune on)")
    options = parser.parse_args(arguments)
    weights = dict(links.WEIGHTS)
    for _ in range(ROUNDS):
        with mock.patch.object(links, "WEIGHTS", weights):
            found = dict(gathered(options.split or tuned, options.seeds))
        for split, each in found.items():
            others = fit([one for other, rest in found.items() if other != split for one in rest])
            right = f"{told(others, each):.3f} by the others, {told(weights, each):.3f} as it is"
            print(f"{split}: {right} ({len(each)} choices)")
        weights = fit([one for each in found.values() for one in each])
        print(weights)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
