"""People and organisations in the operator's console. Logs are looked at, never changed."""

from __future__ import annotations

from typing import Any

from allauth.mfa.admin import Authenticator
from allauth.socialaccount.admin import SocialApp, SocialToken
from allauth.usersessions.admin import UserSession
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from hijack.contrib.admin import HijackUserAdminMixin

from twinwheel_web.accounts.console import RowsToKeep, ToKeep, ToLookAt
from twinwheel_web.accounts.models import Delegation, Impersonation, Membership, Organisation, User, View

for model in (Group, SocialApp, SocialToken, UserSession, Authenticator):
    # what people may do hangs on their memberships; providers are settings; secrets are nobody's to see. They are taken
    # from the packages' own admin modules, so that these have registered them.
    admin.site.unregister(model)


class MembershipInline(RowsToKeep):
    model = Membership
    autocomplete_fields = ("user", "organisation")


@admin.register(User)
class PersonAdmin(HijackUserAdminMixin, UserAdmin[User]):  # type: ignore[misc]  # hijack has no types
    """People. The last column steps into somebody's place, which is logged and shown to them."""

    list_display = ("username", "first_name", "is_superuser", "is_active", "last_login")
    list_filter = ("is_superuser", "is_active", "memberships__organisation__kind", "memberships__role")
    search_fields = ("username", "first_name", "last_name", "email")
    ordering = ("username",)
    fieldsets = (
        (None, {"fields": ("username", "password")}),
        (_("Person"), {"fields": ("first_name", "last_name", "email")}),
        (_("Access"), {"fields": ("is_active", "is_staff", "is_superuser")}),
        (_("Dates"), {"fields": ("last_login", "date_joined")}),
    )
    filter_horizontal = ()
    readonly_fields = ("last_login", "date_joined")
    inlines = (MembershipInline,)


@admin.register(Organisation)
class OrganisationAdmin(ToKeep):
    list_display = ("name", "kind", "code", "created_at")
    list_filter = ("kind",)
    search_fields = ("name", "code")
    inlines = (MembershipInline,)


@admin.register(Membership)
class MembershipAdmin(ToKeep):
    list_display = ("user", "organisation", "role", "since", "until")
    list_filter = ("role", "organisation__kind", ("until", admin.EmptyFieldListFilter))
    list_select_related = ("user", "organisation")
    search_fields = ("user__username", "user__first_name", "organisation__name", "organisation__code")
    autocomplete_fields = ("user", "organisation")


@admin.register(Delegation)
class DelegationAdmin(ToKeep):
    list_display = ("giver", "taker", "scope", "since", "until", "ended_at")
    list_filter = ("scope", ("ended_at", admin.EmptyFieldListFilter))
    list_select_related = ("giver", "taker")
    search_fields = ("giver__name", "giver__code", "taker__name", "taker__code")
    autocomplete_fields = ("giver", "taker", "given_by")


@admin.register(Authenticator)
class SecondFactorAdmin(ToLookAt):
    """Second factors: taken from somebody who lost theirs, once they have shown who they are. The secret is not shown."""

    fields = list_display = ("user", "type", "created_at", "last_used_at")
    list_filter = ("type",)
    list_select_related = ("user",)
    search_fields = ("user__username", "user__first_name")

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.admin_site.has_permission(request)


@admin.register(View)
class ViewAdmin(ToLookAt):
    list_display = ("at", "user", "organisation", "impersonator", "subject_type", "subject_code", "page")
    list_filter = ("subject_type", "at", ("impersonator", admin.EmptyFieldListFilter))
    list_select_related = ("user", "organisation", "impersonator")
    search_fields = ("user__username", "organisation__name", "subject_code")
    date_hierarchy = "at"
    show_full_result_count = False


@admin.register(Impersonation)
class ImpersonationAdmin(ToLookAt):
    list_display = ("started_at", "ended_at", "operator", "user")
    list_filter = ("started_at",)
    list_select_related = ("operator", "user")
    search_fields = ("operator__username", "user__username", "user__first_name")
