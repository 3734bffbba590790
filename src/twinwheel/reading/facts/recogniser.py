"""The recogniser: a small network that says of every character which name it is likely to belong to.

It was trained on the marked articles of ``bench/reading/gold`` (``bench/reading/train_recogniser.py``, decisions 0034
and 0035). Of a character it is told what it means where it stands (``encoder``) and what the rules make of it: its word, whether the dictionary has it, titles, endings of
programmes, and what the rules propose as a name. So it is a second opinion on names, never the only one:
``settling`` holds it against the rules.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from importlib.resources import files
from typing import Any, Literal, get_args

import numpy as np
from numpy.typing import NDArray

from twinwheel.reading.facts.candidates import Candidate
from twinwheel.reading.facts.encoder import states
from twinwheel.reading.facts.programme_words import suffix
from twinwheel.reading.facts.sheet import Sheet
from twinwheel.reading.facts.tagger import chunks
from twinwheel.reading.facts.words import known

Kind = Literal["person", "organisation", "place", "programme", "policy_document"]

KINDS: tuple[Kind, ...] = get_args(Kind)
WINDOW = 100
"""Characters the network sees at once, as when it was trained."""
MARKS = 12
"""What is told of a character beside its word: see ``marks_of``."""

_TAGS = ("nr", "ns", "nt", "nz", *"nxvmupdrtafqcjbslzeikgyoh")
"""Parts of speech, names first; of all others the first letter tells."""
_PARTS = 4
"""A character begins its word, stands within, ends it, or is one by itself."""
_SURE_HOUSES = frozenset(
    f"organisations.{rule}" for rule in ("known", "department", "dictionary", "listed", "body")
)


class Seen:
    """What the recogniser makes of one text.

    ``likely[i, 0]`` is the probability that character ``i`` belongs to no name, ``likely[i, 1 + 2 * k]`` that it
    begins one of ``KINDS[k]``, ``likely[i, 2 + 2 * k]`` that it goes on with one.
    """

    def __init__(self, likely: NDArray[np.float32]) -> None:
        self.likely = likely

    def of(self, start: int, end: int, kind: Kind) -> float:
        """The probability that ``[start, end)`` is a name of this kind, as its least sure character has it."""
        begins = 1 + 2 * KINDS.index(kind)
        goes_on = self.likely[:, begins + 1]
        inside = float(goes_on[start + 1 : end].min()) if end - start > 1 else 1.0
        stops = 1.0 - float(goes_on[end]) if end < len(goes_on) else 1.0
        return min(float(self.likely[start, begins]), inside, stops)

    def names(self, kind: Kind) -> Iterator[tuple[int, int]]:
        """Where a name of this kind is likelier than anything else, from left to right."""
        begins = 1 + 2 * KINDS.index(kind)
        best = self.likely.argmax(axis=1)
        for start in np.flatnonzero(best == begins).tolist():
            end = start + 1
            while end < len(best) and best[end] == begins + 1:
                end += 1
            yield start, end


def seen(sheet: Sheet, proposed: Iterable[Candidate]) -> Seen:
    """What the recogniser makes of a text whose names the rules have ``proposed``."""
    network = _network()
    characters, words, marks = network.characters(sheet.text), words_of(sheet), marks_of(sheet, proposed)
    means = states(sheet.text)
    likely = [np.zeros((0, 1 + 2 * len(KINDS)), np.float32)]
    for start, end in chunks(sheet.text, WINDOW):  # together they would take as long as one by one
        piece = slice(start, end)
        likely.append(network.run(characters[piece], words[piece], marks[piece], means[piece]))
    return Seen(np.concatenate(likely))


def words_of(sheet: Sheet) -> NDArray[np.int64]:
    """For every character its word's part of speech and its place in the word, as one number; 0 outside words."""
    found = np.zeros(len(sheet.text), np.int64)
    for token in sheet.words:
        first = 1 + _PARTS * _tag(token.tag)
        found[token.start : token.end] = first + 1
        found[token.start], found[token.end - 1] = first, first + 2
        if token.end - token.start == 1:
            found[token.start] = first + 3
    return found


@lru_cache(maxsize=256)
def _tag(tag: str) -> int:
    """The number of a part of speech, or of its first letter; one that is not listed counts as a bare string (x)."""
    return next((_TAGS.index(each) for each in (tag, tag[:1]) if each in _TAGS), _TAGS.index("x"))


def marks_of(sheet: Sheet, proposed: Iterable[Candidate]) -> NDArray[np.float32]:
    """For every character: in a word of the dictionary; begins a title, in one; in an ending of a programme; and of what
    is proposed, begins and in: a listed place, another place, a house sure by a list, another house."""
    found = np.zeros((len(sheet.text), MARKS), np.float32)
    for token in sheet.words:
        if known(token.word):
            found[token.start : token.end, 0] = 1
    for title in sheet.titles:
        found[title.start, 1] = 1
        found[title.start : title.end, 2] = 1
    for ending in suffix().finditer(sheet.text):
        found[ending.start() : ending.end(), 3] = 1
    for each in proposed:
        column = _column(each.rule)
        found[each.start, column] = 1
        found[each.start : each.end, column + 1] = 1
    return found


def _column(rule: str) -> int:
    if rule.startswith("places."):
        return 4 if rule == "places.listed" else 6
    return 8 if rule in _SURE_HOUSES else 10


class _Network:
    """The network in ``data/recogniser.onnx``; its characters stand in the file's own notes."""

    def __init__(self) -> None:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1  # articles are read side by side
        content = (files("twinwheel.reading.facts") / "data" / "recogniser.onnx").read_bytes()
        self._session: Any = onnxruntime.InferenceSession(
            content, options, providers=["CPUExecutionProvider"]
        )
        notes = self._session.get_modelmeta().custom_metadata_map
        self._number = {char: number for number, char in enumerate(notes["characters"])}

    def characters(self, text: str) -> NDArray[np.int64]:
        """The numbers of the characters; those it does not know share the last."""
        other = len(self._number)
        return np.fromiter((self._number.get(char, other) for char in text), np.int64, len(text))

    def run(
        self,
        characters: NDArray[np.int64],
        words: NDArray[np.int64],
        marks: NDArray[np.float32],
        means: NDArray[np.float32],
    ) -> NDArray[np.float32]:
        """The probabilities of one piece of text, a row for each character."""
        given = {
            "characters": characters[None],
            "words": words[None],
            "marks": marks[None],
            "states": means[None],
        }
        likely: NDArray[np.float32] = self._session.run(None, given)[0][0]
        return likely


@lru_cache(maxsize=1)
def _network() -> _Network:
    """One network per process."""
    return _Network()
