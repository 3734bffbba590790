"""The files ``twinwheel read`` writes, and the JSON Schema of the first of them."""

from __future__ import annotations

import inspect
import json
import textwrap
from typing import Any, get_args

from pages.words import made, table
from twinwheel.reading import contract
from twinwheel.reading.facts.model import Fact
from twinwheel.reading.table import FACTS

COLUMNS = {
    "fact_id": "the fact; a fact that stands in several files has one row",
    "kind": "which kind of fact, see below",
    "article_id": "the article it stands in",
    "article_title": "the title of that article",
    "quote": "the first mention, as the collated text has it",
    "name": "the name of a named thing; of an indicator, what is measured",
    "value": "of an indicator",
    "value_to": "the upper end of a range",
    "unit": "of the value",
    "as_of": "the time the figure holds for",
    "scope": "whose figure it is",
    "status": "of an indicator or programme",
    "review": "a person should look",
    "rule": "the rule that found it",
    "fields": "every typed field, as JSON",
    "spans": "file, start, end and raw text of every mention",
}


def page() -> str:
    """The page as Markdown."""
    return "\n".join(
        [
            *made("src/twinwheel/reading/contract.py", "What `twinwheel read` writes"),
            "`twinwheel read FILE... -o DIR` writes into `DIR`:",
            "",
            "| file | what |",
            "|---|---|",
            "| `document.json` | a list with one record for each file that was read; [its JSON Schema](document.schema.json) |",
            "| `facts.parquet` | a table with a row for each fact |",
            "| `FILE.txt` | the raw text of each file, UTF-8; all offsets count its characters (code points) from 0 |",
            "| `reading.html` | one page to look at it all, without a network |",
            "| `review.yaml` | what people decided; written by them, never by reading |",
            "| `.scans/` | what OCR read, by the hash of the file, so that a scan is read once |",
            "",
            "For every fact, file and place `i`: `raw[spans[file][i][0] : spans[file][i][1]] == quotes[file][i]`.",
            "A name that a line end breaks is one span with the line end in it; one that goes on elsewhere on the page is two.",
            "",
            "## A document",
            "",
            *_form(contract.DocumentRecord),
            "## An article",
            "",
            *_form(contract.ArticleRecord),
            "## A variant",
            "",
            *_form(contract.VariantRecord),
            "## A fact",
            "",
            "Every fact has:",
            "",
            *table(
                ["key", "means"],
                [
                    [f"`{key}`", form.get("description", "what a person decided, or null")]
                    for key, form in contract.COMMON.items()
                ],
            ),
            "",
            "and by its `kind`:",
            "",
            *[line for kind in get_args(get_args(Fact)[0]) for line in _kind(kind)],
            "## Facts as a table",
            "",
            *table(
                ["column", "type", "means"],
                [[f"`{f.name}`", f"`{f.type}`", COLUMNS[f.name]] for f in FACTS],
            ),
            "",
        ]
    )


def schema() -> str:
    """``document.schema.json``."""
    return json.dumps(contract.schema(), ensure_ascii=False, indent=1) + "\n"


def _form(model: type[Any]) -> list[str]:
    meanings = _meanings(model)
    rows = [
        [f"`{name}`", _type(form), meanings.get(name, "")]
        for name, form in model.model_json_schema()["properties"].items()
    ]
    return [inspect.getdoc(model) or "", "", *table(["key", "type", "means"], rows)]


def _kind(model: type[Any]) -> list[str]:
    name = model.model_fields["kind"].default
    meanings = _meanings(model)
    forms = contract.schema()["$defs"][model.__name__]["properties"]
    rows = [
        [f"`{key}`", _type(form), meanings.get(key, "")]
        for key, form in forms.items()
        if key not in contract.COMMON and key != "kind"
    ]
    told = inspect.getdoc(model) or ""
    return [
        f"### {name}",
        "",
        *([told, ""] if model.__doc__ else []),
        *table(["key", "type", "means"], rows),
        "",
    ]


def _meanings(model: type[Any]) -> dict[str, str]:
    """The string under each field, as the code explains it."""
    found: dict[str, str] = {}
    for owner in reversed(model.__mro__):
        if owner.__module__.startswith("twinwheel"):
            found |= _under(inspect.getsource(owner))
    return found


def _under(source: str) -> dict[str, str]:
    import ast
    from itertools import pairwise

    body = ast.parse(textwrap.dedent(source)).body[0]
    assert isinstance(body, ast.ClassDef)
    return {
        before.target.id: " ".join(str(after.value.value).split())
        for before, after in pairwise(body.body)
        if isinstance(before, ast.AnnAssign)
        and isinstance(before.target, ast.Name)
        and isinstance(after, ast.Expr)
        and isinstance(after.value, ast.Constant)
    }


def _type(form: dict[str, Any]) -> str:
    if "anyOf" in form:
        return " or ".join(_type(choice) for choice in form["anyOf"])
    if "enum" in form:
        return ", ".join(f"`{value}`" for value in form["enum"])
    if "const" in form:
        return f"`{form['const']}`"
    if "$ref" in form:
        return form["$ref"].rsplit("/", 1)[-1]
    if form.get("type") == "array":
        return f"list of {_type(form.get('items', {}))}" if "items" in form else "list"
    return str(form.get("type", ""))
