"""Verdicts that are kept up: one subject against all measures, one measure against all subjects, in a millisecond or so.

``vector`` decides one subject with NumPy, ``scalar`` with numba. ``standing`` holds the bits of a whole register on a ``shelf`` and
rewrites those that a changed subject or measure can reach.
"""
