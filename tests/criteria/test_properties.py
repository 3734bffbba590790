"""What holds for every expression and every subject, tried on random ones."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from back_ends import BACK_ENDS, DAY, by_columns, missing_by_kernel, missing_by_subject
from random_subjects import DEFINED, Writer, random_pack, random_subject, random_value
from twinwheel.criteria import logic
from twinwheel.criteria.check import check
from twinwheel.criteria.lower import Lowering
from twinwheel.criteria.missing import missing
from twinwheel.criteria.parse import parse
from twinwheel.criteria.subject import Band, Scalar, Subject, truth
from twinwheel.packs import Pack
from twinwheel.packs.soundness import unsound

Case = tuple[Pack, str, list[Subject]]
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


@st.composite
def cases(draw: st.DrawFn, *, plain: bool = False, subjects: int = 6, depth: int = 3) -> Case:
    """A pack with random definitions, an expression over it, and subjects."""

    def choose(options: Sequence[object]) -> object:
        return draw(st.sampled_from(options))

    pack = random_pack(choose, plain=plain)
    writer = Writer(choose, absence=not plain, gaps=not plain, defined=tuple(pack.definitions))
    return pack, writer.condition(depth), [random_subject(choose, defined=not plain) for _ in range(subjects)]


def lowered(pack: Pack, text: str) -> logic.Logic:
    return Lowering(pack.vocabulary, DAY).condition(parse(text))


@settings(max_examples=200)
@given(cases())
def test_all_back_ends_agree_bit_for_bit(case: Case) -> None:
    pack, text, subjects = case
    assert unsound(pack) == []
    assert check(parse(text), pack.vocabulary) == []
    condition = lowered(pack, text)
    wanted = BACK_ENDS["subject"](pack.vocabulary, condition, subjects)
    for name, back_end in BACK_ENDS.items():
        found = back_end(pack.vocabulary, condition, subjects)
        assert np.array_equal(found, wanted), f"{name}: {text}"
    assert not (wanted[0] & ~wanted[1]).any()


@settings(max_examples=150)
@given(cases())
def test_many_rows_wait_for_the_same_fields_as_one_subject(case: Case) -> None:
    pack, text, subjects = case
    condition = lowered(pack, text)
    assert missing_by_kernel(pack, condition, subjects) == missing_by_subject(pack, condition, subjects)


@settings(max_examples=80)
@given(cases(subjects=4, depth=2), st.data())
def test_the_laws_of_logic_hold(case: Case, data: st.DataObject) -> None:
    pack, one, subjects = case
    writer = Writer(lambda options: data.draw(st.sampled_from(options)), defined=tuple(pack.definitions))
    other = writer.condition(2)
    equal = [
        (f"NOT (({one}) AND ({other}))", f"NOT ({one}) OR NOT ({other})"),
        (f"NOT (({one}) OR ({other}))", f"NOT ({one}) AND NOT ({other})"),
        (f"NOT (NOT ({one}))", one),
        (f"({one}) AND ({other})", f"({other}) AND ({one})"),
        (f"({one}) OR (({one}) AND ({other}))", one),
        (f"CASE WHEN {other} THEN {one} ELSE {one} END", one),
        (f"CASE WHEN {one} THEN TRUE ELSE FALSE END", one),
    ]
    for left, right in equal:
        both = [by_columns(pack.vocabulary, lowered(pack, text), subjects) for text in (left, right)]
        assert np.array_equal(*both), f"{left}  ≡  {right}"


@settings(max_examples=200)
@given(cases(plain=True, subjects=1), st.data())
def test_learning_more_never_turns_an_answer_round(case: Case, data: st.DataObject) -> None:
    """Filling a gap may decide what was open; it never makes met not met, or the other way."""
    pack, text, (subject,) = case
    condition = lowered(pack, text)
    before = truth(condition, subject)
    richer = dict(subject)
    for name in FIELDS:
        if is_open(subject.get(name)) and data.draw(st.booleans()):
            richer[name] = narrower(data, name, subject.get(name))
    after = truth(condition, richer)
    assert before is None or after is before, text


@settings(max_examples=200)
@given(cases(plain=True, subjects=1), st.data())
def test_an_unknown_answer_waits_for_fields_and_they_decide_it(case: Case, data: st.DataObject) -> None:
    """What is asked for is enough, and nothing else would help."""
    pack, text, (subject,) = case
    condition = lowered(pack, text)
    fields = missing(condition, subject, frozenset(DEFINED))
    assert bool(fields) == (truth(condition, subject) is None), text
    filled = {name: narrower(data, name, subject.get(name)) for name in sorted(fields)}
    assert truth(condition, {**subject, **filled}) is not None, text
    if fields:
        others = {name: narrower(data, name, subject.get(name)) for name in FIELDS if name not in fields}
        assert truth(condition, {**subject, **others}) is None, text


def is_open(value: Scalar) -> bool:
    return value is None or isinstance(value, Band) or (isinstance(value, tuple) and None in value)


def narrower(data: st.DataObject, name: str, value: Scalar) -> Scalar:
    """A value that agrees with what was known and leaves nothing open."""
    if isinstance(value, Band):
        ends = [end for end in (value.low, value.high) if abs(end) < float("inf")]
        return data.draw(st.sampled_from(ends)) if ends else 0.0
    if isinstance(value, tuple):
        return tuple(
            each if each is not None else data.draw(st.sampled_from(("小巨人", "it's"))) for each in value
        )
    if value is not None:
        return value
    return random_value(lambda options: data.draw(st.sampled_from(options)), name, exact=True)
