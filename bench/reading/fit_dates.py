"""``python -m bench.reading.fit_dates``: fits the weights of ``facts/data/date_weights.yaml`` on the gold articles.

Of a figure whose sentence names no time, every candidate (``facts/indicators/carrying.py``) is right or wrong by the
gold; the weights make the right ones likely (a conditional logit). What a figure may take depends on what those before
it took, so the articles are read with the weights so far and fitted again, a few rounds. ``--check`` fits on all
folders but one and scores that one, each in turn; it writes nothing.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple
from unittest import mock

import numpy as np

from bench.reading import facts
from bench.reading.agreement import same_amount, same_time
from bench.reading.annotated import Annotated, held_back, read_all, splits
from bench.reading.direct import document
from twinwheel.reading.facts.indicators import carrying
from twinwheel.reading.facts.indicators.carrying import Candidate, Carrying
from twinwheel.reading.facts.indicators.status import Status
from twinwheel.reading.facts.moments import When
from twinwheel.reading.facts.numbers import Number
from twinwheel.reading.facts.tables import table
from twinwheel.reading.facts.tagger import Tagger, tagger

OUT = Path(carrying.__file__).parents[1] / "data" / "date_weights.yaml"
ROUNDS = 3
RIDGE = 2.0
RARE = 4
"""Evidence of fewer figures than this gets no weight."""
MEASURES = ("indicator, date", "indicator, with scope, date and status")
Weights = dict[str, float]


class Choice(NamedTuple):
    """What one figure may take, and which of it is right."""

    candidates: list[Candidate]
    right: np.ndarray


def choices(article: Annotated, names_by: Tagger | None) -> Iterator[Choice]:
    """Those of the figures of an article that the gold has, read with the weights as they are."""
    asked: dict[int, list[Candidate]] = {}
    real = Carrying.candidates

    def candidates(
        self: Carrying, number: Number, status: Status, owner: str | None, event: When | None
    ) -> list[Candidate]:
        found = real(self, number, status, owner, event)
        asked[number.start] = found
        return found

    with mock.patch.object(Carrying, "candidates", candidates):
        records = document(article, names_by).record["facts"]
    golds = [gold for gold in article.of("indicator") if not gold.optional]
    for record in records:
        if record["kind"] != "indicator":
            continue
        for start, end in record["spans"][article.name]:
            gold = next(
                (g for g in golds if _touch(g.mentions[0], (start, end)) and same_amount(g.fields, record)),
                None,
            )
            if gold and start in asked:
                found = asked[start]
                right = [
                    same_time(gold.fields.get("as_of"), _iso(each), appeared=article.date) for each in found
                ]
                if any(right) and not all(right):
                    yield Choice(found, np.array(right))


def _touch(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _iso(candidate: Candidate) -> str | None:
    iso = candidate.when.iso if candidate.when else None
    return iso[:7] if iso and candidate.when and candidate.when.precision == "part_of_month" else iso


def fit(found: Sequence[Choice], ridge: float = RIDGE) -> Weights:
    """The weights under which what is right is most likely; by gradient descent with steps that adapt."""
    counts = Counter(
        word for each in found for word in {word for one in each.candidates for word in one.evidence}
    )
    names = sorted(word for word, times in counts.items() if times >= RARE)
    index = {name: number for number, name in enumerate(names)}
    rows = [(number, one) for number, each in enumerate(found) for one in each.candidates]
    values = np.zeros((len(rows), len(names)))
    for row, (_, one) in enumerate(rows):
        for word in one.evidence:
            if word in index:
                values[row, index[word]] = 1.0
    group = np.array([number for number, _ in rows])
    right = np.concatenate([each.right for each in found]).astype(float)
    weights = np.zeros(len(names))
    mean, spread = np.zeros(len(names)), np.zeros(len(names))
    for step in range(1, 1500):
        scores = np.exp(np.clip(values @ weights, -30, 30))
        total = np.bincount(group, scores)
        chance = scores / total[group]
        good = np.bincount(group, scores * right) / total
        wanted = chance * right / good[group]
        slope = values.T @ (chance - wanted) + ridge * weights
        mean = 0.9 * mean + 0.1 * slope
        spread = 0.999 * spread + 0.001 * slope**2
        weights -= 0.03 * (mean / (1 - 0.9**step)) / (np.sqrt(spread / (1 - 0.999**step)) + 1e-8)
    return {
        name: round(float(weight), 2)
        for name, weight in zip(names, weights, strict=True)
        if abs(weight) >= 0.05
    }


def fitted(articles: Sequence[Annotated], names_by: Tagger | None) -> Weights:
    weights: Weights = dict(table("date_weights"))
    for _ in range(ROUNDS):
        with _with(weights):
            found = [choice for article in articles for choice in choices(article, names_by)]
        weights = fit(found)
    return weights


def _with(weights: Mapping[str, float]) -> mock._patch[object]:
    return mock.patch.object(carrying, "_weights", lambda: weights)


def score(articles: Sequence[Annotated], weights: Weights, names_by: Tagger | None) -> str:
    scores: dict[str, facts.Score] = {}
    with _with(weights):
        for article in articles:
            facts.score(document(article, names_by), scores)
    return ", ".join(f"{measure.rpartition(', ')[2]} {scores[measure].f1:.3f}" for measure in MEASURES)


def main(arguments: list[str]) -> int:
    tuned = [split for split in splits() if not held_back(split)]
    parser = argparse.ArgumentParser(prog="python -m bench.reading.fit_dates", description=__doc__)
    parser.add_argument("--check", action="store_true", help="score each folder by weights of the others")
    parser.add_argument("--tagger", choices=("lac", "rules"), default="rules")
    parser.add_argument("--part", type=int, help="only this many articles of each folder (the first)")
    options = parser.parse_args(arguments)
    names_by = tagger(options.tagger)
    marked = {
        split: [each for each in read_all(split) if each.marked != "names"][: options.part] for split in tuned
    }
    articles = {split: found for split, found in marked.items() if found}
    if options.check:
        for split in articles:
            others = [each for other in articles if other != split for each in articles[other]]
            print(f"{split}: {score(articles[split], fitted(others, names_by), names_by)}")
        return 0
    weights = fitted([each for found in articles.values() for each in found], names_by)
    head = "# What each word of the evidence for a carried date weighs; the words are told in indicators/carrying.py.\n"
    OUT.write_text(
        head
        + "# Written by bench/reading/fit_dates.py.\n"
        + "".join(f"{word}: {weight}\n" for word, weight in weights.items()),
        encoding="utf-8",
    )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
