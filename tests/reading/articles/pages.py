"""Makes scrambled pages of known articles: paragraphs cut where a column ends, and the columns out of order."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

from twinwheel.reading.model import Article, Block, Source

DATA = Path(__file__).parent / "data"


@dataclass(frozen=True)
class Text:
    """An article as it was written."""

    title: str
    byline: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True)
class Made:
    """A page: its raw text, and the raw offsets of each article's characters in their right order."""

    raw: str
    offsets: tuple[tuple[int, ...], ...]

    @property
    def source(self) -> Source:
        return plain(self.raw)


def plain(raw: str, *, kind: str = "text", name: str = "page.txt") -> Source:
    """A source of a text with a block a line."""
    blocks, at = [], 0
    for line in raw.splitlines(keepends=True):
        bare = line.strip()
        if bare:
            start = at + line.index(bare[0])
            blocks.append(Block(start, start + len(bare)))
        at += len(line)
    return Source(name, "0" * 64, kind, raw, tuple(blocks))  # type: ignore[arg-type]


def texts() -> list[Text]:
    """The articles of ``data/articles.txt``."""
    found = []
    for piece in (DATA / "articles.txt").read_text(encoding="utf-8").split("\n\n"):
        title, byline, *paragraphs = piece.strip().splitlines()
        found.append(Text(title.removeprefix("# "), byline.removeprefix("@ "), tuple(paragraphs)))
    return found


def scrambled(
    articles: Sequence[Text], seed: int, *, jumps: int, columns: int = 3, marks: bool = True, lines: int | None = None,
    titles_apart: float = 0.0,
) -> Made:  # fmt: skip
    """A page of these articles, each in so many columns, with so many columns moved to another place.

    ``marks``: titles bear the ``#`` of an OCR program. ``lines``: printed lines of this width instead of
    paragraphs. ``titles_apart``: the share of titles that stand at the head of the page.
    """
    random = Random(seed)
    pieces: list[list[tuple[int, str]]] = []  # a column: lines of (article, text)
    stacked: list[list[tuple[int, str]]] = []
    for number, article in enumerate(articles):
        mark = "# " if marks else ""
        title = [(number, mark + article.title)]
        parts = _columns(number, article, columns, random)
        if random.random() < titles_apart:
            stacked.append(title)
        else:
            parts[0] = [*title, *parts[0]]
        pieces += parts
    for _ in range(jumps):
        moved = pieces.pop(random.randrange(len(pieces)))
        pieces.insert(random.randrange(len(pieces) + 1), moved)
    return _printed([*stacked, *pieces], articles, lines)


def _columns(number: int, article: Text, count: int, random: Random) -> list[list[tuple[int, str]]]:
    total = sum(map(len, article.paragraphs))
    cuts = sorted(int(total * (i + random.uniform(-0.25, 0.25)) / count) for i in range(1, count))
    found: list[list[tuple[int, str]]] = [[]]
    at = 0
    for paragraph in article.paragraphs:
        rest = paragraph
        while cuts and cuts[0] < at + len(rest):
            head, rest = rest[: cuts[0] - at], rest[cuts[0] - at :]
            if head:
                found[-1].append((number, head))
            found.append([])
            at = cuts.pop(0)
        found[-1].append((number, rest))
        at += len(rest)
    found[-1].append((number, article.byline))
    return [column for column in found if column]


def _printed(
    pieces: Sequence[Sequence[tuple[int, str]]], articles: Sequence[Text], width: int | None
) -> Made:
    raw = ""
    offsets: list[list[tuple[int, int]]] = [[] for _ in articles]
    wholes = ["".join([one.title, *one.paragraphs, one.byline]) for one in articles]
    for piece in pieces:
        for number, line in piece:
            bare = line.removeprefix("# ")
            place = wholes[number].index(bare)
            if width and len(line) > 1.2 * width:
                line, spots = _wrapped(line, width)
            else:
                spots = [len(line) - len(bare) + i for i in range(len(bare))]
            offsets[number] += [(place + i, len(raw) + spot) for i, spot in enumerate(spots)]
            raw += line + "\n\n"
    return Made(raw, tuple(tuple(offset for _, offset in sorted(one)) for one in offsets))


def _wrapped(line: str, width: int) -> tuple[str, list[int]]:
    text, spots = "", []
    room = width - 2
    for char in line:
        if room <= 0:
            text += "\n"
            room = width
        spots.append(len(text))
        text += char
        room -= 1
    return text, spots


def share_right(made: Made, found: Sequence[Article]) -> float:
    """The share of the articles' characters that stand in the right article and in the right order.

    Each written article is held against the found one that has most of it, and no found one counts twice.
    """
    sequences = [_offsets(article) for article in found]
    pairs = []
    for i, wanted in enumerate(made.offsets):
        places = {offset: n for n, offset in enumerate(wanted)}
        for j, sequence in enumerate(sequences):
            here = [places[offset] for offset in sequence if offset in places]
            if here:
                pairs.append((_in_order(here), i, j))
    right = 0
    used: set[tuple[str, int]] = set()
    for score, i, j in sorted(pairs, reverse=True):
        if ("made", i) not in used and ("found", j) not in used:
            used |= {("made", i), ("found", j)}
            right += score
    return right / sum(map(len, made.offsets))


def _offsets(article: Article) -> list[int]:
    text = article.text
    return [int(s) for s, e in zip(text.starts, text.ends, strict=True) if e > s]


def _in_order(numbers: Sequence[int]) -> int:
    """Length of the longest rising run of the numbers, with gaps."""
    tails: list[int] = []
    for number in numbers:
        at = bisect_left(tails, number)
        tails[at : at + 1] = [number]
    return len(tails)
