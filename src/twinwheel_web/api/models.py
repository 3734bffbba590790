"""Keys of organisations, and what callers have asked for in the current stretch of time."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from twinwheel_web.accounts.models import Organisation, User


class Key(models.Model):
    """A bearer key a program of an organisation comes with. Only the SHA-256 of its token is kept: the token is 256 random
    bits, so nothing slower is needed. ``prefix`` is the part of the token that may be shown."""

    class Scope(models.TextChoices):
        READ_PUBLIC = "read:public", _("Read what is public")
        READ_OWN = "read:own", _("Read the organisation's own values and decisions")
        FILE_OWN = "file:own", _("File values of the organisation's own subjects")

    organisation = models.ForeignKey(
        Organisation, models.CASCADE, related_name="keys", verbose_name=_("organisation")
    )
    name = models.CharField(_("name of the key"), max_length=80)
    prefix = models.CharField(_("begins with"), max_length=12, unique=True)
    hash = models.CharField(max_length=64)
    scopes = models.JSONField(_("scopes"))
    rate = models.CharField(_("rate"), max_length=20)
    created_by = models.ForeignKey(
        User, models.SET_NULL, null=True, related_name="+", verbose_name=_("key made by")
    )
    created_at = models.DateTimeField(_("key made at"))
    expires = models.DateField(_("valid until"))
    last_used_at = models.DateTimeField(_("last used"), null=True, blank=True)
    """To the hour: it says whether a key is in use, not what its owner does."""
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)

    class Meta:
        db_table = "api_key"
        ordering = ["-created_at", "-id"]
        verbose_name = _("API key")
        verbose_name_plural = _("API keys")

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"

    def stands(self, moment: datetime) -> bool:
        """Whether the key may still be used."""
        return self.revoked_at is None and timezone.localdate(moment) <= self.expires

    def scope_names(self) -> list[str]:
        return [str(self.Scope(each).label) for each in self.scopes]


class Spent(models.Model):
    """How many requests a caller has made in one window of time. Rows of past windows are removed.

    ``caller`` is a key's id, or a keyed hash of an address: addresses themselves are not kept.
    """

    caller = models.CharField(max_length=64)
    window = models.BigIntegerField()
    """Number of the window since 1970, in lengths of the caller's rate."""
    ends = models.BigIntegerField(db_index=True)
    """Second since 1970 at which the window is past."""
    used = models.PositiveIntegerField()

    class Meta:
        db_table = "api_spent"
        constraints = [models.UniqueConstraint(fields=["caller", "window"], name="spent_once")]

    def __str__(self) -> str:
        return f"{self.caller[:8]} {self.used}"
