"""``python -m bench.reading.collations``: renditions held against each other, without files and facts.

All folders but ``held`` and ``held2``, with several seeds. With ``--given`` the articles are taken from the truth of
the pages and not found, so what falls short is the fault of clusters, alignment and votes alone. ``--misses`` tells it,
a line each.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Any

import numpy as np

from bench.reading import sets, variants
from bench.reading.annotated import held_back, splits
from bench.reading.output import Document
from bench.reading.page import Page
from bench.reading.sets import Truth
from bench.report import table
from twinwheel.reading import contract
from twinwheel.reading.articles import articles, build
from twinwheel.reading.model import Article, Block, Region, Source
from twinwheel.reading.renditions import collate_together, related, sketch
from twinwheel.reading.sources.text import blocks_of

SILENT = ("imprint", "junk")


def source(page: Page) -> Source:
    raw = page.text or ""
    return Source(page.file, "0" * 64, "text", raw, blocks_of(raw))


def regions(page: Page, found: Source) -> list[Region]:
    """The articles of a page as they are known: their blocks in the order of the article, titles by their part."""
    if page.origin is None:
        return []
    own: defaultdict[int, list[tuple[int, Block]]] = defaultdict(list)
    titles: defaultdict[int, list[Block]] = defaultdict(list)
    for block in found.blocks:
        holders = Counter(page.origin.article[block.start : block.end].tolist())
        number = holders.most_common(1)[0][0]
        at = page.origin.at[block.start : block.end]
        first = int(at[at >= 0].min()) if (at >= 0).any() else -1
        if number < 0:
            continue
        own[number].append((first, block))
        parts = page.articles[number].parts
        if any(p.role in ("title", "subtitle") and p.start <= first < max(p.end, p.start + 1) for p in parts):
            titles[number].append(block)
    return [
        Region(
            tuple(block for _, block in sorted(own[number], key=lambda each: (each[0], each[1].start))),
            tuple(titles[number]),
        )
        for number in sorted(own)
    ]


def documents(style: str, split: str, seed: int, *, given: bool, only: str) -> Iterator[Document]:
    """The pages of a folder, read and collated in this process; ``only`` is the letters of the renditions to take."""
    pages = [page for page in sets.pages(style, split, seed=seed) if page.file.split(".")[0][-1] in only]
    sources = {page.file: source(page) for page in pages}
    read: dict[str, list[Article]] = {
        page.file: build(sources[page.file], regions(page, sources[page.file]))
        if given
        else articles(sources[page.file])
        for page in pages
    }
    items: list[Any] = [
        ((file, i), sketch(article.text.text), len(article.text))
        for file, found in read.items()
        for i, article in enumerate(found)
        if article.kind not in SILENT
    ]
    records: list[dict[str, Any]] = []
    for groups in related(items):
        members: list[list[Any]] = [
            [(read[str(file)][number], "text", None) for file, number in group] for group in groups
        ]
        for collation in collate_together(members):
            records += contract.variant_records(collation)
    for page in pages:
        if page.origin is None or page.text is None:
            continue
        truth = Truth(page.file, page.style, page.articles, page.titled, page.origin, page.text, page.changes)
        record = {
            "file": page.file,
            "articles": [],
            "facts": [],
            "variants": [r for r in records if page.file in r["spans"]],
        }
        solid = np.array([char.isalnum() for char in page.text])
        yield Document(truth, record, page.text, page.origin, solid)


def main(arguments: list[str]) -> int:
    tuned = [split for split in splits() if not held_back(split)]
    parser = argparse.ArgumentParser(prog="python -m bench.reading.collations", description=__doc__)
    parser.add_argument("--given", action="store_true", help="articles from the truth of the pages")
    parser.add_argument("--misses", action="store_true", help="tell what fell short, a line each")
    parser.add_argument(
        "--split", action="append", choices=tuned, help="a folder of gold (all that are not held back)"
    )
    parser.add_argument("--seed", type=int, action="append", help="may be given again (7)")
    parser.add_argument("--only", default="abc", help="a text layer, b OCR, c web edition (abc)")
    options = parser.parse_args(arguments)
    rows: list[list[str]] = []
    whole = variants.Score()
    for split in options.split or tuned:
        for seed in options.seed or [7]:
            read = list(documents("renditions", split, seed, given=options.given, only=options.only))
            score = variants.score(read)
            rows.append(_row(f"{split} {seed}", score))
            for name in ("wanted", "found", "to_decide", "decided", "in_vain"):
                setattr(whole, name, getattr(whole, name) + getattr(score, name))
            if options.misses:
                print(*(f"{seed} {miss}" for miss in score.misses), sep="\n")
    print(table(("pages, seed", "differences", "found", "decided", "in vain"), [*rows, _row("all", whole)]))
    return 0


def _row(name: str, score: variants.Score) -> list[str]:
    return [
        name,
        f"{score.wanted}",
        f"{score.found / max(1, score.wanted):.3f}",
        f"{score.decided / max(1, score.to_decide):.3f}",
        f"{score.in_vain}",
    ]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
