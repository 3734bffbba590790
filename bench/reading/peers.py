"""The same pages through what people use today: the order their text comes in, and how fast.

None of them says which text belongs to which article, so two figures stand side by side. *Order* is kind
to them: of each article, the share of its characters that stand in increasing order in what came out, as if
somebody had told its characters apart. *Article* is the figure Twinwheel is held to: all that came out is
one article, which can speak for one.
"""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.process import ROOT, Failed, call, python_of, say
from bench.reading.align import origin_of
from bench.reading.articles import increasing
from bench.reading.sets import Truth


@dataclass(frozen=True)
class Peer:
    """``read`` names a function of this module: a path in, its text out. ``venv`` is where it is installed."""

    label: str
    style: str
    module: str
    read: str
    venv: str


PEERS = (
    Peer("trafilatura", "html", "trafilatura", "trafilatura_text", ".venv"),
    Peer("pdfplumber", "pdf", "pdfplumber", "pdfplumber_text", ".venv-bench"),
    Peer("markitdown", "pdf", "markitdown", "markitdown_text", ".venv-bench"),
    Peer("rapidocr, its own order", "scan", "rapidocr", "rapidocr_text", ".venv"),
)


def run(folder: Path, style: str, truths: Sequence[Truth]) -> dict[str, dict[str, Any]]:
    """Every peer of a style over its folder: by label, shares and characters a second."""
    found = {}
    for peer in PEERS:
        if peer.style != style:
            continue
        if not installed(peer):
            say(f"{peer.label} is left out: it is not installed in {peer.venv} (`make bench-reading` does)")
            continue
        files = [str(folder / truth.file) for truth in truths]
        answer = call("bench.reading.peers", {"read": peer.read, "files": files}, peer.venv)
        found[peer.label] = measured(truths, answer["texts"], answer["seconds"])
    return found


def installed(peer: Peer) -> bool:
    if peer.venv == ".venv":
        return importlib.util.find_spec(peer.module) is not None
    python = python_of(peer.venv)
    command = [
        str(python),
        "-c",
        f"import importlib.util as u, sys; sys.exit(u.find_spec('{peer.module}') is None)",
    ]
    return python.exists() and subprocess.run(command, cwd=ROOT, check=False).returncode == 0


def measured(truths: Sequence[Truth], texts: Sequence[str], seconds: float) -> dict[str, Any]:
    """Shares over all articles of the pages, imprints left out as they are for Twinwheel."""
    total = in_order = in_article = foreign = came = 0
    for truth, text in zip(truths, texts, strict=True):
        origin = origin_of(text, [article.text for article in truth.articles])
        best = 0
        for i, article in enumerate(truth.articles):
            if article.kind == "imprint":
                continue
            held = origin.at[(origin.article == i) & (origin.at >= 0)].tolist()
            right = len(set(held)) if article.kind == "sidebar" else increasing(held)
            total += sum(char.isalnum() for char in article.text)
            in_order += right
            best = max(best, right)
        in_article += best
        came += sum(char.isalnum() for char in text)
        foreign += sum(
            char.isalnum() and article < 0
            for char, article in zip(text, origin.article.tolist(), strict=True)
        )
    return {
        "order": in_order / total,
        "article": in_article / total,
        "foreign": foreign / came if came else 0.0,
        "characters": came,
        "seconds": seconds,
        "rate": came / seconds if seconds else 0.0,
    }


# --- the peers themselves, run by ``python -m bench.reading.peers`` in their own environment --------


def trafilatura_text(path: Path) -> str:
    import trafilatura

    return trafilatura.extract(path.read_text(encoding="utf-8")) or ""


def pdfplumber_text(path: Path) -> str:
    import pdfplumber

    with pdfplumber.open(path) as document:
        return "\n".join(page.extract_text() or "" for page in document.pages)


def markitdown_text(path: Path) -> str:
    from markitdown import MarkItDown

    return str(MarkItDown().convert(str(path)).text_content)


_engine: Any = None


def rapidocr_text(path: Path) -> str:
    import logging

    from rapidocr import RapidOCR

    global _engine
    if _engine is None:
        logging.disable(logging.WARNING)
        _engine = RapidOCR()
    return "\n".join(_engine(str(path)).txts or ())


READERS: dict[str, Callable[[Path], str]] = {
    read.__name__: read for read in (trafilatura_text, pdfplumber_text, markitdown_text, rapidocr_text)
}


def _main() -> None:
    asked = json.loads(sys.argv[1])
    read = READERS[asked["read"]]
    started = time.perf_counter()
    texts = [read(Path(file)) for file in asked["files"]]
    print(json.dumps({"texts": texts, "seconds": time.perf_counter() - started}))


if __name__ == "__main__":
    if sys.stdout is None:
        raise Failed("there is nowhere to write to")
    _main()
