"""The verdict bits of a register, kept in memory and brought up to date change by change.

After any sequence of changes they are what a full run would give. One changed subject rewrites a column of bits, one
changed measure a row::

    standing = Standing(plan, codes, source)          # decides everything once, or takes bitmaps already made
    standing.change_subject(17, subject)               # -> the measures that now say something else for row 17
    standing.change_measure(candidate)                 # -> its bits before and after
    sure, possible = standing.decide(candidate)        # the same without keeping it: a policy that is tried
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from twinwheel.criteria.columns import Batch, Interval, interval
from twinwheel.criteria.logic import Term
from twinwheel.criteria.subject import Subject, truth
from twinwheel.errors import UsageError
from twinwheel.matching.bits.bitmaps import Bitmaps, bitmaps
from twinwheel.matching.bits.codes import CodeColumn, Codes, encoded, ranked
from twinwheel.matching.bits.kept import fields_of
from twinwheel.matching.bits.kernel import Rails
from twinwheel.matching.bits.program import Column, RankColumn, compile_program
from twinwheel.matching.plan import Candidate, Outcome, Plan
from twinwheel.matching.standing.shelf import Shelf
from twinwheel.matching.standing.vector import OUTCOMES, Encoder, Truths, Vector
from twinwheel.messages import message

Source = Callable[[frozenset[str]], Batch]
"""Gives some fields of the whole register as one batch; ``Whole(register).batch`` is one. Asked only when a measure
needs what the codes do not tell apart, and once for the same fields."""

NEWER = 32
"""Changed measures that are decided on their own for a changed subject, before all are made ready anew."""


@dataclass(frozen=True)
class Turned:
    """One measure whose outcome for a subject changed."""

    measure: str
    before: Outcome
    after: Outcome


@dataclass(frozen=True)
class Rewritten:
    """The bits of a measure before and after a change; ``before`` is None where it is new."""

    measure: str
    before: Rails | None
    after: Rails


class Standing:
    """Every measure of ``plan`` for every row of ``codes``.

    ``plan`` is always that of the present measures. Neither the plan, the codes nor the bitmaps that were given are
    ever written to.
    """

    def __init__(
        self,
        plan: Plan,
        codes: Codes,
        source: Source,
        bitmaps: Bitmaps | None = None,
        *,
        back_end: str | None = None,
    ) -> None:
        self.plan, self.rows = plan, codes.rows
        self._back_end = back_end
        self._values = _Values(source)
        self._columns = _Columns(plan.program.columns, codes)
        self._shelf = Shelf(bitmaps or _decided(plan, codes, back_end))
        self._place = {each.id: n for n, each in enumerate(plan.candidates)}
        self._changed: dict[int, Subject] = {}  # rows that are no longer what the source says
        self._make_ready()

    def rails(self, measure: str) -> Rails:
        """(T, P) of a measure, one bit a row, padded with zeros to 64-bit words. A view: copy it to keep it.

        Raises:
            UsageError: there is no such measure.
        """
        return self._shelf.rails(self._placed(measure))

    def bitmaps(self) -> Bitmaps:
        """The bits of all measures, a copy, in the order of ``plan.candidates``."""
        return self._shelf.copy([self._place[each.id] for each in self.plan.candidates], self.rows)

    def _placed(self, measure: str) -> int:
        if measure not in self._place:
            advice = message("A measure that is added goes through change_measure.")
            raise UsageError(
                message('no measure "{measure}" among those that stand', measure=measure), advice
            )
        return self._place[measure]

    # Measures

    def decide(self, candidate: Candidate) -> Rails:
        """(T, P) of any measure over all rows, whether or not it is one of the plan; nothing is kept."""
        conditions = [rule.condition for rule in candidate.rules]
        program = compile_program(conditions, self.plan.defined, self._columns.known)
        codes = Codes(
            self.rows, tuple(self._columns.of(each) or self._anew(each) for each in program.columns)
        )
        found = bitmaps(program, [program.roots], codes, back_end=self._back_end)
        return found.sure[0], found.possible[0]

    def _anew(self, column: Column) -> CodeColumn:
        """A column that is not among the codes, from the source and the rows changed since."""
        made = _Columns([column], Codes(self.rows, (self._values.encoded(column),)))
        for row, subject in self._changed.items():
            made.write(row, subject)
        return made.codes[0]

    def change_measure(self, candidate: Candidate) -> Rewritten:
        """Replace the measure with the candidate's id, or add it as the last."""
        after = self.decide(candidate)
        before = None
        if candidate.id in self._place:
            sure, possible = self.rails(candidate.id)
            before = sure.copy(), possible.copy()
        else:
            self._place[candidate.id] = self._shelf.room()
        self._shelf.put(self._place[candidate.id], after)
        self._newer[candidate.id] = candidate
        self._plan_of({**{each.id: each for each in self.plan.candidates}, candidate.id: candidate}.values())
        return Rewritten(candidate.id, before, after)

    def remove_measure(self, measure: str) -> None:
        """Forget a measure.

        Raises:
            UsageError: there is no such measure.
        """
        place = self._placed(measure)
        self._shelf.clear(place)
        self._ready_places[self._ready_places == place] = NOWHERE
        self._newer.pop(measure, None)
        del self._place[measure]
        self._plan_of(each for each in self.plan.candidates if each.id != measure)

    def _plan_of(self, candidates: Iterable[Candidate]) -> None:
        self.plan = Plan(self.plan.pack, self.plan.subject, self.plan.as_of, tuple(candidates))

    # Subjects

    def change_subject(self, row: int, subject: Subject) -> list[Turned]:
        """Replace the values of one row (all of them: a field that is not in ``subject`` is unknown).

        Raises:
            UsageError: there is no such row.
        """
        if not 0 <= row < self.rows:
            raise UsageError(
                message("no row {row} in a register of {rows:,}", row=row, rows=self.rows),
                message("Rows are counted from 0."),
            )
        self._changed[row] = subject
        self._columns.write(row, subject)
        after = self._truths(subject)
        before = self._shelf.change(row, after)
        turned = np.flatnonzero(before != after)
        if not len(turned):
            return []
        at = {place: measure for measure, place in self._place.items()}
        humans = {each.id for each in self.plan.candidates if each.humans}

        def outcome(measure: str, found: int) -> Outcome:
            best = Outcome.NEEDS_REVIEW if measure in humans else Outcome.ELIGIBLE
            return best if found == 2 else OUTCOMES[found]

        return [
            Turned(at[place], outcome(at[place], before[place]), outcome(at[place], after[place]))
            for place in turned.tolist()
        ]

    def _truths(self, subject: Subject) -> Truths:
        """0 not met, 1 unknown, 2 met; by place on the shelf, 0 where no measure stands."""
        if len(self._newer) > NEWER:
            self._make_ready()
        found = np.zeros(self._shelf.places + 1, np.uint8)
        found[self._ready_places] = self._ready.decide(subject).measures
        found[NOWHERE] = 0
        for id, candidate in self._newer.items():
            found[self._place[id]] = TRUTHS[truth(candidate.condition, subject)]
        return found[:-1]

    def _make_ready(self) -> None:
        self._ready = Vector(self.plan, self._back_end)
        self._ready_places = np.array([self._place[each.id] for each in self.plan.candidates], np.int64)
        self._newer: dict[str, Candidate] = {}  # measures that ``_ready`` does not know as they are now


