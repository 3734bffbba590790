"""Pages around the API: its documentation, and the keys of an organisation."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from twinwheel_web import clock
from twinwheel_web.accounts.gate import in_person, may
from twinwheel_web.accounts.request import Request
from twinwheel_web.api import keys, schema
from twinwheel_web.api.documented import operations
from twinwheel_web.api.forms import KeyForm
from twinwheel_web.api.models import Key
from twinwheel_web.api.problems import PROBLEMS
from twinwheel_web.api.rates import read_rate


@lru_cache(maxsize=1)
def _document() -> dict[str, Any]:
    from twinwheel_web.api.urls import api

    return schema.document(api)


@require_safe
@may("public.view")
def docs(request: Request) -> HttpResponse:
    host = request.build_absolute_uri("/").rstrip("/")
    subjects = operations(_document(), host)
    found = {"subjects": subjects, "problems": PROBLEMS, "rate": read_rate(settings.TWINWHEEL.api_rate)}
    return render(request, "api/docs.html", found)


@require_safe
@may("public.view")
def openapi(request: Request) -> HttpResponse:
    response = JsonResponse(_document(), json_dumps_params={"ensure_ascii": False})
    response["Access-Control-Allow-Origin"] = "*"
    return response


@require_safe
@may("api.keys")
def list_(request: Request) -> HttpResponse:
    return _page(request, KeyForm())


@require_POST
@never_cache
@may("api.keys")
@in_person
def make(request: Request) -> HttpResponse:
    """The page with the token is the answer itself: it is kept nowhere, so it cannot be shown again."""
    form = KeyForm(request.POST)
    if not form.is_valid():
        return _page(request, form, status=422)
    organisation = request.actor.organisation
    assert organisation is not None
    if keys.standing(organisation, clock.now()) >= keys.MOST:
        form.add_error(None, _("There are %(most)d keys already. Revoke one first.") % {"most": keys.MOST})
        return _page(request, form, status=422)
    name, scopes = form.cleaned_data["name"], form.cleaned_data["scopes"]
    key, token = keys.make(request.actor, name, scopes, form.expires(clock.today()), clock.now())
    return _page(request, KeyForm(), made=key, token=token)


@require_POST
@may("api.keys")
@in_person
def revoke(request: Request, id: int) -> HttpResponse:
    assert request.actor.organisation is not None
    try:
        key = keys.revoke(request.actor.organisation, id, clock.now())
    except Key.DoesNotExist:
        raise Http404 from None
    messages.success(
        request, _("The key “%(name)s” was revoked; it opens nothing any more.") % {"name": key.name}
    )
    return redirect("api:keys")


def _page(request: Request, form: KeyForm, status: int = 200, **more: object) -> HttpResponse:
    organisation = request.actor.organisation
    assert organisation is not None
    found = [(key, key.stands(clock.now())) for key in keys.of(organisation)[:200]]
    return render(request, "api/keys.html", {"form": form, "keys": found, **more}, status=status)
