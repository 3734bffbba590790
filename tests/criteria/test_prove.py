"""What is proved holds for every subject, what is found is confirmed, and on a small world nothing is missed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from back_ends import DAY
from random_subjects import Writer, random_pack, random_value
from twinwheel.criteria.logic import Logic, read_fields
from twinwheel.criteria.lower import Lowering
from twinwheel.criteria.parse import parse
from twinwheel.criteria.prove import Prover, Wanted, agrees, met, not_met, refused
from twinwheel.criteria.subject import Subject, truth
from twinwheel.criteria.values import canonical_subject
from twinwheel.criteria.vocabulary import FieldType, Vocabulary
from twinwheel.packs import Pack, read_pack

VERDICTS: tuple[bool | None, ...] = (True, False, None)
Choose = Callable[[Sequence[Any]], Any]


def wanted(condition: Logic, verdict: bool | None) -> Wanted:
    return Wanted(condition, frozenset({verdict}))


@pytest.fixture(scope="session")
def pack() -> Pack:
    return read_pack(Path(__file__).parents[1] / "conformance" / "pack")


# --- one at a time --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("expression", "possible"),
    [
        ("人数 >= 0", {True, None}),
        ("占比 BETWEEN 0 AND 1", {True, None}),
        ("占比 * 2 > 3", {False, None}),
        ("人数 > 19 AND 人数 < 20", {False, None}),
        ("收入 > 19 AND 收入 < 20", {True, False, None}),
        ("成立日期 > DATE '2024-02-28' AND 成立日期 < DATE '2024-02-29'", {False, None}),
        ("成立日期 > DATE '2024-02-28' AND 成立日期 < DATE '2024-03-01'", {True, False, None}),
        ("行业 = '制造业' AND 行业 = '软件业'", {False, None}),
        ("starts_with(地区, '北京') AND 地区 = '上海市'", {False, None}),
        ("starts_with(地区, '北京市海') AND NOT starts_with(地区, '北京')", {False, None}),
        ("starts_with(地区, '北京') AND NOT starts_with(地区, '北京市')", {True, False, None}),
        ("甲 AND NOT 甲", {False, None}),
        ("has(资质, '小巨人') AND NOT has_any(资质, '小巨人', '专精特新')", {False, None}),
        ("收入 IS NULL AND 收入 > 1", {False, None}),  # unknown AND met is unknown
        ("收入 IS NULL OR 收入 > 1", {True, False}),
        ("CASE WHEN 甲 THEN 收入 >= 1 ELSE 收入 >= 0 END", {True, False, None}),
        ("收入 / 收入 = 1", {True, None}),  # nothing by nothing is unknown
        ("占比 * 占比 <= 占比", {True, None}),
        ("least(收入, 支出) <= greatest(收入, 支出)", {True, None}),
        ("CASE WHEN 甲 THEN 20 ELSE 10 END + CASE WHEN 乙 THEN 5 ELSE 0 END > 25", {False}),
        ("CASE WHEN 甲 THEN 20 ELSE 10 END >= 10", {True}),
        ("收入 > NULL + 1", {None}),
    ],
)
def test_which_verdicts_there_are(expression: str, possible: set[bool | None], pack: Pack) -> None:
    prover = Prover(pack.vocabulary)
    condition = pack.lowering(DAY).condition(parse(expression))
    for verdict in VERDICTS:
        answer = prover.find(wanted(condition, verdict))
        assert (answer.witness is not None, answer.none) == (verdict in possible, verdict not in possible)


def test_a_witness_is_small_and_plain(pack: Pack) -> None:
    condition = pack.lowering(DAY).condition(
        parse("(甲 OR 人数 >= 300 AND 占比 > 0.05) AND 行业 = '65' AND NOT 乙")
    )
    assert Prover(pack.vocabulary).find(met(condition)).witness == {"乙": False, "甲": True, "行业": "软件业"}
    both = pack.lowering(DAY).condition(
        parse("NOT 甲 AND 人数 >= 300 AND 占比 > 0.05 AND 成立日期 < DATE '2020-01-01'")
    )
    assert Prover(pack.vocabulary).find(
        met(both), refused(pack.lowering(DAY).condition(parse("甲")))
    ).witness == {
        "人数": 300,
        "占比": Decimal("0.06"),
        "成立日期": "2019-12-31",
        "甲": False,
    }


def test_what_only_exact_numbers_could_promise_is_not_promised(pack: Pack) -> None:
    """Adding 1 to a number makes it more, but not in doubles, where 1e17 + 1 is 1e17."""
    condition = pack.lowering(DAY).condition(parse("收入 + 1 > 收入"))
    assert truth(condition, {"收入": 1e17}) is False
    answer = Prover(pack.vocabulary).find(refused(condition))
    assert answer.witness is None
    assert not answer.none


def test_a_solver_at_its_limit_decides_nothing(pack: Pack) -> None:
    condition = pack.lowering(DAY).condition(
        parse("收入 * 支出 = 77 AND 收入 + 支出 = 19 AND 收入 / 支出 > 3")
    )
    answer = Prover(pack.vocabulary, limit=20).find(met(condition))
    assert (answer.witness, answer.none) == (None, False)


# --- random conditions ----------------------------------------------------------------------

FIELDS = ("收入", "支出", "资产", "占比", "份额", "人数", "成立日期", "截止日期", "甲", "乙", "丙",
          "行业", "地区", "资质", "标签", "名称")  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_no_subject_breaks_a_proof_and_every_witness_holds(data: st.DataObject) -> None:
    def choose(options: Sequence[Any]) -> Any:
        return data.draw(st.sampled_from(options))

    pack = random_pack(choose)
    writer = Writer(choose, defined=tuple(pack.definitions))
    texts = [writer.condition(choose((1, 2))) for _ in range(2)]
    conditions = [pack.lowering(DAY).condition(parse(text)) for text in texts]
    prover = Prover(pack.vocabulary, limit=200_000)
    for question in (
        *([wanted(conditions[0], each)] for each in VERDICTS),
        [met(conditions[0]), not_met(conditions[1])],
    ):
        answer = prover.find(*question)
        if answer.witness is not None:
            assert agrees(canonical_subject(pack.vocabulary, answer.witness), *question), texts
        for _ in range(4 if answer.none else 0):
            filed = choose((FIELDS, FIELDS[::2], ()))
            subject = {name: random_value(choose, name, exact=True) for name in filed}
            assert not agrees(subject, *question), (texts, subject)


# --- a world so small that every subject can be tried -----------------------------------------


def field(name: str, kind: str, **more: object) -> FieldType:
    return FieldType(name, kind, name, **more)  # type: ignore[arg-type]


def codes(*values: str) -> dict[str, dict[str, str]]:
    return {"values": {each: each for each in values}, "labels": {each: each for each in values}}


SMALL = Vocabulary(
    {
        each.name: each
        for each in (
            field("甲", "bool"),
            field("乙", "bool"),
            field("级", "number", unit="级", integer=True, low=Decimal(0), high=Decimal(3)),
            field("分", "number", unit="级", integer=True, low=Decimal(-1), high=Decimal(2)),
            field("类", "code", **codes("A", "AB", "C")),
            field("单", "codes", **codes("A", "B")),
            field("日", "date", low=date(2024, 2, 28), high=date(2024, 3, 1)),
            field("定", "bool"),
        )
    },
    {"定": parse("CASE WHEN 级 >= 2 THEN 甲 WHEN 类 = 'C' THEN 乙 END")},
)  # fmt: skip

VALUES: dict[str, tuple[object, ...]] = {
    "甲": (None, True, False),
    "乙": (None, True, False),
    "级": (None, 0, 1, 2, 3),
    "分": (None, -1, 0, 1, 2),
    "类": (None, "A", "AB", "C"),
    "单": (None, [], ["A"], ["B"], ["A", "B"]),
    "日": (None, "2024-02-28", "2024-02-29", "2024-03-01"),
    "定": (None, True, False),
}


def everybody(names: Sequence[str]) -> Iterator[Subject]:
    for values in product(*(VALUES[name] for name in names)):
        filed = {name: value for name, value in zip(names, values, strict=True) if value is not None}
        yield canonical_subject(SMALL, filed)


def small_number(choose: Choose, depth: int) -> str:
    kinds = ("field", "field", "constant", "sum", "times", "case") if depth else ("field", "constant")
    match choose(kinds):
        case "field":
            return str(choose(("级", "分")))
        case "constant":
            return str(choose(("0", "1", "2", "3", "-1")))
        case "sum":
            return f"({small_number(choose, depth - 1)} {choose('+-')} {small_number(choose, depth - 1)})"
        case "times":
            return f"({choose(('级', '分'))} * {choose(('2', '分', '-1'))})"
    yes, no = small_number(choose, 0), small_number(choose, 0)
    return f"CASE WHEN {small_condition(choose, 0)} THEN {yes} ELSE {no} END"


def small_condition(choose: Choose, depth: int) -> str:
    def again() -> str:
        return small_condition(choose, depth - 1)

    joins = ("and", "or", "not", "case") if depth else ()
    match choose((*joins, *joins, "flag", "number", "code", "prefix", "list", "date", "absent")):
        case "and" | "or" as join:
            return f"({again()} {join.upper()} {again()})"
        case "not":
            return f"NOT ({again()})"
        case "case":
            return f"CASE WHEN {again()} THEN {again()} ELSE {again()} END"
        case "flag":
            return str(choose(("甲", "乙", "定")))
        case "number":
            return f"{small_number(choose, depth)} {choose(COMPARE)} {small_number(choose, depth)}"
        case "code":
            listed = choose(("'A'", "'A', 'C'", "'AB'"))
            return f"类 IN ({listed})"
        case "prefix":
            prefix = choose(("'A'", "'AB'", "''"))
            return f"starts_with(类, {prefix})"
        case "list":
            value = choose(("'A'", "'B'"))
            return f"has(单, {value})"
        case "date":
            return f"日 {choose(COMPARE)} DATE '{choose(VALUES['日'][1:])}'"
    return f"{choose(('甲', '级', '类', '单', '日'))} IS NULL"


COMPARE = (">=", ">", "=", "<>", "<", "<=")


@settings(max_examples=120, deadline=None)
@given(st.data())
def test_in_a_small_world_the_prover_finds_all_there_is_and_only_that(data: st.DataObject) -> None:
    def choose(options: Sequence[Any]) -> Any:
        return data.draw(st.sampled_from(options))

    text = small_condition(choose, 2)
    condition = Lowering(SMALL, DAY).condition(parse(text))
    assume(len(read_fields(condition)) <= 5)
    found = {truth(condition, subject) for subject in everybody(sorted(read_fields(condition)))}
    prover = Prover(SMALL)
    for verdict in VERDICTS:
        answer = prover.find(wanted(condition, verdict))
        assert answer.none is (verdict not in found), (text, verdict)
        assert (answer.witness is not None) is (verdict in found), (text, verdict)
