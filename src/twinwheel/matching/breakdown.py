"""Counts by place, industry or size: which value of a field each subject of a batch has.

A list field puts a subject under each of its values, so the columns of such a table add up to more than
there are subjects. A defined field is worked out where the register files nothing, as everywhere else.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import numpy.typing as npt

from twinwheel.criteria import tree
from twinwheel.criteria.columns import Batch
from twinwheel.errors import PackError
from twinwheel.matching.bits.codes import encode
from twinwheel.matching.bits.kernel import Block
from twinwheel.matching.bits.program import Program, compile_program
from twinwheel.matching.plan import Plan
from twinwheel.messages import message

Positions = npt.NDArray[np.int64]

NOT_FILED = None
"""The value of a subject of which the field is not known."""

NONE = ""
"""The value of a subject that is known to have none: its list is empty."""


@dataclass(frozen=True)
class Placed:
    """For some rows, in ascending order, the position of a value in ``values``. A row may occur more than once."""

    rows: Positions
    codes: Positions
    values: Sequence[str | None]

    def part(self, start: int, stop: int) -> Placed:
        """The rows of one block, counted from its first."""
        first, last = np.searchsorted(self.rows, (start, stop))
        return Placed(self.rows[first:last] - start, self.codes[first:last], self.values)

    def count(self, weights: npt.NDArray[np.uint16] | None = None) -> Counter[str | None]:
        """Rows by value, or the sum of the rows' weights."""
        chosen = None if weights is None else weights[self.rows]
        sums = np.bincount(self.codes, chosen, len(self.values)).astype(np.int64)
        result: Counter[str | None] = Counter()
        for position in np.flatnonzero(sums).tolist():
            result[self.values[position]] += int(sums[position])
        return result


@dataclass(frozen=True)
class Categories:
    """Finds the value of one code, list or text field for every row of a batch.

    Raises:
        PackError: the pack breaks results down by a field that does not exist or has no such values.
    """

    plan: Plan
    field: str

    def __post_init__(self) -> None:
        known = self.plan.pack.vocabulary.fields.get(self.field)
        if known is None or known.kind not in {"code", "codes", "text"}:
            position = self.plan.pack.subjects[self.plan.subject].by.index(self.field)
            what = message('results cannot be broken down by "{field}"', field=self.field)
            advice = message("Name a code, list or text field under `by`.")
            raise PackError(
                [self.plan.pack.problem("subjects", self.plan.subject, ("by", position), what, advice)]
            )

    def of(self, batch: Batch) -> Placed:
        if self.plan.pack.vocabulary.fields[self.field].kind == "codes":
            return self._listed(batch)
        indices, values = batch.texts(self.field)
        codes = np.where(indices < 0, len(values), indices).astype(np.int64)
        names: list[str | None] = [*values, NOT_FILED]
        if self.field in self.plan.pack.vocabulary.definitions:
            for value, bits in self._worked_out(batch):
                codes[bits & (indices < 0)] = len(names)
                names.append(value)
        return Placed(np.arange(batch.rows), codes, names)

    def _listed(self, batch: Batch) -> Placed:
        rows, elements, _, known = batch.lists(self.field)
        values: list[str | None] = [*elements.dictionary.to_pylist(), NOT_FILED, NONE]
        codes = elements.indices.fill_null(len(values) - 2).to_numpy(zero_copy_only=False).astype(np.int64)
        counted = np.zeros(batch.rows, bool)
        counted[rows] = True
        lacking = np.flatnonzero(~counted)
        why = np.where(known[lacking], len(values) - 1, len(values) - 2)
        # A subject counts once under each value, however often its list repeats it.
        keys = np.unique(np.concatenate([rows, lacking]) * len(values) + np.concatenate([codes, why]))
        return Placed(keys // len(values), keys % len(values), values)

    @cached_property
    def _choices(self) -> tuple[Sequence[str], Program]:
        """The values of a defined field, and the conditions that a subject surely has each."""
        labels = list(self.plan.pack.vocabulary.fields[self.field].labels)
        lowering = self.plan.pack.lowering(self.plan.as_of)
        name = tree.Name(self.field)
        conditions = [lowering.condition(tree.In(name, (tree.Literal(label),))) for label in labels]
        return labels, compile_program(conditions)

    def _worked_out(self, batch: Batch) -> list[tuple[str, npt.NDArray[np.bool_]]]:
        labels, program = self._choices
        block = Block(program, encode(program, batch), 0, batch.rows)
        sure = [block.rails(root)[0] for root in program.roots]
        unpacked = [np.unpackbits(bits, count=batch.rows, bitorder="little").astype(bool) for bits in sure]
        return list(zip(labels, unpacked, strict=True))


@dataclass
class Breakdown:
    """Counts by the values of one field. ``pairs`` and ``reached`` are by (theme, value).

    ``subjects`` is how many there are of each value; ``pairs`` counts eligible measures, ``reached`` the
    subjects with at least one.
    """

    name: str
    subjects: Counter[str | None] = field(default_factory=Counter)
    pairs: Counter[tuple[str, str | None]] = field(default_factory=Counter)
    reached: Counter[tuple[str, str | None]] = field(default_factory=Counter)

    def add(self, placed: Placed, eligible: dict[str, npt.NDArray[np.uint16]]) -> None:
        """One block: ``eligible`` holds for each theme the number of eligible measures of every row."""
        self.subjects += placed.count()
        for theme, numbers in eligible.items():
            for total, weights in ((self.pairs, numbers), (self.reached, (numbers > 0).astype(np.uint16))):
                for value, number in placed.count(weights).items():
                    total[theme, value] += number
