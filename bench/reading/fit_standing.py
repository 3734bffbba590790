"""``python -m bench.reading.fit_standing CORPUS``: fit which proposed places and organisations stand: ``standing.yaml``.

``CORPUS`` is the hand-tagged news text of ``fit_names``. Its place names are marked; of organisations it marks words
only, so a proposal that cuts its words, begins with a verb or holds a particle is none, and one that does not may be
one. The gold articles of the splits to tune on are fitted on as well, each proposal ``GOLD_WEIGHT`` times.
"""

from __future__ import annotations

import argparse
import math
import random
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import NamedTuple

import numpy as np

from bench.reading.annotated import read_all, splits
from bench.reading.direct import reading
from bench.reading.fitting import HELD_BACK, Sample, corpus, fit, grouped, matrix, write
from twinwheel.reading.facts import lexicon, naming, standing, tagger
from twinwheel.reading.facts.candidates import Candidate
from twinwheel.reading.facts.model import Reading
from twinwheel.reading.facts.sheet import Sheet
from twinwheel.reading.facts.tagger import Tagger
from twinwheel.reading.model import Part

OUT = Path("src/twinwheel/reading/facts/data/standing.yaml")
GOLD_WEIGHT = 6.0
KINDS = ("listed", "place", "organisation")
RIDGE = 5.0
_NEVER_IN_A_NAME = frozenset("pcudryeoq")
_BEGINS = frozenset(("ns", "nz", "nt", "j", "n", "b", "vn", "nr", "f", "s", "a", "an", "t", "nx"))


class Word(NamedTuple):
    start: int
    end: int
    word: str
    tag: str


class Marked(NamedTuple):
    """A text and a judge of its proposals; ``named`` are names surely marked, by kind, for the tables of characters."""

    reading: Reading
    named: dict[str, set[tuple[int, int]]]
    words: list[Word] | None
    others: set[tuple[int, int]]
    weight: float


def piece(lines: list[list[tuple[str, str]]]) -> Marked:
    text = ""
    found: list[Word] = []
    parts = []
    for line in lines:
        begin = len(text)
        for word, tag in line:
            found.append(Word(len(text), len(text) + len(word), word, tag))
            text += word
        parts.append(Part("paragraph", begin, len(text)))
        text += "\n"
    named = {
        "place": {(each.start, each.end) for each in found if each.tag == "ns" and len(each.word) > 1},
        "organisation": {(each.start, each.end) for each in found if each.tag == "nt" and len(each.word) > 1},
    }
    return Marked(
        Reading(text, tuple(parts), "article", (), None, date(1998, 1, 15)), named, found, set(), 1.0
    )


def gold(tuned: list[str]) -> Iterator[Marked]:
    for split in tuned:
        split, _, half = split.partition(":")
        for number, article in enumerate(read_all(split)):
            if half == "odd" and number % 2:
                continue
            named = {
                kind: {span for fact in article.of(kind) for span in fact.mentions}
                for kind in ("place", "organisation")
            }
            named["organisation"] |= {
                (part.start, part.end) for part in article.parts if part.role == "byline"
            }
            others = {
                span
                for fact in article.facts
                if fact.kind in ("person", "programme")
                for span in fact.mentions
            }
            yield Marked(reading(article), named, None, others, GOLD_WEIGHT)


def judged(piece: Marked, candidate: Candidate) -> bool | None:
    """Whether a proposal is right; None where the marks do not tell."""
    kind = "place" if standing.is_place(candidate) else "organisation"
    span = (candidate.start, candidate.end)
    if piece.words is not None:
        right = _by_words(kind, span, piece)
        return True if right is None and candidate.rule == "organisations.body" else right
    if span in piece.named[kind]:
        return True
    if "\n" in piece.reading.text[span[0] - 1 : span[0]] and piece.reading.text.startswith("记者", span[1]):
        return None  # a byline
    if span in piece.named["place" if kind == "organisation" else "organisation"]:
        return False
    inside = any(
        start <= span[0] and span[1] <= end
        for spans in (*piece.named.values(), piece.others)
        for start, end in spans
    )
    if (
        inside
        and candidate.rule != "places.listed"
        and any(span[0] == start for start, _ in piece.named[kind])
    ):
        return None  # the beginning of a longer name
    return False


def _by_words(kind: str, span: tuple[int, int], piece: Marked) -> bool | None:
    words = piece.words or []
    first = next((i for i, each in enumerate(words) if each.end > span[0]), len(words))
    last = next((i for i in range(first, len(words)) if words[i].end >= span[1]), len(words) - 1)
    inside = words[first : last + 1]
    if inside[0].start != span[0] or inside[-1].end != span[1]:
        whole = (
            len(inside) == 1 and inside[0].tag in ("ns", "nt", "nz", "j", "s", "nr") and inside[0].tag != "nr"
        )
        return None if whole and kind == "place" and inside[0].start == span[0] else False
    tags = [each.tag for each in inside]
    before = words[first - 1] if first else None
    if kind == "place":
        if tags == ["ns"]:
            return True
        if set(tags) & {"v", *_NEVER_IN_A_NAME}:
            return False
        if "ns" in tags:
            return None if tags[0] not in _BEGINS else True
        if tags[-1] in ("s", "nz", "nt", "j", "f"):
            return None
        return False
    if set(tags) & (_NEVER_IN_A_NAME - {"c"}) or tags[0] in ("v", "d", "m") or tags == ["ns"]:
        return False
    if tags == ["n"] or (len(tags) == 1 and tags[0][0] in "vad"):
        return False
    if tags == ["nt"]:
        return True
    if before is not None and before.word in lexicon.words("zones", "countries"):
        return True
    if before is not None and before.tag in ("ns", "nz", "nt", "j"):
        return False if "ns" not in tags else None
    if before is not None and before.tag in ("n", "b", "vn"):
        return None
    return True


