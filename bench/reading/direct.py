"""``python -m bench.reading.direct``: facts found in the gold articles as they stand, without pages or files.

All folders but ``held`` and ``held2``, of which nothing is told. The quick round for who tunes a finder: a second with
the rules alone. ``--kind`` names the measure whose misses to tell.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, get_args

import numpy as np

from bench.reading import facts
from bench.reading.annotated import Annotated, held_back, read_all, splits
from bench.reading.glyphs import Origin, printed
from bench.reading.output import Document
from bench.reading.page import text_page
from bench.reading.report import AIMS
from bench.reading.sets import Truth
from bench.report import table
from twinwheel.reading.contract import plain
from twinwheel.reading.facts import find, tagger
from twinwheel.reading.facts.model import Reading
from twinwheel.reading.facts.tagger import Tagger
from twinwheel.reading.model import ArticleKind, Part, PartRole


def reading(article: Annotated) -> Reading:
    """A gold article as the finders get it from the stages before them."""
    parts = tuple(Part(_role(part.role), part.start, part.end) for part in article.parts)
    kind = next(each for each in get_args(ArticleKind) if each == article.kind)
    day = date.fromisoformat(article.date)
    return Reading(article.text, parts, kind, article.byline, article.publisher, day)


def _role(role: str) -> PartRole:
    found: PartRole = next(each for each in get_args(PartRole) if each == role)
    return found


def document(article: Annotated, names_by: Tagger | None) -> Document:
    """What ``document.json`` would hold of it."""
    found = find(reading(article), names_by)
    return holding(
        article,
        (
            (
                {key: plain(value) for key, value in fact.model_dump(exclude={"mentions"}).items()},
                fact.mentions,
            )
            for fact in found
        ),
    )


def holding(
    article: Annotated, facts: Iterable[tuple[dict[str, Any], Sequence[tuple[int, int]]]]
) -> Document:
    """A document of the article alone, with facts: the fields of each, and where it stands."""
    page = text_page(article.name, "direct", [article], printed(article.text, 0), [])
    records = [
        {
            **fields,
            "article_id": "a",
            "quote": article.text[slice(*mentions[0])],
            "spans": {article.name: [list(span) for span in mentions]},
        }
        for fields, mentions in facts
    ]
    found: dict[str, Any] = {
        "articles": [{"article_id": "a", "title": article.title, "segments": [[0, len(article.text)]]}],
        "facts": records,
        "variants": [],
    }
    origin = page.origin or Origin.of([])
    truth = Truth(page.file, page.style, page.articles, page.titled, origin, page.text, [])
    return Document(truth, found, article.text, origin, np.array([c.isalnum() for c in article.text]))


def scored(what: str, scores: dict[str, facts.Score]) -> str:
    """A table of what of each measure is right."""
    rows = [
        [
            measure,
            f"{AIMS[measure]:.2f}" if measure in AIMS else "",
            f"{each.f1:.3f}",
            f"{each.precision:.3f}",
            f"{each.recall:.3f}",
            f"{each.right}/{each.found}/{each.wanted}",
        ]
        for measure, each in scores.items()
    ]
    return table((what, "aim", "F1", "precision", "recall", "right/found/wanted"), rows)


def main(arguments: list[str]) -> int:
    tuned = [split for split in splits() if not held_back(split)]
    parser = argparse.ArgumentParser(prog="python -m bench.reading.direct", description=__doc__)
    parser.add_argument("--tagger", choices=("lac", "rules"), default="rules")
    parser.add_argument("--kind", help="tell the misses of this measure, or of all (`all`)")
    parser.add_argument(
        "--split", action="append", choices=tuned, help="a folder of gold (all that are not held back)"
    )
    options = parser.parse_args(arguments)
    scores: dict[str, facts.Score] = {}
    names_by = tagger(options.tagger)
    articles = [article for split in options.split or tuned for article in read_all(split)]
    for article in articles:
        facts.score(document(article, names_by), scores)
    print(scored(f"{len(articles)} articles", scores))
    for measure, each in scores.items():
        if options.kind in (measure, "all"):
            print(f"\n{measure}", *each.misses, sep="\n  ")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
