"""Why a decision is not what it was: the causes it needs, and the verdicts that turned by them.

Every cause is tried: the measure is decided once more with that one left as it is and all others taken back.
Where the decision is then as before, that cause is not needed. What is left restores the decision when it is
taken back, and with any one of it left as it is does not.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from twinwheel.criteria.subject import Band
from twinwheel.criteria.values import from_column
from twinwheel.matching.changes.align import ends, mixed
from twinwheel.matching.changes.basis import read_by
from twinwheel.matching.changes.causes import Cause, Versions, moved_parameters
from twinwheel.matching.changes.decided import VERDICTS, Bits, Decided, decided, verdicts_of
from twinwheel.matching.plan import Candidate, Plan
from twinwheel.matching.ways.advice import plain

REASON = pa.struct(
    [
        pa.field("kind", pa.string(), nullable=False),
        pa.field("criterion", pa.string()),
        pa.field("field", pa.string()),
        pa.field("before", pa.string()),
        pa.field("after", pa.string()),
    ]
)
REASONS = pa.list_(REASON)

Lists = Sequence[list[dict[str, str | None]]]


@dataclass(frozen=True)
class Reasons:
    """For every row one of some lists of reasons: ``lists[which[row]]``."""

    which: npt.NDArray[np.int64]
    lists: Lists

    @classmethod
    def all(cls, causes: Sequence[Cause], rows: int) -> Reasons:
        """The same for every row."""
        return cls(np.zeros(rows, np.int64), [[asdict(each) for each in causes]])


@dataclass(frozen=True)
class Change:
    """Rows of one measure whose decision changed: their values then and now, and which fields differ.

    ``versions`` is None where the measure itself is the same.
    """

    before: Candidate
    after: Candidate
    versions: Versions | None
    plan_before: Plan
    plan: Plan
    old: pa.RecordBatch
    new: pa.RecordBatch
    unlike: Mapping[str, Bits]
    was: Decided


def reasons(change: Change) -> Reasons:
    """Why, for every row."""
    rules = change.versions.causes if change.versions else ()
    read = read_by([change.before, change.after])
    fields = [name for name, bits in change.unlike.items() if name in read and bits.any()]
    causes = (*rules, *(Cause("field", None, name) for name in fields))
    needed = np.ones((len(causes), change.new.num_rows), bool)
    for position, name in enumerate(fields, len(rules)):
        needed[position] = change.unlike[name]
    if not _retyped(change, read):
        _reduce(change, causes, needed)
    return _told(change, causes, needed)


def _retyped(change: Change, read: frozenset[str]) -> bool:
    """A field with another type or unit than before: its old values mean nothing to the rules of today."""
    old, new = (plan.pack.vocabulary.fields for plan in (change.plan_before, change.plan))
    both = read & old.keys() & new.keys()
    return any((old[name].kind, old[name].unit) != (new[name].kind, new[name].unit) for name in both)


def _reduce(change: Change, causes: Sequence[Cause], needed: npt.NDArray[np.bool_]) -> None:
    """Clear the bits of causes a row can do without, one cause after the other, until none is left."""
    todo = np.ones(change.new.num_rows, bool)
    while todo.any():
        before = needed.copy()
        for position in range(len(causes)):
            rows = np.flatnonzero(todo & needed[position] & (needed.sum(axis=0) > 1))
            if len(rows):
                trial = needed[:, rows]
                trial[position] = False
                needed[position, rows[_restored(change, causes, trial, rows)]] = False
        todo = (before != needed).any(axis=0)


def _restored(
    change: Change, causes: Sequence[Cause], back: npt.NDArray[np.bool_], rows: npt.NDArray[np.int64]
) -> Bits:
    """Rows whose decision is as before once some causes are taken back."""
    found = np.zeros(len(rows), bool)
    rules = [number for number, each in enumerate(causes) if each.kind != "field"]
    patterns, which = np.unique(back[rules], axis=1, return_inverse=True)
    for number, pattern in enumerate(patterns.T):
        here = np.flatnonzero(which.ravel() == number)
        candidate = change.after
        if change.versions:
            taken = frozenset(causes[rule] for rule, bit in zip(rules, pattern, strict=True) if bit)
            made = change.versions.with_(taken)
            if made is None:
                continue
            candidate = made
        picked = pa.array(rows[here])
        values = mixed(
            change.old.take(picked),
            change.new.take(picked),
            {
                str(each.field): back[position, here]
                for position, each in enumerate(causes)
                if each.kind == "field"
            },
        )
        (again,) = decided(replace(change.plan, candidates=(candidate,)), values)
        found[here] = ~again.differs(change.was.taken(rows[here]))
    return found


# --- telling --------------------------------------------------------------------------------


def _told(change: Change, causes: Sequence[Cause], needed: npt.NDArray[np.bool_]) -> Reasons:
    """Rows that need the same causes and have the same verdicts share a list, unless values stand in it."""
    sides = (change.before, change.old), (change.after, change.new)
    verdicts = [
        dict(zip([r.spec.id for r in c.rules], verdicts_of(c.rules, t), strict=True)) for c, t in sides
    ]
    criteria = list(dict.fromkeys([*verdicts[1], *verdicts[0]]))
    none = np.zeros(change.new.num_rows, np.uint8)
    turned = [side.get(id, none) for id in criteria for side in verdicts]
    patterns, which = np.unique(np.stack([*needed, *turned]), axis=1, return_inverse=True)
    which = which.ravel()
    lists = [_pattern(change, causes, criteria, pattern) for pattern in patterns.T]
    fields = [number for number, each in enumerate(causes) if each.kind == "field"]
    valued = np.flatnonzero(needed[fields].any(axis=0)) if fields else np.zeros(0, np.int64)
    if not len(valued):
        return Reasons(which, lists)
    names = frozenset(str(causes[number].field) for number in fields)
    old, new = (_texts(batch, names, valued) for batch in (change.old, change.new))
    result = list(lists)
    which = which.copy()
    for row, then, now in zip(valued, old, new, strict=True):
        result.append(
            [
                {**each, "before": then[str(each["field"])], "after": now[str(each["field"])]}
                if each["kind"] == "field"
                else each
                for each in lists[which[row]]
            ]
        )
        which[row] = len(result) - 1
    return Reasons(which, result)


def _pattern(
    change: Change, causes: Sequence[Cause], criteria: Sequence[str], pattern: npt.NDArray[np.uint8]
) -> list[dict[str, str | None]]:
    """The causes, the subject's own first, then the verdicts that turned."""
    needed = [cause for cause, bit in zip(causes, pattern, strict=False) if bit]
    if change.versions and any(each.kind == "day" for each in needed):
        known = {each.field for each in needed if each.kind == "parameter"}
        needed += [each for each in moved_parameters(change.versions) if each.field not in known]
    needed.sort(key=lambda each: each.kind != "field")
    verdicts = pattern[len(causes) :].reshape(-1, 2)
    turned = [
        Cause("verdict", id, None, VERDICTS[was], VERDICTS[now])
        for id, (was, now) in zip(criteria, verdicts, strict=True)
        if was != now
    ]
    return [asdict(each) for each in (*needed, *turned)]


def _texts(
    batch: pa.RecordBatch, fields: frozenset[str], rows: npt.NDArray[np.int64]
) -> list[dict[str, str | None]]:
    """Values as text: numbers without needless digits, days as 2026-11-21, lists and bands as JSON; null: not known."""
    names = [name for field in sorted(fields) for name in ends(field) if name in batch.schema.names]
    found = batch.select(names).take(pa.array(rows)).to_pylist() if names else [{}] * len(rows)
    return [{field: _text(row, field) for field in fields} for row in found]


def _text(row: Mapping[str, object], field: str) -> str | None:
    value, low, high = (row.get(name) for name in ends(field))
    if value is None and isinstance(low, float) and isinstance(high, float):
        value = Band(low, high)
    shown = plain(from_column(value)) if not isinstance(value, Band) else plain(value)
    return shown if shown is None or isinstance(shown, str) else json.dumps(shown, ensure_ascii=False)