def tables(pieces: list[Marked]) -> dict[str, dict[str, dict[str, float]]]:
    """Log-odds of characters: first, last and anywhere in names, before and behind them, against all text."""
    text: Counter[str] = Counter()
    counts = {
        kind: {at: Counter[str]() for at in ("first", "last", "inside", "before", "after")}
        for kind in ("place", "organisation")
    }
    for piece in pieces:
        whole = piece.reading.text
        text.update(whole)
        for kind, spans in piece.named.items():
            seen = set()
            for start, end in spans:
                count, name = counts[kind], whole[start:end]
                count["before"][whole[start - 1 : start] or "\n"] += 1
                count["after"][whole[end : end + 1] or "\n"] += 1
                if name in seen:
                    continue
                seen.add(name)
                count["first"][name[0]] += 1
                count["last"][name[-1]] += 1
                count["inside"].update(name)
    total = sum(text.values())
    return {
        kind: {
            at: {
                char: _odds(count[char] + 0.5, sum(count.values()), text[char] + 5, total)
                for char in sorted(text)
                if text[char] > 20
            }
            for at, count in of_kind.items()
        }
        for kind, of_kind in counts.items()
    }


def _odds(count: float, of_names: float, in_text: float, total: float) -> float:
    value = math.log((count / max(of_names, 1)) / (in_text / total))
    return round(max(-3.0, min(4.0, value)) * 2) / 2


def sample(pieces: list[Marked], names_by: Tagger | None, fitted: standing.Model) -> dict[str, Sample]:
    """Every proposal from every start, by kind."""
    rows: dict[str, list[tuple[dict[str, float], bool, float, tuple[int, int, int]]]] = {
        kind: [] for kind in KINDS
    }
    for number, marked in enumerate(pieces):
        sheet = Sheet(marked.reading, names_by)
        scales = standing.Standing(sheet, with_tagger=names_by is not None, fitted=fitted)
        named, located = naming.proposed(sheet)
        scales.heed(located)
        every = {each for one in [*named, *located] for each in (one, *scales.from_every_start(one))}
        for each in sorted(every):
            right = judged(marked, each)
            if right is not None:
                row = (dict(scales.evidence(each)), right, marked.weight, (number, each.start, each.end))
                rows[standing.kind(each)].append(row)
    return {
        kind: Sample(
            [row[0] for row in found],
            np.array([row[1] for row in found], dtype=float),
            np.array([row[2] for row in found]),
            [row[3] for row in found],
        )
        for kind, found in rows.items()
    }


def score(found: Sample, weights: dict[str, float], least: float) -> tuple[float, float, float]:
    """(share right before, precision, share of the right ones kept), each proposal for itself."""
    names = list(weights)
    weighed = matrix(found.evidence, names) @ np.array([weights[name] for name in names])
    stands = weighed >= least
    right = found.named.astype(bool)
    return (
        right.mean(),
        (right & stands).sum() / max(stands.sum(), 1),
        (right & stands).sum() / max(right.sum(), 1),
    )


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.reading.fit_standing", description=__doc__)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--pieces", type=int, default=1000, help="pieces of the corpus to fit on")
    parser.add_argument(
        "--split", action="append", help="a folder of gold to fit on as well; `dev4:odd` is half of one"
    )
    options = parser.parse_args(arguments)
    marked = list(gold(options.split or [split for split in splits() if not split.startswith("held")]))
    pieces = [piece(lines) for lines in corpus(options.corpus)]
    random.Random(1).shuffle(pieces)
    held, tuned = pieces[:HELD_BACK], pieces[HELD_BACK:]
    found = tables([*tuned, *marked])
    written = {kind: {at: grouped(table) for at, table in of.items()} for kind, of in found.items()}
    nothing: dict[str, dict[str, float]] = {kind: {} for kind in KINDS}
    unfitted = standing.Model(standing.spread(written), {"rules": nothing, "tagger": nothing})
    weights: dict[str, dict[str, dict[str, float]]] = {"rules": {}, "tagger": {}}
    for label, names_by in (("rules", None), ("tagger", tagger("lac"))):
        samples = sample([*tuned[: options.pieces], *marked], names_by, unfitted)
        tests = sample(held, names_by, unfitted)
        for kind in KINDS:
            weights[label][kind] = fit(samples[kind], RIDGE)
            before, precision, kept = score(tests[kind], weights[label][kind], standing.LEAST[kind])
            print(
                f"{label}, {kind}: {len(samples[kind].named)} proposals, {before:.3f} right; precision {precision:.3f}, kept {kept:.3f}"
            )
    write(OUT, "Which proposed names stand", "fit_standing", {"tables": written, "weights": weights})
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
