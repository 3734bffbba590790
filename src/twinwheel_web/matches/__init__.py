"""Subjects and the pack go in; decisions come out: for one subject at once, for the whole register as a run in the background.

``models`` keeps the runs, ``service`` explains one subject, starts runs and finds the newest, ``work`` does one as
``twinwheel match`` does, ``tasks`` in the background; ``survey`` is what it found as JSON, ``reading`` reads its files: who
reaches a measure, and how many by place. ``python -m twinwheel_web match`` is for the night.
"""
