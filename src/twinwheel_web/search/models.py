"""What can be found, as people see it. The tokens lie beside, in the database's own full text (``engines``)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Entry(models.Model):
    """One thing that can be found. ``kind`` and ``key`` name it: ("measure", its id).

    ``text`` holds all that is searched besides the titles; several readings of one text (于光辉, 于长辉) stand one after
    the other with a form feed between them.
    """

    kind = models.CharField(pgettext_lazy("search", "kind"), max_length=40)
    key = models.CharField(_("key"), max_length=200)
    title = models.TextField(pgettext_lazy("search", "title"))
    title_en = models.TextField(_("title in English"), blank=True)
    url = models.CharField(_("address"), max_length=500)
    text = models.TextField(_("text"), blank=True)

    class Meta:
        db_table = "search_entry"
        constraints = [models.UniqueConstraint(fields=["kind", "key"], name="search_entry_once")]
        verbose_name = _("search entry")
        verbose_name_plural = _("search entries")

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"


class Indexed(models.Model):
    """Of what a kind was indexed last, such as the hash of the pack: nothing is indexed twice."""

    kind = models.CharField(pgettext_lazy("search", "kind"), max_length=40, primary_key=True)
    mark = models.CharField(_("mark"), max_length=128)

    class Meta:
        db_table = "search_indexed"
        verbose_name = _("indexed kind")
        verbose_name_plural = _("indexed kinds")

    def __str__(self) -> str:
        return f"{self.kind} {self.mark}"
