"""The unified social credit code: both check digits, on public codes of institutions and on made-up ones."""

from __future__ import annotations

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from twinwheel.registers import uscc

# Universities and banks as their own pages print them, and the example of the standard's commentary.
PUBLIC = [
    "12100000400000624D", "12100000400002259P", "91100000100003962T", "911100001000044477", "91350100M000100Y43",
]  # fmt: skip

ODD_FIRST = [
    uscc.complete("N2110108MF000001"),
    uscc.complete("Y1110108MF000001"),
    uscc.complete("A1110108MF000001"),
]

STARTS = st.builds(
    lambda first, rest: first + rest,
    st.sampled_from(uscc.FIRST),
    st.text(st.sampled_from(uscc.ALPHABET), min_size=15, max_size=15),
)


@pytest.mark.parametrize("code", PUBLIC + ODD_FIRST)
def test_codes_that_are_right(code: str) -> None:
    assert uscc.fault(code) is None


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("9110000010000396", "16 characters"),
        ("91100000100003962t", "'t' is not among"),
        ("9110000010000396IT", "'I' is not among"),
        ("91100000100003962Ｔ", "is not among"),
        ("B1100000100003962T", "no registering department"),
        ("91100000100003963T", "organisation code, place 17, should be 2"),
        ("91100000100003962U", "the last check digit should be T"),
    ],
)
def test_codes_that_are_wrong(code: str, words: str) -> None:
    fault = uscc.fault(code)
    assert fault is not None
    assert words in fault


@given(STARTS)
def test_a_completed_code_is_right(start: str) -> None:
    assert uscc.fault(uscc.complete(start)) is None


@given(STARTS, st.integers(0, 17), st.sampled_from(uscc.ALPHABET))
def test_one_wrong_character_is_noticed(start: str, place: int, char: str) -> None:
    code = uscc.complete(start)
    assert (uscc.fault(code[:place] + char + code[place + 1 :]) is None) == (code[place] == char)


@given(st.lists(st.one_of(st.none(), st.text(max_size=20), STARTS, STARTS.map(uscc.complete)), max_size=9))
def test_many_at_once_are_as_one_by_one(codes: list[str | None]) -> None:
    found = uscc.valid(pa.array(codes, pa.string())).tolist()
    assert found == [code is not None and uscc.fault(code) is None for code in codes]
