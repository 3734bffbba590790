"""A register of any quality goes in; a clean register, the rejected rows with their reasons, and a count of both come out.

A row with any problem is rejected whole, so that rows in = clean + rejected. Rows without any value are no
rows. Two rows with one id are both rejected: nothing says which of them is right.
"""

from __future__ import annotations

import csv
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from twinwheel.messages import in_language, joined, message
from twinwheel.packs import Pack
from twinwheel.registers import canonical, uscc
from twinwheel.registers.advance import Advance, ignore
from twinwheel.registers.columns import SUBJECT_ID, Column, Plan, plan
from twinwheel.registers.convert import Block, Converter
from twinwheel.registers.formats import Local, Raw, open_raw
from twinwheel.registers.ids import Ids
from twinwheel.registers.problems import Bad, CellProblem, Findings, Refused, quoted
from twinwheel.registers.register import marked_subject
from twinwheel.replacing import replacing


@dataclass(frozen=True)
class Checked:
    """What a check found. ``rows`` is ``clean`` plus ``rejected``; ``counts`` are cells by kind of problem."""

    file: str
    hash: str
    subject: str
    columns: tuple[str, ...]
    rows: int
    clean: int
    rejected: int
    counts: dict[str, int]
    problems: tuple[CellProblem, ...]


def check_register(
    pack: Pack,
    path: Path | str,
    *,
    subject: str | None = None,
    mapping: Path | None = None,
    clean: Path | str | None = None,
    rejects: Path | str | None = None,
    languages: Sequence[str] = ("en",),
    advance: Advance = ignore,
) -> Checked:
    """Read a register in full and hold every cell against the pack.

    Good rows are written to ``clean`` as canonical Parquet, the others to ``rejects`` as CSV with their row
    number, their reasons in each of ``languages``, and their original values. Both appear only when the whole
    file has been read.

    ``advance`` is told the rows of each block that is done.

    Raises:
        RegisterError: the file or its mapping cannot be read at all.
        UsageError: the pack has no such subject type.
        OutputError: ``clean`` or ``rejects`` cannot be written.
    """
    folder = Path(tempfile.mkdtemp(prefix="twinwheel-"))
    try:
        local = Local.of(path, folder)
        subject = marked_subject(pack, local, subject)
        return _checked(pack, open_raw(local), subject, mapping, clean, rejects, languages, advance)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _checked(
    pack: Pack,
    raw: Raw,
    subject: str,
    mapping: Path | None,
    clean: Path | str | None,
    rejects: Path | str | None,
    languages: Sequence[str],
    advance: Advance,
) -> Checked:
    findings = Findings(raw.file, raw.line_of)
    for what in raw.notes:
        findings.note(what, message("Put the register on the first sheet, or export the sheet you mean."))
    planned = plan(pack, subject, raw.headings, findings, mapping)
    converter = Converter(planned.columns)
    inspect = _Inspector(planned, raw, pack.subjects[subject].key)
    rows = kept = 0
    with ExitStack() as files:
        out = put = None
        if clean is not None:
            target = files.enter_context(replacing(clean))
            out = files.enter_context(canonical.writer(target, converter.schema, pack, subject))
        if rejects is not None:
            put = files.enter_context(_Rejects(rejects, raw.headings, languages))
        for block in converter.blocks(raw):
            bad = [*block.bad, *inspect(block)]
            for column, each in bad:
                findings.cells(column.field, column.heading, each, block.rows[each.rows])
            good = np.ones(len(block.rows), dtype=np.bool_)
            for _, each in bad:
                good[each.rows] = False
            rows += len(good)
            advance(len(good))
            kept += int(good.sum())
            if out:
                out.write_batch(block.batch.filter(pa.array(good)), canonical.ROW_GROUP)
            if put and not good.all():
                put.writerows(_rejected(block, bad, ~good, languages))
    if converter.empty:
        findings.note(message("{count:,} empty rows are left out", count=converter.empty), "")
    return Checked(
        raw.file,
        raw.hash,
        subject,
        canonical.fields_in(converter.schema, pack, subject),
        rows,
        kept,
        rows - kept,
        dict(findings.counts.most_common()),
        findings.problems(),
    )


class _Inspector:
    """What concerns whole rows: ids that occur twice, and credit codes that cannot be right."""

    def __init__(self, planned: Plan, raw: Raw, key: str) -> None:
        self._id = next(column for column in planned.columns if column.role == "id")
        self._key = planned.key if key == uscc.HEADING else None
        converter, ids = Converter([self._id]), Ids(raw.file, raw.line_of)
        first = 1
        for batch in raw.blocks([self._id.position]):
            block = converter.block(np.arange(first, first + batch.num_rows), batch)
            ids.add(block.batch.column(0), block.rows)
            first += batch.num_rows
        self._twice = ids.twice()

    def __call__(self, block: Block) -> Iterator[tuple[Column, Bad]]:
        if self._twice:
            ids = block.batch.column(SUBJECT_ID)
            for place in np.flatnonzero(
                pc.is_in(ids, pa.array(list(self._twice))).to_numpy(zero_copy_only=False)
            ):
                id = ids[int(place)].as_py()
                others = [row for row in self._twice[id] if row != block.rows[place]]
                what = message(
                    "the id {id} also stands in row {rows}",
                    id=quoted(id),
                    rows=", ".join(map(str, others[:5])),
                )
                refused = Refused("duplicate", what, message("Keep the row that is right."))
                yield self._id, Bad(refused, id, np.array([place]))
        if self._key is not None:
            cells = block.raw.column(str(self._key)).cast(pa.string())
            wrong = ~uscc.valid(cells) & cells.is_valid().to_numpy(zero_copy_only=False)
            for place in np.flatnonzero(wrong):
                code = cells[int(place)].as_py().strip()
                fault = uscc.fault(code)
                if code and fault:
                    refused = Refused(
                        "check-digit",
                        message("{text}: {what}", text=quoted(code), what=fault),
                        message("Check it against the licence."),
                    )
                    yield self._id, Bad(refused, code, np.array([place]))


class _Rejects(ExitStack):
    """The rejects file: row number, reasons, and every cell as it was. With a BOM, as Excel wants it."""

    def __init__(self, path: Path | str, headings: tuple[str, ...], languages: Sequence[str]) -> None:
        super().__init__()
        self.path = path
        self.headings = ["row", *(in_language(message("reason"), each) for each in languages), *headings]

    def __enter__(self) -> Any:
        super().__enter__()
        target = self.enter_context(replacing(self.path))
        put = csv.writer(self.enter_context(target.open("w", encoding="utf-8-sig", newline="")))
        put.writerow(self.headings)
        return put


def _rejected(
    block: Block, bad: list[tuple[Column, Bad]], wrong: Any, languages: Sequence[str]
) -> Iterator[list[object]]:
    places = np.flatnonzero(wrong)
    reasons: dict[int, list[str]] = {int(place): [] for place in places}
    for column, each in bad:
        for place in each.rows:
            reasons[int(place)].append(
                message("{heading}: {what}", heading=column.heading, what=each.refused.what)
            )
    cells = [column.cast(pa.string()).take(pa.array(places)).to_pylist() for column in block.raw.columns]
    for index, (place, why) in enumerate(reasons.items()):
        yield [
            int(block.rows[place]),
            *(in_language(joined(message("; "), why), each) for each in languages),
            *("" if column[index] is None else column[index] for column in cells),
        ]
