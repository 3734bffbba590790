"""Nothing in an expression can crash, hang or surprise the parser: it is understood, or refused with a reason."""

from __future__ import annotations

import random
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from time import perf_counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from random_subjects import Writer, seeded
from twinwheel.criteria import parse as parser
from twinwheel.criteria import tree
from twinwheel.criteria.parse import parse
from twinwheel.errors import ExpressionError
from twinwheel.messages import in_language
from twinwheel.packs import read_pack

ROOT = Path(__file__).parents[2]
SECONDS = 1.5  # far above what any text takes, for a machine under load


def refused(text: str) -> ExpressionError:
    begun = perf_counter()
    with pytest.raises(ExpressionError) as caught:
        parse(text)
    assert perf_counter() - begun < SECONDS
    assert in_language(caught.value.what, "zh-hans") != caught.value.what
    return caught.value


def tried(text: str) -> tree.Node | None:
    """The tree, or None where the text was refused. Any other error is a defect."""
    begun = perf_counter()
    try:
        return parse(text)
    except ExpressionError:
        return None
    finally:
        assert perf_counter() - begun < SECONDS, text[:200]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("(" * 10_000, "longer than"),
        ("(" * 5_000, "nested deeper"),
        ("(" * 41 + "a" + ")" * 41, "nested deeper"),
        ("[" * 3_000, "nested deeper"),
        ("{" * 3_000, "nested deeper"),
        ("CASE WHEN " * 500, "nested deeper"),
        ("a" * 100_000, "longer than"),
        ("甲 AND " * 100_000 + "甲", "longer than"),
        ("NOT " * 1_900 + "a", "more than 600 operators"),
        ("- " * 3_000 + "a", "more than 600 operators"),
        ("a+" * 3_000 + "a", "more than 600 operators"),
        ("a=" * 700 + "a", "more than 600 operators"),
        ("NOT " * 500 + "a", "nested deeper"),
        ("- " * 500 + "a", "nested deeper"),
        ("a+" * 500 + "a", "nested deeper"),
        ("a IS NULL " + "IS NULL " * 900, "nested deeper"),
        ("(" * 39 + "NOT " * 39 + "a+b=1" + ")" * 39 + "AND b" * 300, ""),
        ("has(" * 39 + "a" + ", 'x')" * 39, ""),
        ("\0", "contains a NUL"),
        ("", "one expression"),
        (" \n\t ", "one expression"),
        (";" * 5_000, "one expression"),
        ("'" * 4_999, "a quote is not closed"),
        ('"' * 4_999, "a quote is not closed"),
        ("a" + " b" * 3_000, "not a valid expression"),
    ],
)
def test_hostile_texts_are_refused_at_once(text: str, reason: str) -> None:
    assert reason in str(refused(text))


@pytest.mark.parametrize(
    "hidden",
    [
        "/* ' */ ",
        "-- '\n",
        "$$'$$ = ",
        "$x$'$x$ = ",
        "E'\\'' = ",
        "e'\\'' = ",
        "`'` = ",
        "'\\' = ",
        '/* " */ ',
    ],
)
def test_no_quote_can_hide_brackets_from_the_count(hidden: str) -> None:
    """A quote that the parser sees elsewhere than the count does would let any depth through."""
    refused(hidden + "(" * 3_000 + "a" + ")" * 3_000)


def test_what_is_just_within_the_limits_is_read() -> None:
    assert parse("(" * 40 + "甲" + ")" * 40) == tree.Name("甲")
    assert parse("甲 = '" + "x" * (parser.MAX_LENGTH - 6) + "'")
    assert isinstance(parse(" AND ".join(["甲"] * 250)), tree.And)
    assert len(parse("行业 IN (" + ",".join(f"'{n}'" for n in range(500)) + ")").values) == 500  # type: ignore[union-attr]
    assert isinstance(parse("NOT " * 60 + "甲"), tree.Not)


def test_brackets_inside_a_text_count_for_nothing() -> None:
    text = "(" * 500 + " CASE '' AND "
    assert parse(f"名称 = '{text}'") == tree.Compare(
        "=", tree.Name("名称"), tree.Literal(text.replace("''", "'"))
    )


@pytest.mark.parametrize(
    ("text", "node"),
    [
        ("a <> 1", tree.Compare("<>", tree.Name("a"), tree.Literal(1))),  # type: ignore[arg-type]
        ("a != 1", tree.Compare("<>", tree.Name("a"), tree.Literal(1))),  # type: ignore[arg-type]
        ("1_000 = a", tree.Compare("=", tree.Literal(1000), tree.Name("a"))),  # type: ignore[arg-type]
        ("-:p", tree.Negative(tree.Given("p"))),
        ("- :p", tree.Negative(tree.Given("p"))),
        ("x > (- :p)", tree.Compare(">", tree.Name("x"), tree.Negative(tree.Given("p")))),
        ("a not in ('x')", tree.Not(tree.In(tree.Name("a"), (tree.Literal("x"),)))),
        ("a is not null", tree.Not(tree.IsNull(tree.Name("a")))),
        ('"a b" IS NULL', tree.IsNull(tree.Name("a b"))),
        ("Has_Any(a, 'x', 'y')", tree.Has(tree.Name("a"), "any", (tree.Literal("x"), tree.Literal("y")))),
        (":as_of - INTERVAL 3 months", tree.Arithmetic("-", tree.Given("as_of"), tree.Interval(3, "MONTH"))),
        ("a - b - c", tree.Arithmetic("-", tree.Arithmetic("-", *map(tree.Name, "ab")), tree.Name("c"))),
    ],
)
def test_spellings(text: str, node: tree.Node) -> None:
    assert parse(text) == node


