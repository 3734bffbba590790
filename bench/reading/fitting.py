"""What both fits share (``fit_names``, ``fit_standing``): hand-tagged news in pieces, samples, logistic regression."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
import yaml

LONG = 700
"""Characters of the pieces the corpus is cut into: about an article."""
HELD_BACK = 150
"""Pieces of the corpus that only score a fit."""
RIDGE = 1.0
RARE = 30
"""Evidence seen less often than this gets no weight."""


def corpus(path: Path) -> Iterator[list[list[tuple[str, str]]]]:
    """Pieces of the corpus, each a list of paragraphs of words with their tags: ``江/nr 泽民/nr 发表/v``."""
    lines: list[list[tuple[str, str]]] = []
    length = 0
    with path.open(encoding="utf-8") as file:
        for line in file:
            words = [
                (_narrow(word), tag)
                for word, _, tag in (each.rpartition("/") for each in line.split())
                if word
            ]
            lines.append(words)
            length += sum(len(word) for word, _ in words)
            if length > LONG:
                yield lines
                lines, length = [], 0


def _narrow(word: str) -> str:
    """Full-width digits and letters as pages have them today."""
    return "".join(chr(ord(c) - 0xFEE0) if "０" <= c <= "９" or "Ａ" <= c <= "ｚ" else c for c in word)


class Sample(NamedTuple):
    evidence: list[dict[str, float]]
    named: np.ndarray
    weight: np.ndarray
    places: list[tuple[int, int, int]]


def matrix(evidence: list[dict[str, float]], names: list[str]) -> np.ndarray:
    index = {name: number for number, name in enumerate(names)}
    found = np.zeros((len(evidence), len(names)))
    for row, each in enumerate(evidence):
        for name, value in each.items():
            if name in index:
                found[row, index[name]] = value
    return found


def fit(found: Sample, ridge: float = RIDGE) -> dict[str, float]:
    """Logistic regression by Newton's steps."""
    counts = Counter(name for each in found.evidence for name in each)
    names = sorted(name for name, times in counts.items() if times >= RARE)
    values = matrix(found.evidence, names)
    spread = values.std(axis=0)
    spread[spread < 1e-9] = 1.0
    scaled = values / spread
    weights = np.zeros(len(names))
    for _ in range(30):
        chance = 1 / (1 + np.exp(-np.clip(scaled @ weights, -30, 30)))
        slope = scaled.T @ (found.weight * (chance - found.named)) + ridge * weights
        curve = (scaled * (found.weight * chance * (1 - chance) + 1e-9)[:, None]).T @ scaled + ridge * np.eye(
            len(names)
        )
        step = np.linalg.solve(curve, slope)
        weights -= step
        if float(np.abs(step).max()) < 1e-4:
            break
    return {name: round(float(weight), 2) for name, weight in zip(names, weights / spread, strict=True)}


def grouped(table: dict[str, float]) -> dict[float, str]:
    found: dict[float, list[str]] = defaultdict(list)
    for char, value in table.items():
        if char.isprintable() and not char.isspace():
            found[value].append(char)
    return {
        value: ("" if all(len(char) == 1 for char in found[value]) else " ").join(found[value])
        for value in sorted(found)
    }


def write(path: Path, what: str, module: str, fitted: dict[str, object]) -> None:
    head = f"# {what}: log-odds of characters, and weights. Written by bench/reading/{module}.py.\n"
    path.write_text(
        head + yaml.safe_dump(fitted, allow_unicode=True, sort_keys=False, width=110), encoding="utf-8"
    )
