"""``docs/reference/criteria.md`` is true: its truth tables, examples, errors and limits are run."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from back_ends import BACK_ENDS, DAY, missing_by_kernel, missing_by_subject, words
from twinwheel.criteria import lower, parse
from twinwheel.criteria.check import check
from twinwheel.criteria.subject import Subject
from twinwheel.criteria.values import canonical_subject
from twinwheel.errors import ExpressionError
from twinwheel.packs import Pack, read_pack
from twinwheel.packs.yaml12 import load

HERE = Path(__file__).parent
PAGE = HERE.parents[1] / "docs" / "reference" / "criteria.md"
VALUES = {"met": True, "unknown": None, "not met": False}


class Table(NamedTuple):
    head: list[str]
    rows: list[list[str]]


def tables() -> Iterator[Table]:
    block: list[list[str]] = []
    for line in [*PAGE.read_text(encoding="utf-8").splitlines(), ""]:
        if line.startswith("|"):
            block.append([cell.strip().strip("*`") for cell in line.strip("|").split("|")])
        elif block:
            yield Table(block[0], block[2:])
            block = []


def rows(*head: str) -> list[list[str]]:
    found = [row for table in tables() if tuple(table.head) == head for row in table.rows]
    assert found, f"no table | {' | '.join(head)} | in {PAGE.name}"
    return found


@pytest.fixture(scope="session")
def pack() -> Pack:
    return read_pack(HERE.parent / "conformance" / "pack")


def verdict(pack: Pack, text: str, subject: Subject) -> str:
    """The verdict as the page writes it, on which all back ends agree."""
    condition = pack.lowering(DAY).condition(parse.parse(text))
    (found,) = {words(each(pack.vocabulary, condition, [subject]))[0] for each in BACK_ENDS.values()}
    fields = missing_by_subject(pack, condition, [subject])
    assert fields == missing_by_kernel(pack, condition, [subject])
    return found.replace("_", " ") + (f": {', '.join(fields[0])}" if fields[0] else "")


@pytest.mark.parametrize(("expression", "filed", "wanted"), rows("expression", "filed", "verdict"))
def test_the_examples_hold(expression: str, filed: str, wanted: str, pack: Pack, tmp_path: Path) -> None:
    (tmp_path / "filed.yaml").write_text(f"{{{filed}}}", encoding="utf-8")
    given = load(tmp_path / "filed.yaml", "filed").value
    assert check(parse.parse(expression), pack.vocabulary) == []
    assert verdict(pack, expression, canonical_subject(pack.vocabulary, given)) == wanted  # type: ignore[arg-type]


@pytest.mark.parametrize(("expression", "wanted"), rows("expression", "error"))
def test_the_errors_read_as_written(expression: str, wanted: str, pack: Pack) -> None:
    try:
        found = [error.what for error in check(parse.parse(expression), pack.vocabulary)]
    except ExpressionError as error:
        found = [error.what]
    assert wanted in found


@pytest.mark.parametrize("operator", ["AND", "OR"])
def test_the_truth_tables_of_and_and_or(operator: str, pack: Pack) -> None:
    head = (operator, *VALUES)
    for left, *answers in rows(*head):
        for right, wanted in zip(VALUES, answers, strict=True):
            subject = {"甲": VALUES[left], "乙": VALUES[right]}
            assert verdict(pack, f"甲 {operator} 乙", subject).split(":")[0] == wanted


def test_the_truth_table_of_not(pack: Pack) -> None:
    for operand, wanted in rows("NOT", ""):
        assert verdict(pack, "NOT 甲", {"甲": VALUES[operand]}).split(":")[0] == wanted


def test_the_truth_table_of_case(pack: Pack) -> None:
    head = next(table.head for table in tables() if table.head[0].startswith("CASE"))
    for first, *answers in rows(*head):
        for branches, wanted in zip(head[1:], answers, strict=True):
            match = re.fullmatch(r"b (met|not met), c (met|not met)", branches)
            assert match
            subject = {"甲": VALUES[first.removeprefix("a ")], "乙": VALUES[match[1]], "丙": VALUES[match[2]]}
            assert verdict(pack, "CASE WHEN 甲 THEN 乙 ELSE 丙 END", subject).split(":")[0] == wanted


def test_the_limits_are_those_of_the_code() -> None:
    limits = {name: int(value.replace(",", "")) for name, value in rows("limit", "at most")}
    assert limits == {
        "characters of an expression": parse.MAX_LENGTH,
        "open brackets and CASEs": parse.MAX_NESTING,
        "operators": parse.MAX_OPERATORS,
        "levels of the tree": parse.MAX_DEPTH,
        "digits of a number": parse.MAX_DIGITS,
        "parts once definitions and choices are in place": lower.MAX_STEPS,
    }
    assert f"a tolerance of {lower.TOLERANCE:g}".replace("e-09", "e-9") in PAGE.read_text(encoding="utf-8")


def test_every_function_is_on_the_page() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert [name for name in parse.FUNCTIONS if f"`{name}`" not in page] == []
