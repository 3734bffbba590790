"""Any text is parsed, checked, lowered and decided, or refused with an ExpressionError."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path

from twinwheel.criteria.check import check
from twinwheel.criteria.missing import missing
from twinwheel.criteria.parse import parse
from twinwheel.criteria.sql import SqlWriter
from twinwheel.criteria.subject import Subject, truth
from twinwheel.errors import ExpressionError
from twinwheel.packs import Pack, read_pack

PACK = Path(__file__).parents[1] / "conformance" / "pack"
SUBJECTS: tuple[Subject, ...] = (
    {},
    {
        "甲": True,
        "人数": 20.0,
        "收入": 0.0,
        "占比": 0.1,
        "行业": "制造业",
        "资质": ("小巨人", None),
        "成立日期": date(2024, 2, 29),
    },
)


@cache
def pack() -> Pack:
    return read_pack(PACK)


def one(data: bytes) -> None:
    text = data.decode("utf-8", "replace")
    try:
        node = parse(text)
        if check(node, pack().vocabulary):
            return
        condition = pack().lowering(date(2026, 11, 21)).condition(node)
    except ExpressionError:
        return
    for subject in SUBJECTS:
        assert truth(condition, subject) is None or not missing(condition, subject)
    if len(text) < 200:  # bands multiply out in SQL
        SqlWriter(pack().vocabulary, frozenset(pack().fields)).condition(condition)
