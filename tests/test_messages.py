"""A message is its English text, and says the same in Chinese."""

from __future__ import annotations

import ast
import json
import pickle
import re
import string
from collections.abc import Iterator
from pathlib import Path

import polib
import pytest
from hypothesis import given
from hypothesis import strategies as st

import twinwheel
from twinwheel.messages import LOCALE, Message, from_json, in_language, message, to_json

LIBRARY = Path(twinwheel.__file__).parent
CATALOGUE = {
    each.msgid: each.msgstr for each in polib.pofile(str(LOCALE / "zh_Hans" / "LC_MESSAGES" / "twinwheel.po"))
}
AS_A_TEXT = 'the field "{field}" of row {row:,}'

values = st.text() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
messages = st.recursive(
    st.builds(lambda field, row: message(AS_A_TEXT, field=field, row=row), values, st.integers()),
    lambda inner: st.builds(lambda field: message(AS_A_TEXT, field=field, row=1), inner),
)


@given(messages)
def test_a_message_survives_the_way_between_processes_and_through_a_file(text: Message) -> None:
    for back in (pickle.loads(pickle.dumps(text)), from_json(json.loads(json.dumps(to_json(text))))):
        assert (back, back.pattern, back.values) == (text, text.pattern, text.values)
        assert in_language(back, "zh-hans") == in_language(text, "zh-hans")


@given(st.text())
def test_any_other_text_is_filed_and_said_as_it_stands(text: str) -> None:
    assert from_json(json.loads(json.dumps(to_json(text)))) == in_language(text, "zh-hans") == text


@given(st.sampled_from(sorted(CATALOGUE)), st.text(alphabet="{}!:[]0a.% 甲"))
def test_every_message_can_be_said_and_what_is_put_in_stays_as_it_is(pattern: str, hostile: str) -> None:
    fields = {name: spec for _, name, spec, _ in string.Formatter().parse(pattern) if name}
    values = {name: 1200 if spec else hostile for name, spec in fields.items()}
    text = message(pattern, **values)
    english, chinese = in_language(text, "en"), in_language(text, "zh-hans")
    assert type(english) is type(chinese) is str
    assert english == text
    assert all(said.count(hostile) >= list(values.values()).count(hostile) for said in (english, chinese))


def test_the_values_of_a_message_are_said_in_its_language() -> None:
    [(pattern, chinese)] = [each for each in CATALOGUE.items() if each[0] == "a whole number was expected"]
    assert in_language(message("{what}", what=message(pattern)), "zh-hans") == chinese
    assert in_language(message("{what}", what=message(pattern)), "en") == pattern


def test_without_a_catalogue_it_is_english(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from twinwheel import messages

    monkeypatch.setattr(messages, "LOCALE", tmp_path)
    messages._chinese.cache_clear()
    try:
        assert in_language(message("{n:,} rows", n=1200), "zh-hans") == "1,200 rows"
    finally:
        messages._chinese.cache_clear()


TERMINAL = ("cli", "matching/engines", "__main__.py")
"""What is read in a terminal only, and therefore in English."""


def test_what_a_page_may_show_is_a_message() -> None:
    takers = _takers([ast.parse(file.read_text("utf-8")) for file in LIBRARY.rglob("*.py")])
    assert {"Problem", "CellProblem", "Refused", "UsageError", "DocumentError.of", "note"} <= takers
    found = [
        f"{room}:{line}: {words}"
        for file in sorted(LIBRARY.rglob("*.py"))
        if not (room := file.relative_to(LIBRARY).as_posix()).startswith(TERMINAL)
        for line, words in _unsayable(ast.parse(file.read_text("utf-8")), takers)
    ]
    assert found == [], "write message(…) here, and its Chinese with tools/words.py"


@pytest.mark.parametrize(
    ("code", "lines"),
    [
        ('Problem(f, 1, None, None, message("no file"), "")', []),
        ('Problem(f, 1, None, None, "no file", "")', [1]),
        ('message(f"{n} rows")', [1]),
        ('findings.note(f"{n} rows", "")', [1]),
        ('raise DocumentError.of(file, "too long" if n else "short", "")', [1]),
        ('AGAIN = "Write it again."\nraise OutputError(message("no"), AGAIN)', [1]),
        ('what, advice = "it is late", ""\nraise OutputError(what, advice)', [1]),
        ('AGAIN = message("Write it again.")\nraise OutputError(message("no"), AGAIN)', []),
    ],
)
def test_what_is_no_message_is_told(code: str, lines: list[int]) -> None:
    assert [
        line
        for line, _ in _unsayable(ast.parse(code), {"Problem", "note", "OutputError", "DocumentError.of"})
    ] == lines


def _takers(trees: list[ast.Module]) -> set[str]:
    """The names of what is told ``what`` is wrong: functions, classes, and classes under these."""
    every = [each for tree in trees for each in ast.walk(tree)]
    classes = [each for each in every if isinstance(each, ast.ClassDef)]
    takers = {each.name for each in every if isinstance(each, ast.FunctionDef) and _asks_what(each)}
    for each in classes:
        told = [inner for inner in each.body if _asks_what(inner)]
        takers |= {f"{each.name}.{inner.name}" for inner in told if isinstance(inner, ast.FunctionDef)}
        if any(getattr(inner, "name", "__init__") == "__init__" for inner in told):
            takers.add(each.name)
    while (
        under := {each.name for each in classes if takers & {ast.unparse(base) for base in each.bases}}
        - takers
    ):
        takers |= under
    return takers - {"__init__", "of"}  # the names of too many other things; with their class they stay


def _asks_what(each: ast.stmt) -> bool:
    if isinstance(each, ast.FunctionDef):
        return "what" in {arg.arg for arg in each.args.args}
    return isinstance(each, ast.AnnAssign) and getattr(each.target, "id", "") == "what"


def _unsayable(tree: ast.Module, takers: set[str]) -> Iterator[tuple[int, str]]:
    """Words that are said as they stand where a message belongs, and patterns that cannot be read from the code."""
    names: dict[str, list[ast.expr]] = {}
    for each in ast.walk(tree):
        if isinstance(each, ast.Assign):
            for target in each.targets:
                pairs = (
                    zip(target.elts, each.value.elts, strict=False)
                    if isinstance(target, ast.Tuple) and isinstance(each.value, ast.Tuple)
                    else [(target, each.value)]
                )
                for name, value in pairs:
                    names.setdefault(getattr(name, "id", ""), []).append(value)
    for call in ast.walk(tree):
        if not isinstance(call, ast.Call):
            continue
        name = ast.unparse(call.func)
        if name == "message" and not isinstance(call.args[0], ast.Constant):
            yield call.lineno, ast.unparse(call)
        elif name in takers or name.split(".")[-1] in takers:
            for argument in (*call.args, *(each.value for each in call.keywords)):
                yield from _words(argument, names)


def _words(said: ast.expr, names: dict[str, list[ast.expr]]) -> Iterator[tuple[int, str]]:
    """What of an expression is words of its own: an f-string or a text with a space, on whatever way it comes."""
    match said:
        case ast.JoinedStr():
            yield said.lineno, ast.unparse(said)
        case ast.Constant(value=str(text)) if re.search(r"\w \w", text):
            yield said.lineno, text
        case ast.IfExp(body=one, orelse=other) | ast.BinOp(left=one, right=other):
            yield from _words(one, names)
            yield from _words(other, names)
        case ast.Name(id=name):
            for value in names.get(name, ()):
                yield from _words(value, {})
