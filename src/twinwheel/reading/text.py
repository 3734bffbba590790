"""A text that knows, for each of its characters, where in the raw text it came from.

Every normalisation of a document (code points, script, spaced headlines, joined lines) takes a
``MappedText`` and gives another one. So any range of a clean text leads back to ranges of the raw
text of its file, however many steps lie between: ``text.raw_ranges(start, end)``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

SHORT = 200
"""Characters up to which a plain loop is faster than NumPy: nearly every span of a fact."""


class Span(NamedTuple):
    """The characters ``[start, end)`` of a text, as Python counts them (code points, not bytes)."""

    start: int
    end: int


class Edit(NamedTuple):
    """``[start, end)`` of a text becomes ``new``; an insertion has ``start == end``."""

    start: int
    end: int
    new: str


@dataclass(frozen=True, eq=False, slots=True)
class MappedText:
    """``text[i]`` came from ``raw[starts[i]:ends[i]]``; an inserted character has ``starts[i] == ends[i]``.

    ``starts`` and ``ends`` are int32 arrays as long as ``text``. They may jump back: an article is put
    together from segments in reading order, not in the order of the raw text.

    >>> line = MappedText.of("中 关 村")
    >>> joined = line.without(i for i, char in enumerate(line.text) if char == " ")
    >>> joined.text, joined.raw_ranges(1, 3)
    ('中关村', [Span(start=2, end=5)])
    """

    raw: str
    text: str
    starts: NDArray[np.int32]
    ends: NDArray[np.int32]

    @classmethod
    def of(cls, raw: str, start: int = 0, end: int | None = None) -> MappedText:
        """``raw[start:end]`` as it is."""
        end = len(raw) if end is None else end
        at = np.arange(start, end, dtype=np.int32)
        return cls(raw, raw[start:end], at, at + 1)

    @classmethod
    def inserted(cls, raw: str, text: str, at: int) -> MappedText:
        """``text`` that stands nowhere in ``raw``; it is held to have no width at the offset ``at``."""
        here = np.full(len(text), at, dtype=np.int32)
        return cls(raw, text, here, here)

    @classmethod
    def joined(cls, raw: str, parts: Sequence[MappedText]) -> MappedText:
        """The parts, one after the other; all of them are texts of ``raw``."""
        if not parts:
            return cls.of(raw, 0, 0)
        return cls(
            raw,
            "".join(part.text for part in parts),
            np.concatenate([part.starts for part in parts]),
            np.concatenate([part.ends for part in parts]),
        )

    def __len__(self) -> int:
        return len(self.text)

    def __getitem__(self, which: slice) -> MappedText:
        if not isinstance(which, slice) or which.step not in (None, 1):
            raise TypeError("a MappedText is cut with a plain slice: text[start:end]")
        return MappedText(self.raw, self.text[which], self.starts[which], self.ends[which])

    def translated(self, table: dict[int, Any]) -> MappedText:
        """Each character by the table of ``str.translate``; it must give one character for one.

        Raises ValueError where the table changes the length.
        """
        text = self.text.translate(table)
        if len(text) != len(self.text):
            raise ValueError("the table does not give one character for each character")
        return MappedText(self.raw, text, self.starts, self.ends)

    def with_text(self, text: str) -> MappedText:
        """Another text of the same length over the same raw characters. Raises ValueError on another length."""
        if len(text) != len(self.text):
            raise ValueError(f"{len(text)} characters cannot stand for {len(self.text)}")
        return MappedText(self.raw, text, self.starts, self.ends)

    def without(self, positions: Iterable[int]) -> MappedText:
        """Without the characters at these positions."""
        keep = np.ones(len(self.text), dtype=bool)
        keep[np.fromiter(positions, dtype=np.int64)] = False
        kept = np.flatnonzero(keep)
        return MappedText(
            self.raw, "".join(self.text[i] for i in kept.tolist()), self.starts[kept], self.ends[kept]
        )

    def edited(self, edits: Sequence[Edit]) -> MappedText:
        """With each ``[start, end)`` replaced. Edits are in order and do not overlap.

        Where the new text is as long as the old, characters keep their places one by one; otherwise each
        new character stands for the whole of what it replaces.

        Raises ValueError on edits out of order.
        """
        parts: list[MappedText] = []
        done = 0
        for start, end, new in edits:
            if start < done or end < start:
                raise ValueError(f"edit [{start}, {end}) comes after {done}")
            parts += [self[done:start], self._put(start, end, new)]
            done = end
        return MappedText.joined(self.raw, [*parts, self[done : len(self)]])

    def _put(self, start: int, end: int, new: str) -> MappedText:
        if len(new) == end - start:
            return self[start:end].with_text(new)
        if start == end:
            return MappedText.inserted(self.raw, new, self._raw_offset(start))
        low, high = int(self.starts[start:end].min()), int(self.ends[start:end].max())
        return MappedText(
            self.raw, new, np.full(len(new), low, dtype=np.int32), np.full(len(new), high, dtype=np.int32)
        )

    def _raw_offset(self, at: int) -> int:
        if at > 0:
            return int(self.ends[at - 1])
        return int(self.starts[0]) if len(self.text) else 0

    def raw_ranges(self, start: int, end: int) -> list[Span]:
        """The ranges of ``raw`` that ``text[start:end]`` came from, in reading order.

        Characters that follow one another in ``raw`` with nothing between them but spaces, line ends and
        marks are one range, so a name broken by a line end is one range; a jump to another place starts
        another. Inserted characters give no range.
        """
        found: list[Span] = []
        for low, high in self._pieces(start, end):
            if found and found[-1].end <= low and not _says_something(self.raw[found[-1].end : low]):
                found[-1] = Span(found[-1].start, high)
            elif found and found[-1].start <= low < found[-1].end:  # several characters stand for one range
                found[-1] = Span(found[-1].start, max(found[-1].end, high))
            else:
                found.append(Span(low, high))
        return found

    def _pieces(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """Runs of characters that touch in ``raw``."""
        if end - start > SHORT:
            yield from _runs(self.starts[start:end], self.ends[start:end])
            return
        low = high = -1
        for begin, stop in zip(self.starts[start:end].tolist(), self.ends[start:end].tolist(), strict=True):
            if begin == high or stop == begin:
                high = max(high, stop) if stop > begin else high
                continue
            if high > low:
                yield low, high
            low, high = begin, stop
        if high > low:
            yield low, high


def _runs(starts: NDArray[np.int32], ends: NDArray[np.int32]) -> Iterator[tuple[int, int]]:
    solid = np.flatnonzero(ends > starts)
    if not len(solid):
        return
    starts, ends = starts[solid], ends[solid]
    breaks = np.flatnonzero(starts[1:] != ends[:-1]) + 1
    for low, high in zip([0, *breaks.tolist()], [*breaks.tolist(), len(starts)], strict=True):
        yield int(starts[low:high].min()), int(ends[low:high].max())


def _says_something(between: str) -> bool:
    return any(char.isalnum() for char in between)
