"""Pairs of quotation marks: full- and half-width, nested, mixed up by OCR, left open or never opened."""

from __future__ import annotations

import re
from typing import NamedTuple

from twinwheel.reading.facts import speech

LONGEST_UNOPENED = 1_000
"""Characters a lost opening mark is looked for before its closing one."""
OPEN, CLOSE = "“‘「『", "”’」』"
_MARK = re.compile(f'[{OPEN}{CLOSE}"]')


class Marked(NamedTuple):
    """``text[start:end]`` stands in marks; ``sure`` is False where one of the marks is missing."""

    start: int
    end: int
    sure: bool = True


def marked(text: str) -> list[Marked]:
    """The outermost pairs of quotation marks of each paragraph, also half-width and ill-matched ones."""
    found: list[Marked] = []
    end = -1
    for mark in _MARK.finditer(text):
        if mark.start() > end:  # the first mark of a paragraph
            end = text.find("\n", mark.start())
            end = len(text) if end < 0 else end
            found += _outermost(_pairs(text, text.rfind("\n", 0, end) + 1, end))
    return found


def _pairs(text: str, start: int, end: int) -> list[Marked]:
    found: list[Marked] = []
    stack: list[int] = []
    free = start  # nothing before it can be the beginning of a quote that was never opened
    for mark in _MARK.finditer(text, start, end):
        at, char = mark.start(), mark.group()
        if char == "“" and _closes(text, stack, at):
            char = "”"
        if char in OPEN or (char == '"' and not stack):
            stack.append(at)
        elif char in CLOSE or char == '"':
            opened = _opening(text, stack, char)
            if opened is not None:
                found.append(Marked(opened + 1, at))
            elif char == "”":
                found += _unopened(text, max(free, at - LONGEST_UNOPENED), at)
            free = at + 1
    found += [Marked(at + 1, end, False) for at in stack[:1] if _heralded(text, at)]
    return found


def _closes(text: str, stack: list[int], at: int) -> bool:
    """An opening mark read for a closing one: “…，“某某某说。"""
    return (
        bool(stack) and text[at - 1] in "。！？!?，," and speech.cue_after().match(text, at + 1) is not None
    )


def _opening(text: str, stack: list[int], close: str) -> int | None:
    """The mark that this one closes: the last of its kind, or the last of any kind (OCR mixes them)."""
    kind = {"”": "“", "’": "‘", "」": "「", "』": "『"}.get(close)
    for index in range(len(stack) - 1, -1, -1):
        if text[stack[index]] == kind:
            opened = stack[index]
            del stack[index:]
            return opened
    return None if close == "’" or not stack else stack.pop()


def _unopened(text: str, floor: int, close: int) -> list[Marked]:
    """甲某表示：我们…。” has lost its opening mark: it stood behind the colon."""
    herald = speech.herald().search(text, floor, close)
    return [Marked(herald.end(), close, False)] if herald and close - herald.end() >= 8 else []


def _heralded(text: str, at: int) -> bool:
    """A quote that is never closed counts where a verb of speech opens it, or as a paragraph of a long one."""
    return bool(speech.cue_before().search(text[max(0, at - 24) : at])) or text[at - 1 : at] in ("", "\n")


def _outermost(pairs: list[Marked]) -> list[Marked]:
    kept: list[Marked] = []
    for pair in sorted(pairs, key=lambda pair: (pair.start, -pair.end)):
        if kept and pair.end <= kept[-1].end:
            continue
        kept.append(pair)
    return kept
