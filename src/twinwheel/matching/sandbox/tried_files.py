"""What a trial writes: ``try.json``, and who wins and loses as ``winners.parquet`` and ``losers.parquet``."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import numpy as np
import pyarrow as pa

from twinwheel import __version__
from twinwheel.matching.bits.kernel import positions
from twinwheel.matching.plan import Outcome
from twinwheel.matching.run import decimals
from twinwheel.matching.sandbox.money import Budget
from twinwheel.matching.sandbox.sandbox import Sandbox, Side
from twinwheel.matching.sandbox.sweep import Curve, Point
from twinwheel.matching.sandbox.tried import Found, Tried

LISTED = pa.schema(
    [
        pa.field("subject_id", pa.string(), nullable=False),
        pa.field("measure_id", pa.string(), nullable=False),
        pa.field("before", pa.string(), nullable=False),
        pa.field("after", pa.string(), nullable=False),
        pa.field("amount_before_yuan", pa.decimal128(20, 2)),
        pa.field("amount_after_yuan", pa.decimal128(20, 2)),
    ]
)
"""Columns of ``winners.parquet`` and ``losers.parquet``: the outcome and the known amount before and after."""


def listed(found: Tried, *, winners: bool) -> pa.Table:
    """Who wins or loses, a row for each subject and measure, measure by measure in the order of the register."""
    whole = found.sandbox.whole
    tables = []
    for each in found.measures:
        effect = each.effect
        bits = effect.gained | effect.more if winners else effect.lost | effect.less
        rows = positions(bits, whole.rows)
        money = [_money(side, rows) for side in (effect.before, effect.after)]
        columns = [
            whole.subjects.take(pa.array(rows)).cast(pa.string()),
            pa.array([effect.id], pa.string()).take(pa.array(np.zeros(len(rows), np.int64))),
            *(_outcomes(side, rows, whole.rows) for side in (effect.before, effect.after)),
            *money,
        ]
        tables.append(pa.Table.from_arrays(columns, schema=LISTED))
    return pa.concat_tables(tables) if tables else LISTED.empty_table()


def _outcomes(side: Side, rows: np.ndarray[Any, np.dtype[np.int64]], size: int) -> pa.Array:
    names = [Outcome.INELIGIBLE, Outcome.UNKNOWN, Outcome.ELIGIBLE]
    if side.candidate is not None and side.candidate.humans:
        names[2] = Outcome.NEEDS_REVIEW
    sure, possible = (np.unpackbits(bits, count=size, bitorder="little")[rows] for bits in side.rails)
    return pa.array([each.value for each in names]).take(pa.array((sure + possible).astype(np.int64)))


def _money(side: Side, rows: np.ndarray[Any, np.dtype[np.int64]]) -> pa.Array:
    """Known amounts of those that meet every rule."""
    if side.prices is None or not len(rows):
        return pa.nulls(len(rows), pa.decimal128(20, 2))
    size = side.prices.whole.rows
    reached = np.unpackbits(side.sure, count=size, bitorder="little")[rows].view(bool)
    return decimals(side.prices.fen[rows], side.prices.known[rows] & reached)


def as_json(found: Tried) -> dict[str, Any]:
    """What ``try.json`` holds. Money is text, so that no reader makes a float of it by accident."""
    plan, after = found.sandbox.plan, found.effects.plan
    return {
        "as_of": plan.as_of.isoformat(),
        "subject": plan.subject,
        "pack": {"id": plan.pack.info.id, "hash": plan.pack.hash},
        "with": None
        if after.pack.hash == plan.pack.hash
        else {"id": after.pack.info.id, "hash": after.pack.hash},
        "register": {"rows": found.sandbox.register.rows, "hash": found.sandbox.register.hash},
        "versions": {"twinwheel": __version__},
        "settings": [str(each) for each in found.effects.proposal.settings],
        "unchanged": list(found.effects.unchanged),
        "measures": [_measure_json(found.sandbox, each) for each in found.measures],
        "lawful": None
        if found.lawful is None
        else {
            "before_yuan": _yuan(found.lawful.before),
            "after_yuan": _yuan(found.lawful.after),
            "choosing_before": found.lawful.torn_before,
            "choosing_after": found.lawful.torn_after,
        },
        "sweeps": [_curve_json(each) for each in found.curves],
    }


def _measure_json(sandbox: Sandbox, each: Found) -> dict[str, Any]:
    effect = each.effect
    counts = {
        name: int(np.bitwise_count(getattr(effect, name)).sum())
        for name in ("gained", "more", "lost", "less")
    }
    return {
        "measure": effect.id,
        "title": each.title.model_dump(),
        "changes": [
            {
                "part": part.part.model_dump(),
                "before": part.before.model_dump() if part.before else None,
                "after": part.after.model_dump() if part.after else None,
            }
            for part in each.wording
        ],
        "before": _side_json(effect.before),
        "after": _side_json(effect.after),
        "winners": effect.winners,
        "losers": effect.losers,
        **counts,
        "yuan_per_reached": _text(each.per_reached),
        "yuan_per_additional": _text(each.per_additional),
        "by": [
            {
                "field": division.field if division.title is None else None,
                "title": division.title.model_dump() if division.title else None,
                "values": [
                    {
                        "value": share.value,
                        "subjects": share.subjects,
                        "before": share.before,
                        "after": share.after,
                        "gained": share.gained,
                        "lost": share.lost,
                        "known_yuan_before": _yuan(share.fen_before),
                        "known_yuan_after": _yuan(share.fen_after),
                    }
                    for share in shares
                    if share.subjects
                ],
            }
            for division, shares in zip(sandbox.divisions, effect.shares, strict=True)
        ],
        "near_misses": [
            {
                "criterion": near.criterion,
                "sure": near.sure,
                "possible": near.possible,
                "distances": near.distances
                and {
                    "unit": near.distances.unit,
                    "ends": [f"{end:f}" for end in near.distances.ends],
                    "counts": list(near.distances.counts),
                    "median": f"{near.distances.median:f}",
                    "unknown": near.distances.unknown,
                },
            }
            for near in each.near
        ],
        "overlaps": [
            {"measure": other.measure, "subjects": other.subjects, "excluded": other.excluded}
            for other in each.overlaps
        ],
    }


def _side_json(side: Side) -> dict[str, Any]:
    return {
        "in_force": side.candidate is not None,
        "outcomes": {outcome.value: number for outcome, number in side.outcomes.items()},
        "budget": _budget_json(side.budget),
    }


def _budget_json(budget: Budget | None) -> dict[str, Any] | None:
    if budget is None:
        return None
    return {
        "known_yuan": _yuan(budget.known),
        "unpriced": budget.unpriced,
        "lower_yuan": _yuan(budget.low),
        "upper_yuan": None if budget.high is None else _yuan(budget.high),
        "upper_yuan_of_bounded": _yuan(budget.high_rest),
        "unbounded": budget.unbounded,
        "review": budget.review,
    }


def _curve_json(curve: Curve) -> dict[str, Any]:
    return {
        "measure": curve.measure,
        "target": curve.range.setting.target,
        "unit": curve.unit,
        "present": _point_json(curve.present),
        "points": [_point_json(each) for each in curve.points],
    }


def _point_json(each: Point) -> dict[str, Any]:
    return {
        "value": None if each.value is None else f"{each.value:f}",
        "reached": each.reached,
        "possible": each.possible,
        "budget": _budget_json(each.budget),
    }


def _yuan(fen: int) -> str:
    return f"{Decimal(fen).scaleb(-2):.2f}"


def _text(yuan: Decimal | None) -> str | None:
    return None if yuan is None else f"{yuan:.2f}"
