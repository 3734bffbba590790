"""How an OCR misreads: shapes that look alike, the commoner word for the rarer one, lost characters and marks."""

from __future__ import annotations

import random
from functools import lru_cache
from pathlib import Path

from bench.reading.glyphs import Change, Glyph, Glyphs, text_of

CONFUSIONS = Path(__file__).with_name("confusions.txt")


@lru_cache
def _confusions() -> dict[str, list[tuple[str, str]]]:
    found: dict[str, list[tuple[str, str]]] = {"shape": [], "usual": [], "name": []}
    for line in CONFUSIONS.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            kind, one, other = line.split()
            found[kind].append((one, other))
    return found


def misread(glyphs: Glyphs, rng: random.Random, changes: list[Change]) -> Glyphs:
    """A block as OCR reads it; what it got wrong is added to ``changes``."""
    glyphs = _usual_words(glyphs, rng, changes)
    shapes = dict(_confusions()["shape"]) | {b: a for a, b in _confusions()["shape"]}
    names = dict(_confusions()["name"])
    read: Glyphs = []
    for glyph in glyphs:
        char, chance = glyph.char, rng.random()
        if glyph.article < 0:
            read.append(glyph)
        elif char in names and chance < 0.3:
            read.append(_changed(glyph, names[char], "ocr_normalisation", changes))
        elif char in shapes and chance < 0.012:
            read.append(_changed(glyph, shapes[char], "ocr_shape", changes))
        elif char in "“”《》" and chance < 0.04:
            other = {"“": "《", "”": "", "《": "", "》": "”"}[char]
            read.append(_changed(glyph, other, "punctuation", changes))
        elif chance < 0.0007:
            read.append(_changed(glyph, "", "omission", changes))
        else:
            read.append(glyph)
    return [glyph for glyph in read if glyph.char]


def _changed(glyph: Glyph, char: str, kind: str, changes: list[Change]) -> Glyph:
    changes.append(Change(glyph.article, glyph.at, glyph.at + 1, kind, char))
    return glyph._replace(char=char)


def _usual_words(glyphs: Glyphs, rng: random.Random, changes: list[Change]) -> Glyphs:
    text = text_of(glyphs)
    for word, other in _confusions()["usual"]:
        at = text.find(word)
        if at < 0 or glyphs[at].article < 0 or rng.random() < 0.6:
            continue
        first = glyphs[at]
        glyphs[at : at + len(word)] = [
            glyph._replace(char=char) for glyph, char in zip(glyphs[at : at + len(word)], other, strict=True)
        ]
        changes.append(Change(first.article, first.at, first.at + len(word), "ocr_normalisation", other))
        text = text_of(glyphs)
    return glyphs
