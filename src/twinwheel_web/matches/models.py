"""Runs of all measures in force over the register."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from twinwheel_web.accounts.models import User
from twinwheel_web.registers.message_field import MessageField


class Run(models.Model):
    """One run. Its folder holds register.parquet and what ``twinwheel match`` writes; ``summary`` is its summary.json.

    How far a run is that has not ended is told by ``registers.background.far(run.work)``.
    """

    class Status(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        RUNNING = "running", _("Running")
        DONE = "done", _("Done")
        FAILED = "failed", _("Failed")

    ENDED = frozenset({Status.DONE, Status.FAILED})

    type = models.CharField(_("type of subject"), max_length=40)
    as_of = models.DateField(_("as of"))
    pack_hash = models.CharField(max_length=64)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.WAITING)
    rows = models.PositiveIntegerField(_("rows"), default=0)
    summary = models.JSONField(_("summary"), default=dict, blank=True)
    survey = models.JSONField(_("survey"), default=dict, blank=True)
    """What stands in report.html beside the counts; ``matches.survey`` says its form."""
    error = MessageField(_("error"), blank=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    asked_by = models.ForeignKey(
        User, models.SET_NULL, null=True, related_name="+", verbose_name=_("asked by")
    )
    asked_at = models.DateTimeField(_("asked at"))
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)

    class Meta:
        db_table = "run"
        ordering = ["-asked_at"]
        indexes = [models.Index(fields=["type", "status", "-asked_at"], name="run_newest")]
        verbose_name = _("run")
        verbose_name_plural = _("runs")

    def __str__(self) -> str:
        return f"{self.type} {self.as_of} ({self.get_status_display()})"

    @property
    def folder(self) -> Path:
        return Path(settings.TWINWHEEL.data) / "runs" / str(self.pk)

    @property
    def work(self) -> str:
        """Its name among the work in the background."""
        return f"run-{self.pk}"

    @property
    def ended(self) -> bool:
        return self.status in self.ENDED

    @property
    def register(self) -> Path:
        """What was decided about, as the library reads it."""
        return self.folder / "register.parquet"

    @property
    def kept(self) -> bool:
        """Whether its files are still there: those of the newest runs are."""
        return self.register.is_file()
