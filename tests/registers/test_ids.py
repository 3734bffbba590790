"""Ids that occur twice are found, whatever their lengths and however they are cut into blocks."""

from __future__ import annotations

from collections import Counter

import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from twinwheel.registers.ids import Ids

ids = st.text(max_size=20) | st.sampled_from(
    ["a", "b", "a\0", "91110108MA01ABCDEF", "91110108MA01ABCDEG", "长" * 66]
)


@settings(max_examples=300)
@given(st.lists(st.tuples(st.lists(ids | st.none(), max_size=8), st.integers(0, 3)), max_size=4))
def test_twice(blocks: list[tuple[list[str | None], int]]) -> None:
    found, row, where = Ids("f", lambda row: None), 0, dict[str, list[int]]()
    for block, skipped in blocks:
        shown = block[skipped:]
        # A slice begins somewhere inside its buffers.
        found.add(pa.array(block, pa.string()).slice(skipped), range(row, row + len(shown)))
        for id in shown:
            if id is not None:
                where.setdefault(id, []).append(row)
            row += 1
    counts = Counter(id for block, skipped in blocks for id in block[skipped:] if id is not None)
    assert found.twice() == {id: where[id] for id, number in counts.items() if number > 1}


def test_many_ids_of_which_one_occurs_twice() -> None:
    found = Ids("f", lambda row: None)
    found.add(pa.array([f"{n:018}" for n in range(100_000)]), range(100_000))
    assert found.twice() == {}
    found.add(pa.array([f"{77:018}"]), range(100_000, 100_001))
    assert found.twice() == {f"{77:018}": [77, 100_000]}
