"""``python -m bench.reading.fit_scopes``: fits the weights of ``facts/data/scope_weights.yaml`` on the gold articles.

Of a figure every candidate (``facts/indicators/evidence.py``) is or is not what it is a figure of by the gold; the weights make the
right ones likely. ``--check`` fits on all folders but one and scores that one, each in turn; it writes nothing.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from unittest import mock

import numpy as np

from bench.reading.agreement import same_scope
from bench.reading.annotated import Annotated, held_back, read_all, splits
from bench.reading.choosing import Choice, Weights, fit, indicators, write
from bench.reading.direct import document
from bench.reading.facts import groups_of
from twinwheel.reading.facts.indicators import evidence, scope
from twinwheel.reading.facts.indicators.evidence import Candidate, Evidence
from twinwheel.reading.facts.numbers import Number
from twinwheel.reading.facts.tables import table
from twinwheel.reading.facts.tagger import Tagger, tagger

OUT = Path(evidence.__file__).parents[1] / "data" / "scope_weights.yaml"
RIDGE = 1.0


def choices(article: Annotated, names_by: Tagger | None) -> Iterator[Choice]:
    """Those of the figures of an article whose scope the gold tells."""
    asked: dict[int, list[Candidate]] = {}
    real = Evidence.of

    def of(self: Evidence, number: Number) -> list[Candidate]:
        asked[number.start] = real(self, number)
        return asked[number.start]

    with mock.patch.object(Evidence, "of", of):
        records = document(article, names_by).record["facts"]
    groups = groups_of(article)
    for gold, record in indicators(article, records):
        found = asked.get(record["spans"][article.name][0][0])
        if found and gold.fields.get("scope"):
            yield Choice(
                found, np.array([same_scope(gold.fields["scope"], each.name, groups) for each in found])
            )


def right(found: Sequence[Choice], weights: Weights) -> int:
    """Of how many figures the likeliest name is right, by the sums the reader makes."""
    count = 0
    with mock.patch.object(scope, "_weights", lambda: weights):
        scope._score.cache_clear()
        for each in found:
            chances = scope.chances_of(each.candidates)
            best = max(chances, key=lambda name: chances[name])
            count += any(so for one, so in zip(each.candidates, each.right, strict=True) if one.name == best)
    scope._score.cache_clear()
    return count


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.reading.fit_scopes", description=__doc__)
    parser.add_argument("--check", action="store_true", help="score each folder by the weights of the others")
    options = parser.parse_args(arguments)
    names_by = tagger("lac")  # the weights are not to depend on what is installed
    shown = [split for split in splits() if options.check or not held_back(split)]
    found = {
        split: [each for a in read_all(split) if a.marked != "names" for each in choices(a, names_by)]
        for split in shown
    }
    found = {split: each for split, each in found.items() if each}
    tuned = [split for split in found if not held_back(split)]
    if not options.check:
        weights = fit(_telling([each for split in tuned for each in found[split]]), RIDGE)
        write(
            OUT,
            "a scope",
            told_in="indicators/evidence.py",
            by="bench/reading/fit_scopes.py",
            weights=weights,
        )
        print(f"{len(weights)} words of evidence, {OUT.name}")
    for split in found if options.check else ():
        weights = fit(_telling([each for other in tuned if other != split for each in found[other]]), RIDGE)
        now = right(found[split], dict(table("scope_weights")))
        print(
            f"{split}: {right(found[split], weights)} of {len(found[split])}, by the weights as they are {now}"
        )
    return 0


def _telling(found: Sequence[Choice]) -> list[Choice]:
    """Those from which something can be learnt: some candidates are right, and some are not."""
    return [each for each in found if each.right.any() and not each.right.all()]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
