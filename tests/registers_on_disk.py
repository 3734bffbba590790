"""Batches in memory as a register on disk, for what reads whole registers."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from twinwheel.registers.register import Register


def as_register(path: Path, subject: str, batch: pa.RecordBatch) -> Register:
    """Write canonical columns to ``path``; subjects without an id are numbered."""
    if "subject_id" not in batch.schema.names:
        ids = pa.array([f"s{number}" for number in range(batch.num_rows)])
        batch = pa.RecordBatch.from_arrays([*batch.columns, ids], names=[*batch.schema.names, "subject_id"])
    pq.write_table(pa.Table.from_batches([batch]), path)
    fields = tuple(name for name in batch.schema.names if name != "subject_id")
    return Register(subject, batch.num_rows, "0" * 64, fields, (), path)
