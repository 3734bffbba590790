"""The OpenAPI document as a page lists it: operations by subject, each with what it takes and an example."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

TAGS = {
    "policy": gettext_lazy("Policy"),
    "deciding": gettext_lazy("Deciding"),
    "finding": gettext_lazy("Search"),
    "zone": gettext_lazy("Zone"),
    "documents": gettext_lazy("Documents"),
    "own": gettext_lazy("Own subjects, with a key"),
}


class Parameter(NamedTuple):
    name: str
    where: str
    """path, query or body."""
    needed: bool
    form: str
    words: str


class Operation(NamedTuple):
    id: str
    method: str
    path: str
    title: str
    words: str
    parameters: tuple[Parameter, ...]
    example: str
    key: bool
    """Answered to a key alone."""


def operations(document: dict[str, Any], host: str) -> list[tuple[Any, list[Operation]]]:
    """The operations by subject, in the order of :data:`TAGS`; examples call ``host`` (with its scheme)."""
    found: dict[str, list[Operation]] = {tag: [] for tag in TAGS}
    for path, methods in document["paths"].items():
        for method, each in methods.items():
            found[each["tags"][0]].append(_operation(document, host, path, method.upper(), each))
    return [(TAGS[tag], some) for tag, some in found.items() if some]


def _operation(
    document: dict[str, Any], host: str, path: str, method: str, each: dict[str, Any]
) -> Operation:
    key = {} not in each["security"]
    title, words = each["summary"], each["description"]
    return Operation(
        each["operationId"],
        method,
        path,
        _(title),
        _(words),
        tuple(_parameters(document, each)),
        _example(host, path, method, key),
        key,
    )


def _parameters(document: dict[str, Any], operation: dict[str, Any]) -> Iterator[Parameter]:
    for each in operation["parameters"]:
        words = each.get("description", "")
        yield Parameter(
            each["name"], each["in"], each["required"], _form(each["schema"]), _(words) if words else ""
        )
    if "requestBody" in operation:
        name = operation["requestBody"]["content"]["application/json"]["schema"]["$ref"].rpartition("/")[2]
        body = document["components"]["schemas"][name]
        for field, schema in body["properties"].items():
            words = schema.get("description", "")
            needed = field in body.get("required", [])
            yield Parameter(field, "body", needed, _form(schema), _(words) if words else "")


def _form(schema: dict[str, Any]) -> str:
    """What a value is, in a word or two."""
    choices = [each for each in schema.get("anyOf", [schema]) if each.get("type") != "null"]
    return " | ".join(_one_form(each) for each in choices) if choices else ""


def _one_form(schema: dict[str, Any]) -> str:
    if "enum" in schema:
        return " | ".join(map(str, schema["enum"]))
    return str(schema.get("format") or schema.get("type") or "")


def _example(host: str, path: str, method: str, key: bool) -> str:
    """A command for a terminal."""
    authorised = ' -H "Authorization: Bearer $KEY"' if key else ""
    if method == "GET":
        return f"curl{authorised} '{host}{path}'"
    body = json.dumps({"values": {}})
    return f"curl{authorised} -H 'Content-Type: application/json' -d '{body}' '{host}{path}'"
