"""What is said to hold always, or never, does so for every complete subject there is."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from back_ends import DAY
from random_subjects import Writer, random_pack, random_value
from twinwheel.criteria.domain import constant_value
from twinwheel.criteria.parse import parse
from twinwheel.criteria.subject import truth
from twinwheel.packs import Pack, read_pack

FIELDS = (
    "收入",
    "支出",
    "资产",
    "占比",
    "份额",
    "人数",
    "成立日期",
    "截止日期",
    "甲",
    "乙",
    "丙",
    "行业",
    "地区",
    "资质",
    "标签",
    "名称",
)


@pytest.fixture(scope="session")
def pack() -> Pack:
    return read_pack(Path(__file__).parents[1] / "conformance" / "pack")


@pytest.mark.parametrize(
    ("expression", "wanted"),
    [
        ("人数 >= 0", True),
        ("人数 >= 1", None),
        ("人数 > 19 AND 人数 < 20", False),
        ("人数 > 19 AND 人数 < 21", None),
        ("收入 > 19 AND 收入 < 20", None),
        ("占比 > 1", False),
        ("占比 BETWEEN 0 AND 1", True),
        ("行业 = '制造业' AND 行业 = '软件业'", False),
        ("行业 = '制造业' OR 行业 <> '制造业'", True),
        ("地区 IN ('北京市海淀区', '北京市昌平区', '上海市')", None),
        ("甲 AND NOT 甲", False),
        ("甲 OR 乙", None),
        ("has(资质, '小巨人') OR NOT has(资质, '小巨人')", True),
        ("收入 IS NULL", None),
        ("成立日期 > DATE '2024-02-28' AND 成立日期 < DATE '2024-03-01'", None),
        ("成立日期 > DATE '2024-02-29' AND 成立日期 < DATE '2024-03-01'", False),
        ("CASE WHEN 甲 THEN 人数 >= 0 ELSE 占比 <= 1 END", True),
        ("1 > 2", False),
        ("占比 * 2 > 3", None),
    ],
)
def test_examples(expression: str, wanted: bool | None, pack: Pack) -> None:
    assert constant_value(pack.lowering(DAY).condition(parse(expression)), pack.vocabulary) is wanted


@settings(max_examples=80)
@given(st.data())
def test_a_claim_is_never_wrong(data: st.DataObject) -> None:
    """On random conditions, which are often constant, and random subjects that file everything."""

    def choose(options: Sequence[object]) -> object:
        return data.draw(st.sampled_from(options))

    pack = random_pack(choose, plain=True)
    parts = [
        Writer(choose, absence=False, gaps=False, defined=tuple(pack.definitions)).condition(1)
        for _ in range(2)
    ]
    text = choose((" AND ", " OR ")).join(f"({part})" for part in (*parts, f"NOT ({parts[0]})"))  # type: ignore[attr-defined]
    condition = pack.lowering(DAY).condition(parse(text))
    claimed = constant_value(condition, pack.vocabulary)
    for _ in range(6):
        subject = {name: random_value(choose, name, exact=True) for name in FIELDS}
        assert claimed is None or truth(condition, subject) is claimed, text
