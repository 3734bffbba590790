"""A synthetic register: a pack, a number and a seed go in; plausible subjects that do not exist come out.

The same pack, number and seed give the same bytes. Every block of rows and every field has a random stream
of its own, so memory is bounded and a new field in the pack leaves the others as they were. Fields that
follow from others (definitions) are left to be computed.
"""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Iterator
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from twinwheel.criteria import tree
from twinwheel.criteria.parse import parse
from twinwheel.packs import Pack
from twinwheel.packs.model import FieldSpec
from twinwheel.registers import canonical, uscc
from twinwheel.registers.advance import Advance, ignore
from twinwheel.registers.columns import SUBJECT_ID, SUBJECT_NAME, subject_of
from twinwheel.registers.convert import arrow_type, canonical_schema
from twinwheel.registers.sample_knowledge import (
    ALWAYS,
    CHANCES,
    DATES,
    MEDIANS,
    MIDDLES,
    NUMBERS,
    SECTORS,
    TITLES,
    WEIGHTS,
    Enterprise,
)
from twinwheel.registers.sample_places import Places
from twinwheel.replacing import replacing

BLOCK = canonical.ROW_GROUP
BANDS = np.array([0, 10, 20, 50, 100, 200, 300, 500, 1_000, 2_000, 5_000, 10_000, 40_000, 80_000, 400_000])
BAND_SHARE = 0.05  # of the cells of a field that may be a band
WHOLE_GROUP = 0.25  # of what is missing is missing with its whole group of fields

Bools = npt.NDArray[np.bool_]


def write_sample(
    pack: Pack, path: Path | str, n: int, *, subject: str | None = None, seed: int = 7, missing: float = 0.1,
    as_of: date | None = None, advance: Advance = ignore,
) -> tuple[int, int]:  # fmt: skip
    """Write ``n`` synthetic subjects to ``path`` as canonical Parquet; ``-`` is standard output.

    ``missing`` is the share of cells left empty; no date is later than ``as_of`` (else the pack's day of
    review). ``advance`` is told the rows of each block that is done. Returns the number of subjects and of fields.

    Raises:
        UsageError: the pack has no such subject type.
        OutputError: ``path`` cannot be written.
    """
    maker = _Maker(pack, subject_of(pack, subject), seed, missing, as_of or pack.info.reviewed)
    with replacing(path) as target, canonical.writer(target, maker.schema, pack, maker.subject) as out:
        for start in range(0, n, BLOCK):
            rows = min(BLOCK, n - start)
            out.write_batch(maker.block(start, rows), BLOCK)
            advance(rows)
    return n, len(maker.fields)


def fields_drawn(pack: Pack, subject: str) -> dict[str, FieldSpec]:
    """The fields a sample has: what the measures of this subject come down to, and the usual identity."""
    texts = [
        each.when for measure in pack.measures_of(subject).values() for each in measure.criteria if each.when
    ]
    for measure in pack.measures_of(subject).values():
        for benefit in measure.benefit:
            if amount := benefit.amount:
                texts += [
                    each
                    for each in (amount.base, amount.rate, amount.floor, amount.cap)
                    if isinstance(each, str)
                ]
    read = frozenset(name for text in texts for name in tree.names(parse(text)))
    wanted = pack.vocabulary.inputs(read) | set(ALWAYS)
    return {
        name: spec
        for name, spec in pack.fields_of(subject).items()
        if name in wanted and name not in pack.definitions
    }


