"""What a run decides otherwise than an earlier one, and why; only what can have changed is decided anew.

A pair of subject and measure is looked at where a value the rules read differs, where the measure's lowered
rules or amounts differ (its text, a parameter, a definition, or the day moved), and where subject or measure were
not there before or are there no more. Both sides are decided from what they were made of, so that the decisions of
the earlier run, put right by the changes, are those of a full run.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from twinwheel.errors import UsageError
from twinwheel.matching import amount
from twinwheel.matching.changes.align import Alignment, Pairs, differs, ends
from twinwheel.matching.changes.basis import Basis, columns_of
from twinwheel.matching.changes.causes import Cause, Versions, named_by, same
from twinwheel.matching.changes.decided import OUTCOMES, Bits, Decided, decided
from twinwheel.matching.changes.reasons import REASONS, Change, Reasons, reasons
from twinwheel.matching.plan import Candidate, Outcome, Plan
from twinwheel.matching.plan import plan as make_plan
from twinwheel.matching.run import decimals
from twinwheel.messages import message
from twinwheel.packs.model import MeasureSpec
from twinwheel.registers.advance import Advance, ignore
from twinwheel.registers.register import Register

SCHEMA = pa.schema(
    [
        pa.field("subject_id", pa.string(), nullable=False),
        pa.field("measure_id", pa.string(), nullable=False),
        pa.field("outcome_before", pa.string()),
        pa.field("outcome_after", pa.string()),
        pa.field("amount_yuan_before", pa.decimal128(20, 2)),
        pa.field("amount_yuan_after", pa.decimal128(20, 2)),
        pa.field("reasons", REASONS, nullable=False),
    ]
)
"""Columns of ``changes.parquet``; other programs rely on them."""

HAVE = (Outcome.ELIGIBLE, Outcome.NEEDS_REVIEW)
"""What counts as having a measure: every rule is met."""

_NAMES = pa.array([None if each is None else each.value for each in OUTCOMES], pa.string())


@dataclass
class Tally:
    """The changes of one measure. ``fen`` is what its known amounts of eligible subjects add up to more."""

    gained: int = 0
    lost: int = 0
    other: int = 0
    fen: int = 0
    outcomes: Counter[tuple[Outcome | None, Outcome | None]] = field(default_factory=Counter)

    @property
    def amount_yuan(self) -> Decimal:
        return amount.yuan(self.fen)


@dataclass
class Totals:
    """What an update found. ``kinds`` counts changed pairs by the kinds of reason they have."""

    measures: dict[str, Tally] = field(default_factory=dict)
    kinds: Counter[str] = field(default_factory=Counter)
    pairs: int = 0
    subjects: int = 0
    new: int = 0
    removed: int = 0
    changed: int = 0
    decided: int = 0
    """How many pairs were decided anew to find that."""


@dataclass(frozen=True)
class _Part:
    """Changed rows of one measure."""

    measure: int
    rows: npt.NDArray[np.int64]
    was: Decided
    now: Decided
    why: Reasons


class Update:
    """An earlier run brought up to another register, pack or day.

    Raises:
        UsageError: the register holds another type of subject.
    """

    def __init__(self, basis: Basis, plan: Plan, register: Register, *, ineligible: bool = False) -> None:
        if basis.register.subject != plan.subject:
            what = message(
                "the earlier run decided about {one}, this register holds {other}",
                one=basis.register.subject,
                other=plan.subject,
            )
            raise UsageError(what, message("Compare runs about one type of subject."))
        self.before = make_plan(basis.pack, plan.subject, basis.as_of)
        self.after = plan
        self.ineligible = ineligible
        self.fields = sorted(basis.fields)
        self.totals = Totals()
        fields = basis.fields.union(*(named_by(plan, each.spec) for each in plan.candidates))
        self._alignment = Alignment(
            basis.register,
            register,
            columns_of(basis.register, basis.fields),
            columns_of(register, fields),
            basis.fields,
        )
        self._old, self._new = ({each.id: each for each in p.candidates} for p in (self.before, self.after))
        self.ids = [*self._new, *(id for id in self._old if id not in self._new)]
        self._alike = {id for id in self._new.keys() & self._old.keys() if same(self._old[id], self._new[id])}
        self._versions: dict[str, Versions] = {}

    # Which measures are decided about whom.

    @cached_property
    def kept(self) -> tuple[str, ...]:
        """Measures that decide as before."""
        return tuple(id for id in self.ids if id in self._alike)

    @cached_property
    def altered(self) -> tuple[str, ...]:
        """Measures in force then and now that do not decide as before."""
        return tuple(id for id in self._new if id in self._old and id not in self._alike)

    @cached_property
    def begun(self) -> tuple[str, ...]:
        """Measures that were not in force."""
        return tuple(id for id in self._new if id not in self._old)

    @cached_property
    def ended(self) -> tuple[str, ...]:
        """Measures that are in force no more."""
        return tuple(id for id in self._old if id not in self._new)

    def tables(self, advance: Advance = ignore) -> Iterator[pa.Table]:
        """The changes, in the order of the register, then of the measures; subjects that are gone come last."""
        done = 0
        for pairs in self._alignment.pairs(all_rows=bool(self.altered or self.begun or self.ended)):
            parts = [*self._common(pairs), *self._arrived(pairs)]
            self.totals.new += len(pairs.new)
            yield self._table(pairs.batch.column(0), parts)
            advance(pairs.batch.num_rows)
            done += pairs.batch.num_rows
        advance(self._alignment.after.rows - done)
        for batch in self._alignment.gone():
            self.totals.removed += batch.num_rows
            yield self._table(batch.column(0), self._left(batch))

    def _common(self, pairs: Pairs) -> Iterator[_Part]:
        """Subjects that both registers hold."""
        if not len(pairs.common):
            return
        every = len(pairs.common) == pairs.batch.num_rows
        old, new = pairs.old, pairs.batch if every else pairs.batch.take(pa.array(pairs.common))
        unlike = {
            name: differs(name, old, new)
            for name in self.fields
            if pairs.unlike is None or not pairs.unlike.isdisjoint(ends(name))
        }
        touched = np.flatnonzero(np.logical_or.reduce(list(unlike.values()))) if unlike else pairs.common[:0]
        self.totals.changed += len(touched)
        picked = pa.array(touched)
        some = {name: bits[touched] for name, bits in unlike.items()}
        if len(touched):
            yield from self._compared(
                self.kept, old.take(picked), new.take(picked), some, pairs.common[touched]
            )
        yield from self._compared(self.altered, old, new, unlike, pairs.common)
        yield from self._one_sided(self.begun, new, pairs.common, began=True)
        yield from self._one_sided(self.ended, old, pairs.common, began=False)

    def _compared(
        self,
        ids: Sequence[str],
        old: pa.RecordBatch,
        new: pa.RecordBatch,
        unlike: dict[str, Bits],
        rows: npt.NDArray[np.int64],
    ) -> Iterator[_Part]:
        before, after = (
            self._decided(self._old, ids, self.before, old),
            self._decided(self._new, ids, self.after, new),
        )
        for id, was, now in zip(ids, before, after, strict=True):
            here = np.flatnonzero(was.differs(now))
            if not len(here):
                continue
            picked = pa.array(here)
            change = Change(
                self._old[id],
                self._new[id],
                None if id in self._alike else self._versions_of(id),
                self.before,
                self.after,
                old.take(picked),
                new.take(picked),
                {name: bits[here] for name, bits in unlike.items()},
                was.taken(here),
            )
            yield _Part(self.ids.index(id), rows[here], was.taken(here), now.taken(here), reasons(change))

    def _one_sided(
        self, ids: Sequence[str], batch: pa.RecordBatch, rows: npt.NDArray[np.int64], *, began: bool
    ) -> Iterator[_Part]:
        """Measures that decide about subjects they did not, or no more decide about them."""
        side, plan = (self._new, self.after) if began else (self._old, self.before)
        for id, found in zip(ids, self._decided(side, ids, plan, batch), strict=True):
            why = self._begun(id) if began else self._ended(id)
            yield from self._shown(id, rows, found, why, began=began)

    def _arrived(self, pairs: Pairs) -> Iterator[_Part]:
        if len(pairs.new):
            batch = pairs.batch.take(pa.array(pairs.new))
            for id, found in zip(
                self._new, self._decided(self._new, list(self._new), self.after, batch), strict=True
            ):
                yield from self._shown(id, pairs.new, found, Cause("subject_new"), began=True)

    def _left(self, batch: pa.RecordBatch) -> Iterator[_Part]:
        rows = np.arange(batch.num_rows)
        for id, found in zip(
            self._old, self._decided(self._old, list(self._old), self.before, batch), strict=True
        ):
            yield from self._shown(id, rows, found, Cause("subject_removed"), began=False)

    def _shown(
        self, id: str, rows: npt.NDArray[np.int64], found: Decided, why: Cause, *, began: bool
    ) -> Iterator[_Part]:
        """Nobody had it and nobody has it: that is no news, unless every row is asked for."""
        here = np.arange(len(rows)) if self.ineligible else np.flatnonzero(~found.is_(Outcome.INELIGIBLE))
        if len(here):
            none, some = Decided.absent(len(here)), found.taken(here)
            was, now = (none, some) if began else (some, none)
            yield _Part(self.ids.index(id), rows[here], was, now, Reasons.all([why], len(here)))

    def _decided(
        self, side: dict[str, Candidate], ids: Sequence[str], plan: Plan, batch: pa.RecordBatch
    ) -> list[Decided]:
        self.totals.decided += len(ids) * batch.num_rows
        return decided(self._only(plan, tuple(side[id] for id in ids)), batch)

    def _only(self, plan: Plan, candidates: tuple[Candidate, ...]) -> Plan:
        """A plan with some of its measures; kept, because it compiles its program once."""
        key = (plan is self.after, tuple(each.id for each in candidates))
        if key not in self._plans:
            self._plans[key] = replace(plan, candidates=candidates)
        return self._plans[key]

    @cached_property
    def _plans(self) -> dict[tuple[bool, tuple[str, ...]], Plan]:
        return {}

    def _versions_of(self, id: str) -> Versions:
        if id not in self._versions:
            self._versions[id] = Versions.of(id, self.before, self.after)
        return self._versions[id]

    # Why a measure is in force, or no more.

    def _begun(self, id: str) -> Cause:
        """Why a measure is in force that was not."""
        old, new = self.before.pack.measures.get(id), self.after.pack.measures[id]
        if old is None:
            return Cause("measure_new", None, None, None, _days(new))
        return Cause("in_force", None, None, _days(old), _days(new))

    def _ended(self, id: str) -> Cause:
        """Why a measure is in force no more."""
        old, new = self.before.pack.measures[id], self.after.pack.measures.get(id)
        if new is None:
            return Cause("measure_removed", None, None, _days(old), None)
        successors = [
            each.id
            for each in self.after.pack.measures.values()
            if id in each.supersedes and (each.valid.since is None or each.valid.since <= self.after.as_of)
        ]
        if successors and new.valid.covers(self.after.as_of):
            return Cause("superseded", None, None, _days(old), successors[0])
        return Cause("lapsed", None, None, _days(old), _days(new))

    # Tables and sums.

    def _table(self, subjects: pa.Array, found: Iterator[_Part] | list[_Part]) -> pa.Table:
        parts = list(found)
        if not parts:
            return SCHEMA.empty_table()
        self._count(parts)
        rows = np.concatenate([part.rows for part in parts])
        self.totals.subjects += len(np.unique(rows))
        lengths = [len(part.rows) for part in parts]
        measure = np.repeat([part.measure for part in parts], lengths)
        order = np.lexsort((measure, rows))
        was, now = ([getattr(part, side) for part in parts] for side in ("was", "now"))
        columns = [
            subjects.take(pa.array(rows[order])).cast(pa.string()),
            pa.array(self.ids, pa.string()).take(pa.array(measure[order])),
            *(
                _NAMES.take(pa.array(np.concatenate([each.outcome for each in side])[order]))
                for side in (was, now)
            ),
            *(
                decimals(
                    np.concatenate([each.fen for each in side])[order],
                    np.concatenate([each.known for each in side])[order],
                )
                for side in (was, now)
            ),
            _reasons_column(parts).take(pa.array(order)),
        ]
        return pa.Table.from_arrays(columns, schema=SCHEMA)

    def _count(self, parts: Sequence[_Part]) -> None:
        totals = self.totals
        for part in parts:
            tally = totals.measures.setdefault(self.ids[part.measure], Tally())
            had, has = part.was.is_(*HAVE), part.now.is_(*HAVE)
            gained, lost = int((has & ~had).sum()), int((had & ~has).sum())
            tally.gained += gained
            tally.lost += lost
            tally.other += len(part.rows) - gained - lost
            totals.pairs += len(part.rows)
            for side, sign in ((part.now, 1), (part.was, -1)):
                tally.fen += sign * amount.added(side.fen[side.is_(Outcome.ELIGIBLE)])
            both = 8 * part.was.outcome.astype(np.int64) + part.now.outcome
            for code, number in enumerate(np.bincount(both)):
                if number:
                    tally.outcomes[OUTCOMES[code // 8], OUTCOMES[code % 8]] += int(number)
            uses = np.bincount(part.why.which, minlength=len(part.why.lists))
            for reasons_, number in zip(part.why.lists, uses, strict=True):
                for kind in {str(each["kind"]) for each in reasons_}:
                    totals.kinds[kind] += int(number)


def _reasons_column(parts: Sequence[_Part]) -> pa.Array:
    lists: list[list[dict[str, str | None]]] = []
    which = []
    for part in parts:
        which.append(part.why.which + len(lists))
        lists += part.why.lists
    return pa.array(lists, REASONS).take(pa.array(np.concatenate(which)))


def _days(spec: MeasureSpec) -> str:
    """The days a measure is in force: 2023-01-01/2027-12-31, an open end as two dots (ISO 8601)."""
    since, until = (".." if day is None else day.isoformat() for day in (spec.valid.since, spec.valid.until))
    return f"{since}/{until}"
