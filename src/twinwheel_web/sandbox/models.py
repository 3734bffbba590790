"""Variants: proposals somebody kept; drafts: what one would say as a measure."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from twinwheel_web.accounts.models import Organisation, User
from twinwheel_web.matches.models import Run


class Variant(models.Model):
    """A proposal that was kept, and what it did to the register of a run under a pack.

    ``settings`` are texts as ``twinwheel try --set`` takes them. ``facts`` is what that prints with ``--json``: counts,
    and money as text.
    """

    organisation = models.ForeignKey(
        Organisation, models.CASCADE, related_name="variants", verbose_name=_("organisation")
    )
    measure = models.CharField(_("measure"), max_length=80, db_index=True)
    title = models.CharField(_("title"), max_length=80)
    note = models.TextField(_("note"), max_length=2000, blank=True)
    settings = models.JSONField(_("settings"), default=list)
    pack_hash = models.CharField(max_length=64)
    run = models.ForeignKey(Run, models.SET_NULL, null=True, related_name="+", verbose_name=_("run"))
    facts = models.JSONField(_("facts"), default=dict)
    made_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+", verbose_name=_("made by"))
    made_at = models.DateTimeField(_("made at"))
    computed_at = models.DateTimeField(_("computed at"))

    class Meta:
        db_table = "variant"
        ordering = ["-made_at", "-id"]
        verbose_name = _("variant")
        verbose_name_plural = _("variants")

    def __str__(self) -> str:
        return self.title

    @property
    def effect(self) -> dict[str, Any] | None:
        """What it does to its own measure; None where it means what stands today."""
        found = self.facts.get("measures", [])
        return next((each for each in found if each["measure"] == self.measure), None)

    @property
    def reached(self) -> tuple[int, int] | None:
        """Subjects that meet every rule, now and as tried."""
        effect = self.effect
        if effect is None:
            return None
        before, after = (effect[side]["outcomes"] for side in ("before", "after"))
        return (before["eligible"] + before["needs_review"], after["eligible"] + after["needs_review"])


class Draft(models.Model):
    """A variant written as the files of a pack would say it. No pack is changed: a person takes the files from here.

    ``files`` are texts by path within the packs; ``findings`` what checking the pack with them brings up and did not
    before, ``tests`` the measure's own tests that expect what the text said until now.
    """

    organisation = models.ForeignKey(
        Organisation, models.CASCADE, related_name="drafts", verbose_name=_("organisation")
    )
    variant = models.ForeignKey(
        Variant, models.SET_NULL, null=True, related_name="drafts", verbose_name=_("variant")
    )
    measure = models.CharField(_("measure"), max_length=80)
    title = models.CharField(_("title"), max_length=80)
    settings = models.JSONField(_("settings"), default=list)
    pack_hash = models.CharField(max_length=64)
    files = models.JSONField(_("files"), default=dict)
    findings = models.JSONField(_("findings"), default=list)
    tests = models.JSONField(_("tests"), default=list)
    made_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+", verbose_name=_("made by"))
    made_at = models.DateTimeField(_("made at"))

    class Meta:
        db_table = "draft"
        ordering = ["-made_at", "-id"]
        verbose_name = _("draft")
        verbose_name_plural = _("drafts")

    def __str__(self) -> str:
        return self.title
