"""The folders of pages that a run of the bench reads, each with what is true of it.

``clean``        each gold article in a file of its own, as it was written: what facts are scored on
``renditions``   of each group of articles a text layer, an OCR, and of its first article a web edition
``html`` ``pdf`` ``scan``   the same groups as web pages, as newspaper pages, and as pictures of them
``sites``        each article that has a web page, in the builds of many kinds of site: for its fields
``many``         a thousand texts of sentences drawn from the articles: for speed alone
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.reading import press, sites, spoil, web
from bench.reading.annotated import Annotated, read, read_all
from bench.reading.glyphs import Change, Origin
from bench.reading.page import Page

STYLES = ("clean", "renditions", "html", "sites", "pdf", "scan", "many")
MANY = 1_000
TRUTH = "truth.json"
SENTENCE = re.compile(r"[^。！？]{8,}[。！？]”?")


def pages(style: str, split: str, *, seed: int) -> Iterator[Page]:
    """The pages of one folder; the same ones for the same seed."""
    articles = read_all(split)
    if style == "clean":
        for article in articles:
            yield spoil.clean(article)
        return
    if style == "many":
        yield from _many(articles, random.Random(f"{seed} {split} many"))
        return
    if style == "sites":
        shown = (article for article in articles if article.kind in ("article", "interview", "brief"))
        for number, article in enumerate(shown):
            yield sites.site_page(f"{article.name}.html", article, number)
        return
    for number, group in enumerate(grouped(articles), 1):
        rng = random.Random(f"{seed} {split} {style} {number}")
        name = f"{split}-{number}"
        if style == "renditions":
            stray = articles[(number * 7) % len(articles)]
            yield spoil.text_layer(f"{name}-a.txt", group, rng)
            yield spoil.ocr(f"{name}-b.txt", group, rng, stray=None if stray in group else _long(stray))
            yield web.web(f"{name}-c.txt", group[0], rng, marker=rng.random() < 0.5)
        elif style == "html":
            for i, article in enumerate(group):
                if article.kind in ("article", "interview"):
                    yield web.web_page(f"{name}-{i}.html", article, rng, hinted=rng.random() < 0.4)
        elif style == "pdf":
            yield press.newspaper_pdf(f"{name}.pdf", group, rng)
        elif style == "scan":
            yield press.newspaper_scan(f"{name}.jpg", group, rng)


def _many(articles: list[Annotated], rng: random.Random) -> Iterator[Page]:
    """Four paragraphs of five sentences each; two of these texts share a sentence or none."""
    told = [article for article in articles if article.kind in ("article", "interview", "brief")]
    lines = [line for article in told for line in article.role("paragraph")]
    sentences = [each for line in lines for each in SENTENCE.findall(line)]
    for number in range(MANY):
        title = rng.choice(told).title
        paragraphs = ("".join(rng.sample(sentences, 5)) for _ in range(4))
        text = "\n".join((title, *paragraphs, f"本报记者 {rng.choice('赵钱孙李周吴郑王')}远"))
        yield Page(f"many-{number:04}.txt", "many", [], text.encode(), text)


def _long(stray: Annotated) -> Annotated | None:
    return stray if len(stray.text) > 250 and stray.kind in ("article", "interview") else None


def grouped(articles: list[Annotated]) -> list[list[Annotated]]:
    """Three or four of the long ones to a page, with a note, a sidebar or an imprint among them."""
    small = [each for each in articles if each.kind in ("editors_note", "sidebar", "imprint")]
    long = [each for each in articles if each not in small]
    count = max(1, round(len(long) / 3.5))
    groups = [long[i::count] for i in range(count)]
    for i, each in enumerate(small):
        groups[i % count].insert(1, each)
    return groups


@dataclass
class Truth:
    """What is true of a page: its articles, and of each character of its text which one it is."""

    file: str
    style: str
    articles: list[Annotated]
    titled: dict[int, bool]
    origin: Origin | None
    text: str | None
    changes: list[Change]


def write(folder: Path, style: str, split: str, *, seed: int) -> list[Truth]:
    """Make the pages of a folder, with ``truth.json`` beside them. Returns what is true of them."""
    folder.mkdir(parents=True, exist_ok=True)
    kept: list[dict[str, Any]] = []
    truths = []
    for page in pages(style, split, seed=seed):
        (folder / page.file).write_bytes(page.data)
        kept.append(_plain(page))
        truths.append(
            Truth(page.file, page.style, page.articles, page.titled, page.origin, page.text, page.changes)
        )
    (folder.parent / f"{folder.name}-{TRUTH}").write_text(
        json.dumps(kept, ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
    )
    return truths


def _plain(page: Page) -> dict[str, Any]:
    return {
        "file": page.file,
        "style": page.style,
        "articles": [f"{article.split}/{article.name}" for article in page.articles],
        "titled": [page.titled[i] for i in range(len(page.articles))],
        "runs": page.origin.runs() if page.origin else None,
        "changes": [change.plain() for change in page.changes],
    }


def load(folder: Path) -> list[Truth]:
    """What ``write`` kept beside a folder."""
    kept = json.loads((folder.parent / f"{folder.name}-{TRUTH}").read_text(encoding="utf-8"))
    return [_truth(folder, each) for each in kept]


def _truth(folder: Path, kept: dict[str, Any]) -> Truth:
    from bench.reading.annotated import GOLD

    articles = [read(GOLD / f"{name}.txt") for name in kept["articles"]]
    text = (folder / kept["file"]).read_text(encoding="utf-8") if kept["runs"] is not None else None
    origin = Origin.from_runs(kept["runs"], len(text)) if text is not None else None
    changes = [Change(**change) for change in kept["changes"]]
    return Truth(
        kept["file"], kept["style"], articles, dict(enumerate(kept["titled"])), origin, text, changes
    )
