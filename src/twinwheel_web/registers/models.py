"""The register: subjects, and every value ever filed about them."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from twinwheel_web.accounts.models import Organisation, User
from twinwheel_web.registers.message_field import MessageField


class Ground(models.TextChoices):
    """What a value rests on."""

    DECLARED = "declared", _("Self-declared")
    CERTIFIED = "certified", _("Certified")


class Subject(models.Model):
    """One enterprise, incubator, project …: what measures are decided about.

    ``code`` and ``type`` are ``subject_id`` and ``subject`` of the library's registers. ``values`` are the values
    that stand, by field, as JSON writes them (dates as ISO text, bands as [low, high]); they follow from the filings and
    are kept here to be read at once. ``certificates`` says of a certified one who certified it and until when, and
    what was declared since, which stands when the certificate has ended:
    ``{field: {"source": text, "until": "2027-03-31" or null, "then": value or absent}}``.
    To know what stands on a day, ask ``registers.service.standing``.
    """

    type = models.CharField(_("type"), max_length=40)
    code = models.CharField(_("code"), max_length=64)
    name = models.CharField(_("name"), max_length=200, db_index=True)
    organisation = models.ForeignKey(
        Organisation,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="subjects",
        verbose_name=_("organisation"),
    )
    values = models.JSONField(_("values"), default=dict)
    certificates = models.JSONField(_("certificates"), default=dict, blank=True)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="merged", verbose_name=_("merged into")
    )
    created_at = models.DateTimeField(_("created at"))
    changed_at = models.DateTimeField(_("changed at"), db_index=True)

    class Meta:
        db_table = "subject"
        constraints = [models.UniqueConstraint(fields=["type", "code"], name="subject_code_once")]
        verbose_name = _("subject")
        verbose_name_plural = _("subjects")

    def __str__(self) -> str:
        return self.name or self.code


class Import(models.Model):
    """A file of subjects taken into the register: all its good rows in one transaction, or none."""

    class Status(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        RUNNING = "running", _("Running")
        DONE = "done", _("Done")
        FAILED = "failed", _("Failed")

    ENDED = frozenset({Status.DONE, Status.FAILED})

    type = models.CharField(_("type"), max_length=40)
    file = models.FileField(_("file"), upload_to="imports/%Y/%m")
    file_name = models.CharField(_("file name"), max_length=200)
    sha256 = models.CharField(max_length=64)
    ground = models.CharField(_("ground"), max_length=10, choices=Ground, default=Ground.DECLARED)
    source = models.CharField(_("source"), max_length=200, blank=True)
    until = models.DateField(_("valid until"), null=True, blank=True)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.WAITING)
    rows = models.PositiveIntegerField(_("rows"), default=0)
    result = models.JSONField(_("result"), default=dict, blank=True)
    """What came of it: counts of rows, and the problems by kind; ``registers.checking`` says its form."""
    error = MessageField(_("error"), blank=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    rejects = models.FileField(_("rejected rows"), upload_to="imports/%Y/%m", blank=True)
    asked_by = models.ForeignKey(
        User, models.SET_NULL, null=True, related_name="+", verbose_name=_("asked by")
    )
    organisation = models.ForeignKey(
        Organisation, models.SET_NULL, null=True, related_name="+", verbose_name=_("for")
    )
    asked_at = models.DateTimeField(_("asked at"))
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)

    class Meta:
        db_table = "import"
        ordering = ["-asked_at"]
        verbose_name = _("import")
        verbose_name_plural = _("imports")

    def __str__(self) -> str:
        return f"{self.file_name} ({self.get_status_display()})"

    @property
    def work(self) -> str:
        """Its name among the work in the background."""
        return f"import-{self.pk}"

    @property
    def ended(self) -> bool:
        return self.status in self.ENDED


class Merge(models.Model):
    """One subject was found to be another, and merged into it. Its filings stay its own; undoing brings it back."""

    gone = models.ForeignKey(Subject, models.CASCADE, related_name="+", verbose_name=_("merged"))
    kept = models.ForeignKey(Subject, models.CASCADE, related_name="merges", verbose_name=_("into"))
    owner_moved = models.BooleanField(_("the owner moved with it"), default=False)
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("at"))
    undone_by = models.ForeignKey(
        User, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("undone by")
    )
    undone_at = models.DateTimeField(_("undone at"), null=True, blank=True)

    class Meta:
        db_table = "merge"
        ordering = ["-at"]
        verbose_name = _("merge")
        verbose_name_plural = _("merges")

    def __str__(self) -> str:
        return f"{self.gone} → {self.kept}"


class Filing(models.Model):
    """Some values of one subject, filed at one time on one ground. Never changed, never deleted but with its subject."""

    subject = models.ForeignKey(Subject, models.CASCADE, related_name="filings", verbose_name=_("subject"))
    values = models.JSONField(_("values"))
    """By field; null takes a value back."""
    ground = models.CharField(_("ground"), max_length=10, choices=Ground)
    source = models.CharField(_("source"), max_length=200, blank=True)
    until = models.DateField(_("valid until"), null=True, blank=True)
    filed_by = models.ForeignKey(
        User, models.SET_NULL, null=True, related_name="+", verbose_name=_("filed by")
    )
    organisation = models.ForeignKey(
        Organisation, models.SET_NULL, null=True, related_name="+", verbose_name=_("for")
    )
    filed_at = models.DateTimeField(_("filed at"))
    imported = models.ForeignKey(
        Import, models.PROTECT, null=True, related_name="filings", verbose_name=_("import")
    )
    merge = models.ForeignKey(
        Merge, models.PROTECT, null=True, blank=True, related_name="filings", verbose_name=_("merge")
    )
    """What was taken over from a merged subject; where the merge was undone it counts no more."""

    class Meta:
        db_table = "filing"
        ordering = ["id"]  # those of one subject are filed one after the other
        verbose_name = _("filing")
        verbose_name_plural = _("filings")
        constraints = [
            models.UniqueConstraint(fields=["imported", "subject"], name="filing_once_per_import"),
        ]

    def __str__(self) -> str:
        return f"{self.subject} {self.filed_at:%Y-%m-%d}"


class Export(models.Model):
    """Somebody took a list of the register with them."""

    type = models.CharField(_("type"), max_length=40)
    filters = models.JSONField(_("filters"), default=dict)
    form = models.CharField(_("form"), max_length=10)
    rows = models.PositiveIntegerField(_("rows"))
    user = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+", verbose_name=_("person"))
    organisation = models.ForeignKey(
        Organisation, models.SET_NULL, null=True, related_name="+", verbose_name=_("for")
    )
    at = models.DateTimeField(_("at"))

    class Meta:
        db_table = "export"
        ordering = ["-at"]
        verbose_name = _("export")
        verbose_name_plural = _("exports")

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.user} {self.rows}"
