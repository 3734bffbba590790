"""What those above the register listen to."""

from __future__ import annotations

from django.dispatch import Signal

imported = Signal()
"""Sent with ``import_`` in the transaction that takes its rows: what a listener queues is queued with them, or not at all."""
