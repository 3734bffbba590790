"""Where allauth asks for our way of doing things."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Local accounts. Who signs up acts for nobody until an organisation takes them in."""