@pytest.mark.parametrize(
    "text",
    [
        "read_csv('/etc/passwd')",
        "a IN (SELECT b FROM t)",
        "EXISTS (SELECT 1)",
        "COPY t TO 'x'",
        "ATTACH 'x'",
        "SET threads = 1",
        "PRAGMA version",
        "DROP TABLE t",
        "INSTALL httpfs",
        "a; DROP TABLE t",
        "getenv('HOME')",
        "current_date",
        "now()",
        "random() < 0.5",
        "a || b",
        "a LIKE '%x%'",
        "a ~ 'x'",
        "a::INT = 1",
        "CAST(a AS INT) = 1",
        "t.a = 1",
        "a[1] = 1",
        "{'a': 1}",
        "[1, 2]",
        "x -> x + 1",
        "count(a) OVER ()",
        "a COLLATE nocase = 'x'",
        "DATE 'x'",
        "DATE '2024-13-01'",
        "TIMESTAMP '2024-01-01 00:00:00' > a",
        "INTERVAL '1 year 2 months'",
        "INTERVAL 99999999999 YEAR",
        "1e999 > a",
        "0x1F = a",
        "a = 'x' 'y'",
        "*",
        "?",
        "a AS b",
        "b: a",
        "(a, b)",
    ],
)
def test_everything_outside_the_subset_is_refused(text: str) -> None:
    assert refused(text).what


def test_nothing_is_said_on_the_side(
    caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    """sqlglot logs what it falls back from; a refusal is an exception and nothing else."""
    for text in (
        "SET x = 1",
        "COPY a",
        "first(a IGNORE NULLS)",
        "a SIMILAR TO 'x'",
        "PRAGMA x",
        "ALTER TABLE t",
    ):
        refused(text)
    assert not caplog.records
    assert capfd.readouterr() == ("", "")


@settings(max_examples=400)
@given(st.text(max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    tried(text)


WORDS = [
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    "'",
    '"',
    ",",
    ";",
    ":",
    "::",
    ".",
    "+",
    "-",
    "*",
    "/",
    "%",
    "^",
    "&",
    "|",
    "||",
    "~",
    "!",
    "@",
    "#",
    "$",
    "?",
    "->",
    "->>",
    "=>",
    ":=",
    "=",
    "==",
    "<",
    ">",
    "<>",
    "!=",
    "<=",
    ">=",
    "甲",
    "收入",
    "1",
    "0.5",
    "1e5",
    "1e",
    "0x1F",
    "'x'",
    "''",
    "DATE",
    "INTERVAL",
    "YEAR",
    "CASE",
    "WHEN",
    "THEN",
    "ELSE",
    "END",
    "AND",
    "OR",
    "NOT",
    "IN",
    "BETWEEN",
    "IS",
    "NULL",
    "TRUE",
    "LIKE",
    "SELECT",
    "FROM",
    "WITH",
    "CAST",
    "AS",
    "EXISTS",
    "ANY",
    "ALL",
    "has",
    "has_any",
    "starts_with",
    "least",
    "coalesce",
    "count(",
    "OVER",
    "FILTER",
    "STRUCT",
    "MAP",
    "LAMBDA",
    "GLOB",
    "COLLATE",
    "EXTRACT(",
    ":as_of",
    "SET",
    "COPY",
    "TRIM(",
    "SUBSTRING(",
    "POSITION(",
    "VALUES",
    "UNION",
    "IGNORE",
    "NULLS",
    "\\",
    "`",
    "\n",
    "\t",
    "\u3000",
    "，",
    "（",
    "）",
    "\ufeff",
    "\x01",
    "😀",
]


@settings(max_examples=400)
@given(st.lists(st.sampled_from(WORDS), max_size=14).map(" ".join))
def test_any_heap_of_words_is_read_or_refused(text: str) -> None:
    tried(text)


@cache
def real_expressions() -> tuple[str, ...]:
    pack = read_pack(ROOT / "packs" / "beijing-sti")
    return tuple(sorted({text for _, _, _, text, _ in pack.expressions()}))


def test_mutated_real_expressions_are_read_or_refused() -> None:
    rng = random.Random(20261121)
    pieces = [*WORDS, *"()'\",=<>+-*/ "]
    for _ in range(1_500):
        text = rng.choice(real_expressions())
        start = rng.randrange(len(text))
        letters = list(text[start : start + 300] if rng.random() < 0.3 else text[:600])
        for _ in range(rng.randrange(1, 5)):
            at = rng.randrange(len(letters) + 1)
            match rng.randrange(3):
                case 0:
                    letters.insert(at, rng.choice(pieces))
                case 1:
                    del letters[at : at + rng.randrange(1, 8)]
                case 2:
                    letters[at:at] = letters[rng.randrange(len(letters) + 1) :][: rng.randrange(1, 30)]
        tried("".join(letters))


def test_what_is_read_once_reads_the_same_in_other_spacing() -> None:
    for seed in range(60):
        text = Writer(seeded(seed)).condition(3)
        assert parse(f"\n  ( {text} )\n") == parse(text)


@pytest.mark.parametrize("count", [1, 20, 200])
def test_time_grows_with_the_text_and_not_faster(count: int) -> None:
    """Brackets that close at once, side by side, make a parser that tries and goes back slow."""
    shapes: Sequence[str] = (
        "(甲) AND ",
        "CASE WHEN 甲 THEN 1 END = 1 AND ",
        "收入 IN (1) AND ",
        "has(资质, 'x') OR ",
        "(((甲))) AND ",
    )
    for shape in shapes:
        tried(shape * count + "甲")
