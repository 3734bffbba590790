"""What the word of a rendition is worth, by what it was made from.

A text layer has the characters the page was printed with. OCR reads the picture of them, one character in a
hundred wrong, and leans to the commoner word. A web edition was edited for the web, and its characters may
have been converted. So: text layer > two OCRs that agree > web > one OCR. A text layer outweighs web and one
OCR together, but not web and two OCRs.

A plain text file does not say what it was made from; its characters do. Half-width marks between ideographs
and broken pairs of quotes are the hand of OCR, traditional characters in a converted page that of the web,
and lines broken inside sentences that of a text layer.
"""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

import numpy as np

from twinwheel.reading.model import Article, SourceKind
from twinwheel.reading.renditions.letters import code_points

Standing = Literal["print", "typed", "web", "ocr"]
"""Text layer or the office file itself; plain text that shows no hand; web edition; OCR."""

_OF_KIND: dict[SourceKind, Standing] = {
    "pdf": "print",
    "docx": "print",
    "ofd": "print",
    "html": "web",
    "scan": "ocr",
    "text": "typed",
}
WEIGHTS: dict[Standing, float] = {"print": 1.0, "typed": 0.8, "web": 0.55, "ocr": 0.35}

_SAMPLE = 20_000
_HAN = "\u3400-\u9fff"
_HALF = re.compile(rf"(?<=[{_HAN}”’」』》〉)])[,:;?!](?=[{_HAN}“‘「『《〈\n]|$)")
_FULL = re.compile(r"[，：；？！]")
_PAIRS = (("“", "”"), ("《", "》"), ("（", "）"), ("【", "】"))
DAMAGE = re.compile("[\ufffd\u25a1\ue000-\uf8ff]")
"""Characters that stand for one that was lost: a glyph without a code."""


class Evidence(NamedTuple):
    """What the characters of an article say of where it comes from; shares are 0 to 1, None where unknown."""

    half_width: float | None
    """Of the commas, colons and the like: how many are half-width though they stand between ideographs."""
    unpaired: int
    """Quotes and brackets without their partner."""
    converted: float
    """Of the ideographs: how many stand in the raw text in another (traditional) form."""
    broken_lines: float
    """Of the line ends inside the article in the raw text: how many break a sentence."""
    damaged: int
    """Characters that stand for one that was lost."""


class Weighed(NamedTuple):
    """``weight`` 0 to 1, the ``standing`` it follows from, and what spoke for it."""

    weight: float
    standing: Standing
    evidence: Evidence


def witness_weight(article: Article, kind: SourceKind) -> Weighed:
    """What the word of this rendition is worth against that of others; reads the whole article.

    The kind of the source decides, where it is known; of plain text, its characters do. Damaged characters
    and unpaired quotes take a little off, so that of two equals the sounder one leads.
    """
    evidence = _evidence(article)
    standing = _OF_KIND[kind]
    if kind == "text":
        standing = _guessed(evidence)
    faults = evidence.unpaired + evidence.damaged
    return Weighed(WEIGHTS[standing] * (1 - 0.02 * min(faults, 5)), standing, evidence)


def _guessed(evidence: Evidence) -> Standing:
    if evidence.converted > 0.02:
        return "web"
    if evidence.half_width is not None and evidence.half_width > 0.5:
        return "ocr"
    return "print" if evidence.broken_lines > 0.5 else "typed"


def _evidence(article: Article) -> Evidence:
    text = article.text.text
    # OCR writes its marks alike all over the file; one article among others may be printed with half-width ones.
    shares = [_half_width(text), _half_width(_around(article))]
    half_width = min((share for share in shares if share is not None), default=None)
    return Evidence(
        half_width,
        sum(abs(text.count(opening) - text.count(closing)) for opening, closing in _PAIRS),
        _converted(article),
        _broken_lines(article),
        len(DAMAGE.findall(text)),
    )


def _around(article: Article) -> str:
    """The file the article stands in, or a sample of it from where the article begins."""
    raw = article.text.raw
    start = int(article.text.starts.min()) if len(article.text) else 0
    start = max(0, min(start - _SAMPLE // 2, len(raw) - _SAMPLE))
    return raw[start : start + _SAMPLE]


def _half_width(text: str) -> float | None:
    half, full = len(_HALF.findall(text)), len(_FULL.findall(text))
    return half / (half + full) if half + full >= 3 else None


def _converted(article: Article) -> float:
    """The share of ideographs that the raw text has in another form."""
    mapped = article.text
    one = np.flatnonzero(mapped.ends - mapped.starts == 1)
    before, now = code_points(mapped.raw)[mapped.starts[one]], code_points(mapped.text)[one]
    ideographs = (before >= 0x3400) & (before <= 0x9FFF)
    count = int(np.count_nonzero(ideographs))
    return int(np.count_nonzero(ideographs & (before != now))) / count if count else 0.0


def _broken_lines(article: Article) -> float:
    """The share of the article's raw line ends that stand inside a sentence."""
    raw, text = article.text.raw, article.text.text
    starts, ends = article.text.starts, article.text.ends
    gap = np.flatnonzero((starts[1:] > ends[:-1]) & (starts[1:] - ends[:-1] < 40))
    breaks = [i for i in gap.tolist() if "\n" in raw[ends[i] : starts[i + 1]]]
    paragraphs = text.count("\n")
    inside = sum(_is_han(text[i]) or text[i] in "，、,0123456789“" for i in breaks if text[i + 1] != "\n")
    return inside / (len(breaks) + paragraphs) if len(breaks) + paragraphs else 0.0


def _is_han(char: str) -> bool:
    return "\u3400" <= char <= "\u9fff" or "\uf900" <= char <= "\ufaff"
