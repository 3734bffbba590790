"""My account; who acts for my organisation; who acts for it from outside; who looked at its data."""

from __future__ import annotations

from typing import Any

from allauth.account.decorators import reauthentication_required
from allauth.mfa.utils import is_mfa_enabled
from django.contrib import messages
from django.contrib.auth import logout
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from twinwheel_web import clock
from twinwheel_web.accounts import personal, service
from twinwheel_web.accounts.actors import CHOSEN, standing
from twinwheel_web.accounts.forms import CloseForm, DelegationForm, MemberForm, RoleForm
from twinwheel_web.accounts.gate import in_person, may
from twinwheel_web.accounts.models import Delegation, Impersonation, Membership, Organisation, User, View
from twinwheel_web.accounts.request import Request, onward

PAGE = 50


def _own(request: Request) -> Organisation:
    """The organisation acted for; the rule before the view has made sure of one."""
    assert request.actor.organisation is not None
    return request.actor.organisation


def _person(request: Request) -> User:
    assert request.actor.user is not None
    return User.objects.get(pk=request.actor.user.pk)


@may("accounts.own")
@require_safe
def account(request: Request) -> HttpResponse:
    person, day = _person(request), clock.today()
    own = person.memberships.filter(standing(day)).select_related("organisation")
    taken = Delegation.objects.filter(
        taker=request.actor.organisation, ended_at=None, since__lte=day, until__gte=day
    ).select_related("giver")
    support = Impersonation.objects.filter(user=person).select_related("operator")[:10]
    return render(
        request,
        "accounts/account.html",
        {
            "person": person,
            "own": own,
            "taken": taken if request.actor.organisation else [],
            "support": support,
            "second_factor": is_mfa_enabled(person),
        },
    )


@may("accounts.own")
@require_POST
def act(request: Request) -> HttpResponse:
    """Act for another of one's organisations, and go on where one was."""
    wanted = request.POST.get("organisation", "")
    chosen = next((each for each in request.actor.choices if str(each.pk) == wanted), None)
    if chosen is None:
        messages.error(request, _("You do not act for this organisation."))
    else:
        request.session[CHOSEN] = chosen.pk
        messages.success(request, _("You now act for %(name)s.") % {"name": chosen})
    return HttpResponseRedirect(onward(request, reverse("accounts:account")))


@may("accounts.own")
@in_person
@require_POST
def leave(request: Request, pk: int) -> HttpResponse:
    return _end(
        request,
        get_object_or_404(_person(request).memberships.filter(standing(clock.today())), pk=pk),
        "accounts:account",
    )


# --- members


def _members(request: Request) -> Any:
    return Membership.objects.filter(standing(clock.today()), organisation=_own(request)).select_related(
        "user"
    )


@may("accounts.members")
@in_person
def members(request: Request) -> HttpResponse:
    organisation = _own(request)
    form = MemberForm(organisation, request.POST or None)
    if request.method == "POST" and form.is_valid():
        person = form.cleaned_data["person"]
        service.take_in(organisation, person, form.cleaned_data["role"], clock.today())
        messages.success(
            request, _("%(person)s now acts for %(name)s.") % {"person": person, "name": organisation}
        )
        return redirect("accounts:members")
    listed = _members(request).order_by("user__username", "role")
    found = {"form": form, "members": listed, "roles": service.roles_of(organisation)}
    return render(request, "accounts/members.html", found, status=422 if form.errors else 200)


@may("accounts.members")
@in_person
@require_POST
def change_role(request: Request, pk: int) -> HttpResponse:
    membership, form = get_object_or_404(_members(request), pk=pk), RoleForm(_own(request), request.POST)
    if not form.is_valid():
        messages.error(request, _("There is no such role here."))
        return redirect("accounts:members")
    try:
        service.change_role(membership, form.cleaned_data["role"], clock.today())
    except service.Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("The role of %(person)s is changed.") % {"person": membership.user})
    return redirect("accounts:members")


@may("accounts.members")
@in_person
@require_POST
def end(request: Request, pk: int) -> HttpResponse:
    return _end(request, get_object_or_404(_members(request), pk=pk), "accounts:members")


def _end(request: Request, membership: Membership, then: str) -> HttpResponse:
    try:
        service.end(membership, clock.today())
    except service.Refused as refused:
        messages.error(request, str(refused))
    else:
        said = _("%(person)s no longer acts for %(name)s as %(role)s.")
        role = membership.get_role_display()
        messages.success(
            request, said % {"person": membership.user, "name": membership.organisation, "role": role}
        )
    return redirect(then)


# --- delegation


@may("accounts.delegate")
@in_person
def delegations(request: Request) -> HttpResponse:
    own, day = _own(request), clock.today()
    form = DelegationForm(own, day, request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = service.delegate(
            request.actor,
            form.cleaned_data["taker"],
            form.cleaned_data["scope"],
            form.cleaned_data["until"],
            day,
        )
        messages.success(request, _("%(name)s may act for you.") % {"name": given.taker})
        return redirect("accounts:delegations")
    listed = own.given.select_related("taker", "given_by")
    found = {"form": form, "delegations": listed, "today": day}
    return render(request, "accounts/delegations.html", found, status=422 if form.errors else 200)


@may("accounts.delegate")
@in_person
@require_POST
def take_back(request: Request, pk: int) -> HttpResponse:
    given = get_object_or_404(_own(request).given.filter(ended_at=None).select_related("taker"), pk=pk)
    service.take_back(given)
    messages.success(request, _("%(name)s no longer acts for you.") % {"name": given.taker})
    return redirect("accounts:delegations")


# --- who looked


@may("accounts.looks")
@require_safe
def looks(request: Request) -> HttpResponse:
    codes: dict[str, list[str]] = {}
    for subject_type, code in _own(request).subjects.values_list("type", "code"):
        codes.setdefault(subject_type, []).append(code)
    found = View.objects.none()
    for subject_type, own in codes.items():
        found = found | View.objects.filter(subject_type=subject_type, subject_code__in=own)
    page = Paginator(found.select_related("user", "organisation", "impersonator"), PAGE).get_page(
        request.GET.get("page")
    )
    return render(request, "accounts/looks.html", {"page": page})


# --- personal data


@may("accounts.own")
@in_person
@require_safe
def data(request: Request) -> HttpResponse:
    """All that is held about the person, to take along."""
    person = _person(request)
    response = JsonResponse(
        personal.everything(person), json_dumps_params={"ensure_ascii": False, "indent": 2}
    )
    response["Content-Disposition"] = 'attachment; filename="account.json"'
    response["Cache-Control"] = "no-store"
    return response


@may("accounts.own")
@in_person
@reauthentication_required  # type: ignore[untyped-decorator]
def close(request: Request) -> HttpResponse:
    """Close the account: password or second factor again, then the username typed once more."""
    person = _person(request)
    form = CloseForm(person, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            personal.close(person)
        except service.Refused as refused:
            form.add_error(None, str(refused))
        else:
            logout(request)
            messages.success(request, _("Your account is closed."))
            return redirect("home:home")
    return render(request, "accounts/close.html", {"form": form}, status=422 if form.errors else 200)
