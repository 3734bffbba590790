"""The ids of a register: one for every subject, each once."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from twinwheel.errors import Problem, RegisterError
from twinwheel.messages import message
from twinwheel.registers.limits import MAX_LISTED
from twinwheel.registers.problems import quoted


class Ids:
    """Collects ids as blocks pass by; afterwards ``twice`` says which occur more than once, and where."""

    def __init__(self, file: str, line_of: Callable[[int], int | None]) -> None:
        self.file, self._line_of = file, line_of
        self.missing: list[int] = []  # rows
        self._ids: list[pa.Array] = []
        self._rows: list[np.ndarray] = []

    def add(self, ids: pa.Array, rows: Iterable[int]) -> None:
        numbers = np.asarray(rows)
        if ids.null_count:
            self.missing += numbers[ids.is_null().to_numpy(zero_copy_only=False)].tolist()
        self._ids.append(ids)
        self._rows.append(numbers)

    def twice(self) -> dict[str, list[int]]:
        """Ids that occur more than once, with their rows."""
        if not self._ids:
            return {}
        ids = pa.chunked_array(self._ids)
        if not _may_repeat(ids) or pc.count_distinct(ids).as_py() == len(ids) - ids.null_count:
            return {}
        counts = pc.value_counts(ids)
        repeated = counts.field("values").filter(pc.greater(counts.field("counts"), 1)).drop_null()
        places = pc.is_in(ids, repeated).to_numpy()
        found: dict[str, list[int]] = {}
        for id, row in zip(
            ids.filter(pa.array(places)).to_pylist(), np.concatenate(self._rows)[places], strict=True
        ):
            found.setdefault(id, []).append(int(row))
        return found

    def refuse(self) -> None:
        """Raises: RegisterError where a subject has no id, or two have the same, or there is none at all."""
        if not sum(map(len, self._ids)):
            advice = message("A register has headings and at least one subject.")
            raise RegisterError(
                [Problem(self.file, None, None, None, message("there is no subject in this file"), advice)]
            )
        advice = message(
            "`twinwheel register check FILE -o CLEAN.parquet --rejects FILE` keeps the good rows."
        )
        problems = [
            Problem(
                self.file, self._line_of(row), row, "subject_id", message("the row has no usable id"), advice
            )
            for row in self.missing[:MAX_LISTED]
        ]
        twice = self.twice()
        problems += [
            Problem(
                self.file,
                self._line_of(rows[1]),
                rows[1],
                "subject_id",
                message(
                    "the id {id} occurs {count} times, first in row {first}",
                    id=quoted(id),
                    count=len(rows),
                    first=rows[0],
                ),
                advice,
            )
            for id, rows in list(twice.items())[:MAX_LISTED]
        ]
        more = max(0, len(self.missing) - MAX_LISTED) + max(0, len(twice) - MAX_LISTED)
        if more:
            problems.append(
                Problem(
                    self.file,
                    None,
                    None,
                    "subject_id",
                    message("{more:,} more ids of this kind", more=more),
                    advice,
                )
            )
        if problems:
            raise RegisterError(problems)


def _may_repeat(ids: pa.ChunkedArray) -> bool:
    """False: no id occurs twice. To compare hashes of 64 bits takes a tenth of the time of a table of all ids."""
    hashes = np.concatenate([_hashes(pc.drop_null(chunk)) for chunk in ids.chunks])
    hashes.sort()
    return bool((hashes[1:] == hashes[:-1]).any())


def _hashes(ids: pa.Array) -> npt.NDArray[np.uint64]:
    """A hash of each text; eight bytes of all texts of one length are mixed in at a time."""
    hashes = np.zeros(len(ids), np.uint64)
    if not len(ids):
        return hashes
    ends = np.frombuffer(ids.buffers()[1], np.int32, len(ids) + 1, 4 * ids.offset)
    text = np.frombuffer(ids.buffers()[2] or b"", np.uint8)
    lengths = np.diff(ends)
    for length in np.unique(lengths).tolist():
        rows = np.flatnonzero(lengths == length)
        words = np.zeros((len(rows), -(-length // 8) * 8), np.uint8)
        if length and len(rows) == len(ids):
            words[:, :length] = text[ends[0] : ends[-1]].reshape(-1, length)
        else:
            words[:, :length] = text[ends[rows][:, None] + np.arange(length, dtype=np.int32)]
        mixed = np.full(len(rows), length, np.uint64)
        for word in words.view(np.uint64).T:
            mixed = (mixed ^ word) * np.uint64(0x9E3779B97F4A7C15)
            mixed ^= mixed >> np.uint64(29)
        hashes[rows] = mixed
    return hashes
