"""``python -m bench.reading.fit_status``: fits the weights of ``facts/data/status_weights.yaml`` on the gold articles.

Each figure is reached, aimed at, forecast or past by the gold, and its evidence (``facts/indicators/status.py``) makes that
likely (a conditional logit over the four). What is rare in pages is said by the examples of the tests, several times each. ``--check`` fits on all folders but one and scores that one, each in turn; it
writes nothing.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple
from unittest import mock

import numpy as np
import yaml

from bench.reading.annotated import Annotated, held_back, read_all, splits
from bench.reading.direct import document
from twinwheel.reading.facts import indicators
from twinwheel.reading.facts.indicators import status
from twinwheel.reading.facts.indicators.status import OTHERS, Status, Statuses, likeliest
from twinwheel.reading.facts.model import Reading
from twinwheel.reading.facts.moments import When
from twinwheel.reading.facts.names import Names
from twinwheel.reading.facts.numbers import Number
from twinwheel.reading.facts.tagger import Tagger, tagger
from twinwheel.reading.model import Part, PartRole

OUT = Path(status.__file__).parents[1] / "data" / "status_weights.yaml"
EXAMPLES = Path(__file__).parents[2] / "tests" / "reading" / "facts" / "indicators.yaml"
TIMES = 3
"""How often an example counts beside a figure of a page."""
RIDGE = 0.5
RARE = 3
"""Evidence of fewer figures than this gets no weight."""
LEAST = 0.2
"""A smaller weight is left out: it decides nothing that another does not."""
Weights = dict[str, dict[Status, float]]


class Told(NamedTuple):
    """The evidence about one figure, and what it is."""

    evidence: frozenset[str]
    status: Status


def of_gold(article: Annotated, names_by: Tagger | None) -> list[Told]:
    """The figures of an article that the gold has."""
    golds = [(*gold.mentions[0], gold.fields["status"]) for gold in article.of("indicator")]
    with _asked(golds) as found:
        document(article, names_by)
    return list(found.values())


def of_examples() -> list[Told]:
    """The figures of the examples that the tests are."""
    every: list[Told] = []
    for case in yaml.safe_load(EXAMPLES.read_text(encoding="utf-8")):
        text, at, wanted = case["text"], 0, []
        for row in case["is"]:
            at = text.find(row[0], at)
            wanted.append((at, at + len(row[0]), row[5]))
        parts, start = [], 0
        for line in text.split("\n"):
            role: PartRole = "title" if line == case.get("title") else "paragraph"
            parts.append(Part(role, start, start + len(line)))
            start += len(line) + 1
        with _asked(wanted) as found:
            indicators.find(Reading(text, tuple(parts), "article", (), None, case.get("date")), Names(text))
        every += found.values()
    return every * TIMES


@contextmanager
def _asked(wanted: Sequence[tuple[int, int, Status]]) -> Iterator[dict[int, Told]]:
    """What is asked while reading. What one figure is bears on the next: so each is told as it should be."""
    found: dict[int, Told] = {}

    def of(
        self: Statuses, number: Number, when: When | None, *, in_fact: bool, whole: Status | None = None
    ) -> Status:
        right = next((status for low, high, status in wanted if low <= number.start < high), None)
        if right:
            words = self.evidence(number, when, in_fact=in_fact, whole=whole)
            found[number.start] = Told(frozenset(words), right)
        return right or "actual"

    with mock.patch.object(Statuses, "of", of):
        yield found


def fit(found: Sequence[Told], ridge: float = RIDGE) -> Weights:
    """The weights under which what is so is most likely, by Newton's steps."""
    counts = Counter(word for each in found for word in each.evidence)
    words = sorted(word for word, times in counts.items() if times >= RARE)
    index = {word: number for number, word in enumerate(words)}
    values = np.zeros((len(found), len(words)))
    for row, each in enumerate(found):
        values[row, [index[word] for word in each.evidence if word in index]] = 1.0
    so = np.array([[each.status == other for other in OTHERS] for each in found], dtype=float)
    size, kinds = len(words), range(len(OTHERS))
    weights = np.zeros((len(OTHERS), size))
    for _ in range(30):
        scores = np.exp(np.clip(values @ weights.T, -30, 30))
        chance = scores / (1 + scores.sum(axis=1, keepdims=True))
        slope = (chance - so).T @ values + ridge * weights
        curve = np.block(
            [
                [values.T @ (values * (chance[:, a] * ((a == b) - chance[:, b]))[:, None]) for b in kinds]
                for a in kinds
            ]
        )
        step = np.linalg.solve(curve + ridge * np.eye(len(curve)), slope.ravel()).reshape(weights.shape)
        weights -= step
        if float(np.abs(step).max()) < 1e-4:
            break
    told = {
        word: {s: round(float(w), 2) for s, w in zip(OTHERS, row, strict=True) if abs(w) >= LEAST}
        for word, row in zip(words, weights.T, strict=True)
    }
    return {word: row for word, row in told.items() if row}


def right(found: Sequence[Told], weights: Weights) -> int:
    """How many of the figures come out as they are."""
    return sum(likeliest(each.evidence, weights) == each.status for each in found)


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.reading.fit_status", description=__doc__)
    parser.add_argument("--check", action="store_true", help="score each folder by the weights of the others")
    options = parser.parse_args(arguments)
    names_by = tagger("lac")  # the weights are not to depend on what is installed
    shown = [split for split in splits() if options.check or not held_back(split)]
    found = {
        split: [each for a in read_all(split) if a.marked != "names" for each in of_gold(a, names_by)]
        for split in shown
    }
    found = {split: each for split, each in found.items() if each}
    tuned = [split for split in found if not held_back(split)]
    if not options.check:
        weights = fit([*of_examples(), *(each for split in tuned for each in found[split])])
        head = "# What each word of the evidence for a status weighs; the words are told in indicators/status.py.\n# Written by bench/reading/fit_status.py.\n"
        OUT.write_text(head + yaml.safe_dump(weights, width=110, default_flow_style=None), encoding="utf-8")
        print(f"{len(weights)} words of evidence, {OUT.name}")
    for split in found if options.check else ():
        others = [each for other in tuned if other != split for each in found[other]]
        print(f"{split}: {right(found[split], fit([*of_examples(), *others]))} of {len(found[split])}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
