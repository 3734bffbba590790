"""An article with its facts marked in it: the gold that reading is scored against.

The format is told in ``bench/reading/README.md``. A file has three parts, each ended by ``---``: what
is known of the article, its text with marks, and the names in it. ``read(path)`` gives the clean text
and every fact with its exact characters, or says in which line what is wrong.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from pathlib import Path
from typing import Any, NamedTuple

GOLD = Path(__file__).resolve().parent / "gold"
HEADER = ("date", "publisher", "kind")
MARKED = "marked"
"""A header line that may be left out; ``names`` says that nothing but the names is marked."""
ROLES = {"# ": "title", "> ": "subtitle", "## ": "heading", "### ": "heading", "@ ": "byline"}
INDICATOR = {
    "q": "qualifier",
    "t": "as_of",
    "s": "scope",
    "n": "name",
    "st": "status",
    "c": "comparison",
    "cw": "compared_with",
}
STATUS = ("actual", "target", "forecast", "historic")
NAMES = {  # the letter of a name, its kind, and its fields after the name
    "P": ("person", ("title", "organisation")),
    "O": ("organisation", ("type",)),
    "L": ("place", ("type", "area", "parent")),
    "G": ("programme", ("type", "owner", "status")),
    "D": ("policy_document", ("type", "issuer", "number")),
}
DIGITS = re.compile(r"\d+(?:\.\d+)?")
OFFICE = re.compile(r"[一-鿿]*(?:记者|通讯员|作者|编辑|摄影|实习生)[:：]?|文/图|[文图]/|发自[一-鿿]+")
REPORTERS = re.compile(r"（([^（）]*记者[^（）]+)）")
PEN_NAME = re.compile(r"（([一-鿿] ?[一-鿿]{1,2})）$")


class GoldError(Exception):
    """A gold file is not written as the README says: which file, which line, what to do."""

    def __init__(self, file: str, line: int, message: str) -> None:
        super().__init__(f"{file}:{line}: {message}")


class Part(NamedTuple):
    role: str
    start: int
    end: int


@dataclass
class Fact:
    """``mentions`` are ranges of the article's text; ``fields`` are named as in ``reading/facts/model.py``.

    An optional fact is one that may be seen either way: finding it is not wrong, and missing it is not either.
    """

    kind: str
    mentions: list[tuple[int, int]]
    fields: dict[str, Any] = field(default_factory=dict)
    optional: bool = False


@dataclass
class Annotated:
    """``text`` is the article as printed, a part a line."""

    name: str
    split: str
    date: str
    publisher: str
    kind: str
    text: str
    parts: list[Part]
    facts: list[Fact]
    marked: str = "all"

    def role(self, *roles: str) -> list[str]:
        return [self.text[part.start : part.end] for part in self.parts if part.role in roles]

    @property
    def title(self) -> str:
        return "".join(self.role("title"))

    @property
    def byline(self) -> tuple[str, ...]:
        """The authors: of the byline, in 本报讯（记者 …）, and in brackets at the end: （布 轩）."""
        lines = self.role("byline") + REPORTERS.findall(self.text)
        names = [name for line in lines for name in OFFICE.sub(" ", line).split()]
        return (*names, *(name.replace(" ", "") for name in PEN_NAME.findall(self.text)))

    def of(self, kind: str) -> list[Fact]:
        return [fact for fact in self.facts if fact.kind == kind]


def splits() -> list[str]:
    """The folders of gold: dev, held, and whatever was added of either later."""
    return sorted(folder.name for folder in GOLD.iterdir() if folder.is_dir())


def held_back(split: str) -> bool:
    """Whether a folder is one that nobody tunes on, ``held`` or ``held2``: only its figures are shown."""
    return split.startswith("held")


def read_all(split: str) -> list[Annotated]:
    """The articles of a folder of ``gold``, in the order of their names."""
    return [read(path) for path in sorted((GOLD / split).glob("*.txt"))]


def read(path: Path) -> Annotated:
    """One gold file. Raises GoldError."""
    return parse(path.read_text(encoding="utf-8"), name=path.stem, split=path.parent.name)


def parse(content: str, *, name: str, split: str = "dev") -> Annotated:
    """The content of one gold file. Raises GoldError."""
    lines = content.rstrip("\n").split("\n")
    ends = [i for i, line in enumerate(lines) if line == "---"]
    if len(ends) != 2:
        raise GoldError(
            name, len(lines), f"two lines of --- part header, text and names; there are {len(ends)}"
        )
    header = _header(name, lines[: ends[0]])
    text, parts, facts = _body(name, lines[ends[0] + 1 : ends[1]], ends[0] + 2)
    facts += _names(name, lines[ends[1] + 1 :], ends[1] + 2, text)
    return Annotated(name, split, text=text, parts=parts, facts=facts, **header)


def _header(name: str, lines: list[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for number, line in enumerate(lines, 1):
        key, colon, value = line.partition(": ")
        if not colon or key not in (*HEADER, MARKED):
            raise GoldError(name, number, f"a header line is one of {', '.join(HEADER)}, a colon and a value")
        found[key] = value
    missing = [key for key in HEADER if key not in found]
    if missing:
        raise GoldError(name, len(lines), f"the header lacks {', '.join(missing)}")
    return found


# --- the text and the marks in it --------------------------------------------------------------


class _Mark(NamedTuple):
    start: int
    end: int
    code: str
    line: int


def _body(name: str, lines: list[str], first: int) -> tuple[str, list[Part], list[Fact]]:
    text = ""
    parts: list[Part] = []
    marks: list[_Mark] = []
    for number, line in enumerate(lines, first):
        mark = next((each for each in ROLES if line.startswith(each)), "")
        clean, found = _unmarked(name, number, line[len(mark) :], len(text))
        parts.append(Part(ROLES.get(mark, "paragraph"), len(text), len(text) + len(clean)))
        marks += found
        text += clean + "\n"
    text = text.rstrip("\n")
    return text, parts, [_marked(name, mark, text) for mark in marks]


def _unmarked(name: str, number: int, line: str, offset: int) -> tuple[str, list[_Mark]]:
    """A line without its marks ``{words|code}``, and where they were. Marks may hold marks."""
    clean: list[str] = []
    marks: list[_Mark] = []
    opened: list[int] = []
    at = 0
    while at < len(line):
        char = line[at]
        if char == "{":
            opened.append(len(clean))
        elif char == "|" and opened:
            close = line.find("}", at)
            if close < 0:
                raise GoldError(name, number, f'a mark is not closed: "{line[at : at + 20]}"')
            marks.append(_Mark(offset + opened.pop(), offset + len(clean), line[at + 1 : close], number))
            at = close
        elif char in "|}":
            raise GoldError(name, number, f'"{char}" stands outside a mark, after "{"".join(clean)[-10:]}"')
        else:
            clean.append(char)
        at += 1
    if opened:
        raise GoldError(name, number, "a { has no |code}")
    return "".join(clean), sorted(marks)


def _marked(name: str, mark: _Mark, text: str) -> Fact:
    kind, _, rest = mark.code.partition(" ")
    makers = {"i": _indicator, "q": _quote, "q~": _quote, "a": _ask}
    if kind.removesuffix("?") not in makers:
        raise GoldError(name, mark.line, f'"{kind}" is no mark; there are {", ".join(makers)}')
    fact = makers[kind.removesuffix("?")](name, mark, rest.strip(), text)
    fact.optional = kind.endswith("?")
    return fact


def _indicator(name: str, mark: _Mark, rest: str, text: str) -> Fact:
    words = rest.split()
    if len(words) < 2 or "=" in words[1]:
        raise GoldError(name, mark.line, f'an indicator is "i VALUE UNIT key=…", not "i {rest}"')
    low, _, high = words[0].partition("..")
    fields: dict[str, Any] = {"unit": words[1], "status": "actual"}
    try:
        fields["value"] = _number(low, words[1])
        fields["value_to"] = _number(high, words[1]) if high else None
    except (InvalidOperation, ValueError) as error:
        raise GoldError(name, mark.line, f'"{words[0]}" is no number') from error
    for word in words[2:]:
        key, equals, value = word.partition("=")
        if not equals or key not in INDICATOR:
            raise GoldError(
                name, mark.line, f'"{word}": an indicator has {", ".join(f"{key}=" for key in INDICATOR)}'
            )
        fields[INDICATOR[key]] = value
    if fields["status"] not in STATUS:
        raise GoldError(name, mark.line, f'status "{fields["status"]}" is none of {", ".join(STATUS)}')
    _check_digits(name, mark, text, fields)
    return Fact("indicator", [(mark.start, mark.end)], fields)


def _number(text: str, unit: str) -> Decimal:
    """A third (1/3 %) is 33.33… %."""
    if "/" in text:
        share = Fraction(text) * (100 if unit == "%" else 1)
        return Decimal(share.numerator) / Decimal(share.denominator)
    return Decimal(text)


MULTIPLES = {"万亿": 10**12, "万": 10**4, "亿": 10**8}


def base(value: Decimal, unit: str) -> tuple[Decimal, str]:
    """A value with the multiple taken out of its unit: 1.5 万平方米 is 15000 平方米, 45 亿 is 4500000000; 七成 is 70 %."""
    if unit == "成":
        return value * 10, "%"
    if unit == "百分点":
        return value, "个百分点"
    for multiple, factor in MULTIPLES.items():
        if unit.startswith(multiple):
            return value * factor, unit[len(multiple) :]
    return value, unit


def _check_digits(name: str, mark: _Mark, text: str, fields: dict[str, Any]) -> None:
    """The number that is printed must be the number that is marked: gold is written by hand."""
    words = text[mark.start : mark.end]
    digits = DIGITS.search(words)
    if digits is None:
        return
    after = words[digits.end() :].lstrip("余多几")
    multiple = next((each for each in MULTIPLES if after.startswith(each)), "")
    factor = MULTIPLES.get(multiple, 1)
    marked = base(fields["value"], fields["unit"])[0]
    if Decimal(digits[0]) * factor != marked and Decimal(digits[0]) != fields["value"]:
        raise GoldError(name, mark.line, f'"{words}" is marked as {fields["value"]} {fields["unit"]}')


def _quote(name: str, mark: _Mark, rest: str, text: str) -> Fact:
    direct = not mark.code.startswith("q~")
    start, end = mark.start, mark.end
    if direct and text[start] == "“" and text[end - 1] == "”":
        start, end = start + 1, end - 1
    speaker = None if rest in ("", "-") else rest
    fields = {"mode": "direct" if direct else "indirect", "speaker": speaker, "text": text[start:end]}
    return Fact("quote", [(start, end)], fields)


def _ask(name: str, mark: _Mark, rest: str, text: str) -> Fact:
    asker, _, addressee = rest.partition(">")
    fields = {"asker": asker or None, "addressee": addressee or None, "content": text[mark.start : mark.end]}
    return Fact("ask", [(mark.start, mark.end)], fields)


# --- the names -----------------------------------------------------------------------------------


def _names(name: str, lines: list[str], first: int, text: str) -> list[Fact]:
    declared = [(number, _declared(name, number, line)) for number, line in enumerate(lines, first) if line]
    surfaces: dict[str, list[Fact]] = {}
    for _, fact in declared:
        for surface in (fact.fields["name"], *fact.fields.get("aliases", ())):
            surfaces.setdefault(surface, []).append(fact)
    for start, surface in _occurrences(text, surfaces):
        for fact in surfaces[surface]:
            fact.mentions.append((start, start + len(surface)))
    for number, fact in declared:
        if not fact.mentions and not fact.optional:
            raise GoldError(
                name, number, f'"{fact.fields["name"]}" does not stand in the text outside a longer name'
            )
    return [fact for _, fact in declared if fact.mentions]


def _declared(name: str, number: int, line: str) -> Fact:
    letter, _, rest = line.partition(" ")
    optional = letter.endswith("?")
    letter = letter.rstrip("?")
    if letter not in NAMES:
        raise GoldError(name, number, f'a name begins with {", ".join(NAMES)}, not with "{letter}"')
    kind, keys = NAMES[letter]
    words = rest.split("|")
    aliases = tuple(alias for word in words if word.startswith("=") for alias in word[1:].split(","))
    values = [word for word in words[1:] if not word.startswith("=")]
    if len(values) > len(keys):
        raise GoldError(name, number, f"a {kind} has name, {', '.join(keys)}, =aliases")
    fields: dict[str, Any] = {"name": words[0], "aliases": aliases}
    fields |= dict.fromkeys(keys) | {
        key: value for key, value in zip(keys, values, strict=False) if value.strip()
    }
    return Fact(kind, [], fields, optional)


def _occurrences(text: str, surfaces: Collection[str]) -> Iterator[tuple[int, str]]:
    """Where names stand, the longest first: a name within a longer one is none of its own."""
    taken = bytearray(len(text))
    found = []
    for surface in sorted(surfaces, key=len, reverse=True):
        at = text.find(surface)
        while at >= 0:
            if not any(taken[at : at + len(surface)]):
                taken[at : at + len(surface)] = b"\1" * len(surface)
                found.append((at, surface))
            at = text.find(surface, at + 1)
    return iter(sorted(found))
