"""The lines of a source, each with its clean text and what its form says it is.

The forms are data: ``data/lines.yaml``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any, Literal, get_args

import yaml

from twinwheel.reading import normalise
from twinwheel.reading.model import Block, Source
from twinwheel.reading.text import MappedText, Span

Form = Literal[
    "imprint",
    "nav",
    "marker",
    "number",
    "addressee",
    "meta",
    "cast",
    "byline",
    "caption",
    "note",
    "anchor",
    "label",
    "numbered",
    "person",
    "headline",
    "organisation",
    "question",
    "contact",
    "plain",
]
"""What a line is by its form alone; ``plain`` is running text or a headline."""

_ORDER: tuple[Form, ...] = (
    "note",
    "anchor",
    "marker",
    "number",
    "imprint",
    "cast",
    "meta",
    "byline",
    "nav",
    "addressee",
    "label",
    "numbered",
    "caption",
    "headline",
    "organisation",
    "question",
    "contact",
)
LONG = 160
"""Characters from which a line can only be of a form that paragraphs have as well."""
_CLOSERS = "”’」』）)】》〉\"' \u3000"
_ENDS = "。！？!?…"
PICTURES = re.compile(
    "^(?:[\u2607-\u260f\u2613-\u2775\u2794-\u27bf\u2b00-\u2bff\ufe0f\u200d\U0001f000-\U0001faff]+\\s*)+"
)
"""Small pictures at the head of a line, as posts have them: ✅, 👉. Not ★ and ☆, which papers use, nor ☑ and ❶."""
_BULLET = re.compile(r"[•·●○▪■◆-]\s")


@dataclass(frozen=True, eq=False, slots=True)
class Line:
    """A block with its clean text.

    ``pieces`` are the ranges of the raw text that are text, one clean character for each raw one.
    ``width`` is in full-width characters. ``level`` is that of a heading, 0 for none. ``gap`` counts the
    blank lines before it and ``indent`` the spaces, in the raw text.
    """

    block: Block
    pieces: tuple[Span, ...]
    text: str
    width: float
    form: Form
    level: int = 0
    gap: int = 0
    indent: int = 0
    bullet: bool = False
    row: bool = False
    """Whether the file says that it is a row of a table."""
    closed: bool = False
    """Whether it ends where a sentence ends."""


@dataclass(frozen=True, eq=False, slots=True)
class Page:
    """A source with clean characters: ``clean[i]`` stands for ``source.raw[i]``."""

    source: Source
    clean: str
    traditional: bool
    _known: dict[tuple[int, int], Line] = field(default_factory=dict, repr=False)

    @classmethod
    def of(cls, source: Source) -> Page:
        """The source with the steps of ``normalise`` done that give one character for one."""
        text = MappedText.of(source.raw)
        traditional = normalise.is_traditional(source.raw)
        return cls(source, normalise.characters(text, traditional=traditional).text, traditional)

    def lines(self, blocks: Iterable[Block]) -> list[Line]:
        """The blocks that have text, in the order given."""
        found = []
        for block in blocks:
            line = self._known.get((block.start, block.end))
            if line is None:
                line = self._known[block.start, block.end] = self._line(block)
            if line.text:
                found.append(line)
        return found

    def _line(self, block: Block) -> Line:
        clean, raw = self.clean, self.source.raw
        pieces = normalise.kept(clean, block.start, block.end)
        text = _text(clean, pieces)
        form = form_of(PICTURES.sub("", text) or text)
        if form in ("byline", "meta") and len(pieces) > 1:
            pieces = normalise.kept(clean, block.start, block.end, spaced=False)
            text = _text(clean, pieces)
        gap, indent = _before(raw, block.start)
        level = block.level or 1 if block.role == "heading" else 0
        mark = raw[block.start : block.start + 7].lstrip()
        if not level and mark.startswith("#"):
            level = len(mark) - len(mark.lstrip("#"))
        bullet = block.role == "list" or bool(_BULLET.match(mark))
        row = block.role == "table" or (mark.startswith("|") and "|" in raw[block.start + 1 : block.end])
        return Line(
            block,
            tuple(pieces),
            text,
            width(text),
            form,
            level,
            gap,
            indent,
            bullet,
            row,
            ends_sentence(text),
        )


def ends_sentence(text: str) -> bool:
    """Whether the text ends where a sentence ends: with a full stop and the like, quotes and brackets aside.

    A signature in brackets after the last sentence counts as the end too.
    """
    bare = text.rstrip(_CLOSERS)
    if bare.endswith(tuple(_ENDS)) or text.endswith("...") or _HALF_STOP.search(bare[-3:]) or bare == ".":
        return True
    return bool(_SIGNED.search(text[-40:]))


_HALF_STOP = re.compile('[\u4e00-\u9fff”"』」）)%％]\\.$')
"""A full stop set half wide, as some pages have them all."""
_SIGNED = re.compile(
    r"[。！？]”?(?:[（(【\[][^（）()【】\[\]。]{1,30}[)）】\]]|[·・]\s?[\u4e00-\u9fff]{2,4}\s?[·・])\s*$"
)


def width(text: str) -> float:
    """In full-width characters: ASCII counts half."""
    if text.isascii():
        return len(text) / 2
    return len(text) - sum(map(text.count, _HALF)) / 2 if len(text) < 200 else float(len(text))


_HALF = " 0123456789.,%()+-:;/abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"


def form_of(text: str) -> Form:
    """What a line is by its form; ``person`` is asked for apart, by ``is_person``."""
    length = len(text)
    found = _any_form(paragraph=length > LONG).match(text)
    if not found:
        return "plain"
    forms = _forms()
    first = _ORDER[int(str(found.lastgroup)[1:])]  # of those it matches; it may be too long for that one
    if length <= forms[first][0]:
        return first
    for form in _ORDER:
        if length <= forms[form][0] and _pattern(form).match(text):
            return form
    return "plain"


def is_person(text: str) -> bool:
    """Whether a line is an organisation, a position and a name and nothing else."""
    return len(text) <= _forms()["person"][0] and bool(_pattern("person").match(text))


@cache
def _forms() -> dict[Form, tuple[int, str]]:
    """The longest line of each form, and its pattern."""
    text = (files(__package__) / "data" / "lines.yaml").read_text(encoding="utf-8")
    read: dict[str, dict[str, Any]] = yaml.safe_load(text)
    if unknown := set(read) - set(get_args(Form)):
        raise ValueError(f"data/lines.yaml: unknown forms {sorted(unknown)}")
    return {
        form: (read[form]["limit"], "|".join(f"(?:{p})" for p in read[form]["patterns"]))
        for form in get_args(Form)
        if form in read
    }


@cache
def _pattern(form: Form) -> re.Pattern[str]:
    """Compiled when it is needed: together they take a tenth of a second, and ``_any_form`` mostly does."""
    return re.compile(_forms()[form][1])


@cache
def _any_form(*, paragraph: bool) -> re.Pattern[str]:
    """Every form in one pattern, or every one that a paragraph may have: most lines are none of them, and that
    is told at once. The group that matched is the turn of the first form it is."""
    forms = _forms()
    return re.compile(
        "|".join(
            f"(?P<_{turn}>{forms[form][1]})"
            for turn, form in enumerate(_ORDER)
            if not paragraph or forms[form][0] > LONG
        )
    )


def _text(clean: str, pieces: Sequence[Span]) -> str:
    if len(pieces) == 1:
        return clean[pieces[0].start : pieces[0].end]
    return "".join(clean[start:end] for start, end in pieces)


def _before(raw: str, start: int) -> tuple[int, int]:
    """Blank lines before an offset, and spaces right before it on its own line."""
    at = start
    while at > 0 and raw[at - 1] in " \t\u3000":
        at -= 1
    indent, ends = start - at, 0
    while at > 0 and raw[at - 1].isspace() and ends < 20:
        at -= 1
        ends += raw[at] == "\n"
    return max(ends - 1, 0), indent
