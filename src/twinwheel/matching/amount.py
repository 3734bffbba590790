"""Money, exact to the fen.

``min(max(rate × base, floor), cap)``, never below zero, rounded half up to the fen at the end. The base is
first taken to whole fen (a register states money no finer), the rate to eight decimals; from there on only
integers are used. Where a part is unknown the amount is unknown, never zero; where a part lies in an
interval, it is unknown unless a floor or cap makes it certain.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import numpy as np
import numpy.typing as npt

from twinwheel.criteria.columns import Batch, interval
from twinwheel.matching.plan import AmountTerms

FEN = {"元": 100.0, "万元": 1e6, "亿元": 1e10}  # fen in one unit
RATE = 10**8
MOST_RATE = 100.0
MOST = 9 * 10**15  # fen; up to here a double still tells one fen from the next
BEYOND = MOST + 1

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


def bounds(amounts: Sequence[AmountTerms], batch: Batch) -> tuple[Fen, Fen]:
    """The least and the most that a measure's amounts may come to for every row of a batch, in fen.

    ``BEYOND`` is: no bound is known. Where nothing is known of a part its amount is at least its floor and at
    most its cap; an amount the source gives as "at most" is at least 0.
    """
    low, high = np.zeros(batch.rows, np.int64), np.zeros(batch.rows, np.int64)
    for each in amounts:
        least, most, _ = _ends(each, batch)
        low += 0 if each.spec.upto else np.minimum(least, MOST)
        high = np.where((high >= BEYOND) | (most >= BEYOND), BEYOND, high + most)
    return low, np.minimum(high, BEYOND)


def added(fen: Fen) -> int:
    """The exact sum. Halves of words are added apart: a thousand of the largest amounts outgrow 64 bits."""
    return (int((fen >> 32).sum()) << 32) + int((fen & 0xFFFF_FFFF).sum())


def yuan(fen: int) -> Decimal:
    """Fen as yuan with two decimals."""
    return Decimal(int(fen)).scaleb(-2)


def _amount(amount: AmountTerms, batch: Batch) -> tuple[Fen, Known]:
    """Where both ends meet the amount is known: a cap may make certain what a part leaves open."""
    low, high, known = _ends(amount, batch)
    return low, known & (low == high) & (low <= MOST)


def _ends(amount: AmountTerms, batch: Batch) -> tuple[Fen, Fen, Known]:
    """Both ends of an amount, and where every part of it is known at least as an interval."""
    if amount.base is None:
        known = np.zeros(batch.rows, bool)
        low, high = np.full(batch.rows, -BEYOND), np.full(batch.rows, BEYOND)
    else:
        base, rate = interval(amount.base, batch), interval(amount.rate, batch)
        known = base.known & rate.known & (np.abs(rate.low) <= MOST_RATE) & (np.abs(rate.high) <= MOST_RATE)
        low = _times(_fen(base.low, amount.spec.unit), _micro(rate.low, known))
        ceiling = _fen(base.high, amount.spec.unit)
        high = np.where(ceiling > MOST, BEYOND, _times(ceiling, _micro(rate.high, known)))
        low, high = np.where(known, low, -BEYOND), np.where(known, high, BEYOND)
    for bound, pick in ((amount.floor, np.maximum), (amount.cap, np.minimum)):
        if bound is not None:
            end = interval(bound, batch)
            known = known & end.known
            least, most = (_fen(each, amount.spec.unit) for each in (end.low, end.high))
            low = pick(low, np.where(end.known, least, -BEYOND))
            high = pick(high, np.where(end.known, most, BEYOND))
    return np.maximum(low, 0), np.minimum(np.maximum(high, 0), BEYOND), known


def _times(base: Fen, rate: Fen) -> Fen:
    """``base × rate / RATE`` rounded half up, without leaving 64 bits: whole and rest are multiplied apart."""
    whole, rest = np.divmod(base, RATE)
    product: Fen = whole * rate + (rest * rate + RATE // 2) // RATE
    return product


def _fen(values: npt.NDArray[np.float64], unit: str) -> Fen:
    """Whole fen; more than ``MOST``, and the open end of a band, is ``BEYOND``."""
    with np.errstate(all="ignore"):
        fen = np.clip(np.rint(values * FEN[unit]), -BEYOND, BEYOND)
    return np.where(np.isnan(fen), 0, fen).astype(np.int64)


def _micro(rate: npt.NDArray[np.float64], known: Known) -> Fen:
    return np.where(known, np.rint(rate * RATE), 0).astype(np.int64)
