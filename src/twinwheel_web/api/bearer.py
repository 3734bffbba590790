"""Which scope an operation needs. The key itself was looked at by the door."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja.security import HttpBearer

from twinwheel_web.api.models import Key
from twinwheel_web.api.problems import Refusal


class Bearer(HttpBearer):
    """Without a key, what is public may still be read."""

    def __init__(self, scope: Key.Scope) -> None:
        self.scope = scope
        super().__init__()

    def __call__(self, request: HttpRequest) -> Any:
        key: Key | None = request.key  # type: ignore[attr-defined]
        if key is None:
            if self.scope == Key.Scope.READ_PUBLIC:
                return True
            raise Refusal(
                "key", _("This is answered to an organisation's key alone."), WWW_Authenticate="Bearer"
            )
        if self.scope not in key.scopes:
            raise Refusal("scope", _("The key needs the scope %(scope)s.") % {"scope": self.scope.value})
        return key

    def authenticate(self, request: HttpRequest, token: str) -> Any:
        raise AssertionError("the door reads the token")
