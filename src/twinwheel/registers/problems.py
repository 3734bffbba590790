"""What is wrong in a register: each kind has a name, each cell its place, and nothing goes uncounted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from twinwheel.errors import Problem
from twinwheel.messages import altered, message
from twinwheel.registers.limits import MAX_LISTED

KINDS = {
    "not-a-number": message("a number was expected"),
    "too-many-digits": message("more significant digits than can be kept, or a number too large"),
    "not-integer": message("a whole number was expected"),
    "out-of-range": message("a number or date outside what the field can hold"),
    "unit": message("a unit that is unknown or does not fit the field"),
    "band": message("a range where an exact number was expected, or a range that is none"),
    "date": message("not a day of the calendar written year, month, day"),
    "bool": message("neither yes nor no"),
    "unknown-code": message("a value outside the closed code list of the field"),
    "text": message("a cell that is too long or holds control characters"),
    "id": message("a subject without a usable id"),
    "duplicate": message("an id that occurs more than once"),
    "check-digit": message("a unified social credit code that cannot be right"),
    "note": message("a remark; nothing was left out of a subject's values"),
}
"""Every kind of problem ``register check`` counts, and what it means."""

_SHOWN = 60  # characters of a value that are quoted in a message


@dataclass(frozen=True)
class CellProblem(Problem):
    """A problem of a cell, a row or a column. ``cells`` is how many cells it stands for."""

    kind: str = "note"
    value: str | None = None
    cells: int = 1


class Refused(Exception):
    """A value that a rule does not take: the kind, what is wrong with it, and what to write instead."""

    def __init__(self, kind: str, what: str, advice: str) -> None:
        super().__init__(what)
        self.kind, self.what, self.advice = kind, what, advice


@dataclass(frozen=True)
class Bad:
    """One refused value and the rows of a block that hold it."""

    refused: Refused
    value: str
    rows: npt.NDArray[np.intp]


class Findings:
    """Collects what is wrong with one register while its blocks pass by.

    The first ``MAX_LISTED`` cells of each column and kind are kept with their place; all are counted.
    """

    def __init__(self, file: str, line_of: Callable[[int], int | None]) -> None:
        self.file = file
        self.counts: Counter[str] = Counter()  # cells by kind, notes left out
        self._line_of = line_of
        self._notes: list[CellProblem] = []
        self._listed: dict[tuple[str, str], list[CellProblem]] = {}
        self._cells: Counter[tuple[str, str]] = Counter()

    def note(self, what: str, advice: str, field: str | None = None) -> None:
        self._notes.append(CellProblem(self.file, None, None, field, what, advice))

    def cells(self, field: str, heading: str, bad: Bad, rows: Iterable[int]) -> None:
        """The column ``heading``, which holds ``field``, has a refused value in ``rows`` (from 1)."""
        refused = bad.refused
        key = (field, refused.kind)
        listed = self._listed.setdefault(key, [])
        count = 0
        for row in rows:
            count += 1
            if len(listed) < MAX_LISTED:
                listed.append(
                    CellProblem(
                        self.file,
                        None,
                        int(row),
                        field,
                        message("{heading}: {what}", heading=printable(heading[:_SHOWN]), what=refused.what),
                        refused.advice,
                        kind=refused.kind,
                        value=bad.value,
                    )
                )
        self._cells[key] += count
        self.counts[refused.kind] += count

    def problems(self) -> tuple[CellProblem, ...]:
        """Notes first, then cells by row, then what was counted but not listed."""
        # A line is known only now that the file has been read to its end.
        cells = [
            replace(each, line=self._line_of(each.row or 0))
            for listed in self._listed.values()
            for each in listed
        ]
        cells.sort(key=lambda each: (each.row or 0, each.field or ""))
        rest = [
            CellProblem(
                self.file,
                None,
                None,
                field,
                message("{field}: {more:,} more cells with {kind}", field=field, more=more, kind=KINDS[kind]),
                message("The first ones are listed; `twinwheel register check --rejects FILE` writes all."),
                kind=kind,
                cells=more,
            )
            for (field, kind), total in self._cells.items()
            if (more := total - len(self._listed[field, kind]))
        ]
        return (*self._notes, *cells, *rest)


def printable(text: str) -> str:
    """Text on one line, with nothing in it that a terminal would obey."""
    return text if text.isprintable() else altered(text, _printable)


def _printable(text: str) -> str:
    return "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in text)


def quoted(text: str) -> str:
    """A value as a message shows it: short and printable."""
    if len(text) <= _SHOWN:
        return message('"{text}"', text=printable(text))
    return message('"{text}…" ({count:,} characters)', text=printable(text[:_SHOWN]), count=len(text))
