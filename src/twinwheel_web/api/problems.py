"""Whatever is wrong, in one shape: RFC 9457, ``application/problem+json``, in the language of the caller."""

from __future__ import annotations

import json
import logging
from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import get_language, gettext_lazy, gettext_noop
from django.utils.translation import gettext as _

from twinwheel_web.api.answers.forms import Unknown
from twinwheel_web.api.answers.values import Misfits

if TYPE_CHECKING:
    from ninja import NinjaAPI

LOG = logging.getLogger("twinwheel.api")
TYPE = "/api/docs#problem-{}"

PROBLEMS = {
    "malformed": (400, gettext_lazy("The body is not JSON")),
    "key": (401, gettext_lazy("A valid key is needed")),
    "scope": (403, gettext_lazy("The key may not do this")),
    "not-found": (404, gettext_lazy("There is nothing of this name")),
    "method": (405, gettext_lazy("This cannot be done here")),
    "too-large": (413, gettext_lazy("The body is too large")),
    "media-type": (415, gettext_lazy("The body has to be JSON")),
    "validation": (422, gettext_lazy("What was sent does not fit")),
    "rate": (429, gettext_lazy("Too many requests")),
    "failed": (500, gettext_lazy("Something went wrong here")),
}
"""Status and title by name. ``type`` of a problem leads to the page that lists them."""

# What pydantic finds wrong, by its own names; the rest is "not a value that fits".
_WRONG = {
    "missing": gettext_noop("is needed"),
    "extra_forbidden": gettext_noop("is not known here"),
    "int_parsing": gettext_noop("is not a whole number"),
    "int_type": gettext_noop("is not a whole number"),
    "greater_than_equal": gettext_noop("is too small: at least {ge}"),
    "less_than_equal": gettext_noop("is too large: at most {le}"),
    "bool_parsing": gettext_noop("is neither true nor false"),
    "bool_type": gettext_noop("is neither true nor false"),
    "string_type": gettext_noop("is not text"),
    "string_too_short": gettext_noop("is too short: at least {min_length} characters"),
    "string_too_long": gettext_noop("is too long: at most {max_length} characters"),
    "dict_type": gettext_noop("is not an object"),
    "model_attributes_type": gettext_noop("is not an object"),
    "literal_error": gettext_noop("is none of {expected}"),
    "enum": gettext_noop("is none of {expected}"),
    "day": gettext_noop("is not a day such as 2026-11-22, from 1900 to 2199"),
    "signs": gettext_noop("holds signs that cannot be kept"),
}


class Refusal(Exception):
    """The request is refused: ``name`` of :data:`PROBLEMS`, what exactly is wrong, and what of the request it is about."""

    def __init__(
        self, name: str, detail: str = "", errors: list[dict[str, str]] | None = None, **headers: str
    ) -> None:
        self.name, self.detail, self.errors = name, detail, errors or []
        self.headers = {each.replace("_", "-"): value for each, value in headers.items()}
        super().__init__(name, detail)


def respond(refusal: Refusal) -> HttpResponse:
    """The refusal as a response."""
    status, title = PROBLEMS[refusal.name]
    body: dict[str, Any] = {"type": TYPE.format(refusal.name), "title": str(title), "status": status}
    if refusal.detail:
        body["detail"] = refusal.detail
    if refusal.errors:
        body["errors"] = refusal.errors
    text = json.dumps(body, ensure_ascii=False).encode(
        "utf-8", "backslashreplace"
    )  # half a pair stays \udxxx
    headers = {"Content-Type": "application/problem+json"} | refusal.headers
    return HttpResponse(text, status=status, headers=headers)


def said(text: dict[str, str]) -> str:
    """A text in both languages, in that of the caller."""
    return text["en" if (get_language() or "").startswith("en") else "zh"]


def sentences(*texts: dict[str, str]) -> str:
    """Texts one after another, each a sentence."""
    stop = said({"zh": "。", "en": ". "})
    return "".join(
        text if text.endswith(("？", "?", "。", ".")) else text + stop for text in map(said, texts) if text
    ).strip()


def not_found(unknown: Unknown) -> Refusal:
    return Refusal("not-found", sentences(unknown.what, unknown.advice))


def unknown_parameter(name: str, unknown: Unknown) -> Refusal:
    """A query parameter names what nobody has."""
    return Refusal("validation", "", [_error({"parameter": name}, said(unknown.what), said(unknown.advice))])


def misfits(found: Misfits, *path: str) -> Refusal:
    """Values that do not fit, each with a pointer to it under ``path`` of the body."""
    return Refusal(
        "validation",
        "",
        [
            _error(
                {"pointer": _pointer((*path, *([each.name] if each.name else [])))},
                said(each.what),
                said(each.advice),
            )
            for each in found.misfits
        ],
    )


def handle(api: NinjaAPI) -> None:
    """Let an API answer every error in this shape."""
    from ninja.errors import HttpError, ValidationError

    def handler(make: Any) -> Any:
        return lambda request, error: respond(make(error))

    api.add_exception_handler(Refusal, handler(lambda error: error))
    api.add_exception_handler(Unknown, handler(not_found))
    api.add_exception_handler(Misfits, handler(lambda error: misfits(error, "values")))
    api.add_exception_handler(ValidationError, handler(_invalid))
    api.add_exception_handler(
        HttpError, handler(lambda error: Refusal("key" if error.status_code == 401 else "malformed"))
    )
    api.add_exception_handler(Http404, handler(lambda error: Refusal("not-found")))
    api.add_exception_handler(Exception, failed)


def failed(request: HttpRequest, error: Any) -> HttpResponse:
    LOG.error("%s %s failed", request.method, request.path, exc_info=error)
    return respond(Refusal("failed", _("It was noted. Please try again later.")))


def _invalid(error: Any) -> Refusal:
    return Refusal("validation", "", [_of_pydantic(each) for each in error.errors])


def _of_pydantic(found: dict[str, Any]) -> dict[str, str]:
    """``loc`` of ninja is the place (body, query, path), the name of the argument where it is a model, then the way in."""
    place, *way = [str(each) for each in found["loc"]]
    text = _WRONG.get(found["type"])
    what = _(text).format(**found.get("ctx", {})) if text else _("is not a value that fits")
    if place == "body":
        return _error({"pointer": _pointer(way[1:])}, what)
    return _error({"parameter": way[-1] if way else ""}, what)


def _error(where: dict[str, str], detail: str, advice: str = "") -> dict[str, str]:
    return where | {"detail": detail} | ({"advice": advice} if advice else {})


def _pointer(way: Any) -> str:
    """A JSON pointer as a fragment: #/values/name."""
    return "#" + "".join("/" + each.replace("~", "~0").replace("/", "~1") for each in way)
