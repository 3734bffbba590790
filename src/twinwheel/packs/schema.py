"""The format of a pack as JSON Schema, so that editors check and complete while one writes."""

from __future__ import annotations

from typing import Any

from pydantic import TypeAdapter

from twinwheel.packs import model

FILES: dict[str, tuple[str, Any]] = {
    "pack": ("pack.yaml", model.PackInfo),
    "subjects": ("subjects.yaml", dict[str, model.SubjectType]),
    "codes": ("codes/*.yaml", model.CodeList),
    "fields": ("fields/*.yaml", model.FieldGroup),
    "definitions": ("definitions.yaml", dict[str, model.DefinitionSpec]),
    "parameters": ("parameters/*.yaml", dict[str, model.ParameterSpec]),
    "reading": ("reading/*.yaml", model.Wordbook),
    "measure": ("measures/**/*.yaml", model.MeasureSpec),
    "zone": ("zone.yaml", model.ZoneSpec),
}
"""Name of a schema -> the files it is for, and the model it comes from."""


def schema(name: str) -> dict[str, Any]:
    """The JSON Schema (2020-12) of one kind of file. Raises KeyError for an unknown name."""
    files, kind = FILES[name]
    found = TypeAdapter(kind).json_schema()
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": files, **found}
