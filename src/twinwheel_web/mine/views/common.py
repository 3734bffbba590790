"""What the pages of one subject share: its head with the tabs, addresses that say whose page it is, the day."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from twinwheel_web import clock
from twinwheel_web.accounts.request import Request
from twinwheel_web.accounts.rules import may
from twinwheel_web.registers.models import Subject


def address(name: str, subject: Subject, *args: object, **query: object) -> str:
    """A page of a subject; parameters that are None are left out."""
    given = {"subject": subject.pk} | {key: value for key, value in query.items() if value is not None}
    return f"{reverse(name, args=args)}?{urlencode(given, doseq=True)}"


def page(
    request: Request, template: str, subject: Subject, *, status: int = 200, **context: Any
) -> HttpResponse:
    """A page of one subject."""
    shared = {
        "subject": subject,
        "own": may(request.actor, "mine.view", subject),
        "may_file": may(request.actor, "mine.file", subject),
    }
    return render(request, template, shared | context, status=status)


def asked_day(request: Request) -> date:
    """The day of ``?as_of=``; today where there is none, or none that is a day."""
    return clock.day_of(request.GET.get("as_of")) or clock.today()
