"""What those above the register listen to."""

from __future__ import annotations

from django.dispatch import Signal

changed = Signal()
"""Sent with ``type`` and ``actor`` when many subjects, or which of them there are, changed: an import, a merge, its undoing. In
the same transaction: what a listener queues is queued with the change, or not at all."""
