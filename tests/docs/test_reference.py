"""The generated pages name everything there is. That they are up to date is held in test_house.py."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlglot

from pages import command_line, files, functions, pack_format
from twinwheel.criteria import parse
from twinwheel.errors import TwinwheelError
from twinwheel.matching.output import COMBINATIONS
from twinwheel.matching.run import SCHEMA
from twinwheel.packs.check import CODES
from twinwheel.packs.model import FieldSpec
from twinwheel.registers import limits, problems, units

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "reference"


def page(name: str) -> str:
    return (FOLDER / name).read_text(encoding="utf-8")


def section(text: str, title: str) -> str:
    """What stands between a heading and the next of its level."""
    return text.split(f"\n## {title}\n", 1)[1].split("\n## ", 1)[0]


@pytest.mark.parametrize(("name", "command"), list(command_line.commands()), ids=str)
def test_every_command_and_option_is_named(name: str, command: object) -> None:
    told = section(page("command-line.md"), name)
    for parameter in getattr(command, "params"):  # noqa: B009  the classes of typer are private
        for option in [*parameter.opts, *parameter.secondary_opts]:
            written = option if option.startswith("-") else parameter.metavar
            assert written and written in told, option


@pytest.mark.parametrize("model", pack_format.models(), ids=lambda model: model.__name__)
def test_every_key_of_a_pack_is_named_and_told(model: type) -> None:
    title = next(
        line
        for line in page("pack-format.md").splitlines()
        if line.startswith("## ") and line.endswith(model.__name__)
    )
    told = section(page("pack-format.md"), title.removeprefix("## "))
    for key, _, _, meaning in pack_format.rows(model):
        assert f"\n| {key} |" in told
        assert meaning, f"{model.__name__}.{key} needs a description in packs/model.py"


def test_every_finding_of_a_check_is_named() -> None:
    assert all(f"| `{code}` | {severity} |" in page("lint.md") for code, (severity, _) in CODES.items())


def test_every_function_is_named_with_an_example_of_it() -> None:
    assert {name for form in functions.FUNCTIONS for name in form.names} == set(parse.FUNCTIONS)
    for form in functions.FUNCTIONS:
        assert all(f"{name}(" in form.example and f"`{name}(" in page("functions.md") for name in form.names)


def test_every_construct_the_parser_takes_stands_in_an_example() -> None:
    shown = {
        type(node)
        for form in (*functions.OPERATORS, *functions.FUNCTIONS)
        for node in sqlglot.parse_one(form.example, read="duckdb").walk()
    }
    assert set(parse._HANDLERS) <= shown | {sqlglot.exp.Alias}  # how sqlglot reads the colon of `- :name`


def test_every_column_and_key_that_match_writes_is_named() -> None:
    assert set(files.DECISIONS) == set(SCHEMA.names)
    assert set(files.CHOICES) == set(COMBINATIONS.names)
    assert set(files.SUMMARY) == set(files.keys(files.summary()))
    assert all(
        f"| `{key}` |" in page("files.md") for key in (*files.DECISIONS, *files.CHOICES, *files.SUMMARY)
    )


def test_every_rule_for_cells_has_an_example() -> None:
    kinds = FieldSpec.model_json_schema()["properties"]["type"]["enum"]
    told = section(page("registers.md"), "Cells")
    assert [kind for kind in kinds if f"| {kind} |" not in told and f"`{kind}`:" not in told] == []


def test_every_unit_problem_and_limit_is_named() -> None:
    told = page("registers.md")
    names = [name for names in units.BASES.values() for name in names]
    wanted = [*names, *units.BASES, *units.SCALED, *filter(None, units.MULTIPLIERS), *problems.KINDS]
    wanted += [name for name in vars(limits) if name.isupper()]
    assert [each for each in wanted if f"`{each}`" not in told] == []


def test_every_error_is_named() -> None:
    def below(kind: type[TwinwheelError]) -> list[type[TwinwheelError]]:
        return [each for child in kind.__subclasses__() for each in (child, *below(child))]

    public = [each for each in below(TwinwheelError) if not each.__name__.startswith("_")]
    assert [
        each for each in public if f"| `{each.code}` | `{each.__name__}` |" not in page("errors.md")
    ] == []
