"""A whole register, part by part: decided, written and joined into one file, in bounded memory."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from pathlib import Path

import pyarrow as pa

from twinwheel.criteria import logic
from twinwheel.criteria.columns import Batch
from twinwheel.matching.bits.bitmaps import bitmaps, chosen
from twinwheel.matching.bits.codes import Codes
from twinwheel.matching.bits.threads import in_threads
from twinwheel.matching.output import COMBINATIONS, combinations, versions
from twinwheel.matching.plan import Plan
from twinwheel.matching.run import SCHEMA, Observer, Tally, batch_rows, decided, listed, tallies
from twinwheel.matching.writing.counts import Counts
from twinwheel.matching.writing.matches import count, matches
from twinwheel.matching.writing.pages import write as write_pages
from twinwheel.matching.writing.parts import Part, Parts, write_groups
from twinwheel.matching.writing.turned import MOST_ROWS
from twinwheel.registers.advance import Advance, ignore
from twinwheel.registers.columns import SUBJECT_ID
from twinwheel.registers.register import Register

FORMAT = 1
"""To be changed with what is written, so that a run is not resumed with parts of another form."""

PAIRS = 400_000_000
"""Subjects x measures of which both bitmaps are held at a time: a hundred megabytes for each thread."""


class Listed(StrEnum):
    """Which decisions are written; all are counted."""

    MATCHES = "matches"
    """What a subject can have: eligible and needs_review."""
    OPEN = "open"
    """And what could still become so: unknown."""
    ALL = "all"


@dataclass
class Done:
    """What a run has counted. ``resumed`` are the parts that were there already."""

    counts: Counts
    dropped_yuan: Decimal = Decimal("0.00")
    parts: list[Part] = field(default_factory=list)
    resumed: int = 0

    def add(self, part: Part) -> None:
        self.parts.append(part)
        self.dropped_yuan += part.dropped_yuan
        self.counts.add(part.counts)


@dataclass(frozen=True)
class Piecewise:
    """A run over ``codes`` of a register. ``observers`` see every verdict, in order, also of parts that are there."""

    plan: Plan
    register: Register
    codes: Codes
    listed: Listed = Listed.OPEN
    observers: Sequence[Observer] = ()
    threads: int | None = None

    def parts(self, output: Path, *, resume: bool = False) -> Parts:
        """Where the parts of this run lie: below the folder of its results."""
        key = {
            "format": FORMAT,
            "pack": self.plan.pack.hash,
            "register": self.register.hash,
            "subject": self.plan.subject,
            "as_of": self.plan.as_of.isoformat(),
            "listed": self.listed,
            "rows": self.rows,
            "versions": versions(),
        }
        return Parts(output, key, resume=resume)

    @property
    def rows(self) -> int:
        """Subjects of one part."""
        if self.listed is Listed.MATCHES:
            return max(4_096, min(MOST_ROWS, PAIRS // max(1, len(self.plan.candidates)) // 64 * 64))
        return batch_rows(self.plan, ineligible=self.listed is Listed.ALL)

    def run(self, parts: Parts, advance: Advance = ignore) -> Done:
        """Decide and write every part that is not there. ``advance`` is told the rows of each part that is done."""
        done = Done(Counts.of(len(self.plan.candidates)))
        for part, resumed in in_threads(lambda work: work(), self._work(parts), self.threads):
            done.add(part)
            done.resumed += resumed
            advance(part.rows)
        return done

    def join(self, parts: Parts, done: Done, decisions: Path, torn: Path) -> None:
        """The parts as ``decisions.parquet`` and ``combinations.parquet``."""
        parts.join(done.parts, "parquet", SCHEMA, decisions)
        parts.join(done.parts, "torn.parquet", COMBINATIONS, torn)

    # --- one part -------------------------------------------------------------------------

    def _work(self, parts: Parts) -> Iterator[Callable[[], tuple[Part, bool]]]:
        """What is to be done in threads, part by part; what must be done in order is done here."""
        start = 0
        back_end = chosen(pairs=self.register.rows * len(self.plan.candidates))
        # What comes from a code list is told once in each batch. A free text may be another one in every row.
        fields = self.plan.pack.vocabulary.fields
        words = {name for name, each in fields.items() if each.kind in {"code", "codes"}}
        for number, table in enumerate(self.register.batches(self.rows, self._columns, words)):
            rows = table.num_rows
            codes = self.codes.part(start, start + rows)
            found = parts.finished(number, start, rows, len(self.plan.candidates))
            by_bits = self.listed is Listed.MATCHES
            made = tally = None
            if self.observers or (found is None and not by_bits):
                made, tally = self._decided(table, codes, back_end)
            if found is not None:
                yield _nothing_to_do(found)
            elif by_bits or made is None or tally is None:
                yield self._matches(parts, number, start, table, codes, back_end)
            else:
                yield self._table(parts, number, Part(start, rows, Counts.of_tallies(tally)), made)
            start += rows

    def _decided(
        self, table: pa.RecordBatch, codes: Codes, back_end: str
    ) -> tuple[pa.Table, dict[str, Tally]]:
        tally = tallies(self.plan)
        found = decided(
            self.plan, Batch(table), tally, codes=codes, ineligible=self.listed is Listed.ALL,
            observers=self.observers, back_end=back_end,
        )  # fmt: skip
        return listed(self.plan, table.column(SUBJECT_ID), found), tally

    def _table(
        self, parts: Parts, number: int, part: Part, table: pa.Table
    ) -> Callable[[], tuple[Part, bool]]:
        def work() -> tuple[Part, bool]:
            written = parts.write(
                number,
                part,
                lambda path: write_groups([table], path),
                lambda: [combinations(self.plan, table)],
            )
            return written, False

        return work

    def _matches(
        self, parts: Parts, number: int, start: int, table: pa.RecordBatch, codes: Codes, back_end: str
    ) -> Callable[[], tuple[Part, bool]]:
        def work() -> tuple[Part, bool]:
            found = bitmaps(self.plan.program, self.plan.roots, codes, back_end=back_end, threads=1)
            part = Part(start, codes.rows, count(self.plan, found))
            torn: list[pa.Table] = []
            subjects = table.column(SUBJECT_ID)
            groups = matches(self.plan, found, subjects, Batch(table), part.counts, torn, back_end=back_end)
            return parts.write(number, part, lambda path: write_pages(groups, path), lambda: torn), False

        return work

    @property
    def _columns(self) -> list[str] | None:
        """The columns that are read beside the codes; None: all, of which the observers pick what they show."""
        if self.observers:
            return None
        fields = {
            name
            for candidate in self.plan.candidates
            for each in candidate.amounts
            for term in (each.base, each.rate, each.floor, each.cap)
            if term is not None
            for name in logic.read_fields(term)
        }
        if self.listed is not Listed.MATCHES:  # what is unknown waits for fields
            for candidate in self.plan.candidates:
                fields |= logic.read_fields(candidate.condition)
        return [SUBJECT_ID, *self.register.names_of(fields - {SUBJECT_ID})]


def _nothing_to_do(part: Part) -> Callable[[], tuple[Part, bool]]:
    return lambda: (part, True)
