"""Twinwheel: on codes it has kept, with each back end; on rows in memory; and from files to a file."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from contextlib import redirect_stderr, redirect_stdout
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from bench.contenders import Rails
from bench.synthetic import AS_OF
from twinwheel.cli.main import main
from twinwheel.criteria.columns import Batch
from twinwheel.matching.bits.bitmaps import Bitmaps, bitmaps
from twinwheel.matching.bits.codes import Codes, encode
from twinwheel.matching.bits.kept import codes_of
from twinwheel.matching.bits.kernel import Bits
from twinwheel.matching.plan import Outcome, Plan, plan
from twinwheel.packs import read_pack
from twinwheel.registers import open_register


@cache  # the three that run on kept codes are timed in one process, and need them once
def kept(folder: Path) -> tuple[Plan, Codes]:
    """The rules of a world, compiled, and the codes of its register."""
    pack = read_pack(folder / "pack")
    register = open_register(pack, folder / "register.parquet")
    chosen = plan(pack, register.subject, AS_OF)
    return chosen, codes_of(register, chosen.program, keep=False)


class NumPy:
    """Codes in memory, bitmaps out: a register that is matched again and again."""

    back_end: ClassVar[dict[str, Any]] = {"back_end": "numpy"}

    def load(self, folder: Path) -> None:
        self.plan, self.codes = kept(folder)

    def run(self) -> Bitmaps:
        return bitmaps(self.plan.program, self.plan.roots, self.codes, **self.back_end)

    def answers(self, result: Bitmaps) -> Iterator[Rails]:
        width = (result.rows + 7) // 8
        yield from zip(result.sure[:, :width], result.possible[:, :width], strict=True)


class Numba1(NumPy):
    back_end: ClassVar[dict[str, Any]] = {"back_end": "numba", "threads": 1}


class Numba2(NumPy):
    back_end: ClassVar[dict[str, Any]] = {"back_end": "numba", "threads": 2}


class Encoding:
    """Rows in memory, bitmaps out: the rules are compiled and the rows encoded once."""

    def load(self, folder: Path) -> None:
        self.pack = read_pack(folder / "pack")
        self.batches = list(open_register(self.pack, folder / "register.parquet").batches())

    def run(self) -> list[Bitmaps]:
        chosen = plan(self.pack, "enterprise", AS_OF)
        return [
            bitmaps(chosen.program, chosen.roots, encode(chosen.program, Batch(each)), **NumPy.back_end)
            for each in self.batches
        ]

    def answers(self, result: list[Bitmaps]) -> Iterator[Rails]:
        for measure in range(len(result[0].sure)):
            sure, possible = (
                np.concatenate([unpacked(getattr(each, rail)[measure], each.rows) for each in result])
                for rail in ("sure", "possible")
            )
            yield sure, possible


class Command:
    """``twinwheel match`` itself, from the files of pack and register: decisions, a summary and the report.

    A decision says more than a bit: its amount, and for an unknown one the fields that it waits for. No codes are kept,
    so that every run is a first one.
    """

    options: ClassVar[tuple[str, ...]] = ("--no-codes",)

    def load(self, folder: Path) -> None:
        self.folder = folder

    def run(self) -> Path:
        files = [str(self.folder / "pack"), str(self.folder / "register.parquet")]
        to = self.folder / "results"
        with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()) as said:
            code = main(["match", *files, "--as-of", str(AS_OF), "-o", str(to), *self.options])
        if code:
            raise RuntimeError(said.getvalue())
        return to / "decisions.parquet"

    def answers(self, result: Path) -> Iterator[Rails]:
        subjects = pq.read_table(self.folder / "register.parquet", columns=["subject_id"])["subject_id"]
        ids = list(read_pack(self.folder / "pack").measures)
        yield from from_decisions([pq.read_table(result)], ids, subjects)


class NoReport(Command):
    """The same without the report, whose counts cost more than the decisions."""

    options = ("--no-codes", "--no-report")


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
