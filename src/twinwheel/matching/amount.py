"""Money, exact to the fen.

``min(max(rate × base, floor), cap)``, never below zero, rounded half up to the fen at the end. The base is
first taken to whole fen (a register states money no finer), the rate to eight decimals; from there on only
integers are used. Where a part is unknown, or lies in an interval, the amount is unknown, never zero.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import numpy as np
import numpy.typing as npt

from twinwheel.criteria.columns import Batch, interval
from twinwheel.criteria.logic import Term
from twinwheel.matching.plan import AmountTerms

FEN = {"元": 100.0, "万元": 1e6, "亿元": 1e10}  # fen in one unit
RATE = 10**8
MOST = 9e15  # fen; up to here a double still tells one fen from the next

Fen = npt.NDArray[np.int64]
Known = npt.NDArray[np.bool_]


def total(amounts: Sequence[AmountTerms], batch: Batch) -> tuple[Fen, Known]:
    """The sum of a measure's amounts for every row of a batch: fen, and where it is known.

    A measure that promises no money has no known amount anywhere.
    """
    fen = np.zeros(batch.rows, np.int64)
    known = np.full(batch.rows, bool(amounts))
    for each in amounts:
        part, part_known = _amount(each, batch)
        fen += np.where(part_known, part, 0)
        known &= part_known & (fen <= MOST)
    return np.where(known, fen, 0), known


def added(fen: Fen) -> int:
    """The exact sum. Halves of words are added apart: a thousand of the largest amounts outgrow 64 bits."""
    return (int((fen >> 32).sum()) << 32) + int((fen & 0xFFFF_FFFF).sum())


def yuan(fen: int) -> Decimal:
    """Fen as yuan with two decimals."""
    return Decimal(int(fen)).scaleb(-2)


def _amount(amount: AmountTerms, batch: Batch) -> tuple[Fen, Known]:
    base, known = _fen(amount.base, amount.spec.unit, batch)
    rate, rate_known = _exact(amount.rate, batch)
    micro = np.rint(rate * RATE)
    known &= rate_known & (np.abs(micro) <= 100 * RATE)
    result = _times(base, np.where(known, micro, 0).astype(np.int64))
    for bound, pick in ((amount.floor, np.maximum), (amount.cap, np.minimum)):
        if bound is not None:
            end, end_known = _fen(bound, amount.spec.unit, batch)
            result = pick(result, end)
            known &= end_known
    return np.maximum(result, 0), known


def _times(base: Fen, rate: Fen) -> Fen:
    """``base × rate / RATE`` rounded half up, without leaving 64 bits: whole and rest are multiplied apart."""
    whole, rest = np.divmod(base, RATE)
    product: Fen = whole * rate + (rest * rate + RATE // 2) // RATE
    return product


def _fen(term: Term | None, unit: str, batch: Batch) -> tuple[Fen, Known]:
    if term is None:
        return np.zeros(batch.rows, np.int64), np.zeros(batch.rows, bool)
    values, known = _exact(term, batch)
    with np.errstate(all="ignore"):
        fen = np.rint(values * FEN[unit])
        known = known & (np.abs(fen) <= MOST)
    return np.where(known, fen, 0).astype(np.int64), known


def _exact(term: Term, batch: Batch) -> tuple[npt.NDArray[np.float64], Known]:
    found = interval(term, batch)
    return found.low, found.known & (found.low == found.high)
