"""The scores as tables in Markdown: the same on the terminal and on the page."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bench.reading.facts import MEASURES
from bench.reading.fields import FIELDS
from bench.report import table

Results = dict[str, Any]
"""A folder of ``gold/`` each."""
USUAL = ("dev", "held", "held2", "held3", "held4", "held5")
"""What is scored unless a split is named."""
AIMS = {  # issue 4, section 8
    "person": 0.95,
    "policy_document": 0.95,
    "indicator": 0.97,
    "indicator, with scope, date and status": 0.85,
    "organisation": 0.88,
    "place": 0.88,
    "programme": 0.75,
    "direct quote": 0.92,
    "ask": 0.85,
}
ARTICLE_AIMS = {"pdf": 0.95, "scan": 0.95, "renditions": 0.90, "html": 0.90, "sites": 0.90, "clean": 0.90}
STYLE_NAMES = {
    "clean": "plain text, one article",
    "renditions": "text layer, OCR, web edition",
    "html": "web pages",
    "sites": "web pages in the builds of many sites",
    "pdf": "PDF of several columns",
    "scan": "picture of such a page",
    "many": "a thousand short texts",
}


def share(value: float) -> str:
    return f"{100 * value:.1f} %"


def articles(results: Results) -> str:
    """Characters in the right article and order, by style and split."""
    rows = []
    for split, style, found in _runs(results):
        for kind, each in found.get("articles", {}).items():
            name = STYLE_NAMES[style] if kind == style else f"{STYLE_NAMES[style]}: {kind}"
            rows.append(
                [
                    name,
                    split,
                    f"{each['characters']:,}",
                    share(each["share"]),
                    share(ARTICLE_AIMS[style]),
                    share(each["purity"]),
                    f"{each['titles_right']}/{each['titles']}",
                ]
            )
    headings = ("pages", "set", "characters", "right article and order", "aim", "of its own", "titles paired")
    return table(headings, rows)


def fields(results: Results) -> str:
    """Right of wanted, and how many are invented, by field, style and split."""
    rows = [
        [
            STYLE_NAMES[style] if kind == style else f"{STYLE_NAMES[style]}: {kind}",
            split,
            *(_of_field(each[name]) if name in each else "" for name in FIELDS),
        ]
        for split, style, found in _runs(results)
        for kind, each in found.get("fields", {}).items()
    ]
    return table(("pages", "set", *FIELDS), rows)


def _of_field(score: dict[str, int]) -> str:
    invented = f", {score['invented']} invented" if score["invented"] else ""
    return f"{score['right']}/{score['wanted']}{invented}"


def variants(results: Results) -> str:
    rows = [
        [
            split,
            f"{each['wanted']}",
            share(each["found"] / each["wanted"]) if each["wanted"] else "",
            share(each["decided"] / each["to_decide"]) if each["to_decide"] else "",
            f"{each['in_vain']}",
        ]
        for split, style, found in _runs(results)
        if (each := found.get("variants"))
    ]
    return table(("set", "differences", "found", "decided right", "listed in vain"), rows)


def facts(results: Results) -> str:
    """F1 by kind: a column for each set and tagger, on plain articles."""
    columns = [
        (split, tagger)
        for split in results.get("pages", {})
        for tagger in ("lac", "rules")
        if _facts(results, split, tagger) is not None
    ]
    rows = []
    for measure in MEASURES:
        cells = []
        for split, tagger in columns:
            each = (_facts(results, split, tagger) or {}).get(measure)
            cells.append(
                f"{each['f1']:.3f} ({each['precision']:.2f}/{each['recall']:.2f})"
                if each and each["wanted"]
                else ""
            )
        if any(cells):
            rows.append([measure, f"{AIMS[measure]:.2f}" if measure in AIMS else "", *cells])
    return table(("F1 (precision/recall)", "aim", *(f"{split}, {tagger}" for split, tagger in columns)), rows)


def peers(results: Results) -> str:
    """What others make of the same pages, beside Twinwheel, in one run."""
    rows = []
    for split, style, found in _runs(results):
        for label, each in found.get("peers", {}).items():
            rows.append(
                [
                    STYLE_NAMES[style],
                    split,
                    label,
                    share(each["article"]),
                    share(each["order"]),
                    share(each["foreign"]),
                    f"{each['rate']:,.0f}",
                ]
            )
    return table(
        (
            "pages",
            "set",
            "reader",
            "right article and order",
            "order within articles",
            "not of the articles",
            "characters/s",
        ),
        rows,
    )


def speed(results: Results) -> str:
    rows = [
        [
            STYLE_NAMES[style],
            split,
            tagger,
            f"{each['characters']:,}",
            f"{each['seconds']:.1f} s",
            f"{each['characters'] / each['seconds']:,.0f}",
        ]
        for split, style, found in _runs(results)
        for tagger, each in found["speed"].items()
    ]
    return table(("pages", "set", "names by", "characters", "wall", "characters/s"), rows)


def _runs(results: Results) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for split, styles in results.get("pages", {}).items():
        for style, found in styles.items():
            yield split, style, found


def _facts(results: Results, split: str, tagger: str) -> dict[str, Any] | None:
    found: dict[str, Any] | None = (
        results.get("pages", {}).get(split, {}).get("clean", {}).get("facts", {}).get(tagger)
    )
    return found


SECTIONS = {
    "reading-articles": articles,
    "reading-fields": fields,
    "reading-variants": variants,
    "reading-facts": facts,
    "reading-peers": peers,
    "reading-speed": speed,
}
