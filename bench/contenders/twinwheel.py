"""Twinwheel three times: on codes it has kept, on rows in memory, and from files to a file."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from contextlib import redirect_stderr, redirect_stdout
from itertools import pairwise
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from bench.contenders import Rails
from bench.synthetic import AS_OF
from twinwheel.cli.main import main
from twinwheel.criteria.columns import Batch
from twinwheel.matching.codes import encode
from twinwheel.matching.kernel import Bits, blocks
from twinwheel.matching.plan import Outcome, plan
from twinwheel.matching.run import SCHEMA, run, tallies
from twinwheel.packs import read_pack
from twinwheel.registers import open_register

Packed = list[list[tuple[Bits, Bits]]]  # per block, per measure


class Codes:
    """Codes in memory, bitmaps out: a register that is matched again and again."""

    def load(self, folder: Path) -> None:
        pack = read_pack(folder / "pack")
        self.plan = plan(pack, "enterprise", AS_OF)
        batches = open_register(pack, folder / "register.parquet").batches()
        self.codes = [encode(self.plan.program, Batch(each)) for each in batches]

    def run(self) -> Packed:
        program, roots = self.plan.program, self.plan.roots
        return [
            [block.all_of(each) for each in roots] for codes in self.codes for block in blocks(program, codes)
        ]

    def answers(self, result: Packed) -> Iterator[Rails]:
        rows = sum(codes.rows for codes in self.codes)
        for measure in zip(*result, strict=True):
            sure, possible = (np.concatenate(parts) for parts in zip(*measure, strict=True))
            yield unpacked(sure, rows), unpacked(possible, rows)


class Encoding:
    """Rows in memory, bitmaps out: the rules are compiled and the rows encoded once."""

    def load(self, folder: Path) -> None:
        self.pack = read_pack(folder / "pack")
        self.batches = list(open_register(self.pack, folder / "register.parquet").batches())
        self.kept = Codes()

    def run(self) -> Packed:
        self.kept.plan = plan(self.pack, "enterprise", AS_OF)
        self.kept.codes = [encode(self.kept.plan.program, Batch(each)) for each in self.batches]
        return self.kept.run()

    def answers(self, result: Packed) -> Iterator[Rails]:
        return self.kept.answers(result)


class EndToEnd:
    """From the files of the pack and the register to ``decisions.parquet``, batch by batch.

    A decision says more than a bit: its amount, and for an unknown one the fields that it waits for.
    """

    def load(self, folder: Path) -> None:
        self.folder = folder

    def run(self) -> Path:
        pack = read_pack(self.folder / "pack")
        register = open_register(pack, self.folder / "register.parquet")
        chosen = plan(pack, register.subject, AS_OF)
        path = self.folder / "decisions.parquet"
        with pq.ParquetWriter(path, SCHEMA, compression="zstd") as file:
            for table in run(chosen, register.batches(), tallies(chosen)):
                file.write_table(table)
        return path

    def answers(self, result: Path) -> Iterator[Rails]:
        subjects = pq.read_table(self.folder / "register.parquet", columns=["subject_id"])["subject_id"]
        ids = list(read_pack(self.folder / "pack").measures)
        yield from from_decisions([pq.read_table(result)], ids, subjects)


class Command(EndToEnd):
    """``twinwheel match`` itself: combinations, a summary and the report beside the decisions."""

    def run(self) -> Path:
        files = [str(self.folder / "pack"), str(self.folder / "register.parquet")]
        to = self.folder / "results"
        with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()) as said:
            code = main(["match", *files, "--as-of", str(AS_OF), "-o", str(to)])
        if code:
            raise RuntimeError(said.getvalue())
        return to / "decisions.parquet"


def unpacked(bits: Bits, rows: int) -> np.ndarray:
    return np.unpackbits(bits, count=rows, bitorder="little").view(bool)


def from_decisions(
    tables: Sequence[pa.Table], ids: Sequence[str], subjects: pa.ChunkedArray
) -> Iterator[Rails]:
    """The bits that decisions come from. Ineligible rows are not among them."""
    wanted, known = pa.array(ids, pa.string()), subjects.combine_chunks()
    row, measure, sure = [], [], []
    for table in tables:
        row.append(pc.index_in(table["subject_id"], known).to_numpy())
        measure.append(pc.index_in(table["measure_id"], wanted).to_numpy())
        sure.append(pc.not_equal(table["outcome"], Outcome.UNKNOWN.value).to_numpy())
    rows, measures, surely = (np.concatenate(each) for each in (row, measure, sure))
    order = np.argsort(measures, kind="stable")
    bounds = np.searchsorted(measures[order], np.arange(len(ids) + 1))
    for first, last in pairwise(bounds):
        mine = order[first:last]
        t, p = np.zeros(len(subjects), bool), np.zeros(len(subjects), bool)
        p[rows[mine]] = True
        t[rows[mine][surely[mine]]] = True
        yield t, p
