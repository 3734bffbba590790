"""``python -m bench.reading.fit_dates``: fits the weights of ``facts/data/date_weights.yaml`` on the gold articles.

Of a figure whose sentence names no time, every candidate (``facts/indicators/carrying.py``) is right or wrong by the
gold; the weights make the right ones likely (a conditional logit). What a figure may take depends on what those before
it took, so the articles are read with the weights so far and fitted again, a few rounds. ``--check`` fits on all
folders but one and scores that one, each in turn; it writes nothing.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from unittest import mock

import numpy as np

from bench.reading import facts
from bench.reading.agreement import same_time
from bench.reading.annotated import Annotated, held_back, read_all, splits
from bench.reading.choosing import Choice, Weights, fit, indicators, write
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
MEASURES = ("indicator, date", "indicator, with scope, date and status")


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
    for gold, record in indicators(article, records):
        asked_of = next((asked[start] for start, _ in record["spans"][article.name] if start in asked), None)
        if asked_of:
            right = [
                same_time(gold.fields.get("as_of"), _iso(each), appeared=article.date) for each in asked_of
            ]
            if any(right) and not all(right):
                yield Choice(asked_of, np.array(right))


def _iso(candidate: Candidate) -> str | None:
    iso = candidate.when.iso if candidate.when else None
    return iso[:7] if iso and candidate.when and candidate.when.precision == "part_of_month" else iso


def fitted(articles: Sequence[Annotated], names_by: Tagger | None) -> Weights:
    weights: Weights = dict(table("date_weights"))
    for _ in range(ROUNDS):
        with _with(weights):
            found = [choice for article in articles for choice in choices(article, names_by)]
        weights = fit(found, RIDGE)
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
    write(
        OUT,
        "a carried date",
        told_in="indicators/carrying.py",
        by="bench/reading/fit_dates.py",
        weights=weights,
    )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
