"""The API as a whole, and its OpenAPI document: ``docs/reference/openapi.json`` is written from here."""

from __future__ import annotations

import json
import re
from typing import Any

from django.http import HttpRequest
from ninja import NinjaAPI
from ninja.parser import Parser
from ninja.renderers import JSONRenderer
from ninja.responses import NinjaJSONEncoder

from twinwheel_web.api.bearer import Bearer
from twinwheel_web.api.endpoints import deciding, finding, own, policy
from twinwheel_web.api.models import Key
from twinwheel_web.api.problems import PROBLEMS, handle

PREFIX = "/api/v1/"
ABOUT = """The same answers as the pages of this portal and as the command `twinwheel`, for programs.

Words come in both languages, money and other exact numbers as text, days as ISO text. What can be read without a key can
be read from any web page. A key of an organisation (`Authorization: Bearer tw_…`) adds its own subjects and a higher rate;
its managers make keys under *Account*. Scopes: `read:public`, `read:own`, `file:own`.

Lists come in pages: `page`, `per_page`, `total` in the body, the neighbours in the header `Link`. What follows from the
policy alone has an `ETag`; send it back in `If-None-Match` and an unchanged answer is 304. `RateLimit` says how many
requests are left, `Retry-After` when to come again. Whatever is wrong is `application/problem+json` (RFC 9457), in the
language of `Accept-Language`."""


class Compact(JSONRenderer):
    """JSON with its characters as they are."""

    encoder_class = NinjaJSONEncoder
    json_dumps_params = {"ensure_ascii": False, "separators": (",", ":")}

    def render(self, request: HttpRequest, data: Any, *, response_status: int) -> Any:
        text: str = super().render(request, data, response_status=response_status)
        return text.encode("utf-8", "backslashreplace")


class Strict(Parser):
    """JSON as the standard has it: no NaN, no Infinity."""

    def parse_body(self, request: HttpRequest) -> Any:
        return json.loads(request.body, parse_constant=_refuse)


def _refuse(word: str) -> None:
    raise ValueError(word)


def make() -> NinjaAPI:
    """The API with all its operations."""
    api = NinjaAPI(
        title="Twinwheel",
        version="1",
        description=ABOUT,
        openapi_url=None,
        docs_url=None,
        urls_namespace="api-v1",
        renderer=Compact(),
        parser=Strict(),
        auth=Bearer(Key.Scope.READ_PUBLIC),
    )
    handle(api)
    for router in (policy.router, deciding.router, finding.router):
        api.add_router("", router)
    api.add_router("/own", own.router)
    return api


def document(api: NinjaAPI) -> dict[str, Any]:
    """The OpenAPI document, with every answer an operation may give."""
    found: dict[str, Any] = json.loads(
        json.dumps(api.get_openapi_schema(path_prefix=PREFIX), cls=NinjaJSONEncoder)
    )
    found["components"]["schemas"]["Problem"] = PROBLEM
    for path, methods in found["paths"].items():
        for method, operation in methods.items():
            _complete(path, method, operation)
    schemas = found["components"]["schemas"]
    used = _used(found["paths"], schemas)
    found["components"]["schemas"] = {name: schemas[name] for name in sorted(used)}
    found["components"]["securitySchemes"] = {"key": {"type": "http", "scheme": "bearer"}}
    return found


def parameters(api: NinjaAPI) -> dict[str, dict[str, frozenset[str]]]:
    """The query parameters each operation knows, by address without its prefix and by method."""
    paths = api.get_openapi_schema(path_prefix="")["paths"]
    return {
        path.lstrip("/"): {
            method.upper(): frozenset(
                each["name"] for each in operation["parameters"] if each["in"] == "query"
            )
            for method, operation in methods.items()
        }
        for path, methods in paths.items()
    }


def _complete(path: str, method: str, operation: dict[str, Any]) -> None:
    for each in operation["parameters"]:
        _without_null(each)
    own_alone = path.startswith(f"{PREFIX}own/")
    operation["operationId"] = operation["operationId"].rpartition("_endpoints_")[2]
    operation["security"] = [{"key": []}] if own_alone else [{}, {"key": []}]
    names = ["key", "scope", "validation", "rate", "failed"]
    names += ["not-found"] if "{" in path else []
    names += ["malformed", "too-large", "media-type"] if "requestBody" in operation else []
    responses = {str(status): each for status, each in operation["responses"].items()}
    for name in sorted(names, key=lambda each: PROBLEMS[each][0]):
        status, _title = PROBLEMS[name]
        responses[str(status)] = {
            "description": name,
            "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
        }
    responses["200"]["headers"] = HEADERS | (LINK if _is_list(responses["200"]) else {})
    if method == "get" and not own_alone:
        responses["304"] = {"description": "unchanged since the ETag that was sent"}
    operation["responses"] = dict(sorted(responses.items()))


def _without_null(parameter: dict[str, Any]) -> None:
    """A parameter of an address is left out, never null."""
    schema = parameter["schema"]
    if "anyOf" in schema:
        (one,) = [each for each in schema.pop("anyOf") if each != {"type": "null"}]
        schema |= one
    schema.pop("description", None)


def _used(part: Any, schemas: dict[str, Any]) -> set[str]:
    """The names of all schemas that a part refers to, those they refer to included."""
    names, todo = set[str](), [part]
    while todo:
        new = set(re.findall(r'"#/components/schemas/([^"]+)"', json.dumps(todo.pop()))) - names
        names |= new
        todo.extend(schemas[name] for name in new)
    return names


def _is_list(response: dict[str, Any]) -> bool:
    return "/Page_" in json.dumps(response)


HEADERS = {
    "RateLimit": {
        "schema": {"type": "string"},
        "description": "requests left, seconds until there are new ones",
    },
    "RateLimit-Policy": {"schema": {"type": "string"}, "description": "requests in how many seconds"},
}
LINK = {"Link": {"schema": {"type": "string"}, "description": "first, prev, next and last page (RFC 8288)"}}
PROBLEM = {
    "title": "Problem",
    "description": "Whatever is wrong (RFC 9457), in the language of the caller.",
    "type": "object",
    "additionalProperties": False,
    "required": ["type", "title", "status"],
    "properties": {
        "type": {"type": "string", "description": "address of what this kind of problem is"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "errors": {
            "type": "array",
            "description": "what of the request does not fit",
            "items": {
                "type": "object",
                "additionalProperties": False,
                "required": ["detail"],
                "properties": {
                    "pointer": {
                        "type": "string",
                        "description": "JSON pointer into the body, such as #/values/name",
                    },
                    "parameter": {"type": "string", "description": "parameter of the address"},
                    "detail": {"type": "string"},
                    "advice": {
                        "type": "string",
                        "description": "what to do, such as the nearest name there is",
                    },
                },
            },
        },
    },
}
