"""The codes of a whole register, so that it can be matched again without reading it again."""

from __future__ import annotations

import numpy as np

from twinwheel.criteria.columns import Batch
from twinwheel.matching.codes import CodeColumn, Codes, encode
from twinwheel.matching.program import Program
from twinwheel.registers.advance import Advance, ignore
from twinwheel.registers.register import Register


def codes_of(register: Register, program: Program, advance: Advance = ignore) -> Codes:
    """Every column of a program for every row of a register. ``advance`` is told rows as they are encoded."""
    parts: list[Codes] = []
    for batch in register.batches():
        parts.append(encode(program, Batch(batch)))
        advance(batch.num_rows)
    columns = []
    for position in range(len(program.columns)):
        found = [part.columns[position] for part in parts]
        low = np.concatenate([each.low for each in found]) if found else np.zeros(0, np.uint8)
        exact = all(each.exact for each in found)
        columns.append(CodeColumn(low, low if exact else np.concatenate([each.high for each in found])))
    return Codes(register.rows, tuple(columns))
