"""People, organisations, who acts for which organisation, and the logs of who looked and who acted in whose place."""

from __future__ import annotations

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _


class User(AbstractUser):
    """A person who signs in. What they may do hangs on their memberships, not on the person."""

    class Meta(AbstractUser.Meta):
        db_table = "user"

    def __str__(self) -> str:
        return self.get_full_name() or self.username


class Organisation(models.Model):
    """A body that people act for. ``code`` is its 统一社会信用代码 where it has one."""

    class Kind(models.TextChoices):
        ADMINISTRATION = "administration", _("Zone administration")
        OPERATING = "operating", _("Operating company")
        DEVELOPING = "developing", _("Developing company")
        DEPARTMENT = "department", _("Government department")
        ENTERPRISE = "enterprise", _("Enterprise")
        BANK = "bank", _("Bank")
        PUBLIC = "public", _("Member of the public")

    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    name = models.CharField(_("name"), max_length=200)
    code = models.CharField(_("code"), max_length=18, blank=True, db_index=True)
    created_at = models.DateTimeField(_("created at"))

    class Meta:
        db_table = "organisation"
        ordering = ["name"]
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """A person acts for an organisation in one role; several roles are several rows."""

    class Role(models.TextChoices):
        MANAGER = "manager", _("Manager")
        """Says who else acts for the organisation, and may do what its other roles may."""
        OFFICER = "officer", _("Officer")
        """Does its daily work: keeps the register, answers, files values."""
        ANALYST = "analyst", _("Analyst")
        """Tries policies in the sandbox."""
        REVIEWER = "reviewer", _("Reviewer")
        """Accepts and corrects what was read from documents."""

    user = models.ForeignKey(User, models.CASCADE, related_name="memberships", verbose_name=_("person"))
    organisation = models.ForeignKey(
        Organisation, models.CASCADE, related_name="memberships", verbose_name=_("organisation")
    )
    role = models.CharField(_("role"), max_length=20, choices=Role)
    since = models.DateField(_("since"))
    until = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        db_table = "membership"
        ordering = ["since", "id"]
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [
            models.UniqueConstraint(fields=["user", "organisation", "role"], name="membership_once"),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.organisation} · {self.get_role_display()}"


class Delegation(models.Model):
    """An organisation lets another act for it, for a time: an agent who files for an enterprise."""

    class Scope(models.TextChoices):
        VIEW = "view", _("See")
        FILE = "file", _("See and file values")

    giver = models.ForeignKey(Organisation, models.CASCADE, related_name="given", verbose_name=_("given by"))
    taker = models.ForeignKey(Organisation, models.CASCADE, related_name="taken", verbose_name=_("given to"))
    scope = models.CharField(_("scope"), max_length=10, choices=Scope)
    since = models.DateField(_("since"))
    until = models.DateField(_("until"))
    given_by = models.ForeignKey(User, models.SET_NULL, null=True, verbose_name=_("given by person"))
    ended_at = models.DateTimeField(_("taken back at"), null=True, blank=True)

    class Meta:
        db_table = "delegation"
        ordering = ["-since", "-id"]
        verbose_name = _("delegation")
        verbose_name_plural = _("delegations")

    def __str__(self) -> str:
        return f"{self.giver} → {self.taker}"


class View(models.Model):
    """Who looked at an enterprise's data, when and where. Kept for the enterprise to see."""

    user = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+", verbose_name=_("person"))
    organisation = models.ForeignKey(
        Organisation, models.SET_NULL, null=True, related_name="+", verbose_name=_("for")
    )
    impersonator = models.ForeignKey(
        User, models.SET_NULL, null=True, related_name="+", verbose_name=_("impersonated by")
    )
    subject_type = models.CharField(_("type of subject"), max_length=40)
    subject_code = models.CharField(_("code of subject"), max_length=64)
    page = models.CharField(_("page"), max_length=200)
    at = models.DateTimeField(_("at"))

    class Meta:
        db_table = "view"
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["subject_type", "subject_code", "-at"], name="view_subject")]
        verbose_name = _("look at data")
        verbose_name_plural = _("looks at data")

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.user} {self.subject_code}"


class Impersonation(models.Model):
    """An operator acted in somebody's place to help them: from when to when. Shown to that person."""

    operator = models.ForeignKey(
        User, models.SET_NULL, null=True, related_name="+", verbose_name=_("operator")
    )
    user = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+", verbose_name=_("person"))
    started_at = models.DateTimeField(_("from"))
    ended_at = models.DateTimeField(_("to"), null=True, blank=True)
    """None: goes on, or the session ran out."""

    class Meta:
        db_table = "impersonation"
        ordering = ["-started_at", "-id"]
        verbose_name = _("impersonation")
        verbose_name_plural = _("impersonations")

    def __str__(self) -> str:
        return f"{self.operator} → {self.user} {self.started_at:%Y-%m-%d %H:%M}"
