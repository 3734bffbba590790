"""The only clock of the portal. Everything below takes a day as an argument, so yesterday's page can be had again."""

from __future__ import annotations

from datetime import date, datetime

from django.utils import timezone


def now() -> datetime:
    """This moment, with its zone."""
    return timezone.now()


def today() -> date:
    """Today in the zone of the portal (``TWINWHEEL_TIME_ZONE``)."""
    return timezone.localdate()
