"""What apps listen to, so that an operator's command need not know them."""

from __future__ import annotations

from django.dispatch import Signal

renewing = Signal()
"""Sent by ``renew`` at every start: bring what is worked out from the pack up to date (the search index), and take up
work that was cut off (an import, a run). A listener does nothing where there is nothing to do, and returns a line that
says what it did, or None."""
