"""The splash page: step into any role. Only there when ``TWINWHEEL_DEMO`` is on."""

from __future__ import annotations

from django.contrib.auth import login, logout
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_POST

from twinwheel_web.accounts.gate import may
from twinwheel_web.accounts.models import Organisation, User
from twinwheel_web.accounts.request import Request
from twinwheel_web.demo.people import PEOPLE, SEES

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
FIRST_PAGE = {
    "administration": "home:home",
    "enterprise": "mine:mine",
}


@may("public.view")
def splash(request: Request) -> HttpResponse:
    english = (get_language() or "").startswith("en")
    kinds = dict(Organisation.Kind.choices)
    groups: dict[str, list[dict[str, str]]] = {}
    for person in PEOPLE:
        kind = str(kinds[person.kind]) if person.kind else ""
        sees = SEES[person.username][english]
        named = {"username": person.username, "name": person.en if english else person.zh, "sees": sees}
        groups.setdefault(kind, []).append(named)
    return render(request, "demo/splash.html", {"groups": groups})


@require_POST
@may("public.view")
def enter(request: Request) -> HttpResponse:
    """Become one of the demo's people, or a visitor again."""
    username = request.POST.get("username", "")
    if not username:
        logout(request)
        return redirect("home:home")
    person = next((each for each in PEOPLE if each.username == username), None)
    user = User.objects.filter(username=username).first()
    if person is None or user is None:
        raise Http404(username)
    login(request, user, BACKEND)
    return redirect("admin:index" if person.operator else FIRST_PAGE.get(person.kind or "", "home:home"))
