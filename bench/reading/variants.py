"""Whether the places where renditions differ were found, and the right reading chosen there.

The truth is the article itself: where a rendition departs from it (``Change``), a variant should be listed
that touches the place, and its chosen reading should be what the article has there. An added sentence
(``edition``) is to be found; it is nobody's error, so there is nothing to decide.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from bench.reading.align import simplified
from bench.reading.output import Document

PUNCTUATION = str.maketrans(",:;!?()「」『』〈〉", "，：；！？（）“”‘’《》")


@dataclass
class Score:
    wanted: int = 0
    found: int = 0
    to_decide: int = 0
    decided: int = 0
    in_vain: int = 0
    """Listed as a difference of letters or digits where the truth has none."""
    misses: list[str] = field(default_factory=list)


@dataclass
class _Listed:
    """A variant in one file, and the characters of the article that stand there: ``text[start:end]``."""

    record: dict[str, Any]
    article: int
    start: int
    end: int


def score(documents: Sequence[Document]) -> Score:
    """Over the documents of one run: variants are of articles that stand in several of them."""
    found = Score()
    holders = Counter(
        (article.name, _group(document.truth.file))
        for document in documents
        for article in document.truth.articles
    )
    touched: set[str] = set()
    for document in documents:
        listed = list(_listed(document))
        for change in document.truth.changes:
            article = document.truth.articles[change.article]
            here = [
                each
                for each in listed
                if each.article == change.article and each.start <= change.end and change.start <= each.end
            ]
            touched |= {each.record["variant_id"] for each in here}
            if holders[article.name, _group(document.truth.file)] < 2:
                continue  # the end of an article that stands on another page: its differences need not be found
            _count(found, document, article.text, change, here)
    vain = _in_vain(documents, touched)
    found.in_vain = len(vain)
    found.misses += [f"{record['article_id']} {_told(record)}: listed in vain" for record in vain]
    return found


def _told(record: dict[str, Any]) -> str:
    readings = " ".join(f'{file} "{words[:40]}"' for file, words in record["readings"].items())
    return f"{record['kind']} {readings} ({record['why']})"


def _group(file: str) -> str:
    return file.rsplit("-", 1)[0]


def _count(found: Score, document: Document, text: str, change: Any, here: list[_Listed]) -> None:
    found.wanted += 1
    found.found += bool(here)
    where = (
        f'{document.truth.file} "{text[change.start : change.end]}" read "{change.reading}" ({change.kind})'
    )
    if not here:
        found.misses.append(f"{where}: not found")
    if change.kind == "edition":
        return
    found.to_decide += 1
    right = any(_plain(each.record["chosen"]) == _plain(text[each.start : each.end]) for each in here)
    found.decided += right
    if here and not right:
        found.misses.append(f'{where}: decided for "{here[0].record["chosen"]}"')


def _plain(reading: str) -> str:
    kept = simplified(reading).translate(PUNCTUATION)
    return "".join(char for char in kept if not char.isspace())


def _listed(document: Document) -> Iterator[_Listed]:
    """Variants of a file with the range of the article between the characters before and behind."""
    origin = document.origin
    for record in document.record["variants"]:
        span = record["spans"].get(document.truth.file)
        if span is None:
            continue
        low, high = span[0] - 1, span[1]
        while low >= 0 and origin.at[low] < 0:
            low -= 1
        while high < len(document.raw) and origin.at[high] < 0:
            high += 1
        before = int(origin.article[low]) if low >= 0 else -1
        behind = int(origin.article[high]) if high < len(document.raw) else -1
        own = [number for number in origin.article[span[0] : span[1]].tolist() if number >= 0]
        article = own[0] if own else before if before >= 0 else behind
        if article < 0:
            continue
        start = int(origin.at[low]) + 1 if before == article else 0
        end = (
            int(origin.at[high])
            if behind == article and int(origin.at[high]) >= start
            else start + span[1] - span[0]
        )
        yield _Listed(record, article, start, end)


def _in_vain(documents: Sequence[Document], touched: set[str]) -> list[dict[str, Any]]:
    wrong: dict[str, dict[str, Any]] = {}
    for document in documents:
        for record in document.record["variants"]:
            words = {"".join(c for c in _plain(r) if c.isalnum()) for r in record["readings"].values()}
            if record["variant_id"] not in touched and len(words) > 1 and record["kind"] != "edition":
                wrong[record["variant_id"]] = record
    return list(wrong.values())
