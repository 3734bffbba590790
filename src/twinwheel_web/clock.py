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


EARLIEST, LATEST = date(1990, 1, 1), date(2099, 12, 31)
"""Days a page may be asked for."""


def day_of(text: str | None) -> date | None:
    """The day that an address or a form names, as 2026-11-22; None: none that a page could be asked for."""
    try:
        found = date.fromisoformat(text or "")
    except ValueError:
        return None
    return found if EARLIEST <= found <= LATEST else None
