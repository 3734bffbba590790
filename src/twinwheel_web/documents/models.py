"""Documents that were read together, what was found in them, and what people decided about it."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from twinwheel_web.accounts.models import Organisation, User
from twinwheel_web.registers.message_field import MessageField


class Status(models.TextChoices):
    WAITING = "waiting", _("Waiting to be read")
    RUNNING = "running", _("Being read")
    DONE = "done", _("Has been read")
    FAILED = "failed", _("Could not be read")


BUSY = frozenset({Status.WAITING, Status.RUNNING})


class DocumentSet(models.Model):
    """Documents read together: what several of them hold is one article in several renditions.

    Its folder has the files as they came (``files/NUMBER/NAME``) and what the library wrote of them (``read/``, the
    form of ``twinwheel read``). ``summary`` is the library's: articles, kinds, variants, facts by kind, characters, tagger.
    """

    title = models.CharField(_("title"), max_length=200, blank=True)
    """Where nobody gave one, reading takes the headline of the first article."""
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.WAITING)
    stage = models.CharField(_("stage"), max_length=20, blank=True)
    done = models.PositiveIntegerField(_("done"), default=0)
    total = models.PositiveIntegerField(_("out of"), default=0)
    problem = MessageField(_("problem"), blank=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    """How often it was begun to be read without coming to an end."""
    summary = models.JSONField(_("summary"), default=dict, blank=True)
    uploaded_by = models.ForeignKey(
        User, models.SET_NULL, null=True, related_name="+", verbose_name=_("uploaded by")
    )
    organisation = models.ForeignKey(
        Organisation, models.SET_NULL, null=True, related_name="+", verbose_name=_("for")
    )
    added_at = models.DateTimeField(_("added at"))
    moved_at = models.DateTimeField(_("last moved at"))
    """When reading last said how far it is: one that has been silent for long may be asked for again."""
    published_at = models.DateTimeField(_("published at"), null=True, blank=True)
    published_by = models.ForeignKey(
        User, models.SET_NULL, null=True, related_name="+", verbose_name=_("published by")
    )

    class Meta:
        db_table = "document_set"
        ordering = ["-added_at", "-id"]
        verbose_name = _("document set")
        verbose_name_plural = _("document sets")

    def __str__(self) -> str:
        return self.title or str(_("Untitled documents"))

    @property
    def folder(self) -> Path:
        return Path(settings.TWINWHEEL.data) / "documents" / str(self.pk)

    @property
    def read(self) -> Path:
        """What the library wrote."""
        return self.folder / "read"

    @property
    def work(self) -> str:
        """Its name among the work in the background."""
        return f"documents-{self.pk}"

    @property
    def busy(self) -> bool:
        return self.status in BUSY


class Document(models.Model):
    """One file of a set. ``name`` is what the library calls it; ``number`` counts from 1."""

    set = models.ForeignKey(DocumentSet, models.CASCADE, related_name="documents", verbose_name=_("set"))
    number = models.PositiveIntegerField(_("number"))
    name = models.CharField(_("file"), max_length=300)
    path = models.CharField(_("path"), max_length=300)
    """Within the folder of the set."""
    size = models.PositiveBigIntegerField(_("bytes"))
    sha256 = models.CharField(max_length=64)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.WAITING)
    kind = models.CharField(_("kind"), max_length=10, blank=True)
    text_file = models.CharField(max_length=300, blank=True)
    characters = models.PositiveIntegerField(_("characters"), default=0)
    ran = models.JSONField(_("read by"), default=dict, blank=True)
    draft = models.CharField(_("draft of measures"), max_length=10, choices=Status, blank=True)
    """How far drafting measures from it is; empty where nobody asked."""
    problem = MessageField(_("problem"), blank=True)
    advice = MessageField(_("advice"), blank=True)

    class Meta:
        db_table = "document"
        ordering = ["set", "number"]
        constraints = [models.UniqueConstraint(fields=["set", "number"], name="document_number_once")]
        verbose_name = _("document")
        verbose_name_plural = _("documents")

    def __str__(self) -> str:
        return self.name

    @property
    def work(self) -> str:
        """The name of its drafting among the work in the background."""
        return f"draft-{self.pk}"


class Record(models.Model):
    """An article, variant or fact as the library wrote it, or characters it is not sure of. Made anew by each reading.

    ``record_id`` is the library's, the same after every reading. ``worth`` and ``reason`` say why a person should look;
    ``worth`` is None where nobody need.
    """

    class Type(models.TextChoices):
        ARTICLE = "article", _("Article")
        VARIANT = "variant", pgettext_lazy("reading", "Variant")
        FACT = "fact", _("Fact")
        CHARACTERS = "characters", _("Characters that are hard to read")

    set = models.ForeignKey(DocumentSet, models.CASCADE, related_name="records", verbose_name=_("set"))
    record_id = models.CharField(max_length=320)
    type = models.CharField(_("type"), max_length=10, choices=Type)
    kind = models.CharField(_("kind"), max_length=20, blank=True)
    article_id = models.CharField(max_length=20, blank=True)
    turn = models.PositiveIntegerField(_("turn in the text"))
    """In the order of the text."""
    words = models.TextField(_("its words"))
    data = models.JSONField(_("data"))
    worth = models.PositiveSmallIntegerField(_("worth"), null=True)
    reason = models.CharField(_("reason"), max_length=20, blank=True)

    class Meta:
        db_table = "record"
        ordering = ["turn"]
        constraints = [models.UniqueConstraint(fields=["set", "record_id"], name="record_once")]
        indexes = [
            models.Index(fields=["set", "type", "kind", "turn"], name="record_of_kind"),
            models.Index(fields=["set", "worth"], name="record_worth"),
        ]
        verbose_name = _("record")
        verbose_name_plural = _("records")

    def __str__(self) -> str:
        return f"{self.record_id} {self.words[:40]}"

    @property
    def anchor(self) -> str:
        """What its place on a page is called: the id; of characters, where they begin."""
        return (
            f"c-{self.record_id.rpartition('@')[2]}" if self.type == self.Type.CHARACTERS else self.record_id
        )


class Place(models.Model):
    """Where a record stands: characters ``[start, end)`` of the raw text of a document. ``turn`` counts from 1 there."""

    document = models.ForeignKey(Document, models.CASCADE, related_name="places")
    record = models.ForeignKey(Record, models.CASCADE, related_name="places")
    turn = models.PositiveIntegerField()
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()

    class Meta:
        db_table = "place"
        ordering = ["document", "start", "id"]
        indexes = [models.Index(fields=["document", "start"], name="place_in_text")]

    def __str__(self) -> str:
        return f"{self.document_id} [{self.start}, {self.end})"


class Decision(models.Model):
    """What a person decided about a record; the last one not taken back stands. Never changed, never deleted.

    The form is that of the library's ``review.yaml``. It hangs on the id of the record, which outlives a reading.
    """

    class Verdict(models.TextChoices):
        ACCEPTED = "accepted", _("Accepted")
        CORRECTED = "corrected", _("Corrected")
        REJECTED = "rejected", _("Rejected")

    set = models.ForeignKey(DocumentSet, models.CASCADE, related_name="decisions", verbose_name=_("set"))
    record_id = models.CharField(max_length=320)
    decision = models.CharField(_("decision"), max_length=10, choices=Verdict)
    value = models.JSONField(_("what is right"), default=dict, blank=True)
    machine = models.JSONField(_("what the machine said"), default=dict, blank=True)
    note = models.CharField(_("note"), max_length=500, blank=True)
    by = models.CharField(_("by"), max_length=200)
    """The name as it was then; of an imported one, as it stood there."""
    user = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+", verbose_name=_("person"))
    organisation = models.ForeignKey(
        Organisation, models.SET_NULL, null=True, related_name="+", verbose_name=_("for")
    )
    at = models.DateTimeField(_("at"))
    taken_back_at = models.DateTimeField(_("taken back at"), null=True, blank=True)
    taken_back_by = models.ForeignKey(
        User, models.SET_NULL, null=True, related_name="+", verbose_name=_("taken back by")
    )

    class Meta:
        db_table = "review_decision"
        ordering = ["id"]
        indexes = [models.Index(fields=["set", "record_id"], name="review_decision_of")]
        verbose_name = _("review decision")
        verbose_name_plural = _("review decisions")

    def __str__(self) -> str:
        return f"{self.record_id} {self.get_decision_display()}"
