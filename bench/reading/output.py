"""What ``twinwheel read`` wrote, as the scores need it: ``document.json`` and the raw texts beside it."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bench.process import ROOT, Failed
from bench.reading.align import origin_of
from bench.reading.glyphs import Origin
from bench.reading.sets import Truth


@dataclass
class Document:
    """One file as it was read, and of each of its raw characters the article it is of (by ``truth.articles``)."""

    truth: Truth
    record: dict[str, Any]
    raw: str
    origin: Origin
    solid: NDArray[np.bool_]
    """Which raw characters are letters or digits: only those are counted."""

    def places(self, segments: list[list[int]]) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        """The article and the place in it of the counted characters of some ranges, in their order.

        A character beside the text of an article has its number and the place -1.
        """
        if not segments:
            none = np.empty(0, dtype=np.int32)
            return none, none
        at = np.concatenate([np.arange(start, end) for start, end in segments])
        at = at[self.solid[at]]
        return self.origin.article[at], self.origin.at[at]

    def set_of(self, segments: list[list[int]], article: int) -> set[int]:
        """The counted characters of an article that stand in some ranges."""
        articles, at = self.places(segments)
        return set(at[(articles == article) & (at >= 0)].tolist())


def read_folder(folder: Path, out: Path, *, tagger: str) -> float:
    """Run ``twinwheel read`` over a folder. Returns seconds. Raises Failed when a file could not be read."""
    (out / "document.json").unlink(missing_ok=True)
    command = [sys.executable, "-m", "twinwheel", "read", str(folder), "-o", str(out), "--tagger", tagger]
    started = time.perf_counter()
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    seconds = time.perf_counter() - started
    if done.returncode or not (out / "document.json").exists():
        raise Failed(f"`{' '.join(command[1:])}` failed:\n{done.stderr[-2000:]}")
    return seconds


def documents(out: Path, truths: list[Truth]) -> Iterator[Document]:
    """The documents that were read, each with its truth. A file that was not read is one with no articles."""
    read = json.loads((out / "document.json").read_text(encoding="utf-8"))
    records = {record["file"]: record for record in read}
    facts = {fact["fact_id"]: fact for record in read for fact in record["facts"]}
    variants = {variant["variant_id"]: variant for record in read for variant in record["variants"]}
    for truth in truths:
        record = records.get(truth.file, {"file": truth.file, "articles": []})
        record["facts"] = [fact for fact in facts.values() if truth.file in fact["spans"]]
        record["variants"] = [each for each in variants.values() if truth.file in each["spans"]]
        raw = ""
        if "text_file" in record:
            with (out / record["text_file"]).open(encoding="utf-8", newline="") as file:
                raw = file.read()
        yield Document(truth, record, raw, *_known(truth, raw))


def _known(truth: Truth, raw: str) -> tuple[Origin, NDArray[np.bool_]]:
    origin = truth.origin if truth.articles else Origin.of([])
    if origin is None or raw != truth.text:
        origin = origin_of(raw, [article.text for article in truth.articles])
    return origin, np.fromiter((char.isalnum() for char in raw), dtype=np.bool_, count=len(raw))
