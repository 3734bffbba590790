"""Saved searches that tell, what they told, and how somebody wants to be told."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from twinwheel_web.accounts.models import Organisation, User
from twinwheel_web.registers.models import Subject


class Alert(models.Model):
    """A search that somebody saved: they are told of what is new in it.

    ``query`` holds the search by parameter: ``{"theme": ["research"], "q": ["研发"]}``. With a ``subject``, what is
    new are its outcomes instead. ``known`` is what was there when it was last looked at, by measure: a
    fingerprint, or an outcome; ``muted`` are measures nobody wants to hear of.
    """

    person = models.ForeignKey(User, models.CASCADE, related_name="alerts", verbose_name=_("person"))
    organisation = models.ForeignKey(
        Organisation, models.CASCADE, null=True, related_name="alerts", verbose_name=_("organisation")
    )
    name = models.CharField(_("name"), max_length=200)
    query = models.JSONField(_("search"), default=dict, blank=True)
    subject = models.ForeignKey(
        Subject, models.CASCADE, null=True, related_name="+", verbose_name=_("subject")
    )
    known = models.JSONField(default=dict, blank=True)
    muted = models.JSONField(default=list, blank=True)
    created_at = models.DateTimeField(_("created at"))

    class Meta:
        db_table = "alert"
        ordering = ["-created_at", "-id"]
        verbose_name = _("alert")
        verbose_name_plural = _("alerts")

    def __str__(self) -> str:
        return self.name


class Notice(models.Model):
    """One thing somebody was told: a measure, what happened to it, and on which day. ``key`` says it only once."""

    class Kind(models.TextChoices):
        NEW = "new", _("New")
        CHANGED = "changed", _("Changed")
        ENDED = "ended", _("No longer in force")
        OUTCOME = "outcome", _("Another outcome for you")

    alert = models.ForeignKey(Alert, models.CASCADE, related_name="notices", verbose_name=_("alert"))
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    measure = models.CharField(_("measure"), max_length=80)
    before = models.CharField(max_length=20, blank=True)
    after = models.CharField(max_length=20, blank=True)
    key = models.CharField(max_length=200)
    at = models.DateTimeField(_("at"))
    read_at = models.DateTimeField(_("read at"), null=True, blank=True)
    mailed_at = models.DateTimeField(_("mailed at"), null=True, blank=True)

    class Meta:
        db_table = "notice"
        ordering = ["-at", "-id"]
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        constraints = [models.UniqueConstraint(fields=["alert", "key"], name="notice_once")]

    def __str__(self) -> str:
        return f"{self.alert}: {self.measure}"


class Digest(models.Model):
    """How often somebody wants their unread notices by mail, and in which language."""

    class Every(models.TextChoices):
        NEVER = "never", _("never")
        DAY = "day", _("daily")
        WEEK = "week", _("weekly")

    person = models.OneToOneField(User, models.CASCADE, related_name="digest", verbose_name=_("person"))
    every = models.CharField(_("by mail"), max_length=10, choices=Every, default=Every.NEVER)
    language = models.CharField(_("language"), max_length=10, default="zh-hans")
    sent_on = models.DateField(_("sent on"), null=True, blank=True)

    class Meta:
        db_table = "digest"
        verbose_name = _("digest")
        verbose_name_plural = _("digests")

    def __str__(self) -> str:
        return f"{self.person}: {self.get_every_display()}"
