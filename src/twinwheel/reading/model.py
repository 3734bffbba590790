"""What passes between the stages of reading: a source, its blocks, their regions, the articles.

::

    file ─sources─► Source(raw, blocks, pages) ─layout | articles─► [Region] ─articles─► [Article]
         [Article] of all files ─renditions─► [Collation] ─facts─► [Fact]

All of them are plain data, so they pass between processes and into the cache as they are.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from twinwheel.reading.text import MappedText, Span

SourceKind = Literal["text", "html", "docx", "ofd", "pdf", "scan"]
"""``pdf`` has a text layer; ``scan`` is an image, or a PDF without one, read by OCR."""

Role = Literal["text", "heading", "list", "table", "caption", "junk"]
"""What the file itself says of a block (a heading tag, a paragraph style); ``text`` where it says nothing."""

ArticleKind = Literal[
    "article", "interview", "editors_note", "brief", "sidebar", "fragment", "imprint", "junk"
]

PartRole = Literal["title", "subtitle", "byline", "dateline", "heading", "paragraph", "caption", "table"]


PAIR = 7
"""Characters from which two headline lines of the same length are two statements, not one that was broken."""


class Box(NamedTuple):
    """A rectangle on a page: points (1/72 inch) from its top left corner; pixels of a picture without a size."""

    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Block:
    """One line as printed, or one paragraph of a format that has paragraphs: ``raw[start:end]``."""

    start: int
    end: int
    page: int = 1
    box: Box | None = None
    size: float | None = None
    """Height of the type in points, where it is known."""
    role: Role = "text"
    level: int = 0
    """Of a heading: 1 is the highest."""


@dataclass(frozen=True, slots=True)
class Page:
    """``number`` counts from 1. ``rules`` are the lines drawn on it, as thin boxes."""

    number: int
    width: float
    height: float
    rules: tuple[Box, ...] = ()


@dataclass(frozen=True, eq=False, slots=True)
class Source:
    """A file as it was read: its raw text and where on which page each block of it stands.

    ``raw`` is the decoded text of a plain file, and for every other format the text taken out of it.
    All offsets anywhere are offsets into ``raw``.
    """

    file: str
    sha256: str
    kind: SourceKind
    raw: str
    blocks: tuple[Block, ...]
    pages: tuple[Page, ...] = ()
    encoding: str | None = None
    """Of a file of text: ``utf-8``, ``gb18030``, ``big5``."""
    scores: NDArray[np.float32] | None = None
    """How sure OCR is of each raw character, 0 to 1; NaN where it says nothing."""
    across: NDArray[np.float32] | None = None
    """Left and right edge of each raw character on its page, shape (len(raw), 2); NaN where unknown."""
    stated: dict[str, str] = field(default_factory=dict)
    """What the file says of itself outside its text: ``title``, ``date``, ``publisher``, ``author``."""
    ran: tuple[str, ...] = ()
    """What read it, with version: ``pypdfium2 5.15``, ``rapidocr 3.10``."""


@dataclass(frozen=True, slots=True)
class Region:
    """Blocks that belong together, in reading order; ``titles`` are those of them known to be headlines.

    ``box`` is where it stands on which page, when that is known: titles are paired with bodies by it.
    """

    blocks: tuple[Block, ...]
    titles: tuple[Block, ...] = ()
    kind: ArticleKind | None = None
    page: int = 1
    box: Box | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """``[start, end)`` of an article's text is its title, a paragraph, its byline…"""

    role: PartRole
    start: int
    end: int


@dataclass(frozen=True, eq=False, slots=True)
class Article:
    """One article of one file. ``text`` is normalised and joined: a paragraph a line, lines parted by ``\\n``."""

    file: str
    number: int
    """Counts the articles of the file from 0, in reading order."""
    kind: ArticleKind
    text: MappedText
    parts: tuple[Part, ...]
    byline: tuple[str, ...] = ()
    """The names of the authors."""
    publisher: str | None = None
    date: str | None = None
    """ISO 8601, as precise as it is known: ``2021-01-16``, ``2021-01``, ``2021``."""
    date_basis: Literal["stated", "inferred"] | None = None

    def part(self, role: PartRole) -> str | None:
        """The text of the parts with this role, joined with a space; None where there is none.

        Lines of a headline are one line of words, unless they are as long as each other: those are a pair.
        """
        found = [self.text.text[part.start : part.end] for part in self.parts if part.role == role]
        if role != "title" or not found:
            return " ".join(found) or None
        joined = found[0]
        for before, line in pairwise(found):
            latin = before[-1:] < "\u3000" or line[:1] < "\u3000"
            pair = latin or len(before) == len(line) >= PAIR
            joined += (" " if pair else "") + line
        return joined

    @property
    def segments(self) -> list[Span]:
        """The ranges of the raw text it is made of, in reading order."""
        return self.text.raw_ranges(0, len(self.text))