def _decided(plan: Plan, codes: Codes, back_end: str | None) -> Bitmaps:
    return bitmaps(plan.program, plan.roots, codes, back_end=back_end)


TRUTHS = {False: 0, None: 1, True: 2}
NOWHERE = -1  # the place of a measure that is gone


class _Columns:
    """The codes of some columns, to be changed row by row. A column is copied before it is first written to."""

    def __init__(self, known: Sequence[Column], codes: Codes) -> None:
        self.known = known
        self.codes = list(codes.columns)
        self._position = {id(column): n for n, column in enumerate(known)}
        self._own: set[int] = set()
        self._encoder = Encoder(known)

    def of(self, column: Column) -> CodeColumn | None:
        """The codes of one of the columns themselves; None for any other."""
        position = self._position.get(id(column))
        return None if position is None else self.codes[position]

    def write(self, row: int, subject: Subject) -> None:
        for position, (low, high) in enumerate(self._encoder.codes(subject)):
            column = self.codes[position]
            if column.low[row] != low or column.high[row] != high:
                if position not in self._own:
                    self._own.add(position)
                    copy = column.low.copy()
                    column = CodeColumn(copy, copy if column.exact else column.high.copy())
                if column.exact and low != high:
                    column = CodeColumn(column.low, column.low.copy())
                column.low[row], column.high[row] = low, high
                self.codes[position] = column


class _Values:
    """Columns made from the values of the whole register. What was read is kept, for a threshold may move again."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._batches: dict[frozenset[str], Batch] = {}
        self._terms: dict[Term, Interval] = {}

    def encoded(self, column: Column) -> CodeColumn:
        fields = fields_of(column)
        if fields not in self._batches:
            self._batches[fields] = self._source(fields)
        batch = self._batches[fields]
        if not isinstance(column, RankColumn):
            return encoded(column, batch)
        if column.term not in self._terms:
            self._terms[column.term] = interval(column.term, batch)
        return ranked(column, self._terms[column.term])