class _Maker:
    """Everything that stays the same from block to block."""

    def __init__(self, pack: Pack, subject: str, seed: int, missing: float, as_of: date) -> None:
        self.pack, self.subject, self.seed, self.missing = pack, subject, seed, missing
        self.fields = fields_drawn(pack, subject)
        self.schema = canonical_schema([(SUBJECT_ID, None), (SUBJECT_NAME, None), *self.fields.items()])
        self.today = (as_of - date(1970, 1, 1)).days
        self.places = Places(pack, self.mentions)
        self.group_of = {name: id for id, group in pack.groups.items() for name in group.fields}

    @cached_property
    def mentions(self) -> Counter[str]:
        """How many criteria name each value. What measures ask for is what a zone is full of."""
        found: Counter[str] = Counter()
        for measure in self.pack.measures.values():
            for criterion in measure.criteria:
                if criterion.when:
                    nodes = tree.walk(parse(criterion.when))
                    found.update(
                        {
                            str(n.value)
                            for n in nodes
                            if isinstance(n, tree.Literal) and isinstance(n.value, str)
                        }
                    )
        return found

    def block(self, start: int, n: int) -> pa.RecordBatch:
        drawn = _Drawn(self, start // BLOCK, n)
        arrays = {SUBJECT_ID: self._ids(start, n), SUBJECT_NAME: self._names(start, n)}
        for name, spec in self.fields.items():
            for end, array in zip(("", "[min]", "[max]"), drawn.field(name, spec), strict=False):
                arrays[name + end] = array
        return pa.RecordBatch.from_arrays([arrays[name] for name in self.schema.names], schema=self.schema)

    def _ids(self, start: int, n: int) -> pa.Array:
        numbers = range(start + 1, start + n + 1)
        if self.pack.subjects[self.subject].key != uscc.HEADING:
            return pa.array([f"{self.subject}-{number:07d}" for number in numbers])
        # 000000 is no place in China, so such a code is valid and can be nobody's.
        return pa.array([uscc.complete(f"91000000{number:08d}") for number in numbers])

    def _names(self, start: int, n: int) -> pa.Array:
        label = self.pack.subjects[self.subject].label.zh
        after = "号科技有限公司" if self.pack.subjects[self.subject].key == uscc.HEADING else f"号{label}"
        return pa.array([f"示例{number:07d}{after}" for number in range(start + 1, start + n + 1)])


class _Drawn:
    """One block of subjects."""

    def __init__(self, maker: _Maker, number: int, n: int) -> None:
        self.maker, self.number, self.n = maker, number, n
        self.enterprise = Enterprise(self.rng, n)
        self.gone = {
            id: self.rng(f"group {id}").random(n) < WHOLE_GROUP * maker.missing for id in maker.pack.groups
        }
        self.place = maker.places.draw(self.rng, n)

    def rng(self, name: str) -> np.random.Generator:
        """The random stream of a name."""
        key = zlib.crc32(f"{self.maker.subject} {name}".encode())
        return np.random.default_rng([self.maker.seed, self.number, key])

    def field(self, name: str, spec: FieldSpec) -> Iterator[pa.Array]:
        """The column of a field, and its two ends where it may be a band."""
        alone = (1 - WHOLE_GROUP) * self.maker.missing / max(1e-9, 1 - WHOLE_GROUP * self.maker.missing)
        gone = self.gone[self.maker.group_of[name]] | (self.rng(f"missing {name}").random(self.n) < alone)
        if self.maker.missing >= 1:
            gone[:] = True
        match spec.type:
            case "number" | "ratio":
                yield from self._numbers(name, spec, gone)
            case "date":
                days = self._known(DATES, name)
                if days is None:
                    days = self.rng(name).integers(0, 5 * 365, self.n)
                dates = np.maximum(self.maker.today - days.astype(np.int64), _day(spec.min, -25_567))
                yield pa.array(dates.astype(np.int32), mask=gone).cast(pa.date32())
            case "bool":
                chance = CHANCES.get(name, 0.3)
                if isinstance(chance, tuple):
                    yield pa.array(
                        self.rng(name).random(self.n) < chance[0] + chance[1] * self.enterprise.tech,
                        mask=gone,
                    )
                else:
                    yield pa.array(self.rng(name).random(self.n) < chance, mask=gone)
            case "code":
                yield self._code(name, spec, gone)
            case "codes":
                yield self._codes(name, spec, gone)
            case "text":
                yield pa.array(np.full(self.n, "示例"), mask=gone).cast(pa.string())

    def _known(self, table: dict[str, Any], name: str) -> npt.NDArray[Any] | None:
        """What the world's knowledge says of a field of an enterprise."""
        if name not in table or "从业人数" not in self.maker.fields:
            return None
        return np.asarray(table[name](self.enterprise))

    def _numbers(self, name: str, spec: FieldSpec, gone: Bools) -> Iterator[pa.Array]:
        values = self._known(NUMBERS, name)
        if values is None:
            values = _any_numbers(
                self.rng(name), spec, self.n, MIDDLES.get(name, MEDIANS.get(spec.unit or "", 10))
            )
        places = 0 if spec.integer else 4 if spec.type == "ratio" else 2
        low, high = _bound(spec.min, -1e12), _bound(spec.max, 1e12)
        numbers = np.clip(np.round(values.astype(np.float64), places), low, high) + 0.0
        gone = gone | np.isnan(numbers)
        if not spec.band:
            yield pa.array(numbers, mask=gone)
            return
        banded = ~gone & (self.rng(f"band {name}").random(self.n) < BAND_SHARE) & (numbers >= 0)
        at = np.searchsorted(BANDS, numbers, side="right")
        ends = np.append(BANDS[1:], np.inf)[at - 1] - (1 if spec.integer else 0)
        yield pa.array(numbers, mask=gone | banded)
        yield pa.array(np.where(banded, BANDS[at - 1], 0.0).astype(np.float64), mask=~banded)
        yield pa.array(np.where(banded, ends, 0.0), mask=~banded)

    def _code(self, name: str, spec: FieldSpec, gone: Bools) -> pa.Array:
        values = _values(self.maker.pack, spec)
        if not values:
            return pa.array(np.full(self.n, "示例"), mask=gone).cast(pa.string())
        if (place := self.place.get(spec.codes or "")) is not None:
            index, outside = place
            return _words(index, values, gone | outside)
        sections = [values.index(sector) if sector in values else -1 for sector in SECTORS]
        if max(sections) >= 0 and "从业人数" in self.maker.fields:
            index = np.array(sections)[self.enterprise.sector]
            if name != next(n for n, s in self.maker.fields.items() if s.codes == spec.codes):
                index = _below(self.rng(name), self.maker.pack, spec, values, index)
            return _words(np.maximum(index, 0), values, gone | (index < 0))
        weights = _weights(values, WEIGHTS.get(name, {}), self.maker.mentions)
        return _words(self.rng(name).choice(len(values), self.n, p=weights), values, gone)

    def _codes(self, name: str, spec: FieldSpec, gone: Bools) -> pa.Array:
        values = _values(self.maker.pack, spec)
        rng = self.rng(name)
        if spec.codes in self.maker.places.lists:
            holds = self.maker.places.within(self.place, self.rng, self.n)
        elif any(value in TITLES for value in values) and "从业人数" in self.maker.fields:
            known = [
                TITLES[value](self.enterprise) if value in TITLES else rng.random(self.n) < 0.004
                for value in values
            ]
            holds = np.column_stack(known).astype(np.bool_)
        else:
            # One to three values, those that measures ask for more often.
            weights = _weights(values, {}, self.maker.mentions) if values else np.ones(0)
            holds = rng.random((self.n, len(values))) < np.minimum(1.7 * weights, 0.9)
        return _lists(holds, values, gone)


def _any_numbers(rng: np.random.Generator, spec: FieldSpec, n: int, middle: float) -> npt.NDArray[np.float64]:
    """Numbers of which only the type, unit and domain are known."""
    low, high = _bound(spec.min, -np.inf), _bound(spec.max, np.inf)
    if spec.type == "ratio" and np.isfinite(high) and high <= 1:
        return rng.beta(1.3, 1.7, n) * high
    if spec.type == "ratio":
        return rng.lognormal(-1.8, 0.9, n)
    if np.isfinite(low) and np.isfinite(high) and middle >= high:
        return rng.uniform(low, high, n)
    spread = 0.3 if spec.unit == "岁" else 0.9
    return np.asarray(middle * rng.lognormal(0, spread, n))


def _weights(values: list[str], known: dict[str, float], mentions: Counter[str]) -> npt.NDArray[np.float64]:
    """Shares of the values of a code list: as known, else seven tenths for those that measures ask for."""
    if known.keys() & set(values):
        weights = np.array([known.get(value, 0.0) for value in values])
    else:
        asked = np.sqrt([float(mentions[value]) for value in values])
        others = (asked == 0).astype(np.float64)
        weights = 0.7 * asked / max(asked.sum(), 1) + 0.3 * others / max(others.sum(), 1)
    return np.asarray(weights / weights.sum())


def _below(
    rng: np.random.Generator, pack: Pack, spec: FieldSpec, values: list[str], section: npt.NDArray[np.int64]
) -> npt.NDArray[np.int64]:
    """A division of each section, where the code list has some; else -1."""
    assert spec.codes is not None
    index = np.full(len(section), -1, dtype=np.int64)
    for each in np.unique(section[section >= 0]):
        children = [
            at for at, code in enumerate(pack.code_lists[spec.codes].codes) if code.parent == values[each]
        ]
        if children:
            here = section == each
            index[here] = rng.choice(children, int(here.sum()))
    return index


def _values(pack: Pack, spec: FieldSpec) -> list[str]:
    return [code.value for code in pack.code_lists[spec.codes].codes] if spec.codes else []


def _words(index: npt.NDArray[Any], values: list[str], gone: Bools) -> pa.Array:
    return pa.DictionaryArray.from_arrays(pa.array(index.astype(np.int32), mask=gone), pa.array(values)).cast(
        pa.string()
    )


def _lists(holds: Bools, values: list[str], gone: Bools) -> pa.Array:
    """The values of each row, as a list; null where the cell is missing."""
    holds = holds & ~gone[:, None]
    offsets = np.concatenate([[0], np.cumsum(holds.sum(axis=1))]).astype(np.int32)
    items = (
        _words(np.nonzero(holds)[1], values, np.zeros(int(offsets[-1]), dtype=np.bool_))
        if values
        else pa.array([], pa.string())
    )
    return pa.ListArray.from_arrays(pa.array(offsets), items, type=arrow_type("codes"), mask=pa.array(gone))


def _bound(value: object, default: float) -> float:
    return default if value is None or isinstance(value, date) else float(value)  # type: ignore[arg-type]


def _day(value: object, default: int) -> int:
    return (value - date(1970, 1, 1)).days if isinstance(value, date) else default
