"""Bits turned round are the same bits, with numba and without."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from twinwheel.matching.writing.turned import MOST_ROWS, turned


def check(flags: np.ndarray, back_end: str) -> None:
    """``flags``: a row a measure, a column a subject."""
    measures, rows = flags.shape
    words = np.zeros((measures, -(-rows // 64) * 64), bool)
    words[:, :rows] = flags
    numbers, found = turned(np.packbits(words, axis=1, bitorder="little"), rows, back_end=back_end)
    assert numbers.tolist() == flags.sum(axis=0).tolist()
    assert found.tolist() == np.nonzero(flags.T)[1].tolist()
    assert found.itemsize == (1 if measures <= 256 else 2 if measures <= 65_536 else 4)


@pytest.mark.parametrize("back_end", ["numpy", "numba"])
@settings(max_examples=60, deadline=None)
@given(st.integers(0, 9), st.integers(0, 700), st.sampled_from([0, 0.003, 0.1, 0.5, 1]), st.integers(0, 99))
def test_the_measures_of_each_row(back_end: str, measures: int, rows: int, share: float, seed: int) -> None:
    check(np.random.default_rng(seed).random((measures, rows)) < share, back_end)


@pytest.mark.parametrize("back_end", ["numpy", "numba"])
@pytest.mark.parametrize(("measures", "rows"), [(256, 300), (257, 300), (3, MOST_ROWS), (65_537, 1)])
def test_at_the_ends_of_integers(back_end: str, measures: int, rows: int) -> None:
    check(np.random.default_rng(1).random((measures, rows)) < 0.01, back_end)
