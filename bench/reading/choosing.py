"""What the fits of dates and of scopes share (``fit_dates``, ``fit_scopes``): of several candidates, each with words of evidence,
the right ones are made likely (a conditional logit)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple, Protocol

import numpy as np

from bench.reading.agreement import same_amount
from bench.reading.annotated import Annotated
from bench.reading.annotated import Fact as Gold

RARE = 4
"""Evidence of fewer figures than this gets no weight."""
LEAST = 0.05
"""A smaller weight is left out."""
Weights = dict[str, float]


class Candidate(Protocol):
    @property
    def evidence(self) -> Sequence[str]: ...


class Choice(NamedTuple):
    """What one figure may take, and which of it is right."""

    candidates: Sequence[Candidate]
    right: np.ndarray


def indicators(
    article: Annotated, records: Sequence[dict[str, Any]]
) -> Iterator[tuple[Gold, dict[str, Any]]]:
    """The figures of the gold that were found, each with what was found, for each time it is said."""
    golds = [gold for gold in article.of("indicator") if not gold.optional]
    for record in records:
        if record["kind"] != "indicator":
            continue
        for span in record["spans"][article.name]:
            gold = next(
                (g for g in golds if _touch(g.mentions[0], span) and same_amount(g.fields, record)), None
            )
            if gold:
                yield gold, {**record, "spans": {article.name: [span]}}


def _touch(one: Sequence[int], other: Sequence[int]) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def fit(found: Sequence[Choice], ridge: float) -> Weights:
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
        if abs(weight) >= LEAST
    }


def write(path: Path, what: str, *, told_in: str, by: str, weights: Weights) -> None:
    """A table of weights as the reader takes it."""
    head = f"# What each word of the evidence for {what} weighs; the words are told in {told_in}.\n# Written by {by}.\n"
    rows = "".join(f"{word}: {weight}\n" for word, weight in weights.items())
    path.write_text(head + rows, encoding="utf-8")
