"""A policy text and its gold file, read and checked: ``texts("dev")`` gives all of one half.

The classes are the format of a gold file; ``README.md`` tells it in words. Unknown keys are refused, as in a pack.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Literal, NamedTuple

from pydantic import Field, model_validator

from twinwheel.packs.model import Day, Part
from twinwheel.packs.yaml12 import load

FOLDER = Path(__file__).resolve().parent
HALVES = ("dev", "dev2", "dev3", "dev4", "dev5", "dev6", "held", "held2", "held3")
"""``dev2`` to ``dev6`` are tuned on like ``dev`` and were written by other hands, for the breadth of it."""
PACK = Path("packs/beijing-sti")
"""Stands on the two others, so its vocabulary holds every field the texts speak of."""

Style = Literal[
    "notice", "measures", "rules", "guide", "newspaper", "announcement", "questions", "letter", "picture"
]
Number = Decimal
Range = tuple[int, int]


class Exclusion(Part):
    """Not to be had beside something else. ``may``: an expression a draft may also make of it."""

    quote: str
    may: str | None = None


class Window(Part):
    quote: str
    opens: Day | None = None
    closes: Day | None = None


class Valid(Part):
    quote: str
    since: Day | None = Field(default=None, alias="from")
    to: Day | None = None


class Criterion(Part):
    """One condition of the text: decided by ``when`` (or by one of ``also``), or left to a person."""

    quote: str
    exception_of: str | None = None
    """A second place the condition is told at: its exception."""
    when: str | None = None
    also: list[str] = Field(default=[])
    human: bool = False
    or_human: bool = False
    """A rule that may as well be left to a person."""
    or_when: str | None = None
    """For a person; this rule is right, too."""
    optional: bool = False
    """Need not be a criterion, and is none that is invented."""

    @model_validator(mode="after")
    def _rule_or_human(self) -> Criterion:
        if self.human == (self.when is not None):
            raise ValueError("a criterion has either `when` or `human: true`")
        return self

    @property
    def right(self) -> list[str]:
        """Every expression that is right."""
        return [each for each in (self.when, *self.also, self.or_when) if each is not None]


class Benefit(Part):
    """What is given. ``base``, ``rate``, ``floor`` and ``cap`` as in the amount of a pack, money in ``unit``."""

    quote: str
    kind: str
    also_kinds: list[str] = Field(default=[])
    base: Number | str | None = None
    rate: Number | str | None = None
    floor: Number | None = None
    cap: Number | None = None
    unit: Literal["元", "万元", "亿元"] = "万元"
    per: str | None = None
    grants: str | None = None
    years: Number | None = None
    upto: bool = False
    figures: list[str] = Field(default=[])
    """Numbers as the text prints them, that the draft shows in whatever form."""
    optional: bool = False


class Measure(Part):
    """One measure; a ``programme`` has nothing to check and only a ``quote``."""

    title: str
    kind: Literal["rule", "programme"] = "rule"
    subject: str | None = None
    quote: str | None = None
    criteria: list[Criterion] = Field(default=[])
    benefits: list[Benefit] = Field(default=[])
    materials: list[str] = Field(default=[])
    departments: list[str] = Field(default=[])
    window: Window | None = None
    excludes: list[Exclusion] = Field(default=[])

    @model_validator(mode="after")
    def _complete(self) -> Measure:
        if (self.kind == "programme") != (self.quote is not None and self.subject is None):
            raise ValueError("a rule has a subject, a programme only a quote")
        return self


class Head(Part):
    """What the text says of itself."""

    title: str
    number: str | None = None
    issuer: list[str] = Field(default=[])
    date: Day | None = None


class Gold(Part):
    """``FILE.yaml``. What stands beside ``measures`` holds for all of them."""

    style: Style
    marks: list[str]
    document: Head
    valid: Valid | None = None
    window: Window | None = None
    departments: list[str] = Field(default=[])
    materials: list[str] = Field(default=[])
    excludes: list[Exclusion] = Field(default=[])
    supersedes: list[str] = Field(default=[])
    common: list[Criterion] = Field(default=[])
    measures: list[Measure]
    out_of_scope: list[str] = Field(default=[])

    @property
    def rules(self) -> list[Measure]:
        return [each for each in self.measures if each.kind == "rule"]

    def criteria(self) -> Iterator[Criterion]:
        """Every criterion once, in no order that matters."""
        yield from self.common
        for measure in self.measures:
            yield from measure.criteria

    def quotes(self) -> Iterator[str]:
        """Everything that is quoted, except what is out of scope."""
        yield from (self.document.title, *self.document.issuer)
        if self.document.number:
            yield self.document.number
        yield from (each.quote for each in (self.valid, self.window, *self.excludes) if each)
        yield from (*self.departments, *self.materials, *self.supersedes)
        for criterion in self.criteria():
            yield criterion.quote
            if criterion.exception_of:
                yield criterion.exception_of
        for measure in self.measures:
            if measure.quote:
                yield measure.quote
            yield from (*measure.departments, *measure.materials)
            yield from (each.quote for each in (measure.window, *measure.excludes) if each)
            for benefit in measure.benefits:
                yield from (benefit.quote, *benefit.figures, *([benefit.per] if benefit.per else []))


class Sentence(NamedTuple):
    start: int
    end: int


@dataclass(frozen=True)
class PolicyText:
    """A text as it is given to ``twinwheel draft``, and its gold."""

    path: Path
    text: str
    gold: Gold

    @property
    def name(self) -> str:
        return self.path.stem

    def places(self, quote: str) -> list[Range]:
        """Where a quote stands in the text, every time."""
        return [(at.start(), at.end()) for at in re.finditer(re.escape(quote), self.text)]

    @cached_property
    def sentences(self) -> list[Sentence]:
        return list(sentences(self.text))


def texts(half: str) -> list[PolicyText]:
    """The policy texts of one of ``HALVES``, by name.

    Raises:
        ValueError: a gold file is not as the format says.
    """
    return [read(path) for path in sorted((FOLDER / half).glob("*.txt"))]


def read(path: Path) -> PolicyText:
    """One text with its gold.

    Raises:
        ValueError: the gold file is not as the format says, or quotes what does not stand in the text.
    """
    document = load(path.with_suffix(".yaml"), path.stem)
    if document.problems:
        raise ValueError(str(document.problems[0]))
    gold = Gold.model_validate(document.value)
    found = PolicyText(path, path.read_text(encoding="utf-8"), gold)
    for quote in (*gold.quotes(), *gold.out_of_scope):
        if quote not in found.text:
            raise ValueError(f"{path.stem}: this does not stand in the text: {quote}")
    return found


ITEM = re.compile(
    r"\s*(第.{1,4}[条章]|[一二三四五六七八九十]+ ?[、是.]|[（(][一二三四五六七八九十\d]+[)）]|\d+[.、]|\s\s|[—□])"
)
ENDS = "。！？；;"
LINE_ENDS = (*ENDS, "：", ":", "”", ".", "）")
SHORT = 0.7
"""A line shorter than this share of the longest ends a paragraph: broken lines are full but for the last."""


def sentences(text: str) -> Iterator[Sentence]:
    """The sentences of a text, without the blanks around them. A broken line is no end of a sentence."""
    lines = text.splitlines(keepends=True)
    longest = max((len(line.strip()) for line in lines), default=0)
    start = position = 0
    for number, line in enumerate(lines):
        for at, character in enumerate(line):
            if character in ENDS:
                yield from _trimmed(text, start, position + at + 1)
                start = position + at + 1
        position += len(line)
        after = lines[number + 1] if number + 1 < len(lines) else ""
        bare = line.strip()
        short = len(bare) < SHORT * longest
        if short or not after.strip() or bare.endswith(LINE_ENDS) or ITEM.match(after):
            yield from _trimmed(text, start, position)
            start = position


def _trimmed(text: str, start: int, end: int) -> Iterator[Sentence]:
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    if start < end:
        yield Sentence(start, end)


FRAME = re.compile(rf"(?:.{{0,60}}[：:]|(?:{ITEM.pattern}).{{0,14}}[。.]?|[^，,。；;]{{0,24}}。?)", re.S)
"""A heading, a salutation, a date line, or what only leads to a list."""


def unclaimed(given: PolicyText) -> list[str]:
    """Sentences no quote of the gold touches, and that are no mere frame: out of scope, the gold has to say."""
    quotes = (*given.gold.quotes(), *given.gold.out_of_scope)
    claimed = [place for quote in quotes for place in given.places(quote)]
    found = []
    for start, end in given.sentences:
        touched = any(first < end and start < last for first, last in claimed)
        if not touched and not FRAME.fullmatch(given.text[start:end]):
            found.append(given.text[start:end])
    return found


def day(value: date | None) -> str | None:
    return value.isoformat() if value else None
