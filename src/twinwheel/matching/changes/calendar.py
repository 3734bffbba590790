"""What changes by the mere passing of days: who becomes eligible or ceases to be, and why on that day.

Each measure is decided once for every state its rules have in the span (see ``timeline``), for all subjects at
once, eight to a byte; from one state to the next only the subjects whose bits differ are looked at.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from twinwheel.criteria import logic
from twinwheel.criteria.columns import Batch
from twinwheel.criteria.logic import Logic
from twinwheel.criteria.subject import Subject
from twinwheel.matching.bits.bitmaps import Bitmaps, bitmaps
from twinwheel.matching.bits.codes import encode
from twinwheel.matching.bits.kernel import Bits, positions
from twinwheel.matching.bits.program import Program, compile_program
from twinwheel.matching.changes.timeline import DAY, Line, State, days_between, timelines
from twinwheel.matching.one import decide
from twinwheel.matching.plan import Outcome, candidate
from twinwheel.packs import Pack

SCHEMA = pa.schema(
    [
        pa.field("day", pa.date32(), nullable=False),
        pa.field("subject_id", pa.string()),
        pa.field("measure_id", pa.string(), nullable=False),
        pa.field("before", pa.string()),
        pa.field("after", pa.string()),
        pa.field("because", pa.string(), nullable=False),
        pa.field("criteria", pa.list_(pa.string()), nullable=False),
        pa.field("fields", pa.list_(pa.string()), nullable=False),
    ]
)
"""Columns of ``calendar.parquet``. A row without a subject is an event of the measure itself."""

HAVE = (1, 2)  # eligible and needs_review, as numbers of ``_NAMES``: every rule is met
UNKNOWN, INELIGIBLE = 3, 4
_NAMES = pa.array([None, *(each.value for each in Outcome)], pa.string())
CHUNK = 1_500  # bitmaps made at a time: some 50 MB for a batch of 131,072 subjects

Numbers = npt.NDArray[np.uint8]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Event:
    """What happens to a measure: ``in_force``, ``lapsed``, ``superseded``, ``window_opens``, ``window_closes``.

    A window closes on its last day; ``by`` names the measure that replaces this one.
    """

    day: date
    measure: str
    kind: str
    by: str | None = None


@dataclass(frozen=True)
class Why:
    """``because`` is the kind of an event, ``day`` or ``parameter``; of the last two, the criteria that turned and
    the fields those read where they look at the day."""

    because: str
    criteria: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()


@dataclass
class Turned:
    """Subjects that change on one day, by measure and day: how many get it, lose it, or change otherwise."""

    gained: npt.NDArray[np.int64]
    lost: npt.NDArray[np.int64]
    other: npt.NDArray[np.int64]


class Calendar:
    """The days ``first`` to ``last``, both included, each compared with the day before it.

    Raises:
        UsageError: the span is empty or too long.
    """

    def __init__(self, pack: Pack, subject: str, first: date, last: date) -> None:
        self.pack, self.subject = pack, subject
        self.days = days_between(first, last)
        lines = timelines(pack, subject, self.days)
        self.lines: dict[str, Line] = {id: line for id, line in lines.items() if len(line.states) > 1}
        """The measures of which anything can change."""
        self.ids = list(self.lines)
        self._in_force = lines
        shape = len(self.ids), len(self.days)
        self.turned = Turned(*(np.zeros(shape, np.int64) for _ in range(3)))
        self.subjects = 0
        """How many subjects anything changes for."""
        self._whys: dict[Why, int] = {}

    # --- measures ---------------------------------------------------------------------------

    @cached_property
    def events(self) -> tuple[Event, ...]:
        """What happens to measures in the span, by day."""
        found = [*self._validity(), *self._windows()]
        return tuple(sorted(found, key=lambda each: (each.day, each.measure, each.kind)))

    def _validity(self) -> Iterator[Event]:
        for id, line in self.lines.items():
            for before, after in zip(line.states, line.states[1:], strict=False):
                if (before.rules is None) is not (after.rules is None):
                    day = self.days[after.since]
                    yield self._ended(id, day) if after.rules is None else Event(day, id, "in_force")

    def _ended(self, id: str, day: date) -> Event:
        for each in self.pack.measures.values():
            if id in each.supersedes and each.valid.since == day:
                return Event(day, id, "superseded", each.id)
        return Event(day, id, "lapsed")

    def _windows(self) -> Iterator[Event]:
        for id, line in self._in_force.items():
            process = line.spec.process
            for day, kind in ((process.opens, "window_opens"), (process.closes, "window_closes")):
                if day is not None and self.days[1] <= day <= self.days[-1] and line.spec.valid.covers(day):
                    yield Event(day, id, kind)

    def events_for(self, subject: Subject) -> tuple[Event, ...]:
        """The events that concern one subject: of measures it is not plainly ineligible for on that day."""
        return tuple(each for each in self.events if self._concerns(each, subject))

    def _concerns(self, event: Event, subject: Subject) -> bool:
        day = event.day - DAY if event.kind in {"lapsed", "superseded"} else event.day
        found = candidate(event.measure, self.pack.measures[event.measure], self.pack.lowering(day))
        return decide(found, subject, self.pack.vocabulary).outcome is not Outcome.INELIGIBLE

    # --- subjects ---------------------------------------------------------------------------

    @cached_property
    def fields(self) -> frozenset[str]:
        """The fields that rules of measures that can change read."""
        return frozenset().union(*(logic.read_fields(each) for each in self._conditions))

    @cached_property
    def _conditions(self) -> list[Logic]:
        """Every rule of every state, each once."""
        rules = (state.rules or {} for line in self.lines.values() for state in line.states)
        return list(dict.fromkeys(rule for each in rules for rule in each.values()))

    @cached_property
    def _program(self) -> tuple[Program, dict[Logic, int]]:
        program = compile_program(self._conditions)
        return program, dict(zip(self._conditions, program.roots, strict=True))

    def tables(self, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.Table]:
        """The changes of some subjects, a table per batch: in the order of the register, then by day and measure."""
        for batch in batches:
            yield self._table(batch)

    def _table(self, table: pa.RecordBatch) -> pa.Table:
        found: list[tuple[int, int, Ints, Numbers, Numbers, Ints]] = []
        if self.lines:
            codes = encode(compiled := self._program[0], Batch(table))
            for piece in self._pieces:
                bits = bitmaps(compiled, piece.groups, codes)
                for measure, before, after in piece.steps:
                    found += self._step(measure, before, after, bits, piece)
        if not found:
            return SCHEMA.empty_table()
        lengths = [len(each[2]) for each in found]
        measures = np.repeat([each[0] for each in found], lengths)
        on = np.repeat([each[1] for each in found], lengths)
        rows = np.concatenate([each[2] for each in found])
        was, now = np.concatenate([each[3] for each in found]), np.concatenate([each[4] for each in found])
        why = np.concatenate([each[5] for each in found])
        self.subjects += len(np.unique(rows))
        order = np.lexsort((measures, on, rows))
        whys = list(self._whys)
        picked = pa.array(why[order])
        columns = [
            pa.array(self.days, pa.date32()).take(pa.array(on[order])),
            table.column("subject_id").take(pa.array(rows[order])).cast(pa.string()),
            pa.array(self.ids, pa.string()).take(pa.array(measures[order])),
            _NAMES.take(pa.array(was[order])),
            _NAMES.take(pa.array(now[order])),
            pa.array([each.because for each in whys], pa.string()).take(picked),
            pa.array([list(each.criteria) for each in whys], pa.list_(pa.string())).take(picked),
            pa.array([list(each.fields) for each in whys], pa.list_(pa.string())).take(picked),
        ]
        return pa.Table.from_arrays(columns, schema=SCHEMA)

    def events_table(self, events: Sequence[Event]) -> pa.Table:
        """The events of the measures in the form of :meth:`tables`; ``after`` names what replaces a measure."""
        rows: list[dict[str, object]] = [
            {
                "day": each.day,
                "measure_id": each.measure,
                "because": each.kind,
                "criteria": [],
                "fields": [],
                "after": each.by,
            }
            for each in events
        ]
        return pa.Table.from_pylist(rows, schema=SCHEMA)

    @cached_property
    def _pieces(self) -> list[_Piece]:
        """The steps from one state to the next, in pieces of so many bitmaps that memory stays flat."""
        roots = self._program[1]
        pieces = [_Piece(roots)]
        for number, line in enumerate(self.lines.values()):
            for before, after in zip(line.states, line.states[1:], strict=False):
                if len(pieces[-1].groups) > CHUNK:
                    pieces.append(_Piece(roots))
                pieces[-1].add(number, before, after)
        return pieces

    def _step(
        self, measure: int, before: State, after: State, bits: Bitmaps, piece: _Piece
    ) -> Iterator[tuple[int, int, Ints, Numbers, Numbers, Ints]]:
        """Subjects for which one measure is another outcome in the next state."""
        was, now = ((self._rails(piece, bits, state)) for state in (before, after))
        news = np.zeros(0, np.uint8)
        if was is not None and now is not None:
            news = (was[0] ^ now[0]) | (was[1] ^ now[1])
        elif (only := was if now is None else now) is not None:
            news = only[1]  # nobody had it and nobody has it: that is no news
        if not news.any():
            return
        rows = positions(news, bits.rows)
        human = self.lines[self.ids[measure]].human
        one, other = (_outcomes(rails, rows, human) for rails in (was, now))
        self._count(measure, after.since, one, other)
        yield measure, after.since, rows, one, other, self._reasons(measure, before, after, rows, bits, piece)

    def _rails(self, piece: _Piece, bits: Bitmaps, state: State) -> tuple[Bits, Bits] | None:
        if state.rules is None:
            return None
        group = piece.group(tuple(state.rules.values()))
        return bits.sure[group], bits.possible[group]

    def _count(self, measure: int, day: int, was: Numbers, now: Numbers) -> None:
        had, has = np.isin(was, HAVE), np.isin(now, HAVE)
        gained, lost = int((has & ~had).sum()), int((had & ~has).sum())
        self.turned.gained[measure, day] += gained
        self.turned.lost[measure, day] += lost
        self.turned.other[measure, day] += len(was) - gained - lost

    def _reasons(
        self, measure: int, before: State, after: State, rows: Ints, bits: Bitmaps, piece: _Piece
    ) -> Ints:
        """For each row the number of its :class:`Why`."""
        if before.rules is None or after.rules is None:
            kind = "in_force"
            if after.rules is None:
                kind = self._ended(self.ids[measure], self.days[after.since]).kind
            return np.full(len(rows), self._why(Why(kind)))
        altered = [id for id, rule in after.rules.items() if before.rules[id] != rule]
        turned = np.stack(
            [
                _differ(bits, piece.group((before.rules[id],)), piece.group((after.rules[id],)), rows)
                for id in altered
            ]
        )
        patterns, which = np.unique(turned, axis=1, return_inverse=True)
        numbers = []
        for pattern in patterns.T:
            criteria = [id for id, bit in zip(altered, pattern, strict=True) if bit]
            fields = {name for id in criteria for name in _looked_at(before.rules[id], after.rules[id])}
            kind = "parameter" if after.parameters & set(criteria) else "day"
            numbers.append(self._why(Why(kind, tuple(criteria), tuple(sorted(fields)))))
        return np.array(numbers)[which.ravel()]

    def _why(self, why: Why) -> int:
        return self._whys.setdefault(why, len(self._whys))


class _Piece:
    """Some steps and the bitmaps they need: one of each state, and one of each rule that is another one."""

    def __init__(self, roots: dict[Logic, int]) -> None:
        self.roots = roots
        self.steps: list[tuple[int, State, State]] = []
        self.groups: list[tuple[int, ...]] = []
        self._numbers: dict[tuple[Logic, ...], int] = {}

    def add(self, measure: int, before: State, after: State) -> None:
        self.steps.append((measure, before, after))
        for state, other in ((before, after), (after, before)):
            if state.rules is not None:
                self._needed(tuple(state.rules.values()))
                for id, rule in state.rules.items():
                    if other.rules is not None and other.rules[id] != rule:
                        self._needed((rule,))

    def group(self, rules: tuple[Logic, ...]) -> int:
        """Which bitmap is that of some rules together."""
        return self._numbers[rules]

    def _needed(self, rules: tuple[Logic, ...]) -> None:
        if rules not in self._numbers:
            self._numbers[rules] = len(self.groups)
            self.groups.append(tuple(self.roots[each] for each in rules))


def _outcomes(rails: tuple[Bits, Bits] | None, rows: Ints, human: bool) -> Numbers:
    """Numbers of ``_NAMES`` for some rows."""
    if rails is None:
        return np.zeros(len(rows), np.uint8)
    sure, possible = (_bit(bits, rows) for bits in rails)
    return np.where(sure, HAVE[human], np.where(possible, UNKNOWN, INELIGIBLE)).astype(np.uint8)


def _differ(bits: Bitmaps, one: int, other: int, rows: Ints) -> npt.NDArray[np.bool_]:
    found: npt.NDArray[np.bool_] = _bit(bits.sure[one] ^ bits.sure[other], rows) | _bit(
        bits.possible[one] ^ bits.possible[other], rows
    )
    return found


def _bit(bits: Bits, rows: Ints) -> npt.NDArray[np.bool_]:
    found: npt.NDArray[np.bool_] = (bits[rows >> 3] >> (rows & 7).astype(np.uint8) & 1).view(bool)
    return found


def _looked_at(before: Logic, after: Logic) -> frozenset[str]:
    """The fields of the atoms that are others than the day before."""
    return frozenset(
        name
        for atom in set(logic.atoms(before)) ^ set(logic.atoms(after))
        for name in logic.read_fields(atom)
    )
