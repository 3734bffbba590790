"""Twinwheel: policy as data, matched against every enterprise, with the reasons.

The rooms, and what may pass between them, are drawn in ``docs/architecture.md``.
"""

__version__ = "0.1.0"
