"""Raw characters → clean characters, each of which still knows where in the raw text it stands.

In this order, all of it by general rules:

1. ``characters``: one for one. Compatibility code points, radicals, and on a traditional page the script and
   the corner quotes.
2. ``kept``: which characters of a line are text at all: marks of Markdown, zero-width characters and the
   spaces of spaced headlines (``技 向 全 球``) are not.
3. ``joined``: lines of one paragraph, without a space between Chinese.
4. ``terms``: words an automatic conversion to traditional Chinese put in the place of the mainland word.

``normalise`` does all of it to a text that is a paragraph a line already.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np

from twinwheel.reading.text import Edit, MappedText, Span

HAN = "\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003134f"
"""Chinese characters, for a class of a regular expression."""

TRADITIONAL_SHARE = 0.05
"""Of the Chinese characters of a page: from here on it is a traditional page.

Running text in traditional characters has 25 to 45 % that are not simplified ones; a simplified page that
quotes an old name or title stays under 1 %.
"""

LONGEST_RULE = 400
"""Characters of a line drawn with characters."""

_ODD = re.compile("[\u2e80-\u2fdf\uf900-\ufaff\U0002f800-\U0002fa1f]")
_HAN = re.compile(f"[{HAN}]")
_ZERO_WIDTH = "\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\ufe00-\ufe0f\x00-\x08\x0e-\x1f\x7f"
_SPACE = " \t\u00a0\u2002-\u200a\u3000"
_SPACED_CHAR = f"[{HAN}，、：；！？“”‘’《》]"
_SPACED = re.compile(
    f"(?<![^{_SPACE}\n]){_SPACED_CHAR}(?:[{_SPACE}]{{1,3}}{_SPACED_CHAR}){{2,}}(?![^{_SPACE}\n])"
)
_GAP = re.compile(f"[{_SPACE}]+")
_OPENING_MARKS = re.compile(
    rf"[{_SPACE}]*(?:#{{1,6}}(?=[{_SPACE}])|[>|]+|[-*+•·●](?=[{_SPACE}])|[{_SPACE}]+)*[{_SPACE}]*"
)
_LOSE = re.compile(f"[{_ZERO_WIDTH}]+|\\*\\*+|(?<![A-Za-z0-9])__+|__+(?![A-Za-z0-9])|~~|(?<=[{_SPACE}])#+$")
_ADDRESS = r"\((?:[a-z]{2,8}:|[\w./#?-])[^()\s]{0,300}(?:\s\"[^\"\n]{0,80}\")?\)"
_LINK = re.compile(
    rf"!\[[^\]\n]{{0,80}}\]{_ADDRESS}|\[(?=[^\[\]\n]{{1,120}}\]{_ADDRESS})|\]{_ADDRESS}", re.ASCII
)
"""A picture of Markdown, or what stands around the words of a link."""
_EMPHASIS = re.compile(
    r"(?<![\w*])\*(?=[^\s*])[^*\n]{1,80}(?<=\S)\*(?![\w*])|(?<!`)`[^`\n]{1,80}`(?!`)", re.ASCII
)
"""Words between two stars or two backticks."""
_RULE = re.compile(r"[|\s:+=*_~—-]{3,}")
"""A line drawn with characters, or that below the head of a table."""
_CELL = re.compile(r"\|")
_MAY_LOSE = re.compile(f"[{_ZERO_WIDTH}*_~|#`\\]]")
_MAY_BE_SPACED = re.compile(f"{_SPACED_CHAR}[{_SPACE}]{{1,3}}{_SPACED_CHAR}[{_SPACE}]")
_QUOTES = str.maketrans("「」『』﹁﹂﹃﹄", "“”‘’“”‘’")
_LATIN = re.compile(r"[A-Za-z]")


def characters(text: MappedText, *, traditional: bool | None = None) -> MappedText:
    """The steps that give one character for one: code points, script, and quotes of a traditional page.

    ``traditional`` says whether the page is; by default it is judged by this text.
    """
    clean = text.text
    if _ODD.search(clean):
        clean = _ODD.sub(lambda found: _plain(found[0]), clean)
    if traditional is None:
        traditional = is_traditional(clean)
    if traditional:
        clean = _simplified(clean).translate(_QUOTES)
    return text if clean == text.text else text.with_text(clean)


def is_traditional(text: str) -> bool:
    """Whether a page is in traditional characters: by the share of those that simplified Chinese lacks."""
    sample = text if len(text) <= 40_000 else text[:20_000] + text[len(text) // 2 :][:20_000]
    han = len(_HAN.findall(sample))
    if not han:
        return False
    changed = np.count_nonzero(_codes(sample) != _codes(_simplified(sample)))
    return bool(changed / han >= TRADITIONAL_SHARE)


def kept(clean: str, start: int, end: int, *, spaced: bool = True) -> list[Span]:
    """Which ranges of ``clean[start:end]``, one line, are its text: without marks, zero-width characters and
    the white space around; with ``spaced`` also without the spaces of a spaced headline.

    A byline is read with ``spaced=False``: there the space parts two names.
    """
    while end > start and clean[end - 1].isspace():
        end -= 1
    if start == end:
        return []
    opening = _OPENING_MARKS.match(clean, start, end)
    start = opening.end() if opening else start
    line = clean[start:end]
    if len(line) <= LONGEST_RULE and _RULE.fullmatch(line):
        return []
    drop: list[Span] = []
    if _MAY_LOSE.search(line):
        drop += [Span(*found.span()) for found in _LOSE.finditer(line)]
        if "](" in line:
            drop += [Span(*found.span()) for found in _LINK.finditer(line)]
        for found in _EMPHASIS.finditer(line):
            drop += [Span(found.start(), found.start() + 1), Span(found.end() - 1, found.end())]
        if opening and "|" in opening[0]:  # a row of a table; elsewhere a bar is a mark of the author's
            drop += [Span(*found.span()) for found in _CELL.finditer(line)]
    if spaced and _MAY_BE_SPACED.search(line):
        drop += _spacing(line)
    return _trimmed(clean, _without(start, end, sorted(drop))) if drop else [Span(start, end)]


def _spacing(line: str) -> list[Span]:
    """The spaces of spaced text in a line. A gap wider than the others parts two words, and keeps one space.

    Where most of a line is spaced, it was set wide as a whole: then also those around its figures and brackets.
    """
    runs = [found.span() for found in _SPACED.finditer(line)]
    if not runs:
        return []
    if 2 * sum(end - start for start, end in runs) > len(line):
        gaps = [gap for found in _GAP.finditer(line) if not _between_latin(line, *(gap := found.span()))]
    else:
        gaps = [found.span() for start, end in runs for found in _GAP.finditer(line, start, end)]
    usual = min((end - start for start, end in gaps), default=0)
    return [
        Span(start + 1 if end - start >= usual + 2 else start, end)
        for start, end in gaps
        if end - start < usual + 2 or end > start + 1
    ]


def _between_latin(line: str, start: int, end: int) -> bool:
    """Whether a gap parts two Latin words or figures; a word and the Chinese beside it are parted as well."""
    left, right = line[start - 1 : start], line[end : end + 1]
    return (left.isascii() and left.isalnum() and right.isascii() and right.isalnum()) or bool(
        _LATIN.match(left) or _LATIN.match(right)
    )


def joined(raw: str, lines: Sequence[MappedText]) -> MappedText:
    """The lines of one paragraph as one: a space only where two Latin words would run together."""
    parts: list[MappedText] = []
    for line in lines:
        if not len(line):
            continue
        if parts and _LATIN.match(parts[-1].text[-1]) and _LATIN.match(line.text[0]):
            parts.append(MappedText.inserted(raw, " ", int(parts[-1].ends[-1])))
        parts.append(line)
    return MappedText.joined(raw, parts)


def terms(text: MappedText) -> MappedText:
    """Words of an automatic conversion back to the mainland word; for pages that were traditional."""
    pattern, words = _terms()
    edits: list[Edit] = []
    for found in pattern.finditer(text.text):
        if found[0] in words:
            edits += _by_character(*found.span(), words[found[0]])
    return text.edited(edits) if edits else text


def _by_character(start: int, end: int, new: str) -> list[Edit]:
    """A word for a word that is no shorter: character for character, the last one for all that is left."""
    last = start + len(new) - 1
    return [
        *(Edit(start + i, start + i + 1, char) for i, char in enumerate(new[:-1])),
        Edit(last, end, new[-1]),
    ]


def normalise(text: MappedText, *, traditional: bool | None = None) -> MappedText:
    """Every step on a text that has a paragraph a line. Doing it again changes nothing.

    Line ends stay; use ``joined`` for the lines of a paragraph.
    """
    if traditional is None:
        traditional = is_traditional(text.text)
    clean = characters(text, traditional=traditional)
    while True:
        parts = _lines(clean)
        after = MappedText.joined(text.raw, parts) if parts else clean[0:0]
        if after.text == clean.text:
            break
        clean = after
    return terms(clean) if traditional else clean


def _lines(text: MappedText) -> list[MappedText]:
    if not (_MAY_LOSE.search(text.text) or _SOME_MARK.search(text.text)):
        return [text]
    parts: list[MappedText] = []
    at = 0
    for line in text.text.splitlines(keepends=True):
        parts += [text[low:high] for low, high in kept(text.text, at, at + len(line))]
        at += len(line)
        if line.endswith("\n"):
            parts.append(text[at - 1 : at])
    return parts


_SOME_MARK = re.compile(
    f"^[{_SPACE}>|•·●+-]|[{_SPACE}\x0b\x0c\r\x1c-\x1e\x85\u2028\u2029]$"
    f"|[\x0b\x0c\r\x1c-\x1e\x85\u2028\u2029]|{_MAY_BE_SPACED.pattern}",
    re.MULTILINE,
)


def _without(start: int, end: int, drop: Iterable[Span]) -> list[Span]:
    """``[start, end)`` less the ranges to drop, which count from ``start``."""
    left: list[Span] = []
    done = start
    for low, high in drop:
        if start + low > done:
            left.append(Span(done, start + low))
        done = max(done, start + high)
    return [*left, Span(done, end)] if done < end else left


def _trimmed(clean: str, ranges: list[Span]) -> list[Span]:
    """Without ranges of nothing but white space at either end."""
    while ranges and clean[slice(*ranges[0])].isspace():
        ranges = ranges[1:]
    while ranges and clean[slice(*ranges[-1])].isspace():
        ranges = ranges[:-1]
    if ranges:
        start, end = ranges[-1]
        ranges[-1] = Span(start, start + len(clean[start:end].rstrip()))
    return ranges


def _codes(text: str) -> np.ndarray[Any, np.dtype[np.uint32]]:
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)


def _simplified(text: str) -> str:
    """OpenCC t2s. It keeps the length of all text seen so far; where it would not, the line stays as it is."""
    done: str = _converter().convert(text)
    if len(done) == len(text):
        return done
    lines = text.splitlines(keepends=True)
    halves = [(line, _converter().convert(line)) for line in lines]
    return "".join(new if len(new) == len(old) else old for old, new in halves)


@cache
def _converter() -> Any:
    from opencc import OpenCC

    return OpenCC("t2s")


@cache
def _plain(char: str) -> str:
    """The ordinary character a compatibility code point or radical stands for; itself if there is none."""
    if char in _radicals():
        return _radicals()[char]
    plain = unicodedata.normalize("NFKC", char)
    return plain if len(plain) == 1 else char


@cache
def _radicals() -> dict[str, str]:
    return {chr(int(code, 16)): char for code, char in _rows("radicals.txt")}


@cache
def _terms() -> tuple[re.Pattern[str], dict[str, str]]:
    """A pattern that finds the words and those they are not meant in, and what becomes of them."""
    words: dict[str, str] = {}
    others: list[str] = []
    for word, mainland, *exceptions in _rows("terms.txt"):
        words[word] = mainland
        others += [other for row in exceptions for other in row.split("|")]
    longest = sorted([*words, *others, *words.values()], key=len, reverse=True)
    return re.compile("|".join(map(re.escape, longest))), words


def _rows(name: str) -> list[list[str]]:
    text = (files(__package__) / name).read_text(encoding="utf-8")
    return [line.split() for line in text.splitlines() if line.strip() and not line.startswith("#")]
