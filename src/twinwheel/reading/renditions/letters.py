"""The letters of a text, as they are compared: without spaces, and each mark in one form.

A page prints ``，`` or ``,``, ``“`` or ``「``, and breaks its lines where it likes; no witness says anything
by that, so such differences are no variants. What is dropped or changed here is held to agree.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

_STRAIGHT = re.compile('"')
_NO_LETTER = re.compile(r"[\W_]+")
_LARGE_OR_WIDE = re.compile("[A-ZＡ-Ｚａ-ｚ０-９]+")
_SPACE = 32
CONVERTED = "着著"
"""As the mainland writes it, and as a page in traditional characters has it, where it is the one word or the other."""


class Letters(NamedTuple):
    """``strict[i]`` is the character ``source[at[i]]`` in its one form; ``loose`` besides in small letters, and
    著 as 着, which it is in most of what was converted to traditional characters and back.

    ``at`` is int32, as long as both.
    """

    source: str
    strict: str
    loose: str
    at: NDArray[np.int32]

    @classmethod
    def of(cls, source: str) -> Letters:
        strict = folded(source)
        codes = code_points(strict)
        at = np.flatnonzero(codes != _SPACE).astype(np.int32)
        strict = strict.replace(" ", "")
        return cls(source, strict, strict.translate(_small()).replace(CONVERTED[1], CONVERTED[0]), at)


def folded(text: str) -> str:
    """As long as ``text``: full-width forms as half-width ones, every space as a space, quotes as curly ones.

    >>> folded("天元「MegEngine」，３５万行")
    '天元“MegEngine”,35万行'
    """
    text = text.translate(_forms())
    if '"' not in text:
        return text
    # A straight quote opens and closes in turn; each paragraph begins anew.
    return "".join(_curled(line) for line in text.splitlines(keepends=True))


def content(text: str) -> str:
    """The letters, ideographs and digits of a text in one form, small: what is left without marks and spaces."""
    return _LARGE_OR_WIDE.sub(lambda found: _one_form(found[0]), _NO_LETTER.sub("", text))


def _one_form(letters: str) -> str:
    return letters.translate(_forms()).translate(_small())


def code_points(text: str) -> NDArray[np.uint32]:
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)


def _curled(line: str) -> str:
    turn = iter(range(len(line)))
    return _STRAIGHT.sub(lambda _: "”" if next(turn) % 2 else "“", line)


@cache
def _forms() -> dict[int, str]:
    wide = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
    blank = (0x85, 0xA0, 0xAD, 0x2028, 0x2029, 0x202F, 0x205F, 0x2060, 0x3000, 0xFEFF)
    spaces = dict.fromkeys([*range(9, 14), *range(0x1C, 0x20), *range(0x2000, 0x200E), *blank], " ")
    marks = str.maketrans("「」﹁﹂『』﹃﹄〝〞─―–•・‧∙⋅⋯〜～∶︰﹑", "“”“”‘’‘’“”———·····…~~::、")
    return wide | spaces | {code: chr(mark) for code, mark in marks.items()}


@cache
def _small() -> dict[int, str]:
    return {code: chr(code + 32) for code in range(ord("A"), ord("Z") + 1)}
