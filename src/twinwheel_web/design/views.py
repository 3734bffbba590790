"""Pages for when something is wrong, and the two choices kept in a cookie."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.views.decorators.http import require_POST
from django.views.i18n import set_language

from twinwheel_web.accounts.gate import may
from twinwheel_web.accounts.request import Request, onward
from twinwheel_web.design.context import THEMES

YEAR = 365 * 24 * 3600


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "design/forbidden.html", status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "design/not_found.html", status=404)


def failed(request: HttpRequest) -> HttpResponse:
    """Rendered without the request: what failed may be the database that a page's header asks."""
    return HttpResponse(render_to_string("design/failed.html"), status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return render(request, "design/csrf_failure.html", status=403)


@may("public.view")
def favicon(request: Request) -> HttpResponse:
    """Where browsers and feed readers look that do not read a page's ``<link rel="icon">``."""
    return HttpResponseRedirect(static("design/wheels.svg"))


@may("public.view")
def language(request: Request) -> HttpResponse:
    """Django's own: keeps the language in a cookie and goes back to ``next``."""
    response: HttpResponse = set_language(request)
    return response


@require_POST
@may("public.view")
def theme(request: Request) -> HttpResponse:
    """Light, dark, or (empty) as the reader's system says; kept in a cookie that scripts write too."""
    chosen = request.POST.get("theme", "")
    response = HttpResponseRedirect(onward(request, "/"))
    if chosen in THEMES:
        response.set_cookie("theme", chosen, max_age=YEAR, samesite="Lax", secure=settings.TWINWHEEL.https)
    else:
        response.delete_cookie("theme", samesite="Lax")
    return response
