"""What every request of the API goes through: who asks, how often, in which form; and what every response carries."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from twinwheel_web import clock
from twinwheel_web.accounts.actors import NOBODY
from twinwheel_web.api import keys, rates
from twinwheel_web.api.answers.forms import unknown
from twinwheel_web.api.models import Key
from twinwheel_web.api.problems import Refusal, failed, respond, unknown_parameter

MOST_BYTES = 256 * 1024
PARAMETER = {"zh": "参数", "en": "parameter"}
NOTHING: Mapping[str, frozenset[str]] = {}
EXPOSED = "ETag, Link, Retry-After, RateLimit, RateLimit-Policy"

View = Callable[..., HttpResponse]


def door(view: View, parameters: Mapping[str, frozenset[str]] = NOTHING) -> View:
    """Let a request in: its key, its rate and its form are looked at; sessions and cookies are not.

    ``parameters``: the query parameters the view knows, by method. Another one is a typing error, and is said to be.
    """

    @csrf_exempt  # nothing here is done on the strength of a cookie
    @wraps(view)
    def enter(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        left = None
        try:
            key, known = _key(request)
            left = _spend(request, key)
            if not known:
                raise Refusal(
                    "key",
                    _("The key is not known, was revoked or has run out."),
                    WWW_Authenticate='Bearer error="invalid_token"',
                )
            request.key = key  # type: ignore[attr-defined]  # set here, as accounts.middleware does
            request.actor = keys.acts_for(key) if key else NOBODY  # type: ignore[attr-defined]  # the same
            method = "GET" if request.method == "HEAD" else request.method or ""
            if method in parameters:  # else it is told which methods there are
                _check_parameters(request, parameters[method])
                _check_form(request)
            response = _asked(view, request, *args, **kwargs)
        except Refusal as refusal:
            response = respond(refusal)
        except Exception as error:  # noqa: BLE001  # a defect is answered in the same shape, and logged
            response = failed(request, error)
        return _dressed(request, response, left)

    enter.permission = "public.view"  # type: ignore[attr-defined]  # as accounts.gate does
    enter.own_transactions = True  # type: ignore[attr-defined]  # deciding takes long; nobody waits for it to write
    return enter


def missing(request: HttpRequest, **kwargs: str) -> HttpResponse:
    """No such address."""
    raise Refusal("not-found")


def _key(request: HttpRequest) -> tuple[Key | None, bool]:
    """The key a request comes with, and whether what it gives as one is known. Whoever tries keys is counted as a visitor."""
    given = request.headers.get("Authorization")
    if given is None:
        return None, True
    kind, _gap, token = given.partition(" ")
    key = keys.find(token.strip(), clock.now()) if kind.lower() == "bearer" else None
    return key, key is not None


def _spend(request: HttpRequest, key: Key | None) -> rates.Left:
    if key is None:
        caller = rates.anonymous(request, settings.TWINWHEEL.proxies)
        rate = rates.read_rate(settings.TWINWHEEL.api_rate)
    else:
        caller, rate = f"k{key.pk}", rates.read_rate(key.rate)
    left = rates.spend(caller, rate, clock.now())
    if left.left < 0:
        refusal = Refusal(
            "rate",
            _("At most %(limit)d requests in %(seconds)d seconds.")
            % {"limit": rate.limit, "seconds": rate.seconds},
            Retry_After=str(left.seconds),
        )
        raise _Spent(refusal, left)
    return left


class _Spent(Refusal):
    """A refusal that still says what is left: nothing."""

    def __init__(self, refusal: Refusal, left: rates.Left) -> None:
        super().__init__(refusal.name, refusal.detail)
        self.headers = refusal.headers | _rate_headers(left)


def _check_form(request: HttpRequest) -> None:
    if request.method != "POST":
        return
    try:
        length = int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        length = 0
    if length > MOST_BYTES:
        raise Refusal("too-large", _("At most %(most)d KB.") % {"most": MOST_BYTES // 1024})
    if request.content_type != "application/json":
        raise Refusal("media-type", "Content-Type: application/json")


def _check_parameters(request: HttpRequest, known: frozenset[str]) -> None:
    strange = [each for each in request.GET if each not in known]
    if strange:
        errors = [
            unknown_parameter(each, unknown(PARAMETER, each, sorted(known))).errors[0] for each in strange
        ]
        raise Refusal("validation", "", errors)


def _asked(view: View, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
    method = request.method
    request.method = "GET" if method == "HEAD" else method  # the server leaves the body out
    response = view(request, *args, **kwargs)
    request.method = method
    if response.status_code != 405:
        return response
    known = {*response["Allow"].split(", "), "OPTIONS"}
    allow = sorted(known | {"HEAD"} if "GET" in known else known)
    if request.method == "OPTIONS":
        return HttpResponse(status=204, headers={"Allow": ", ".join(allow)})
    return respond(Refusal("method", Allow=", ".join(allow)))


def _dressed(request: HttpRequest, response: HttpResponse, left: rates.Left | None) -> HttpResponse:
    if left is not None:
        for name, value in _rate_headers(left).items():
            response[name] = value
    if (
        getattr(request, "key", None) is None
    ):  # pages of others may read what everybody may read, never with a key
        response["Access-Control-Allow-Origin"] = "*"
        response["Access-Control-Expose-Headers"] = EXPOSED
        if request.method == "OPTIONS" and response.status_code == 204 and "GET" in response["Allow"]:
            response["Access-Control-Allow-Methods"] = "GET, HEAD"
            response["Access-Control-Allow-Headers"] = "Accept-Language, If-None-Match"
            response["Access-Control-Max-Age"] = "86400"
    response.setdefault("Cache-Control", "no-store")
    return response


def _rate_headers(left: rates.Left) -> dict[str, str]:
    """draft-ietf-httpapi-ratelimit-headers: the policy, and what is left of it."""
    return {
        "RateLimit-Policy": f'"default";q={left.rate.limit};w={left.rate.seconds}',
        "RateLimit": f'"default";r={max(left.left, 0)};t={left.seconds}',
    }
