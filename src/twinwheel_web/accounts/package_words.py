"""Words of packages that the console shows: they have no Chinese of their own, so the catalogue of this app has it."""

from __future__ import annotations

from typing import Any

from django.db.models import Model
from django.utils.translation import gettext_lazy, gettext_noop, pgettext_lazy

DJANGO = (
    gettext_noop("Error:"),
    gettext_noop("Model name"),
    gettext_noop("Add link"),
    gettext_noop("Change or view list link"),
    gettext_noop("After you’ve created a user, you’ll be able to edit more user options."),
)
HIJACK = (gettext_noop("impersonate user"), pgettext_lazy("verb", "impersonate"))
ALLAUTH = (gettext_noop("authenticator"), gettext_noop("authenticators"), gettext_noop("last used at"))
TASKS = (
    pgettext_lazy("Task", "Ready"),
    pgettext_lazy("Task", "Running"),
    pgettext_lazy("Task", "Failed"),
    pgettext_lazy("Task", "Successful"),
    gettext_noop("enqueued at"),
    gettext_noop("started at"),
    gettext_noop("finished at"),
    gettext_noop("args kwargs"),
    gettext_noop("priority"),
    gettext_noop("task path"),
    gettext_noop("worker id"),
    gettext_noop("queue name"),
    gettext_noop("backend name"),
    gettext_noop("run after"),
    gettext_noop("return value"),
    gettext_noop("exception class path"),
    gettext_noop("traceback"),
)
FROM_CODE = (
    gettext_noop("article id"),
    gettext_noop("pack hash"),
    gettext_noop("record id"),
    gettext_noop("sha256"),
    gettext_noop("text file"),
)
"""Fields that got their names from the code, ours too."""


def translate_names(model: type[Model]) -> None:
    """Have a model, its fields and its app named in the reader's language, also where they say nothing of it.

    Django makes a name from that in the code where none is given, and never translates it.
    """
    options = model._meta
    if isinstance(options.verbose_name, str):
        options.verbose_name_plural = gettext_lazy(f"{options.verbose_name}s")
        options.verbose_name = gettext_lazy(options.verbose_name)
    named: list[Any] = [options.app_config, *options.fields]
    for each in named:
        if isinstance(each.verbose_name, str):
            each.verbose_name = gettext_lazy(each.verbose_name)
