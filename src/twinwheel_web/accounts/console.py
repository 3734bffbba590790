"""Django's admin as the operator's console: one way in, the portal's own sign-in with its second factor and throttle."""

from __future__ import annotations

from typing import Any

from django.contrib.admin import AdminSite, ModelAdmin
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _


class Console(AdminSite):
    site_header = site_title = _("Operator's console")
    index_title = _("What the portal keeps")

    def has_permission(self, request: HttpRequest) -> bool:
        """Operators alone, and never somebody in another's place."""
        user = request.user
        return bool(user.is_active and user.is_superuser and not getattr(user, "is_hijacked", False))

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        if request.user.is_authenticated:
            raise PermissionDenied("operations.console")
        return redirect_to_login(request.GET.get("next") or "/admin/")

    def logout(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:  # type: ignore[override]  # Django's answers with a page, ours leads to allauth's
        return redirect("account_logout")

    def password_change(  # type: ignore[override]  # as above
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        return redirect("account_change_password")


class ToLookAt(ModelAdmin[Any]):
    """Kept to be looked at: nobody adds to it by hand, changes it or deletes from it."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
