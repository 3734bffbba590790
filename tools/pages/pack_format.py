"""The form of a pack, from the JSON Schema that is made from its models."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, get_args

from pydantic import BaseModel

from pages.words import first_lines, made, table
from twinwheel.packs import model, yaml12
from twinwheel.packs.schema import FILES

Schema = dict[str, Any]


def models() -> list[type[BaseModel]]:
    """Every class of the format, in the order of the file that declares them."""
    return [
        each
        for each in vars(model).values()
        if isinstance(each, type) and issubclass(each, model.Part) and each is not model.Part
    ]


def files_of(kind: Any) -> type[BaseModel]:
    """The class of one kind of file; some files hold several, each under its id."""
    return kind if isinstance(kind, type) and issubclass(kind, BaseModel) else get_args(kind)[1]


def page() -> str:
    lines = made("src/twinwheel/packs/model.py", "Pack format")
    lines += [
        "A pack is a folder of YAML files. Unknown keys, repeated keys, anchors, aliases and tags are errors. The",
        "YAML is version 1.2: `on`, `no` and `01` are text. Numbers are exact decimals. Editors check and complete",
        "with the same rules: `twinwheel pack schema -o schemas` writes them as JSON Schema.",
        "",
        f"A file has at most {yaml12.MAX_BYTES:,} bytes, {yaml12.MAX_DEPTH} levels and {yaml12.MAX_SCALAR:,}",
        "characters in one value. An **id** is lower case letters and digits with `-` or `_` between. An",
        "**expression** is a condition or a number over fields: [criteria](criteria.md), [functions](functions.md).",
        "",
    ]
    heads = {files_of(kind): (name, files, kind) for name, (files, kind) in FILES.items()}
    lines += table(
        ("file", "holds", "schema"),
        (
            (f"`{files}`", _holds(head, kind), f"`twinwheel pack schema {name}`")
            for head, (name, files, kind) in heads.items()
        ),
    )
    lines += [
        "Files below `definitions/` and `parameters/` are read like `definitions.yaml` and `parameters.yaml`.",
        "",
    ]
    for each in models():
        title = f"`{heads[each][1]}`: {each.__name__}" if each in heads else each.__name__
        lines += [f"## {title}", "", first_lines(each), ""]
        lines += table(("key", "type", "default", "meaning"), rows(each))
    return "\n".join(lines)


def _holds(head: type[BaseModel], kind: Any) -> str:
    link = f"[{head.__name__}](#{_anchor(head)})"
    return f"one {link}" if kind is head else f"name: {link}, any number"


def _anchor(head: type[BaseModel]) -> str:
    """As GitHub makes it from the heading."""
    file = next(files for files, kind in FILES.values() if files_of(kind) is head)
    kept = "".join(char for char in f"{file}: {head.__name__}".lower() if char.isalnum() or char in " -_")
    return kept.replace(" ", "-")


def rows(each: type[BaseModel]) -> Iterator[tuple[str, str, str, str]]:
    """Key, type, default and meaning of every key of a class."""
    schema = each.model_json_schema()
    needed = schema.get("required", ())
    for key, spec in schema["properties"].items():
        default = "**required**" if key in needed else _default(spec.get("default"))
        yield f"`{key}`", _type(spec, schema), default, _meaning(spec)


def _meaning(spec: Schema) -> str:
    limits = [f"{text} {spec[name]}" for name, text in _LIMITS.items() if spec.get(name) is not None]
    inner = (first_lines(one) for one in models() if one is not model.Text and _names(spec, one))
    found = spec.get("description") or next(inner, "")
    return "; ".join(filter(None, [found.rstrip("."), *limits]))


def _names(spec: Schema, one: type[BaseModel]) -> bool:
    return f"'#/$defs/{one.__name__}'" in str(spec)


_LIMITS = {"exclusiveMinimum": "more than", "minimum": "at least"}


def _default(value: object) -> str:
    if value is None or value == "":
        return ""
    if value in ([], {}):
        return "none"
    return (
        "see there"
        if isinstance(value, dict)
        else f"`{str(value).lower() if isinstance(value, bool) else value}`"
    )


def _type(spec: Schema, schema: Schema) -> str:
    """A type in words."""
    if "$ref" in spec:
        name = spec["$ref"].rsplit("/", 1)[1]
        return f"[{name}](#{name.lower()})"
    if "anyOf" in spec:
        kinds = [_type(each, schema) for each in spec["anyOf"] if each.get("type") != "null"]
        return " or ".join(dict.fromkeys(kinds)) + (" or null" if {"type": "null"} in spec["anyOf"] else "")
    if "enum" in spec:
        return ", ".join(f"`{each}`" for each in spec["enum"])
    if spec.get("type") == "array":
        return f"list of {_type(spec['items'], schema)}"
    if spec.get("type") == "object":
        inner = spec.get("additionalProperties") or next(
            iter(spec.get("patternProperties", {}).values()), None
        )
        return f"name: {_type(inner, schema)}" if isinstance(inner, dict) else "name: value"
    if spec.get("format") == "date":
        return "date"
    if spec.get("maxLength") == 8000:
        return "expression"
    if spec.get("pattern", "").startswith("^(?!"):  # how pydantic says: a decimal written as text
        return "number"
    if str(spec.get("pattern", "")).startswith("^[a-z0-9]"):
        return "id"
    return {"string": "text", "integer": "whole number", "number": "number", "boolean": "true or false"}.get(
        spec.get("type", ""), "value"
    )
