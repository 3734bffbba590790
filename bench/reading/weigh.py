"""``python -m bench.reading.weigh``: fit the weights of the evidence for the scope of a figure, and say how they do.

A conditional logit over the candidates of each figure of the gold articles (all folders but those held back): the
chance of the right ones is made as high as it will go, with weights kept small. Printed is what weights fitted on
other articles get right (cross-validated by article); ``--write`` fits on all of them and writes the data file.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import yaml

from bench.reading.agreement import same_amount, same_scope
from bench.reading.annotated import Annotated, held_back, read_all, splits
from bench.reading.direct import reading
from bench.reading.facts import groups_of
from bench.report import table
from twinwheel.reading.facts import naming, numbers
from twinwheel.reading.facts.indicators.clauses import Clauses
from twinwheel.reading.facts.indicators.evidence import Candidate
from twinwheel.reading.facts.indicators.figures import figures
from twinwheel.reading.facts.indicators.scope import Scopes, chances_of
from twinwheel.reading.facts.numbers import Number
from twinwheel.reading.facts.programmes import named_things

FILE = Path(numbers.__file__).parent / "data" / "scope_weights.yaml"
FOLDS = 8
SMALL = 1.0
"""How dear a large weight is."""
RARE = 5
"""Evidence seen for fewer candidates gets no weight."""
SHARE = 0.3
"""An article with n figures counts as n to the power of one minus this, so that no bulletin drowns the rest."""
STEPS, RATE = 300, 0.1
"""Of the descent (Adam)."""


class Case(NamedTuple):
    """A figure of the gold whose scope is told, and what may be its scope."""

    article: str
    candidates: list[Candidate]
    right: list[bool]


def cases(article: Annotated) -> Iterator[Case]:
    """The figures of an article that are found with the right value; those a list decides have no candidates."""
    text = reading(article)
    found = list(figures(text.text, numbers.find(text.text)))
    if not found:
        return
    names = naming.find(text, None)
    scopes = Scopes(text, names, Clauses(text.text), named_things(text.text, names), found)
    groups = groups_of(article)
    for number in found:
        gold = next((g for g in article.of("indicator") if _is(g.mentions[0], g.fields, number)), None)
        if gold is None or gold.optional or not gold.fields.get("scope"):
            continue
        candidates = scopes.candidates(number)
        right = [same_scope(gold.fields["scope"], each.name, groups) for each in candidates]
        if candidates:
            yield Case(article.name, candidates, right)


def _is(mention: tuple[int, int], fields: dict[str, object], number: Number) -> bool:
    found = {"value": number.value, "value_to": number.value_to, "unit": number.unit}
    return mention[0] < number.end and number.start < mention[1] and same_amount(fields, found)


def fit(cases: Sequence[Case]) -> dict[str, float]:
    """The weight of each word of evidence."""
    seen = Counter(word for case in cases for each in case.candidates for word in set(each.evidence))
    words = sorted(word for word, times in seen.items() if times >= RARE)
    column = {word: i for i, word in enumerate(words)}
    fitted = [case for case in cases if any(case.right)]
    size = Counter(case.article for case in fitted)
    rows = [each for case in fitted for each in case.candidates]
    said = np.zeros((len(rows), len(words)))
    for i, each in enumerate(rows):
        said[i, [column[word] for word in each.evidence if word in column]] = 1
    right = np.array([each for case in fitted for each in case.right], dtype=float)
    lengths = np.array([len(case.candidates) for case in fitted])
    starts = np.concatenate([[0], np.cumsum(lengths)[:-1]])
    of = np.repeat(np.arange(len(fitted)), lengths)
    weight = np.array([size[case.article] ** -SHARE for case in fitted])
    weight = (weight / weight.mean())[of]
    found, first, second = (np.zeros(len(words)) for _ in range(3))
    for step in range(1, STEPS + 1):
        scores = said @ found
        chance = np.exp(scores - np.maximum.reduceat(scores, starts)[of])
        best = chance * right
        slope = said.T @ (weight * (_shares(chance, starts, of) - _shares(best, starts, of))) + SMALL * found
        first = 0.9 * first + 0.1 * slope
        second = 0.999 * second + 0.001 * slope**2
        found -= RATE * (first / (1 - 0.9**step)) / (np.sqrt(second / (1 - 0.999**step)) + 1e-8)
    return {word: round(float(found[i]), 2) for word, i in column.items()}


def _shares(values: np.ndarray, starts: np.ndarray, of: np.ndarray) -> np.ndarray:
    return np.asarray(values / np.add.reduceat(values, starts)[of])


def is_right(case: Case, weights: dict[str, float]) -> bool:
    chances = chances_of(case.candidates, weights)
    best = max(chances, key=lambda name: chances[name])
    return any(right for each, right in zip(case.candidates, case.right, strict=True) if each.name == best)


def cross_validated(cases: Sequence[Case]) -> dict[str, list[bool]]:
    """By article: whether each figure gets its scope from weights fitted on the articles of other folds."""
    articles = sorted({case.article for case in cases})
    random.Random(1).shuffle(articles)
    fold = {article: i % FOLDS for i, article in enumerate(articles)}
    found: dict[str, list[bool]] = {}
    for i in range(FOLDS):
        weights = fit([case for case in cases if fold[case.article] != i])
        for case in cases:
            if fold[case.article] == i:
                found.setdefault(case.article, []).append(is_right(case, weights))
    return found


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.reading.weigh", description=__doc__)
    parser.add_argument("--write", action="store_true", help=f"write {FILE.name}")
    options = parser.parse_args(arguments)
    tuned = [split for split in splits() if not held_back(split)]
    by_split = {split: [case for each in read_all(split) for case in cases(each)] for split in tuned}
    every = [case for cases_ in by_split.values() for case in cases_]
    told = cross_validated(every)
    rows = []
    for split, some in by_split.items():
        of = [told[article] for article in dict.fromkeys(case.article for case in some)]
        figures_ = [one for each in of for one in each]
        possible = sum(any(case.right) for case in some) / len(some)
        by_article = sum(sum(each) / len(each) for each in of) / len(of)
        rows.append(
            [
                split,
                str(len(figures_)),
                f"{sum(figures_) / len(figures_):.3f}",
                f"{by_article:.3f}",
                f"{possible:.3f}",
            ]
        )
    print(
        table(
            ("scope, cross-validated", "figures", "right", "mean of articles", "among the candidates"), rows
        )
    )
    if options.write:
        text = yaml.safe_dump(fit(every), allow_unicode=True, sort_keys=True)
        FILE.write_text(
            f"# Fitted by `python -m bench.reading.weigh --write`; what the words mean: indicators/evidence.py\n{text}",
            "utf-8",
        )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
